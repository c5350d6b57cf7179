//! The definition of a checklist, as a pack holds it.
//!
//! Generic over the expression: `String` in the source of a pack, a checked tree once published.

use std::collections::BTreeMap;

use super::column::Column;
use super::kind::{Choice, Kind, word_or_map};
use super::missing::{Missing, What};
use super::offer::Offer;
use crate::id::VisitId;
use crate::text::Text;

/// What a trade asks of a visit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Checklist"))]
#[serde(deny_unknown_fields)]
pub struct Checklist<E> {
    /// The parts of a visit, in order.
    pub phases: Vec<Phase>,
    /// The steps, in the order in which people do them.
    pub steps: Vec<Step<E>>,
    /// The ways in which a visit can end, by name: `done`, `absent`, `declined`, ...
    pub outcomes: BTreeMap<String, Outcome>,
    /// Scales of ratings, by name.
    #[serde(default)]
    pub scales: BTreeMap<String, Scale>,
    /// What people read for the pack's own words: signer roles, consents, photo roles, purposes.
    #[serde(default)]
    pub words: BTreeMap<String, Text>,
    /// How to ring before a customer counts as absent.
    #[serde(default)]
    pub door: DoorRule,
    /// When an arrival counts as punctual, if the trade says so.
    pub punctuality: Option<PunctualityRule>,
    /// The columns in which answers are written out; none: one for each step.
    #[serde(default = "Vec::<Column<E>>::new", skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column<E>>,
}

/// A part of a visit: prepare, arrive, quote, work, ...
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Its id.
    pub id: String,
    /// What people read.
    pub title: Text,
}

/// One step of a visit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Step"))]
#[serde(deny_unknown_fields)]
pub struct Step<E> {
    /// Letters, digits, `-`, `_` and `.`; never changes its meaning within a pack's lineage.
    pub id: String,
    /// The phase it belongs to.
    pub phase: String,
    /// What people read.
    pub title: Text,
    /// How to do it well, or what to say.
    pub help: Option<Text>,
    /// What it asks for.
    #[serde(deserialize_with = "word_or_map")]
    pub kind: Kind,
    /// Whether it is done in every visit or once per job.
    #[serde(default, skip_serializing_if = "Scope::is_visit")]
    pub scope: Scope,
    /// The step of kind `repeat` for each of whose things it is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// Who enters it.
    #[serde(default, skip_serializing_if = "EnteredBy::is_staff")]
    pub by: EnteredBy,
    /// Whether a visit can be completed without it.
    pub must: Must,
    /// The step applies only if this holds.
    pub when: Option<E>,
    /// If present, the step is required only if this holds; otherwise it is shown and may be left.
    pub required: Option<E>,
    /// What it is answered with from the beginning: an expression of the type of its answers that reads nothing but
    /// `visit.date`. Whoever begins the case, or adds the thing around it, gives this answer with the same tap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<E>,
    /// Which of its options are offered when; those that nothing is said of here are offered always.
    #[serde(default = "Vec::<Offer<E>>::new", skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<Offer<E>>,
    /// Photos that belong to it, beside its answer or record.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// Steps that must be done before this one may start, such as consent before work.
    #[serde(default)]
    pub after: Vec<String>,
    /// The step ends with a `step_done` fact that carries the answers it relied on.
    #[serde(default)]
    pub gating: bool,
    /// Seconds that it takes at least, such as holding up a badge; the phone measures them (T-39).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lasts_s: Option<u32>,
    /// What an answer must satisfy beyond its kind.
    pub constraint: Option<Constraint<E>>,
    /// The only outcomes in which the step is asked; empty: in all.
    #[serde(default)]
    pub only_in: Vec<String>,
    /// Where the rule comes from, such as `S2 row 13`.
    pub origin: Option<String>,
}

/// Whether a step is done in every visit or once per job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// In every visit anew.
    #[default]
    Visit,
    /// Once: every visit shows it, and what one of them answered or photographed counts in all.
    Job,
}

impl Scope {
    /// Packs that have no step of the whole job say nothing of scopes.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_visit(&self) -> bool {
        *self == Self::Visit
    }
}

/// Who enters what a step asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EnteredBy {
    /// Whoever of the staff has the phone in hand.
    #[default]
    Staff,
    /// The customer alone, on the screen that is handed over: nobody writes another's opinion (catalogue section
    /// 5.2, rule 10).
    Customer,
}

impl EnteredBy {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_staff(&self) -> bool {
        *self == Self::Staff
    }
}

/// How much a step weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Must {
    /// Required.
    Must,
    /// Good manners; never blocks.
    Should,
    /// Required where its condition holds.
    Conditional,
}

/// Something to show beside an answer or record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// What it shows: `before`, `after`, `note`, `condition`, or a word of the pack.
    pub role: String,
    /// How many are needed.
    #[serde(default = "one")]
    pub count: u32,
    /// How many there can be; absent: any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u32>,
    /// The earlier photos of each of which it shows the same spot once more, as after is to before: every one of
    /// them needs its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairs_with: Option<PairsWith>,
}

