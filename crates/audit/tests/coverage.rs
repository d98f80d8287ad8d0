//! The coverage of the built-in vectors.

use suite::set::VectorSet;

#[test]
fn no_cell_of_the_coverage_is_empty_without_an_explanation() {
    let vectors = &VectorSet::built_in().unwrap().vectors;
    assert!(vectors.len() >= 1_000, "only {} vectors", vectors.len());
    let holes: Vec<String> = errconform_audit::coverage::tables(vectors)
        .iter()
        .flat_map(|table| table.holes())
        .collect();
    assert!(holes.is_empty(), "{holes:#?}");
}
