//! Names of templates against what a view has, before anything is rendered.
//!
//! Handlebars' strict mode passes `{{#if missing}}` and cyclic partials abort
//! the process, so both are found here, on the parsed template.

mod partials;
mod scope;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use handlebars::template::{HelperTemplate, Parameter, Subexpression, TemplateElement};
use handlebars::{Template, TemplateError as Syntax};
use serde_json::Value;

pub(crate) use partials::cycles;
use partials::partials;
pub(crate) use scope::ANY;
use scope::{NameScope, element_of, enter, lookup, suggest};

use super::helpers::ALLOWED;
use super::{DIGEST, TemplateSource};
use crate::render::example;

/// Blocks and partials inside each other, at the most.
const MAX_DEPTH: usize = 24;

/// One thing that is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFinding {
    /// File, or the built-in template's name.
    pub origin: String,
    /// From 1; `None` where it is not known.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What may have been meant.
    pub help: Option<String>,
}

impl TemplateFinding {
    pub(super) fn syntax(origin: &str, error: &Syntax) -> Self {
        Self {
            origin: origin.to_owned(),
            line: error.pos().map(|(line, _)| line),
            message: error.reason().to_string(),
            help: None,
        }
    }
}

impl fmt::Display for TemplateFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.origin)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}

/// Every name in every template; partials are checked where they are used.
pub(crate) fn names(
    templates: &BTreeMap<String, Template>,
    sources: &BTreeMap<String, TemplateSource>,
) -> Vec<TemplateFinding> {
    let used: BTreeSet<String> = templates.values().fold(BTreeSet::new(), |mut set, t| {
        partials(t, &mut set, 0);
        set
    });
    let problem = example::view();
    let digest = example::digest();
    let mut findings = Vec::new();
    for name in templates.keys().filter(|name| !used.contains(*name)) {
        let root = if name == DIGEST { &digest } else { &problem };
        let mut checker = TemplateChecker {
            templates,
            sources,
            findings: &mut findings,
            root,
        };
        checker.template(name, &mut vec![NameScope::of(root)], 0);
    }
    findings.sort_by(|a, b| (&a.origin, a.line, &a.message).cmp(&(&b.origin, b.line, &b.message)));
    findings.dedup();
    findings
}

/// One line of rules.yaml against a context.
pub(crate) fn line(text: &str, context: &Value) -> Vec<TemplateFinding> {
    let template = match Template::compile(text) {
        Ok(template) => template,
        Err(error) => return vec![TemplateFinding::syntax("title", &error)],
    };
    let mut findings = Vec::new();
    let templates = BTreeMap::from([(String::from("title"), template)]);
    let mut checker = TemplateChecker {
        templates: &templates,
        sources: &BTreeMap::new(),
        findings: &mut findings,
        root: context,
    };
    checker.template("title", &mut vec![NameScope::of(context)], 0);
    findings
}

struct TemplateChecker<'a, 'v> {
    templates: &'a BTreeMap<String, Template>,
    sources: &'a BTreeMap<String, TemplateSource>,
    findings: &'a mut Vec<TemplateFinding>,
    root: &'v Value,
}

/// Where in which template something stands.
#[derive(Clone, Copy)]
struct TemplatePosition<'n> {
    name: &'n str,
    line: usize,
}

