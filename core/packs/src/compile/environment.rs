//! The names that expressions may read, with their types.

use std::collections::BTreeMap;

use doorstep_domain::expr::{InvalidName, Name, Type};

use crate::nearest::nearest;

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
        nearest(wanted, self.names.keys().map(Name::as_str)).map(str::to_owned)
    }
}
