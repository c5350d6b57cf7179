//! One way of working: who accepts, what follows, how long records are kept.

use doorstep_domain::pack::{Audience, Configured, Coordination, Dissatisfied, FollowUp, Keep, Service};
use doorstep_report::named;

use super::Book;

impl<'a> Book<'a> {
    pub(super) fn service(&mut self, id: &str, service: &'a Service) {
        let heading = service.title.get(self.language);
        self.section(&format!("service-{id}"), heading, |book| {
            let named: Vec<&str> = [Some(id), service.origin.as_deref()].into_iter().flatten().collect();
            book.h.leaf("p", "muted", &named.join(" · "));
            let fields = book.service_fields(service);
            book.fields(&fields);
            book.onward(service);
            book.copies(service);
            book.follow_ups(service);
            let checklist = book.pack.checklists.get(&service.checklist);
            let titles = checklist.map(|checklist| book.titles(checklist)).unwrap_or_default();
            book.timing(&service.timing, &titles);
            if let Some(coverage) = &service.coverage {
                book.coverage(coverage, &titles);
            }
            service.privacy.iter().for_each(|privacy| book.privacy(privacy));
            service.settlement.iter().for_each(|settlement| book.settlement(settlement));
        });
    }

    fn service_fields(&self, service: &'a Service) -> Vec<(&'static str, Configured<String>)> {
        let prices = |name: &String| {
            let book = self.pack.price_books.get(name);
            book.map_or_else(|| name.clone(), |book| self.read(&book.title).to_owned())
        };
        let is_desk = service.case.is_desk();
        let mut fields =
            vec![(self.say("Kind", "种类"), Configured::Value(self.kind(service.case).to_owned()))];
        // A case of the desk without prices needs none; of a job it is a gap that somebody has to fill.
        if !is_desk || service.price_book.get().is_some() {
            fields.push((self.say("Price book", "价目表"), Self::configured(&service.price_book, prices)));
        }
        fields.extend(self.acceptance(service));
        if !service.acceptance.special_case.is_empty() {
            let signers = self.signers(&service.acceptance.special_case);
            fields.push((self.say("With a reason instead", "特殊情况代签"), Configured::Value(signers)));
        }
        if !is_desk {
            fields.extend(self.on_the_way(service));
        }
        fields.extend(self.retention(service));
        fields
    }

    /// How long records are kept; in one field where it is the same for all.
    fn retention(&self, service: &'a Service) -> Vec<(&'static str, Configured<String>)> {
        let kept = |keep: &Configured<Keep>| Self::configured(keep, |keep| self.kept(*keep));
        let retention = &service.retention;
        if retention.free == retention.paid && retention.paid == retention.coordination {
            return vec![(self.say("Records kept", "记录保存"), kept(&retention.free))];
        }
        vec![
            (self.say("Free orders kept", "免费单保存"), kept(&retention.free)),
            (self.say("Paid orders kept", "收费单保存"), kept(&retention.paid)),
            (self.say("Coordination orders kept", "协调单保存"), kept(&retention.coordination)),
        ]
    }

    /// Who accepts the work; in one field where it is the same everywhere.
    fn acceptance(&self, service: &'a Service) -> Vec<(&'static str, Configured<String>)> {
        let say = |ids: &[String]| match ids {
            [] => self.say("nobody has to sign", "无需签字").to_owned(),
            ids => self.signers(ids),
        };
        let (indoor, public) = (say(&service.acceptance.indoor), say(&service.acceptance.public));
        if indoor == public {
            return vec![(self.say("Accepted by", "验收人"), Configured::Value(indoor))];
        }
        vec![
            (self.say("Accepted in a home by", "入户验收人"), Configured::Value(indoor)),
            (self.say("Accepted in public areas by", "公共区域验收人"), Configured::Value(public)),
        ]
    }

    /// How soon people set out and hand in, and what becomes of unfinished work.
    fn on_the_way(&self, service: &'a Service) -> Vec<(&'static str, Configured<String>)> {
        let minutes = |value: &u32| format!("{value} {}", self.say("min", "分钟"));
        let days = |value: &u32| match value {
            0 => self.say("the same day", "当天").to_owned(),
            value => format!("{value} {}", self.say("days", "天")),
        };
        let parameters = &service.parameters;
        let coordination = |rule: &Coordination| {
            let (home, public) = (days(&rule.indoor_days), days(&rule.public_days));
            if self.language.is_chinese() {
                format!("入户：{home}；公共区域：{public}")
            } else {
                format!("in a home: {home}; public area: {public}")
            }
        };
        let unfinished = self.say("Not finished: coordination order after", "未完成转协调单");
        vec![
            (
                self.say("Ready to go within", "准备时间"),
                Self::configured(&parameters.prepare_within_min, minutes),
            ),
            (
                self.say("Handed in within", "交单期限"),
                Self::configured(&parameters.hand_in_within_days, days),
            ),
            (unfinished, Self::configured(&parameters.coordination, coordination)),
        ]
    }

