//! Packs and files.

use super::counted;
use crate::verify::finding::Says;

pub(super) fn of_attached(says: &Says, zh: bool) -> Option<String> {
    Some(match says {
        Says::Packs { count } => {
            let packs = counted(*count, "service pack", "service packs");
            say!(zh, "{packs}", "服务包 {count} 个")
        }
        Says::Pack { name, version, id } => {
            say!(zh, "The rules are {name} version {version} ({id})", "规则为 {name} 第 {version} 版（{id}）")
        }
        Says::PackMissing { id } => {
            say!(
                zh,
                "The rules {id} that the job follows are not in the file",
                "工单所依据的规则 {id} 不在文件中"
            )
        }
        Says::PackUnnamed { id } => {
            say!(
                zh,
                "The rules {id} are in the file and nothing in the job names them",
                "文件含有工单未引用的规则 {id}"
            )
        }
        Says::PackUnreadable { id, why } => {
            say!(zh, "The rules {id} cannot be read: {why}", "规则 {id} 无法读取：{why}")
        }
        Says::Files { count, bytes } => {
            let files =
                counted(*count, "photo, signature or signed text", "photos, signatures and signed texts");
            say!(
                zh,
                "{files} of {bytes} bytes, each by its hash",
                "照片、笔迹与签署文本 {count} 个，共 {bytes} 字节，均与哈希相符"
            )
        }
        Says::FileMissing { step, shows, id } => say!(
            zh,
            "The photo \"{shows}\" of the step {step} is not in the file ({id})",
            "步骤 {step} 的照片“{shows}”不在文件中（{id}）"
        ),
        Says::FileUnnamed { id, bytes } => say!(
            zh,
            "A file of {bytes} bytes that nothing in the job names ({id}): it was changed or put in",
            "含有工单未引用的文件，{bytes} 字节（{id}）：已被改动或放入"
        ),
        _ => return None,
    })
}
