//! The tables say what the sources say: counts, order and sets.

use std::collections::BTreeSet;

use errconform_tables::{
    Category, Code, CodeInfo, Operation, Origin, RunStatus, Section, Site, Source, codes,
    documented, headings,
};

#[test]
fn there_are_27_documented_codes_under_28_headings() {
    assert_eq!(documented().count(), 27);
    let headings: Vec<_> = headings().map(|info| info.wire).collect();
    assert_eq!(headings.len(), 28);
    let distinct: BTreeSet<_> = headings.iter().collect();
    assert_eq!(distinct.len(), 27);
    let twice = "insufficient-resource-credits";
    let at: Vec<_> = (0..28).filter(|&nth| headings[nth] == twice).collect();
    assert_eq!(at, [23, 25], "twice in the billing section");
}

#[test]
fn the_sections_hold_6_6_1_9_3_and_2_codes_in_the_order_of_s2() {
    let counts: Vec<_> = Section::ALL
        .iter()
        .map(|section| section.codes().count())
        .collect();
    assert_eq!(counts, [6, 6, 1, 9, 3, 2]);
    let by_section = Section::ALL.iter().flat_map(|section| section.codes());
    assert!(by_section.eq(documented()));
    let first: Vec<_> = Section::ALL
        .iter()
        .filter_map(|it| it.codes().next())
        .collect();
    let first: Vec<_> = first.iter().map(|info| info.wire).collect();
    let expected = [
        "script-execution-exception",
        "auth-check-failed",
        "api-attempts-failed",
        "bad-request",
        "insufficient-credits",
        "not-implemented",
    ];
    assert_eq!(first, expected);
}

#[test]
fn every_code_has_its_row_and_only_known_codes_have_one() {
    assert_eq!((codes().len(), Code::ALL.len()), (37, 37));
    for (info, code) in codes().iter().zip(Code::ALL) {
        assert_eq!(code.info(), Some(info));
        assert_eq!(&info.code(), code);
        assert!(
            info.description.ends_with('.') && info.description.len() <= 100,
            "{code}"
        );
        assert_eq!(info.section.is_some(), info.is_documented());
        let source = if info.is_documented() {
            Source::S2
        } else {
            Source::Wire
        };
        assert_eq!(info.source, source);
    }
    assert_eq!(Code::from_wire("quota-exceeded").info(), None);
}

#[test]
fn four_codes_are_known_to_the_sdks_only_and_six_to_web_tasks_only() {
    let of = |origin| wires(codes().iter().filter(move |info| info.origin == origin));
    let sdk = [
        "all-attempts-failed",
        "job-run-terminated",
        "onepassword-integration-error",
    ];
    assert_eq!(
        of(Origin::SdkSchema),
        sdk.into_iter().chain(["unexpected"]).collect()
    );
    let web = [
        "internal-error",
        "no-ai-credits-left",
        "rejected",
        "timeout",
        "unauthenticated",
        "workspace-rate-limited",
    ];
    assert_eq!(of(Origin::WebTask), web.into());
}

#[test]
fn the_schemas_of_the_sites_list_16_2_3_and_6_codes() {
    let at = |site| {
        wires(
            codes()
                .iter()
                .filter(move |info| info.sites.contains(&site)),
        )
    };
    assert_eq!(
        [Site::Result, Site::JobRun, Site::HttpBody, Site::WebTask].map(|it| at(it).len()),
        [16, 2, 3, 6]
    );
    let b = ["insufficient-resource-credits", "internal-server-error"];
    assert_eq!(at(Site::JobRun), b.into());
    assert_eq!(
        at(Site::HttpBody),
        ["bad-request", "not-found", "unauthorized"].into()
    );
    assert_eq!(
        documented().filter(|info| info.sites.is_empty()).count(),
        11
    );
    assert_eq!(
        codes()
            .iter()
            .filter(|info| info.sites != [Site::WebTask])
            .count(),
        31
    );
}

#[test]
fn there_are_five_categories() {
    let all: Vec<_> = Category::ALL.iter().map(Category::as_str).collect();
    assert_eq!(
        all,
        ["infrastructure", "execution", "auth", "user", "billing"]
    );
}

#[test]
fn sections_and_sources_have_their_names() {
    let headings: Vec<_> = Section::ALL.iter().map(|it| it.heading()).collect();
    let expected = [
        "Script Execution Error Codes",
        "Auth Session Error Codes",
        "Run Execution Error Codes",
        "Client API Error Codes",
        "Billing Related error codes",
        "Server Error Codes",
    ];
    assert_eq!(headings, expected);
    let sources = [Source::S0, Source::S1, Source::S2, Source::Wire];
    assert_eq!(sources.map(Source::as_str), ["S0", "S1", "S2", "wire"]);
}

#[test]
fn operations_show_their_name_and_their_route() {
    let result = Operation::all()
        .find(|it| it.id() == "runs.result")
        .unwrap();
    assert_eq!(result.to_string(), "runs.result");
    assert_eq!(format!("{result:?}"), "Operation(runs.result)");
    assert_eq!(result.method().to_string(), "GET");
    let methods: BTreeSet<_> = Operation::all().map(|it| it.method().as_str()).collect();
    assert_eq!(methods, ["DELETE", "GET", "POST", "PUT"].into());
    for operation in Operation::all() {
        assert!(
            operation
                .success_statuses()
                .iter()
                .all(|it| (200..300).contains(it))
        );
        assert!(!operation.success_statuses().is_empty());
    }
}

#[test]
fn a_run_that_is_over_changes_no_more() {
    let over: Vec<_> = RunStatus::ALL.iter().map(RunStatus::is_final).collect();
    assert_eq!(over.iter().filter(|it| **it == Some(true)).count(), 3);
    assert_eq!(RunStatus::Started.is_final(), Some(false));
    assert_eq!(RunStatus::from_wire("x").is_final(), None);
}

fn wires<'a>(infos: impl Iterator<Item = &'a CodeInfo>) -> BTreeSet<&'a str> {
    infos.map(|info| info.wire).collect()
}
