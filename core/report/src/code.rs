//! The code at the foot of a report: a square that a camera reads, naming the case and the state that was printed.
//!
//! Its text (`docs/formats.md`, "Report code") is in the alphabet that makes the smallest squares: capital
//! hexadecimal digits and colons.

use fast_qr::{ECL, QRBuilder};

use crate::model::Seal;

/// What every report code starts with: the program and the version of the text.
const START: &str = "DOORSTEP:R1";

impl Seal {
    /// The text of the report code: `DOORSTEP:R1:<case>:<state>`.
    #[must_use]
    pub fn code_text(&self) -> String {
        let case = self.case.rsplit('_').next().unwrap_or_default();
        format!("{START}:{case}:{}", self.state).to_ascii_uppercase()
    }
}

/// A square of dark and light cells.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// Cells on one side.
    pub(crate) side: usize,
    dark: Vec<bool>,
}

/// Light cells that must surround the square.
pub(crate) const QUIET: usize = 4;

impl Code {
    /// The square of a text; `None` if the text is too long for one.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let square = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
        let side = square.size;
        let dark = square.data.iter().take(side * side).map(|cell| cell.value()).collect();
        Some(Self { side, dark })
    }

    /// Dark cells as horizontal bars: row, first column, length.
    pub(crate) fn bars(&self) -> Vec<(usize, usize, usize)> {
        let mut bars: Vec<(usize, usize, usize)> = Vec::new();
        for (index, _) in self.dark.iter().enumerate().filter(|(_, is_dark)| **is_dark) {
            let (row, column) = (index / self.side, index % self.side);
            match bars.last_mut() {
                Some((same, start, length)) if *same == row && *start + *length == column => *length += 1,
                _ => bars.push((row, column, 1)),
            }
        }
        bars
    }

    /// The bars as the path of an SVG whose unit is one cell, with the quiet zone around it.
    pub(crate) fn svg_path(&self) -> String {
        let bar = |(row, start, length): (usize, usize, usize)| {
            format!("M{} {}h{length}v1h-{length}z", start + QUIET, row + QUIET)
        };
        self.bars().into_iter().map(bar).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_names_case_and_state_in_the_small_alphabet() {
        let seal = Seal { case: "case_0a1b".into(), state: "ff09".into(), ..Seal::default() };
        assert_eq!(seal.code_text(), "DOORSTEP:R1:0A1B:FF09");
    }

    #[test]
    fn a_square_has_its_three_eyes_and_no_cell_is_lost() {
        let code = Code::of("DOORSTEP:R1:0A1B:FF09").unwrap();
        assert_eq!(code.side, 25, "version 2");
        let eye = [(0, 0, 7), (0, code.side - 7, 7)];
        assert!(eye.iter().all(|bar| code.bars().contains(bar)), "{:?}", &code.bars()[..4]);
        let cells: usize = code.bars().iter().map(|(_, _, length)| length).sum();
        assert_eq!(cells, code.dark.iter().filter(|is_dark| **is_dark).count());
        assert_eq!(Code::of(&"0".repeat(9_000)), None);
    }
}
