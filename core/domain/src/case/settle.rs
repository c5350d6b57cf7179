//! What is deducted from an account when a job is completed (catalogue rule CH-17; scenario 25).
//!
//! The key of a deduction is case, visit and rule. What stands under a key, and what should, follow from facts,
//! answers and pack alone, so everybody works out the same; only the server writes, one fact after the other, until
//! nothing is left to do. A job that is open again or cancelled, another amount, and a second deduction under one
//! key each get a counter-entry: nothing that was written is ever taken back silently.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Case, Version, Writer, context};
use crate::checklist::Step;
use crate::expr::Expr;
use crate::fact::{Body, Deducted, DeductionReversed, ReversalCause};
use crate::fold::{Deduction, Outcome, VisitState};
use crate::id::{FactId, VisitId};
use crate::money::{Money, Rounding};
use crate::pack::{Pack, ServiceParts};
use crate::price::Currency;
use crate::rejected::Rejected;
use crate::settle::{Settlement, SettlementCharge, SettlementRule};
use crate::sync::Item;
use crate::text::Text;
use crate::value::{AnswerKey, Value};

/// What one rule comes to for one completed visit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SettlementItem {
    /// The visit in which the job was completed.
    pub visit: VisitId,
    /// The rule; with case and visit, the key.
    pub rule: String,
    /// What people read for the rule.
    pub title: Text,
    /// The account that pays, as far as it is known.
    pub account: Option<String>,
    /// What people read for the account.
    pub account_title: Option<Text>,
    /// Every account of the service, with what people read for it.
    pub accounts: BTreeMap<String, Text>,
    /// How much, as far as it is known.
    pub amount: Option<Money>,
    /// The currency, as far as it is known.
    pub currency: Option<Currency>,
    /// Minutes that are charged, where it is by the hour.
    pub minutes: Option<u32>,
    /// How it stands.
    pub standing: SettlementStanding,
    /// What was deducted and taken back under this key, by claimed time.
    pub history: Vec<DeductionView>,
}

/// A deduction as people see it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DeductionView {
    /// The fact.
    pub deduction: FactId,
    /// The account.
    pub account: String,
    /// How much.
    pub amount: Money,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// The counter-entry, if there is one.
    pub reversed: Option<ReversalView>,
}

/// A counter-entry as people see it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ReversalView {
    /// What kind of reason it was.
    pub cause: ReversalCause,
    /// The reason in words, if somebody gave one.
    pub reason: String,
    /// Name of whoever made it.
    pub by: String,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
}

impl From<&Deduction> for DeductionView {
    fn from(deduction: &Deduction) -> Self {
        let Deduction { made, reversed } = deduction;
        let reversed = reversed.as_ref().map(|reversed| ReversalView {
            cause: reversed.body.cause,
            reason: reversed.body.reason.clone(),
            by: reversed.who.name.clone(),
            at_ms: reversed.at.wall_ms,
        });
        Self {
            deduction: made.fact,
            account: made.body.account.clone(),
            amount: Money(made.body.amount_minor),
            at_ms: made.at.wall_ms,
            reversed,
        }
    }
}

/// How a deduction stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SettlementStanding {
    /// It stands.
    Deducted {
        /// The fact.
        deduction: FactId,
    },
    /// It is owed and not written yet.
    Pending {
        /// What it waits for.
        waits_for: SettlementWait,
    },
    /// Nothing is owed: it costs nothing, or the job is not completed any more.
    Nothing,
}

/// What a deduction waits for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum SettlementWait {
    /// The office writes it as soon as it has heard of the visit.
    Office,
    /// Nobody said which account pays.
    Account,
    /// The account is none of the service.
    UnknownAccount,
    /// The account paid until this day, and the work was done later. The office names another one.
    ClosedAccount {
        /// The last day on which it pays.
        until: NaiveDate,
    },
    /// An amount that the company has not configured.
    NotConfigured {
        /// What is missing.
        what: String,
    },
}

/// What is owed under a key.
struct Owed {
    amount: Money,
    currency: Currency,
    minutes: Option<u32>,
    /// The day by which accounts are judged.
    day: NaiveDate,
}

/// A rule with what it stands in.
struct Asked<'a> {
    pack: &'a Pack,
    parts: ServiceParts<'a>,
    settlement: &'a Settlement,
    rule: &'a SettlementRule,
    visit: VisitId,
}

