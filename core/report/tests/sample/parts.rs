//! The parts of the samples.

use doorstep_domain::coverage::Verdict;
use doorstep_domain::fact::{
    CallResult, ConsentWhat, DoorMethod, MarkForm, MarkPoint, Person, PhotoMark, SignatureRole, VisitOutcome,
};
use doorstep_domain::money::Money;
use doorstep_domain::price;
use doorstep_domain::signature::{CheckChange, Difference, LineChange};
use doorstep_domain::statement::{ViewCheck, ViewLine};
use doorstep_domain::text::Text;
use doorstep_report::*;

use super::{DAY, HOUR, MINUTE, Words, ink};

fn li_qiang(t: Words) -> String {
    t.say("Li Qiang", "李强")
}

pub(super) fn technician(t: Words) -> Author {
    Author { name: li_qiang(t), role: t.say("technician", "维修工"), device: "Pixel 8 · A7".into() }
}

pub(super) fn leader(t: Words) -> Author {
    Author {
        name: t.say("Chen Jing", "陈静"), role: t.say("leader", "班长"), device: "iPhone · B2".into()
    }
}

pub(super) fn desk(t: Words) -> Author {
    Author {
        name: t.say("Lin Wei", "林薇"),
        role: t.say("front desk", "前台"),
        device: t.say("office", "办公室"),
    }
}

fn customer(t: Words) -> Person {
    Person { name: t.say("Wang Fang", "王芳"), phone: None, relation: t.some("owner", "业主") }
}

pub(super) fn seal() -> Seal {
    Seal {
        case: "case_3f1c0a9b7d2e4f60a1b2c3d4e5f60718".into(),
        pack: "property-repair 7".into(),
        heads: vec![digits("9c1e"), digits("07ab")],
        rules_version: 1,
        state: digits("51a7"),
        as_of_ms: DAY + 35 * HOUR,
    }
}

fn digits(start: &str) -> String {
    format!("{start}{}", "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d15")
}

pub(super) fn first_visit(t: Words) -> Visit {
    Visit {
        number: 1,
        technicians: vec![li_qiang(t)],
        appointments: vec![
            Appointment {
                start_ms: DAY + 9 * HOUR,
                end_ms: None,
                by: t.say("Lin Wei (front desk)", "林薇（前台）"),
                reason: None,
                counts: false,
            },
            Appointment {
                start_ms: DAY + 10 * HOUR,
                end_ms: Some(DAY + 11 * HOUR),
                by: t.say("Chen Jing (leader)", "陈静（班长）"),
                reason: t.some("the lift is out of order until ten", "电梯十点前停用"),
                counts: true,
            },
        ],
        escalated: true,
        arrived_ms: Some(DAY + 9 * HOUR + 56 * MINUTE + 12_000),
        calls: vec![Call {
            at_ms: DAY + 8 * HOUR + 12 * MINUTE,
            by: li_qiang(t),
            purpose: t.say("cannot keep the time", "无法按时到达"),
            result: CallResult::Refused,
            proposed_ms: Some(DAY + 15 * HOUR + 30 * MINUTE),
            apologised: true,
            note: t.some("She has to leave at noon.", "客户中午要出门。"),
        }],
        attempts: vec![Attempt {
            at_ms: DAY + 9 * HOUR + 56 * MINUTE + 20_000,
            method: DoorMethod::Bell,
            answered: true,
        }],
        work: vec![Stretch {
            by: li_qiang(t),
            start_ms: DAY + 10 * HOUR + 5 * MINUTE + 3_000,
            end_ms: Some(DAY + 10 * HOUR + 30 * MINUTE + 41_000),
            millis: 17 * MINUTE + 2_000,
            fetched_millis: 8 * MINUTE + 36_000,
        }],
        outcome: Some(VisitOutcome::Unfinished),
        outcome_reason: t.some("part missing: ballast 36 W", "缺配件：36W 镇流器"),
        person: Some(li_qiang(t)),
        ..Visit::default()
    }
}

