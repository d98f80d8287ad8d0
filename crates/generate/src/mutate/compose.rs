//! Whole bodies from nothing: an error, a reason, and the results around them.
//!
//! Changing a tree member by member seldom makes one that every reader accepts. Start at [`body`].

use tables::Field;

use super::values::{fitting_value, quoted};
use crate::json::Node;

/// A body of the contract. Sometimes two of its scalars are equal.
pub(super) fn body(random: &mut fastrand::Rng) -> Node {
    let mut tree = match random.u8(..) {
        0..=159 => error(random),
        160..=223 => result(random),
        _ => job_runs(random),
    };
    if random.u8(..) < 64 {
        repeat_scalar(&mut tree, random);
    }
    tree
}

/// An error body: most fields, in any spelling, with values that fit.
pub(super) fn error(random: &mut fastrand::Rng) -> Node {
    let mut members = Vec::new();
    for field in Field::ALL {
        if random.u8(..) < 224
            && let Some(key) = random.choice(field.spellings().iter())
        {
            members.push((quoted(key), fitting_value(key, random)));
        }
    }
    random.shuffle(&mut members);
    Node::Object(members)
}

/// A reason: most of its fields.
pub(super) fn reason(random: &mut fastrand::Rng) -> Node {
    let link = random.choice(["doc_url", "docUrl"]).unwrap_or_default();
    object(&["type", "message", link, "details", "timestamp"], random)
}

/// One job run with what went wrong in it.
pub(super) fn job_run(random: &mut fastrand::Rng) -> Node {
    object(&["id", "status", "error", "reason"], random)
}

/// The result of a run, an auth session or a web task, with the error inside.
fn result(random: &mut fastrand::Rng) -> Node {
    let mut members = Vec::new();
    for (key, often) in [
        ("status", 255),
        ("error", 240),
        ("reason", 128),
        ("message", 96),
        ("result", 96),
        ("runId", 96),
        ("outcome", 96),
    ] {
        if random.u8(..) < often {
            members.push(member(key, random));
        }
    }
    random.shuffle(&mut members);
    Node::Object(members)
}

/// One job run, or a list of them.
fn job_runs(random: &mut fastrand::Rng) -> Node {
    if random.bool() {
        return object(&["jobRun", "results"], random);
    }
    object(&["jobRuns", "totalCount"], random)
}

/// Most of these fields, in any order, with values that fit.
fn object(keys: &[&str], random: &mut fastrand::Rng) -> Node {
    let mut members = Vec::new();
    for key in keys {
        if random.u8(..) < 224 {
            members.push(member(key, random));
        }
    }
    random.shuffle(&mut members);
    Node::Object(members)
}

fn member(key: &str, random: &mut fastrand::Rng) -> (String, Node) {
    let value = match key {
        "error" => error(random),
        "reason" => reason(random),
        "jobRun" => job_run(random),
        "jobRuns" => {
            let count = random.usize(0..4);
            Node::Array((0..count).map(|_| job_run(random)).collect())
        }
        _ => fitting_value(key, random),
    };
    (quoted(key), value)
}

/// Copies one scalar over another: a reader may take equal values for one another.
pub(super) fn repeat_scalar(tree: &mut Node, random: &mut fastrand::Rng) {
    let leaves = super::positions(tree, |node| matches!(node, Node::Leaf(_)));
    if let (Some(from), Some(to)) = (random.choice(&leaves), random.choice(&leaves))
        && let Some(copy) = tree.nth_mut(*from).cloned()
        && let Some(node) = tree.nth_mut(*to)
    {
        *node = copy;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of so many bodies are as they should be.
    fn count(is_so: impl Fn(&serde_json::Value) -> bool) -> usize {
        let mut random = fastrand::Rng::with_seed(1);
        let bodies = (0..4_000).map(|_| body(&mut random).to_text());
        let trees = bodies.filter_map(|text| serde_json::from_str(&text).ok());
        trees.filter(is_so).count()
    }

    #[test]
    fn every_part_of_a_result_is_composed_beside_the_others() {
        for [one, other] in [
            ["/error/code", "/reason/type"],
            ["/error/correlation_id", "/reason/docUrl"],
            ["/jobRun/error/message", "/jobRun/reason/message"],
            ["/jobRuns/0/error/code", "/jobRuns/1/error/code"],
            ["/status", "/reason/timestamp"],
        ] {
            let both = count(|it| it.pointer(one).is_some() && it.pointer(other).is_some());
            assert!(both > 20, "{one} and {other}: {both}");
        }
    }

    #[test]
    fn a_text_is_in_two_places_sometimes() {
        for [one, other] in [
            ["/message", "/correlation_id"],
            ["/code", "/message"],
            ["/error/message", "/reason/message"],
        ] {
            let text = |it: &serde_json::Value, at| {
                let text = it.pointer(at)?.as_str()?.to_owned();
                (text.len() > 1).then_some(text)
            };
            let same =
                count(|it| text(it, one).is_some_and(|first| text(it, other) == Some(first)));
            assert!(same > 0, "{one} and {other}");
        }
    }
}