impl Case {
    /// What is deducted for this job, by completed visit and rule; nothing if its service settles nothing.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the pack does not have the service.
    pub fn settlement(&self, pack: &Pack) -> Result<Vec<SettlementItem>, Rejected> {
        Ok(self.asked(pack)?.iter().map(|asked| self.item(asked)).collect())
    }

    /// The next fact that the server has to write; `None` if nothing is left to do.
    ///
    /// # Errors
    /// As [`Case::settlement`].
    pub fn next_settlement(&self, pack: &Pack) -> Result<Option<Body>, Rejected> {
        Ok(self.asked(pack)?.iter().find_map(|asked| self.next_of(asked)))
    }

    /// Writes the counter-entry of a deduction that somebody got wrong. The next deduction goes to the account that
    /// it names.
    ///
    /// # Errors
    /// [`Rejected::Invalid`] if there is no such deduction, the cause is none of somebody's mistakes, or the account
    /// is none of the service; [`Rejected::Status`] if it is reversed already; [`Rejected::Role`].
    pub fn reverse_deduction(
        &mut self,
        seen: &Version,
        reversal: DeductionReversed,
        writer: &Writer<'_>,
        pack: &Pack,
    ) -> Result<Vec<Item>, Rejected> {
        let invalid = |field, reason: String| Err(Rejected::Invalid { field, reason });
        let deduction = self.state.deductions.iter().find(|other| other.made.fact == reversal.deduction);
        let Some(deduction) = deduction else {
            return invalid("deduction", "there is no such deduction".to_owned());
        };
        if deduction.reversed.is_some() {
            return Err(Rejected::Status { state: "reversed" });
        }
        if !reversal.cause.is_error() {
            return invalid("cause", format!("{} follows from the job by itself", reversal.cause.name()));
        }
        let settlement = self.service(pack)?.service.settlement.as_ref();
        let accounts = settlement.map(|settlement| &settlement.accounts);
        let is_account = |id: &String| accounts.is_some_and(|accounts| accounts.contains_key(id));
        if let Some(account) = reversal.account.as_ref().filter(|account| !is_account(account)) {
            return invalid("account", format!("{account} is no account of this service"));
        }
        if reversal.cause == ReversalCause::WrongAccount && reversal.account.is_none() {
            return invalid("account", "say which account is right".to_owned());
        }
        self.record(seen, reversal, writer, Some(pack))
    }

