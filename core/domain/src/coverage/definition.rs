//! The definition of a coverage, as a pack holds it.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Ends, Span};
use crate::checklist::All;
use crate::expr::{Expr, Name};
use crate::pack::Configured;
use crate::text::Text;

/// What a company answers for, and for how long. Generic over the expression: `String` in the source of a pack,
/// a checked tree once published.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Coverage"))]
#[serde(deny_unknown_fields)]
pub struct Coverage<E = Expr> {
    /// What people read, such as *warranty* or *maintenance contract*.
    pub title: Text,
    /// Where the rules come from, such as `S13`.
    pub origin: Option<String>,
    /// Whether what is not covered is done for a fee. Otherwise it is refused.
    pub offers_paid: bool,
    /// What is decided about, in the order in which people read it.
    pub components: Vec<Component>,
    /// Components under one name, such as the main components.
    #[serde(default)]
    pub groups: BTreeMap<String, Group>,
    /// The component that the job is about, or the list of them: the value is an id of `components`. Without it
    /// the job is about all of them.
    pub concerns: Option<E>,
    /// The days that periods run from, such as the purchase.
    #[serde(default = "BTreeMap::new")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub starts: BTreeMap<String, Start<E>>,
    /// What must be there and match, or nothing is covered. The first that fails decides.
    #[serde(default = "Vec::new")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub documents: Vec<Document<E>>,
    /// What is never covered. The first that holds decides.
    #[serde(default = "Vec::new")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub exclusions: Vec<Exclusion<E>>,
    /// What is covered. The first that applies to a component decides for it.
    pub periods: Vec<Period<E>>,
}

/// Something that can be covered by itself: a compressor, a fault call, the whole unit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// Small letters, digits and `_`. Expressions read it as `coverage.<id>`.
    pub id: String,
    /// What people read.
    pub title: Text,
}

/// Components under one name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What people read.
    pub title: Text,
    /// The components that belong to it.
    pub include: Vec<String>,
    /// Components that somebody could take for members and that are none: a small swing motor is no motor among
    /// the main components.
    #[serde(default)]
    pub exclude: Vec<String>,
}

/// A day that periods run from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Start"))]
#[serde(deny_unknown_fields)]
pub struct Start<E> {
    /// What people read, such as *the purchase*.
    pub title: Text,
    /// The day: an expression of type Date.
    pub date: E,
}

/// The components that an entry is about: `all`, or a list of ids of components and groups.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Which {
    /// Every component.
    All(All),
    /// These components, and those of these groups.
    Named(Vec<String>),
}

impl Default for Which {
    fn default() -> Self {
        Self::All(All::All)
    }
}

/// What becomes of a repair that is not covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unpaid {
    /// It is done for a fee.
    Paid,
    /// It is not done.
    Refused,
}

/// A document that must be there and match, or another requirement of the coverage as a whole.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Document"))]
#[serde(deny_unknown_fields)]
pub struct Document<E> {
    /// Small letters, digits and `_`.
    pub id: String,
    /// What people read, such as *warranty voucher*.
    pub title: Text,
    /// It is asked for only if this holds.
    pub when: Option<E>,
    /// What must hold: it is there, it matches, it is not altered.
    pub check: E,
    /// What the customer is told if it does not hold.
    pub reason: Text,
    /// What follows then; by default what `offers_paid` says.
    pub result: Option<Unpaid>,
    /// Where the rule comes from.
    pub origin: Option<String>,
}

/// Something that is never covered.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Exclusion"))]
#[serde(deny_unknown_fields)]
pub struct Exclusion<E> {
    /// Small letters, digits and `_`.
    pub id: String,
    /// What people read, such as *misuse*.
    pub title: Text,
    /// When it holds.
    pub when: E,
    /// The components that it takes out.
    #[serde(default)]
    pub components: Which,
    /// What the customer is told.
    pub reason: Text,
    /// What follows.
    pub result: Unpaid,
    /// Where the rule comes from.
    pub origin: Option<String>,
}

/// What is covered, and for how long: a time from a start (`from`, `lasts`, `end`), up to a day (`through`), or
/// without an end, as long as `when` holds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Period"))]
#[serde(deny_unknown_fields)]
pub struct Period<E> {
    /// Small letters, digits and `_`.
    pub id: String,
    /// What people read, such as *compressor, five years*.
    pub title: Text,
    /// It applies only if this holds.
    pub when: Option<E>,
    /// The components that it covers.
    pub components: Which,
    /// The name of the start that it runs from.
    pub from: Option<String>,
    /// How long it lasts; `not_configured` if the company has not said it.
    pub lasts: Option<Configured<Span>>,
    /// Whether the anniversary still counts (catalogue rule AMB-47).
    pub end: Option<Ends>,
    /// The last covered day: an expression of type Date.
    pub through: Option<E>,
    /// What the customer is told besides the dates.
    pub reason: Option<Text>,
    /// Where the rule comes from.
    pub origin: Option<String>,
}

/// What the place of an expression needs as its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A Bool.
    Condition,
    /// A Date.
    Day,
    /// A Str, or a list of them: ids of components.
    Components,
}

