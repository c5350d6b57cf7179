//! What people read: every finding in English and in Chinese. Other languages get English.

use super::finding::{Finding, Moment, Says, Standing, Unreadable, Verdict};
use crate::checklist::known_word;
use crate::money::Money;
use crate::text::Language;

/// One sentence in two languages, with the same data.
macro_rules! say {
    ($zh:expr, $english:literal, $chinese:literal) => {
        if $zh { format!($chinese) } else { format!($english) }
    };
}

impl Standing {
    /// The standing in a word.
    #[must_use]
    pub fn text(self, language: &Language) -> &'static str {
        match (self, language.is_chinese()) {
            (Self::Holds, false) => "holds",
            (Self::Holds, true) => "成立",
            (Self::Note, false) => "note",
            (Self::Note, true) => "说明",
            (Self::Missing, false) => "MISSING",
            (Self::Missing, true) => "缺失",
            (Self::Broken, false) => "DOES NOT HOLD",
            (Self::Broken, true) => "不成立",
        }
    }
}

impl Verdict {
    /// The verdict in one sentence.
    #[must_use]
    pub fn text(&self, language: &Language) -> String {
        let zh = language.is_chinese();
        let count = |standing| self.all().filter(|f| f.standing == standing && f.parts.is_empty()).count();
        let (broken, missing) = (count(Standing::Broken), count(Standing::Missing));
        match (self.standing(), self.findings.iter().any(Finding::is_unknown_company)) {
            (Standing::Broken, _) => {
                say!(
                    zh,
                    "This file does not hold: {broken} parts are wrong.",
                    "本文件不成立：{broken} 处有误。"
                )
            }
            (Standing::Missing, _) => say!(
                zh,
                "What is in this file holds, but not all of it can be shown: {missing} parts are missing.",
                "文件中的内容成立，但无法证明全部：缺 {missing} 处。"
            ),
            (_, true) => {
                let fingerprint = self.fingerprint.as_deref().unwrap_or_default();
                say!(
                    zh,
                    "Everything holds. It is authentic if this is your company's key: {fingerprint}",
                    "全部成立。若下列指纹是贵公司的密钥，则文件真实：{fingerprint}"
                )
            }
            _ => say!(zh, "Everything holds.", "全部成立。"),
        }
    }
}

impl Finding {
    fn is_unknown_company(&self) -> bool {
        matches!(self.says, Says::CompanyUnknown { .. })
    }

    /// The finding in one sentence.
    #[must_use]
    pub fn text(&self, language: &Language) -> String {
        self.says.text(language)
    }
}

impl Says {
    fn text(&self, language: &Language) -> String {
        let zh = language.is_chinese();
        of_file(self, zh)
            .or_else(|| of_people(self, zh))
            .or_else(|| of_document(self, zh))
            .or_else(|| of_facts(self, zh))
            .or_else(|| of_signatures(self, language))
            .or_else(|| of_time(self, zh))
            .or_else(|| of_changes_since(self, zh))
            .or_else(|| of_attached(self, zh))
            .or_else(|| of_office(self, zh))
            .unwrap_or_default()
    }
}

