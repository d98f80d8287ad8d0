//! Which lines of the contract the shared corpus reaches, and which it does not.
//!
//! The corpus is replayed by a program that is built with coverage on; nothing is mutated. Start
//! at [`coverage`].

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::checkout::run;
use crate::declared::DeclaredTarget;
use crate::{Checkout, Error};

/// The lines of one source file: how often each was executed.
type Lines = BTreeMap<u64, u64>;

/// What one target, or all together, reached.
#[derive(Debug, Clone)]
pub struct Reached {
    /// The target's name, or `together`.
    pub name: String,
    /// The edges of branches that were taken, and how many there are: two for each condition.
    pub edges: (u64, u64),
    /// The lines of each file, below `crates/contract/`.
    pub files: BTreeMap<String, Lines>,
}

impl Reached {
    /// Executed lines and all lines, of the files whose path begins so.
    #[must_use]
    pub fn lines(&self, below: &str) -> (usize, usize) {
        let files = self
            .files
            .iter()
            .filter(|(path, _)| path.starts_with(below));
        let lines = files.flat_map(|(_, lines)| lines.values());
        let hit = lines.clone().filter(|count| **count > 0).count();
        (hit, lines.count())
    }
}

/// Replays the shared corpus of each target, then of all, and reads what was reached.
///
/// # Errors
///
/// When the nightly compiler or its llvm-tools are missing, or a program fails.
pub fn coverage(checkout: &Checkout, targets: &[&DeclaredTarget]) -> Result<Vec<Reached>, Error> {
    let llvm = llvm_tools()?;
    let folder = checkout.target_dir().join("coverage");
    let program = build(checkout, &folder)?;
    let mut profiles = Vec::new();
    let mut reached = Vec::new();
    for target in targets {
        let raw = folder.join(format!("{}.profraw", target.name));
        let mut command = Command::new(&program);
        command
            .args(["corpus", "replay", &target.name])
            .current_dir(&checkout.root);
        command.env("LLVM_PROFILE_FILE", &raw);
        run(&format!("replaying {}", target.name), command)?;
        reached.push(read(
            &llvm,
            &program,
            &target.name,
            std::slice::from_ref(&raw),
            &folder,
        )?);
        profiles.push(raw);
    }
    reached.push(read(&llvm, &program, "together", &profiles, &folder)?);
    Ok(reached)
}

/// The folder of the nightly compiler's own llvm tools.
fn llvm_tools() -> Result<PathBuf, Error> {
    let missing = || Error::Missing {
        what: "the component llvm-tools of the nightly compiler",
        install: "rustup component add llvm-tools --toolchain nightly",
    };
    let mut command = Command::new("rustc");
    command.args(["+nightly", "--print", "target-libdir"]);
    let folder = run("rustc +nightly", command).map_err(|_| Error::Missing {
        what: "the nightly compiler",
        install: "rustup toolchain install nightly --profile minimal",
    })?;
    let tools = Path::new(folder.trim()).with_file_name("bin");
    let found = tools.join("llvm-profdata").is_file() && tools.join("llvm-cov").is_file();
    found.then_some(tools).ok_or_else(missing)
}

fn build(checkout: &Checkout, folder: &Path) -> Result<PathBuf, Error> {
    let mut command = Command::new("cargo");
    command.args([
        "+nightly",
        "build",
        "--package",
        "errconform-oracle",
        "--bin",
        "conform-corpus",
    ]);
    command
        .arg("--target-dir")
        .arg(folder)
        .current_dir(&checkout.root);
    command.env(
        "RUSTFLAGS",
        "-Cinstrument-coverage -Zcoverage-options=branch",
    );
    command.env("LLVM_PROFILE_FILE", folder.join("build-%p.profraw"));
    run("building with coverage", command)?;
    Ok(folder.join("debug/conform-corpus"))
}

#[derive(Deserialize)]
struct Export {
    data: Vec<Data>,
}

#[derive(Deserialize)]
struct Data {
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    filename: String,
    segments: Vec<Segment>,
    summary: Summary,
}

/// Line, column, count, has count, is the entry of a region, is a gap.
#[derive(Deserialize)]
#[expect(dead_code, reason = "the column stands in the format")]
struct Segment(u64, u64, u64, bool, bool, bool);

#[derive(Deserialize)]
struct Summary {
    branches: Counts,
}

