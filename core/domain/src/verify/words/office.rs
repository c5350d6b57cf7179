//! What the office said.

use crate::verify::finding::Says;

pub(super) fn of_office(says: &Says, zh: bool) -> Option<String> {
    Some(match says {
        Says::Ruling { verdict, about, reason, at } => {
            let at = &at.local;
            say!(
                zh,
                "The office ruled at {at} on something of {about}: {verdict} ({reason})",
                "办公室于 {at} 就 {about} 的一项内容裁定：{verdict}（{reason}）"
            )
        }
        Says::RulingForged { why } => {
            say!(zh, "A ruling is not the office's: {why}", "一项裁定并非办公室所作：{why}")
        }
        Says::Receipts { covered, of } => say!(
            zh,
            "The office has signed that it holds {covered} of {of} changes and facts",
            "办公室已签收 {of} 项更改与记录中的 {covered} 项"
        ),
        Says::Receipt { items, level, at } => {
            let at = &at.local;
            say!(
                zh,
                "Receipt of {at} for {items} of them ({level})",
                "{at} 的回执，含其中 {items} 项（{level}）"
            )
        }
        Says::ReceiptForged { why } => say!(zh, "A receipt does not hold: {why}", "一份回执不成立：{why}"),
        Says::NotReceipted { items } => say!(
            zh,
            "{items} of them are only on devices as far as this file knows",
            "据本文件所知，其中 {items} 项仅存于设备"
        ),
        _ => return None,
    })
}
