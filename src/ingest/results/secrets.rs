//! Results of secret scanners: they show that a secret is there, and where,
//! and never the secret.
//!
//! Which results those are is told by the tool, by its rule's tags, or by the
//! rule's id. Their snippets and the values in their messages are the secrets
//! themselves, in forms that no redaction can know.

use serde_json::Value;

use crate::ingest::results::parsed::ParsedResult;
use crate::model::finding::SECRET_LABEL;

/// Parts of names of tools that look for nothing but secrets.
const TOOLS: &[&str] = &[
    "gitleaks",
    "betterleaks",
    "trufflehog",
    "detect-secrets",
    "detect_secrets",
    "secretlint",
    "ggshield",
    "gitguardian",
    "talisman",
    "whispers",
    "noseyparker",
    "nosey parker",
    "kingfisher",
    "ripsecrets",
    "git-secrets",
    "credscan",
    "credential scanner",
    "repo-supervisor",
    "secret scan",
    "secret-scan",
    "secret_scan",
    "secretscan",
    "secret detection",
    "secret-detection",
    "secret_detection",
];

/// Parts of rule ids, with `-` for what separates words: rules of general
/// analyzers that find secrets.
const RULES: &[&str] = &[
    "secrets",
    "ckv-secret",
    "no-secret",
    "hardcoded-secret",
    "hard-coded-secret",
    "hardcoded-password",
    "hard-coded-password",
    "hardcoded-credential",
    "hard-coded-credential",
    "hardcoded-api-key",
    "hardcoded-token",
    "hardcoded-key",
    "detected-private-key",
    "detected-aws",
    "private-key",
    "secret-key",
    "access-token",
    "api-token",
    "api-key",
    "secret-detected",
    "detected-secret",
    "leaked-secret",
    "exposed-secret",
    "github-pat",
    "gitlab-pat",
    "slack-webhook",
    "connection-string",
];

/// Parts of ids of rules about how secrets are handled, not about one.
const HANDLING: &[&str] = &[
    "missing", "unused", "weak", "insecure", "rotat", "expir", "scope", "length", "policy",
];

/// Rules of general analyzers by their whole ids: Bandit's and Ruff's
/// hard-coded passwords, Sonar's, gosec's, and CWEs of credentials in code.
const IDS: &[&str] = &[
    "b105", "b106", "b107", "s105", "s106", "s107", "s2068", "s6418", "g101", "cwe-798", "cwe-259",
    "cwe-321",
];

/// Shown in place of a message.
const SAID: &str = "A secret was found here. Its value is not shown.";

/// Returns whether a rule's tag says that it finds secrets.
pub(crate) fn is_tag(tag: &str) -> bool {
    let tag = tag.rsplit('/').next().unwrap_or(tag).to_lowercase();
    matches!(
        tag.as_str(),
        "secret" | "secrets" | "cwe-798" | "cwe-259" | "cwe-321" | "hardcoded-secret"
    ) || tag.starts_with("cwe-798:")
}

/// Returns whether a result is that of a secret scanner.
pub(crate) fn is_one(parsed: &ParsedResult<'_>) -> bool {
    if parsed.secret {
        return true;
    }
    let contains = |text: &str, parts: &[&str]| parts.iter().any(|part| text.contains(part));
    if contains(&parsed.tool.to_lowercase(), TOOLS) {
        return true;
    }
    let Some(rule) = &parsed.rule_id else {
        return false;
    };
    let rule: String = rule
        .chars()
        .map(|c| match c {
            '_' | '.' | '/' | ':' | ' ' => '-',
            c => c.to_ascii_lowercase(),
        })
        .collect();
    let last = rule.rsplit('-').next().unwrap_or(&rule);
    contains(&rule, RULES) && !contains(&rule, HANDLING)
        || IDS.contains(&rule.as_str())
        || IDS.contains(&last)
}

/// Takes everything off a result that may hold the secret, and marks it.
pub(crate) fn conceal(parsed: &mut ParsedResult<'_>) {
    SAID.clone_into(&mut parsed.message);
    parsed.samples.clear();
    parsed.suggestion = None;
    parsed.raw = Value::Null;
    parsed.labels.retain(|name, value| {
        let is_ours = matches!(
            name.as_str(),
            "category" | "repository" | "revision" | "branch" | "kind" | "baseline" | "help"
        );
        is_ours || name == "alert" && value.starts_with("https://")
    });
    parsed
        .labels
        .insert(SECRET_LABEL.to_owned(), "true".to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scanners_are_told_by_tool_tag_or_rule() {
        let is = |tool: &str, rule: &str| {
            is_one(&ParsedResult {
                tool: tool.to_owned(),
                rule_id: Some(rule.to_owned()),
                ..ParsedResult::default()
            })
        };
        for (tool, rule) in [
            ("gitleaks", "generic-api-key"),
            ("TruffleHog v3", "AWS"),
            ("Semgrep OSS", "generic.secrets.security.detected-aws-key"),
            ("Bandit", "B105"),
            ("Ruff", "S105"),
            ("Checkov", "CKV_SECRET_6"),
            ("ESLint", "no-secrets/no-secrets"),
            ("CodeQL", "py/hardcoded-credentials"),
            ("SonarQube", "java:S2068"),
        ] {
            assert!(is(tool, rule), "{tool} {rule}");
        }
        for (tool, rule) in [
            ("ESLint", "no-unused-vars"),
            ("Checkov", "access-token-missing-rotation"),
            ("Bandit", "B101"),
            ("Trivy", "CVE-2023-4039"),
            ("ruff", "S101"),
            ("clippy", "clippy::redundant_clone"),
        ] {
            assert!(!is(tool, rule), "{tool} {rule}");
        }
        assert!(is_tag("secret") && is_tag("external/cwe/cwe-798") && !is_tag("security"));
    }
}
