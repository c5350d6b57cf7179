//! A verdict in words that a customer understands, with its dates.

use chrono::NaiveDate;

use super::view::{Because, ComponentView, CoverageView, Started, Verdict, Waiting};
use crate::calendar::Span;
use crate::text::{Language, Text};

impl Verdict {
    /// The verdict in a word.
    #[must_use]
    pub fn message(self, language: &Language) -> &'static str {
        let (chinese, english) = match self {
            Self::Covered => ("在保", "covered"),
            Self::Paid => ("收费", "to be paid"),
            Self::Refused => ("不受理", "not accepted"),
            Self::NotKnown => ("尚不能判定", "not known yet"),
            Self::NotConfigured => ("未设置", "not configured"),
        };
        if language.is_chinese() { chinese } else { english }
    }
}

impl CoverageView {
    /// Why a component has its verdict: what a technician shows a customer.
    #[must_use]
    pub fn explain(&self, component: &ComponentView, language: &Language) -> String {
        component.because.message(self.on, language)
    }

    /// The components that the job is about, or may be about.
    pub fn concerned(&self) -> impl Iterator<Item = &ComponentView> {
        self.components.iter().filter(|component| component.is_concerned != Some(false))
    }

    /// Verdict and reason of a component, such as
    /// `covered. Five years: 5 years from the purchase on 2020-01-10, until 2025-01-09.`
    #[must_use]
    pub fn statement(&self, component: &ComponentView, language: &Language) -> String {
        let (verdict, why) = (component.verdict.message(language), self.explain(component, language));
        if language.is_chinese() { format!("{verdict}。{why}") } else { format!("{verdict}. {why}") }
    }
}

impl Because {
    /// The reason as one sentence, for a verdict on a day.
    #[must_use]
    pub fn message(&self, on: NaiveDate, language: &Language) -> String {
        if language.is_chinese() { self.chinese(on, language) } else { self.english(on, language) }
    }

    fn chinese(&self, on: NaiveDate, language: &Language) -> String {
        let also = |reason: &Option<Text>| {
            reason.as_ref().map_or_else(|| "。".to_owned(), |reason| format!("。{}", reason.get(language)))
        };
        match self {
            Self::Period { title, reason, started, last_day, .. } => {
                let from = started.as_ref().map(|started| from_chinese(started, language));
                let from = from.unwrap_or_default();
                let until = match started {
                    Some(started) if on < started.on => format!("{on} 尚未开始"),
                    _ if on <= *last_day => format!("至 {last_day} 止"),
                    _ => format!("已于 {last_day} 到期，本次日期 {on}"),
                };
                format!("{}：{from}{until}{}", title.get(language), also(reason))
            }
            Self::Unlimited { title, reason, .. } => format!("{}{}", title.get(language), also(reason)),
            Self::Document { title, reason, .. } | Self::Exclusion { title, reason, .. } => {
                format!("{}：{}", title.get(language), reason.get(language))
            }
            Self::NotCovered => "不在任何保障范围内。".to_owned(),
            Self::Waits { answers } => format!("待填写：{}。", names(answers, language, "、")),
            Self::NotConfigured { title, .. } => format!("{}：公司尚未设置期限。", title.get(language)),
            Self::Uncomputable { title, .. } => format!("{}：按所填内容无法计算。", title.get(language)),
        }
    }

    fn english(&self, on: NaiveDate, language: &Language) -> String {
        let also = |reason: &Option<Text>| {
            reason.as_ref().map_or_else(|| ".".to_owned(), |reason| format!(". {}", reason.get(language)))
        };
        match self {
            Self::Period { title, reason, started, last_day, .. } => {
                let from = started.as_ref().map(|started| from_english(started, language));
                let from = from.unwrap_or_default();
                let until = match started {
                    Some(started) if on < started.on => format!("not begun on {on}"),
                    _ if on <= *last_day => format!("until {last_day}"),
                    _ => format!("over since {last_day}, and it is {on}"),
                };
                format!("{}: {from}{until}{}", title.get(language), also(reason))
            }
            Self::Unlimited { title, reason, .. } => format!("{}{}", title.get(language), also(reason)),
            Self::Document { title, reason, .. } | Self::Exclusion { title, reason, .. } => {
                format!("{}: {}", title.get(language), reason.get(language))
            }
            Self::NotCovered => "Nothing covers it.".to_owned(),
            Self::Waits { answers } => format!("Answer first: {}.", names(answers, language, ", ")),
            Self::NotConfigured { title, .. } => {
                format!("{}: the company has not said how long.", title.get(language))
            }
            Self::Uncomputable { title, .. } => {
                format!("{}: cannot be computed from these answers.", title.get(language))
            }
        }
    }
}

impl Span {
    /// The length in words, such as `5 years`.
    #[must_use]
    pub fn message(self, language: &Language) -> String {
        let (count, chinese, one, many) = match self {
            Self::Years(count) => (count, "年", "year", "years"),
            Self::Months(count) => (count, "个月", "month", "months"),
            Self::Days(count) => (count, "天", "day", "days"),
        };
        match (language.is_chinese(), count) {
            (true, count) => format!("{count} {chinese}"),
            (false, 1) => format!("1 {one}"),
            (false, count) => format!("{count} {many}"),
        }
    }
}

fn from_chinese(started: &Started, language: &Language) -> String {
    let Started { title, on, lasts } = started;
    format!("自{}（{on}）起 {}，", title.get(language), lasts.message(language))
}

fn from_english(started: &Started, language: &Language) -> String {
    let Started { title, on, lasts } = started;
    format!("{} from {} on {on}, ", lasts.message(language), title.get(language))
}

impl Waiting {
    /// The step as people call it; any other name as expressions write it.
    #[must_use]
    pub fn words(&self, language: &Language) -> String {
        match self.title.get(language) {
            "" => self.name.to_string(),
            title => title.to_owned(),
        }
    }
}

fn names(answers: &[Waiting], language: &Language, between: &str) -> String {
    answers.iter().map(|waiting| waiting.words(language)).collect::<Vec<_>>().join(between)
}
