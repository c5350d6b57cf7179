//! What people wrote, and whose it is.

use super::counted;
use crate::verify::finding::Says;

pub(super) fn of_document(says: &Says, zh: bool) -> Option<String> {
    Some(match says {
        Says::Changes { count } => {
            let changes = counted(*count, "change", "changes");
            say!(zh, "{changes} of what people wrote", "填写内容的更改 {count} 次")
        }
        Says::ChangeRefused { change, why } => {
            say!(zh, "The change {change} does not hold: {why}", "更改 {change} 不成立：{why}")
        }
        Says::ChangeWaits { change } => say!(
            zh,
            "The change {change} builds on one that is not in the file: something was taken out",
            "更改 {change} 所依据的更改不在文件中：有内容被取走"
        ),
        Says::Vouched { name, device, changes } => say!(
            zh,
            "{changes} changes are {name}'s: the device {device} has signed for them",
            "{changes} 次更改出自 {name}：设备 {device} 已为其签名"
        ),
        Says::Unvouched { name, changes } => say!(
            zh,
            "{changes} changes claim to be {name}'s, and no device has signed for them",
            "{changes} 次更改自称出自 {name}，但没有设备为其签名"
        ),
        Says::VouchedByAnother { claimed, by, changes } => say!(
            zh,
            "{changes} changes claim to be {claimed}'s, and the device of {by} calls them its own",
            "{changes} 次更改自称出自 {claimed}，而 {by} 的设备称其为自己所写"
        ),
        Says::ManifestForged { by, why } => say!(
            zh,
            "What {by}'s device is said to have signed for its changes does not hold: {why}",
            "所称 {by} 的设备为其更改所作的签名不成立：{why}"
        ),
        Says::ChangeVoid { change, reason } => say!(
            zh,
            "The office took the change {change} out, with what built on it ({reason})",
            "办公室撤下了更改 {change} 及其后续（{reason}）"
        ),
        _ => return None,
    })
}
