//! Exports that are given up.

use std::cell::Cell;
use std::fs;

use errconform_vectors::export::{Export, MANIFEST, Selection};
use errconform_vectors::set::VectorSet;

#[test]
fn an_export_that_is_given_up_leaves_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("out");
    let set = VectorSet::built_in().unwrap();
    let selection = Selection {
        only: vec!["codes/**".to_owned()],
        ..Selection::default()
    };
    let export = Export::new(set, selection).unwrap();
    let give_up = || {
        let asked = Cell::new(0);
        let over = || asked.replace(asked.get() + 1) == 3;
        assert_eq!(export.write_unless(&folder, over), Ok(false));
        assert_eq!(asked.get(), 4);
        fs::read_dir(dir.path()).unwrap().count()
    };
    assert_eq!(give_up(), 0);
    assert_eq!(export.write_unless(&folder, || false), Ok(true));
    let manifest = fs::read(folder.join(MANIFEST)).unwrap();
    assert_eq!(give_up(), 1);
    assert_eq!(fs::read(folder.join(MANIFEST)).unwrap(), manifest);
}
