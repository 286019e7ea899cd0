//! Templates: embedded, overridable by a folder, checked when they load.

mod check;
mod helpers;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use handlebars::{Handlebars, Template};
use serde::Serialize;
use thiserror::Error;

use super::Escaper;

pub(crate) use check::ANY as ANY_NAME;
pub use check::TemplateFinding;

/// The templates that come with the program: name, text.
const EMBEDDED: &[(&str, &str)] = &[
    ("issue", include_str!("../../../templates/issue.md.hbs")),
    (
        "evidence",
        include_str!("../../../templates/evidence.md.hbs"),
    ),
    ("digest", include_str!("../../../templates/digest.md.hbs")),
    (
        "headline",
        include_str!("../../../templates/partials/headline.md.hbs"),
    ),
    (
        "changed",
        include_str!("../../../templates/partials/changed.md.hbs"),
    ),
    (
        "evidence-body",
        include_str!("../../../templates/partials/evidence-body.md.hbs"),
    ),
    (
        "related",
        include_str!("../../../templates/partials/related.md.hbs"),
    ),
];

/// The one template that sees the digest; all others see a problem.
const DIGEST: &str = "digest";

/// Why templates cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// The folder or a file in it cannot be read.
    #[error("{path}: {what}")]
    Read {
        /// File or folder.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A template does not parse, or names what is not there.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Invalid(Vec<TemplateFinding>),
    /// A template failed while rendering.
    #[error("template {name}: {what}")]
    Render {
        /// The template.
        name: String,
        /// What is wrong.
        what: String,
    },
}

/// Checked templates, ready to render.
#[derive(Debug, Clone)]
pub struct Templates {
    registry: Handlebars<'static>,
    escaper: Escaper,
}

impl Templates {
    /// The embedded templates alone. `escaper` writes untrusted text into them.
    pub fn embedded(escaper: Escaper) -> Result<Self, TemplateError> {
        Self::of(&embedded_texts(), escaper)
    }

    /// The embedded templates with those of a folder over them: `NAME.md.hbs`
    /// and `partials/NAME.md.hbs`. A folder that is not there overrides nothing.
    pub fn with_folder(folder: &Path, escaper: Escaper) -> Result<Self, TemplateError> {
        let mut texts = embedded_texts();
        for sub in [folder.to_owned(), folder.join("partials")] {
            if sub.is_dir() {
                read_folder(&sub, &mut texts)?;
            }
        }
        Self::of(&texts, escaper)
    }

    fn of(
        texts: &BTreeMap<String, TemplateSource>,
        escaper: Escaper,
    ) -> Result<Self, TemplateError> {
        let mut findings = Vec::new();
        let mut templates = BTreeMap::new();
        for (name, source) in texts {
            match Template::compile_with_name(&source.text, name.clone()) {
                Ok(template) => {
                    templates.insert(name.clone(), template);
                }
                Err(error) => findings.push(TemplateFinding::syntax(&source.origin, &error)),
            }
        }
        findings.extend(check::cycles(&templates, texts));
        if findings.is_empty() {
            findings.extend(check::names(&templates, texts));
        }
        if !findings.is_empty() {
            return Err(TemplateError::Invalid(findings));
        }
        let mut registry = registry(escaper);
        for (name, template) in templates {
            registry.register_template(&name, template);
        }
        Ok(Self { registry, escaper })
    }

    /// Returns what writes untrusted text into them.
    pub fn escaper(&self) -> Escaper {
        self.escaper
    }

    /// Returns whether a template of that name exists.
    pub fn has(&self, name: &str) -> bool {
        self.registry.has_template(name)
    }

    /// Renders a template; blank lines outside fences are folded.
    pub fn render(&self, name: &str, view: &impl Serialize) -> Result<String, TemplateError> {
        let text = self
            .registry
            .render(name, view)
            .map_err(|error| TemplateError::Render {
                name: name.to_owned(),
                what: error.to_string(),
            })?;
        Ok(fold_blank_lines(&text))
    }
}

/// Renders one line of rules.yaml, such as a title, over a small context.
/// Nothing is escaped: the caller makes the whole line safe.
pub fn plain_line(
    template: &str,
    context: &serde_json::Value,
    escaper: Escaper,
) -> Result<String, TemplateError> {
    let mut registry = registry(escaper);
    registry.register_escape_fn(handlebars::no_escape);
    registry
        .render_template(template, context)
        .map_err(|error| TemplateError::Render {
            name: template.to_owned(),
            what: error.to_string(),
        })
}

/// Checks one line of rules.yaml against a context that has every name.
pub fn check_line(template: &str, context: &serde_json::Value) -> Vec<TemplateFinding> {
    check::line(template, context)
}

/// A template's text and where it is from.
#[derive(Debug, Clone)]
struct TemplateSource {
    text: String,
    origin: String,
}

fn embedded_texts() -> BTreeMap<String, TemplateSource> {
    EMBEDDED
        .iter()
        .map(|(name, text)| {
            let source = TemplateSource {
                text: (*text).to_owned(),
                origin: format!("{name} (built in)"),
            };
            ((*name).to_owned(), source)
        })
        .collect()
}

fn read_folder(
    folder: &Path,
    texts: &mut BTreeMap<String, TemplateSource>,
) -> Result<(), TemplateError> {
    let unreadable = |path: &Path, error: &std::io::Error| TemplateError::Read {
        path: path.to_owned(),
        what: error.to_string(),
    };
    let entries = std::fs::read_dir(folder).map_err(|e| unreadable(folder, &e))?;
    for entry in entries {
        let path = entry.map_err(|e| unreadable(folder, &e))?.path();
        let Some(name) = path
            .file_name()
            .and_then(|n| n.to_str())
            .and_then(|n| n.strip_suffix(".md.hbs"))
        else {
            continue;
        };
        let text = std::fs::read_to_string(&path).map_err(|e| unreadable(&path, &e))?;
        let origin = path.display().to_string();
        texts.insert(name.to_owned(), TemplateSource { text, origin });
    }
    Ok(())
}

fn registry(escaper: Escaper) -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.set_prevent_indent(true);
    registry.register_escape_fn(move |text| escaper.text(text));
    helpers::register(&mut registry, escaper);
    registry
}

/// At most one blank line in a row, none at the start or end; fences stay as they are.
fn fold_blank_lines(text: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if line.trim_end() == open => fence = None,
            None if ticks.len() >= 3 => fence = Some(ticks),
            _ => {}
        }
        let blank = fence.is_none() && line.trim().is_empty();
        if !(blank && out.last().is_none_or(|last| last.is_empty())) {
            out.push(if blank { "" } else { line });
        }
    }
    out.join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests;
