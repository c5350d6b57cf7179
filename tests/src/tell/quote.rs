//! Checking prices, to the last digit.

use std::collections::BTreeSet;

use doorstep_core::Answer;
use doorstep_domain::price::{Amount, Because, QuotedLine, Why};
use doorstep_domain::text::Language;

use super::expect::{Findings, Look};
use crate::scenario::QuoteCheck;
use crate::world::Trouble;

impl Look<'_> {
    pub(super) fn check_quote(&self, check: &QuoteCheck, findings: &mut Findings) -> Result<(), Trouble> {
        let named = |name: &String| {
            self.stage.names.named_quotes.get(name).ok_or_else(|| format!("the story has no quote `{name}`"))
        };
        let id = match &check.of {
            Some(name) => named(name)?,
            None => self.stage.names.quotes.get(&self.job.case).ok_or("the story has no quote yet")?,
        };
        let quote = self.job.quotes.iter().find(|quote| quote.id == *id).ok_or("the quote is not here")?;
        if let Some(expected) = &check.consent {
            let consent = quote.offered.as_ref().and_then(|offered| offered.consent.as_ref());
            let found =
                consent.map_or("not answered", |given| if given.value { "agreed" } else { "refused" });
            findings.same("quote, consent", found, expected.as_str());
        }
        if let Some(other) = &check.superseded_by {
            let found = quote.offered.as_ref().and_then(|offered| offered.superseded_by);
            findings.same("quote, superseded by", found, Some(*named(other)?));
        }
        self.check_account(quote, check, findings);
        let priced = quote.priced.as_ref().ok_or("the phone has no prices for this quote")?;
        if let Some(expected) = &check.not_configured {
            let missing = priced.problems.iter().filter(|p| p.why == Why::NotConfigured);
            findings.same(
                "quote, not configured",
                missing.map(|p| p.item.clone()).collect(),
                expected.0.clone(),
            );
            findings.same("quote, total", priced.total.map(|total| total.0), None);
        }
        if let Some(expected) = &check.by_rule {
            let found: BTreeSet<&str> = priced.lines.iter().filter_map(|line| line.key.rule()).collect();
            let expected: BTreeSet<&str> = expected.0.iter().map(String::as_str).collect();
            findings.same("quote, lines by rule", found, expected);
        }
        if let Some(expected) = check.total {
            findings.same("quote, total in fen", priced.total.map(|total| total.0), Some(expected.minor));
        }
        if let Some(expected) = check.units {
            findings.same("quote, units", priced.time.map(|time| time.units), Some(expected));
        }
        if let Some(expected) = check.minutes {
            findings.same("quote, minutes", priced.time.map(|time| time.minutes), Some(expected));
        }
        for (name, expected) in &check.lines {
            let line = self.stage.names.lines.get(name);
            if line.is_none() && !priced.lines.iter().any(|quoted| quoted.key.rule() == Some(name)) {
                return Err(format!("no line or rule `{name}`").into());
            }
            let found = priced.lines.iter().find(|quoted| match line {
                Some(line) => quoted.key.line() == Some(*line),
                None => quoted.key.rule() == Some(name),
            });
            let found = found.map(|quoted| &quoted.amount);
            match found {
                Some(Amount::Priced(amount)) => {
                    findings.same(&format!("quote, line {name} in fen"), amount.0, expected.minor);
                }
                other => {
                    findings.same(&format!("quote, line {name}"), format!("{other:?}"), "a price".to_owned());
                }
            }
        }
        Ok(())
    }

    /// The sums beside the total, what was paid, and why lines cost nothing.
    fn check_account(&self, quote: &doorstep_core::Quote, check: &QuoteCheck, findings: &mut Findings) {
        let (priced, account) = (quote.priced.as_ref(), quote.account.as_ref());
        let tax = priced.map(|priced| priced.taxes.iter().map(|sum| sum.tax.0).sum::<i64>());
        let deposit = priced.and_then(|priced| priced.deposit.as_ref()?.amount.priced());
        let sums = [
            ("net", check.net, priced.and_then(|priced| priced.net).map(|net| net.0)),
            ("tax", check.tax, tax),
            ("deposit", check.deposit, deposit.map(|deposit| deposit.0)),
            ("paid", check.paid, account.map(|account| account.paid.0)),
            ("pending", check.pending, account.map(|account| account.pending.0)),
            ("due", check.due, account.and_then(|account| account.due).map(|due| due.0)),
            ("to give back", check.overpaid, account.and_then(|account| account.overpaid).map(|owed| owed.0)),
        ];
        for (what, expected, found) in sums {
            if let Some(expected) = expected {
                findings.same(&format!("quote, {what} in fen"), found, Some(expected.minor));
            }
        }
        if let Some(expected) = check.must_ask_again {
            let found = matches!(quote.answer, Answer::AgreedBefore { must_ask_again: true, .. });
            findings.same("quote, must ask again", found, expected);
        }
        for (name, expected) in &check.free {
            let line = self.stage.names.lines.get(name);
            let is_it = |quoted: &&QuotedLine| match line {
                Some(line) => quoted.key.line() == Some(*line),
                None => quoted.key.rule() == Some(name),
            };
            let quoted = priced.and_then(|priced| priced.lines.iter().find(is_it));
            let why =
                quoted.and_then(|quoted| quoted.traces.first()).and_then(|trace| match &trace.because {
                    Because::Free { why, .. } => Some(why.get(&Language::english()).to_owned()),
                    _ => None,
                });
            findings.same(&format!("quote, {name} is free"), why, Some(expected.clone()));
        }
    }
}
