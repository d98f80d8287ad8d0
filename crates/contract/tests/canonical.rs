//! Pictures of the canonical payloads: the examples of S0 and S1 first, then every site.
//!
//! Each picture shows the payload as written, its findings when read, and what was understood.

use std::fmt::{Display, Write as _};

use errconform_contract::{
    AuthSessionResult, Category, Code, ErrorBody, Failed, Finding, JobRun, JobRunResult,
    JobRunStatus, Json, ReadError, Reading, Reason, ReasonType, RunResult, RunStatus, Site,
    Spelling, WebTaskOutcome, WebTaskResult, WebTaskStatus, read, write,
};

/// The example of S0.
fn s0() -> ErrorBody {
    ErrorBody {
        message: Some("An error occurred while executing the run".into()),
        code: Some(Code::ScriptProcessCrashed),
        category: Some(Category::Infrastructure),
        doc_url: Some("https://docs.intunedhq.com/docs/support/errors#run-execution-error".into()),
        correlation_id: Some("123e4567-e89b-12d3-a456-426614174000".into()),
        ..ErrorBody::default()
    }
}

/// The example of S1: the same error, but with the category `user`.
fn s1() -> Failed {
    Failed {
        message: Some("<value>".into()),
        error: Some(ErrorBody {
            category: Some(Category::User),
            ..s0()
        }),
        ..Failed::default()
    }
}

/// The example of S0 with the fields that it omits.
fn full() -> ErrorBody {
    let details = Json::parse(r#"{"attempts_count":3}"#).ok();
    ErrorBody {
        retriable: Some(true),
        details,
        ..s0()
    }
}

#[test]
fn the_example_of_s0() {
    for (name, spelling) in [
        ("s0_sdk_object", Spelling::SdkObject),
        ("s0_wire", Spelling::Wire(Site::Result)),
    ] {
        let text = write::error_body(&s0(), spelling);
        picture(name, &text, |bytes| read::error_body(bytes, Site::Result));
    }
}

#[test]
fn the_example_of_s1() {
    picture(
        "s1_sdk_object",
        &write::failed_spelled(&s1(), Spelling::SdkObject),
        read::failed,
    );
    picture("s1_wire", &write::failed(&s1()), read::failed);
}

#[test]
fn the_full_body_in_every_spelling() {
    picture(
        "full_documented",
        &write::error_body(&full(), Spelling::Documented),
        |bytes| read::error_body(bytes, Site::Result),
    );
    for &site in Site::ALL {
        let mut body = full();
        if !site.declares(errconform_contract::Field::DocUrl) {
            body.doc_url = None;
        }
        match site {
            Site::Result => {}
            Site::JobRun => body.code = Some(Code::InsufficientResourceCredits),
            Site::HttpBody => body.code = Some(Code::NotFound),
            Site::WebTask => {
                let details = body.details.clone();
                let message = body.message.clone();
                let code = Some(Code::WorkspaceRateLimited);
                body = ErrorBody {
                    message,
                    code,
                    details,
                    ..ErrorBody::default()
                };
            }
        }
        let text = write::error_body(&body, Spelling::Wire(site));
        let name = format!("full_wire_{}", site.as_str().to_lowercase());
        picture(&name, &text, |bytes| read::error_body(bytes, site));
    }
}

#[test]
fn the_results_around_an_error() {
    let reason = Reason {
        kind: Some(ReasonType::CancelledUserAction),
        message: Some("Canceled by a person".into()),
        ..Reason::default()
    };
    let failed = AuthSessionResult::Failed(s1());
    picture(
        "auth_failed",
        &write::auth_session_result(&failed),
        read::auth_session_result,
    );
    let canceled = AuthSessionResult::Canceled(errconform_contract::Canceled {
        message: Some("The run was canceled".into()),
        reason: Some(reason.clone()),
        ..Default::default()
    });
    picture(
        "auth_canceled",
        &write::auth_session_result(&canceled),
        read::auth_session_result,
    );
    let run = RunResult {
        run_id: Some("V1StGXR8_Z5jdHi6B-myT".into()),
        status: Some(RunStatus::Failed),
        error: Some(s0()),
        ..RunResult::default()
    };
    picture("run_failed", &write::run_result(&run), read::run_result);
    let job_run = JobRun {
        id: Some("job-run-1".into()),
        status: Some(JobRunStatus::Failure),
        error: Some(ErrorBody {
            code: Some(Code::InternalServerError),
            ..full()
        }),
        reason: Some(reason),
        ..JobRun::default()
    };
    let job_run = JobRunResult {
        job_run: Some(job_run),
        ..JobRunResult::default()
    };
    picture(
        "job_run_failure",
        &write::job_run_result(&job_run),
        read::job_run_result,
    );
    let task = WebTaskResult {
        web_task_id: Some("web-task-1".into()),
        status: Some(WebTaskStatus::Completed),
        outcome: Some(WebTaskOutcome::Failed),
        error: Some(ErrorBody {
            code: Some(Code::Timeout),
            message: Some("It took too long".into()),
            ..ErrorBody::default()
        }),
        ..WebTaskResult::default()
    };
    picture(
        "web_task_failed",
        &write::web_task_result(&task),
        read::web_task_result,
    );
}

#[test]
fn a_body_with_many_findings() {
    let text = concat!(
        r#"{"message":null,"code":"disk-full","category":"weather","retirable":true,"#,
        r#""retriable":false,"retryable":true,"doc_url":"a","docUrl":"b","correlation_id":17,"#,
        r#""details":{"n":1e400},"hint":"first","hint":"second"}"#,
    );
    picture("many_findings", text, |bytes| {
        read::error_body(bytes, Site::HttpBody)
    });
}

fn picture<T: std::fmt::Debug>(
    name: &str,
    text: &str,
    with: impl FnOnce(&[u8]) -> Result<Reading<T>, ReadError>,
) {
    let Reading { value, findings } = with(text.as_bytes()).expect(name);
    let picture = format!(
        "{text}\n\nfindings:\n{}\nread as:\n{value:#?}",
        lines(text, &findings)
    );
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, picture));
}

fn lines(text: &str, findings: &[Finding]) -> String {
    findings.iter().fold(String::new(), |mut all, finding| {
        let shown: &dyn Display = finding;
        let part = text
            .get(finding.span.clone())
            .unwrap_or("outside of the text");
        writeln!(all, "- {shown}: `{part}`").expect("a string takes all text");
        all
    })
}
