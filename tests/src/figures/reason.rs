//! Why a figure may go unnoticed.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::figure::Figure;
use crate::world::Trouble;

/// A reason for some figures. In its places a `*` stands for anything.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    pub(super) why: String,
    /// `pack file place`, such as `property-repair checklists/* door.*`.
    figures: Vec<String>,
}

pub(super) fn read(file: &Path) -> Result<Vec<Reason>, Trouble> {
    Ok(serde_norway::from_slice(&fs::read(file)?)?)
}

impl Reason {
    pub(super) fn explains(&self, pack: &str, figure: &Figure) -> bool {
        let place = format!("{pack} {} {}", figure.file, figure.place());
        self.figures.iter().any(|pattern| fits(pattern, &place))
    }
}

fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => text.strip_prefix(before).is_some_and(|rest| {
            rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| fits(after, &rest[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text) in
            [("a b", "a b"), ("a *.min", "a steps.x.min"), ("*", ""), ("* door.*", "p f door.x")]
        {
            assert!(fits(pattern, text), "{pattern}: {text}");
        }
        for (pattern, text) in [("a b", "a bc"), ("a *.min", "a steps.x.max"), ("", "x")] {
            assert!(!fits(pattern, text), "{pattern}: {text}");
        }
    }
}
