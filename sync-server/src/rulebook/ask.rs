//! What a step asks for, in words.

use doorstep_domain::checklist::{Choice, Kind, WhichVisit};
use doorstep_domain::text::Text;

use super::Book;

impl Book<'_> {
    /// What a step of this kind asks for. `word` finds the pack's text for one of its words.
    pub(super) fn asks(&self, kind: &Kind, word: &dyn Fn(&str) -> String) -> String {
        match kind {
            Kind::Guidance => self.say("to read or say", "提示").to_owned(),
            Kind::Tick => self.say("done, ticked", "勾选完成").to_owned(),
            Kind::YesNo => self.say("yes or no", "是或否").to_owned(),
            Kind::Choice { options } => {
                format!("{}{}", self.say("one of: ", "单选："), self.options(options))
            }
            Kind::Multi { options, .. } => {
                format!("{}{}", self.say("any of: ", "多选："), self.options(options))
            }
            Kind::Number { unit, min, max, .. } => {
                self.number(unit.as_ref(), [min, max].map(|bound| bound.as_ref().map(ToString::to_string)))
            }
            Kind::Text { .. } => self.say("words", "文字").to_owned(),
            Kind::Date => self.say("a day", "日期").to_owned(),
            Kind::DateTime => self.say("a day and a time", "日期和时间").to_owned(),
            Kind::Scan => self.say("a scanned code", "扫码").to_owned(),
            Kind::Photo => self.say("a photo", "照片").to_owned(),
            Kind::Call { purpose } => format!("{}{}", self.say("a call: ", "电话："), word(purpose)),
            Kind::DoorAttempts => self.say("rings and knocks, with their times", "按铃、敲门记录").to_owned(),
            Kind::Arrival => self.say("the moment of arrival", "到达时间").to_owned(),
            Kind::IdShown => self.say("badge or slip shown", "已出示证件或单据").to_owned(),
            Kind::Consent { what } => format!("{}{}", self.say("consent: ", "客户同意："), word(what)),
            Kind::Options { at_least } if self.language.is_chinese() => {
                format!("出示至少 {at_least} 个方案供选择")
            }
            Kind::Options { at_least } => format!("at least {at_least} quotes to choose from, shown"),
            Kind::Quote => self.say("the quote, shown", "出示报价").to_owned(),
            Kind::Work => self.say("the work, timed", "计时施工").to_owned(),
            Kind::Signature { role, instead } => {
                let instead: Vec<String> = instead.iter().map(|role| word(role)).collect();
                let mut asks = format!("{}{}", self.say("signature: ", "签字："), word(role));
                if !instead.is_empty() {
                    let or = self.say("; with a reason instead: ", "；说明原因可代签：");
                    asks.push_str(&format!("{or}{}", instead.join(self.comma())));
                }
                asks
            }
            Kind::Rating { scale } => format!("{}{}", self.say("a rating: ", "评价："), word(scale)),
            Kind::Appointment { visit: WhichVisit::This } => {
                self.say("the time of this visit", "约定本次时间").to_owned()
            }
            Kind::Appointment { visit: WhichVisit::Next } => {
                self.say("the time of the next visit", "约定下次时间").to_owned()
            }
            Kind::Note => self.say("a note", "记录").to_owned(),
            Kind::Custody => self.say("taken along or brought back", "带走与归还").to_owned(),
            Kind::Parts => self.say("parts used", "所用材料").to_owned(),
            Kind::Coverage => self.say("whether it is covered", "判定是否在保").to_owned(),
            Kind::CustodyOut { signed } => {
                self.custody(self.say("something taken along", "带走物品"), *signed)
            }
            Kind::CustodyBack { signed } => {
                self.custody(self.say("all of it brought back", "全部归还"), *signed)
            }
            Kind::Approval { what } => format!("{}{}", self.say("approval: ", "批准："), word(what)),
            Kind::Repeat { item, at_least, at_most, .. } => {
                let each = self.say("each of several: ", "逐个填写：");
                format!("{each}{}, {at_least}–{at_most}", item.get(self.language))
            }
            Kind::Workers { at_least } => {
                format!("{}{at_least}", self.say("staff who are there, at least: ", "在场工作人员不少于："))
            }
        }
    }

    fn custody(&self, what: &str, is_signed: bool) -> String {
        let signed = if is_signed { self.say(", signed for", "，须签字") } else { "" };
        format!("{what}{signed}")
    }

    fn options(&self, options: &[Choice]) -> String {
        let titles: Vec<&str> = options.iter().map(|option| option.title.get(self.language)).collect();
        titles.join(self.say(" / ", "／"))
    }

    fn number(&self, unit: Option<&Text>, [min, max]: [Option<String>; 2]) -> String {
        let unit = unit.map(|unit| format!(" ({})", unit.get(self.language))).unwrap_or_default();
        let bounds = match (min, max) {
            (Some(min), Some(max)) => format!(" {min}–{max}"),
            (Some(min), None) => format!(" ≥ {min}"),
            (None, Some(max)) => format!(" ≤ {max}"),
            (None, None) => String::new(),
        };
        format!("{}{unit}{bounds}", self.say("a number", "数字"))
    }
}
