//! Compares the vendor's pages about the error contract with the contract's tables.
//!
//! Two kinds of pages: the list of error codes, and an SDK's page of one model with its table of
//! fields. A record of known discrepancies is matched with a page's differences; what is not
//! recorded, or recorded and gone, is drift. Not here: the pages themselves, and how to fetch them.
//! Start at [`check_files`]; the comparison alone is [`Page::read`].

mod codes_page;
mod difference;
mod error;
mod example;
mod file;
mod known;
mod model;
mod model_page;
mod outline;
mod page;
mod report;
mod structure;
mod values;
mod vocabulary;
mod words;

pub use difference::{Aspect, Difference};
pub use error::Error;
pub use file::{LIMIT, check_files, read_file};
pub use known::{Discrepancy, Known};
pub use page::{Page, PageKind};
pub use report::{Line, Report, State};
