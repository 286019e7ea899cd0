//! Facts as a reader meets them: qualified names by module, values worth
//! listing, opaque ids only counted.

use std::collections::{BTreeMap, BTreeSet};

use super::title::is_identifier;
use super::view::{FactView, ModuleView};
use crate::model::{Fact, Problem};

/// How many values are listed.
const VALUES: usize = 50;

/// A problem's facts, by name.
pub(crate) fn facts(problem: &Problem) -> BTreeMap<String, FactView> {
    problem
        .facts
        .iter()
        .map(|(name, fact)| (name.clone(), fact_view(fact)))
        .collect()
}

fn fact_view(fact: &Fact) -> FactView {
    let values = fact.values();
    let modules = modules(&values);
    let names: BTreeSet<&String> = modules.iter().flat_map(|m| &m.names).collect();
    let distinct_names = names.len();
    let opaque = values.iter().any(|v| is_opaque(v));
    FactView {
        count: fact.count(),
        capped: fact.capped(),
        value: single(&values),
        values: if opaque {
            Vec::new()
        } else {
            values.into_iter().take(VALUES).collect()
        },
        modules,
        distinct_names,
    }
}

fn single(values: &[String]) -> Option<String> {
    match values {
        [one] if is_identifier(one) => Some(one.clone()),
        _ => None,
    }
}

/// Ids that tell a reader nothing: long, and of hex digits only.
fn is_opaque(value: &str) -> bool {
    value.len() >= 24 && value.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// Qualified names (`a.b.C`, `a::b::C`) by what is before their last
/// part, largest module first. Empty unless all values are such names.
fn modules(values: &[String]) -> Vec<ModuleView> {
    let split = |value: &String| -> Option<(String, String)> {
        let separator = if value.contains("::") { "::" } else { "." };
        let (module, name) = value.rsplit_once(separator)?;
        let is_name =
            |s: &str| !s.is_empty() && s.chars().all(|c| c.is_alphanumeric() || "_.:$".contains(c));
        (is_name(module) && is_name(name) && !name.starts_with(|c: char| c.is_ascii_digit()))
            .then(|| (module.to_owned(), name.to_owned()))
    };
    let Some(pairs) = values.iter().map(split).collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    if pairs.len() < 2 {
        return Vec::new();
    }
    let mut by_module: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, name) in pairs {
        by_module.entry(module).or_default().insert(name);
    }
    let mut modules: Vec<ModuleView> = by_module
        .into_iter()
        .map(|(module, names)| ModuleView {
            module,
            names: names.into_iter().collect(),
        })
        .collect();
    modules.sort_by_key(|m| (std::cmp::Reverse(m.names.len()), m.module.clone()));
    modules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qualified_names_are_shown_by_module() {
        let values: Vec<String> = ["a.b.C", "a.b.D", "a.x.C"].map(String::from).into();
        let fact = fact_view(&Fact::latest(None, values));
        assert_eq!(fact.modules.len(), 2);
        assert_eq!(fact.modules[0].names, ["C", "D"]);
        assert_eq!(fact.distinct_names, 2);
    }

    #[test]
    fn what_is_no_qualified_name_is_listed_plainly() {
        let fact = fact_view(&Fact::distinct(["10.5".to_owned(), "a b.c".to_owned()]));
        assert!(fact.modules.is_empty());
        assert_eq!(fact.values, ["10.5", "a b.c"]);
    }

    #[test]
    fn opaque_ids_are_counted_and_not_listed() {
        let id = "0069c7a988470ab48851fc60ead04cae6f283b04";
        let fact = fact_view(&Fact::distinct([id.to_owned()]));
        assert_eq!((fact.count, fact.values.len()), (1, 0));
    }
}
