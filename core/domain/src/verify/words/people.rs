//! Whose file it is, and who wrote in it.

use super::counted;
use crate::verify::finding::Says;

pub(super) fn of_people(says: &Says, zh: bool) -> Option<String> {
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
        Says::Certificates { count } => {
            let certificates = counted(*count, "certificate", "certificates");
            say!(zh, "{certificates}", "证书 {count} 份")
        }
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
        Says::UsedAfterRevocation { facts, admitted, revoked } => {
            let records = counted(*facts, "fact", "facts");
            let unknown = if zh { "此前" } else { "before" };
            let at = revoked.as_ref().map_or(unknown, |revoked| revoked.local.as_str());
            let waiting = facts.saturating_sub(*admitted);
            say!(
                zh,
                "The office took this device out of use ({at}); {records} reached it afterwards: the office admitted {admitted}, {waiting} without effect",
                "办公室已停用该设备（{at}）；其后送达 {facts} 条记录：办公室认可 {admitted} 条，{waiting} 条不生效"
            )
        }
        Says::NewKey { name, keys } => say!(
            zh,
            "{name} signed with {keys} keys: every enrolment of a device has its own",
            "{name} 使用了 {keys} 个密钥：设备每次注册各有其密钥"
        ),
        _ => return None,
    })
}
