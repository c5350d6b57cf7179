//! Checking what a story expects of deductions, wrong swipes and wages.

use std::collections::BTreeMap;

use doorstep_core::host::Method;
use doorstep_domain::case::{SettlementItem, SettlementStanding, SettlementWait};
use doorstep_domain::decimal::Decimal;
use doorstep_domain::wage::Month;
use serde_json::{Value, json};

use super::expect::{Findings, Look};
use crate::scenario::{Check, ScoreCheck, SettlementCheck, WageCheck};
use crate::world::Trouble;

/// Whether a check is about deductions and wages.
pub(super) fn is_money(check: &Check) -> bool {
    matches!(
        check,
        Check::Settlement(_) | Check::ErrorRates(_) | Check::Wages(_) | Check::Scores(_) | Check::OnTime(_)
    )
}

impl Look<'_> {
    pub(super) fn check_money(&self, check: &Check, findings: &mut Findings) -> Result<(), Trouble> {
        match check {
            Check::Settlement(rules) => {
                for (rule, expected) in rules {
                    self.check_settlement(rule, expected, findings);
                }
            }
            Check::ErrorRates(rates) => self.check_error_rates(rates, findings)?,
            Check::Wages(wages) => self.check_wages(wages, findings)?,
            Check::Scores(scores) => self.check_scores(scores, findings)?,
            Check::OnTime(rates) => self.check_on_time(rates, findings)?,
            other => return Err(format!("`{}` is not about money", other.word()).into()),
        }
        Ok(())
    }

    /// Of several completed visits the last one.
    fn check_settlement(&self, rule: &str, expected: &SettlementCheck, findings: &mut Findings) {
        let of = |what: &str| format!("settlement {rule}, {what}");
        let items: Vec<&SettlementItem> =
            self.job.settlement.iter().filter(|item| item.rule == rule).collect();
        let item = items.last();
        if let Some(is) = &expected.is {
            let found = item.map_or("nothing", |item| standing(&item.standing));
            findings.same(&of("is"), found, is.as_str());
        }
        if let Some(account) = &expected.account {
            findings.same(&of("account"), item.and_then(|item| item.account.clone()), Some(account.clone()));
        }
        if let Some(amount) = &expected.amount {
            let found = item.and_then(|item| item.amount).map(|amount| amount.0);
            findings.same(&of("amount"), found, Some(amount.minor));
        }
        let history = || items.iter().flat_map(|item| &item.history);
        if let Some(made) = expected.made {
            findings.same(&of("made"), history().count(), made);
        }
        if let Some(reversed) = &expected.reversed {
            let found = history().filter_map(|made| Some(made.reversed.as_ref()?.cause.name().to_owned()));
            findings.same(&of("reversed"), found.collect::<Vec<_>>(), reversed.0.clone());
        }
    }

    fn check_error_rates(
        &self,
        expected: &BTreeMap<String, String>,
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        let path = format!("error-rates?month={}", self.month());
        let rates = self.stage.company.desk(Method::Get, &path, &Value::Null)?;
        for (user, expected) in expected {
            let rate = rates.as_array().into_iter().flatten().find(|rate| rate["user"] == user.as_str());
            let found = rate.map(|rate| format!("{} of {}", rate["reversed"], rate["deducted"]));
            findings.same(&format!("wrong swipes of {user}"), found.as_deref(), Some(expected.as_str()));
        }
        Ok(())
    }

    fn check_wages(
        &self,
        expected: &BTreeMap<String, WageCheck>,
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        for (user, check) in expected {
            let scores = check.score.map(|score| json!({ user: { "total": score.to_string() } }));
            let body =
                json!({ "month": self.month().to_string(), "scores": scores.unwrap_or_else(|| json!({})) });
            let lists = self.stage.company.desk(Method::Post, "wages", &body)?;
            let rows = lists.as_array().into_iter().flatten().filter_map(|list| list["rows"].as_array());
            let row = rows.flatten().find(|row| row["user"] == user.as_str()).cloned().unwrap_or_default();
            let of = |what: &str| format!("wages of {user}, {what}");
            if let Some(minutes) = check.minutes {
                findings.same(&of("minutes"), row["minutes"].as_i64(), Some(minutes));
            }
            let amounts = [("base", check.base), ("performance", check.performance), ("total", check.total)];
            for (name, amount) in amounts {
                if let Some(amount) = amount {
                    findings.same(&of(name), row["paid"][name].as_i64(), Some(amount.minor));
                }
            }
        }
        Ok(())
    }

    /// Scores of their own, and those by which wages are paid.
    fn check_scores(
        &self,
        expected: &BTreeMap<String, ScoreCheck>,
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        let month = self.month();
        let ask =
            |what: &str| self.stage.company.desk(Method::Get, &format!("{what}?month={month}"), &Value::Null);
        let (scores, wages) = (ask("scores")?, ask("wages")?);
        let rows = |lists: &Value| lists.as_array().cloned().unwrap_or_default();
        let rows: Vec<Value> =
            rows(&scores).iter().chain(&rows(&wages)).flat_map(|l| rows(&l["rows"])).collect();
        for (about, check) in expected {
            let is_about = |row: &&Value| row["about"] == about.as_str() || row["user"] == about.as_str();
            let row = rows.iter().find(is_about).cloned().unwrap_or_default();
            let tally = if row["tally"].is_null() { &row["score"] } else { &row["tally"] };
            same_score(about, tally, check, findings);
        }
        Ok(())
    }

    fn check_on_time(
        &self,
        expected: &BTreeMap<String, String>,
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        let path = format!("hit-rates?month={}", self.month());
        let rates = self.stage.company.desk(Method::Get, &path, &Value::Null)?;
        for (timer, expected) in expected {
            let rate = rates.as_array().into_iter().flatten().find(|rate| rate["timer"] == timer.as_str());
            let found = rate.map(|rate| {
                let (met, missed) =
                    (rate["met"].as_u64().unwrap_or(0), rate["missed"].as_array().map_or(0, Vec::len));
                format!("{met} of {}", met + missed as u64)
            });
            findings.same(&format!("on time: {timer}"), found.as_deref(), Some(expected.as_str()));
        }
        Ok(())
    }

    /// The month that the story is in.
    fn month(&self) -> Month {
        Month::of(self.stage.zone.local(self.stage.time.now_ms()).date())
    }
}

