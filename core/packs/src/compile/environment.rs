//! The names that expressions may read, with their types.

use std::collections::BTreeMap;

use doorstep_domain::expr::{InvalidName, Name, Type};

/// A typed set of names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    names: BTreeMap<Name, Type>,
}

impl Environment {
    /// Adds a name.
    ///
    /// # Errors
    /// [`InvalidName`] if expressions could not write it.
    pub fn declare(&mut self, name: &str, declared: Type) -> Result<(), InvalidName> {
        self.names.insert(Name::new(name)?, declared);
        Ok(())
    }

    /// The type of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Type> {
        self.names.get(name).copied()
    }

    /// Every name with its type, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, Type)> {
        self.names.iter().map(|(name, declared)| (name, *declared))
    }

    /// Whether some name starts with this identifier.
    pub(super) fn has_root(&self, identifier: &str) -> bool {
        self.names.keys().any(|name| name.as_str().split('.').next() == Some(identifier))
    }

    /// The name that is spelled most like this one, if one is near enough to be meant.
    pub(super) fn nearest(&self, wanted: &str) -> Option<String> {
        let near_enough = 1 + wanted.len() / 5;
        self.names
            .keys()
            .map(|name| (edit_distance(name.as_str(), wanted), name))
            .filter(|(distance, _)| *distance <= near_enough)
            .min()
            .map(|(_, name)| name.to_string())
    }
}

/// How many letters must be added, dropped or changed to make one text of the other (Levenshtein).
fn edit_distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, from) in left.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in right.bytes().enumerate() {
            let changed = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