impl<E> Coverage<E> {
    /// The component with this id.
    #[must_use]
    pub fn component(&self, id: &str) -> Option<&Component> {
        self.components.iter().find(|component| component.id == id)
    }

    /// Whether an entry is about a component, by name or as one of a group.
    #[must_use]
    pub fn is_about(&self, which: &Which, component: &str) -> bool {
        let Which::Named(names) = which else { return true };
        names.iter().any(|name| match self.groups.get(name) {
            Some(group) => group.includes(component),
            None => name == component,
        })
    }

    /// The same coverage with every expression replaced; `map` gets each with its path and what its place needs.
    ///
    /// # Errors
    /// The first error of `map`.
    pub fn try_map<F, X>(self, mut map: impl FnMut(&str, Slot, E) -> Result<F, X>) -> Result<Coverage<F>, X> {
        let concerns = self.concerns.map(|e| map("concerns", Slot::Components, e)).transpose()?;
        let starts = self.starts.into_iter().map(|(name, start)| {
            let date = map(&format!("starts.{name}.date"), Slot::Day, start.date)?;
            Ok((name, Start { title: start.title, date }))
        });
        let starts = starts.collect::<Result<_, _>>()?;
        let documents = self.documents.into_iter().enumerate();
        let documents = documents.map(|(i, document)| document.try_map(i, &mut map));
        let documents = documents.collect::<Result<_, _>>()?;
        let exclusions = self.exclusions.into_iter().enumerate();
        let exclusions = exclusions.map(|(i, exclusion)| exclusion.try_map(i, &mut map));
        let exclusions = exclusions.collect::<Result<_, _>>()?;
        let periods = self.periods.into_iter().enumerate();
        let periods = periods.map(|(i, period)| period.try_map(i, &mut map));
        let periods = periods.collect::<Result<_, _>>()?;
        Ok(Coverage {
            title: self.title,
            origin: self.origin,
            offers_paid: self.offers_paid,
            components: self.components,
            groups: self.groups,
            concerns,
            starts,
            documents,
            exclusions,
            periods,
        })
    }

    /// What becomes of a repair that nothing covers.
    pub(super) fn unpaid(&self) -> Unpaid {
        if self.offers_paid { Unpaid::Paid } else { Unpaid::Refused }
    }
}

impl Coverage<Expr> {
    /// Every name that a verdict can depend on.
    #[must_use]
    pub fn reads(&self) -> BTreeSet<Name> {
        let starts = self.starts.values().map(|start| &start.date);
        let documents = self.documents.iter().flat_map(|d| d.when.iter().chain([&d.check]));
        let exclusions = self.exclusions.iter().map(|exclusion| &exclusion.when);
        let periods = self.periods.iter().flat_map(|p| p.when.iter().chain(&p.through));
        let all = self.concerns.iter().chain(starts).chain(documents).chain(exclusions).chain(periods);
        all.flat_map(Expr::reads).collect()
    }
}

impl Group {
    /// Whether a component belongs to it.
    #[must_use]
    pub fn includes(&self, component: &str) -> bool {
        let named = |ids: &[String]| ids.iter().any(|id| id == component);
        named(&self.include) && !named(&self.exclude)
    }
}

impl<E> Document<E> {
    fn try_map<F, X>(
        self,
        index: usize,
        map: &mut impl FnMut(&str, Slot, E) -> Result<F, X>,
    ) -> Result<Document<F>, X> {
        let mut field = |name: &str, e: E| map(&format!("documents[{index}].{name}"), Slot::Condition, e);
        Ok(Document {
            when: self.when.map(|e| field("when", e)).transpose()?,
            check: field("check", self.check)?,
            id: self.id,
            title: self.title,
            reason: self.reason,
            result: self.result,
            origin: self.origin,
        })
    }
}

impl<E> Exclusion<E> {
    fn try_map<F, X>(
        self,
        index: usize,
        map: &mut impl FnMut(&str, Slot, E) -> Result<F, X>,
    ) -> Result<Exclusion<F>, X> {
        Ok(Exclusion {
            when: map(&format!("exclusions[{index}].when"), Slot::Condition, self.when)?,
            id: self.id,
            title: self.title,
            components: self.components,
            reason: self.reason,
            result: self.result,
            origin: self.origin,
        })
    }
}

impl<E> Period<E> {
    fn try_map<F, X>(
        self,
        index: usize,
        map: &mut impl FnMut(&str, Slot, E) -> Result<F, X>,
    ) -> Result<Period<F>, X> {
        let mut field = |name: &str, slot, e: E| map(&format!("periods[{index}].{name}"), slot, e);
        Ok(Period {
            when: self.when.map(|e| field("when", Slot::Condition, e)).transpose()?,
            through: self.through.map(|e| field("through", Slot::Day, e)).transpose()?,
            id: self.id,
            title: self.title,
            components: self.components,
            from: self.from,
            lasts: self.lasts,
            end: self.end,
            reason: self.reason,
            origin: self.origin,
        })
    }
}