#[derive(Deserialize)]
struct Counts {
    count: u64,
    covered: u64,
}

fn read(
    llvm: &Path,
    program: &Path,
    name: &str,
    raw: &[PathBuf],
    folder: &Path,
) -> Result<Reached, Error> {
    let merged = folder.join(format!("{name}.profdata"));
    let mut command = Command::new(llvm.join("llvm-profdata"));
    command
        .args(["merge", "--sparse", "--output"])
        .arg(&merged)
        .args(raw);
    run("llvm-profdata", command)?;
    let mut command = Command::new(llvm.join("llvm-cov"));
    command
        .args(["export", "--format=text", "--instr-profile"])
        .arg(&merged)
        .arg(program);
    let text = run("llvm-cov", command)?;
    let export: Export = serde_json::from_str(&text).map_err(|error| Error::Program {
        program: "llvm-cov".to_owned(),
        message: format!("its report cannot be read: {error}"),
    })?;
    let mut reached = Reached {
        name: name.to_owned(),
        edges: (0, 0),
        files: BTreeMap::new(),
    };
    for file in export.data.into_iter().flat_map(|data| data.files) {
        let Some((_, below)) = file.filename.split_once("/crates/contract/") else {
            continue;
        };
        reached.edges.0 += file.summary.branches.covered;
        reached.edges.1 += file.summary.branches.count;
        reached
            .files
            .insert(below.to_owned(), lines(&file.segments));
    }
    Ok(reached)
}

/// From segments to lines, as `llvm-cov show` counts them: a line has the highest count of the
/// regions that begin in it, or that of the region around it.
fn lines(segments: &[Segment]) -> Lines {
    let mut lines = Lines::new();
    let mut around: Option<(u64, u64)> = None; // the line it began in, and its count
    for segment in segments {
        let &Segment(line, _, count, has_count, is_entry, is_gap) = segment;
        if let Some((from, count)) = around {
            for between in from + 1..line {
                lines.entry(between).or_insert(count);
            }
        }
        if has_count && is_entry && !is_gap {
            let known = lines.entry(line).or_insert(0);
            *known = (*known).max(count);
        }
        around = (has_count && !is_gap).then_some((line, count));
    }
    lines
}

/// The table, and the lines that nothing reaches.
#[must_use]
pub fn report(reached: &[Reached]) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:<24} {:>13} {:>13} {:>13}",
        "target", "edges", "lines", "reader"
    );
    for it in reached {
        let of = |(hit, all): (usize, usize)| format!("{hit}/{all}");
        let (edges, all_edges) = it.edges;
        let _ = writeln!(
            out,
            "{:<24} {:>13} {:>13} {:>13}",
            it.name,
            format!("{edges}/{all_edges}"),
            of(it.lines("src/")),
            of(it.lines("src/read/")),
        );
    }
    let Some(together) = reached.last() else {
        return out;
    };
    let _ = writeln!(out, "\nlines that nothing reaches");
    for (path, lines) in &together.files {
        let missed: Vec<u64> = lines
            .iter()
            .filter(|(_, n)| **n == 0)
            .map(|(at, _)| *at)
            .collect();
        if !missed.is_empty() {
            let _ = writeln!(out, "  crates/contract/{path}: {}", ranges(&missed));
        }
    }
    let (hit, all) = together.lines("src/read/");
    let percent = 100.0 * hit as f64 / all.max(1) as f64;
    let _ = writeln!(
        out,
        "\nthe corpus reaches {percent:.1} % of the reader's lines"
    );
    out
}

fn ranges(numbers: &[u64]) -> String {
    let runs = numbers.chunk_by(|a, b| a + 1 == *b);
    let text = runs.filter_map(|run| match run {
        [] => None,
        [one] => Some(one.to_string()),
        [first, .., last] => Some(format!("{first}-{last}")),
    });
    text.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_a_row_are_a_range() {
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10]), "1-3, 7, 9-10");
    }

    #[test]
    fn a_line_counts_the_regions_in_it_and_around_it() {
        let segments = [
            Segment(10, 1, 2, true, true, false),
            Segment(12, 5, 0, true, true, false),
            Segment(12, 9, 2, true, false, false),
            Segment(14, 2, 0, false, false, false),
        ];
        let expected = Lines::from([(10, 2), (11, 2), (12, 0), (13, 2)]);
        assert_eq!(lines(&segments), expected);
    }
}
