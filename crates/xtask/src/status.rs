//! The state of the shared corpus: counts, sizes, ages, and what each regression guards.
//!
//! Start at [`status`].

use std::fmt::Write as _;
use std::time::SystemTime;

use crate::corpus::{Inputs, Regression};
use crate::{Checkout, Error};

/// A table of the targets, then a line for each regression.
///
/// # Errors
///
/// When a file cannot be read, a target has no seeds, or a regression and its cause are not together.
pub fn status(checkout: &Checkout) -> Result<String, Error> {
    let mut out = format!(
        "{:<24} {:>6} {:>9} {:>12} {:>9} {:>12}\n",
        "target", "seeds", "bytes", "regressions", "bytes", "newest, days"
    );
    let mut guarded = String::new();
    let mut total = 0;
    for target in &checkout.declared.targets {
        let Inputs { seeds, regressions } = checkout.complete(&target.name)?;
        guarded.extend(regressions.iter().map(guards));
        let regressions: Vec<_> = regressions.into_iter().map(|it| it.path).collect();
        let _ = write!(out, "{:<24}", target.name);
        let mut newest: Option<SystemTime> = None;
        for (inputs, width) in [(&seeds, 6), (&regressions, 12)] {
            let mut bytes = 0;
            for input in inputs {
                let metadata = std::fs::metadata(input).map_err(|e| Error::file(input, e))?;
                bytes += metadata.len();
                newest = newest.max(metadata.modified().ok());
            }
            total += bytes;
            let _ = write!(out, " {:>width$} {bytes:>9}", inputs.len());
        }
        let age = newest.and_then(|it| it.elapsed().ok());
        let days = age.map_or("-".to_owned(), |it| (it.as_secs() / 86_400).to_string());
        let _ = writeln!(out, " {days:>12}");
    }
    let _ = writeln!(out, "{total} bytes in the shared corpus");
    if !guarded.is_empty() {
        let _ = write!(out, "\n{guarded}");
    }
    Ok(out)
}

fn guards(Regression { path, cause }: &Regression) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format!(
        "{name}\n  guards {}: {}\n  found {} by {}: {}\n",
        cause.requirement, cause.expected, cause.found, cause.by, cause.difference
    )
}
