//! Reports: what people and programs read about a run.
//!
//! A report consumes events and finished runs; it knows no process. Start at [`Report`]; a
//! [`ReportSet`] hands each event to every report.

mod choices;
mod file;
pub(crate) mod jsonl;
mod junit;
mod plain;
mod run;
mod set;
pub(crate) mod table;
mod terminal;

pub(crate) use self::file::{ReportFile, place, remove_unfinished};
pub(crate) use self::jsonl::Jsonl;
pub(crate) use self::junit::Junit;
pub(crate) use self::plain::{plain, plain_lines};
pub(crate) use self::set::{Report, ReportSet};
pub(crate) use self::terminal::Terminal;
