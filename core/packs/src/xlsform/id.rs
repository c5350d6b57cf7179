//! Names of a form as ids of a pack.

use std::collections::BTreeSet;

/// The longest id, in bytes, with room for a number behind it.
const LENGTH: usize = 44;

/// Ids that are taken.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: BTreeSet<String>,
}

impl Ids {
    /// An id that expressions can name: small letters, digits and `_`.
    pub(super) fn snake(&mut self, name: &str) -> String {
        let id = joined(&name.to_lowercase(), '_', |c| c.is_ascii_lowercase() || c.is_ascii_digit());
        let id = match id.chars().next() {
            None => "q".to_owned(),
            Some(first) if first.is_ascii_digit() => format!("q_{id}"),
            Some(_) => id,
        };
        self.unique(&id, '_')
    }

    /// An id of an option: it may also have capitals, `-` and `.`.
    pub(super) fn token(&mut self, name: &str) -> String {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let id = joined(name, '_', is_plain);
        self.unique(if id.is_empty() { "option" } else { &id }, '_')
    }

    fn unique(&mut self, id: &str, separator: char) -> String {
        let short: String = id.chars().take(LENGTH).collect();
        let numbered = (2_u32..).map(|number| format!("{short}{separator}{number}"));
        let mut candidates = std::iter::once(short.clone()).chain(numbered);
        let free = candidates.find(|candidate| !self.taken.contains(candidate)).unwrap_or(short.clone());
        self.taken.insert(free.clone());
        free
    }
}

/// The id of a name that stands alone.
pub(crate) fn snake(name: &str) -> String {
    Ids::default().snake(name)
}

/// The name of a pack or service: small letters and digits with `-` between them.
pub(super) fn kebab(name: &str) -> String {
    let id = joined(&name.to_lowercase(), '-', |c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let short: String = id.chars().take(LENGTH).collect();
    let short = short.trim_matches('-');
    if short.is_empty() { "form".to_owned() } else { short.to_owned() }
}

/// What may stand, with one separator for everything between.
fn joined(name: &str, separator: char, may_stand: impl Fn(char) -> bool) -> String {
    let mut id = String::new();
    for c in name.chars() {
        if may_stand(c) {
            id.push(c);
        } else if !id.is_empty() && !id.ends_with(separator) {
            id.push(separator);
        }
    }
    id.trim_end_matches(separator).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Ids, kebab};

    #[test]
    fn names_become_ids_and_stay_different() {
        let mut ids = Ids::default();
        assert_eq!(ids.snake("SerialNumber"), "serialnumber");
        assert_eq!(ids.snake("serial.number"), "serial_number");
        assert_eq!(ids.snake("serial-number"), "serial_number_2");
        assert_eq!(ids.snake("2nd"), "q_2nd");
        assert_eq!(ids.snake("名字"), "q");
        assert_eq!(Ids::default().token("No, thanks!"), "No_thanks");
        assert_eq!(kebab("Boiler Check (2026)"), "boiler-check-2026");
        assert_eq!(kebab("表"), "form");
    }
}
