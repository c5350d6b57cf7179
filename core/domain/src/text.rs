//! Texts in several languages, with one rule for what is missing.

use std::collections::BTreeMap;
use std::fmt;

/// A language tag such as `zh-CN` or `en`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Language(pub String);

impl Language {
    /// Simplified Chinese, the language of the catalogue's companies.
    #[must_use]
    pub fn chinese() -> Self {
        Self("zh-CN".to_owned())
    }

    /// English.
    #[must_use]
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// Whether it is some Chinese; messages of this library are in Chinese or else in English.
    #[must_use]
    pub fn is_chinese(&self) -> bool {
        self.0.split('-').next() == Some("zh")
    }

    /// A label with what is said about it: `Check the belt: not answered`, and after a question
    /// `Will you drill? Not answered`.
    #[must_use]
    pub fn labelled(&self, label: &str, said: &str) -> String {
        if is_sentence(label) && !self.is_chinese() {
            return self.entered(label, &capital(said));
        }
        self.entered(label, said)
    }

    /// A label with what somebody entered, to the letter: `Serial number: x-7`, and after a question `Which one? x-7`.
    #[must_use]
    pub fn entered(&self, label: &str, value: &str) -> String {
        match (self.is_chinese(), is_sentence(label)) {
            (true, true) => format!("{label}{value}"),
            (true, false) => format!("{label}：{value}"),
            (false, true) => format!("{label} {value}"),
            (false, false) => format!("{label}: {value}"),
        }
    }
}

/// Whether a label brings its own mark at the end, so that no colon follows.
fn is_sentence(label: &str) -> bool {
    label.ends_with(['?', '!', '.', '？', '！', '。'])
}

/// The text as a sentence of its own.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text of a pack in every language that the pack speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Text(pub BTreeMap<Language, String>);

impl Text {
    /// What somebody wrote, shown as it is in every language (tag `und`, undetermined).
    #[must_use]
    pub fn verbatim(text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(Language("und".to_owned()), text.into())]))
    }

    /// The text in this language; else in a language with the same first subtag; else in English;
    /// else in whatever language there is; else empty.
    #[must_use]
    pub fn get(&self, language: &Language) -> &str {
        let base = language.0.split('-').next().unwrap_or_default();
        let same_base =
            || self.0.iter().find(|(tag, _)| tag.0.split('-').next() == Some(base)).map(|(_, text)| text);
        self.0
            .get(language)
            .or_else(same_base)
            .or_else(|| self.0.get(&Language::english()))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_and_what_is_said_about_it_read_as_one_line() {
        let (en, zh) = (Language::english(), Language("zh-CN".to_owned()));
        assert_eq!(en.labelled("Check the belt", "not answered"), "Check the belt: not answered");
        assert_eq!(en.labelled("Will you drill?", "not answered"), "Will you drill? Not answered");
        assert_eq!(en.labelled("Will you drill?", "2 of 3 photos"), "Will you drill? 2 of 3 photos");
        assert_eq!(zh.labelled("检查皮带", "未填写"), "检查皮带：未填写");
        assert_eq!(zh.labelled("要钻孔吗？", "未填写"), "要钻孔吗？未填写");
        assert_eq!(en.entered("Which one?", "x-7"), "Which one? x-7", "as it was entered");
        assert_eq!(en.entered("Serial number", "x-7"), "Serial number: x-7");
    }
}
