//! What a case folds to, told without times of the day of telling: the same bundle gives the same on every machine.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params};
use serde::Serialize;
use serde_json::Value as Json;

use doorstep_domain::case::Case;
use doorstep_domain::checklist::StepState;
use doorstep_domain::digest::{Prefix, digest};
use doorstep_domain::fact::Phase;
use doorstep_domain::id::{CaseId, Hash, QuoteId, VisitId};
use doorstep_domain::pack::Pack;

use crate::core::Core;
use crate::error::Error;
use crate::store::{StoreError, cases};

/// A case as it stands in a replay.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReplayedCase {
    /// The case, as its bundle calls it.
    pub case: CaseId,
    /// What it folds to; `None` if it cannot be loaded.
    pub told: Option<ToldCase>,
    /// Why newer items of it cannot be applied.
    pub stuck: Option<String>,
    /// How many items there are: by kind and state.
    pub items: BTreeMap<String, u32>,
}

/// What a case folds to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ToldCase {
    /// Its number.
    pub number: String,
    /// What it is about: `job`, `coordination`, ...
    pub case_kind: &'static str,
    /// What became of it, a word of the glossary.
    pub outcome: &'static str,
    /// Whether it is checked and archived.
    pub is_archived: bool,
    /// Whether the pack that it follows is here.
    pub has_pack: bool,
    /// Its visits, in the order of their ids.
    pub visits: Vec<ToldVisit>,
    /// Its quotes, in the order of their ids.
    pub quotes: Vec<ToldQuote>,
    /// Values that stand against each other, by field.
    pub conflicts: Vec<String>,
    /// Facts that a person must choose between.
    pub decisions: u32,
    /// Facts that have no effect, or were superseded.
    pub oddities: u32,
    /// Facts whose ancestors are missing.
    pub parked: u32,
}

/// A visit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ToldVisit {
    /// The visit.
    pub visit: VisitId,
    /// Where it stands, a word of the glossary.
    pub phase: &'static str,
    /// How its acceptance stands.
    pub acceptance: Json,
    /// The steps that are shown, each with its state.
    pub steps: Vec<(String, &'static str)>,
    /// What stands against ending it as done.
    pub why_not: Json,
    /// What its coverage comes to.
    pub coverage: Json,
}

/// A quote.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ToldQuote {
    /// The quote.
    pub quote: QuoteId,
    /// What it comes to, in minor units; `None` without the pack, or if something has no price.
    pub total_minor: Option<i64>,
    /// Its lines and how their prices came about.
    pub priced: Json,
}

impl ReplayedCase {
    /// Names what the case folds to.
    pub(super) fn state(&self) -> Hash {
        digest(Prefix::Replay, &[&serde_json::to_vec(self).unwrap_or_default()])
    }
}

/// A case as a core sees it.
pub(super) fn of(core: &Core, id: CaseId) -> Result<ReplayedCase, Error> {
    let told = match core.view(id, |_, _, case, pack| Ok(told(case, pack.as_deref()))) {
        Ok(told) => told,
        Err(Error::Case(_) | Error::NotFound(_)) => None,
        Err(error) => return Err(error),
    };
    core.shared.open()?.read(|connection| {
        Ok(ReplayedCase {
            case: id,
            told,
            stuck: cases::stuck(connection, id)?,
            items: items(connection, id)?,
        })
    })
}

fn items(connection: &Connection, case: CaseId) -> Result<BTreeMap<String, u32>, StoreError> {
    let sql = "SELECT 'kind ' || kind || ' ' || state, count(*) FROM items WHERE case_id = :case GROUP BY 1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement
        .query_map(named_params! {":case": case.as_bytes()}, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn told(case: &Case, pack: Option<&Pack>) -> Option<ToldCase> {
    let state = case.state();
    let created = &state.created.as_ref()?.body;
    let document = case.document();
    let mut quotes: Vec<QuoteId> =
        document.lines.values().map(|line| line.quote).chain(state.quotes.keys().copied()).collect();
    quotes.sort_unstable();
    quotes.dedup();
    let visits = state.visits.iter();
    Some(ToldCase {
        number: created.number.clone(),
        case_kind: created.case_kind.name(),
        outcome: state.outcome_name(),
        is_archived: state.archived.as_ref().is_some_and(|archived| archived.value),
        has_pack: pack.is_some(),
        visits: visits
            .map(|(id, visit)| {
                told_visit(
                    case,
                    *id,
                    visit.phase.as_ref().map_or(Phase::Planned, |phase| phase.value.0).name(),
                    pack,
                )
            })
            .collect(),
        quotes: quotes.into_iter().map(|quote| told_quote(case, quote, pack)).collect(),
        conflicts: document.conflicts.iter().map(|conflict| format!("{:?}", conflict.kind)).collect(),
        decisions: count(state.decisions.len()),
        oddities: count(state.flags.len() + state.superseded.len() + state.exceptions.len()),
        parked: count(state.waiting.len()),
    })
}

fn told_visit(case: &Case, id: VisitId, phase: &'static str, pack: Option<&Pack>) -> ToldVisit {
    let checklist = pack.and_then(|pack| case.checklist(id, "done", pack).ok());
    let steps = checklist.map(|checklist| checklist.steps).unwrap_or_default().into_iter();
    let steps = steps.filter_map(|step| {
        let state = match step.state {
            StepState::Hidden => return None,
            StepState::NotApplicable => "not_applicable",
            StepState::Locked { .. } => "locked",
            StepState::Open => "open",
            StepState::Done => "done",
        };
        Some((step.path, state))
    });
    ToldVisit {
        visit: id,
        phase,
        acceptance: json(pack.and_then(|pack| case.acceptance(id, pack).ok())),
        steps: steps.collect(),
        why_not: json(pack.and_then(|pack| case.why_not(id, "done", pack).ok())),
        coverage: json(pack.and_then(|pack| case.coverage(id, pack).ok())),
    }
}

fn told_quote(case: &Case, quote: QuoteId, pack: Option<&Pack>) -> ToldQuote {
    let priced = pack.and_then(|pack| case.quote(quote, 0, pack).ok());
    ToldQuote {
        quote,
        total_minor: priced.as_ref().and_then(|priced| priced.total).map(|total| total.0),
        priced: json(priced),
    }
}

fn json<T: Serialize>(value: Option<T>) -> Json {
    value.and_then(|value| serde_json::to_value(value).ok()).unwrap_or(Json::Null)
}

fn count(found: usize) -> u32 {
    u32::try_from(found).unwrap_or(u32::MAX)
}
