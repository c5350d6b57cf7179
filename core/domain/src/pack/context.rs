//! The names that the expressions of a pack may read, beside the answers of their checklist.

use crate::checklist::Kind;
use crate::expr::{ScalarType, Type};

/// A name that the core answers, with its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContextName {
    /// The dotted name.
    pub name: &'static str,
    /// The type of its value.
    pub value: Type,
    /// What it says, and when it has an answer.
    pub meaning: &'static str,
}

/// Every name beside `answers.*`. Part of the pack format: a name keeps its meaning, names are only
/// added.
pub const CONTEXT: &[ContextName] = &[
    entry("job.service", Type::STR, "the id of the service; always answered"),
    entry("job.area", Type::STR, "`indoor` or `public`; always answered"),
    entry("job.emergency", Type::BOOL, "whether it was reported as an emergency; always answered"),
    entry("job.rework", Type::BOOL, "whether this visit repeats work that was not accepted; always answered"),
    entry("job.minutes", Type::INT, "minutes worked so far, over all visits and phones; always answered"),
    entry(
        "job.custody",
        Type::BOOL,
        "whether anything of the customer's was ever taken along; always answered",
    ),
    entry(
        "job.custody_out",
        Type::BOOL,
        "whether something that was taken along is not back yet; always answered",
    ),
    entry("job.reported_on", Type::DATE, "the day of the report, by the clocks of the site; always answered"),
    entry(
        "job.reported_at",
        Type::STR,
        "the day and time of the report as answers of kind date_time have them, by the clocks of the site; always \
         answered",
    ),
    entry("visit.number", Type::INT, "1 for the first visit of the job; always answered"),
    entry(
        "visit.date",
        Type::DATE,
        "the day of the arrival, else of the appointment, else of the report, by the clocks of the site; \
         always answered",
    ),
    entry("visit.minutes", Type::INT, "minutes worked so far in this visit; always answered"),
    entry(
        "visit.technicians",
        Type::INT,
        "technicians who are or were there, by their own phone or a colleague's; never who is only assigned, never the customer; always answered",
    ),
    entry("quote.shown", Type::BOOL, "whether a quote was shown to the customer; always answered"),
    entry(
        "quote.accepted",
        Type::BOOL,
        "what the customer said to the last quote shown; once there is a consent or refusal",
    ),
    entry("quote.paid", Type::BOOL, "whether the quote charges anything; once the quote has a total"),
];

const fn entry(name: &'static str, value: Type, meaning: &'static str) -> ContextName {
    ContextName { name, value, meaning }
}

/// The type of `answers.<step>` for a step of this kind; `None` if the step is recorded and not
/// answered, so that there is no such name.
///
/// A choice is the id of its option, a multiple choice the list of the ids chosen, a group that is repeated the list
/// of the ids of its things, a day with a time the text
/// `YYYY-MM-DDTHH:MM`, which sorts like the times.
#[must_use]
pub fn type_of_answer(kind: &Kind) -> Option<Type> {
    match kind {
        Kind::Tick | Kind::YesNo => Some(Type::BOOL),
        Kind::Choice { .. } | Kind::Text { .. } | Kind::Scan | Kind::DateTime => Some(Type::STR),
        Kind::Multi { .. } | Kind::Repeat { .. } => Some(Type::List(ScalarType::Str)),
        Kind::Number { scale: 0, .. } => Some(Type::INT),
        Kind::Number { .. } => Some(Type::DECIMAL),
        Kind::Date => Some(Type::DATE),
        _ => None,
    }
}
