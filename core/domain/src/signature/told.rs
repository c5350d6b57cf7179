//! What changed since a signature, in words: the same on the phone, in the office, on paper and in a verdict.

use super::difference::{CheckChange, Difference, LineChange};
use crate::money::Money;
use crate::statement::ViewLine;
use crate::text::{Language, capital};

/// How an amount is shown, with or without its currency.
type Show<'s> = &'s dyn Fn(Money) -> String;

/// A difference in words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ToldChange {
    /// In one line: "Signed for 180.00 yuan, now 215.00 yuan (+35.00); 1 line not signed".
    pub headline: String,
    /// What it consists of: each line of money, each check and the photos, by name.
    pub details: Vec<String>,
}

impl Difference {
    /// The difference in words, amounts with as many digits as the currency has.
    #[must_use]
    pub fn told(&self, language: &Language) -> ToldChange {
        let name = self.currency.as_ref().map_or("", |currency| currency.name.get(language));
        let full = |amount| format!("{} {name}", self.shown(amount)).trim_end().to_owned();
        self.told_with(language, &|amount| self.shown(amount), &full)
    }

    /// An amount with as many digits as the currency has.
    #[must_use]
    pub fn shown(&self, amount: Money) -> String {
        amount.display(self.currency.as_ref().map_or(2, |currency| currency.minor_digits))
    }

    /// The difference in words, with amounts as `plain` and, where a currency belongs to them, as `full` shows them.
    #[must_use]
    pub fn told_with(&self, language: &Language, plain: Show<'_>, full: Show<'_>) -> ToldChange {
        let zh = language.is_chinese();
        let parts: Vec<String> = self.totals(zh, plain, full).into_iter().chain(self.counts(zh)).collect();
        let headline = capital(&parts.join(if zh { "；" } else { "; " }));
        let lines = self.lines.iter().map(|change| change.told(language, plain));
        let checks = self.checks.iter().map(|change| change.told(language));
        ToldChange { headline, details: lines.chain(checks).chain(self.photos(zh)).collect() }
    }

    fn totals(&self, zh: bool, plain: Show<'_>, full: Show<'_>) -> Option<String> {
        let (signed, now) = (self.signed_minor.map(Money), self.now_minor.map(Money));
        Some(match (signed, now, zh) {
            (signed, now, _) if signed == now => return None,
            (Some(signed), Some(now), _) => {
                let by = Money(self.not_signed_minor().unwrap_or_default());
                let (signed, now, by) = (full(signed), full(now), signs(by, plain));
                if zh {
                    format!("签名时 {signed}，现为 {now}（{by}）")
                } else {
                    format!("signed for {signed}, now {now} ({by})")
                }
            }
            (Some(signed), None, false) => format!("signed for {}, now without a total", full(signed)),
            (Some(signed), None, true) => format!("签名时 {}，现无合计", full(signed)),
            (None, Some(now), false) => format!("signed without a price, now {}", full(now)),
            (None, Some(now), true) => format!("签名时无金额，现为 {}", full(now)),
            (None, None, _) => return None,
        })
    }

    /// How many parts differ, by what became of them.
    fn counts(&self, zh: bool) -> Vec<String> {
        let gone = self.lines.iter().filter(|line| line.now.is_none()).count();
        let counts = [
            (self.lines_not_signed(), "line not signed", "lines not signed", "项收费未签名"),
            (gone, "signed line gone", "signed lines gone", "项已签收费已去除"),
            (self.checks.len(), "check says something else", "checks say something else", "项检查已改动"),
            (self.photos_gone.len(), "photo gone", "photos gone", "张照片已不在"),
        ];
        let some = counts.into_iter().filter(|(count, ..)| *count > 0);
        some.map(|(count, one, many, chinese)| match (zh, count) {
            (true, _) => format!("{count} {chinese}"),
            (false, 1) => format!("1 {one}"),
            (false, _) => format!("{count} {many}"),
        })
        .collect()
    }

    fn photos(&self, zh: bool) -> Vec<String> {
        let said = |count: usize, one: &str, many: &str, chinese: &str| match (count, zh) {
            (0, _) => None,
            (count, true) => Some(format!("{count} 张照片{chinese}")),
            (1, false) => Some(format!("1 photo {one}")),
            (count, false) => Some(format!("{count} photos {many}")),
        };
        let gone = (
            self.photos_gone.len(),
            "that was signed is gone",
            "that were signed are gone",
            "已签名，现已不在",
        );
        let added = (self.photos_added.len(), "taken since", "taken since", "为签名后拍摄");
        // Photos that were added are worth a word only beside something that differs.
        let told = [gone, added].into_iter().filter(|_| !self.is_none());
        told.filter_map(|(count, one, many, chinese)| said(count, one, many, chinese)).collect()
    }
}

