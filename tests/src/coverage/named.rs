//! The rows that a text names: `S2 row 13, CH-01`, `scenario 7 (S2), rows 25 to 27`, `T-06`.

use std::collections::BTreeSet;

/// One row of the catalogue, by its table and its key in it: `("S2", "20a")`, `("CH", "4")`.
pub(super) type Row = (String, String);

/// The groups whose rows are written with a hyphen, such as `CH-04`.
const GROUPS: [&str; 7] = ["PR", "CH", "WG", "T", "RC", "K", "AMB"];

/// The key of a system that was named as a whole.
pub(super) const WHOLE: &str = "*";

/// The group of the acceptance scenarios.
pub(super) const SCENARIO: &str = "scenario";

/// Reads a text from left to right.
#[derive(Default)]
struct Reader {
    found: BTreeSet<Row>,
    /// The system that was named last.
    system: Option<String>,
    /// Rows whose system comes after them, as in `row 25 (S2)`.
    waiting: Vec<String>,
    list: List,
}

/// What the numbers at hand count.
#[derive(Default, Clone, PartialEq)]
enum List {
    #[default]
    None,
    /// Rows of this table, or of the system at hand; the last one; whether `to` came after it.
    Of { table: Option<String>, last: Option<u32>, through: bool },
}

/// Every row that a text names.
pub(super) fn named(text: &str) -> BTreeSet<Row> {
    let mut reader = Reader::default();
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()) {
        reader.read(word);
    }
    reader.found
}

impl Reader {
    fn read(&mut self, word: &str) {
        if let Some((group, number)) = coded(word) {
            return self.code(group, number);
        }
        if let Some(system) = system(word) {
            self.found.extend(self.waiting.drain(..).map(|key| (system.clone(), key)));
            return self.system(system);
        }
        if let Some((table, key)) = self.part(word) {
            self.found.extend(key.map(|key| (table.clone(), key.to_owned())));
            return self.system(table);
        }
        let of = |table| List::Of { table, last: None, through: false };
        match (word, &mut self.list) {
            ("row" | "rows", list) => *list = of(None),
            (SCENARIO | "scenarios", list) => *list = of(Some(SCENARIO.to_owned())),
            ("and", List::Of { .. }) => {}
            ("to", List::Of { through, .. }) => *through = true,
            (number, List::Of { .. }) if number.starts_with(|c: char| c.is_ascii_digit()) => {
                self.number(number);
            }
            (_, list) => *list = List::None,
        }
    }

    fn system(&mut self, system: String) {
        self.found.insert((system.clone(), WHOLE.to_owned()));
        (self.system, self.list) = (Some(system), List::None);
    }

    /// A table of a system that has several, behind its name, and the row in it: `B`, `B9a`.
    fn part<'w>(&self, word: &'w str) -> Option<(String, Option<&'w str>)> {
        let of = self.system.as_deref()?.strip_prefix("S21").map(|_| "S21")?;
        let key = word.strip_prefix(|c: char| ('A'..='F').contains(&c))?;
        let is_key = key.is_empty() || key.starts_with(|c: char| c.is_ascii_digit());
        is_key.then(|| (format!("{of}{}", &word[..1]), Some(key).filter(|key| !key.is_empty())))
    }

    /// `T-06`, and what lies between two of them with `to`.
    fn code(&mut self, group: &str, number: u32) {
        let first = match &self.list {
            List::Of { table: Some(table), last: Some(last), through: true } if table == group => *last,
            _ => number,
        };
        self.found.extend((first..=number).map(|number| (group.to_owned(), number.to_string())));
        self.list = List::Of { table: Some(group.to_owned()), last: Some(number), through: false };
    }

    fn number(&mut self, text: &str) {
        let List::Of { table, last, through } = &mut self.list else { return };
        // The numbers behind a code such as T-06 are none of its table.
        if table.as_deref().is_some_and(|table| table != SCENARIO) {
            self.list = List::None;
            return;
        }
        let number: Option<u32> = text.parse().ok();
        let keys: Vec<String> = match (number, *last) {
            (Some(number), Some(last)) if *through => (last..=number).map(|key| key.to_string()).collect(),
            _ => vec![text.to_owned()],
        };
        (*last, *through) = (number, false);
        match table.clone().or_else(|| self.system.clone()) {
            Some(table) => self.found.extend(keys.into_iter().map(|key| (table.clone(), key))),
            None => self.waiting.extend(keys),
        }
    }
}

/// `CH-04` as its group and number.
fn coded(word: &str) -> Option<(&str, u32)> {
    let (group, number) = word.split_once('-')?;
    (GROUPS.contains(&group) && number.len() == 2).then_some(())?;
    Some((group, number.parse().ok()?))
}

/// `S2`, `S21B`. The six steps of S3 are told in the table of S6.
fn system(word: &str) -> Option<String> {
    let number = word.strip_prefix('S')?;
    let digits = number.trim_end_matches(|c: char| ('A'..='F').contains(&c));
    let fits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && number.len() <= 3;
    fits.then(|| if word == "S3" { "S6".to_owned() } else { word.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::{WHOLE, named};

    fn told(text: &str) -> String {
        let rows = named(text).into_iter().filter(|(_, key)| key != WHOLE);
        rows.map(|(table, key)| format!("{table} {key}")).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn rows_are_read_as_people_write_them() {
        assert_eq!(told("S2 row 13, CH-01"), "CH 1, S2 13");
        assert_eq!(told("S13 rows 4, 5, section 3.4"), "S13 4, S13 5");
        assert_eq!(told("S4 code 3, row 9"), "S4 9");
        assert_eq!(told("S1 row 22, S4 row 9"), "S1 22, S4 9");
        assert_eq!(told("S2 row 20a"), "S2 20a");
        assert_eq!(told("S12 row 5I, S13 row 4"), "S12 5I, S13 4");
        assert_eq!(told("S21 B row 9a; S21F row 3"), "S21B 9a, S21F 3");
        assert_eq!(told("S21 E1, F12, RC-22"), "RC 22, S21E 1, S21F 12");
    }

    #[test]
    fn a_system_can_be_named_as_a_whole() {
        for (text, table) in [("S22", "S22"), ("S21 D, T-18", "S21D"), ("S6, S28", "S28")] {
            assert!(named(text).contains(&(table.to_owned(), WHOLE.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_scenario_names_its_system_before_or_behind_its_rows() {
        assert_eq!(told("scenario 7 (S2), T-06, rows 25 to 27"), "S2 25, S2 26, S2 27, T 6, scenario 7");
        assert_eq!(told("T-06, T-07, row 25 (S2), AMB-25"), "AMB 25, S2 25, T 6, T 7");
        assert_eq!(told("S10 rows 2 to 4 and 9; the first 3 visits"), "S10 2, S10 3, S10 4, S10 9");
        assert_eq!(told("scenarios 1, 2 and 5"), "scenario 1, scenario 2, scenario 5");
    }

    #[test]
    fn codes_have_two_digits_and_may_be_a_range() {
        assert_eq!(told("K-08 to K-10, T-5, UTF-08, T-01: 5 in S1"), "K 10, K 8, K 9, T 1");
        assert_eq!(told("S13 section 3.3, S14, 6.5"), "");
    }
}
