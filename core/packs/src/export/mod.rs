//! A checklist as an XLSForm workbook, where the format can hold it.
//!
//! Each step becomes a row ([`rows`], [`kind`], [`things`]) in the groups that its column or its phase names ([`layout`]), each
//! condition is written in XPath so that it holds where it holds in the pack ([`condition`]), and every part of the
//! checklist is accounted for ([`report`]): bringing the workbook back makes the same checklist of everything that is
//! understood.

mod column;
mod condition;
mod initial;
mod kind;
mod layout;
mod names;
mod offer;
mod report;
mod rows;
mod sheet;
#[cfg(test)]
pub(crate) mod tests;
mod things;
mod xpath;

use doorstep_domain::checklist::{Checklist, Requires};
use doorstep_domain::expr::Expr;
use doorstep_domain::pack::Pack;
use doorstep_domain::text::{Language, Text};

pub use report::{Part, Parts};

use layout::Layout;
use names::Names;
use rows::Rows;
use sheet::{Cells, Sheet};

/// A workbook with what became of the checklist in it.
#[derive(Debug, Clone)]
pub struct Exported {
    /// The `.xlsx`.
    pub workbook: Vec<u8>,
    /// What became of every part of the checklist.
    pub parts: Parts,
}

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The pack has no such checklist.
    #[error("the pack has no checklist `{name}`; it has {known}")]
    NoChecklist {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// The writer of workbooks refused, such as a text longer than a cell can be.
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// Writes a checklist of a pack as an XLSForm workbook. The same pack gives the same sheets.
///
/// # Errors
/// [`ExportError`].
pub fn export(pack: &Pack, name: &str) -> Result<Exported, ExportError> {
    let Some(checklist) = pack.checklists.get(name) else {
        let known: Vec<&str> = pack.checklists.keys().map(String::as_str).collect();
        return Err(ExportError::NoChecklist { name: name.to_owned(), known: known.join(", ") });
    };
    let mut parts = Parts::default();
    let title = title_of(pack, name);
    around(checklist, &mut parts);
    let layout = Layout::of(checklist, &mut parts);
    let names = Names::new(layout.entries);
    let mut rows = Rows::new(checklist, &names, &pack.languages, &mut parts);
    rows.all(&layout.rows);
    let Rows { survey, choices, .. } = rows;
    let settings = settings(pack, name, title, &mut parts);
    Ok(Exported { workbook: sheet::workbook(&[survey, choices, settings])?, parts })
}

/// What people call the form: the service that uses it, or the pack.
fn title_of<'a>(pack: &'a Pack, name: &str) -> &'a Text {
    let mut users = pack.services.values().filter(|service| service.checklist == name);
    match (users.next(), users.next()) {
        (Some(service), None) => &service.title,
        _ => &pack.title,
    }
}

fn settings(pack: &Pack, name: &str, title: &Text, parts: &mut Parts) -> Sheet {
    let own = pack.languages.first().cloned().unwrap_or_else(Language::english);
    let says = title.get(&own).to_owned();
    if title.0.values().any(|other| *other != says) {
        parts.approximated("the checklist", "title", &says, "a form has its title in one language");
    } else {
        parts.understood("the checklist", "title");
    }
    let cells = [
        ("form_title", says),
        ("form_id", name.to_owned()),
        ("version", pack.version.to_string()),
        ("default_language", language_name(&own)),
    ];
    let columns = cells.iter().map(|(column, _)| (*column).to_owned()).collect();
    let mut settings = Sheet::new("settings", columns);
    settings.rows.push(cells.into_iter().map(|(column, text)| (column.to_owned(), text)).collect::<Cells>());
    settings
}

/// A language as forms name it.
fn language_name(code: &Language) -> String {
    let name = match code.0.as_str() {
        "zh-CN" => "中文",
        "en" => "English",
        "de" => "Deutsch",
        "fr" => "Français",
        "es" => "Español",
        other => other.strip_prefix("x-").unwrap_or(other),
    };
    format!("{name} ({code})")
}

/// What a checklist says about visits, of which a form knows nothing.
fn around(checklist: &Checklist<Expr>, parts: &mut Parts) {
    let of = "the checklist";
    for (name, outcome) in &checklist.outcomes {
        let is_plain = matches!(outcome.requires, Requires::All(_)) && !outcome.nobody_home;
        if name == "done" && is_plain {
            parts.understood(of, "outcome");
        } else {
            parts.unknown(of, "outcome", name, "a form ends in one way, when everything required is there");
        }
    }
    if checklist.door != doorstep_domain::checklist::DoorRule::default() {
        parts.unknown(of, "door", "", "a form knows nothing of doors");
    }
    if checklist.punctuality.is_some() {
        parts.unknown(of, "punctuality", "", "a form knows nothing of appointments");
    }
}