/// The earlier photos of pairs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PairsWith {
    /// The step that they were taken for; absent: the same one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// What they show, such as `before`.
    pub role: String,
}

/// The kinds of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// A photo.
    Photo,
}

/// What an answer must satisfy beyond its kind.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Constraint"))]
#[serde(deny_unknown_fields)]
pub struct Constraint<E> {
    /// The condition that must hold.
    pub check: E,
    /// What people read if it does not.
    pub message: Text,
}

/// What one way of ending a visit asks for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// What people read.
    pub title: Text,
    /// The steps that it needs.
    pub requires: Requires,
    /// Nobody is asked to sign.
    #[serde(default)]
    pub no_signature: bool,
    /// Nobody opened: door attempts count if they stayed without an answer, as [`DoorRule`] says.
    /// Otherwise they count as soon as one was answered.
    #[serde(default)]
    pub nobody_home: bool,
}

/// The steps that an outcome needs: `all`, or a list of step ids.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Requires {
    /// Every required step that applies.
    All(All),
    /// These steps, where they apply.
    Steps(Vec<String>),
}

/// The word `all`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum All {
    /// Every required step that applies.
    All,
}

/// A scale of ratings. The raw value is stored with the scale's name (catalogue rule AMB-30).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Scale {
    /// Named grades, best first.
    Grades {
        /// The grades.
        grades: Vec<Choice>,
    },
    /// A whole number.
    Score {
        /// The worst.
        min: i64,
        /// The best.
        max: i64,
    },
}

impl Scale {
    /// Whether this is one of its grades: a named one by its id, or a whole number between its ends.
    #[must_use]
    pub fn has(&self, grade: &str) -> bool {
        match self {
            Self::Grades { grades } => grades.iter().any(|known| known.id == grade),
            Self::Score { min, max } => grade.parse().is_ok_and(|grade: i64| (*min..=*max).contains(&grade)),
        }
    }
}

/// How to ring before a customer counts as absent (catalogue rule AMB-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DoorRule {
    /// Seconds from one attempt to the next (T-05: 5 in S1, 10 in S4 and S6).
    pub ring_wait_s: u32,
    /// Attempts without an answer before *absent* may be chosen.
    pub max_attempts: u32,
}

impl Default for DoorRule {
    fn default() -> Self {
        Self { ring_wait_s: 10, max_attempts: 3 }
    }
}

/// When an arrival counts as punctual. A miss is recorded and blocks nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PunctualityRule {
    /// Minutes before the appointed time (T-03).
    pub early_min: u32,
    /// Minutes from the report within which no appointment is needed (T-04).
    pub unappointed_within_min: Option<u32>,
    /// Minutes from an emergency call to the spot (T-02).
    pub emergency_within_min: Option<u32>,
}

fn one() -> u32 {
    1
}

impl<E> Checklist<E> {
    /// The step with this id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step<E>> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Every expression of a step with its path, such as `steps[12].when`: what a visit depends on.
    #[must_use]
    pub fn expressions(&self) -> Vec<(String, &E)> {
        let steps = self.steps.iter().enumerate();
        steps
            .flat_map(|(i, step)| {
                step.expressions().map(move |(field, e)| (format!("steps[{i}].{field}"), e))
            })
            .collect()
    }

    /// The same checklist with every expression replaced; `map` gets each with its path.
    ///
    /// # Errors
    /// The first error of `map`.
    pub fn try_map<F, X>(self, mut map: impl FnMut(&str, E) -> Result<F, X>) -> Result<Checklist<F>, X> {
        let steps = self.steps.into_iter().enumerate();
        let steps = steps.map(|(i, step)| step.try_map(&format!("steps[{i}]"), &mut map));
        let steps = steps.collect::<Result<_, _>>()?;
        let columns = self.columns.into_iter().enumerate();
        let columns = columns.map(|(i, column)| column.try_map(&format!("columns[{i}]"), &mut map));
        Ok(Checklist {
            steps,
            columns: columns.collect::<Result<_, _>>()?,
            phases: self.phases,
            outcomes: self.outcomes,
            scales: self.scales,
            words: self.words,
            door: self.door,
            punctuality: self.punctuality,
        })
    }
}

impl<E> Step<E> {
    /// Whether its answer is the customer's own, declared by the customer.
    #[must_use]
    pub fn is_customers_answer(&self) -> bool {
        self.by == EnteredBy::Customer && self.kind.is_answered()
    }

    /// Whether so many milliseconds are enough for it.
    #[must_use]
    pub fn is_long_enough(&self, lasted_ms: Option<u32>) -> bool {
        self.lasts_s.is_none_or(|need| lasted_ms.unwrap_or(0) >= need.saturating_mul(1_000))
    }

