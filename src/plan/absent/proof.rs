//! Whether a run looked for a problem: absence is proved only by reads of the
//! kind that found it, of all that held it.

use std::collections::BTreeSet;

use crate::model::coverage::Tests;
use crate::model::{Key, Print, Tool};
use crate::ownership::{FoundBy, State};
use crate::plan::context::Planning;
use crate::plan::evidence::{self, APART, Age};
use crate::plan::{Unproved, UntrackedReason};
use crate::triage::{Fate, SourceCoverage};

/// A read that could have seen a problem, and what is known of how it did.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looked<'a> {
    pub look: &'a SourceCoverage,
    pub found: Option<&'a FoundBy>,
}

/// The reads that looked for a problem, if all of them could have seen it.
pub(super) fn looks<'a>(
    planning: &Planning<'a>,
    state: &'a State,
) -> Result<Vec<Looked<'a>>, Unproved> {
    if state.sources.is_empty() {
        return Err(Unproved::NoSources);
    }
    let mut all = Vec::new();
    for name in &state.sources {
        let found = state.found.get(name);
        let mut looks = planning.triage.coverage.iter();
        let Some(look) = looks.find(|look| look.source == *name) else {
            if was_renamed(planning, state, name) {
                continue;
            }
            return Err(Unproved::SourceNotRead {
                source_name: name.clone(),
            });
        };
        if let Some(why) = &look.blind {
            return Err(Unproved::Blind { why: why.clone() });
        }
        if let Some(found) = found {
            covers(planning, look, found)?;
        }
        all.push(Looked { look, found });
    }
    if all.is_empty() {
        return Err(Unproved::NoSourceRead);
    }
    Ok(all)
}

/// A source that rules.yaml does not have, where another one of its kind saw
/// the problem later and was read: it has that name now.
fn was_renamed(planning: &Planning<'_>, state: &State, name: &str) -> bool {
    let Some(old) = state.found.get(name) else {
        return false;
    };
    let is_read = |source: &String| planning.triage.coverage.iter().any(|l| l.source == *source);
    // Two that reported it under rules of their own were two from the start.
    let is_apart = |source: &String| state.also.contains(source);
    planning.rules.source(name).is_none()
        && !state.also.iter().any(|also| also == name)
        && state.found.iter().any(|(source, new)| {
            let is_later = new.at.is_none_or(|at| Some(at) >= old.at);
            source != name
                && !is_apart(source)
                && new.formats == old.formats
                && is_later
                && is_read(source)
        })
}

/// Whether a read looked at all that held the problem when it was found.
fn covers(planning: &Planning<'_>, look: &SourceCoverage, found: &FoundBy) -> Result<(), Unproved> {
    let (source, coverage) = (&look.source, &look.coverage);
    if let Some(format) = found
        .formats
        .iter()
        .find(|f| !coverage.formats.contains(*f))
    {
        return Err(Unproved::OtherFormat {
            source_name: source.clone(),
            now: coverage.formats.iter().cloned().collect(),
            found: format.clone(),
        });
    }
    if let Some(tool) = found.tools.iter().find(|t| !ran(planning, look, t)) {
        return Err(Unproved::ToolNotRun {
            source_name: source.clone(),
            tool: tool.clone(),
        });
    }
    let missing = found
        .inputs
        .iter()
        .find(|i| !i.is_in(coverage, look.is_log));
    if let Some(input) = missing.filter(|_| coverage.may_miss) {
        return Err(Unproved::InputNotRead {
            source_name: source.clone(),
            input: input.name.clone(),
        });
    }
    if coverage.inputs.len() < found.of_inputs {
        return Err(Unproved::FewerInputs {
            source_name: source.clone(),
            now: coverage.inputs.len(),
            before: found.of_inputs,
        });
    }
    analyzed(look, found)?;
    parts(look, found)?;
    match &coverage.tests {
        Some(tests) => passed(tests, found),
        None => Ok(()),
    }
}

/// Whether a tool ran. A format that names tools only in results shows it by a
/// result, or holds none at all, or holds those that it had beside the tool's.
fn ran(planning: &Planning<'_>, look: &SourceCoverage, tool: &Tool) -> bool {
    let coverage = &look.coverage;
    let same_name = |other: &Tool| tool.category.is_none() && other.name == tool.name;
    if coverage.tools.contains_key(tool) || coverage.tools.keys().any(same_name) {
        return true;
    }
    if !coverage.unnamed_tools || tool.category.is_some() {
        return false;
    }
    let others = &coverage.reporting;
    others.is_empty() || others.contains(&tool.name) || are_beside(planning, look, tool, others)
}

/// Whether some issue shows that one of `others` reported beside the tool.
fn are_beside(
    planning: &Planning<'_>,
    look: &SourceCoverage,
    tool: &Tool,
    others: &BTreeSet<String>,
) -> bool {
    let mut states = planning.observed.states();
    states.any(|state| {
        let Some(found) = state.found.get(&look.source) else {
            return false;
        };
        let all: BTreeSet<&String> = found.tools.iter().map(|t| &t.name).collect();
        let beside = found.beside.iter();
        let all: BTreeSet<&String> = all.into_iter().chain(beside).collect();
        all.contains(&tool.name) && others.iter().any(|other| all.contains(other))
    })
}

