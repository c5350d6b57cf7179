//! Who sees where the customer lives, and when.

use doorstep_domain::pack::Configured;
use doorstep_domain::privacy::{Leaves, Privacy, Private, ShownFrom};

use super::Book;

impl<'a> Book<'a> {
    /// What a service hides of the customer, from whom, and the time around a visit in which it is shown (AMB-08).
    pub(super) fn privacy(&mut self, privacy: &'a Privacy) {
        let heading = self.say("Privacy of the customer", "客户隐私");
        self.h.leaf("h3", "", heading);
        let roles: Vec<&str> = privacy.from.iter().map(|role| self.role(role)).collect();
        let left = match privacy.leaves {
            Leaves::Part => self.left_of(privacy),
            Leaves::Nothing => self.say("nothing", "不显示").to_owned(),
        };
        let mut fields = vec![
            (self.say("Hidden", "隐藏"), Configured::Value(self.private(&privacy.hide))),
            (self.say("From", "不给谁看"), Configured::Value(roles.join(self.semicolon()))),
            (self.say("Shown", "可见时间"), Configured::Value(self.shown(privacy))),
            (self.say("What remains to be seen", "其余时间显示"), Configured::Value(left)),
        ];
        if !privacy.always.is_empty() {
            let always = self.private(&privacy.always);
            fields
                .push((self.say("Hidden during the visit, too", "上门时也隐藏"), Configured::Value(always)));
        }
        if privacy.hide.contains(&Private::Phone) {
            fields.push((self.say("Called over", "联系客户用"), privacy.relay_number.clone()));
        }
        self.fields(&fields);
    }

    fn private<'p>(&self, hidden: impl IntoIterator<Item = &'p Private>) -> String {
        let words = hidden.into_iter().map(|private| match private {
            Private::Name => self.say("name", "姓名"),
            Private::Address => self.say("address", "地址"),
            Private::Phone => self.say("telephone number", "电话"),
        });
        words.collect::<Vec<_>>().join(self.comma())
    }

    /// What remains to be seen of that which is hidden.
    fn left_of(&self, privacy: &Privacy) -> String {
        let words = privacy.hide.iter().map(|private| match private {
            Private::Name => self.say("the first letter of the name", "姓名第一个字"),
            Private::Address => self.say("the address up to its first number", "地址到第一个数字为止"),
            Private::Phone => self.say("the last four digits of the telephone number", "电话后四位"),
        });
        words.collect::<Vec<_>>().join(self.comma())
    }

    fn shown(&self, privacy: &Privacy) -> String {
        let after = self.minutes(privacy.hidden_after_min);
        let from = match privacy.shown_from {
            ShownFrom::VisitDay => self.say("the day of the visit", "上门当天").to_owned(),
            ShownFrom::MinutesBefore(minutes) if self.language.is_chinese() => {
                format!("约定时间前 {}", self.minutes(minutes))
            }
            ShownFrom::MinutesBefore(minutes) => {
                format!("{} before the agreed time", self.minutes(minutes))
            }
        };
        if self.language.is_chinese() {
            format!("{from}起，到上门结束后 {after}")
        } else {
            format!("from {from} until {after} after the visit")
        }
    }

    /// Minutes as people say them: in days or hours if they are whole.
    fn minutes(&self, minutes: u32) -> String {
        let (number, unit) = match minutes {
            1.. if minutes.is_multiple_of(1440) => (minutes / 1440, self.say("days", "天")),
            1.. if minutes.is_multiple_of(60) => (minutes / 60, self.say("h", "小时")),
            _ => (minutes, self.say("min", "分钟")),
        };
        let unit = if number == 1 && unit == "days" { "day" } else { unit };
        format!("{number} {unit}")
    }
}
