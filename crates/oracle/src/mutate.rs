//! The JSON-aware mutator: it speaks the contract's words, and makes what a tree cannot hold.
//!
//! Bytes in, bytes out; the same seed gives the same result. Where the input is no JSON it makes
//! some, or leaves the bytes to the engine's own mutator. Start at [`mutate`].

use std::sync::OnceLock;

use contract::Fact;

use crate::COMBINATIONS;
use crate::json::Node;
use crate::words::Words;

/// Changes the first `size` bytes of `data` in place and gives the new size, at most `max_size`.
/// `bytes` is the engine's own mutator, which knows nothing of JSON.
pub fn mutate(
    data: &mut [u8],
    size: usize,
    max_size: usize,
    seed: u32,
    bytes: impl Fn(&mut [u8], usize, usize) -> usize,
) -> usize {
    let mut random = fastrand::Rng::with_seed(seed.into());
    let limit = max_size.min(data.len());
    if random.u8(..) < 20 {
        return bytes(data, size.min(limit), limit);
    }
    let input = data.get(..size).unwrap_or_default();
    let text = String::from_utf8_lossy(input);
    let trimmed = text.trim_start_matches('\u{feff}');
    let mut tree = match Node::parse_prefix(trimmed) {
        Some((tree, _)) => tree,
        None if random.bool() => return bytes(data, size.min(limit), limit),
        None => Node::Object(Vec::new()),
    };
    if random.u8(..) < 48 {
        tree = compose(&mut random);
    }
    for _ in 0..random.u8(1..=4) {
        change(&mut tree, &mut random);
    }
    let mut output = tree.to_text().into_bytes();
    if random.u8(..) < 24 {
        spoil(&mut output, &mut random);
    }
    // The length chooses the combination that is checked: reach them all.
    let padding = random.usize(0..COMBINATIONS);
    output.extend(std::iter::repeat_n(b' ', padding));
    output.truncate(limit);
    data[..output.len()].copy_from_slice(&output);
    output.len()
}

/// An error body from nothing: most facts, in any spelling, with values that fit.
fn compose(random: &mut fastrand::Rng) -> Node {
    let mut members = Vec::new();
    for fact in Fact::ALL {
        if random.u8(..) < 224
            && let Some(key) = random.choice(fact.spellings().iter())
        {
            members.push((quoted(key), fitting_value(key, random)));
        }
    }
    random.shuffle(&mut members);
    let error = Node::Object(members);
    if random.u8(..) < 160 {
        return error;
    }
    // The error inside a result.
    let mut members = vec![(quoted("status"), fitting_value("status", random))];
    for key in ["message", "result", "runId", "reason", "outcome"] {
        if random.u8(..) < 96 {
            members.push((quoted(key), fitting_value(key, random)));
        }
    }
    members.insert(random.usize(..=members.len()), (quoted("error"), error));
    Node::Object(members)
}

/// One change of the tree.
fn change(tree: &mut Node, random: &mut fastrand::Rng) {
    match random.u8(0..14) {
        0..=4 => set_field(tree, random),
        5 => edit_object(tree, random, |members, random| {
            let at = random.usize(..members.len());
            members.remove(at);
        }),
        6 => edit_object(tree, random, |members, random| {
            // A key twice, with the same value or another one.
            let (key, mut value) = members[random.usize(..members.len())].clone();
            if random.bool() {
                value = any_value(random);
            }
            members.insert(random.usize(..=members.len()), (key, value));
        }),
        7 => edit_object(tree, random, |members, random| random.shuffle(members)),
        8 => edit_object(tree, random, |members, random| {
            // The same value under the fact's other spelling.
            let at = random.usize(..members.len());
            let fact = Fact::from_key(members[at].0.trim_matches('"'));
            let spellings = fact.map_or(&[][..], Fact::spellings);
            if let Some(key) = random.choice(spellings.iter()) {
                members[at].0 = quoted(key);
            } else {
                members[at].0 = any_key(random);
            }
        }),
        9 => replace(tree, random, |_, random| any_value(random)),
        10 => replace(tree, random, |node, random| {
            let depth = if random.u8(..) < 16 {
                130
            } else {
                random.usize(1..6)
            };
            let in_objects = random.bool();
            (0..depth).fold(node, |inner, _| match in_objects {
                true => Node::Object(vec![(any_key_of(&["a", "error", ""], random), inner)]),
                false => Node::Array(vec![inner]),
            })
        }),
        11 => edit_object(tree, random, |members, random| {
            // Small bodies are checked faster, and say more about what matters.
            random.shuffle(members);
            members.truncate(random.usize(1..=8));
        }),
        12 if random.u8(..) < 28 => edit_object(tree, random, |members, random| {
            // Very many members, for what takes longer than its input is long.
            let name = any_key_of(&["x", "message", "k\n"], random);
            let name = name.trim_matches('"');
            let value = any_value(random);
            let many = random.usize(100..2_000);
            members.extend((0..many).map(|nth| (format!("\"{name}{nth}\""), value.clone())));
        }),
        _ => {
            // A copy of one value in another place.
            let from = random.usize(..count(tree));
            let copy = tree.nth_mut(from).cloned();
            replace(tree, random, |node, _| copy.unwrap_or(node));
        }
    }
}

