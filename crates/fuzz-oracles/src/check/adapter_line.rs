//! The oracle of what an adapter may send: any line, judged against real vectors.
//!
//! Start at [`check_adapter_line`].

use std::sync::OnceLock;

use judge::{judge, verdict};
use suite::observation::Observation;
use suite::protocol::FromAdapter;
use suite::set::VectorSet;
use suite::vector::Vector;

/// Reads any bytes as a line of an adapter, and judges an observation.
///
/// # Panics
///
/// When reading or judging panics, when a line does not survive its own format, or when a check of
/// a vector gets no outcome or two.
pub fn check_adapter_line(bytes: &[u8]) {
    let Ok(line) = FromAdapter::read(bytes) else {
        return;
    };
    let text = serde_json::to_string(&line).unwrap_or_default();
    assert!(!text.contains('\n'), "a line is two lines: {text}");
    let again = FromAdapter::read(text.as_bytes());
    assert!(
        again.as_ref().is_ok_and(|it| *it == line),
        "a line does not survive its own format: {text}",
    );
    if let FromAdapter::Observed { observation, .. } = &line {
        for vector in some_vectors() {
            check_judgement(vector, observation);
        }
    }
}

fn check_judgement(vector: &Vector, observation: &Observation) {
    let roots = ["reference.Error".to_owned()];
    let outcomes = judge(vector, observation, &roots, None);
    let mut judged: Vec<_> = outcomes.iter().map(|outcome| outcome.check).collect();
    judged.sort_unstable();
    judged.dedup();
    assert_eq!(
        judged.len(),
        outcomes.len(),
        "`{}`: a check has two outcomes",
        vector.id
    );
    assert!(
        judged.iter().all(|&check| check < vector.checks.len()),
        "`{}`: an outcome of no check",
        vector.id,
    );
    let _ = verdict(vector, &outcomes);
}

/// A few vectors of different kinds: the first of every fortieth.
fn some_vectors() -> &'static [&'static Vector] {
    static SOME: OnceLock<Vec<&'static Vector>> = OnceLock::new();
    SOME.get_or_init(|| {
        let set = VectorSet::built_in().map_or(&[][..], |set| &set.vectors);
        set.iter().step_by(set.len() / 8 + 1).collect()
    })
}
