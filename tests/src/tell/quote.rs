//! Checking prices, to the last digit.

use std::collections::BTreeSet;

use doorstep_domain::price::{Amount, Why};

use super::expect::{Findings, Look};
use crate::scenario::QuoteCheck;
use crate::world::Trouble;

impl Look<'_> {
    pub(super) fn check_quote(&self, check: &QuoteCheck, findings: &mut Findings) -> Result<(), Trouble> {
        let id = self.stage.names.quotes.get(&self.job.case).ok_or("the story has no quote yet")?;
        let quote = self.job.quotes.iter().find(|quote| quote.id == *id).ok_or("the quote is not here")?;
        if let Some(expected) = &check.consent {
            let consent = quote.offered.as_ref().and_then(|offered| offered.consent.as_ref());
            let found =
                consent.map_or("not answered", |given| if given.value { "agreed" } else { "refused" });
            findings.same("quote, consent", found, expected.as_str());
        }
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
}