    fn kept(&self, keep: Keep) -> String {
        match keep {
            Keep::Years(1) => self.say("1 year", "1 年").to_owned(),
            Keep::Years(years) => format!("{years} {}", self.say("years", "年")),
            Keep::LongTerm => self.say("long-term", "长期").to_owned(),
        }
    }

    /// Titles of signers, any one of whom may sign.
    fn signers(&self, ids: &[String]) -> String {
        let signers = ids.iter().filter_map(|id| self.pack.signers.get(id));
        signers.map(|signer| signer.title.get(self.language)).collect::<Vec<_>>().join(self.say(" or ", "或"))
    }

    fn copies(&mut self, service: &'a Service) {
        let Some(form) = self.pack.forms.get(&service.form) else { return };
        let heading = format!("{}{}", self.say("Form: ", "表单："), form.title.get(self.language));
        self.h.leaf("h3", "", &heading);
        let is_same = form.copies.iter().all(|copy| copy.indoor == copy.public);
        let everywhere = [self.say("Copy", "联"), self.say("Goes to", "交给")];
        let by_area = [
            self.say("Copy", "联"),
            self.say("After work in a home", "入户"),
            self.say("After work in a public area", "公共区域"),
        ];
        let heads: &[&str] = if is_same { &everywhere } else { &by_area };
        self.table("", heads, |book| {
            for copy in &form.copies {
                book.h.markup("<tr>");
                book.h.leaf("td", "strong", copy.title.get(book.language));
                for audience in [copy.indoor, copy.public].into_iter().take(heads.len() - 1) {
                    let words = book.audience(audience);
                    book.h.leaf("td", "", words);
                }
                book.h.markup("</tr>\n");
            }
        });
    }

    fn audience(&self, audience: Audience) -> &'static str {
        match audience {
            Audience::Desk => self.say("front desk", "前台"),
            Audience::Team => self.say("the team", "班组"),
            Audience::Archive => self.say("archive", "存档"),
            Audience::Customer => self.say("customer", "客户"),
        }
    }

    fn follow_ups(&mut self, service: &'a Service) {
        if service.follow_ups.is_empty() {
            return;
        }
        let heading = self.say("Afterwards", "回访");
        self.h.leaf("h3", "", heading);
        let heads = self.follow_up_heads();
        self.table("timers", &heads, |book| {
            for follow_up in &service.follow_ups {
                book.follow_up(follow_up);
            }
        });
    }

    fn follow_up_heads(&self) -> [&'static str; 6] {
        [
            self.say("What", "事项"),
            self.say("Who", "由谁"),
            self.say("When", "何时"),
            self.say("How", "方式"),
            self.say("How many", "抽样比例"),
            self.say("If dissatisfied", "不满意时"),
        ]
    }

    fn follow_up(&mut self, follow_up: &'a FollowUp) {
        let role = self.pack.roles.get(&follow_up.role);
        let role = role.map_or(follow_up.role.as_str(), |role| role.title.get(self.language)).to_owned();
        let due = Self::configured(&follow_up.due_after_days, |days| match days {
            0 => self.say("the same day", "当天").to_owned(),
            1 => self.say("the next day", "次日").to_owned(),
            days => format!("{days} {}", self.say("days after", "天后")),
        });
        let sample = Self::configured(&follow_up.sample_percent, |percent| format!("{percent} %"));
        let channel = named::channel(follow_up.channel).say(self.language);
        let then = match follow_up.dissatisfied {
            Dissatisfied::Rework => self.say("done again, free of charge", "免费返修"),
            Dissatisfied::Report => self.say("reported to the superior", "上报"),
        };
        let said = |words: &str| Configured::Value(words.to_owned());
        let cells = [said(&role), due, said(channel), sample, said(then)];
        self.h.markup("<tr>");
        self.h.leaf("td", "strong", follow_up.title.get(self.language));
        for (head, cell) in self.follow_up_heads().into_iter().skip(1).zip(&cells) {
            self.named_cell(head, cell);
        }
        self.h.markup("</tr>\n");
    }
}
