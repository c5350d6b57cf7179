//! What a case can go on in, who keeps it, and forms of which only the name is known.

use doorstep_domain::fact::CaseKind;
use doorstep_domain::pack::{Link, Owner, Service};

use super::Book;

impl<'a> Book<'a> {
    /// Who keeps the cases of a service, and what they go on in.
    pub(super) fn onward(&mut self, service: &'a Service) {
        if service.owner == Some(Owner::FirstReceiver) {
            let text = self.say(
                "Whoever receives it first keeps it; others can only join.",
                "首问负责：谁先受理谁负责到底，他人只能协助。",
            );
            self.h.leaf("p", "", text);
        }
        if service.links.is_empty() {
            return;
        }
        let heading = self.say("Can go on in", "可转为");
        self.h.leaf("h3", "", heading);
        let heads = [self.say("Link", "关联"), self.say("Becomes", "办理"), self.say("By", "由谁")];
        self.table("", &heads, |book| {
            for (rule, link) in &service.links {
                book.link(rule, link);
            }
        });
    }

    fn link(&mut self, rule: &'a str, link: &'a Link) {
        let title = link.title.as_ref().map_or(rule, |title| title.get(self.language)).to_owned();
        let service = self.pack.services.get(&link.service);
        let becomes = service.map_or(link.service.as_str(), |service| service.title.get(self.language));
        let becomes = becomes.to_owned();
        let roles = link.who.iter().map(|role| {
            self.pack.roles.get(role).map_or(role.as_str(), |role| role.title.get(self.language))
        });
        let roles = roles.collect::<Vec<_>>().join(self.say(", ", "、"));
        let anybody = self.say("whoever may begin such a case", "有权办理的人");
        let roles = if roles.is_empty() { anybody.to_owned() } else { roles };
        self.h.markup("<tr>");
        self.h.leaf("td", "strong", &title);
        self.h.leaf("td", "", &becomes);
        self.h.leaf("td", "", &roles);
        self.h.markup("</tr>\n");
    }

    pub(super) fn kind(&self, kind: CaseKind) -> &'static str {
        match kind {
            CaseKind::Job => self.say("A job", "工单"),
            CaseKind::Coordination => self.say("A coordination order", "协调单"),
            CaseKind::Complaint => self.say("A complaint", "投诉"),
            CaseKind::Cancellation => self.say("A cancellation", "取消订单"),
            CaseKind::Return => self.say("A return or an exchange", "退换货"),
            CaseKind::FollowUp => self.say("Care after a sale or a visit", "跟踪回访"),
            CaseKind::Contract => self.say("A contract", "合同"),
            CaseKind::Booking => self.say("A booking", "预约"),
            CaseKind::Record => self.say("A record of the desk", "登记"),
        }
    }

    /// Forms that nobody can fill in yet.
    pub(super) fn blank_forms(&mut self) {
        let pack = self.pack;
        let blank: Vec<_> = pack.forms.values().filter(|form| form.is_blank()).collect();
        if blank.is_empty() {
            return;
        }
        let heading = self.say("Forms whose fields are unknown", "栏目未知的表单");
        self.section("blank-forms", heading, |book| {
            let text = book.say(
                "The company named them and has not said what is in them: they cannot be filled in.",
                "公司只给出了名称，没有给出栏目，暂不能填写。",
            );
            book.h.leaf("p", "missing", text);
            book.h.markup("<ul>");
            for form in blank {
                let code = form.code.as_deref().unwrap_or_default();
                let line = format!("{code} {}", form.title.get(book.language));
                book.h.leaf("li", "", line.trim());
            }
            book.h.markup("</ul>\n");
        });
    }
}