/// Sets a field of the contract in the root or in an object of it, to a value that is likely.
fn set_field(tree: &mut Node, random: &mut fastrand::Rng) {
    if matches!(tree, Node::Leaf(_) | Node::Array(_)) && random.u8(..) < 200 {
        *tree = Node::Object(Vec::new());
    }
    let (objects, _) = tree.positions(|node| matches!(node, Node::Object(_)));
    let at = random.choice(objects).unwrap_or(0);
    let Some(Node::Object(members)) = tree.nth_mut(at) else {
        return;
    };
    let key = any_key(random);
    let value = match random.u8(..) {
        0..=170 => fitting_value(key.trim_matches('"'), random),
        _ => any_value(random),
    };
    match members.iter_mut().find(|(name, _)| *name == key) {
        Some(member) if random.u8(..) < 220 => member.1 = value,
        _ => members.insert(random.usize(..=members.len()), (key, value)),
    }
}

fn edit_object(
    tree: &mut Node,
    random: &mut fastrand::Rng,
    edit: impl FnOnce(&mut Vec<(String, Node)>, &mut fastrand::Rng),
) {
    let (filled, _) = tree.positions(|node| !node.members().is_empty());
    if let Some(at) = random.choice(filled)
        && let Some(Node::Object(members)) = tree.nth_mut(at)
    {
        edit(members, random);
    }
}

fn replace(
    tree: &mut Node,
    random: &mut fastrand::Rng,
    with: impl FnOnce(Node, &mut fastrand::Rng) -> Node,
) {
    let at = random.usize(..count(tree));
    if let Some(node) = tree.nth_mut(at) {
        let old = std::mem::replace(node, Node::Leaf("null".to_owned()));
        *node = with(old, random);
    }
}