pub(super) fn coverage(t: Words) -> Coverage {
    let component =
        |title: String, verdict, word: String, why: String| Component { title, verdict, word, why };
    Coverage {
        title: t.say("Warranty", "包修"),
        on: "2026-03-02".into(),
        by: Some(li_qiang(t)),
        components: vec![
            component(
                t.say("Ballast", "镇流器"),
                Verdict::Covered,
                t.say("covered", "在保"),
                t.say(
                    "Two years: 2 years from the purchase on 2024-06-01, until 2026-05-31.",
                    "两年：自购买日期（2024-06-01）起 2 年，至 2026-05-31 止。",
                ),
            ),
            component(
                t.say("Switch", "开关"),
                Verdict::Paid,
                t.say("to be paid", "收费"),
                t.say("Misuse: It was used wrongly.", "使用不当：不在包修范围内。"),
            ),
        ],
    }
}

pub(super) fn second_visit(t: Words) -> Visit {
    Visit {
        number: 2,
        reason: t.say("part missing", "缺配件"),
        technicians: vec![li_qiang(t), t.say("Sun Tao", "孙涛")],
        appointments: vec![Appointment {
            start_ms: DAY + 33 * HOUR,
            end_ms: None,
            by: t.say("Li Qiang (technician)", "李强（维修工）"),
            reason: None,
            counts: true,
        }],
        arrived_ms: Some(DAY + 33 * HOUR - 4 * MINUTE),
        work: vec![Stretch {
            by: t.say("Sun Tao", "孙涛"),
            start_ms: DAY + 33 * HOUR + 4 * MINUTE,
            end_ms: Some(DAY + 33 * HOUR + 16 * MINUTE),
            millis: 12 * MINUTE,
            fetched_millis: 0,
        }],
        outcome: Some(VisitOutcome::Done),
        ..Visit::default()
    }
}

pub(super) fn absent_visit(t: Words) -> Visit {
    let attempt = |second: i64| Attempt {
        at_ms: DAY + 10 * HOUR + second * 1_000,
        method: if second == 0 { DoorMethod::Bell } else { DoorMethod::Knock },
        answered: false,
    };
    Visit {
        number: 1,
        technicians: vec![li_qiang(t)],
        arrived_ms: Some(DAY + 10 * HOUR - 30_000),
        attempts: vec![attempt(0), attempt(12), attempt(25)],
        outcome: Some(VisitOutcome::Absent),
        outcome_reason: t.some("nobody home", "家中无人"),
        ..Visit::default()
    }
}

pub(super) fn checklist(t: Words) -> Vec<CheckGroup> {
    let line = |title: String, state, answer: Option<String>, evidence: &[String]| CheckLine {
        title,
        state,
        answer,
        evidence: evidence.to_vec(),
    };
    vec![
        CheckGroup {
            title: t.say("Before leaving", "出发前"),
            lines: vec![
                line(t.say("Badge on the left chest", "左胸佩戴工牌"), CheckState::Done, None, &[]),
                line(
                    t.say("Price list and tools in the bag", "携带价目表与工具"),
                    CheckState::Done,
                    t.some("price list, plunger, ladder, shoe covers", "价目表、皮搋、人字梯、鞋套"),
                    &[],
                ),
            ],
        },
        CheckGroup {
            title: t.say("Work", "施工"),
            lines: vec![
                line(
                    t.say("Site survey with a photo before work", "现场勘察并拍照"),
                    CheckState::Done,
                    t.some("ballast burnt, drain half blocked", "镇流器烧毁，下水半堵"),
                    &[t.say("2 photos", "2 张照片")],
                ),
                line(
                    t.say("Drawing of hidden pipes asked for", "索要暗管图纸"),
                    CheckState::NotApplicable,
                    None,
                    &[],
                ),
                line(
                    t.say("Tested and shown to the customer", "试用并向客户演示"),
                    CheckState::Missing,
                    None,
                    &[t.say("1 of 3 photos", "3 张照片中的 1 张")],
                ),
                line(t.say("Asked for other reports", "询问其他报修"), CheckState::Open, None, &[]),
            ],
        },
    ]
}

