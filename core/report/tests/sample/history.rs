//! What the samples say about decisions, events and copies.

use doorstep_report::*;

use super::parts::{desk, leader, technician};
use super::{DAY, HOUR, MINUTE, Words};

pub(super) fn decision(t: Words) -> Decision {
    Decision {
        question: t.say("What was done at the kitchen light?", "厨房灯如何处理？"),
        candidates: vec![
            Said {
                value: t.say("ballast replaced", "已更换镇流器"),
                by: technician(t),
                at_ms: DAY + 10 * HOUR + 42 * MINUTE,
            },
            Said {
                value: t.say("wait for the part", "等待配件"),
                by: desk(t),
                at_ms: DAY + 10 * HOUR + 40 * MINUTE,
            },
        ],
    }
}

pub(super) fn lost(t: Words) -> Lost {
    Lost {
        question: t.say("Appointment of visit 1", "第 1 次上门的预约"),
        value: Said {
            value: "2026-03-02 15:30".into(),
            by: technician(t),
            at_ms: DAY + 8 * HOUR + 13 * MINUTE,
        },
        counts: Some(Said {
            value: "2026-03-02 10:00 – 11:00".into(),
            by: leader(t),
            at_ms: DAY + 8 * HOUR + 20 * MINUTE,
        }),
    }
}

pub(super) fn timeline(t: Words) -> Vec<Event> {
    let event = |at_ms, clock_is_sure, what, by| Event { at_ms, clock_is_sure, what, by };
    vec![
        event(DAY - 15 * HOUR, true, t.say("Reported and dispatched", "报修并派工"), desk(t)),
        event(
            DAY + 8 * HOUR + 12 * MINUTE,
            true,
            t.say("Called the customer: refused", "电话联系：客户拒绝改约"),
            technician(t),
        ),
        event(
            DAY + 8 * HOUR + 20 * MINUTE,
            true,
            t.say("Appointment set to 10:00 – 11:00", "预约定为 10:00 – 11:00"),
            leader(t),
        ),
        event(DAY + 9 * HOUR + 56 * MINUTE, true, t.say("Arrived", "到达"), technician(t)),
        event(DAY + 10 * HOUR + 5 * MINUTE, true, t.say("Work started", "开始作业"), technician(t)),
        event(
            DAY + 10 * HOUR + 31 * MINUTE,
            false,
            t.say("Visit ended: not finished, part missing: ballast 36 W", "上门结束：未完成，缺 36W 镇流器"),
            technician(t),
        ),
        event(
            DAY + 33 * HOUR + 19 * MINUTE,
            true,
            t.say("Wang Fang signed: accepting the work", "王芳签名：验收"),
            technician(t),
        ),
        event(DAY + 34 * HOUR, true, t.say("Job completed", "工单完成"), technician(t)),
    ]
}

pub(super) fn copies(t: Words) -> Vec<DeliveredCopy> {
    vec![
        DeliveredCopy {
            to: t.say("Customer", "客户"),
            how: t.say("shown on the phone", "手机出示"),
            at_ms: DAY + 33 * HOUR + 21 * MINUTE,
        },
        DeliveredCopy {
            to: t.say("Front desk", "前台"),
            how: t.say("on paper", "纸质"),
            at_ms: DAY + 35 * HOUR,
        },
    ]
}

pub(super) fn entries(t: Words) -> Vec<Entry> {
    let entry = |day: i64, content: String| Entry {
        at_ms: DAY + day * 24 * HOUR + 9 * HOUR,
        by: leader(t),
        place: t.say("Flat 1802", "1802 室"),
        contact: t.say("Wang Fang", "王芳"),
        content,
        attitude: t.say("The owner is patient and wants a date.", "业主表示理解，希望尽快定时间。"),
        plan: t.say("Call the developer before Friday.", "周五前联系开发商。"),
        phone: Some("138 0013 8000".to_owned()),
        person: (day == 1).then(|| t.say("Chen Jing", "陈静")),
    };
    vec![
        entry(1, t.say("Looked at the leak with the owner.", "与业主查看渗水点。")),
        entry(7, t.say("The developer promised an answer by Monday.", "开发商答应周一前答复。")),
    ]
}
