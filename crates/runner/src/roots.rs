//! Which root classes nothing of what was raised has: most often a slip in `adapter.toml`.
//!
//! Start at [`Roots::see`], then [`Roots::idle`].

use std::collections::{BTreeMap, BTreeSet};

use suite::observation::Raised;

use crate::event::{IdleRoots, RaisedClass};

/// How many raised classes a warning names.
const NAMED: usize = 3;

/// What a run raised.
#[derive(Debug, Default)]
pub(crate) struct Roots {
    /// The most derived classes, each with the number of its vectors.
    raised: BTreeMap<String, usize>,
    /// All classes that something descends from.
    ancestors: BTreeSet<String>,
}

impl Roots {
    /// Takes what one vector raised.
    pub(crate) fn see(&mut self, raised: &Raised) {
        *self.raised.entry(raised.class().to_owned()).or_default() += 1;
        self.ancestors.extend(raised.classes.iter().cloned());
    }

    /// The root classes that nothing descends from, once something was raised. After a part of the
    /// vectors one of several roots may be idle; not all.
    pub(crate) fn idle(&self, root_classes: &[String], is_whole: bool) -> Option<IdleRoots> {
        let idle = root_classes.iter();
        let idle: Vec<String> = idle
            .filter(|root| !self.ancestors.contains(*root))
            .cloned()
            .collect();
        let is_known = is_whole || idle.len() == root_classes.len();
        if idle.is_empty() || self.raised.is_empty() || !is_known {
            return None;
        }
        let raised = self.raised.iter().map(|(class, vectors)| RaisedClass {
            class: class.clone(),
            vectors: *vectors,
        });
        let mut raised: Vec<RaisedClass> = raised.collect();
        raised.sort_by_key(|one| std::cmp::Reverse(one.vectors));
        raised.truncate(NAMED);
        Some(IdleRoots {
            root_classes: idle,
            raised,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roots(raised: &[&[&str]]) -> Roots {
        let mut roots = Roots::default();
        for classes in raised {
            roots.see(&Raised {
                classes: classes.iter().map(|&class| class.to_owned()).collect(),
                shown: String::new(),
            });
        }
        roots
    }

    fn idle(raised: &[&[&str]], root_classes: &[&str], is_whole: bool) -> Option<Vec<String>> {
        let root_classes: Vec<String> = root_classes.iter().map(|&it| it.to_owned()).collect();
        let idle = roots(raised).idle(&root_classes, is_whole);
        idle.map(|idle| idle.root_classes)
    }

    #[test]
    fn a_root_class_is_idle_when_nothing_that_was_raised_has_it() {
        let some = |names: &[&str]| Some(names.iter().map(|&name| name.to_owned()).collect());
        let raised: &[&[&str]] = &[&["sdk.NotFound", "sdk.Error"], &["ValueError"]];
        assert_eq!(idle(raised, &["sdk.Error"], true), None);
        assert_eq!(idle(raised, &["sdk.NotFound"], true), None);
        assert_eq!(idle(raised, &["Error"], true), some(&["Error"]));
        assert_eq!(idle(raised, &["Error"], false), some(&["Error"]));
        assert_eq!(idle(raised, &["sdk.Error", "a"], true), some(&["a"]));
        assert_eq!(idle(raised, &["sdk.Error", "a"], false), None);
        assert_eq!(idle(&[], &["Error"], true), None);
        assert_eq!(idle(raised, &[], true), None);
    }

    #[test]
    fn what_was_raised_most_often_is_named() {
        let raised: &[&[&str]] = &[&["a"], &["b"], &["c"], &["d"], &["d"], &["c"], &["d"]];
        let idle = roots(raised).idle(&["e".to_owned()], true).expect("idle");
        let raised = idle.raised.iter();
        let raised: Vec<_> = raised.map(|it| (it.class.as_str(), it.vectors)).collect();
        assert_eq!(raised, [("d", 3), ("c", 2), ("a", 1)]);
    }
}
