//! Which result is which, where its text alone does not tell.

use super::support::{Folder, read_spec};
use crate::model::SourceSpec;

#[test]
fn lines_of_the_checkout_tell_results_apart() {
    let folder = Folder::new();
    folder.file("a.py", "first()\nsecond()\n");
    let result = |line: u32| {
        format!(
            r#"{{"ruleId":"r","message":{{"text":"m"}},"locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":"a.py"}},"region":{{"startLine":{line}}}}}}}]}}"#
        )
    };
    let log = |results: &[String]| {
        format!(
            r#"{{"version":"2.1.0","runs":[{{"results":[{}],"tool":{{"driver":{{"name":"t"}}}}}}]}}"#,
            results.join(",")
        )
    };
    let mut both = folder.spec("both.sarif", log(&[result(1), result(2)]));
    let mut second = folder.spec("second.sarif", log(&[result(2)]));
    let prints = |spec: &SourceSpec| {
        read_spec(spec)
            .1
            .findings
            .into_iter()
            .map(|f| f.fingerprint)
            .collect::<Vec<_>>()
    };
    assert_ne!(prints(&both)[1], prints(&second)[0]);
    both.checkout = Some(folder.path(""));
    second.checkout = Some(folder.path(""));
    assert_eq!(prints(&both)[1], prints(&second)[0]);
}
