//! The languages of a form, and its texts in them.

use doorstep_domain::checklist::{mentions, with_mentions};
use doorstep_domain::text::Language;

use super::report::Cells;
use super::sheet::{Row, Sheet};

/// Names of languages that forms write without a code.
const KNOWN: [(&str, &str); 16] = [
    ("english", "en"),
    ("chinese", "zh-CN"),
    ("中文", "zh-CN"),
    ("french", "fr"),
    ("français", "fr"),
    ("spanish", "es"),
    ("español", "es"),
    ("portuguese", "pt"),
    ("german", "de"),
    ("deutsch", "de"),
    ("arabic", "ar"),
    ("russian", "ru"),
    ("hindi", "hi"),
    ("swahili", "sw"),
    ("italian", "it"),
    ("indonesian", "id"),
];

/// The languages of a form, its own first.
#[derive(Debug)]
pub(super) struct Languages {
    own: Language,
    /// As the form names them, with their codes; without the column that names none.
    named: Vec<(String, Language)>,
}

impl Languages {
    /// Every language that a column of text names. `plain` is the language of columns that name none.
    pub(super) fn of(sheets: &[&Sheet], plain: &Language, default: Option<&str>) -> Self {
        let own =
            default.map_or_else(|| plain.clone(), |name| code_of(name).unwrap_or_else(|| plain.clone()));
        let mut named: Vec<(String, Language)> = Vec::new();
        for (column, _) in sheets.iter().flat_map(|sheet| &sheet.columns) {
            let Some(name) = &column.language else { continue };
            let is_text = matches!(
                column.name.as_str(),
                "label" | "hint" | "guidance_hint" | "constraint_message" | "required_message"
            );
            if is_text && !named.iter().any(|(known, _)| known == name) {
                let code = code_of(name).unwrap_or_else(|| Language(format!("x-{}", super::id::kebab(name))));
                named.push((name.clone(), code));
            }
        }
        Self { own, named }
    }

    /// The codes, the form's own first.
    pub(super) fn codes(&self, has_plain: bool) -> Vec<Language> {
        let mut codes = Vec::new();
        let is_own_named = self.named.iter().any(|(_, code)| *code == self.own);
        if has_plain || is_own_named || self.named.is_empty() {
            codes.push(self.own.clone());
        }
        for (_, code) in &self.named {
            if !codes.contains(code) {
                codes.push(code.clone());
            }
        }
        codes
    }

    fn code(&self, name: Option<&str>) -> Language {
        let named = name.and_then(|name| self.named.iter().find(|(known, _)| known == name));
        named.map_or_else(|| self.own.clone(), |(_, code)| code.clone())
    }
}

/// `English (en)` and `en` are English; so is `English` by itself.
fn code_of(name: &str) -> Option<Language> {
    let inside =
        name.rsplit_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(code, _)| code.trim());
    let is_code = |text: &str| {
        (2..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if let Some(code) = inside.filter(|code| is_code(code)) {
        return Some(Language(code.to_owned()));
    }
    let plain = name.trim().to_lowercase();
    let known = KNOWN.iter().find(|(known, _)| *known == plain).map(|(_, code)| *code);
    known
        .or_else(|| Some(name.trim()).filter(|text| text.len() <= 3 && is_code(text)))
        .map(|c| Language(c.to_owned()))
}

/// The id of the step whose answer stands where a text mentions this name, if one can.
pub(super) type Mention<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The texts of a column, in every language; what one lacks is taken from another and said.
pub(super) fn text(
    row: &Row,
    column: &str,
    languages: &Languages,
    codes: &[Language],
    cells: &mut Cells,
    mention: Mention<'_>,
) -> Option<Vec<(Language, String)>> {
    let found: Vec<(Language, &super::workbook::Cell)> =
        row.texts(column).map(|(name, cell)| (languages.code(name), cell)).collect();
    let (_, first) = found.first()?;
    for (_, cell) in &found {
        let lost: Vec<&str> = mentions(&cell.text).filter(|name| mention(name).is_none()).collect();
        if lost.is_empty() {
            cells.understood(cell);
        } else {
            let lost = lost.join("}`, `${");
            cells.approximated(cell, format!("`${{{lost}}}` is shown by name, without what it means"));
        }
    }
    let said = |text: &str| {
        with_mentions(text, |name| {
            Some(mention(name).map_or_else(|| format!("({name})"), |id| format!("${{{id}}}")))
        })
    };
    let in_language =
        |code: &Language| found.iter().find(|(of, _)| of == code).map(|(_, cell)| said(&cell.text));
    let texts = codes.iter().map(|code| {
        let text = in_language(code).unwrap_or_else(|| {
            cells.approximated(first, format!("there is none in {}, where this one stands", code.0));
            said(&first.text)
        });
        (code.clone(), text)
    });
    Some(texts.collect())
}
