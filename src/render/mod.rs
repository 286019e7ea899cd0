//! Templates, Markdown safety, size budget.

mod budget;
mod build;
mod context;
pub mod example;
mod facts;
#[cfg(test)]
mod gfm_tests;
pub mod links;
pub(crate) mod plain;
mod provenance;
mod render_context;
pub mod safe;
mod samples;
pub mod template;
pub mod title;
pub mod view;
pub mod words;

use std::collections::BTreeSet;

pub use links::Links;
pub use provenance::{report_words, source_words};
pub use render_context::{ProblemStatus, RenderContext};
pub use safe::Escaper;
pub use template::{TemplateError, Templates};
pub use view::{DigestView, View};

use crate::model::Problem;
use crate::redact::Redactor;

/// Renders problems and digests as Markdown.
#[derive(Debug, Clone)]
pub struct Renderer {
    templates: Templates,
    redactor: Redactor,
    /// Bytes of a body, marker and state included.
    body_bytes: usize,
}

/// Marker, state and end around a visible text, at the most.
const FRAME_BYTES: usize = crate::ownership::MAX_STATE_BYTES + 256;

impl Renderer {
    /// `body_bytes` is the most that a body may have, its frame included.
    pub fn new(templates: Templates, redactor: Redactor, body_bytes: usize) -> Self {
        Self {
            templates,
            redactor,
            body_bytes,
        }
    }

    /// Returns what writes untrusted text into issues.
    pub fn escaper(&self) -> Escaper {
        self.templates.escaper()
    }

    /// An issue's visible text.
    pub fn issue(
        &self,
        problem: &Problem,
        context: &RenderContext<'_>,
    ) -> Result<String, TemplateError> {
        self.within_budget(&problem.template, build::view(problem, context))
    }

    /// An evidence comment's visible text.
    pub fn evidence(
        &self,
        problem: &Problem,
        context: &RenderContext<'_>,
    ) -> Result<String, TemplateError> {
        self.within_budget("evidence", build::view(problem, context))
    }

    /// The digest's visible text; entries that do not fit are counted.
    pub fn digest(&self, mut view: DigestView) -> Result<String, TemplateError> {
        loop {
            let text = self.finish(&self.templates.render("digest", &view)?);
            if text.len() + FRAME_BYTES <= self.body_bytes || view.entries.is_empty() {
                return Ok(text);
            }
            let keep = view.entries.len() / 2;
            view.more += view.entries.len() - keep;
            view.entries.truncate(keep);
        }
    }

    fn within_budget(&self, template: &str, mut view: View) -> Result<String, TemplateError> {
        let budget = self.body_bytes.saturating_sub(FRAME_BYTES);
        let mut text = self.finish(&self.templates.render(template, &view)?);
        let mut dropped = BTreeSet::new();
        for step in budget::STEPS {
            if text.len() <= budget {
                break;
            }
            let Some(what) = step(&mut view) else {
                continue;
            };
            dropped.insert(what);
            view.dropped = vec![budget::note(&Vec::from_iter(dropped.clone()))];
            text = self.finish(&self.templates.render(template, &view)?);
        }
        if text.len() > budget {
            text = safe::clip(&text, budget).into_owned();
        }
        Ok(text)
    }

    /// A short text of the program's own, without secrets.
    pub fn redact(&self, text: &str) -> String {
        self.finish(text)
    }

    /// Secrets once more, over the bytes that will be published.
    fn finish(&self, text: &str) -> String {
        self.redactor.redact(text).into_owned()
    }
}

#[cfg(test)]
mod tests;
