//! The `parameters` of a range: `start=0 end=10 step=2`.

use super::sheet::Row;

/// Its bounds and steps, as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) start: String,
    pub(super) end: String,
    pub(super) step: String,
}

/// Reads the parameters; what is not said is what XLSForm takes: from 0 to 10 by 1.
pub(super) fn of(row: &Row) -> Result<Range, String> {
    let text = row.get("parameters").map(|cell| cell.text.as_str()).unwrap_or_default();
    let mut range = Range { start: "0".to_owned(), end: "10".to_owned(), step: "1".to_owned() };
    for part in text.split([' ', ',', ';']).filter(|part| !part.trim().is_empty()) {
        let (name, value) = part.split_once('=').ok_or_else(|| format!("`{part}` has no value"))?;
        let value = value.trim();
        let is_number = value.parse::<doorstep_domain::decimal::Decimal>().is_ok();
        if !is_number {
            return Err(format!("`{value}` is no number"));
        }
        match name.trim() {
            "start" => value.clone_into(&mut range.start),
            "end" => value.clone_into(&mut range.end),
            "step" => value.clone_into(&mut range.step),
            other => {
                return Err(format!("`{other}` is no parameter of a range: they are start, end and step"));
            }
        }
    }
    Ok(range)
}

/// Whether its numbers are whole.
pub(super) fn is_whole(row: &Row) -> bool {
    of(row).is_ok_and(|range| [range.start, range.end, range.step].iter().all(|number| !number.contains('.')))
}
