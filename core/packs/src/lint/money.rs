//! Rates, wages, and accounts from which customers pay.

use std::collections::BTreeSet;

use super::head::not_snake;
use super::is_snake;
use crate::report::LintReport;
use crate::source::{Draft, PACK};

pub(super) fn check(draft: &Draft, report: &mut LintReport) {
    rates(draft, report);
    settlements(draft, report);
    wages(draft, report);
    super::score::check(draft, report);
    unused(draft, report);
}

/// A gap or two amounts for one day are refused with the day: a wage is never guessed.
fn rates(draft: &Draft, report: &mut LintReport) {
    for (id, table) in &draft.head.rates {
        if !is_snake(id) {
            report.add(PACK, format!("rates.{id}"), not_snake(id));
        }
        for (period, problem) in table.problems() {
            report.add(PACK, format!("rates.{id}.periods[{period}]"), problem.to_string());
        }
    }
}

fn settlements(draft: &Draft, report: &mut LintReport) {
    let tables: BTreeSet<&str> = draft.head.rates.keys().map(String::as_str).collect();
    for (id, service) in &draft.head.services {
        let Some(settlement) = &service.settlement else { continue };
        let Some(checklist) = draft.checklists.get(&service.checklist) else { continue };
        let at = |path: &str| format!("services.{id}.settlement.{path}").trim_end_matches('.').to_owned();
        for problem in settlement.problems(checklist, &tables) {
            report.add(PACK, at(&problem.path), problem.reason);
        }
        for account in settlement.accounts.keys().filter(|account| !is_snake(account)) {
            report.add(PACK, at(&format!("accounts.{account}")), not_snake(account));
        }
        for (index, rule) in settlement.rules.iter().enumerate().filter(|(_, rule)| !is_snake(&rule.id)) {
            report.add(PACK, at(&format!("rules[{index}].id")), not_snake(&rule.id));
        }
    }
}

fn wages(draft: &Draft, report: &mut LintReport) {
    let services: BTreeSet<&str> = draft.head.services.keys().map(String::as_str).collect();
    for (id, wage) in &draft.head.wages {
        if !is_snake(id) {
            report.add(PACK, format!("wages.{id}"), not_snake(id));
        }
        for problem in wage.problems(&services, &draft.head.rates) {
            report.add(PACK, format!("wages.{id}.{}", problem.path), problem.reason);
        }
    }
}

fn unused(draft: &Draft, report: &mut LintReport) {
    let head = &draft.head;
    let of_wages = head.wages.values().flat_map(|wage| [Some(&wage.rate), wage.base.as_ref()]);
    let rules = head.services.values().filter_map(|service| service.settlement.as_ref());
    let of_rules = rules.flat_map(|settlement| &settlement.rules).map(|rule| rule.rate.as_ref());
    let used: BTreeSet<&String> = of_wages.chain(of_rules).flatten().collect();
    for id in head.rates.keys().filter(|id| !used.contains(id)) {
        report.add(PACK, format!("rates.{id}"), "is not used by any wage or settlement");
    }
}
