//! What was agreed to, against what was signed for it.

use crate::money::Money;
use crate::verify::finding::Says;

pub(super) fn of_consents(says: &Says, zh: bool) -> Option<String> {
    Some(match says {
        Says::ConsentUnderOther { by, .. } => say!(
            zh,
            "A consent that {by} recorded rests on a signature under something else: an old signature was used again",
            "{by} 记录的一项同意所依据的签字属于别的内容：旧签字被重复使用"
        ),
        Says::OtherTotal { by, claimed_minor, signed_minor } => {
            let claimed = Money(*claimed_minor);
            let signed = signed_minor.map_or_else(|| "-".to_owned(), |signed| Money(signed).to_string());
            say!(
                zh,
                "{by} recorded a total of {claimed}, and the customer signed for {signed}",
                "{by} 记录的总价为 {claimed}，而客户签署的是 {signed}"
            )
        }
        Says::ConsentWithoutSignature { .. } => {
            say!(zh, "A consent names a signature that is not in the file", "一项同意所依据的签字不在文件中")
        }
        _ => return None,
    })
}
