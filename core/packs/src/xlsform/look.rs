//! Columns that say how a question looks, and those that have no counterpart.

use super::checklist::Builder;
use super::sheet::Row;

impl Builder<'_> {
    /// How a question looks is the matter of the app; some columns have no counterpart, and say why.
    pub(super) fn presentation(&mut self, row: &Row) {
        for (column, cell) in row.iter() {
            match column.name.as_str() {
                "appearance" if cell.text == "signature" => self.cells.understood(cell),
                "appearance" => self.cells.approximated(cell, "how a step looks is the matter of the app"),
                "default" if row.get("calculation").is_none() && is_calculated(row) => {
                    self.cells.understood(cell);
                }
                "default" if is_calculated(row) => {
                    self.cells.unknown(cell, "there is a calculation, and that counts");
                }
                "read_only" if is_no(&cell.text) => self.cells.understood(cell),
                "read_only" => {
                    self.cells
                        .unknown(cell, "what is asked can be answered; for words alone there are notes");
                }
                "trigger" => self.cells.unknown(cell, "nothing is worked out once and kept"),
                "calculation" if !is_calculated(row) => {
                    self.cells.unknown(cell, "an answer is what somebody said, and is not worked out");
                }
                "media::image" | "media::audio" | "media::video" | "media::big-image" => {
                    self.cells.unknown(cell, "a step has words and no picture, sound or film");
                }
                "note" | "notes" | "comment" | "comments" => {
                    self.cells.approximated(cell, "a remark for whoever reads the workbook");
                }
                _ => {}
            }
        }
    }
}

fn is_calculated(row: &Row) -> bool {
    row.get("type").is_some_and(|kind| matches!(kind.text.trim(), "calculate" | "hidden"))
}

fn is_no(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "no" | "false" | "false()" | "0")
}