    /// The visit under which the step is answered: `visit`, or for a step of the whole job its first one.
    #[must_use]
    pub fn answered_in(&self, visit: VisitId, first_visit: VisitId) -> VisitId {
        match self.scope {
            Scope::Visit => visit,
            Scope::Job => first_visit,
        }
    }

    /// Something missing in it.
    #[must_use]
    pub fn missing(&self, what: What) -> Missing {
        let (title, phase) = (self.title.clone(), self.phase.clone());
        Missing { step: self.id.clone(), instance: None, title, phase, what }
    }

    fn expressions(&self) -> impl Iterator<Item = (String, &E)> {
        let check = self.constraint.as_ref().map(|constraint| &constraint.check);
        let own =
            [("when", self.when.as_ref()), ("required", self.required.as_ref()), ("constraint.check", check)];
        let own = own.into_iter().filter_map(|(field, expression)| Some((field.to_owned(), expression?)));
        let offers = self.offered.iter().enumerate();
        own.chain(offers.map(|(i, offer)| (format!("offered[{i}].when"), &offer.when)))
    }

    fn try_map<F, X>(self, path: &str, map: &mut impl FnMut(&str, E) -> Result<F, X>) -> Result<Step<F>, X> {
        let mut field = |name: &str, e: E| map(&format!("{path}.{name}"), e);
        let when = self.when.map(|e| field("when", e)).transpose()?;
        let required = self.required.map(|e| field("required", e)).transpose()?;
        let default = self.default.map(|e| field("default", e)).transpose()?;
        let offered = self.offered.into_iter().enumerate().map(|(i, offer)| {
            let when = field(&format!("offered[{i}].when"), offer.when)?;
            Ok(Offer { options: offer.options, when })
        });
        let offered = offered.collect::<Result<_, _>>()?;
        let constraint = self
            .constraint
            .map(|c| Ok(Constraint { check: field("constraint.check", c.check)?, message: c.message }))
            .transpose()?;
        Ok(Step {
            id: self.id,
            phase: self.phase,
            title: self.title,
            help: self.help,
            kind: self.kind,
            scope: self.scope,
            each: self.each,
            by: self.by,
            must: self.must,
            when,
            required,
            default,
            offered,
            evidence: self.evidence,
            after: self.after,
            gating: self.gating,
            lasts_s: self.lasts_s,
            constraint,
            only_in: self.only_in,
            origin: self.origin,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"{
        "phases": [{"id": "sign", "title": {"en": "Sign"}}],
        "steps": [
            {"id": "tested", "phase": "sign", "title": {"en": "Tested"}, "kind": "tick", "must": "must",
             "constraint": {"check": "answers.tested", "message": {"en": "Test it"}}},
            {"id": "accept", "phase": "sign", "title": {"en": "Accept"}, "must": "conditional",
             "kind": {"signature": {"role": "customer_accept"}}, "when": "job.area == 'indoor'",
             "evidence": [{"kind": "photo", "role": "after", "count": 2}], "after": ["tested"]}
        ],
        "outcomes": {
            "done": {"title": {"en": "Done"}, "requires": "all"},
            "absent": {"title": {"en": "Nobody home"}, "requires": ["ring"], "no_signature": true}
        }
    }"#;

    #[test]
    fn a_source_is_read_and_written_without_loss() {
        let source: Checklist<String> = serde_json::from_str(SOURCE).unwrap();
        assert_eq!(source.steps[1].kind, Kind::Signature { role: "customer_accept".into(), instead: vec![] });
        assert_eq!(source.door, DoorRule { ring_wait_s: 10, max_attempts: 3 });
        assert_eq!(source.outcomes["done"].requires, Requires::All(All::All));
        let again = serde_json::from_str(&serde_json::to_string(&source).unwrap()).unwrap();
        assert_eq!(source, again);
    }

    #[test]
    fn a_misspelt_field_is_refused() {
        let misspelt = SOURCE.replace("\"evidence\"", "\"evidense\"");
        assert!(serde_json::from_str::<Checklist<String>>(&misspelt).is_err());
        let unknown_kind = SOURCE.replace("\"tick\"", "\"tock\"");
        assert!(serde_json::from_str::<Checklist<String>>(&unknown_kind).is_err());
    }

    #[test]
    fn every_expression_is_mapped_under_its_path() {
        let source: Checklist<String> = serde_json::from_str(SOURCE).unwrap();
        let listed: Vec<_> =
            source.expressions().into_iter().map(|(path, e)| format!("{path}: {e}")).collect();
        assert_eq!(
            listed,
            ["steps[0].constraint.check: answers.tested", "steps[1].when: job.area == 'indoor'"]
        );
        let mapped = source.try_map(|path, e| Ok::<_, ()>(format!("{path}: {e}"))).unwrap();
        assert_eq!(mapped.expressions().into_iter().map(|(_, e)| e.clone()).collect::<Vec<_>>(), listed);
    }
}