pub(super) fn yuan(t: Words) -> Currency {
    Currency { name: t.say("yuan", "元"), minor_digits: 2 }
}

pub(super) fn quote(t: Words) -> Quote {
    Quote {
        title: String::new(),
        currency: yuan(t),
        lines: vec![
            QuoteLine {
                title: t.say("Change a light", "更换灯具"),
                quantity: "1".into(),
                amount: LineAmount::Priced(Money::ZERO),
                trace: vec![t.say(
                    "Done in the same time as \"Unblock a toilet\"; the time is not charged twice",
                    "与“疏通马桶”在同一计费时段内，就高不就低，不重复收费",
                )],
            },
            QuoteLine {
                title: t.say("Unblock a toilet", "疏通马桶"),
                quantity: "1".into(),
                amount: LineAmount::Priced(Money(3_000)),
                trace: vec![t.say(
                    "29 minutes of work, charged per 30 minutes: 30.00 yuan × 1 = 30.00 yuan",
                    "工时共 29 分钟，每 30 分钟计一次：30.00 元 × 1 次 = 30.00 元",
                )],
            },
            QuoteLine {
                title: t.say("Ballast 36 W", "镇流器 36W"),
                quantity: t.say("1 pc", "1 个"),
                amount: LineAmount::Priced(Money(1_600)),
                trace: vec![t.say(
                    "Material not on the list: cost 12.34 yuan × 1.3 × 1 = 16.042, rounded to 0.10 = 16.00 yuan",
                    "价目表外材料：成本 12.34 元 × 1.3 × 1 = 16.042，四舍五入到 0.10 = 16.00 元",
                )],
            },
        ],
        above: Vec::new(),
        total: Some(Money(4_600)),
        below: Vec::new(),
        problems: Vec::new(),
        minutes: Some(29),
        accepted: Some(true),
        remark: None,
        is_recommended: false,
        price_book: t.say("Longhu 2026 version 3", "龙湖 2026 第 3 版"),
    }
}

pub(super) fn materials(t: Words) -> Vec<Material> {
    vec![
        Material {
            name: t.say("Ballast 36 W, Opple T8", "镇流器 36W（欧普 T8）"),
            quantity: t.say("1 pc", "1 个"),
            unit_price: t.some("16.00 yuan", "16.00 元"),
            note: t.some("from the warehouse", "库存"),
        },
        Material {
            name: t.say("Light tube", "灯管"),
            quantity: t.say("1 pc", "1 支"),
            unit_price: None,
            note: t.some("the owner's own", "业主自备"),
        },
    ]
}

pub(super) fn consents(t: Words) -> Vec<Consent> {
    let consent = |what, accepted, reason, at_ms| Consent {
        what,
        step: None,
        accepted,
        reason,
        by: customer(t),
        at_ms,
    };
    vec![
        consent(ConsentWhat::Entry, true, None, DAY + 9 * HOUR + 57 * MINUTE),
        consent(ConsentWhat::Quote, true, None, DAY + 10 * HOUR + 4 * MINUTE),
        consent(
            ConsentWhat::Risk,
            false,
            t.some("Please do not drill into this wall.", "这面墙请不要打孔。"),
            DAY + 10 * HOUR + 6 * MINUTE,
        ),
    ]
}

pub(super) fn rating(t: Words) -> Rating {
    Rating {
        grade: t.say("Satisfied", "满意"),
        marks: Some(Marks { given: 3, best: 4 }),
        opinion: t.some(
            "Friendly and clean. Next time please bring the part right away.",
            "师傅很有礼貌，收拾得干净，下次希望一次带齐配件。",
        ),
        at_ms: DAY + 33 * HOUR + 20 * MINUTE,
    }
}

