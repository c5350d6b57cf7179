//! When something was signed, and what changed since.

use crate::money::Money;
use crate::text::Language;
use crate::verify::finding::{Moment, Says};

pub(super) fn of_time(says: &Says, zh: bool) -> Option<String> {
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

pub(super) fn of_changes_since(says: &Says, language: &Language) -> Option<String> {
    let zh = language.is_chinese();
    Some(match says {
        Says::StillStands => say!(zh, "What was signed still stands", "所签内容至今未变"),
        Says::ChangedSince { difference } => {
            let headline = difference.told(language).headline;
            say!(zh, "Changed since: {headline}", "签字后有变动：{headline}")
        }
        Says::LineDiffers { change, minor_digits } => {
            change.told(language, &|amount: Money| amount.display(*minor_digits))
        }
        Says::CheckDiffers { change } => change.told(language),
        Says::CannotCompare => say!(
            zh,
            "What stands now cannot be compared with it: the rules of the job are not in the file",
            "无法与现状比较：文件中没有工单的规则"
        ),
        _ => return None,
    })
}
