//! What varies in messages, and what does not.

use super::*;

#[test]
fn numbers_that_measure_are_masked() {
    for (message, want) in [
        (
            "File has 1200 lines  (max 1000)",
            "File has # lines (max #)",
        ),
        (
            "found:131, took 12ms (3x, 4.5 MB)",
            "found:#, took #ms (#x, #.# MB)",
        ),
        ("src/a.py:12:3: see line 9.", "src/a.py:#:#: see line #."),
        ("at 0x7fffdeadbeef1, id 0123456789abcdef", "at #x#, id #"),
        ("run 0186e255-1da4-d860-d556-504ab56eff33", "run #"),
        (
            "it doesn't take 5 args, can't it",
            "it doesn't take # args, can't it",
        ),
        ("since 2026-11-25 at 10:03", "since #-#-# at #:#"),
        ("pod app-7d9f8b6c5d is gone", "pod app-# is gone"),
    ] {
        assert_eq!(subject(message), want, "{message}");
    }
}

#[test]
fn names_quotes_and_versions_tell_apart() {
    for same in [
        "'3600' is a magic number.",
        "Package gcc-11-base has utf8 and x86_64",
        "`f1` shadows \"a 12\" (see CVE-2023-4039, E501)",
        "lodash@4.17.21 and libssl1.1 version 2.31-13",
        "node v18.2.0, v1.2",
        "'86400000' and '0xDEADBEEF' are magic numbers",
    ] {
        assert_eq!(subject(same), same);
    }
    assert_eq!(subject("version 12 of 13"), "version 12 of #");
    assert_eq!(
        subject("id '0186e255-1da4-d860-d556-504ab56eff33' is '0x7fffdeadbeef', '0x7f'"),
        "id '#' is '#x#', '0x7f'"
    );
}

#[test]
fn a_kind_has_no_versions() {
    assert_eq!(
        kind("Package 'github.com/docker/docker@v28.5.2+incompatible' has 'CVE-2026-34040'"),
        "Package 'github.com/docker/docker@#' has 'CVE-2026-34040'"
    );
    assert_eq!(kind("@types/node@18.0.1 in 11.4.0-1"), "@types/node@# in #");
    let trivy = |version: &str, fixed: &str| {
        kind(&format!(
            "Package: gcc-12-base\nInstalled Version: {version}\nVulnerability CVE-2023-4039\nSeverity: LOW\nFixed Version: {fixed}\nLink: x"
        ))
    };
    assert_eq!(trivy("12.2.0-14", ""), trivy("12", "12.3.0"));
    assert!(trivy("12", "").contains("gcc-12-base"));
}

proptest::proptest! {
    /// Messages and test names are of any script, with versions and ids in them.
    #[test]
    fn any_text_is_read(text in "([a-zß-ÿà-ü漢@.:/# 0-9-]|\\PC){0,24}(@v?[0-9]{1,3})?") {
        let _ = (subject(&text), kind(&text), random(&text), is_uuid(&text));
        let _ = crate::ingest::results::identity::test_names::stable(&text);
    }
}
