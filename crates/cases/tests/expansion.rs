//! What a case becomes: what its vectors send, and what they ask for.

use std::path::Path;

use errconform_cases::case::Case;
use errconform_cases::expand::expand;
use errconform_cases::requirement::Requirements;
use suite::check::{Check, Expect, Level};
use suite::vector::{Body, Vector};

fn vector(operation: &str, answer: &str, rest: &str) -> Vector {
    let text = format!(
        "format = 1\nid = \"folder/case\"\ntitle = \"t\"\noperation = \"{operation}\"\n\
         answer = \"{answer}\"\n{rest}"
    );
    let path = Path::new("case.toml");
    let requirements = Requirements::built_in().expect("the requirements");
    let case = Case::parse(path, &text).expect("a case");
    let vectors = expand(path, &text, &case, &requirements);
    let mut vectors = vectors.unwrap_or_else(|error| panic!("{error}"));
    vectors.remove(0)
}

fn check<'a>(vector: &'a Vector, name: &str) -> &'a Check {
    let mut checks = vector.checks.iter();
    let found = checks.find(|check| check.name() == name);
    found.unwrap_or_else(|| panic!("{name} in {:#?}", names(vector)))
}

fn names(vector: &Vector) -> Vec<String> {
    vector.checks.iter().map(Check::name).collect()
}

fn body(vector: &Vector) -> &str {
    match &vector.responses[0].body {
        Body::Text(text) => text,
        other => panic!("{other:?}"),
    }
}

const REDIRECT: &str = "[[before]]\nstatus = \"302\"\nheaders = [[\"location\", \"/elsewhere\"]]\n";

#[test]
fn a_failure_behind_a_redirect_is_shown_by_either_status() {
    let result = vector("runs.result", "failed", REDIRECT);
    let expected = ["302".to_owned(), "\"failed\"".to_owned()];
    let shown = check(&result, "must/floor.failure-shown");
    assert_eq!(shown.expect, Expect::AnyOf(expected.to_vec()));
    check(&result, "must/error.message");

    let rest = format!("{REDIRECT}[response]\nstatus = \"404\"\n");
    let start = vector("runs.start", "http-error", &rest);
    let expected = ["302".to_owned(), "404".to_owned()];
    let shown = check(&start, "must/floor.failure-shown");
    assert_eq!(shown.expect, Expect::AnyOf(expected.to_vec()));
    assert_eq!(start.responses.len(), 2);
}

#[test]
fn an_earlier_reply_that_leads_nowhere_shows_no_failure() {
    let before = "[[before]]\nstatus = \"503\"\n";
    let vector = vector("runs.result", "failed", before);
    let shown = check(&vector, "must/floor.failure-shown");
    assert_eq!(shown.expect, Expect::Json("\"failed\"".to_owned()));
}

#[test]
fn a_case_can_only_record_whether_a_success_is_returned() {
    let vector = vector("jobs.update", "success", "returned = \"may\"\n");
    check(&vector, "may/floor.success-returned");
    check(&vector, "must/floor.survives");
}

#[test]
fn a_success_that_may_be_raised_keeps_the_check_of_its_status() {
    let rest = "outcome = \"any\"\n[result.status]\ntext = \"canceled\"\n";
    let vector = vector("web_tasks.result", "success", rest);
    let is_bound = |name: &String| name.ends_with("returned") || name.ends_with("failure-shown");
    assert!(!names(&vector).iter().any(is_bound));
    check(&vector, "must/result.status");
}

#[test]
fn a_visible_failure_verifies_the_requirement_that_the_case_names() {
    let rest =
        "outcome = \"failure\"\nfailure = \"wire/undecodable\"\n[response]\nbody = \"<html>\"\n";
    let vector = vector("runs.result", "literal", rest);
    let shown = check(&vector, "must/floor.failure-shown");
    assert_eq!(shown.requirement, "wire/undecodable");
}

#[test]
fn a_field_that_is_assumed_says_so_in_its_checks_alone() {
    for (answer, table, marked) in [
        ("failed", "facts.code", "error.code"),
        ("failed", "result.status", "result.status"),
        ("canceled", "reason.type", "reason.type"),
    ] {
        let rest = format!("[{table}]\ntext = \"failed\"\nassumed = true\n");
        let vector = vector("runs.result", answer, &rest);
        for level in ["must", "should"] {
            assert!(check(&vector, &format!("{level}/{marked}")).assumed);
        }
        let others = vector.checks.iter();
        let mut others = others.filter(|check| !check.name().ends_with(marked));
        assert!(others.all(|check| !check.assumed), "{table}");
    }
}

#[test]
fn what_is_sent_at_a_web_task_beyond_its_model_is_assumed() {
    let rest = "[facts.category]\ntext = \"user\"\n[facts.flag]\njson = \"true\"\n";
    let vector = vector("web_tasks.result", "failed", rest);
    assert!(check(&vector, "must/error.category").assumed);
    assert!(check(&vector, "should/error.flag").assumed);
    assert!(!check(&vector, "must/error.code").assumed);
    assert!(!check(&vector, "must/error.message").assumed);
}

#[test]
fn a_message_of_the_envelope_that_is_absent_or_null_is_not_made_up() {
    for (sent, has_key) in [("absent = true", false), ("json = \"null\"", true)] {
        let rest = format!("[result.message]\n{sent}\n");
        let vector = vector("auth_sessions.create.result", "failed", &rest);
        let envelope = body(&vector).split("\"error\"").next().unwrap();
        assert_eq!(envelope.contains("\"message\":null"), has_key, "{envelope}");
        assert!(!envelope.contains("Envelope"), "{envelope}");
        let check = check(&vector, "must/result.message");
        assert_eq!(check.expect, Expect::Absent);
    }
}

#[test]
fn a_failed_result_without_an_error_can_be_asked_to_show_its_failure() {
    let rest = "outcome = \"failure\"\nbare = true\n[response]\nerror = \"\"\n";
    let vector = vector("auth_sessions.update.result", "failed", rest);
    assert!(!body(&vector).contains("\"error\""), "{}", body(&vector));
    check(&vector, "must/floor.failure-shown");
    check(&vector, "must/error.error");
}

#[test]
fn a_completed_web_task_is_asked_for_its_outcome() {
    let vector = vector("web_tasks.result", "success", "");
    let outcome = check(&vector, "must/result.outcome");
    assert_eq!(outcome.expect, Expect::Json("\"success\"".to_owned()));
}

#[test]
fn the_failure_of_a_list_is_shown_by_the_status_of_its_job_run() {
    let vector = vector("jobs.runs.list", "failed", "");
    let shown = check(&vector, "must/floor.failure-shown");
    assert_eq!(shown.expect, Expect::Json("\"FAILURE\"".to_owned()));
    assert_eq!(shown.paths, ["/jobRuns/0/status"]);
}

#[test]
fn only_the_word_failed_verifies_the_status_that_s1_requires() {
    for (answer, rest, requirement) in [
        ("failed", "", "failed/status"),
        (
            "failed",
            "[result.status]\ntext = \"Failed\"\n",
            "wire/envelope-status",
        ),
        ("canceled", "", "wire/envelope-status"),
        ("success", "", "wire/envelope-status"),
    ] {
        let vector = vector("auth_sessions.create.result", answer, rest);
        let status = check(&vector, "must/result.status");
        assert_eq!(status.requirement, requirement, "{answer}");
        assert_eq!(status.level, Level::Must);
    }
}
