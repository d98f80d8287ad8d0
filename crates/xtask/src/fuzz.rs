//! Fuzzes each target for a while, one after the other, and prints one table.
//!
//! A crash ends neither the target's time nor the run. Start at [`fuzz`].

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::declared::DeclaredTarget;
use crate::engine::{Outcome, Session};
use crate::triage::{Group, group};
use crate::{Checkout, Error};

/// How often a target is started again after a crash: the same bug is found again and again.
const MOST_CRASHES: usize = 10;

/// The result of one target.
#[derive(Debug, Clone)]
pub struct Row {
    /// The target's name.
    pub name: String,
    /// All its sessions together.
    pub outcome: Outcome,
    /// The least executions that prove anything.
    pub enough: u64,
    /// The failing inputs by cause.
    pub causes: Vec<Group>,
}

impl Row {
    /// Whether it ran often enough, and nothing failed.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.causes.is_empty() && self.is_enough()
    }

    fn is_enough(&self) -> bool {
        self.outcome.executions >= self.enough
    }
}

/// Fuzzes one target for a time, from its working corpus.
///
/// # Errors
///
/// When the target cannot be started or a folder cannot be written.
pub fn fuzz(
    checkout: &Checkout,
    target: &DeclaredTarget,
    binaries: &Path,
    time: Duration,
) -> Result<Row, Error> {
    let artifacts = checkout.artifacts(&target.name);
    let corpus = [checkout.working_corpus(&target.name)];
    for folder in [&artifacts, &corpus[0]] {
        std::fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
    }
    let session = Session {
        checkout,
        target,
        binaries,
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
        enough: target.min_rate * time.as_secs(),
        outcome: total,
        causes,
    })
}

/// The table, the causes below it, and a last line that sums up.
#[must_use]
pub fn table(rows: &[Row]) -> String {
    let mut out = format!(
        "{:<24} {:>12} {:>11} {:>7} {:>11} {:>8}\n",
        "target", "executions", "per second", "edges", "new inputs", "crashes"
    );
    for Row { name, outcome, .. } in rows {
        let executions = outcome.executions;
        let rate = executions * 1000 / outcome.milliseconds.max(1);
        let (edges, new, crashes) = (outcome.edges, outcome.new_inputs, outcome.crashes.len());
        let _ = writeln!(
            out,
            "{name:<24} {executions:>12} {rate:>11} {edges:>7} {new:>11} {crashes:>8}"
        );
    }
    for row in rows {
        for group in &row.causes {
            let _ = write!(out, "\n{}: {group}", row.name);
        }
    }
    out.push('\n');
    let idle = rows.iter().filter(|row| !row.is_enough());
    for row in idle.clone() {
        let _ = writeln!(
            out,
            "{} was executed {} times, less than the least of {}: this proves nothing",
            row.name, row.outcome.executions, row.enough
        );
    }
    let found: usize = rows.iter().map(|row| row.causes.len()).sum();
    if found > 0 {
        let _ = writeln!(
            out,
            "{found} findings; `cargo xtask corpus promote FILE` keeps one"
        );
    } else if idle.count() == 0 {
        out.push_str("no findings\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::Verdict;

    fn row(executions: u64, causes: Vec<Group>) -> Row {
        let outcome = Outcome {
            executions,
            milliseconds: 1_000,
            ..Outcome::default()
        };
        Row {
            name: "error_body".to_owned(),
            outcome,
            enough: 100,
            causes,
        }
    }

    #[test]
    fn too_few_executions_are_not_called_no_findings() {
        assert!(table(&[row(100, Vec::new())]).ends_with("\nno findings\n"));
        let text = table(&[row(100, Vec::new()), row(99, Vec::new())]);
        assert!(!text.contains("no findings"), "{text}");
        assert!(text.contains("less than the least of 100"), "{text}");
        let group = Group {
            verdict: Verdict::TimesOut,
            inputs: vec!["x".into()],
        };
        let found = table(&[row(100, vec![group])]);
        assert!(
            found.contains("1 x takes too long") && !found.contains("no findings"),
            "{found}"
        );
    }
}
