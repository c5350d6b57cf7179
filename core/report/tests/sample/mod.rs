//! Reports to look at and to test with, in both languages.
#![allow(dead_code, reason = "the example and the tests use different parts")]

mod history;
mod ink;
mod parts;

use doorstep_domain::fact::{Area, Person};
use doorstep_domain::fold::Outcome;
use doorstep_domain::id::VisitId;
use doorstep_domain::money::Money;
use doorstep_domain::pack::Audience;
use doorstep_report::*;

use history::*;
use parts::*;

/// 2026-03-02 00:00 in China.
const DAY: i64 = 1_772_380_800_000;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// A word in the language of the sample.
#[derive(Clone, Copy)]
pub(crate) struct Words(pub(crate) bool);

impl Words {
    fn say(self, english: &str, chinese: &str) -> String {
        if self.0 { chinese } else { english }.to_owned()
    }

    fn some(self, english: &str, chinese: &str) -> Option<String> {
        Some(self.say(english, chinese))
    }
}

/// A signature.
pub(crate) fn strokes() -> Option<doorstep_domain::signature::Strokes> {
    ink::wang_fang()
}

/// Two visits, one paid total, photos, consents, three signatures of which one is out of date, a decision.
pub(crate) fn rich(t: Words) -> WorkReport {
    WorkReport {
        copy: Some(CopyFor { number: Some(3), title: String::new(), audience: Audience::Customer }),
        archived: true,
        visits: vec![first_visit(t), second_visit(t)],
        checklist: checklist(t),
        coverage: Some(coverage(t)),
        quotes: vec![quote(t)],
        materials: materials(t),
        consents: consents(t),
        ratings: vec![rating(t)],
        photos: photos(t),
        signatures: signatures(t),
        decisions: vec![decision(t)],
        lost: vec![lost(t)],
        timeline: timeline(t),
        copies: copies(t),
        ..bare(t)
    }
}

/// A job that nobody has touched yet.
pub(crate) fn bare(t: Words) -> WorkReport {
    WorkReport {
        company: Company {
            name: t.say("Longhu Property Services", "龙湖物业服务有限公司"),
            contact: t.some("Service desk 400-600-8080, day and night", "服务热线 400-600-8080（24 小时）"),
        },
        form: Form { title: t.say("Dispatch order", "派工单"), code: Some("NWGZ-AL.KF-06-11".into()) },
        copy: None,
        number: "A7-0012".into(),
        service: t.say("Home repair", "户内维修"),
        subject: Subject {
            customer: Person {
                name: t.say("Wang Fang", "王芳"),
                phone: Some("138 0013 8000".into()),
                relation: None,
            },
            reporter: Some(Person {
                name: t.say("Zhao Lei", "赵磊"),
                phone: Some("139 0013 9000".into()),
                relation: t.some("tenant", "租户"),
            }),
            address: t.say("12 Riverside Garden, building 3, flat 1802", "滨江花园 12 号 3 栋 1802 室"),
            area: Area::Indoor,
            time_zone: "CST-8".into(),
            emergency: false,
            report: t.say(
                "The kitchen light flickers and the toilet drains slowly.",
                "厨房灯闪烁，卫生间马桶下水慢。",
            ),
            reported_at_ms: DAY - 15 * HOUR,
        },
        outcome: Outcome::Completed { visit: VisitId([2; 8]) },
        archived: false,
        remaining: None,
        visits: Vec::new(),
        checklist: Vec::new(),
        coverage: None,
        quotes: Vec::new(),
        materials: Vec::new(),
        consents: Vec::new(),
        ratings: Vec::new(),
        photos: Vec::new(),
        signatures: Vec::new(),
        unsigned: Vec::new(),
        entries: Vec::new(),
        decisions: Vec::new(),
        lost: Vec::new(),
        timeline: Vec::new(),
        copies: Vec::new(),
        seal: seal(),
        left_out: std::collections::BTreeSet::new(),
    }
}

/// Nothing has happened yet, and the paper waits for two signatures.
pub(crate) fn open(t: Words) -> WorkReport {
    WorkReport {
        outcome: Outcome::Open,
        unsigned: vec![
            t.say("Customer, accepting the work", "客户验收"),
            t.say("Technician, handing in", "服务人员交单"),
        ],
        subject: Subject { reporter: None, emergency: true, ..bare(t).subject },
        ..bare(t)
    }
}

/// Scenario: nobody home, three attempts, a new time (catalogue scenario 1).
pub(crate) fn absent(t: Words) -> WorkReport {
    WorkReport {
        outcome: Outcome::Open,
        visits: vec![absent_visit(t)],
        remaining: Some(Remaining {
            reason: t.say("Nobody opened; a note was left on the door.", "敲门无人应答，已留条。"),
            person: t.some("Li Qiang", "李强"),
            plan: t.some("Second visit", "再次上门"),
            at_ms: Some(DAY + 33 * HOUR),
        }),
        ..bare(t)
    }
}

/// Scenario: the quote was refused (catalogue scenario 4), with a price that nobody has configured.
pub(crate) fn declined(t: Words) -> WorkReport {
    let mut refused = quote(t);
    refused.accepted = Some(false);
    refused.total = None;
    if let Some(line) = refused.lines.get_mut(1) {
        line.amount = LineAmount::NotConfigured;
        line.trace.clear();
    }
    refused.problems = vec![t.say("Unblock a toilet: the price is not configured", "疏通马桶：价格未配置")];
    WorkReport {
        outcome: Outcome::Declined { reason: t.say("too expensive", "价格偏高") },
        quotes: vec![refused],
        consents: consents(t).into_iter().filter(|consent| !consent.accepted).collect(),
        copy: Some(CopyFor { number: Some(1), title: String::new(), audience: Audience::Desk }),
        ..bare(t)
    }
}

/// A coordination order (catalogue RC-03).
pub(crate) fn coordination(t: Words) -> WorkReport {
    WorkReport {
        form: Form { title: t.say("Coordination order", "协调单"), code: None },
        outcome: Outcome::Coordinated { person: t.say("Chen Jing", "陈静") },
        entries: entries(t),
        remaining: Some(Remaining {
            reason: t.say("The developer has to open the wall.", "需开发商开墙。"),
            person: t.some("Chen Jing", "陈静"),
            plan: t.some("Meet the developer on site", "约开发商现场查看"),
            at_ms: Some(DAY + 80 * HOUR),
        }),
        ..bare(t)
    }
}

/// Long names, a hundred steps, many events, large amounts, an unknown zone, a forged view.
pub(crate) fn long(t: Words) -> WorkReport {
    let mut report = rich(t);
    let name = t.say(
        "Maria-Magdalena Wolfeschlegelsteinhausenbergerdorff-Rodriguez de la Santisima Trinidad",
        "新疆维吾尔自治区阿不都热依木·买买提艾力江·吐尔逊尼亚孜物业服务联合有限责任公司",
    );
    report.company.name = name.clone();
    report.subject.customer.name = name.clone();
    report.subject.time_zone = "Asia/Shanghai".into();
    report.subject.report = [report.subject.report.as_str(); 12].join("\n");
    let steps = report.checklist.iter().flat_map(|group| group.lines.clone()).cycle().take(100).collect();
    report.checklist.push(CheckGroup { title: name.clone(), lines: steps });
    report.timeline = report.timeline.into_iter().cycle().take(150).collect();
    for quote in &mut report.quotes {
        quote.total = Some(Money(123_456_789_000));
    }
    for signature in &mut report.signatures {
        signature.signer.name.clone_from(&name);
        signature.since = Since::Broken;
    }
    report
}
