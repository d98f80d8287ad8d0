//! The JSON-aware mutator: it knows the contract's keys and values, and also makes broken JSON.
//!
//! Bytes in, bytes out; the same seed gives the same result. Where the input is no JSON, it makes
//! some or leaves the bytes to the engine's own mutator. `values` has keys and values, `compose`
//! whole bodies, `spell` white space and escapes. Start at [`mutate`]; [`mutate_http`] does the same
//! to the body of a response.

mod compose;
mod spell;
mod values;

use tables::{Site, Spelling};

use crate::json::Node;
use values::{any_key, any_value, fitting_value, length, other_key, quoted};

/// The number of combinations of site and spelling with which an error body is checked. The length
/// of the input, modulo this, chooses one.
pub const COMBINATIONS: usize = Site::ALL.len() * Spelling::ALL.len();

/// The engine's own mutator: changes the first bytes, within a limit, and gives the new size. It
/// does not know JSON, but it knows which bytes the code under test has compared.
type Bytes<'e> = &'e dyn Fn(&mut [u8], usize, usize) -> usize;

/// Changes the first `size` bytes of `data` in place and gives the new size, at most `max_size`.
/// `bytes` is the engine's own mutator.
pub fn mutate(
    data: &mut [u8],
    size: usize,
    max_size: usize,
    seed: u32,
    bytes: impl Fn(&mut [u8], usize, usize) -> usize,
) -> usize {
    let mut random = fastrand::Rng::with_seed(seed.into());
    let limit = max_size.min(data.len());
    let input = data.get(..size).unwrap_or_default();
    let Some(mut output) = mutated(input, &mut random, &bytes) else {
        return bytes(data, size.min(limit), limit);
    };
    output.truncate(limit);
    data[..output.len()].copy_from_slice(&output);
    output.len()
}

/// As [`mutate`] for a whole HTTP response: mostly its body is changed, else any of its bytes.
pub fn mutate_http(
    data: &mut [u8],
    size: usize,
    max_size: usize,
    seed: u32,
    bytes: impl Fn(&mut [u8], usize, usize) -> usize,
) -> usize {
    let input = data.get(..size).unwrap_or_default();
    let end = input.windows(4).position(|it| it == b"\r\n\r\n");
    match end.map(|at| at + 4) {
        Some(body) if !seed.is_multiple_of(4) && body < max_size => {
            body + mutate(&mut data[body..], size - body, max_size - body, seed, bytes)
        }
        _ => bytes(data, size.min(max_size), max_size),
    }
}

/// The changed input; `None` where the engine has to do it.
fn mutated(input: &[u8], random: &mut fastrand::Rng, bytes: Bytes<'_>) -> Option<Vec<u8>> {
    if random.u8(..) < 20 {
        return None;
    }
    let text = String::from_utf8_lossy(input);
    let mut tree = match Node::parse_prefix(text.trim_start_matches('\u{feff}')) {
        _ if random.u8(..) < 72 => compose::body(random),
        Some((tree, _)) => tree,
        None if random.bool() => return None,
        None => Node::Object(Vec::new()),
    };
    for _ in 0..random.u8(1..=4) {
        change(&mut tree, random, bytes);
    }
    let text = if random.u8(..) < 40 {
        spell::respelled(&tree, random)
    } else {
        tree.to_text()
    };
    let mut output = text.into_bytes();
    if random.u8(..) < 24 {
        spoil(&mut output, random);
    }
    // The length chooses the combination that is checked: reach them all.
    let padding = random.usize(0..COMBINATIONS);
    output.extend(std::iter::repeat_n(b' ', padding));
    Some(output)
}

