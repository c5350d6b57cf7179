//! Who signed what.

use crate::checklist::known_word;
use crate::text::Language;
use crate::verify::finding::{Moment, Says};

pub(super) fn of_signatures(says: &Says, language: &Language) -> Option<String> {
    let zh = language.is_chinese();
    Some(match says {
        Says::NoSignatures => say!(zh, "Nobody has signed", "无人签字"),
        Says::Signature { role, signer, relation, at, written_by, device, .. } => {
            let role = known_word(role);
            let (role, at) = (role.get(language), &at.local);
            let who =
                relation.as_ref().map_or_else(|| signer.clone(), |relation| format!("{signer} ({relation})"));
            say!(
                zh,
                "Signed by {who}, {role}; on {written_by}'s device {device}, whose clock said {at}",
                "{who} 签字，{role}；在 {written_by} 的设备 {device} 上，设备时钟显示 {at}"
            )
        }
        Says::StatementFits { language, rules_version } => say!(
            zh,
            "The statement is of this job, this visit and this capacity; shown in {language}, computed by the rules of version {rules_version}",
            "签署内容属于本工单、本次上门和该签字身份；以 {language} 显示，按第 {rules_version} 版规则计算"
        ),
        Says::StatementMalformed => say!(zh, "What was signed cannot be read", "签署内容无法读取"),
        Says::StatementOfOther { what } => say!(
            zh,
            "What was signed belongs to another {what}: the signature was taken from elsewhere",
            "签署内容属于另一 {what}：签字取自别处"
        ),
        Says::ScreenUnknown { what } => say!(
            zh,
            "The statement names {what} as seen that are not in the file, or that nobody had seen",
            "签署内容所称已显示的 {what} 不在文件中，或当时无人看到"
        ),
        Says::ViewFits { view } => say!(
            zh,
            "The text that was on the screen is here, byte for byte ({view})",
            "屏幕上显示的内容逐字节在此（{view}）"
        ),
        Says::ViewMissing { view } => say!(
            zh,
            "The text that was on the screen is not in the file ({view}): it was taken out or changed",
            "屏幕上显示的内容不在文件中（{view}）：已被取走或改动"
        ),
        Says::ViewIsAnother => {
            say!(zh, "The text in the file is not the one that was signed", "文件中的内容不是被签署的内容")
        }
        _ => return of_ink(says, zh),
    })
}

fn of_ink(says: &Says, zh: bool) -> Option<String> {
    Some(match says {
        Says::StrokesFit { strokes, points } => {
            say!(
                zh,
                "The signature was drawn in {strokes} strokes of {points} points",
                "签字由 {strokes} 笔、{points} 个点组成"
            )
        }
        Says::StrokesMissing { strokes } => say!(
            zh,
            "The strokes of the signature are not in the file ({strokes}): they were taken out or changed",
            "签字笔迹不在文件中（{strokes}）：已被取走或改动"
        ),
        Says::StrokesNoInk { why } => {
            say!(zh, "What was drawn is no signature: {why}", "所画内容不是签字：{why}")
        }
        Says::Proxy { reason, witness } => {
            let witness = witness.as_deref().unwrap_or(if zh { "无" } else { "nobody" });
            say!(
                zh,
                "Somebody else signed in this place: {reason}; witness: {witness}",
                "代签：{reason}；见证人：{witness}"
            )
        }
        Says::MadeOnRevoked { device, revoked, admitted } => {
            let revoked = &revoked.local;
            match admitted {
                Some(Moment { local: at, .. }) => say!(
                    zh,
                    "The device {device} was taken out of use at {revoked}, before this reached the office; the office admitted it at {at}",
                    "设备 {device} 于 {revoked} 停用，此后该签字才送达办公室；办公室于 {at} 予以认可"
                ),
                None => say!(
                    zh,
                    "The device {device} was taken out of use at {revoked}, before this reached the office; it has no effect until the office admits it",
                    "设备 {device} 于 {revoked} 停用，此后该签字才送达办公室；经办公室认可前不生效"
                ),
            }
        }
        Says::Provisional => say!(
            zh,
            "It is provisional: the signer did not know of the work report, or nobody who leads has confirmed it",
            "暂定：签字人未见到工作报告，或尚未经班长以上确认"
        ),
        _ => return None,
    })
}
