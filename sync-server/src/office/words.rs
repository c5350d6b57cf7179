//! The words of the office's pages, in both languages: one table, used everywhere.

use std::collections::BTreeMap;

use doorstep_domain::fact::{Phase, VisitOutcome};
use doorstep_domain::fold::{Aspect, AspectValue, Outcome};
use doorstep_domain::text::{Language, Text};
use doorstep_domain::zone::Zone;

/// A text in English and Chinese.
pub(crate) fn text(english: impl Into<String>, chinese: impl Into<String>) -> Text {
    Text(BTreeMap::from([(Language::english(), english.into()), (Language::chinese(), chinese.into())]))
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $english:literal, $chinese:literal;)+) => {
        /// What stands on the pages.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Word { $($(#[$doc])* $name,)+ }

        impl Word {
            /// The word in a language: Chinese, or else English.
            pub(crate) fn in_language(self, language: &Language) -> &'static str {
                match self {
                    $(Self::$name if language.is_chinese() => $chinese,)+
                    $(Self::$name => $english,)+
                }
            }
        }
    };
}

words! {
    Jobs: "Jobs", "工单";
    LateAndAtRisk: "Late and at risk", "已迟到和有风险";
    NeedDecision: "Needs a decision", "需要确认";
    Open: "Open", "进行中";
    Closed: "Closed", "已结束";
    Number: "Number", "编号";
    Customer: "Customer", "客户";
    Place: "Place", "地址";
    Visit: "Visit", "上门时间";
    Who: "Who", "人员";
    Where: "State", "状态";
    LastNews: "Last news", "最近消息";
    NotAppointed: "No time agreed", "未约时间";
    NotAssigned: "Nobody assigned", "未派人";
    Emergency: "Emergency", "紧急";
    Planned: "Planned", "已安排";
    Travelling: "On the way", "在路上";
    Arrived: "At the door", "已到门口";
    Working: "At work", "施工中";
    VisitEnded: "Visit over, job open", "上门已结束，工单未完";
    WaitingForPart: "Waiting for a part", "等待配件";
    Completed: "Completed", "已完成";
    Declined: "Declined", "客户拒绝";
    Cancelled: "Cancelled", "已取消";
    Coordinated: "Coordination order", "已转协调单";
    LateBy: "Late by", "已迟到";
    DueIn: "Due in", "还有";
    ToLookAt: "to look at", "项需查看";
    BothKept: "Everything is kept. Which one counts?", "内容都已保存。以哪个为准？";
    ThisCounts: "This one counts", "以此为准";
    Empty: "No jobs yet.", "还没有工单。";
    EmptyNext: "Invite a phone, publish a pack, or create the first job through the API.",
        "请先邀请手机入网、发布服务包，或通过接口创建第一张工单。";
    AllCalm: "Nothing is late and nothing waits for you.", "没有迟到，也没有待确认事项。";
    SignIn: "Open this page with the link that the server printed when it started.",
        "请使用服务器启动时显示的链接打开本页。";
    Updated: "Updated", "更新于";
    Minutes: "min", "分钟";
    Hours: "h", "小时";
    Days: "d", "天";
}

/// A role as people call it; roles of the company's own are shown as they are.
pub(crate) fn role<'a>(role: &'a str, language: &Language) -> &'a str {
    match (role, language.is_chinese()) {
        ("technician", true) => "维修工",
        ("leader", true) => "班长",
        ("supervisor", true) => "主管",
        ("manager", true) => "经理",
        ("office", true) => "前台",
        (other, _) => other,
    }
}

/// The question behind an aspect.
pub(crate) fn question(aspect: &Aspect) -> Text {
    match aspect {
        Aspect::Outcome => text("What became of the job?", "工单结果如何？"),
        Aspect::Phase(_) => text("How far is the visit?", "上门进行到哪一步？"),
        Aspect::Appointment(_) => text("When is the visit?", "什么时候上门？"),
        Aspect::Escalation(_) => text("Must a leader settle the time?", "是否需要主管协调时间？"),
        Aspect::Assignment(_) => text("Who goes?", "谁上门？"),
        Aspect::Consent(_) => text("Did the customer agree to the quote?", "客户是否同意报价？"),
        Aspect::Pin(_) => text("Which price book holds?", "适用哪份价目表？"),
        Aspect::Approval(what) => text(format!("Approved: {what}?"), format!("是否批准：{what}？")),
        Aspect::Archive => text("Is the job checked and archived?", "工单是否已核对归档？"),
    }
}

