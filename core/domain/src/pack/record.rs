//! The smaller parts of a pack: forms and their copies, guidance cards, lists of reasons.

use std::collections::{BTreeMap, BTreeSet};

use crate::checklist::Choice;
use crate::fact::Area;
use crate::privacy::{Leaves, Private};
use crate::text::Text;

/// The record of a job, and its copies. A copy is an audience of one record, not another record
/// (catalogue rule AMB-07).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The name at its head, such as 派工单 or work order.
    pub title: Text,
    /// The printed code of the form, if the company has one.
    pub code: Option<String>,
    /// What is known about its fields.
    #[serde(default, skip_serializing_if = "Fields::are_known")]
    pub fields: Fields,
    /// Its copies, in the order of the paper.
    #[serde(default)]
    pub copies: Vec<FormCopy>,
    /// What a copy leaves out and hides, by who gets it. An audience that is not named gets the whole record.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub audiences: BTreeMap<Audience, CopyRules>,
}

impl Form {
    /// Whether there is only its name: it cannot be filled in.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.fields == Fields::Unknown
    }

    /// The first copy that an audience gets, and its number on the paper, from 1.
    #[must_use]
    pub fn copy_for(&self, audience: Audience, area: Area) -> Option<(u32, &FormCopy)> {
        (1..).zip(&self.copies).find(|(_, copy)| copy.audience(area) == audience)
    }
}

/// What is known about the fields of a form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fields {
    /// They are the steps of the checklists of the services that use it.
    #[default]
    Checklist,
    /// The company has named the form and said nothing about what is in it. No service uses it.
    Unknown,
}

impl Fields {
    #[allow(clippy::trivially_copy_pass_by_ref)] // serde asks with a reference
    fn are_known(&self) -> bool {
        *self == Self::Checklist
    }
}

/// One copy of a form.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FormCopy {
    /// What people read at its foot.
    pub title: Text,
    /// Who gets it when the work was in a home.
    pub indoor: Audience,
    /// Who gets it when the work was in a public area.
    pub public: Audience,
}

impl FormCopy {
    /// Who gets it, by where the work was.
    #[must_use]
    pub fn audience(&self, area: Area) -> Audience {
        match area {
            Area::Indoor => self.indoor,
            Area::Public => self.public,
        }
    }
}

/// What a copy leaves out and hides (catalogue section 5.4). It is still a copy of one record: it names the same state, and
/// says what it leaves out. Signatures are never left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CopyRules {
    /// Sections that are left out.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub without: BTreeSet<Section>,
    /// What is hidden of customer, reporter and place.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub hide: BTreeSet<Private>,
    /// What remains to be seen of it.
    #[serde(default)]
    pub leaves: Leaves,
}

/// A part of a record that a copy can do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Appointments, calls, attempts at the door, times of work.
    Visits,
    /// The steps with their answers.
    Checklist,
    /// What is covered, and why.
    Coverage,
    /// Quotes, unit prices and every other amount. With them goes the history, which tells of payments.
    Prices,
    /// How amounts came about.
    Trace,
    /// Materials and parts.
    Materials,
    /// Consents and refusals.
    Consents,
    /// What the customer thinks of it.
    Ratings,
    /// Photos.
    Photos,
    /// Entries of a coordination order.
    Entries,
    /// Values that a person must choose between.
    Decisions,
    /// Values that lost against another.
    Lost,
    /// Everything that happened, in time order.
    History,
    /// Copies that were handed out.
    Copies,
}

/// Who gets a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The front desk that took the report.
    Desk,
    /// The team that did the work.
    Team,
    /// The customer service department, which archives it.
    Archive,
    /// The customer.
    Customer,
}

impl Audience {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Desk, Self::Team, Self::Archive, Self::Customer];

    /// The word of packs and facts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Team => "team",
            Self::Archive => "archive",
            Self::Customer => "customer",
        }
    }
}

/// What to say, and what never to say.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GuidanceCard {
    /// What people read first.
    pub title: Text,
    /// What it is.
    pub kind: GuidanceKind,
    /// Its lines, in order.
    pub lines: Vec<Text>,
    /// Where it comes from, such as `S4` or `6.2`.
    pub origin: Option<String>,
}

/// The kinds of guidance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GuidanceKind {
    /// Words to say.
    Script,
    /// How to behave.
    Conduct,
    /// What never to say or do.
    Taboo,
    /// How not to be hurt.
    Safety,
}

/// Reasons to choose from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReasonList {
    /// What people read above the list.
    pub title: Text,
    /// The reasons, the most usual first.
    pub reasons: Vec<Choice>,
    /// Whether other words may be written instead.
    pub free_text: bool,
}
