//! Who may do what, who signs, what to say, and the lists of reasons.

use doorstep_domain::pack::{Action, GuidanceKind, SignedBy};

use super::Book;

impl Book<'_> {
    pub(super) fn people(&mut self) {
        let heading = self.say("Who may do what", "权限");
        self.section("people", heading, |book| {
            let heads = [book.say("Action", "操作"), book.say("Roles", "角色")];
            let pack = book.pack;
            book.table("", &heads, |book| {
                for (action, roles) in &pack.permissions {
                    let roles: Vec<&str> = roles.iter().map(|role| book.role(role)).collect();
                    let roles = roles.join(book.semicolon());
                    let action = book.action(*action);
                    book.h.markup("<tr>");
                    book.h.leaf("td", "strong", action);
                    book.h.leaf("td", "", &roles);
                    book.h.markup("</tr>\n");
                }
            });
            book.signing();
            book.reasons();
        });
    }

    pub(super) fn role<'b>(&'b self, id: &'b str) -> &'b str {
        self.pack.roles.get(id).map_or(id, |role| role.title.get(self.language))
    }

    fn signing(&mut self) {
        let heading = self.say("Who signs", "签字人");
        self.h.leaf("h3", "", heading);
        let heads = [self.say("Signature", "签字"), self.say("By", "由谁")];
        let pack = self.pack;
        self.table("", &heads, |book| {
            for signer in pack.signers.values() {
                let by = match &signer.by {
                    SignedBy::Customer => {
                        book.say("the customer or somebody of the household", "客户或家人").to_owned()
                    }
                    SignedBy::Roles(roles) => {
                        roles.iter().map(|role| book.role(role)).collect::<Vec<_>>().join(book.semicolon())
                    }
                };
                book.h.markup("<tr>");
                book.h.leaf("td", "strong", signer.title.get(book.language));
                book.h.leaf("td", "", &by);
                book.h.markup("</tr>\n");
            }
        });
    }

    fn reasons(&mut self) {
        let pack = self.pack;
        for list in pack.reasons.values() {
            self.h.leaf("h3", "", list.title.get(self.language));
            let reasons: Vec<&str> =
                list.reasons.iter().map(|reason| reason.title.get(self.language)).collect();
            let reasons = reasons.join(self.comma());
            self.h.leaf("p", "", &reasons);
        }
    }

    pub(super) fn guidance(&mut self) {
        let pack = self.pack;
        if pack.guidance.is_empty() {
            return;
        }
        let heading = self.say("What to say and how to behave", "服务用语与行为规范");
        self.section("guidance", heading, |book| {
            book.h.markup("<div class=\"cards\">\n");
            for card in pack.guidance.values() {
                let kind = match card.kind {
                    GuidanceKind::Script => book.say("to say", "用语"),
                    GuidanceKind::Conduct => book.say("conduct", "行为"),
                    GuidanceKind::Taboo => book.say("never", "禁忌"),
                    GuidanceKind::Safety => book.say("safety", "安全"),
                };
                book.h.markup("<article><h3>").text(card.title.get(book.language)).markup("</h3>");
                book.h.leaf("p", "muted", &format!("{kind} {}", card.origin.as_deref().unwrap_or_default()));
                book.h.markup("<ul>");
                for line in &card.lines {
                    book.h.leaf("li", "", line.get(book.language));
                }
                book.h.markup("</ul></article>\n");
            }
            book.h.markup("</div>\n");
        });
    }

    fn action(&self, action: Action) -> &'static str {
        match action {
            Action::CreateJob => self.say("Make a job", "开单"),
            Action::ReceiveJob => self.say("Sign for a job", "签收工单"),
            Action::SetAppointment => self.say("Agree on a time", "约定时间"),
            Action::OverrideAppointment => {
                self.say("Settle a time that the customer refused", "协调客户拒绝的时间")
            }
            Action::Quote => self.say("Quote and ask for consent", "报价并征得同意"),
            Action::Work => self.say("Do the work", "施工"),
            Action::AcceptPublic => self.say("Accept work in public areas", "公共区域验收"),
            Action::SignInstead => self.say("Sign in place of the customer, with a reason", "说明原因代签"),
            Action::Verify => self.say("Check a completed job", "核实工单"),
            Action::Archive => self.say("Archive", "归档"),
            Action::ConvertToCoordination => self.say("Make a coordination order", "转协调单"),
            Action::WriteCoordination => self.say("Write in a coordination order", "填写协调记录"),
            Action::InspectCoordination => self.say("Inspect coordination orders", "检查协调单"),
            Action::TakePayment => self.say("Take payments", "收款"),
            Action::Refund => self.say("Give money back", "退款"),
            Action::FollowUp => self.say("Follow up", "回访"),
            Action::Cancel => self.say("Cancel", "取消"),
            Action::EnterInEmergency => {
                self.say("Enter without consent in an emergency", "紧急情况下未经同意进入")
            }
            Action::Approve => self.say("Approve what was asked", "审批申请"),
            Action::Hold => self.say("Keep a case from being erased", "设置法定保留"),
            Action::Configure => self.say("Set what is not configured", "设置未配置的数值"),
            Action::CreateComplaint => self.say("Take a complaint", "受理投诉"),
            Action::CreateCancellation => self.say("Take a cancellation", "受理取消订单"),
            Action::CreateReturn => self.say("Take a return or an exchange", "受理退换货"),
            Action::CreateFollowUp => self.say("Begin to care for a customer", "建立跟踪回访"),
            Action::CreateContract => self.say("Make a contract", "签订合同"),
            Action::CreateBooking => self.say("Take a booking", "受理预约"),
            Action::CreateRecord => self.say("Begin a record of the desk", "建立登记"),
            Action::HandleDesk => self.say("Handle and complete a case of the desk", "办理并办结前台事项"),
        }
    }
}
