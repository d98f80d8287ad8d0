//! The rules of one field: where it binds, what counts as sent, which requirement it verifies.
//!
//! Not here: the checks that are made of them (see [`super::Expectations`]). Start at
//! [`expectation`].

use tables::{AuthSessionStatus, Field, JobRunStatus, Origin, RunStatus, Site, WebTaskStatus};

use super::Slot;
use suite::check::{Expect, Level};

/// Whether a status word, as JSON text, is one of a result that did not fail, or not yet.
pub(super) fn is_no_failure(json: &str) -> bool {
    let word = json.trim_matches('"');
    let failures = ["failed", "FAILURE"];
    let known = RunStatus::from_wire(word).is_known()
        || AuthSessionStatus::from_wire(word).is_known()
        || JobRunStatus::from_wire(word).is_known()
        || WebTaskStatus::from_wire(word).is_known();
    known && !failures.contains(&word)
}

/// What is expected of a sent field, and where it stands; `None` where nothing counts as sent.
pub(super) fn expectation(slot: &Slot, key: &str, at: &str) -> Option<(Expect, Vec<String>)> {
    let mut paths = vec![format!("{at}/{key}")];
    paths.extend(slot.twin.as_ref().map(|(key, _)| format!("{at}/{key}")));
    if slot.as_sent {
        return Some((Expect::AsSent, paths));
    }
    if let Some(values) = &slot.any_of {
        return (!values.is_empty()).then(|| (Expect::AnyOf(values.clone()), paths));
    }
    // Null in an optional field is absence; null beside a value: the value counts.
    let null = |json: &String| json.trim() == "null";
    let own = slot.json.as_ref().filter(|json| !null(json));
    let twin = slot
        .twin
        .as_ref()
        .map(|(_, json)| json)
        .filter(|json| !null(json));
    if own.is_none() {
        paths.remove(0);
    } else if twin.is_none() {
        paths.truncate(1);
    }
    own.or(twin).map(|json| (Expect::Json(json.clone()), paths))
}

/// Whether a field must be recoverable under a key at a site.
pub(super) fn is_must(site: Site, field: Field, key: &str, twin: Option<&str>) -> bool {
    let binding = |key: &str| match field {
        // `docUrl` is a name of the TypeScript SDK's objects, never a promise of the wire.
        Field::DocUrl => key == "doc_url",
        Field::CorrelationId => key == "correlation_id" || key == site.correlation_key(),
        _ => true,
    };
    binding(key) || twin.is_some_and(binding)
}

/// Whether no public material says that a field with this value, as JSON text, is sent at a site: a
/// web task declares a code, a message and details, and each schema has codes of its own.
pub(super) fn is_assumed(site: Site, field: Field, json: Option<&str>) -> bool {
    let at_web_task = site == Site::WebTask;
    let of_code = |origin: Origin| match origin {
        Origin::Documented => at_web_task,
        Origin::SdkSchema => site != Site::Result,
        Origin::WebTask => !at_web_task,
    };
    match field {
        Field::Message | Field::Details => false,
        Field::Category | Field::Flag | Field::DocUrl | Field::CorrelationId => at_web_task,
        Field::Code => {
            let word = json.unwrap_or_default().trim_matches('"');
            let mut codes = tables::codes().iter();
            codes
                .find(|info| info.wire == word)
                .is_some_and(|info| of_code(info.origin))
        }
    }
}

/// The requirement that a field under a key verifies where a case names no other.
pub(super) fn field_requirement(
    site: Site,
    field: Field,
    key: &str,
) -> Result<&'static str, String> {
    Ok(match (field, key) {
        (Field::Message, _) => "error-structure/message",
        (Field::Code, _) => "error-structure/code",
        (Field::Category, _) => "error-structure/category",
        (Field::Flag, "retriable") => "error-structure/retriable",
        (Field::Flag, "retirable") => "sdk-model/retirable",
        (Field::DocUrl, "doc_url") => "error-structure/doc-url",
        (Field::DocUrl, "docUrl") => "sdk-model/doc-url",
        (Field::CorrelationId, "correlation_id") => "error-structure/correlation-id",
        (Field::CorrelationId, "correlationId")
            if site == Site::Result || site == Site::WebTask =>
        {
            "sdk-model/correlation-id"
        }
        (Field::CorrelationId, "correlationId") => "wire/correlation-id-camel",
        (Field::Details, _) => "error-structure/details",
        _ => {
            return Err(format!(
                "the key `{key}` spells no field; give a `requirement`"
            ));
        }
    })
}

/// The weaker of a level and a cap.
pub(super) fn capped(level: Level, cap: Option<Level>) -> Level {
    cap.map_or(level, |cap| level.max(cap))
}

#[cfg(test)]
mod tests {
    use super::{is_assumed, is_no_failure};
    use tables::{Field, Site};

    #[test]
    fn what_a_web_task_does_not_declare_and_codes_of_other_sites_are_assumed() {
        for (site, field, json, assumed) in [
            (Site::WebTask, Field::Category, "\"user\"", true),
            (Site::WebTask, Field::Details, "{}", false),
            (Site::Result, Field::Category, "\"user\"", false),
            (Site::WebTask, Field::Code, "\"script-timeout\"", true),
            (Site::Result, Field::Code, "\"script-timeout\"", false),
            (Site::JobRun, Field::Code, "\"all-attempts-failed\"", true),
            (Site::Result, Field::Code, "\"all-attempts-failed\"", false),
            (Site::JobRun, Field::Code, "\"internal-error\"", true),
            (Site::WebTask, Field::Code, "\"internal-error\"", false),
            (Site::WebTask, Field::Code, "\"nobody-knows\"", false),
        ] {
            let found = is_assumed(site, field, Some(json));
            assert_eq!(found, assumed, "{site:?} {field:?} {json}");
        }
    }

    #[test]
    fn the_words_of_every_result_are_known_and_only_failures_are_failures() {
        for word in [
            "started",
            "canceled",
            "done",
            "SUCCESS",
            "PAUSED",
            "completed",
        ] {
            assert!(is_no_failure(&format!("\"{word}\"")), "{word}");
        }
        for word in ["failed", "FAILURE", "exploded", ""] {
            assert!(!is_no_failure(&format!("\"{word}\"")), "{word}");
        }
    }
}