/// The value of an aspect, as people say it.
pub(crate) fn value(value: &AspectValue, zone: &Zone) -> Text {
    match value {
        AspectValue::Outcome(outcome) => self::outcome(outcome, zone),
        AspectValue::Phase(phase, outcome) => self::phase(*phase, *outcome),
        AspectValue::Appointment(start, end) => Text::verbatim(window(*start, *end, zone)),
        AspectValue::Assignment(users) if users.is_empty() => text("nobody", "无人"),
        AspectValue::Assignment(users) => Text::verbatim(users.join(", ")),
        AspectValue::Pin(book) => Text::verbatim(book.to_string().chars().take(15).collect::<String>()),
        AspectValue::Yes(true) => text("yes", "是"),
        AspectValue::Yes(false) => text("no", "否"),
    }
}

fn outcome(outcome: &Outcome, zone: &Zone) -> Text {
    match outcome {
        Outcome::Open => text("open", "进行中"),
        Outcome::WaitingForPart { model, next_ms } => {
            let next = next_ms.map(|next| moment(next, zone));
            let when = |word: &str| next.as_ref().map_or_else(String::new, |next| format!("{word}{next}"));
            text(
                format!("waiting for the part {model}{}", when(", next visit ")),
                format!("等待配件 {model}{}", when("，下次上门 ")),
            )
        }
        Outcome::Completed { .. } => text("completed", "已完成"),
        Outcome::Declined { reason } => text(format!("declined: {reason}"), format!("客户拒绝：{reason}")),
        Outcome::Cancelled { reason } => text(format!("cancelled: {reason}"), format!("已取消：{reason}")),
        Outcome::Coordinated { person } => {
            text(format!("coordination order, tracked by {person}"), format!("已转协调单，跟进人 {person}"))
        }
    }
}

fn phase(phase: Phase, outcome: Option<VisitOutcome>) -> Text {
    match (phase, outcome) {
        (Phase::Planned, _) => text("planned", "已安排"),
        (Phase::Travelling, _) => text("on the way", "在路上"),
        (Phase::Arrived, _) => text("at the door", "已到门口"),
        (Phase::Working, _) => text("at work", "施工中"),
        (Phase::Ended, Some(VisitOutcome::Done)) => text("done", "已做完"),
        (Phase::Ended, Some(VisitOutcome::Absent)) => text("nobody at home", "家中无人"),
        (Phase::Ended, Some(VisitOutcome::Declined)) => text("declined", "客户拒绝"),
        (Phase::Ended, Some(VisitOutcome::Unfinished)) => text("not finished", "未做完"),
        (Phase::Ended, None) => text("over", "已结束"),
    }
}

/// A moment by the clocks of a place: `03-02 10:40`.
pub(crate) fn moment(at_ms: i64, zone: &Zone) -> String {
    zone.local(at_ms).format("%m-%d %H:%M").to_string()
}

/// A window by the clocks of a place: `03-02 10:00–11:30`.
pub(crate) fn window(start_ms: i64, end_ms: Option<i64>, zone: &Zone) -> String {
    let start = moment(start_ms, zone);
    end_ms.map_or_else(|| start.clone(), |end| format!("{start}–{}", zone.local(end).format("%H:%M")))
}

/// A stretch of time in the largest unit that says enough: `40 min`, `3 h`, `2 d`.
pub(crate) fn stretch(ms: i64, language: &Language) -> String {
    let minutes = ms.max(0) / 60_000;
    let (number, unit) = match minutes {
        0..100 => (minutes, Word::Minutes),
        100..2880 => (minutes / 60, Word::Hours),
        _ => (minutes / 1440, Word::Days),
    };
    format!("{number} {}", unit.in_language(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_told_in_the_unit_that_people_use() {
        let (en, zh) = (Language::english(), Language::chinese());
        assert_eq!(stretch(40 * 60_000, &en), "40 min");
        assert_eq!(stretch(200 * 60_000, &en), "3 h");
        assert_eq!(stretch(3 * 86_400_000, &zh), "3 天");
    }

    #[test]
    fn moments_are_told_by_the_clocks_of_the_place() {
        let china = Zone::parse("CST-8").unwrap();
        assert_eq!(window(1_772_409_600_000, Some(1_772_413_200_000), &china), "03-02 08:00–09:00");
    }
}