    /// Every key that is owed, or under which something stands.
    fn asked<'a>(&self, pack: &'a Pack) -> Result<Vec<Asked<'a>>, Rejected> {
        let parts = self.service(pack)?;
        let Some(settlement) = &parts.service.settlement else { return Ok(Vec::new()) };
        let is_touched = |visit: &VisitId| self.state.deductions.iter().any(|d| d.made.body.visit == *visit);
        let mut visits: Vec<(&VisitId, &VisitState)> = self.state.visits.iter().collect();
        visits.retain(|(id, visit)| visit.completed.is_some() || is_touched(id));
        visits.sort_by_key(|(_, visit)| visit.number);
        let keys = visits.into_iter().flat_map(|(id, _)| settlement.rules.iter().map(|rule| (*id, rule)));
        Ok(keys.map(|(visit, rule)| Asked { pack, parts, settlement, rule, visit }).collect())
    }

    fn item(&self, asked: &Asked<'_>) -> SettlementItem {
        let stands = self.under(asked).find(|deduction| deduction.reversed.is_none());
        let account = match stands {
            Some(deduction) => Some(deduction.made.body.account.clone()),
            None => self.paying_account(asked),
        };
        let owed = if self.is_settled_now(asked.visit) { self.owed(asked).map(Some) } else { Ok(None) };
        let standing = match (stands, &owed) {
            (Some(deduction), _) => SettlementStanding::Deducted { deduction: deduction.made.fact },
            (None, Err(wait)) => SettlementStanding::Pending { waits_for: wait.clone() },
            (None, Ok(Some(owed))) if owed.amount.0 > 0 => {
                let waits_for = asked.refuses(account.as_deref(), owed.day).unwrap_or(SettlementWait::Office);
                SettlementStanding::Pending { waits_for }
            }
            (None, Ok(_)) => SettlementStanding::Nothing,
        };
        let owed = owed.ok().flatten();
        SettlementItem {
            visit: asked.visit,
            rule: asked.rule.id.clone(),
            title: asked.rule.title.clone(),
            account_title: account
                .as_ref()
                .and_then(|id| asked.settlement.accounts.get(id))
                .map(|account| account.title.clone()),
            account,
            accounts: titles(asked.settlement),
            amount: stands
                .map(|deduction| Money(deduction.made.body.amount_minor))
                .or(owed.as_ref().map(|owed| owed.amount)),
            minutes: owed.as_ref().and_then(|owed| owed.minutes),
            currency: owed.map(|owed| owed.currency),
            standing,
            history: self.under(asked).map(DeductionView::from).collect(),
        }
    }

    fn next_of(&self, asked: &Asked<'_>) -> Option<Body> {
        let mut standing = self.under(asked).filter(|deduction| deduction.reversed.is_none());
        let first = standing.next();
        if let Some(twice) = standing.next() {
            return Some(reversal(twice, ReversalCause::Twice));
        }
        match (first, self.is_settled_now(asked.visit)) {
            (Some(deduction), false) => Some(reversal(deduction, self.why_not_settled())),
            (Some(deduction), true) => {
                let owed = self.owed(asked).ok()?;
                let differs = owed.amount.0 != deduction.made.body.amount_minor;
                differs.then(|| reversal(deduction, ReversalCause::Amount))
            }
            (None, true) => self.deduction(asked),
            (None, false) => None,
        }
    }

    fn deduction(&self, asked: &Asked<'_>) -> Option<Body> {
        let owed = self.owed(asked).ok().filter(|owed| owed.amount.0 > 0)?;
        let account = self.paying_account(asked)?;
        if asked.refuses(Some(&account), owed.day).is_some() {
            return None;
        }
        let after_reversal = self.under(asked).filter_map(|deduction| deduction.reversed.as_ref()).last();
        Some(Body::Deducted(Deducted {
            visit: asked.visit,
            rule: asked.rule.id.clone(),
            account,
            amount_minor: owed.amount.0,
            currency: owed.currency.code,
            minutes: owed.minutes,
            after_reversal: after_reversal.map(|reversed| reversed.fact),
        }))
    }

    /// What was written under a key, by claimed time.
    fn under(&self, asked: &Asked<'_>) -> impl Iterator<Item = &Deduction> {
        let (visit, rule) = (asked.visit, asked.rule.id.clone());
        self.state.deductions.iter().filter(move |deduction| {
            let body = &deduction.made.body;
            body.visit == visit && body.rule == rule
        })
    }

    /// Whether the visit counts as completed: it was, and the job still is.
    fn is_settled_now(&self, visit: VisitId) -> bool {
        let completed = self.state.visits.get(&visit).is_some_and(|visit| visit.completed.is_some());
        let outcome = self.state.outcome.as_ref().map(|outcome| &outcome.value);
        completed && matches!(outcome, Some(Outcome::Completed { .. }))
    }

    fn why_not_settled(&self) -> ReversalCause {
        let outcome = self.state.outcome.as_ref().map(|outcome| &outcome.value);
        match outcome {
            Some(Outcome::Cancelled { .. }) => ReversalCause::Cancelled,
            _ => ReversalCause::Reopened,
        }
    }

    /// The account named by the last counter-entry, else the one that was chosen in the visit.
    fn paying_account(&self, asked: &Asked<'_>) -> Option<String> {
        let corrected =
            self.under(asked).filter_map(|deduction| deduction.reversed.as_ref()?.body.account.clone());
        corrected.last().or_else(|| self.chosen_account(asked))
    }

    fn chosen_account(&self, asked: &Asked<'_>) -> Option<String> {
        let step: &Step<Expr> = asked.parts.checklist.step(&asked.rule.account)?;
        let place = step.answered_in(asked.visit, self.state.first_visit().unwrap_or(asked.visit));
        match self.document.view().answers.remove(&AnswerKey::step(place, &step.id)) {
            Some(Value::Str(account)) => Some(account),
            _ => None,
        }
    }

    fn owed(&self, asked: &Asked<'_>) -> Result<Owed, SettlementWait> {
        match asked.rule.charge {
            SettlementCharge::Quotes => self.owed_by_quotes(asked),
            SettlementCharge::Hours => self.owed_by_hours(asked),
        }
    }

    /// The accepted quotes of the visits that this completion closes.
    fn owed_by_quotes(&self, asked: &Asked<'_>) -> Result<Owed, SettlementWait> {
        let missing = |what: String| SettlementWait::NotConfigured { what };
        let closes = self.closes(asked.visit);
        let (mut amount, mut currency) = (Money::ZERO, None);
        for (id, state) in self.state.accepted_quotes() {
            if !closes.contains(&state.offered.body.visit) {
                continue;
            }
            let quote = self.quote(id, 0, asked.pack).map_err(|_| missing("price_book".to_owned()))?;
            let total = self.owed_for(id, asked.pack).ok_or_else(|| missing("total".to_owned()))?;
            amount = amount.add(total).map_err(|_| missing("total".to_owned()))?;
            currency = Some(quote.currency);
        }
        let of_book = || asked.parts.price_book.map(|book| book.currency.clone());
        let currency = currency.or_else(of_book).ok_or_else(|| missing("price_book".to_owned()))?;
        Ok(Owed { amount, currency, minutes: None, day: self.day_of(asked.visit)? })
    }

    /// The whole minutes of each visit that this completion closes, at the rate of its day, rounded once. Work that
    /// is done again costs nothing (catalogue rule AMB-44).
    fn owed_by_hours(&self, asked: &Asked<'_>) -> Result<Owed, SettlementWait> {
        let missing = |what: &str| SettlementWait::NotConfigured { what: what.to_owned() };
        let name = asked.rule.rate.as_deref().unwrap_or_default();
        let table = asked.pack.rates.get(name).ok_or_else(|| missing(name))?;
        let mut worked = Vec::new();
        for visit in self.closes(asked.visit) {
            let Some(state) = self.state.visits.get(&visit) else { continue };
            let minutes = state.worked_millis() / 60_000;
            if minutes == 0 || context::is_rework(&self.state, visit) {
                continue;
            }
            worked.push((table.on(self.day_of(visit)?).ok_or_else(|| missing(name))?, minutes));
        }
        let minutes: i64 = worked.iter().map(|(_, minutes)| minutes).sum();
        let rounding = asked.rule.rounding.unwrap_or(Rounding::MINOR);
        let amount = Money::per_hour(worked, rounding).map_err(|_| missing(name))?;
        Ok(Owed {
            amount,
            currency: table.currency.clone(),
            minutes: u32::try_from(minutes).ok(),
            day: self.day_of(asked.visit)?,
        })
    }

    /// The visits that end with the completion of this one: itself, and those before it since the last completion.
    fn closes(&self, completing: VisitId) -> Vec<VisitId> {
        let number = |id: &VisitId| self.state.visits.get(id).map_or(0, |visit| visit.number);
        let last = number(&completing);
        let completed = self.state.visits.values().filter(|visit| visit.completed.is_some());
        let before = completed.map(|visit| visit.number).filter(|number| *number < last).max().unwrap_or(0);
        let mut visits: Vec<VisitId> = self.state.visits.keys().copied().collect();
        visits.retain(|id| (before + 1..=last).contains(&number(id)));
        visits
    }

    /// The day of a visit at the site.
    fn day_of(&self, visit: VisitId) -> Result<NaiveDate, SettlementWait> {
        let state = self.state.visits.get(&visit);
        let day = state.and_then(|visit| context::date_of(&self.state, visit));
        day.ok_or_else(|| SettlementWait::NotConfigured { what: "visit.date".to_owned() })
    }
}

impl Asked<'_> {
    /// Why an account does not pay for work of this day.
    fn refuses(&self, account: Option<&str>, day: NaiveDate) -> Option<SettlementWait> {
        let Some(id) = account else { return Some(SettlementWait::Account) };
        let Some(account) = self.settlement.accounts.get(id) else {
            return Some(SettlementWait::UnknownAccount);
        };
        let until = account.until.filter(|until| *until < day)?;
        Some(SettlementWait::ClosedAccount { until })
    }
}

fn titles(settlement: &Settlement) -> BTreeMap<String, Text> {
    let accounts = settlement.accounts.iter();
    accounts.map(|(id, account)| (id.clone(), account.title.clone())).collect()
}

fn reversal(deduction: &Deduction, cause: ReversalCause) -> Body {
    let (reason, account) = (String::new(), None);
    Body::DeductionReversed(DeductionReversed { deduction: deduction.made.fact, cause, reason, account })
}
