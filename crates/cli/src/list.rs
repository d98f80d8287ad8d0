//! `conform list`: one vector id a line and nothing else.

use std::io::{self, BufWriter, Write as _};

use crate::args::{ListArgs, vector_set};
use crate::error::Error;

pub(crate) fn list(args: &ListArgs) -> Result<(), Error> {
    let set = vector_set(args.vectors.as_ref())?;
    let mut out = BufWriter::new(io::stdout().lock());
    for vector in set.select(&args.only)? {
        writeln!(out, "{}", vector.id)?;
    }
    out.flush()?;
    Ok(())
}
