//! Who worked how long, from the facts of a case.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::fold::{Outcome, State};
use crate::id::VisitId;

/// The work of one person in one visit on one day.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stint {
    /// The user.
    pub user: String,
    /// The user's name.
    pub name: String,
    /// The visit.
    pub visit: VisitId,
    /// The day on which it began, by the clocks of the site.
    pub day: NaiveDate,
    /// Whole minutes, as the phones recorded them.
    pub minutes: i64,
}

/// Everybody's work in a completed job, in the order of its visits, days and users; nothing while it is open, and
/// nothing of a stretch of work that still runs.
#[must_use]
pub fn stints(state: &State) -> Vec<Stint> {
    let outcome = state.outcome.as_ref().map(|outcome| &outcome.value);
    if !matches!(outcome, Some(Outcome::Completed { .. })) {
        return Vec::new();
    }
    let zone = state.zone();
    let mut visits: Vec<_> = state.visits.iter().collect();
    visits.sort_by_key(|(_, visit)| visit.number);
    let mut found = Vec::new();
    for (id, visit) in visits {
        let mut by_person: BTreeMap<(NaiveDate, &str), (&str, i64)> = BTreeMap::new();
        for session in visit.sessions.iter().filter(|session| session.end.is_some()) {
            let day = zone.local(session.start.wall_ms).date();
            let entry = by_person.entry((day, &session.who.user)).or_insert((&session.who.name, 0));
            entry.1 = entry.1.saturating_add(session.millis);
        }
        found.extend(by_person.into_iter().map(|((day, user), (name, millis))| Stint {
            user: user.to_owned(),
            name: name.to_owned(),
            visit: *id,
            day,
            minutes: millis / 60_000,
        }));
    }
    found
}