impl LineChange {
    /// One line of money by name, with what was signed and what stands.
    #[must_use]
    pub fn told(&self, language: &Language, show: Show<'_>) -> String {
        let zh = language.is_chinese();
        let priced = |line: &ViewLine| match line.quantity.as_str() {
            "1" => show(Money(line.amount_minor)),
            quantity => format!("× {quantity}, {}", show(Money(line.amount_minor))),
        };
        match (&self.signed, &self.now) {
            (Some(signed), Some(now)) => {
                let was = match (signed.title == now.title, zh) {
                    (true, _) => String::new(),
                    (false, false) => format!(" (then \"{}\")", signed.title),
                    (false, true) => format!("（当时“{}”）", signed.title),
                };
                let (title, signed, now) = (&now.title, priced(signed), priced(now));
                if zh {
                    format!("{title}{was}：签名时 {signed}，现为 {now}")
                } else {
                    format!("{title}{was}: signed {signed}, now {now}")
                }
            }
            (None, Some(now)) if zh => format!("新增：{} {}", now.title, priced(now)),
            (None, Some(now)) => format!("Added: {} {}", now.title, priced(now)),
            (Some(signed), None) if zh => format!("已去除：{} {}", signed.title, priced(signed)),
            (Some(signed), None) => format!("No longer there: {} {}", signed.title, priced(signed)),
            (None, None) => String::new(),
        }
    }
}

impl CheckChange {
    /// One check by name, with both values.
    #[must_use]
    pub fn told(&self, language: &Language) -> String {
        let (title, before) = (&self.signed.title, &self.signed.value);
        match (self.now.as_ref().map(|now| &now.value), language.is_chinese()) {
            (Some(now), false) => format!("{title}: signed as \"{before}\", now \"{now}\""),
            (Some(now), true) => format!("{title}：签名时“{before}”，现为“{now}”"),
            (None, false) => format!("{title}: signed as \"{before}\", now not answered"),
            (None, true) => format!("{title}：签名时“{before}”，现已清空"),
        }
    }
}

/// `+35.00`, `-10.00`.
fn signs(amount: Money, show: Show<'_>) -> String {
    let sign = if amount > Money::ZERO { "+" } else { "" };
    format!("{sign}{}", show(amount))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::BlobId;
    use crate::price::Currency;
    use crate::statement::ViewCheck;
    use crate::text::Text;

    fn line(title: &str, quantity: &str, amount_minor: i64) -> Option<ViewLine> {
        Some(ViewLine { key: title.into(), title: title.into(), quantity: quantity.into(), amount_minor })
    }

    fn check(value: &str) -> ViewCheck {
        ViewCheck { step: "leak".into(), title: "Leak".into(), value: value.into() }
    }

    fn grown() -> Difference {
        let name = [(Language::english(), "yuan"), (Language::chinese(), "元")];
        let name = Text(name.map(|(language, name)| (language, name.to_owned())).into());
        Difference {
            currency: Some(Currency { code: "CNY".into(), minor_digits: 2, name }),
            signed_minor: Some(18_000),
            now_minor: Some(21_500),
            lines: vec![LineChange { signed: None, now: line("Hose", "2", 3_500) }],
            ..Difference::default()
        }
    }

    #[test]
    fn money_and_lines_are_told_by_name() {
        let told = grown().told(&Language::english());
        assert_eq!(told.headline, "Signed for 180.00 yuan, now 215.00 yuan (+35.00); 1 line not signed");
        assert_eq!(told.details, ["Added: Hose × 2, 35.00"]);
        let told = grown().told(&Language::chinese());
        assert_eq!(told.headline, "签名时 180.00 元，现为 215.00 元（+35.00）；1 项收费未签名");
        assert_eq!(told.details, ["新增：Hose × 2, 35.00"]);
    }

    #[test]
    fn what_is_gone_dearer_or_said_otherwise_shows_both_values() {
        let difference = Difference {
            signed_minor: Some(100),
            now_minor: None,
            lines: vec![
                LineChange { signed: line("Valve", "1", 100), now: line("Valve", "3", 300) },
                LineChange { signed: line("Tape", "1", 5), now: None },
            ],
            checks: vec![
                CheckChange { signed: check("no"), now: Some(check("yes")) },
                CheckChange { signed: check("no"), now: None },
            ],
            photos_gone: vec![BlobId([1; 32])],
            photos_added: vec![BlobId([2; 32]), BlobId([3; 32])],
            currency: None,
        };
        let told = difference.told(&Language::english());
        assert_eq!(
            told.headline,
            "Signed for 1.00, now without a total; 1 line not signed; 1 signed line gone; 2 checks say something else; 1 photo gone"
        );
        assert_eq!(
            told.details,
            [
                "Valve: signed 1.00, now × 3, 3.00",
                "No longer there: Tape 0.05",
                "Leak: signed as \"no\", now \"yes\"",
                "Leak: signed as \"no\", now not answered",
                "1 photo that was signed is gone",
                "2 photos taken since",
            ]
        );
    }

    #[test]
    fn nothing_is_told_of_what_still_stands() {
        let added = Difference { photos_added: vec![BlobId([2; 32])], ..Difference::default() };
        let told = added.told(&Language::chinese());
        assert_eq!((told.headline.as_str(), told.details.len()), ("", 0));
    }
}
