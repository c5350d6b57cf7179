//! What stands where something is hidden.

use std::collections::BTreeSet;

use super::{Leaves, Private};
use crate::fact::{Created, EntryAdded, Person};
use crate::fold::State;

/// What stands for what is hidden.
pub const HIDDEN: &str = "…";

/// What is hidden at one moment, and what remains to be seen of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    hidden: BTreeSet<Private>,
    leaves: Leaves,
    relay_number: Option<String>,
}

impl Mask {
    pub(super) fn new(hidden: BTreeSet<Private>, leaves: Leaves, relay_number: Option<String>) -> Self {
        Self { hidden, leaves, relay_number }
    }

    /// What is hidden.
    #[must_use]
    pub fn hidden(&self) -> &BTreeSet<Private> {
        &self.hidden
    }

    /// The number of the company that is called instead of the customer's, if that one is hidden and there is one.
    #[must_use]
    pub fn relay_number(&self) -> Option<&str> {
        self.relay_number.as_deref().filter(|_| self.hidden.contains(&Private::Phone))
    }

    /// A text as it is shown.
    #[must_use]
    pub fn shown(&self, private: Private, text: &str) -> String {
        if !self.hidden.contains(&private) {
            return text.to_owned();
        }
        match (self.leaves, private) {
            (Leaves::Nothing, _) => HIDDEN.to_owned(),
            (Leaves::Part, Private::Address) => {
                let place: String = text.chars().take_while(|c| !c.is_numeric()).collect();
                format!("{}{HIDDEN}", place.trim_end())
            }
            (Leaves::Part, Private::Name) => text.chars().take(1).chain(HIDDEN.chars()).collect(),
            (Leaves::Part, Private::Phone) => {
                let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
                // Of a short number the last four would be nearly all of it.
                let shown = if digits.len() >= 8 { &digits[digits.len() - 4..] } else { &[] };
                HIDDEN.chars().chain(shown.iter().copied()).collect()
            }
        }
    }

    /// Puts what is shown in the place of a text.
    pub fn hide(&self, private: Private, text: &mut String) {
        if self.hidden.contains(&private) {
            *text = self.shown(private, text);
        }
    }

    /// Hides it in the name and telephone number of a person.
    pub fn hide_in_person(&self, person: &mut Person) {
        self.hide(Private::Name, &mut person.name);
        person.phone.iter_mut().for_each(|phone| self.hide(Private::Phone, phone));
    }

    /// Hides it wherever a state shows it.
    pub fn hide_in(&self, state: &mut State) {
        if let Some(created) = &mut state.created {
            self.hide_in_created(&mut created.body);
        }
        for entry in &mut state.entries {
            self.hide_in_entry(&mut entry.body);
        }
    }

    fn hide_in_created(&self, created: &mut Created) {
        self.hide(Private::Name, &mut created.customer.name);
        created.customer.phone.iter_mut().for_each(|phone| self.hide(Private::Phone, phone));
        self.hide(Private::Address, &mut created.site.address);
        created.reporter.iter_mut().for_each(|reporter| self.hide_in_person(reporter));
    }

    fn hide_in_entry(&self, entry: &mut EntryAdded) {
        self.hide(Private::Name, &mut entry.contact);
        entry.phone.iter_mut().for_each(|phone| self.hide(Private::Phone, phone));
    }

    /// Whether a correction of a card, such as of `customer.phone`, says something that is hidden.
    #[must_use]
    pub fn hides_correction(&self, field: &str) -> bool {
        let private = match field.rsplit('.').next() {
            Some("name") => Private::Name,
            Some("address") => Private::Address,
            Some("phone") => Private::Phone,
            _ => return false,
        };
        self.hidden.contains(&private)
    }
}
