//! The pages in `docs/` that are derived from the cases. Start at [`all`].

use audit::self_check::run;
use audit::{honest, mutants};
use cases::snapshots::Snapshots;
use suite::set::VectorSet;

use crate::page::Page;
use crate::{list, operations, requirements, self_check};

/// The page that shows which checks verify each requirement.
pub(super) const CONTRACT_PAGE: &str = "contract.md";

/// A page under its name below `docs/`.
pub(super) struct NamedPage {
    pub(super) name: &'static str,
    pub(super) page: Page,
}

/// The pages on the vectors that the cases expand to, which may not be compiled in yet.
pub(super) fn all(snapshots: &Snapshots) -> [NamedPage; 4] {
    let mut set = VectorSet {
        vectors: Vec::new(),
        cases: Vec::new(),
    };
    for file in &snapshots.files {
        set.vectors.extend(file.vectors.iter().cloned());
        set.cases.push((file.case.clone(), set.vectors.len()));
    }
    let contract = requirements::contract_page(&snapshots.requirements, &set.vectors);
    let self_check = self_check::page(&run(&set, &mutants::all(), &honest::all()));
    [
        (CONTRACT_PAGE, contract),
        ("operations.md", operations::operations_page(&set.vectors)),
        ("coverage.txt", list::coverage_page(&set.vectors)),
        ("self-check.txt", self_check),
    ]
    .map(|(name, page)| NamedPage { name, page })
}
