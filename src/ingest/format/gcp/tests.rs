use crate::ingest::tests::support::{Folder, Owned, read_spec};
use crate::model::{Format, Severity};

fn entry(json: &str) -> Owned {
    let folder = Folder::new();
    let mut spec = folder.spec("e.json", json);
    spec.format = Some(Format::Gcp);
    let (report, mut got) = read_spec(&spec);
    assert_eq!(got.records.len(), 1, "{report:?}");
    got.records.remove(0)
}

fn message(payload: &str) -> String {
    entry(&format!(
        r#"{{"insertId":"a","timestamp":"2025-09-15T20:03:13Z",{payload}}}"#
    ))
    .message
}

#[test]
fn an_entry_of_cloud_run() {
    let got = entry(
        r#"{"insertId":"a","timestamp":"2025-09-15T20:03:13.5Z","severity":"ALERT","logName":"projects/p/logs/run.googleapis.com%2Frequests",
        "resource":{"type":"cloud_run_revision","labels":{"service_name":"backend","revision_name":"backend-1","location":"us"}},
        "labels":{"instanceId":"i1","env":"staging"},"jsonPayload":{"message":"m \"q\"","logger":"app.db","service":"other"}}"#,
    );
    assert_eq!(
        got.time.unwrap().to_rfc3339(),
        "2025-09-15T20:03:13.500+00:00"
    );
    assert_eq!(
        (got.severity, got.message.as_str()),
        (Some(Severity::Critical), "m \"q\"")
    );
    let names = [
        &got.service,
        &got.revision,
        &got.instance,
        &got.environment,
        &got.id,
        &got.logger,
    ];
    assert_eq!(
        names.map(|n| n.as_deref().unwrap()),
        ["backend", "backend-1", "i1", "staging", "a", "app.db"]
    );
}

#[test]
fn the_client_libraries_shape_and_protocol_buffer_times() {
    let got = entry(
        r#"{"insert_id":"a","timestamp":{"seconds":1757966593,"nanos":5},"severity":400,"json_payload":{"msg":"m"},
        "log_name":"projects/p/logs/run.googleapis.com%2Frequests","resource":{"labels":{"container_name":"c","pod_name":"p-1"}}}"#,
    );
    assert_eq!(got.time.unwrap().timestamp(), 1_757_966_593);
    assert_eq!(
        (got.severity, got.message.as_str()),
        (Some(Severity::Warning), "m")
    );
    assert_eq!(
        (got.service.as_deref(), got.instance.as_deref()),
        (Some("c"), Some("p-1"))
    );
    assert_eq!(got.logger.as_deref(), Some("run.googleapis.com/requests"));
}

#[test]
fn no_severity_is_none() {
    for severity in [r#""severity":"DEFAULT","#, r#""severity":0,"#, ""] {
        let got = entry(&format!(
            r#"{{{severity}"insertId":"a","textPayload":"t","labels":null}}"#
        ));
        assert_eq!(
            (got.severity, got.environment, got.service),
            (None, None, None)
        );
    }
}

#[test]
fn the_message_is_what_says_most() {
    assert_eq!(
        message(
            r#""jsonPayload":{"message":"m","exception":"e","stack_trace":"s"},"textPayload":"t""#
        ),
        "s"
    );
    assert_eq!(
        message(r#""jsonPayload":{"message":"m","exception":"e"}"#),
        "e"
    );
    assert_eq!(
        message(r#""jsonPayload":{"message":"m","exception":{"type":"T","traceback":"tb"}}"#),
        "tb"
    );
    assert_eq!(
        message(
            r#""jsonPayload":{"message":"m","stack_trace":"","error":{"message":"Missing field"}}"#
        ),
        "m"
    );
    assert_eq!(
        message(r#""jsonPayload":{"message":{"a":1}},"textPayload":"t""#),
        "t"
    );
    assert_eq!(
        message(r#""jsonPayload":{},"textPayload":"t","httpRequest":{"requestUrl":"/"}"#),
        "t"
    );
    assert_eq!(message(r#""jsonPayload":{"code":7}"#), r#"{"code":7}"#);
}

#[test]
fn audit_logs_and_requests_read_as_sentences() {
    let audit = r#"{"@type":"t","methodName":"run.Replace","resourceName":"ns/x","status":{"code":7,"message":"denied"}}"#;
    assert_eq!(
        message(&format!(r#""protoPayload":{audit}"#)),
        "run.Replace failed with status 7: denied on ns/x"
    );
    assert_eq!(
        message(&format!(r#""jsonPayload":{audit}"#)),
        "run.Replace failed with status 7: denied on ns/x"
    );
    assert_eq!(
        message(r#""protoPayload":{"methodName":"m","status":{}}"#),
        "m"
    );
    let request = r#""httpRequest":{"requestMethod":"POST","requestUrl":"https://h.example/a/b?token=1#f","status":503}"#;
    assert_eq!(message(request), "POST /a/b 503");
}

#[test]
fn written_out_line_breaks_are_undone_in_traces_alone() {
    let trace = r#""jsonPayload":{"message":"Traceback (most recent call last):\\n  File \"a.py\", line 1, in f\\nKeyError: 'x'"}"#;
    assert_eq!(message(trace).lines().count(), 3);
    let about = r#""jsonPayload":{"message":"sanitized from 'backend\\n' to 'backend'"}"#;
    assert_eq!(message(about), r"sanitized from 'backend\n' to 'backend'");
}

#[test]
fn the_project_is_told_where_all_entries_are_of_one() {
    let project = |lines: &str| {
        let folder = Folder::new();
        let mut spec = folder.spec("e.json", lines);
        spec.format = Some(Format::Gcp);
        read_spec(&spec).0.project
    };
    let named = |name: &str| {
        format!(r#"{{"insertId":"a","textPayload":"t","logName":"projects/{name}/logs/stderr"}}"#)
    };
    let labelled =
        r#"{"insertId":"b","textPayload":"t","resource":{"labels":{"project_id":"shop"}}}"#;
    let silent = r#"{"insertId":"c","textPayload":"t","logName":"folders/7/logs/stderr"}"#;
    let lines = [named("shop"), labelled.into(), silent.into()].join("\n");
    assert_eq!(project(&lines).as_deref(), Some("shop"));
    let lines = [named("shop"), named("other")].join("\n");
    assert_eq!(project(&lines), None);
    assert_eq!(project(silent), None);
}
