//! The linter: what must hold before a pack is published. Every check adds all that it finds.

mod candidates;
mod checklist;
mod coverage;
mod defaults;
mod facts;
mod gates;
mod head;
mod id;
mod money;
mod offers;
mod options;
mod path;
mod prices;
mod proof;
mod reach;
mod sample;
mod score;
mod texts;
mod timing;

use crate::report::LintReport;
use crate::source::Draft;

pub(crate) use checklist::MAX_STEPS;
pub(crate) use coverage::strangers;
pub(crate) use defaults::check as defaults;
pub(crate) use id::{is_kebab, is_snake, is_token};
pub(crate) use offers::check as offers;
pub(crate) use options::{Options, unknown_options};
pub(crate) use path::check as completing_path;
#[cfg(test)]
pub(crate) use path::{Path, Situation, paths};
pub(crate) use reach::check as reachable_steps;
pub(crate) use texts::check as texts;

/// Every check that needs no compiled expression, on checklists that are
/// [self-contained](Draft::self_contained).
pub(crate) fn lint(draft: &Draft, report: &mut LintReport) {
    head::check(draft, report);
    facts::check(draft, report);
    money::check(draft, report);
    for (id, service) in &draft.head.services {
        timing::check(draft, id, service, report);
        coverage::check(draft, id, service, report);
    }
    for (name, checklist) in &draft.checklists {
        checklist::check(draft, name, checklist, report);
    }
    for (name, book) in &draft.price_books {
        prices::check(name, book, report);
    }
}
