//! The sheet `settings`: what the form is called.

use doorstep_domain::text::Language;

use super::id::kebab;
use super::report::Cells;
use super::sheet::Sheet;
use super::workbook::Cell;

/// What the form says of itself.
#[derive(Debug, Default)]
pub(super) struct Settings {
    form_title: Option<String>,
    form_id: Option<String>,
    pub(super) version: u32,
    pub(super) default_language: Option<String>,
    /// What a filled form is called: an expression.
    pub(super) instance_name: Option<Cell>,
    /// A list may have a choice twice.
    pub(super) allows_duplicates: bool,
}

impl Settings {
    /// Reads the one row of the sheet.
    pub(super) fn read(sheet: Option<&Sheet>, cells: &mut Cells) -> Self {
        let mut settings = Self { version: 1, ..Self::default() };
        let Some(row) = sheet.and_then(|sheet| sheet.rows.first()) else { return settings };
        for (column, cell) in row.iter() {
            let text = Some(cell.text.clone());
            match column.name.as_str() {
                "form_title" | "title" => settings.form_title = text,
                "form_id" | "id_string" => settings.form_id = text,
                "default_language" => settings.default_language = text,
                "instance_name" => {
                    // Understood, or not, with the other expressions.
                    settings.instance_name = Some(cell.clone());
                    continue;
                }
                "allow_choice_duplicates" => {
                    settings.allows_duplicates =
                        matches!(cell.text.to_lowercase().as_str(), "yes" | "true" | "true()");
                }
                "version" => match cell.text.parse().ok().filter(|version| *version > 0) {
                    Some(version) => settings.version = version,
                    None => {
                        cells.approximated(cell, "versions of packs are whole numbers: this one is called 1");
                    }
                },
                "style" => cells.approximated(cell, "how a form looks is the matter of the app"),
                _ => continue,
            }
            cells.understood(cell);
        }
        settings
    }

    /// The id of the pack.
    pub(super) fn id(&self) -> String {
        kebab(self.form_id.as_deref().or(self.form_title.as_deref()).unwrap_or("form"))
    }

    /// What people read.
    pub(super) fn title(&self, codes: &[Language]) -> Vec<(Language, String)> {
        let title = self.form_title.as_deref().or(self.form_id.as_deref()).unwrap_or("Form");
        codes.iter().map(|code| (code.clone(), title.to_owned())).collect()
    }
}
