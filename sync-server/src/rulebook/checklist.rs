//! A checklist, phase by phase, as people do it.

use doorstep_domain::checklist::{Checklist, EnteredBy, EvidenceKind, Must, Requires, Scale, Step};
use doorstep_domain::expr::Expr;

use super::condition::Words;
use super::{Book, Titles};

impl<'a> Book<'a> {
    pub(super) fn checklist(&mut self, name: &str, checklist: &'a Checklist<Expr>) {
        let services = self.pack.services.values().filter(|service| service.checklist == name);
        let used: Vec<&str> = services.map(|service| service.title.get(self.language)).collect();
        let heading = format!("{}{}", self.say("Checklist: ", "检查表："), used.join(self.comma()));
        let titles = self.titles(checklist);
        self.section(&format!("checklist-{name}"), &heading, |book| {
            let heads = [
                book.say("Step", "步骤"),
                book.say("Asks for", "要求"),
                book.say("When", "条件"),
                book.say("Comes from", "来源"),
            ];
            book.table("steps", &heads, |book| {
                for phase in &checklist.phases {
                    book.h.markup("<tr class=\"group\"><th colspan=\"4\" scope=\"rowgroup\">");
                    book.h.text(phase.title.get(book.language)).markup("</th></tr>\n");
                    for step in checklist.steps.iter().filter(|step| step.phase == phase.id) {
                        book.step(step, checklist, &titles);
                    }
                }
            });
            book.outcomes(checklist, &titles);
            book.scales(checklist);
        });
    }

    fn step(&mut self, step: &'a Step<Expr>, checklist: &'a Checklist<Expr>, titles: &Titles<'a>) {
        let word = |id: &str| {
            checklist.words.get(id).map_or_else(|| id.to_owned(), |text| self.read(text).to_owned())
        };
        let asks = self.asks(&step.kind, &word);
        let evidence: Vec<String> = (step.evidence.iter())
            .map(|evidence| {
                let EvidenceKind::Photo = evidence.kind;
                format!("{} {} × {}", self.say("photo", "照片"), word(&evidence.role), evidence.count)
            })
            .collect();
        let conditions = self.conditions(step, checklist, titles);
        let (must, must_word) = match step.must {
            Must::Must => ("must", self.say("must", "必须")),
            Must::Should => ("should", self.say("courtesy", "应当")),
            Must::Conditional => ("must", self.say("must, where it applies", "适用时必须")),
        };
        self.h.markup("<tr><td>");
        self.h.leaf("b", "", step.title.get(self.language));
        if let Some(help) = &step.help {
            self.h.leaf("p", "muted", help.get(self.language));
        }
        self.h.markup("</td><td>").text(&asks);
        for evidence in &evidence {
            self.h.leaf("p", "", evidence);
        }
        self.h.leaf("p", must, must_word);
        self.h.markup("</td><td>");
        for condition in &conditions {
            self.h.leaf("p", "", condition);
        }
        self.h.markup("</td>");
        self.h.leaf("td", "muted", step.origin.as_deref().unwrap_or_default());
        self.h.markup("</tr>\n");
    }

    /// Everything that decides whether, when and how a step is asked, a sentence each.
    fn conditions(
        &self,
        step: &'a Step<Expr>,
        checklist: &'a Checklist<Expr>,
        titles: &Titles<'a>,
    ) -> Vec<String> {
        let words = Words { titles, language: self.language };
        let mut lines = Vec::new();
        if let Some(group) = &step.each {
            let groups = titles.of(std::slice::from_ref(group));
            lines.push(format!("{}{}", self.say("For each of: ", "逐个："), groups.join(self.comma())));
        }
        if let Some(when) = &step.when {
            lines.push(format!("{}{}", self.say("If ", "如果"), words.of(when)));
        }
        if let Some(required) = &step.required {
            lines.push(format!(
                "{}{}",
                self.say("Required only if ", "仅在以下情况必填："),
                words.of(required)
            ));
        }
        if let Some(default) = &step.default {
            lines.push(format!(
                "{}{}",
                self.say("Answered from the beginning: ", "预填："),
                words.of(default)
            ));
        }
        for offer in &step.offered {
            let options = step.kind.options().iter().filter(|option| offer.options.contains(&option.id));
            let options: Vec<&str> = options.map(|option| option.title.get(self.language)).collect();
            let only = self.say(" only if ", "，仅在以下情况可选：");
            lines.push(format!("{}{only}{}", options.join(self.comma()), words.of(&offer.when)));
        }
        if !step.after.is_empty() {
            let before = titles.of(&step.after);
            lines.push(format!("{}{}", self.say("After: ", "之后："), before.join(self.comma())));
        }
        if !step.only_in.is_empty() {
            let outcome =
                |id: &String| checklist.outcomes.get(id).map(|outcome| outcome.title.get(self.language));
            let outcomes: Vec<&str> = step.only_in.iter().filter_map(outcome).collect();
            lines.push(format!(
                "{}{}",
                self.say("Only if the visit ends as: ", "仅用于结果："),
                outcomes.join(self.comma())
            ));
        }
        if let Some(constraint) = &step.constraint {
            lines.push(format!("{}{}", self.say("Checked: ", "校验："), self.read(&constraint.message)));
        }
        if step.by == EnteredBy::Customer {
            lines.push(self.say("Entered by the customer alone", "客户本人填写").to_owned());
        }
        if let Some(seconds) = step.lasts_s {
            lines.push(format!("{} {seconds} {}", self.say("At least", "至少"), self.say("seconds", "秒")));
        }
        if step.gating {
            lines.push(self.say("Signed off with time and person", "完成时记下人和时间").to_owned());
        }
        lines
    }

    fn outcomes(&mut self, checklist: &'a Checklist<Expr>, titles: &Titles<'a>) {
        let heading = self.say("How a visit ends", "上门结果");
        self.h.leaf("h3", "", heading);
        let heads = [self.say("Outcome", "结果"), self.say("Needs", "需要"), self.say("Signature", "签字")];
        self.table("", &heads, |book| {
            for outcome in checklist.outcomes.values() {
                let needs = match &outcome.requires {
                    Requires::All(_) => book.say("every required step", "全部必须步骤").to_owned(),
                    Requires::Steps(steps) => titles.of(steps).join(book.comma()),
                };
                let signed = if outcome.no_signature {
                    book.say("none", "无")
                } else {
                    book.say("as the steps ask", "按步骤")
                };
                book.h.markup("<tr>");
                book.h.leaf("td", "strong", outcome.title.get(book.language));
                book.h.leaf("td", "", &needs);
                book.h.leaf("td", "", signed);
                book.h.markup("</tr>\n");
            }
        });
    }

    fn scales(&mut self, checklist: &'a Checklist<Expr>) {
        for scale in checklist.scales.values() {
            let grades = match scale {
                Scale::Grades { grades } => grades
                    .iter()
                    .map(|grade| grade.title.get(self.language))
                    .collect::<Vec<_>>()
                    .join(self.comma()),
                Scale::Score { min, max } => format!("{min}–{max}"),
            };
            let line = format!("{}{grades}", self.say("Ratings: ", "评价等级："));
            self.h.leaf("p", "", &line);
        }
    }
}
