//! The bugs of the readers.

use contract::{
    Category, Code, ErrorBody, Field, FindingKind, Found, Json, ReadError, Reading, RunResult,
    RunStatus, Site, read,
};

use super::on;
use generate::json::Node;

pub(crate) fn error_body(bytes: &[u8], site: Site) -> Result<Reading<ErrorBody>, ReadError> {
    let mut bytes = bytes;
    if on("trailing-object")
        && let Some(at) = bytes.windows(2).position(|pair| pair == b"}{")
        && read::error_body(&bytes[..=at], site).is_ok()
    {
        bytes = &bytes[..=at];
    }
    let mut reading = read::error_body(bytes, site)?;
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    panics(&reading.value, text);
    costs(&reading.value);
    wrong_values(&mut reading, text, site);
    Ok(reading)
}

pub(crate) fn run_result(bytes: &[u8]) -> Result<Reading<RunResult>, ReadError> {
    let mut reading = read::run_result(bytes)?;
    let run = &mut reading.value;
    if on("error-in-completed") && run.status == Some(RunStatus::Completed) && run.result.is_some()
    {
        run.error = None;
    }
    if on("reason-repeats-code")
        && let Some(code) = run.error.as_ref().and_then(|error| error.code.as_ref())
        && let Some(kind) = run.reason.as_ref().and_then(|reason| reason.kind.as_ref())
        && code.as_str() == kind.as_str()
    {
        // Two words are both a code and a reason: the second is taken for a copy of the first.
        run.reason = None;
    }
    Ok(reading)
}

fn panics(body: &ErrorBody, text: &str) {
    if on("five-conditions")
        && body.category == Some(Category::Billing)
        && body
            .code
            .as_ref()
            .is_some_and(|code| code.as_str().ends_with("timeout"))
        && body.retriable == Some(true)
        && body.seen.saw("docUrl")
        && body
            .details
            .as_ref()
            .is_some_and(|json| json.text().starts_with('['))
    {
        panic!("planted: a billing time-out that can be retried, with a link and a list");
    }
    if on("key-cut-in-a-pair") && text.contains("\\ud83d\":") {
        panic!("planted: a key ends in the middle of a pair");
    }
    if on("deep-recursion")
        && let Some(details) = &body.details
        && let Some(node) = Node::parse(details.text())
    {
        descend(&node, &mut [0; 4096]);
    }
}

/// Recursion that is cheap near the root and fills the stack further down.
fn descend(node: &Node, frame: &mut [u8; 4096]) -> usize {
    let mut mine = *frame;
    mine[0] = mine[0].wrapping_add(1);
    if mine[0] > 60 {
        // What a deeper stack would come to, without depending on its size.
        std::process::abort();
    }
    let children: Vec<&Node> = match node {
        Node::Leaf(_) => Vec::new(),
        Node::Array(items) => items.iter().collect(),
        Node::Object(members) => members.iter().map(|(_, value)| value).collect(),
    };
    children
        .into_iter()
        .map(|child| descend(child, &mut mine))
        .sum::<usize>()
        + 1
}

fn costs(body: &ErrorBody) {
    if on("quadratic") {
        // Every name is decoded again for every other one.
        let names = body.unknown.iter().map(|it| &it.name);
        let pairs = names
            .clone()
            .flat_map(|one| names.clone().map(move |other| (one, other)));
        let same = |(one, other): &(&String, &String)| Json::string(one) == Json::string(other);
        std::hint::black_box(pairs.filter(same).count());
    }
    if on("big-exponent")
        && let Some(details) = &body.details
        && let Some((_, exponent)) = details.text().rsplit_once(['e', 'E'])
        && let Ok(exponent) = exponent.trim_end_matches([']', '}']).parse::<u32>()
    {
        // A number is written out before it is looked at.
        let digits = vec![
            b'0';
            usize::try_from(exponent)
                .unwrap_or(0)
                .saturating_mul(100_000)
        ];
        std::hint::black_box(digits);
    }
}

fn wrong_values(reading: &mut Reading<ErrorBody>, text: &str, site: Site) {
    let body = &mut reading.value;
    if on("two-fields")
        && body.code == Some(Code::Conflict)
        && body.correlation_id.as_deref() == Some("")
    {
        body.message = None;
    }
    if on("any-case")
        && let Some(Code::Unknown(code)) = &body.code
    {
        body.code = Some(Code::from_wire(&code.to_lowercase()));
    }
    if on("null-hides") && text.contains("\"message\":null}") {
        body.message = None;
    }
    if on("wrong-alias")
        && reading
            .findings
            .iter()
            .any(|it| it.kind == FindingKind::AliasConflict)
    {
        let own = Field::CorrelationId.wire_key(site);
        let loser = body
            .rejected
            .iter()
            .find(|it| it.name.starts_with("corr") && it.name != own);
        if let Some(text) = loser.and_then(|it| it.value.to().ok()) {
            body.correlation_id = Some(text);
        }
    }
    if on("pair-at-the-end") {
        let texts = [
            &mut body.message,
            &mut body.doc_url,
            &mut body.correlation_id,
        ];
        texts
            .into_iter()
            .flatten()
            .for_each(|it| cut_pair(it, text));
    }
    if on("rejected-beats-alias") {
        // The site's own key wins by being there, even when it is no text.
        let own = Field::CorrelationId.wire_key(site);
        if body.rejected.iter().any(|it| it.name == own) {
            body.correlation_id = None;
        }
    }
    if on("span-in-characters") {
        for finding in &mut reading.findings {
            if finding.found != Found::Nothing {
                let shift = text
                    .get(..finding.span.start)
                    .map_or(0, |before| before.len() - before.chars().count());
                finding.span = finding.span.start - shift..finding.span.end - shift;
            }
        }
    }
    if on("flag-of-a-duplicate") && text.matches("\"retirable\"").count() > 1 {
        body.retriable = body
            .retriable
            .map(|_| !text.contains("\"retirable\":false"));
    }
    if on("rounded-details")
        && let Some(details) = &body.details
        && let Ok(number) = details.to::<f64>()
        && details.text().len() > 17
    {
        body.details = Json::parse(&format!("{number:e}")).ok();
    }
}

/// Expects one byte more than a pair has: an escaped pair at the end of a text is read as half.
fn cut_pair(content: &mut String, text: &str) {
    let Some(last) = content.chars().next_back() else {
        return;
    };
    if let [high, low] = *last.encode_utf16(&mut [0; 2]) {
        let pair = format!("\\u{high:04x}\\u{low:04x}\"");
        if text.to_ascii_lowercase().contains(&pair) {
            content.pop();
            content.push('\u{fffd}');
        }
    }
}