fn count(tree: &Node) -> usize {
    tree.positions(|_| false).1
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn any_key(random: &mut fastrand::Rng) -> String {
    let Some(key) = (match random.u8(..) {
        0..=190 => random.choice(words(Words::Keys)),
        191..=230 => random.choice(words(Words::EnvelopeKeys)),
        _ => None,
    }) else {
        return any_key_of(&["", "x", "hint", "error", "a/b~c", "mess\u{e9}"], random);
    };
    match random.u8(..) {
        0..=240 => quoted(key),
        241..=248 => escaped(key, random),
        _ => {
            let half = random.choice(["\\ud800", "\\ud83d", "\\udc00", "\\udfff"]);
            format!("\"{key}{}\"", half.unwrap_or_default())
        }
    }
}

fn any_key_of(keys: &[&str], random: &mut fastrand::Rng) -> String {
    quoted(random.choice(keys.iter()).copied().unwrap_or_default())
}

/// A key with one character as an escape: the same key to a parser.
fn escaped(key: &str, random: &mut fastrand::Rng) -> String {
    let at = random.usize(..key.len().max(1));
    let escape = |(nth, c): (usize, char)| match nth == at {
        true => format!("\\u{:04x}", u32::from(c)),
        false => c.to_string(),
    };
    format!(
        "\"{}\"",
        key.chars().enumerate().map(escape).collect::<String>()
    )
}

/// A value of the type that a key asks for.
fn fitting_value(key: &str, random: &mut fastrand::Rng) -> Node {
    let groups: &[Words] = match key {
        "code" => &[Words::Codes],
        "category" => &[Words::Categories],
        "status" | "outcome" => &[Words::Statuses],
        "type" => &[Words::Reasons],
        "retirable" | "retriable" | "retryable" => {
            return Node::Leaf(
                random
                    .choice(["true", "false"])
                    .unwrap_or("null")
                    .to_owned(),
            );
        }
        "details" | "result" | "results" | "extendedPayloads" => {
            let count = random.usize(0..4);
            return match random.bool() {
                true => Node::Array((0..count).map(|_| any_value(random)).collect()),
                false => Node::Object(
                    (0..count)
                        .map(|_| (any_key(random), any_value(random)))
                        .collect(),
                ),
            };
        }
        "error" | "reason" | "jobRun" => {
            let count = random.usize(0..5);
            let member = |_| {
                let key = any_key(random);
                let value = fitting_value(key.trim_matches('"'), random);
                (key, value)
            };
            return Node::Object((0..count).map(member).collect());
        }
        "jobRuns" => return Node::Array(vec![Node::Object(Vec::new()); random.usize(0..3)]),
        "totalCount" => return Node::Leaf(random.u8(..).to_string()),
        _ => {
            let texts = [
                "",
                "m",
                "https://docs.example.test/#x",
                "c-1",
                "\u{1f600}\n\"",
                "\u{7f}",
            ];
            return Node::Leaf(any_key_of(&texts, random));
        }
    };
    let group = random
        .choice(groups.iter())
        .copied()
        .unwrap_or(Words::Codes);
    let word = random.choice(words(group)).map_or("", String::as_str);
    match random.u8(..) {
        0..=5 => Node::Leaf(quoted(&word.to_uppercase())),
        _ => Node::Leaf(quoted(word)),
    }
}

/// A value of any type, the odd ones among them.
fn any_value(random: &mut fastrand::Rng) -> Node {
    const ODD: &[&str] = &[
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1e2",
        "100",
        "1e999",
        "-1.5E-7",
        r#""""#,
        "{}",
        "[]",
        "123456789012345678901234567890",
        "9007199254740993",
        r#""\ud800""#,
        r#""\udc00\ud800""#,
        r#""\ud83d\ude00""#,
        r#""\u0000""#,
        "\"\u{2028}\u{feff}\"",
        r#"{"a":1,"a":2}"#,
        "[[[]]]",
    ];
    let group = [
        Words::Codes,
        Words::Categories,
        Words::Statuses,
        Words::Reasons,
    ][random.usize(..4)];
    match random.u8(0..8) {
        0 => Node::Leaf(quoted(
            random.choice(words(group)).map_or("", String::as_str),
        )),
        1 => Node::Leaf(format!("{}e{}", random.u32(..), random.i16(..))),
        2 => Node::Leaf(quoted(&"x".repeat(random.usize(0..64)))),
        _ => {
            let text = random.choice(ODD).copied().unwrap_or("null");
            Node::parse(text).unwrap_or_else(|| Node::Leaf(text.to_owned()))
        }
    }
}

/// What no tree can be: a mark in front, bytes behind, a cut, a broken byte, white space.
fn spoil(output: &mut Vec<u8>, random: &mut fastrand::Rng) {
    let any_place = |output: &Vec<u8>, random: &mut fastrand::Rng| random.usize(..=output.len());
    match random.u8(0..7) {
        0 => drop(output.splice(0..0, *b"\xef\xbb\xbf")),
        1 => output.extend_from_slice(
            random
                .choice([&b"{}"[..], b"x", b"\0", b",", b"}"])
                .unwrap_or(b""),
        ),
        2 => output.truncate(any_place(output, random)),
        3 => {
            // A character of several bytes, cut.
            let at = any_place(output, random);
            drop(output.splice(at..at, *b"\xf0\x9f\x98"));
        }
        4 => {
            let at = any_place(output, random);
            drop(output.splice(at..at, [random.u8(..)]));
        }
        5 => {
            let text: Vec<u16> = String::from_utf8_lossy(output).encode_utf16().collect();
            *output = text.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        }
        _ => {
            let space = [b' ', b'\n', b'\t', b'\r'][random.usize(..4)];
            output.splice(0..0, std::iter::repeat_n(space, random.usize(1..4)));
        }
    }
}

fn words(group: Words) -> &'static [String] {
    static LISTS: OnceLock<[Vec<String>; 6]> = OnceLock::new();
    const GROUPS: [Words; 6] = [
        Words::Keys,
        Words::EnvelopeKeys,
        Words::Codes,
        Words::Categories,
        Words::Statuses,
        Words::Reasons,
    ];
    let lists = LISTS.get_or_init(|| GROUPS.map(Words::list));
    let at = GROUPS.iter().position(|it| *it == group);
    at.map_or(&[][..], |at| &lists[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(input: &[u8], seed: u32, max: usize) -> Vec<u8> {
        let mut data = vec![0; 4096.max(max)];
        data[..input.len()].copy_from_slice(input);
        let size = mutate(&mut data, input.len(), max, seed, |_, size, _| size);
        data.truncate(size);
        data
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_within_the_limit() {
        let input = br#"{"message":"m","code":"timeout"}"#;
        for seed in 0..2_000 {
            let once = run(input, seed, 64);
            assert!(once.len() <= 64);
            assert_eq!(once, run(input, seed, 64));
        }
    }

    #[test]
    fn most_results_are_json_and_some_are_what_no_tree_can_be() {
        let input = br#"{"message":"m","code":"timeout","details":{"a":[1]}}"#;
        let results: Vec<_> = (0..2_000).map(|seed| run(input, seed, 4096)).collect();
        let json = |bytes: &&Vec<u8>| {
            serde_json::from_slice::<&serde_json::value::RawValue>(bytes).is_ok()
        };
        assert!(results.iter().filter(json).count() > 1_400);
        let any = |what: &dyn Fn(&[u8]) -> bool| results.iter().any(|bytes| what(bytes));
        let holds = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|it| it == part);
        assert!(any(&|bytes| bytes.starts_with(b"\xef\xbb\xbf")));
        assert!(any(&|bytes| std::str::from_utf8(bytes).is_err()));
        assert!(any(&|bytes| holds(bytes, b"\\ud800")));
        assert!(any(&|bytes| holds(bytes, b"1e999")));
        assert!(any(&|bytes| holds(bytes, b"\"docUrl\"")));
        assert!(any(&|bytes| bytes.len() > 130 && holds(bytes, &[b'['; 100])));
    }

    #[test]
    fn any_input_is_survived() {
        for input in [
            &b""[..],
            b"{",
            b"\xff\xfe",
            b"[1,2",
            b"{\"a\":}",
            b"\xef\xbb\xbf{}x",
        ] {
            for seed in 0..500 {
                drop(run(input, seed, 4096));
            }
        }
    }
}
