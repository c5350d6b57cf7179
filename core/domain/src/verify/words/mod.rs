//! What people read: every finding in English and in Chinese. Other languages get English.

use super::finding::{Finding, Says, Standing, Verdict};
use crate::text::Language;

/// One sentence in two languages, with the same data.
macro_rules! say {
    ($zh:expr, $english:literal, $chinese:literal) => {
        if $zh { format!($chinese) } else { format!($english) }
    };
}

/// `1 photo`, `2 photos`.
fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

mod attached;
mod consents;
mod document;
mod facts;
mod file;
mod office;
mod people;
mod signatures;
mod since;

use attached::of_attached;
use consents::of_consents;
use document::of_document;
use facts::of_facts;
use file::of_file;
use office::of_office;
use people::of_people;
use signatures::of_signatures;
use since::{of_changes_since, of_time};

impl Standing {
    /// The standing in a word.
    #[must_use]
    pub fn text(self, language: &Language) -> &'static str {
        match (self, language.is_chinese()) {
            (Self::Holds, false) => "holds",
            (Self::Holds, true) => "成立",
            (Self::Note, false) => "note",
            (Self::Note, true) => "说明",
            (Self::Missing, false) => "MISSING",
            (Self::Missing, true) => "缺失",
            (Self::Broken, false) => "DOES NOT HOLD",
            (Self::Broken, true) => "不成立",
        }
    }
}

impl Verdict {
    /// The verdict in one sentence.
    #[must_use]
    pub fn text(&self, language: &Language) -> String {
        let zh = language.is_chinese();
        let count = |standing| self.all().filter(|f| f.standing == standing && f.parts.is_empty()).count();
        let (broken, missing) = (count(Standing::Broken), count(Standing::Missing));
        match (self.standing(), self.findings.iter().any(Finding::is_unknown_company)) {
            (Standing::Broken, _) => {
                say!(
                    zh,
                    "This file does not hold: {broken} parts are wrong.",
                    "本文件不成立：{broken} 处有误。"
                )
            }
            (Standing::Missing, _) => say!(
                zh,
                "What is in this file holds, but not all of it can be shown: {missing} parts are missing.",
                "文件中的内容成立，但无法证明全部：缺 {missing} 处。"
            ),
            (_, true) => {
                let fingerprint = self.fingerprint.as_deref().unwrap_or_default();
                say!(
                    zh,
                    "Everything holds. It is authentic if this is your company's key: {fingerprint}",
                    "全部成立。若下列指纹是贵公司的密钥，则文件真实：{fingerprint}"
                )
            }
            _ => say!(zh, "Everything holds.", "全部成立。"),
        }
    }
}

impl Finding {
    fn is_unknown_company(&self) -> bool {
        matches!(self.says, Says::CompanyUnknown { .. })
    }

    /// The finding in one sentence.
    #[must_use]
    pub fn text(&self, language: &Language) -> String {
        self.says.text(language)
    }
}

impl Says {
    fn text(&self, language: &Language) -> String {
        let zh = language.is_chinese();
        of_file(self, zh)
            .or_else(|| of_people(self, zh))
            .or_else(|| of_document(self, zh))
            .or_else(|| of_facts(self, zh))
            .or_else(|| of_consents(self, zh))
            .or_else(|| of_signatures(self, language))
            .or_else(|| of_time(self, zh))
            .or_else(|| of_changes_since(self, language))
            .or_else(|| of_attached(self, zh))
            .or_else(|| of_office(self, zh))
            .unwrap_or_default()
    }
}
