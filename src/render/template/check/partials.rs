//! Which templates include which; one that includes itself would abort the
//! process.

use std::collections::{BTreeMap, BTreeSet};

use handlebars::Template;
use handlebars::template::TemplateElement;

use super::super::TemplateSource;
use super::{MAX_DEPTH, TemplateFinding};

/// Partials that include themselves, by whatever way, or that do not exist.
pub(crate) fn cycles(
    templates: &BTreeMap<String, Template>,
    sources: &BTreeMap<String, TemplateSource>,
) -> Vec<TemplateFinding> {
    let mut findings = Vec::new();
    for name in templates.keys() {
        let mut path = vec![name.as_str()];
        if let Some(cycle) = find_cycle(templates, &mut path) {
            let origin = sources.get(name).map_or(name.as_str(), |s| &s.origin);
            findings.push(TemplateFinding {
                origin: origin.to_owned(),
                line: None,
                message: format!("includes itself: {cycle}"),
                help: None,
            });
        }
    }
    findings
}

fn find_cycle(templates: &BTreeMap<String, Template>, path: &mut Vec<&str>) -> Option<String> {
    let template = templates.get(*path.last()?)?;
    let mut included = BTreeSet::new();
    partials(template, &mut included, 0);
    for name in included {
        if path.contains(&name.as_str()) || path.len() > MAX_DEPTH {
            return Some(format!("{} > {name}", path.join(" > ")));
        }
        let (name, _) = templates.get_key_value(&name)?;
        let mut deeper = path.clone();
        deeper.push(name);
        if let Some(cycle) = find_cycle(templates, &mut deeper) {
            return Some(cycle);
        }
    }
    None
}

/// Names of the templates that one includes by itself.
pub(crate) fn partials(template: &Template, into: &mut BTreeSet<String>, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    for element in &template.elements {
        match element {
            TemplateElement::PartialExpression(p) => {
                into.extend(p.name.as_name().map(str::to_owned));
            }
            TemplateElement::HelperBlock(block) => {
                for inner in [&block.template, &block.inverse].into_iter().flatten() {
                    partials(inner, into, depth + 1);
                }
            }
            _ => {}
        }
    }
}