/// One change of the tree.
fn change(tree: &mut Node, random: &mut fastrand::Rng, bytes: Bytes<'_>) {
    match random.u8(0..16) {
        0..=3 => set_field(tree, random),
        4 => edit_object(tree, random, |members, random| {
            members.remove(random.usize(..members.len()));
        }),
        5 => edit_object(tree, random, |members, random| {
            // A key twice, with the same value or another one.
            let (key, mut value) = members[random.usize(..members.len())].clone();
            if random.bool() {
                value = any_value(random);
            }
            members.insert(random.usize(..=members.len()), (key, value));
        }),
        6 => edit_object(tree, random, |members, random| random.shuffle(members)),
        7 => edit_object(tree, random, |members, random| {
            let at = random.usize(..members.len());
            members[at].0 = other_key(&members[at].0, random);
        }),
        8 => replace(tree, random, |_, random| any_value(random)),
        9 => replace(tree, random, |node, random| {
            let depth = match random.u8(..) {
                0..=15 => random.usize(120..132),
                16..=47 => random.usize(6..120),
                _ => random.usize(1..6),
            };
            let in_objects = random.bool();
            (0..depth).fold(node, |inner, _| match in_objects {
                true => Node::Object(vec![(any_key(random), inner)]),
                false => Node::Array(vec![inner]),
            })
        }),
        10 => edit_object(tree, random, |members, random| {
            // Small bodies are checked faster.
            random.shuffle(members);
            members.truncate(random.usize(1..=8));
        }),
        11 if random.u8(..) < 28 => edit_object(tree, random, |members, random| {
            // Very many members, for code that needs more than linear time.
            let many = random.usize(100..1_500);
            let value = random
                .choice(["0", "null", "\"\"", "{}"])
                .unwrap_or_default();
            let value = Node::Leaf(value.to_owned());
            let name = random.choice(["x", "message", "k\\n"]).unwrap_or_default();
            members.extend((0..many).map(|nth| (format!("\"{name}{nth}\""), value.clone())));
        }),
        11 => replace(tree, random, |node, random| {
            // A list of a length at which something may change.
            Node::Array(vec![node; length(random).min(300)])
        }),
        12..=14 => replace_text(tree, random, bytes),
        _ if random.bool() => compose::repeat_scalar(tree, random),
        _ => {
            // A copy of one value in another place.
            let from = random.usize(..tree.values().count());
            let copy = tree.nth_mut(from).cloned();
            replace(tree, random, |node, _| copy.unwrap_or(node));
        }
    }
}

/// Changes a scalar, as the engine would change bytes; a text stays a text.
fn replace_text(tree: &mut Node, random: &mut fastrand::Rng, bytes: Bytes<'_>) {
    let leaves = positions(tree, |node| matches!(node, Node::Leaf(_)));
    let Some(Node::Leaf(text)) = random.choice(leaves).and_then(|at| tree.nth_mut(at)) else {
        return;
    };
    let content = serde_json::from_str::<String>(text).ok();
    let mut buffer = content.as_ref().unwrap_or(text).clone().into_bytes();
    let size = buffer.len();
    buffer.resize(size + 64, 0);
    let size = bytes(&mut buffer, size, size + 64);
    buffer.truncate(size);
    let changed = String::from_utf8_lossy(&buffer);
    *text = match content {
        Some(_) => quoted(&changed),
        // A number or a literal; it may become a syntax error.
        None => changed.replace(|c: char| c.is_control() || c == '"', ""),
    };
}

/// Sets a field of the contract in the root or an object below, mostly to a value of its type.
fn set_field(tree: &mut Node, random: &mut fastrand::Rng) {
    if matches!(tree, Node::Leaf(_) | Node::Array(_)) && random.u8(..) < 200 {
        *tree = Node::Object(Vec::new());
    }
    let objects = positions(tree, |node| matches!(node, Node::Object(_)));
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
    let filled = positions(tree, |node| !node.members().is_empty());
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
    let at = random.usize(..tree.values().count());
    if let Some(node) = tree.nth_mut(at) {
        let old = std::mem::replace(node, Node::Leaf("null".to_owned()));
        *node = with(old, random);
    }
}

/// The numbers of the values that fit.
fn positions(tree: &Node, fits: impl Fn(&Node) -> bool) -> Vec<usize> {
    let values = tree.values().enumerate().filter(|(_, node)| fits(node));
    values.map(|(nth, _)| nth).collect()
}

/// Makes what no tree can be: a byte order mark, trailing bytes, a cut, a broken byte, white space.
fn spoil(output: &mut Vec<u8>, random: &mut fastrand::Rng) {
    let anywhere = |output: &Vec<u8>, random: &mut fastrand::Rng| random.usize(..=output.len());
    match random.u8(0..7) {
        0 => drop(output.splice(0..0, *b"\xef\xbb\xbf")),
        1 => output.extend_from_slice(
            random
                .choice([&b"{}"[..], b"x", b"\0", b",", b"}"])
                .unwrap_or(b""),
        ),
        2 => output.truncate(anywhere(output, random)),
        3 => {
            // A character of several bytes, cut.
            let at = anywhere(output, random);
            drop(output.splice(at..at, *b"\xf0\x9f\x98"));
        }
        4 => {
            let at = anywhere(output, random);
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
