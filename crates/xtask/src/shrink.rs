//! The JSON-aware shrinker: the smallest input that still fails in the same way.
//!
//! It tries whole members and values first, then words, then bytes, and pads with white space,
//! because the length of an input chooses what it is checked with. Start at [`shrink`].

use fuzz_oracles::COMBINATIONS;
use generate::json::Node;

/// How often the check may run.
const MOST_TRIES: usize = 20_000;

/// Makes an input smaller as long as `fails` holds; gives the smallest that was found.
pub fn shrink(input: &[u8], mut fails: impl FnMut(&[u8]) -> bool) -> Vec<u8> {
    let mut best = input.to_vec();
    let mut tries = 0;
    let mut attempt = |best: &mut Vec<u8>, candidate: &[u8]| {
        // So many lengths in a row reach every combination that an oracle chooses by length.
        for padding in 0..COMBINATIONS {
            let length = candidate.len() + padding;
            if length >= best.len() || tries >= MOST_TRIES {
                return false;
            }
            tries += 1;
            let mut padded = candidate.to_vec();
            padded.resize(length, b' ');
            if fails(&padded) {
                *best = padded;
                return true;
            }
        }
        false
    };
    loop {
        let before = best.len();
        while let Some(tree) = tree_of(&best) {
            let candidates = simpler(&tree);
            if !candidates
                .iter()
                .any(|it| attempt(&mut best, it.to_text().as_bytes()))
            {
                break;
            }
        }
        let mut size = best.len() / 2;
        while size > 0 {
            let mut at = 0;
            while at + size <= best.len() {
                let candidate = [&best[..at], &best[at + size..]].concat();
                if !attempt(&mut best, &candidate) {
                    at += size;
                }
            }
            size /= 2;
        }
        if best.len() == before {
            return best;
        }
    }
}

fn tree_of(bytes: &[u8]) -> Option<Node> {
    Node::parse(std::str::from_utf8(bytes).ok()?)
}

/// The trees that are one step simpler, the simplest first.
fn simpler(tree: &Node) -> Vec<Node> {
    let (_, count) = tree.positions(|_| false);
    let mut all = Vec::new();
    for nth in 0..count.min(200) {
        let with = |change: &dyn Fn(&mut Node)| {
            let mut tree = tree.clone();
            if let Some(node) = tree.nth_mut(nth) {
                change(node);
            }
            tree
        };
        let mut found = tree.clone();
        let Some(node) = found.nth_mut(nth) else {
            continue;
        };
        if nth > 0 {
            // The value alone, without what is around it.
            all.push(node.clone());
        }
        match node {
            Node::Leaf(text) if text.len() > 4 => {
                all.push(with(&|node| *node = Node::Leaf("\"\"".to_owned())));
                all.push(with(&|node| *node = Node::Leaf("0".to_owned())));
            }
            Node::Leaf(_) => {}
            Node::Array(items) => {
                all.push(with(&|node| *node = Node::Array(Vec::new())));
                for at in 0..items.len() {
                    all.push(with(&|node| {
                        if let Node::Array(items) = node {
                            items.remove(at);
                        }
                    }));
                }
            }
            Node::Object(members) => {
                all.push(with(&|node| *node = Node::Object(Vec::new())));
                for at in 0..members.len() {
                    all.push(with(&|node| {
                        if let Node::Object(members) = node {
                            members.remove(at);
                        }
                    }));
                }
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_goes_away() {
        let input =
            br#"{"message":"a long text","code":"conflict","details":{"a":[1,2,{"b":"keep"}]}}"#;
        let holds = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|it| it == part);
        let valid = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).is_ok();
        let small = shrink(input, |bytes| valid(bytes) && holds(bytes, b"\"keep\""));
        assert_eq!(small, br#""keep""#);
    }

    #[test]
    fn a_failure_that_hangs_on_the_length_stays_one() {
        let input = br#"{"message":"a long text","code":"conflict"}       "#;
        let class = input.len() % 24;
        let fails = |bytes: &[u8]| bytes.starts_with(b"{") && bytes.len() % 24 == class;
        let small = shrink(input, fails);
        assert!(fails(&small) && small.len() < 24, "{}", small.len());
    }
}
