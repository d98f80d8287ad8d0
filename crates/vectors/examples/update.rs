//! Temporary.
fn main() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../snapshots");
    match errconform_vectors::snapshots::Snapshots::build(&root).and_then(|s| Ok((s.update()?, s)))
    {
        Ok((drift, s)) => eprintln!(
            "{} files changed, {} vectors",
            drift.len(),
            s.files.iter().map(|f| f.vectors.len()).sum::<usize>()
        ),
        Err(error) => {
            eprintln!("error: {error}");
            std::process::exit(2)
        }
    }
}