pub(super) fn photos(t: Words) -> Vec<Photo> {
    let photo = |caption, minute: i64, hash: &str, thumbnail| Photo {
        caption,
        by: li_qiang(t),
        at_ms: DAY + 10 * HOUR + minute * MINUTE,
        hash: digits(hash),
        thumbnail,
        marks: Vec::new(),
        again: false,
    };
    let before = photo(t.say("Before: burnt ballast", "维修前：镇流器烧毁"), 2, "a1b2", Some(picture()));
    let after = photo(t.say("After: light works", "维修后：灯亮"), 40, "c3d4", Some(picture()));
    vec![
        Photo { marks: marks(t), ..before },
        Photo { again: true, ..after },
        photo(t.say("Drain", "下水口"), 41, "e5f6", None),
    ]
}

/// A circle around the fault with its words, an arrow to the contact, and a line by hand.
fn marks(t: Words) -> Vec<PhotoMark> {
    let mark = |form, points: &[(u16, u16)], text| {
        let points = points.iter().map(|&(x, y)| MarkPoint { x, y }).collect();
        PhotoMark { form, points, text }
    };
    vec![
        mark(MarkForm::Circle, &[(300, 250), (650, 700)], t.some("Burnt winding", "线圈烧毁")),
        mark(MarkForm::Arrow, &[(950, 900), (700, 620)], t.some("Loose contact", "接线松动")),
        mark(MarkForm::Freehand, &[(80, 820), (160, 760), (240, 830), (320, 770), (400, 840)], None),
    ]
}

fn picture() -> Image {
    Image { kind: ImageKind::Png, bytes: include_bytes!("lamp.png").to_vec() }
}

pub(super) fn signatures(t: Words) -> Vec<Signature> {
    let check = |value: String| ViewCheck { step: "leak".to_owned(), title: t.say("Leak", "漏水"), value };
    let tube = ViewLine {
        key: "line".to_owned(),
        title: t.say("Tube", "灯管"),
        quantity: "1".to_owned(),
        amount_minor: 3_500,
    };
    let changed = Since::Changed(Box::new(Difference {
        currency: Some(price::Currency {
            code: "CNY".to_owned(),
            minor_digits: 2,
            name: Text::verbatim(t.say("yuan", "元")),
        }),
        signed_minor: Some(4_600),
        now_minor: Some(8_100),
        lines: vec![LineChange { signed: None, now: Some(tube) }],
        checks: vec![CheckChange {
            signed: check(t.say("no", "否")), now: Some(check(t.say("yes", "是")))
        }],
        ..Difference::default()
    }));
    let signed = |role, signer, strokes, at_ms, since, digest: &str| Signature {
        role,
        role_title: None,
        signer,
        strokes,
        at_ms,
        stand_in: None,
        provisional: false,
        unconfirmed: false,
        digest: digits(digest),
        since,
    };
    let quote_at = DAY + 10 * HOUR + 4 * MINUTE + 30_000;
    let accept_at = DAY + 33 * HOUR + 19 * MINUTE + 5_000;
    let technician = Person { name: t.say("Li Qiang", "李强"), phone: None, relation: None };
    let leader = Person { name: t.say("Chen Jing", "陈静"), phone: None, relation: None };
    let stand_in = StandIn {
        reason: t.say("the owner's hand is in plaster", "业主手部受伤"),
        witness: t.some("Sun Tao", "孙涛"),
    };
    vec![
        signed(
            SignatureRole::CustomerQuoteConsent,
            customer(t),
            ink::wang_fang(),
            quote_at,
            Since::Same,
            "11aa",
        ),
        signed(SignatureRole::CustomerAccept, customer(t), ink::wang_fang(), accept_at, changed, "22bb"),
        Signature {
            stand_in: Some(stand_in),
            provisional: true,
            unconfirmed: false,
            ..signed(SignatureRole::LeaderVerify, leader, ink::lin(), accept_at + HOUR, Since::Same, "33cc")
        },
        signed(
            SignatureRole::TechnicianHandIn,
            technician,
            None,
            accept_at + 2 * HOUR,
            Since::Unknown,
            "44dd",
        ),
    ]
}
