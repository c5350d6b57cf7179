//! What the file as a container is worth.

use crate::verify::finding::{Says, Unreadable};

pub(super) fn of_file(says: &Says, zh: bool) -> Option<String> {
    Some(match says {
        Says::NotReadable { why } => unreadable(*why, zh).to_owned(),
        Says::FileWhole { bytes } => say!(
            zh,
            "Its closing hash fits all of its {bytes} bytes: no copy has damaged it",
            "结尾的哈希与全部 {bytes} 字节相符：复制过程未损坏文件"
        ),
        Says::FileDamaged => say!(
            zh,
            "The closing hash does not fit: bytes were changed after the file was written",
            "结尾的哈希不符：文件写成后有字节被改动"
        ),
        Says::FileRearranged => say!(
            zh,
            "Its parts do not stand in the order in which Doorstep writes them: somebody put the file together anew",
            "各部分不按 Doorstep 写入的顺序排列：文件被人重新拼装"
        ),
        Says::TooMuch { what } => {
            say!(zh, "It holds more {what} than a job can have", "{what} 的数量超过一张工单的上限")
        }
        Says::NoBeginning => say!(
            zh,
            "The beginning of the job is missing or belongs to another job; nothing else can be checked",
            "工单的开头缺失或属于另一张工单，其余无法核验"
        ),
        Says::ItemUnknown { kind, sha256 } => say!(
            zh,
            "An item of kind {kind} that no job file carries (SHA-256 {sha256})",
            "含有工单文件中不应有的第 {kind} 类条目（SHA-256 {sha256}）"
        ),
        _ => return None,
    })
}

fn unreadable(why: Unreadable, zh: bool) -> &'static str {
    match (why, zh) {
        (Unreadable::Foreign, false) => "This is not a job file",
        (Unreadable::Foreign, true) => "这不是工单文件",
        (Unreadable::Encrypted, false) => "The file is encrypted: open it with its passphrase or key",
        (Unreadable::Encrypted, true) => "文件已加密：请用口令或密钥打开",
        (Unreadable::Newer, false) => {
            "A newer version of Doorstep wrote this file: verify it with that version"
        }
        (Unreadable::Newer, true) => "文件由更新版本的 Doorstep 写成：请用该版本核验",
        (Unreadable::TooLong, false) => "The file is longer than a job file can be",
        (Unreadable::TooLong, true) => "文件超过工单文件的最大长度",
        (Unreadable::Damaged, false) => {
            "The file is damaged: its closing hash does not fit, and it cannot be read any more"
        }
        (Unreadable::Damaged, true) => "文件已损坏：结尾的哈希不符，内容已无法读取",
        (Unreadable::Malformed, false) => "The file does not have the form of a job file",
        (Unreadable::Malformed, true) => "文件不具备工单文件的格式",
        (Unreadable::NotCanonical, false) => {
            "The file holds bytes that the format does not allow: somebody put something into it"
        }
        (Unreadable::NotCanonical, true) => "文件含有格式不允许的字节：有人往里添加了内容",
    }
}
