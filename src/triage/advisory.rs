//! Results that tell of a known vulnerability in a dependency: which one, and
//! in which package.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Finding;

/// Names of databases of advisories, each with the shape of its numbers.
/// Sources: the CVE, GitHub, `RustSec`, `PyPA`, Go, OSV, Debian, Ubuntu, Amazon
/// and Snyk databases.
const IDS: &str = r"(?i)\b(?:CVE-[0-9]{4}-[0-9]{4,}|GHSA(?:-[0-9a-z]{4}){3}|RUSTSEC-[0-9]{4}-[0-9]{4}|PYSEC-[0-9]{4}-[0-9]+|GO-[0-9]{4}-[0-9]{4,}|OSV-[0-9]{4}-[0-9]+|DSA-[0-9]+-[0-9]+|USN-[0-9]+-[0-9]+|ALAS[0-9A-Z]*-[0-9]{4}-[0-9]+|SNYK-[A-Z0-9]+-[A-Z0-9]+-[0-9]+)\b";

/// How scanners name the package, by their own words: Trivy's lines, OSV's and
/// Grype's sentences.
const PACKAGES: [&str; 3] = [
    r"(?m)^Package: *(?P<package>\S+)",
    r"(?i)\bpackage '(?P<package>@?[^'@\s]+)(?:@[^']*)?'",
    r"(?i)\bpackage: *(?P<package>[^\s,]+),? +version",
];

static ID: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(IDS).ok());
static PACKAGE: LazyLock<Vec<Regex>> =
    LazyLock::new(|| PACKAGES.iter().filter_map(|p| Regex::new(p).ok()).collect());

/// A known vulnerability in a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Advisory {
    /// `CVE-2024-1234`, in capitals.
    pub(super) id: String,
    pub(super) package: String,
}

impl Advisory {
    /// Reads it out of a result; `None` where the result names no advisory, or
    /// no package: then it is a result like others.
    pub(super) fn of(finding: &Finding) -> Option<Self> {
        let regex = ID.as_ref()?;
        let rule = finding.rule_id.as_deref().unwrap_or_default();
        let message = &finding.message;
        let found = regex.find(rule).or_else(|| {
            // Elsewhere in a message it is an example.
            regex.find(message).filter(|found| found.start() == 0)
        })?;
        Some(Self {
            id: canonical(found.as_str()),
            package: package(message, found.as_str())?,
        })
    }
}

fn canonical(id: &str) -> String {
    // The letters of GitHub's are small.
    match id.get(..4) {
        Some(start) if start.eq_ignore_ascii_case("ghsa") => {
            format!("GHSA{}", id[4..].to_ascii_lowercase())
        }
        _ => id.to_ascii_uppercase(),
    }
}

fn package(message: &str, id: &str) -> Option<String> {
    let named = PACKAGE
        .iter()
        .find_map(|regex| Some(regex.captures(message)?.name("package")?.as_str()));
    // GitLab's way: `ID - package - version - title`.
    let listed = || {
        let mut parts = message.strip_prefix(id)?.split(" - ");
        let is_next = parts.next()?.trim().is_empty();
        let package = parts.next()?.trim();
        (is_next && parts.next().is_some() && !package.contains(' ')).then_some(package)
    };
    let package = named.or_else(listed)?;
    (!package.is_empty()).then(|| package.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fingerprint;

    fn advisory(rule: &str, message: &str) -> Option<String> {
        let print = Fingerprint::given("x");
        let mut finding = Finding::new("s", "t", print, message.to_owned());
        finding.rule_id = Some(rule.to_owned());
        Advisory::of(&finding).map(|a| format!("{} in {}", a.id, a.package))
    }

    #[test]
    fn scanners_name_them_in_their_own_words() {
        for (rule, message, expected) in [
            (
                "CVE-2019-1549",
                "Package: libcrypto1.1\nInstalled Version: 1.1.1c-r0",
                Some("CVE-2019-1549 in libcrypto1.1"),
            ),
            (
                "container_scanning",
                "CVE-2019-1551 - libssl1.1 - 1.1.1c-r0 - openssl: overflow",
                Some("CVE-2019-1551 in libssl1.1"),
            ),
            (
                "ghsa-35jh-r3h4-6jhm",
                "Package 'lodash@4.17.0' is vulnerable to 'GHSA-35jh-r3h4-6jhm'.",
                Some("GHSA-35jh-r3h4-6jhm in lodash"),
            ),
            (
                "CVE-2021-1-bash",
                "A low vulnerability in deb package: bash, version 5.0 was found at: /x",
                None,
            ),
            (
                "CVE-2021-20000-bash",
                "A low vulnerability in deb package: bash, version 5.0 was found at: /x",
                Some("CVE-2021-20000 in bash"),
            ),
            ("B105", "As in CVE-2019-1551, Package: x", None),
            ("CVE-2019-1551", "openssl is old", None),
        ] {
            assert_eq!(advisory(rule, message).as_deref(), expected, "{message}");
        }
    }
}
