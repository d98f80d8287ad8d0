//! The known fields: flags, alias pairs, wrong types and what each site requires.

use super::{read_at, strings};
use crate::{Field, Json, Member, Site};

#[test]
fn flags_agree_silently_and_differ_with_a_finding() {
    let check = |flags: &str, retriable: Option<bool>, findings: &[&str]| {
        let body = format!(r#"{{"message":"m","category":"user",{flags}}}"#);
        let (value, found) = read_at(Site::Result, &body);
        assert_eq!(
            (value.retriable, found),
            (retriable, strings(findings)),
            "{flags}"
        );
    };
    check(r#""retirable":true"#, Some(true), &[]);
    check(r#""retriable":true"#, Some(true), &[]);
    check(r#""retirable":true,"retriable":true"#, Some(true), &[]);
    check(r#""retriable":false,"retirable":false"#, Some(false), &[]);
    check(r#""retirable":null"#, None, &[]);
    check(r#""retirable":null,"retriable":true"#, Some(true), &[]);
    check(r#""retirable":true,"retriable":null"#, Some(true), &[]);
    check(
        r#""retirable":true,"retriable":false"#,
        Some(false),
        &["flag-conflict /retirable"],
    );
    check(
        r#""retirable":false,"retriable":true"#,
        Some(false),
        &["flag-conflict /retriable"],
    );
    check(
        r#""retirable":"true","retriable":true"#,
        Some(true),
        &["wrong-type /retirable"],
    );
    check(r#""retirable":1"#, None, &["wrong-type /retirable"]);
    check(r#""retryable":true"#, None, &["retryable /retryable"]);
    let twice = ["duplicate-key /retirable", "flag-conflict /retirable"];
    check(r#""retirable":true,"retirable":false"#, Some(false), &twice);
    check(r#""retirable":false,"retirable":true"#, Some(false), &twice);
}

#[test]
fn the_sites_own_key_wins_when_an_alias_pair_differs() {
    let check = |site: Site, doc_url: &str, id: &str, findings: &[&str]| {
        let body = r#"{"message":"m","code":"timeout","category":"user","retirable":true,
            "docUrl":"camel","doc_url":"snake","correlation_id":"snake","correlationId":"camel"}"#;
        let (value, found) = read_at(site, body);
        assert_eq!(value.doc_url.as_deref(), Some(doc_url), "{site:?}");
        assert_eq!(value.correlation_id.as_deref(), Some(id), "{site:?}");
        assert_eq!(found, strings(findings), "{site:?}");
        assert_eq!(value.rejected.len(), 2, "the losers are kept");
    };
    let [doc, snake, camel] = [
        "alias-conflict /docUrl",
        "alias-conflict /correlation_id",
        "alias-conflict /correlationId",
    ];
    check(Site::Result, "snake", "snake", &[doc, camel]);
    check(Site::JobRun, "snake", "camel", &[doc, snake]);
    check(Site::HttpBody, "snake", "camel", &[doc, snake]);
    check(Site::WebTask, "snake", "snake", &[doc, camel]);
}

#[test]
fn either_spelling_is_read_at_every_site_and_remembered() {
    for &site in Site::ALL {
        for field in [Field::DocUrl, Field::CorrelationId] {
            for key in field.spellings() {
                let (value, _) = read_at(site, &format!(r#"{{"{key}":"x"}}"#));
                let got = if field == Field::DocUrl {
                    value.doc_url
                } else {
                    value.correlation_id
                };
                assert_eq!(got.as_deref(), Some("x"), "{key} at {site:?}");
                assert!(value.seen.keys(field).eq([*key]));
            }
        }
    }
}

#[test]
fn a_wrong_type_costs_its_own_field_only() {
    let fields = [
        ("message", r#""m""#),
        ("code", r#""timeout""#),
        ("category", r#""auth""#),
        ("retirable", "true"),
        ("doc_url", r#""d""#),
        ("correlation_id", r#""c""#),
    ];
    for (nth, (bad, _)) in fields.iter().enumerate() {
        for wrong in ["17", "{\"a\":[1]}", "[]", r#""\ud800""#, "1e999"] {
            let sent = fields.iter().enumerate().map(|(at, (key, good))| {
                format!("\"{key}\":{}", if at == nth { wrong } else { good })
            });
            let body = format!("{{{}}}", sent.collect::<Vec<_>>().join(","));
            let (value, found) = read_at(Site::Result, &body);
            let kind = if wrong.starts_with('"') && *bad != "retirable" {
                "not-unicode"
            } else {
                "wrong-type"
            };
            assert_eq!(found, [format!("{kind} /{bad}")], "{body}");
            assert_eq!(
                value.rejected,
                [Member::new(*bad, Json::parse(wrong).unwrap())]
            );
            let read = Field::ALL.iter().filter(|field| value.has(**field)).count();
            assert_eq!(read, 5, "{body}");
        }
    }
}

#[test]
fn each_site_asks_for_its_own_fields() {
    let check = |site, findings: &[&str]| {
        assert_eq!(read_at(site, "{}").1, strings(findings));
        let nulls = r#"{"message":null,"code":null,"category":null,"retirable":null,
            "correlationId":null,"details":null}"#;
        assert_eq!(
            read_at(site, nulls).1.len(),
            findings.len(),
            "null is absence"
        );
    };
    check(
        Site::Result,
        &["missing-field /message", "missing-field /category"],
    );
    let of_a_job_run = [
        "missing-field /message",
        "missing-field /code",
        "missing-field /category",
    ];
    check(Site::JobRun, &of_a_job_run);
    check(
        Site::HttpBody,
        &[
            &of_a_job_run[..],
            &["missing-field /retirable", "missing-field /correlationId"],
        ]
        .concat(),
    );
    check(
        Site::WebTask,
        &["missing-field /message", "missing-field /code"],
    );
}

#[test]
fn a_required_field_of_a_wrong_type_is_not_called_missing_too() {
    for key in ["correlationId", "correlation_id"] {
        let body = format!(
            r#"{{"message":"m","code":"timeout","category":"user","retirable":true,"{key}":1}}"#
        );
        assert_eq!(
            read_at(Site::HttpBody, &body).1,
            [format!("wrong-type /{key}")]
        );
    }
}
