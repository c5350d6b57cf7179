//! What may stay as it is: the words of packs, and what says nothing about a person.

use std::collections::{BTreeMap, BTreeSet};

use crate::checklist::Kind;
use crate::id::{PackId, PriceBookId};
use crate::pack::Pack;

/// Words that the core itself reads or writes in facts.
const OWN: [&str; 12] = [
    "absent",
    "archive",
    "certificate_revoked",
    "confirm",
    "coordination",
    "customer",
    "desk",
    "late",
    "message",
    "paper",
    "rework",
    "shown",
];

/// The longest number that counts as a measured value, in digits: telephone numbers are longer.
pub(super) const MEASURE_DIGITS: usize = 6;

/// The words of the packs that cases follow.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    words: BTreeSet<String>,
    /// Steps that are answered with words, a serial number or a bar code.
    free: BTreeSet<String>,
    packs: BTreeSet<[u8; 32]>,
}

impl Vocabulary {
    /// Takes the words of a pack in. A pack is the company's own: it stays as it is.
    pub fn learn(&mut self, id: PackId, pack: &Pack) {
        self.packs.insert(id.0);
        let books = pack.price_books.keys().filter_map(|name| pack.price_book_id(name));
        self.packs.extend(books.map(|PriceBookId(book)| book));
        for step in pack.checklists.values().flat_map(|checklist| &checklist.steps) {
            if matches!(step.kind, Kind::Text { .. } | Kind::Scan) {
                self.free.insert(step.id.clone());
            }
        }
        if let Ok(value) = serde_json::to_value(pack) {
            self.learn_value(value);
        }
    }

    fn learn_value(&mut self, value: serde_json::Value) {
        match value {
            serde_json::Value::String(word) => {
                self.words.insert(word);
            }
            serde_json::Value::Array(values) => {
                values.into_iter().for_each(|value| self.learn_value(value));
            }
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    self.words.insert(key);
                    self.learn_value(value);
                }
            }
            _ => {}
        }
    }

    /// Whether an id is that of a pack or of a price book.
    pub(super) fn is_of_pack(&self, id: &[u8; 32]) -> bool {
        self.packs.contains(id)
    }

    /// Whether the answers of a step are free words.
    pub(super) fn is_free(&self, step: &str) -> bool {
        self.free.contains(step)
    }

    /// Whether a text stays.
    pub(super) fn keeps(&self, text: &str) -> bool {
        self.words.contains(text) || OWN.contains(&text) || is_measure(text) || is_moment(text)
    }
}

/// A short number, as people measure and count.
fn is_measure(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits <= MEASURE_DIGITS && text.parse::<crate::decimal::Decimal>().is_ok()
}

/// A day, a time of day, or both: `2026-03-05`, `08:30`, `2026-03-05T08:30`.
fn is_moment(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    matches!(shape.as_str(), "0000-00-00" | "00:00" | "0000-00-00T00:00" | "0000-00-00T00:00:00")
}

/// The texts that stand for others: equal ones for equal ones, different ones for different ones.
#[derive(Debug, Default)]
pub(super) struct Pseudonyms {
    by_text: BTreeMap<String, String>,
    used: BTreeSet<String>,
}

impl Pseudonyms {
    /// The text that stands for another: letters for letters, digits for digits, as many as there were.
    /// `draw` gives 32 bytes that only this bundle has for a text and an attempt.
    pub(super) fn of(&mut self, text: &str, draw: impl Fn(&str, u32) -> [u8; 32]) -> String {
        if !text.chars().any(char::is_alphanumeric) {
            return text.to_owned();
        }
        if let Some(known) = self.by_text.get(text) {
            return known.clone();
        }
        let is_free = |drawn: &String| drawn != text && !self.used.contains(drawn);
        let mut drawn = (0..64).map(|attempt| draw_text(text, attempt, &draw)).find(is_free);
        // As many words of this length as there are stand for others already: a longer one.
        let longer =
            || (64..).map(|attempt| format!("{}{attempt}", draw_text(text, attempt, &draw))).find(is_free);
        let drawn = drawn.take().or_else(longer).unwrap_or_default();
        self.used.insert(drawn.clone());
        self.by_text.insert(text.to_owned(), drawn.clone());
        drawn
    }

    /// What was replaced, the longest first.
    pub(super) fn replaced(&self) -> Vec<(&str, &str)> {
        let mut all: Vec<_> =
            self.by_text.iter().map(|(text, drawn)| (text.as_str(), drawn.as_str())).collect();
        all.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        all
    }
}

fn draw_text(text: &str, attempt: u32, draw: &impl Fn(&str, u32) -> [u8; 32]) -> String {
    let mut seed = draw(text, attempt);
    let mut left = seed.len();
    let mut next = || {
        if left == 0 {
            seed = crate::digest::sha256(&seed).0;
            left = seed.len();
        }
        left -= 1;
        seed[left]
    };
    text.chars().map(|c| if c.is_alphanumeric() { like(c, next()) } else { c }).collect()
}

/// A letter or digit of the same class.
fn like(c: char, byte: u8) -> char {
    let from = |first: u8, count: u8| char::from(first + byte % count);
    match c {
        '0' => '0',
        '1'..='9' => from(b'1', 9),
        'a'..='z' => from(b'a', 26),
        'A'..='Z' => from(b'A', 26),
        // One of 256 common signs: what a screen does with a wide letter it does with these.
        _ => char::from_u32(0x4E00 + u32::from(byte)).unwrap_or('某'),
    }
}

/// What stands for one letter of a text that is written letter by letter.
pub(super) fn blank(text: &str) -> String {
    let blank = |c: char| match c {
        c if !c.is_alphanumeric() => c,
        '0'..='9' => '0',
        c if c.is_ascii() => 'x',
        _ => '某',
    };
    text.chars().map(blank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(text: &str, attempt: u32) -> [u8; 32] {
        crate::digest::sha256(format!("{attempt} {text}").as_bytes()).0
    }

    #[test]
    fn a_text_keeps_its_shape_and_equal_ones_stay_equal() {
        let mut names = Pseudonyms::default();
        let phone = names.of("138 0000 1111", draw);
        assert_eq!(phone, names.of("138 0000 1111", draw));
        assert_ne!(phone, "138 0000 1111");
        let shape = |text: &str| text.chars().map(|c| c.is_ascii_digit()).collect::<Vec<_>>();
        assert_eq!(shape(&phone), shape("138 0000 1111"));
        assert_eq!(names.of("王女士", draw).chars().count(), 3);
        assert_eq!(names.of(" - ", draw), " - ");
    }

    #[test]
    fn different_texts_stay_different_however_short_they_are() {
        let mut names = Pseudonyms::default();
        let all: BTreeSet<String> = ('a'..='z').map(|c| names.of(&c.to_string(), draw)).collect();
        assert_eq!(all.len(), 26);
    }

    #[test]
    fn measures_and_days_stay_and_telephone_numbers_do_not() {
        let words = Vocabulary::default();
        for stays in ["1.5", "-3", "120000", "2026-03-05", "08:30", "2026-03-05T08:30", "rework"] {
            assert!(words.keeps(stays), "{stays}");
        }
        for goes in ["1380000", "13800000000", "138-0000-1111", "SN 12", "Wang", ""] {
            assert!(!words.keeps(goes), "{goes}");
        }
    }
}