fn of_file(says: &Says, zh: bool) -> Option<String> {
    Some(match says {
        Says::NotReadable { why } => unreadable(*why, zh).to_owned(),
        Says::FileWhole { bytes } => say!(
            zh,
            "The file is whole: its closing hash fits all of its {bytes} bytes",
            "文件完整：结尾的哈希与全部 {bytes} 字节相符"
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

fn of_people(says: &Says, zh: bool) -> Option<String> {
    Some(match says {
        Says::CompanyUnknown { fingerprint } => say!(
            zh,
            "The file says that it is of the company with the key {fingerprint}; it is authentic if this is your company's key",
            "文件自称属于密钥指纹为 {fingerprint} 的公司；若这是贵公司的密钥，则文件真实"
        ),
        Says::CompanyAsExpected { fingerprint } => {
            say!(
                zh,
                "The company's key is the expected one: {fingerprint}",
                "公司密钥与预期一致：{fingerprint}"
            )
        }
        Says::CompanyIsAnother { fingerprint, expected } => say!(
            zh,
            "The file is of another company: its key is {fingerprint}, expected was {expected}",
            "文件属于另一家公司：其密钥为 {fingerprint}，预期为 {expected}"
        ),
        Says::Certificates { count } => say!(zh, "{count} certificates", "证书 {count} 份"),
        Says::Certificate { name, user, device, roles, from, until } => {
            let (roles, from, until) = (roles.join(", "), &from.local, &until.local);
            say!(
                zh,
                "{name} ({user}; {roles}) on the device {device}, enrolled from {from} until {until}",
                "{name}（{user}；{roles}），设备 {device}，有效期 {from} 至 {until}"
            )
        }
        Says::CertificateForged { name, why } => say!(
            zh,
            "The certificate of {name} is forged or damaged ({why}); nothing signed with it counts",
            "{name} 的证书系伪造或已损坏（{why}）；用其签名的内容均无效"
        ),
        Says::CertificateUnused { name } => {
            say!(
                zh,
                "Nothing here was signed with this certificate of {name}",
                "此处没有用 {name} 的这份证书签名的内容"
            )
        }
        Says::UsedOutsideValidity { facts, first } => {
            let first = &first.local;
            say!(
                zh,
                "{facts} facts claim a time outside this validity, the first {first}: the enrolment had expired or the device's clock was wrong; what was done offline still counts",
                "{facts} 条记录所称时间不在有效期内，最早为 {first}：注册已过期或设备时钟不准；离线完成的工作仍然有效"
            )
        }
        Says::UsedAfterRevocation { facts } => say!(
            zh,
            "{facts} facts reached the office after it had taken this device out of use; they count only if the office admitted them",
            "{facts} 条记录在办公室停用该设备之后才送达；只有经办公室认可才有效"
        ),
        Says::NewKey { name, keys } => say!(
            zh,
            "{name} signed with {keys} keys: every enrolment of a device has its own",
            "{name} 使用了 {keys} 个密钥：设备每次注册各有其密钥"
        ),
        _ => return None,
    })
}

fn of_document(says: &Says, zh: bool) -> Option<String> {
    Some(match says {
        Says::Changes { count } => {
            say!(zh, "{count} changes of what people wrote", "填写内容的更改 {count} 次")
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

fn of_facts(says: &Says, zh: bool) -> Option<String> {
    Some(match says {
        Says::Facts { count } => say!(zh, "{count} facts", "事实记录 {count} 条"),
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
        Says::ConsentUnderOther { by, .. } => say!(
            zh,
            "A consent that {by} recorded rests on a signature under something else: an old signature was used again",
            "{by} 记录的一项同意所依据的签字属于别的内容：旧签字被重复使用"
        ),
        Says::ConsentWithoutSignature { .. } => {
            say!(zh, "A consent names a signature that is not in the file", "一项同意所依据的签字不在文件中")
        }
        _ => return None,
    })
}

fn of_signatures(says: &Says, language: &Language) -> Option<String> {
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
        Says::Provisional => say!(
            zh,
            "It is provisional: the signer did not know of the work report, or nobody who leads has confirmed it",
            "暂定：签字人未见到工作报告，或尚未经班长以上确认"
        ),
        _ => return None,
    })
}

fn of_time(says: &Says, zh: bool) -> Option<String> {
    let until = |earliest: &Option<Moment>, latest: &Option<Moment>| -> String {
        match (earliest, latest) {
            (Some(Moment { local: from, .. }), Some(Moment { local: to, .. })) => {
                say!(zh, "between {from} and {to}", "{from} 与 {to} 之间")
            }
            (Some(Moment { local: from, .. }), None) => say!(zh, "after {from}", "{from} 之后"),
            (None, Some(Moment { local: to, .. })) => say!(zh, "before {to}", "{to} 之前"),
            (None, None) => String::new(),
        }
    };
    Some(match says {
        Says::MadeBetween { earliest, latest } => {
            let when = until(earliest, latest);
            say!(zh, "By the office's clock it was made {when}", "按办公室时钟，作成于{when}")
        }
        Says::ClaimedOutside { earliest, latest } => {
            let when = until(earliest, latest);
            say!(
                zh,
                "The device's clock was wrong: by the office's clock it was made {when}",
                "设备时钟有误：按办公室时钟，作成于{when}"
            )
        }
        Says::NotTimed => say!(
            zh,
            "Only the device's own clock says when; nothing of the office bounds it yet",
            "时间仅由设备自身时钟所称，尚无办公室的时间佐证"
        ),
        _ => return None,
    })
}

fn of_changes_since(says: &Says, zh: bool) -> Option<String> {
    let amount = |minor: &i64| Money(*minor).to_string();
    Some(match says {
        Says::StillStands => say!(zh, "What was signed still stands", "所签内容至今未变"),
        Says::ChangedSince { signed_minor, now_minor, currency } => {
            let shown = |minor: &Option<i64>| minor.as_ref().map_or_else(|| "-".to_owned(), amount);
            let by =
                signed_minor.zip(*now_minor).map(|(signed, now)| now.saturating_sub(signed)).unwrap_or(0);
            let sign = if by > 0 { "+" } else { "" };
            let (signed, now, by) = (shown(signed_minor), shown(now_minor), amount(&by));
            say!(
                zh,
                "Changed since: signed for {signed}, now {now} {currency} ({sign}{by} not signed)",
                "签字后有变动：签署时 {signed}，现为 {now} {currency}（{sign}{by} 未签署）"
            )
        }
        Says::LineAdded { title, amount_minor } => {
            let amount = amount(amount_minor);
            say!(zh, "added: {title} {amount}", "新增：{title} {amount}")
        }
        Says::LineGone { title, amount_minor } => {
            let amount = amount(amount_minor);
            say!(zh, "no longer there: {title} {amount}", "已去除：{title} {amount}")
        }
        Says::LineChanged { title, signed_minor, now_minor } => {
            let (signed, now) = (amount(signed_minor), amount(now_minor));
            say!(zh, "{title}: signed for {signed}, now {now}", "{title}：签署时 {signed}，现为 {now}")
        }
        Says::CheckChanged { title, signed, now } => {
            let now = now.as_deref().unwrap_or("-");
            say!(
                zh,
                "{title}: signed as \"{signed}\", now \"{now}\"",
                "{title}：签署时“{signed}”，现为“{now}”"
            )
        }
        Says::CannotCompare => say!(
            zh,
            "What stands now cannot be compared with it: the rules of the job are not in the file",
            "无法与现状比较：文件中没有工单的规则"
        ),
        _ => return None,
    })
}

fn of_attached(says: &Says, zh: bool) -> Option<String> {
    Some(match says {
        Says::Packs { count } => say!(zh, "{count} service packs", "服务包 {count} 个"),
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
        Says::Files { count, bytes } => say!(
            zh,
            "{count} photos, signatures and signed texts of {bytes} bytes, each by its hash",
            "照片、笔迹与签署文本 {count} 个，共 {bytes} 字节，均与哈希相符"
        ),
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

fn of_office(says: &Says, zh: bool) -> Option<String> {
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
