//! Checking what stands around the work.

use std::collections::BTreeMap;

use doorstep_core::FollowUpSummary;
use doorstep_domain::text::Language;

use super::expect::{Findings, Look};
use crate::scenario::Check;
use crate::world::Trouble;

/// Whether an expectation is about what stands around the work.
pub(super) fn is_around(check: &Check) -> bool {
    matches!(
        check,
        Check::Acceptance(_)
            | Check::Approvals(_)
            | Check::Custody(_)
            | Check::BackBy(_)
            | Check::Overdue(_)
            | Check::Van(_)
            | Check::ToAsk(_)
            | Check::ToSatisfy(_)
            | Check::Archived(_)
    )
}

impl Look<'_> {
    pub(super) fn check_around(&self, check: &Check, findings: &mut Findings) -> Result<(), Trouble> {
        let (state, word, core) = (&self.job.state, check.word(), self.phone.core()?);
        match check {
            Check::Acceptance(expected) => {
                let found = self.job.acceptance.get(&self.visit).map_or("unknown", |stands| stands.name());
                findings.same(word, found.replace('_', " "), expected.clone());
            }
            Check::Approvals(expected) => {
                let answer = |answer| match answer {
                    None => "pending",
                    Some(true) => "approved",
                    Some(false) => "refused",
                };
                let asked = state.asked.iter();
                let found: BTreeMap<String, String> = asked
                    .map(|a| (self.asked_for(&a.asked.body.what), answer(a.answer).to_owned()))
                    .collect();
                findings.same(word, &found, expected);
            }
            Check::Custody(expected) => findings.same(word, &self.custody(), expected),
            Check::BackBy(moment) => {
                let planned_ms = state.custody.iter().find_map(|custody| custody.planned_return_ms);
                let expected = moment.at(self.stage.time.now_ms(), &self.stage.zone);
                let shown = |at_ms| self.stage.shown(at_ms);
                findings.same(word, planned_ms.map(shown), Some(shown(expected)));
            }
            Check::Overdue(expected) => {
                let overdue = core.due(0)?.into_iter().filter(|due| due.is_overdue);
                let title = |due: doorstep_core::DueSummary| due.title.get(&Language::english()).to_owned();
                findings.same_set(word, overdue.map(title).collect(), &expected.0);
            }
            Check::Van(expected) => {
                let stock = core.van_stock()?.into_iter();
                let left = stock.filter(|stock| stock.quantity != doorstep_domain::decimal::Decimal::ZERO);
                let name = |part: &doorstep_core::VanPart| {
                    if part.old { format!("old {}", part.part) } else { part.part.clone() }
                };
                let found: BTreeMap<String, String> =
                    left.map(|stock| (name(&stock.part), stock.quantity.to_string())).collect();
                findings.same(word, &found, expected);
            }
            Check::ToAsk(expected) => {
                let with_days = expected.0.iter().any(|task| task.contains(" before "));
                let told = |task: FollowUpSummary| match task.due_at_ms.filter(|_| with_days) {
                    Some(due_at_ms) => format!("{} before {}", task.task, self.stage.shown(due_at_ms)),
                    None => task.task,
                };
                findings.same_set(word, core.follow_ups(0)?.into_iter().map(told).collect(), &expected.0);
            }
            Check::ToSatisfy(expected) => findings.same(word, !state.to_satisfy.is_empty(), *expected),
            Check::Archived(expected) => {
                findings.same(word, state.archived.as_ref().is_some_and(|a| a.value), *expected);
            }
            _ => {}
        }
        Ok(())
    }

    /// A discount by its id alone: stories do not know the ids of quotes.
    fn asked_for(&self, what: &str) -> String {
        let discount = what.strip_prefix("discount/").and_then(|rest| rest.split_once('/'));
        discount.map_or_else(|| what.to_owned(), |(_, id)| format!("discount {id}"))
    }

    fn custody(&self) -> BTreeMap<String, String> {
        let custody = self.job.state.custody.iter();
        let stands = |custody: &doorstep_domain::fold::Custody| {
            let (place, signed) = match custody.back {
                Some(_) => ("back", custody.signed_back),
                None => ("out", custody.signed_out),
            };
            format!("{place}{}", if signed.is_some() { " signed" } else { "" })
        };
        custody.map(|custody| (custody.out.body.what.clone(), stands(custody))).collect()
    }
}
