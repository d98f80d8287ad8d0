//! What the reader makes of the results around an error.

use errconform_contract::read::{auth_session_result, job_runs, run_result, web_task_result};
use errconform_contract::{
    AuthSessionResult, Failed, FindingKind, Json, Member, Reading, read, write,
};

#[test]
fn findings_of_nested_errors_name_their_site() {
    let body = r#"{"jobRuns":[{"id":"1","status":"FAILURE","error":{"message":"m","code":"new",
        "category":"billing"}}, 7, {"id":"3","status":"LOST","reason":{"type":"x"}}]}"#;
    let Reading { value, findings } = job_runs(body.as_bytes()).unwrap();
    let shown: Vec<_> = findings
        .iter()
        .map(|it| format!("{} {}", it.kind.as_str(), it.path))
        .collect();
    let expected = [
        "missing-field /totalCount",
        "unknown-code /jobRuns/0/error/code",
        "wrong-type /jobRuns/1",
        "unknown-status /jobRuns/2/status",
        "missing-field /jobRuns/2/reason/message",
        "unknown-reason /jobRuns/2/reason/type",
    ];
    assert_eq!(shown, expected);
    assert_eq!(value.strays, [(1, Json::parse("7").unwrap())]);
    assert_eq!(findings[1].kind, FindingKind::UnknownCode);
    assert_eq!(&body[findings[1].span.clone()], r#""new""#);
}

#[test]
fn each_status_selects_its_variant_of_an_auth_session_result() {
    let check = |body: &str, findings: usize| {
        let Reading {
            value,
            findings: found,
        } = auth_session_result(body.as_bytes()).unwrap();
        assert_eq!(found.len(), findings, "{body}: {found:?}");
        value
    };
    let done = check(
        r#"{"error":{"message":"m"},"status":"done","authSessionId":"a"}"#,
        0,
    );
    assert_eq!((done.error(), done.unknown().len()), (None, 1));
    assert!(matches!(
        check(r#"{"status":"pending"}"#, 0),
        AuthSessionResult::Pending(_)
    ));
    assert!(matches!(
        check(r#"{"status":"in_progress"}"#, 1),
        AuthSessionResult::InProgress(_)
    ));
    let canceled =
        r#"{"status":"canceled","message":"m","reason":{"type":"terminated","message":"r"}}"#;
    assert!(matches!(check(canceled, 0), AuthSessionResult::Canceled(_)));
    assert!(matches!(
        check(r#"{"status":"failed"}"#, 2),
        AuthSessionResult::Failed(_)
    ));
    for other in [r#"{"status":"lost"}"#, r#"{"status":1}"#, "{}"] {
        assert!(matches!(check(other, 1), AuthSessionResult::Other(_)));
    }
}

#[test]
fn an_error_is_kept_whatever_the_status_of_a_run() {
    for status in ["pending", "completed", "failed", "lost"] {
        let body = format!(
            r#"{{"runId":"r","status":"{status}","error":{{"message":"m","category":"auth"}}}}"#
        );
        let run = run_result(body.as_bytes()).unwrap().value;
        assert_eq!(run.error.and_then(|it| it.message).as_deref(), Some("m"));
    }
    let null = br#"{"runId":"r","status":"failed","error":null}"#;
    let reading = run_result(null).unwrap();
    assert_eq!((reading.value.error, reading.findings), (None, Vec::new()));
}

#[test]
fn a_completed_web_task_needs_an_outcome() {
    let count = |body: &str| web_task_result(body.as_bytes()).unwrap().findings.len();
    assert_eq!(count(r#"{"webTaskId":"w","status":"pending"}"#), 0);
    assert_eq!(count(r#"{"webTaskId":"w","status":"completed"}"#), 1);
}

#[test]
fn another_status_does_not_hide_a_failed_body() {
    let body =
        br#"{"status":"crashed","message":"outer","error":{"message":"m","category":"auth"}}"#;
    let Reading { value, findings } = read::failed(body).unwrap();
    let Failed {
        message,
        error,
        rejected,
        ..
    } = &value;
    assert_eq!(message.as_deref(), Some("outer"));
    assert_eq!(
        error.as_ref().and_then(|it| it.message.as_deref()),
        Some("m")
    );
    assert_eq!(rejected, &[Member::new("status", Json::string("crashed"))]);
    assert_eq!(
        findings.iter().map(|it| it.kind).collect::<Vec<_>>(),
        [FindingKind::UnknownStatus]
    );
    let written = write::failed(&value);
    assert_eq!(read::failed(written.as_bytes()).unwrap().value, value);
}

#[test]
fn findings_of_a_reason_name_their_site() {
    let body = br#"{"runId":"r","status":"canceled",
        "reason":{"type":"terminated","message":"m","doc_url":"a","docUrl":"b"}}"#;
    let Reading { findings, .. } = run_result(body).unwrap();
    let paths: Vec<_> = findings.iter().map(|it| it.path.to_string()).collect();
    assert_eq!(paths, ["/reason/docUrl"]);
}

#[test]
fn a_reason_reads_both_spellings_of_its_link() {
    for key in ["doc_url", "docUrl"] {
        let body = format!(
            r#"{{"runId":"r","status":"canceled","reason":{{"type":"terminated","message":"m","{key}":"x"}}}}"#
        );
        let Reading { value, findings } = run_result(body.as_bytes()).unwrap();
        assert_eq!(value.reason.and_then(|it| it.doc_url).as_deref(), Some("x"));
        assert_eq!(findings, []);
    }
}
