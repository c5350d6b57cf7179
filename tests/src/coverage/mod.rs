//! Which rows of the requirements catalogue are covered, and by what.
//!
//! Packs, scenarios and code name the rows that they follow: a step says `origin: S2 row 13`, a scenario
//! `scenario 7 (S2), rows 25 and 26`, a comment `(catalogue rule CH-04)`. Here these names are held against the list
//! of all rows. A row that nobody names needs a reason in `docs/coverage.yaml`.

mod catalogue;
mod named;
mod page;
mod places;

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::world::Trouble;
use catalogue::{Catalogue, Reasons};
use places::Places;

const CATALOGUE: &str = "docs/catalogue.yaml";
const REASONS: &str = "docs/coverage.yaml";
const PAGE: &str = "docs/coverage.md";

/// Writes `docs/coverage.md` anew below `root`, or with `check` only says whether it is current. False if it is not,
/// or if a name leads to no row.
///
/// # Errors
/// Files that cannot be read or written.
pub fn run(root: &Path, check: bool, out: &mut dyn Write) -> Result<bool, Trouble> {
    let catalogue = Catalogue::read(&root.join(CATALOGUE))?;
    let reasons = Reasons::read(&root.join(REASONS), &catalogue)?;
    let places = Places::collect(root)?;
    let mut well = true;
    for (row, place) in places.strangers(&catalogue) {
        writeln!(out, "{place}: the catalogue has no {row}")?;
        well = false;
    }
    let page = page::write(&catalogue, &reasons, &places);
    let file = root.join(PAGE);
    if check {
        let is_current = fs::read_to_string(&file).is_ok_and(|committed| committed == page);
        if !is_current {
            writeln!(out, "{PAGE} is not current; write it anew with `doorstep-tests coverage`")?;
        }
        return Ok(well && is_current);
    }
    fs::write(file, page)?;
    writeln!(out, "{PAGE}")?;
    Ok(well)
}
