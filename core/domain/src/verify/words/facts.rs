//! What happened, and what is odd about it.

use super::counted;
use crate::verify::finding::Says;

pub(super) fn of_facts(says: &Says, zh: bool) -> Option<String> {
    Some(match says {
        Says::Facts { count } => {
            let facts = counted(*count, "fact", "facts");
            say!(zh, "{facts}", "事实记录 {count} 条")
        }
        Says::FactForged { fact, kind, by, why } => say!(
            zh,
            "The fact {fact} ({kind}) is not {by}'s word: {why}",
            "记录 {fact}（{kind}）并非 {by} 所写：{why}"
        ),
        Says::FactWaits { fact, kind, missing } => say!(
            zh,
            "{fact} ({kind}) follows {missing} facts that are not in the file or do not hold: something was taken out",
            "{fact}（{kind}）所依据的 {missing} 条记录不在文件中或不成立：有内容被取走"
        ),
        Says::FactsFollow { facts } => say!(
            zh,
            "{facts} further facts build on those, and count only together with them",
            "另有 {facts} 条记录以其为依据，须与其一并成立"
        ),
        Says::FactWithoutEffect { kind, by, state, .. } => say!(
            zh,
            "\"{kind}\" by {by} has no effect: not possible while {state}",
            "{by} 的“{kind}”不生效：当时状态为 {state}"
        ),
        Says::FactRuled { kind, by, reason, .. } => say!(
            zh,
            "\"{kind}\" by {by} has no effect: the office ruled so ({reason})",
            "{by} 的“{kind}”不生效：办公室已裁定（{reason}）"
        ),
        Says::FactUnknown { kind, .. } => say!(
            zh,
            "A fact of kind {kind}, which this version does not know: its signature holds",
            "含有本版本不认识的第 {kind} 类记录：其签名成立"
        ),
        Says::Forked { name } => say!(
            zh,
            "{name}'s device wrote facts that do not know of each other: it was copied or restored",
            "{name} 的设备写下了互不知晓的记录：设备曾被复制或恢复"
        ),
        Says::ClockJumped { name, minutes, at } => {
            let at = &at.local;
            say!(
                zh,
                "The clock of {name}'s device was moved by {minutes} minutes before {at}",
                "{name} 的设备时钟在 {at} 之前被拨动 {minutes} 分钟"
            )
        }
        Says::ClockBehind { name, minutes, at } => {
            let at = &at.local;
            say!(
                zh,
                "The clock of {name}'s device said {at}, {minutes} minutes before something that it had already seen",
                "{name} 的设备时钟显示 {at}，比它已看到的记录早 {minutes} 分钟"
            )
        }
        Says::HandedOver { by, receiver, at } => {
            let (at, to) =
                (&at.local, receiver.as_deref().unwrap_or(if zh { "持有者" } else { "whoever holds it" }));
            say!(zh, "{by} handed the job over to {to} at {at}", "{by} 于 {at} 将工单交给 {to}")
        }
        _ => return None,
    })
}
