//! What makes two findings one problem.

use std::borrow::Cow;

/// A name in `group_by`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupBy {
    /// The entry of rules.yaml.
    Rule,
    /// The analyzer's own rule.
    RuleId,
    /// The finding's identity within its tool.
    Fingerprint,
    /// What reported it.
    Tool,
    /// The primary location's file.
    Path,
    /// The primary location's folder.
    Directory,
    /// The service.
    Service,
    /// The environment.
    Environment,
    /// A label of the record or result.
    Label(String),
    /// A fact of the rule.
    Fact(String),
}

impl GroupBy {
    /// Names without a part of their own.
    pub(super) const PLAIN: &'static [(&'static str, Self)] = &[
        ("rule", Self::Rule),
        ("rule_id", Self::RuleId),
        ("fingerprint", Self::Fingerprint),
        ("tool", Self::Tool),
        ("path", Self::Path),
        ("directory", Self::Directory),
        ("service", Self::Service),
        ("environment", Self::Environment),
    ];

    /// Reads a name as rules.yaml writes it; `None` for others.
    pub fn parse(name: &str) -> Option<Self> {
        let nonempty = |s: &str| (!s.is_empty()).then(|| s.to_owned());
        if let Some(label) = name.strip_prefix("labels.") {
            return nonempty(label).map(Self::Label);
        }
        if let Some(fact) = name.strip_prefix("facts.") {
            return nonempty(fact).map(Self::Fact);
        }
        let (_, group) = Self::PLAIN.iter().find(|(plain, _)| *plain == name)?;
        Some(group.clone())
    }

    /// As rules.yaml writes it; part of keys.
    pub fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Label(label) => format!("labels.{label}").into(),
            Self::Fact(fact) => format!("facts.{fact}").into(),
            plain => Self::PLAIN
                .iter()
                .find(|(_, group)| group == plain)
                .map_or(Cow::Borrowed(""), |(name, _)| Cow::Borrowed(*name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_as_they_are_written() {
        for name in GroupBy::PLAIN
            .iter()
            .map(|(name, _)| *name)
            .chain(["labels.a.b", "facts.x"])
        {
            assert_eq!(
                GroupBy::parse(name)
                    .map(|g| g.name().into_owned())
                    .as_deref(),
                Some(name)
            );
        }
        for wrong in ["", "labels.", "facts.", "severity", "source", "Rule"] {
            assert_eq!(GroupBy::parse(wrong), None, "{wrong}");
        }
    }
}
