//! Every target for a while, one after the other, and one table at the end.
//!
//! A crash ends neither the target's time nor the run. Start at [`fuzz`].

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::declared::DeclaredTarget;
use crate::engine::{Outcome, Session};
use crate::minimize::recover;
use crate::triage::{Verdict, group};
use crate::{Checkout, Error};

/// How often a target is started again after a crash: the same bug is found again and again.
const MOST_CRASHES: usize = 10;

/// What became of one target.
#[derive(Debug, Clone)]
pub struct Row {
    /// The target's name.
    pub name: String,
    /// All its sessions together.
    pub outcome: Outcome,
    /// Executions that would have been the least to prove anything.
    pub floor: u64,
    /// The failing inputs by cause.
    pub causes: Vec<(Verdict, Vec<PathBuf>)>,
}

impl Row {
    /// Whether it ran enough to say that there are no findings.
    #[must_use]
    pub fn proves_something(&self) -> bool {
        self.outcome.executions >= self.floor
    }
}

/// Fuzzes each target for a time.
///
/// # Errors
///
/// When a target cannot be started or a folder cannot be written.
pub fn fuzz(
    checkout: &Checkout,
    targets: &[&DeclaredTarget],
    binaries: &Path,
    time: Duration,
    mut progress: impl FnMut(&str),
) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    for target in targets {
        progress(&target.name);
        rows.push(one(checkout, target, binaries, time)?);
    }
    Ok(rows)
}

fn one(
    checkout: &Checkout,
    target: &DeclaredTarget,
    binaries: &Path,
    time: Duration,
) -> Result<Row, Error> {
    let artifacts = checkout.artifacts(&target.name);
    let corpus = [checkout.working_corpus(&target.name)];
    std::fs::create_dir_all(&artifacts).map_err(|error| Error::file(&artifacts, error))?;
    recover(&corpus[0])?;
    let session = Session {
        target,
        binaries,
        root: &checkout.root,
        artifacts: &artifacts,
        corpus: &corpus,
        environment: &[],
    };
    let until = Instant::now() + time;
    let mut total = Outcome::default();
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left < Duration::from_secs(1) || total.crashes.len() >= MOST_CRASHES {
            break;
        }
        let outcome = session.run(left)?;
        total.executions += outcome.executions;
        total.new_inputs += outcome.new_inputs;
        total.milliseconds += outcome.milliseconds;
        total.edges = total.edges.max(outcome.edges);
        total.crashes.extend(outcome.crashes);
    }
    total.crashes.sort();
    total.crashes.dedup();
    let causes = group(target, &total.crashes)?;
    Ok(Row {
        name: target.name.clone(),
        floor: target.floor * time.as_secs(),
        outcome: total,
        causes,
    })
}

/// The table, the causes below it, and a last line that sums up.
#[must_use]
pub fn table(rows: &[Row]) -> String {
    let mut out = String::new();
    let head = [
        "target",
        "executions",
        "per second",
        "edges",
        "new inputs",
        "crashes",
    ];
    let [name, executions, speed, edges, new, crashes] = head;
    let _ = writeln!(
        out,
        "{name:<24} {executions:>12} {speed:>11} {edges:>7} {new:>11} {crashes:>8}"
    );
    for row in rows {
        let Outcome {
            executions,
            edges,
            new_inputs,
            milliseconds,
            ..
        } = &row.outcome;
        let speed = executions * 1000 / milliseconds.max(&1);
        let _ = writeln!(
            out,
            "{:<24} {executions:>12} {speed:>11} {edges:>7} {new_inputs:>11} {:>8}",
            row.name,
            row.outcome.crashes.len(),
        );
    }
    for row in rows {
        for (verdict, paths) in &row.causes {
            let _ = writeln!(out, "\n{}: {} x {}", row.name, paths.len(), verdict.cause());
            if let Some(path) = paths.first() {
                let _ = writeln!(out, "  {}", path.display());
            }
        }
    }
    let idle: Vec<_> = rows.iter().filter(|row| !row.proves_something()).collect();
    let found: usize = rows.iter().map(|row| row.causes.len()).sum();
    out.push('\n');
    for row in &idle {
        let _ = writeln!(
            out,
            "{} executed {} times, less than its floor of {}: this proves nothing",
            row.name, row.outcome.executions, row.floor
        );
    }
    match (found, idle.is_empty()) {
        (0, true) => out.push_str("no findings\n"),
        (0, false) => {}
        (found, _) => {
            let _ = writeln!(
                out,
                "{found} findings; `conform-corpus promote FILE` keeps one"
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(executions: u64, causes: Vec<(Verdict, Vec<PathBuf>)>) -> Row {
        let outcome = Outcome {
            executions,
            milliseconds: 1_000,
            ..Outcome::default()
        };
        Row {
            name: "error_body".to_owned(),
            outcome,
            floor: 100,
            causes,
        }
    }

    #[test]
    fn too_few_executions_are_not_called_no_findings() {
        assert!(table(&[row(100, Vec::new())]).ends_with("\nno findings\n"));
        let text = table(&[row(100, Vec::new()), row(99, Vec::new())]);
        assert!(!text.contains("no findings"), "{text}");
        assert!(text.contains("less than its floor of 100"), "{text}");
        let found = table(&[row(100, vec![(Verdict::TimesOut, vec!["x".into()])])]);
        assert!(
            found.contains("1 x takes too long") && !found.contains("no findings"),
            "{found}"
        );
    }
}