impl<'v> TemplateChecker<'_, 'v> {
    fn template(&mut self, name: &str, scopes: &mut Vec<NameScope<'v>>, depth: usize) {
        if let Some(template) = self.templates.get(name) {
            self.elements(name, template, scopes, depth);
        }
    }

    fn elements(
        &mut self,
        name: &str,
        template: &Template,
        scopes: &mut Vec<NameScope<'v>>,
        depth: usize,
    ) {
        for (element, mapping) in template.elements.iter().zip(&template.mapping) {
            let at = TemplatePosition {
                name,
                line: mapping.0,
            };
            if depth > MAX_DEPTH {
                self.report(at, "blocks and partials stand too deep in each other", None);
                return;
            }
            self.element(at, element, scopes, depth);
        }
    }

    fn element(
        &mut self,
        at: TemplatePosition<'_>,
        element: &TemplateElement,
        scopes: &mut Vec<NameScope<'v>>,
        depth: usize,
    ) {
        match element {
            TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
            TemplateElement::Expression(call) => self.expression(at, call, scopes),
            TemplateElement::HelperBlock(block) => self.block(at, block, scopes, depth),
            TemplateElement::PartialExpression(partial) => match partial.name.as_name() {
                Some(name) if self.templates.contains_key(name) => {
                    let name = name.to_owned();
                    self.template(&name, scopes, depth + 1);
                }
                Some(name) => {
                    let help = suggest(name, self.templates.keys().map(String::as_str));
                    self.report(at, &format!("there is no partial `{name}`"), help);
                }
                None => self.report(at, "a partial's name must be written out", None),
            },
            TemplateElement::HtmlExpression(_) => self.report(
                at,
                "unescaped output is not allowed",
                Some("use two braces, or {{markdown …}} for a section of rules.yaml".to_owned()),
            ),
            _ => self.report(at, "decorators and partial blocks are not supported", None),
        }
    }

    fn expression(
        &mut self,
        at: TemplatePosition<'_>,
        call: &HelperTemplate,
        scopes: &[NameScope<'v>],
    ) {
        let name_only = call.params.is_empty() && call.hash.is_empty();
        match &call.name {
            Parameter::Subexpression(inner) => self.subexpression(at, inner, scopes),
            name if name_only => {
                self.resolve(at, name, scopes);
            }
            name => {
                self.helper(at, name);
                for param in call.params.iter().chain(call.hash.values()) {
                    self.resolve(at, param, scopes);
                }
            }
        }
    }

    fn subexpression(
        &mut self,
        at: TemplatePosition<'_>,
        inner: &Subexpression,
        scopes: &[NameScope<'v>],
    ) {
        if let TemplateElement::Expression(call) = inner.as_element() {
            self.helper(at, &call.name);
            for param in &call.params {
                self.resolve(at, param, scopes);
            }
        }
    }

    fn helper(&mut self, at: TemplatePosition<'_>, name: &Parameter) {
        let name = name.as_name().unwrap_or_default();
        if !ALLOWED.contains(&name) {
            let help = suggest(name, ALLOWED.iter().copied());
            self.report(at, &format!("there is no helper `{name}`"), help);
        }
    }

    fn block(
        &mut self,
        at: TemplatePosition<'_>,
        block: &HelperTemplate,
        scopes: &mut Vec<NameScope<'v>>,
        depth: usize,
    ) {
        self.helper(at, &block.name);
        let name = block.name.as_name().unwrap_or_default().to_owned();
        let value = block
            .params
            .first()
            .and_then(|param| self.resolve(at, param, scopes));
        for param in block.params.iter().skip(1) {
            self.resolve(at, param, scopes);
        }
        let entered = match name.as_str() {
            "each" => value.and_then(element_of),
            "with" => value,
            _ => None,
        };
        if let Some(inner) = &block.template {
            match entered {
                Some(value) => {
                    scopes.push(enter(value, name == "each", block.block_param.as_ref()));
                    self.elements(at.name, inner, scopes, depth + 1);
                    scopes.pop();
                }
                None if matches!(name.as_str(), "each" | "with") => {}
                None => self.elements(at.name, inner, scopes, depth + 1),
            }
        }
        if let Some(inverse) = &block.inverse {
            self.elements(at.name, inverse, scopes, depth + 1);
        }
    }

    /// The value a parameter names, where that is known; reports a name that is not there.
    fn resolve(
        &mut self,
        at: TemplatePosition<'_>,
        param: &Parameter,
        scopes: &[NameScope<'v>],
    ) -> Option<&'v Value> {
        let raw = match param {
            Parameter::Literal(_) => return None,
            Parameter::Subexpression(inner) => {
                self.subexpression(at, inner, scopes);
                return None;
            }
            other => other.as_name()?,
        };
        match lookup(raw, scopes, self.root) {
            Ok(value) => value,
            Err(missing) => {
                let help = suggest(&missing.name, missing.known.iter().map(String::as_str));
                self.report(at, &format!("there is no `{raw}` here"), help);
                None
            }
        }
    }

    fn report(&mut self, at: TemplatePosition<'_>, message: &str, help: Option<String>) {
        let origin = self.sources.get(at.name).map_or(at.name, |s| &s.origin);
        self.findings.push(TemplateFinding {
            origin: origin.to_owned(),
            line: Some(at.line),
            message: message.to_owned(),
            help,
        });
    }
}
