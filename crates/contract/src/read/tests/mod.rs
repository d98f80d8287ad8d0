//! What the reader makes of error bodies, by subject. The envelopes have their own file in `tests/`.

mod fields;
mod members;
mod refusals;

use super::*;

fn read_at(site: Site, body: &str) -> (ErrorBody, Vec<String>) {
    let Reading { value, findings } = error_body(body.as_bytes(), site).expect(body);
    for finding in &findings {
        assert!(
            body.get(finding.span.clone())
                .is_some_and(|it| !it.is_empty()),
            "{finding:?}"
        );
    }
    (
        value,
        findings
            .iter()
            .map(|it| format!("{} {}", it.kind.as_str(), it.path))
            .collect(),
    )
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
