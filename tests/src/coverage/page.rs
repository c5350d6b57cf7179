//! The page: every row with what covers it, or why nothing does.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::catalogue::{Catalogue, Reasons, Table};
use super::places::{By, Places};

const HEAD: &str = "# Coverage of the requirements catalogue

Written by `cargo run -p doorstep-tests -- coverage`; do not edit. The rows are listed in [catalogue.yaml](catalogue.yaml). A row is
covered by the packs and scenarios that name it as their `origin`, and a rule or decision also by the code that names it. Why
a row is not covered is said in [coverage.yaml](coverage.yaml).
";

/// More places than these are counted.
const NAMED_MAX: usize = 3;

/// How one row stands.
enum Standing<'a> {
    Covered,
    LeftOut(&'a str),
    Open,
}

/// The whole page.
pub(super) fn write(catalogue: &Catalogue, reasons: &Reasons, places: &Places) -> String {
    let mut page = HEAD.to_owned();
    let page_of = Page { reasons, places };
    page.push_str("\n| Table | Rows | In scenarios | In packs | In code | Left out | Open |\n");
    page.push_str("|---|--:|--:|--:|--:|--:|--:|\n");
    for table in &catalogue.tables {
        let _ = writeln!(page, "{}", page_of.summary(table));
    }
    for table in &catalogue.tables {
        let _ = write!(page, "\n## {}\n\n| | | Covered by |\n|---|---|---|\n", heading(table));
        for (key, title) in &table.rows {
            let _ = writeln!(page, "| {} | {title} | {} |", table.name(key), page_of.told(table, key));
        }
    }
    page
}

fn heading(table: &Table) -> String {
    if table.is_system { format!("{}, {}", table.id, table.title) } else { table.title.clone() }
}

struct Page<'a> {
    reasons: &'a Reasons,
    places: &'a Places,
}

impl Page<'_> {
    fn summary(&self, table: &Table) -> String {
        let rows = || table.rows.iter().map(|(key, _)| key);
        let by = |by| rows().filter(|key| !self.places.of(by, &table.names_of(key)).is_empty()).count();
        let count =
            |is: fn(&Standing<'_>) -> bool| rows().filter(|key| is(&self.standing(table, key))).count();
        format!(
            "| {} | {} | {} | {} | {} | {} | {} |",
            heading(table),
            table.rows.len(),
            by(By::Scenario),
            by(By::Pack),
            if table.is_system { "".to_owned() } else { by(By::Code).to_string() },
            count(|standing| matches!(standing, Standing::LeftOut(_))),
            count(|standing| matches!(standing, Standing::Open)),
        )
    }

    fn standing(&self, table: &Table, key: &str) -> Standing<'_> {
        let kinds: &[By] =
            if table.is_system { &[By::Pack, By::Scenario] } else { &[By::Pack, By::Scenario, By::Code] };
        let names = table.names_of(key);
        if kinds.iter().any(|by| !self.places.of(*by, &names).is_empty()) {
            return Standing::Covered;
        }
        self.reasons.of(&(table.id.clone(), key.to_owned())).map_or(Standing::Open, Standing::LeftOut)
    }

    /// What covers a row, in words.
    fn told(&self, table: &Table, key: &str) -> String {
        match self.standing(table, key) {
            Standing::LeftOut(why) => format!("*{why}*"),
            Standing::Open => "**open**".to_owned(),
            Standing::Covered => {
                let kinds = [(By::Scenario, "scenario"), (By::Pack, "pack"), (By::Code, "code")];
                let names = table.names_of(key);
                let told = kinds.into_iter().filter_map(|(by, name)| list(name, &self.places.of(by, &names)));
                told.collect::<Vec<_>>().join("; ")
            }
        }
    }
}

fn list(kind: &str, places: &BTreeSet<&str>) -> Option<String> {
    let named: Vec<String> = places.iter().take(NAMED_MAX).map(|place| format!("`{place}`")).collect();
    let more = match places.len().saturating_sub(NAMED_MAX) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!places.is_empty()).then(|| format!("{kind} {}{more}", named.join(", ")))
}