fn same_score(about: &str, tally: &Value, check: &ScoreCheck, findings: &mut Findings) {
    let of = |what: &str| format!("score of {about}, {what}");
    if let Some(is) = &check.is {
        let score = &tally["score"];
        let found =
            score["Ok"].as_str().map(trimmed).or_else(|| score["Err"]["why"].as_str().map(str::to_owned));
        findings.same(&of("is"), found.as_deref(), Some(is.as_str()));
    }
    if let Some(grade) = &check.grade {
        findings.same(&of("grade"), tally["grade"].as_str(), Some(grade.as_str()));
    }
    for (part, expected) in &check.parts {
        let found =
            tally["parts"].as_array().into_iter().flatten().find(|other| other["id"] == part.as_str());
        let found = found.and_then(|part| part["percent"].as_str()).map(trimmed);
        findings.same(&of(part), found.as_deref(), Some(expected.as_str()));
    }
}

/// A number without zeros at its end.
fn trimmed(number: &str) -> String {
    number.parse::<Decimal>().map_or_else(|_| number.to_owned(), |number| number.trimmed().to_string())
}

fn standing(standing: &SettlementStanding) -> &'static str {
    match standing {
        SettlementStanding::Deducted { .. } => "deducted",
        SettlementStanding::Nothing => "nothing",
        SettlementStanding::Pending { waits_for } => match waits_for {
            SettlementWait::Office => "waits for the office",
            SettlementWait::Account => "no account",
            SettlementWait::UnknownAccount => "unknown account",
            SettlementWait::ClosedAccount { .. } => "closed account",
            SettlementWait::NotConfigured { .. } => "not configured",
        },
    }
}
