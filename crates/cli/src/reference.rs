//! The adapter `reference`: this program, which speaks the protocol like any other adapter.

use std::collections::BTreeMap;

use judge::choice::Declared;
use runner::adapter::Adapter;

use crate::error::Error;

/// Its name on the command line, and the argument that makes this program the adapter.
pub(crate) const NAME: &str = "reference";

/// The reference as an adapter to run.
pub(crate) fn adapter() -> Result<Adapter, Error> {
    let choices = ::reference::CHOICES.iter();
    let choices: BTreeMap<String, String> = choices
        .map(|(choice, value)| ((*choice).to_owned(), (*value).to_owned()))
        .collect();
    let choices = Declared::new(&choices).map_err(|unknown| Error::Harness(unknown.message))?;
    let arguments = ["adapter", NAME];
    Ok(Adapter::this_program(
        NAME,
        &arguments,
        ::reference::ROOT_CLASS,
        choices,
    )?)
}
