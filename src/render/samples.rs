//! Records and snippets that are shown as evidence.

use std::collections::BTreeSet;

use super::safe;
use super::view::SampleView;
use crate::model::{FindingKind, Problem, Sample};

/// How many are shown, and bytes of each, before the size budget.
const SAMPLES: usize = 3;
const SAMPLE_BYTES: usize = 6_000;

/// The newest samples, each text once.
pub(crate) fn views(problem: &Problem) -> Vec<SampleView> {
    let mut all: Vec<(&Sample, bool)> = Vec::new();
    for finding in &problem.findings {
        let is_record = finding.kind() == FindingKind::Log;
        all.extend(finding.samples.iter().map(|sample| (sample, is_record)));
    }
    // Newest first, then by text, so that the order of findings does not show.
    all.sort_by_key(|(s, _)| (std::cmp::Reverse(s.time), &s.text));
    let mut texts = BTreeSet::new();
    all.into_iter()
        .filter(|(sample, _)| texts.insert(sample.text.as_str()))
        .take(SAMPLES)
        .map(|(one, is_record)| sample(one, is_record))
        .collect()
}

/// A record with its severity, time and logger before it. Results have a
/// severity of their own, which is told once; their samples have none.
fn sample(sample: &Sample, is_record: bool) -> SampleView {
    let severity = is_record.then(|| sample.severity.name().to_uppercase());
    let time = sample.time;
    let time = time.map(|t| t.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true));
    let head = [severity, time, sample.logger.clone()];
    let head: Vec<String> = head.into_iter().flatten().collect();
    let text = safe::clip(&sample.text, SAMPLE_BYTES);
    SampleView {
        text: if head.is_empty() {
            text.into_owned()
        } else {
            format!("{}\n{text}", head.join(" "))
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Finding, Fingerprint, Severity};
    use crate::redact::Redactor;
    use crate::render::tests::problem;
    use crate::render::{Escaper, Links, ProblemStatus, RenderContext, Renderer, Templates};
    use crate::tracker::Dialect;

    fn finding(tool: &str, samples: &[&str]) -> Problem {
        let samples = samples.iter().map(|text| Sample {
            time: None,
            severity: Severity::Info,
            logger: None,
            text: (*text).to_owned(),
        });
        let mut finding = Finding::new("s", tool, Fingerprint::given("f"), "m".into());
        finding.samples = samples.collect();
        finding.seen.count = 1;
        Problem {
            seen: finding.seen.clone(),
            findings: vec![finding],
            ..problem("x").0
        }
    }

    #[test]
    fn one_result_with_two_snippets_is_not_two_of_one() {
        let templates = Templates::embedded(Escaper::new(Dialect::GITHUB)).unwrap();
        let renderer = Renderer::new(templates, Redactor::new(), 60_000);
        let titled = |problem: &Problem| {
            let links = Links::default();
            let context = RenderContext {
                status: ProblemStatus::New,
                changed: Vec::new(),
                cites: None,
                sources: &[],
                run: "r",
                links: &links,
            };
            let text = renderer.issue(problem, &context).unwrap();
            let title = text.lines().find(|line| line.ends_with("result:"));
            title
                .or(text.lines().find(|line| line.ends_with("record:")))
                .unwrap_or_default()
                .to_owned()
        };
        assert_eq!(titled(&finding("jscpd", &["a", "b"])), "From 1 result:");
        assert_eq!(titled(&finding("jscpd", &["a"])), "1 of 1 result:");
        assert_eq!(titled(&finding("log", &["a"])), "1 of 1 record:");
    }

    #[test]
    fn a_snippet_has_no_level_of_a_log() {
        let text = |problem: &Problem| views(problem)[0].text.clone();
        assert_eq!(text(&finding("ruff", &["import os"])), "import os");
        assert_eq!(text(&finding("log", &["started"])), "INFO\nstarted");
        let mut timed = finding("junit", &["boom"]);
        timed.findings[0].samples[0].time = "2025-09-15T20:03:01Z".parse().ok();
        assert_eq!(text(&timed), "2025-09-15T20:03:01Z\nboom");
    }
}