/// Whether the problem's files were analyzed, where the tool lists what was.
fn analyzed(look: &SourceCoverage, found: &FoundBy) -> Result<(), Unproved> {
    let lists: Vec<_> = look.coverage.tools.values().flatten().collect();
    let is_list = found.exhaustive || lists.iter().any(|list| list.exhaustive);
    if lists.is_empty() || !is_list {
        return Ok(());
    }
    let is_listed = |file: &&String| {
        let is = |print| lists.iter().any(|list| list.files.contains(&print));
        is(Print::of(file)) || Print::try_from((*file).clone()).is_ok_and(is)
    };
    let gone = &look.coverage.gone;
    let mut left = found.files.iter().filter(|file| !gone.contains(*file));
    match left.find(|file| !is_listed(file)) {
        None => Ok(()),
        Some(file) => Err(Unproved::FileNotAnalyzed {
            source_name: look.source.clone(),
            file: file.clone(),
        }),
    }
}

/// Whether the parts of the project that hold it were looked at. A part whose
/// files are gone is not waited for.
fn parts(look: &SourceCoverage, found: &FoundBy) -> Result<(), Unproved> {
    let coverage = &look.coverage;
    let is_gone = |file: &String| coverage.gone.contains(file);
    if !found.files.is_empty() && found.files.iter().all(is_gone) {
        return Ok(());
    }
    let mut left = found.parts.iter();
    match left.find(|part| !FoundBy::is_looked_at(part, coverage)) {
        None => Ok(()),
        Some(part) => Err(Unproved::PartNotCompiled {
            source_name: look.source.clone(),
            part: part.clone(),
        }),
    }
}

/// Whether the tests that failed ran and passed.
fn passed(tests: &Tests, found: &FoundBy) -> Result<(), Unproved> {
    let left = found
        .tests
        .iter()
        .find(|test| !tests.passed.contains(*test));
    match left {
        Some(test) if tests.skipped.contains(test) => Err(Unproved::TestSkipped),
        Some(_) => Err(Unproved::TestNotRun),
        None if found.more_tests && !tests.skipped.is_empty() => Err(Unproved::TestsForgotten),
        None => Ok(()),
    }
}

/// Whether what was read counts as one more clean run; an error where it is
/// older than what is known.
pub(super) fn is_newer(looks: &[Looked<'_>], state: &State) -> Result<bool, Unproved> {
    let mut newer = true;
    for Looked { look, found } in looks {
        let Some(found) = found else {
            newer &= was_newer(look, state);
            continue;
        };
        match evidence::age(look, look.oldest, found, state.counted) {
            Age::Older => {
                return Err(Unproved::OlderSource {
                    source_name: look.source.clone(),
                });
            }
            Age::Same => newer = false,
            Age::Newer => {
                let both = look.oldest.zip(found.at);
                newer &= state.clean == 0 || both.is_none_or(|(new, old)| new - old >= APART);
            }
        }
    }
    Ok(newer)
}

/// Of an issue that does not remember how it was found.
fn was_newer(look: &SourceCoverage, state: &State) -> bool {
    let time = look.oldest.unwrap_or(look.now);
    match (state.clean_at, state.shown.last_seen) {
        (Some(counted), _) => time - counted >= APART,
        (None, Some(seen)) => time > seen,
        (None, None) => true,
    }
}

/// Why a problem is not tracked any more although its findings are there:
/// rules.yaml gives them to something else.
pub(super) fn untracked(
    planning: &Planning<'_>,
    key: &Key,
    state: &State,
) -> Option<UntrackedReason> {
    let rule = planning.rule(state.rule.as_deref());
    let fates = state.sources.iter().flat_map(|source| {
        let taken = &planning.triage.taken;
        let found = state.found.get(source);
        let both = found.is_some_and(|found| found.ignored_too);
        let fate = move |print| Some((taken.get(&(source.clone(), print))?, both));
        state.all_prints().filter_map(fate)
    });
    for (fate, ignored_too) in fates {
        return Some(match fate {
            Fate::Ignored { .. } if ignored_too => continue,
            Fate::Ignored { rule } => UntrackedReason::Ignored { rule: rule.clone() },
            Fate::Taken { key: now, .. } if now == key || state.aliases.contains(now) => continue,
            Fate::Taken { rule: None, .. } if state.rule.is_some() => UntrackedReason::NoRule,
            Fate::Taken {
                rule: Some(now), ..
            } if rule.is_none_or(|rule| rule.id != *now) => {
                UntrackedReason::OtherRule { rule: now.clone() }
            }
            Fate::Taken { .. } => UntrackedReason::OtherGroup,
        });
    }
    None
}

/// The rule that takes the findings of an issue whose own rule is gone.
pub(super) fn heir<'a>(planning: &Planning<'a>, state: &State) -> Option<&'a str> {
    let taken = &planning.triage.taken;
    state.sources.iter().find_map(|source| {
        state
            .all_prints()
            .find_map(|print| match taken.get(&(source.clone(), print))? {
                Fate::Taken { rule, .. } => rule.as_deref(),
                Fate::Ignored { .. } => None,
            })
    })
}
