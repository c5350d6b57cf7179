//! A case of the desk: its checklist as a form, what it can go on in, and what else is open for its customer.

use std::collections::BTreeMap;

use super::form::Form;
use super::job::View;
use super::state::{Icon, Tone};
use crate::office::words;
use crate::office::{AddedInstance, DeskSheet, DeskStep, Filled, Given, OfficeError, RemovedInstance};
use crate::office::{NewAgreement, NewCall, NewEntry, NewOnward};
use doorstep_domain::fact::{CallResult, ConsentWhat};
use doorstep_domain::value::Value;

impl View<'_, '_> {
    /// Open complaints of the customer, at each of the customer's cases (scenario 23).
    pub(super) fn complaints(&mut self) {
        for row in &self.job.complaints {
            self.page.h.markup("<div class=\"strip attention\">");
            self.page.icon(Icon::Alert);
            self.page.h.markup("<span>").text(words::OPEN_COMPLAINT.say(self.page.language)).markup(" <a");
            self.page.h.attr("href", &format!("/jobs/{}", row.case)).markup("><b class=\"figure\">");
            self.page.h.text(&row.number).markup("</b></a> ").text(&row.report).markup("</span></div>\n");
        }
    }

    /// Who keeps the case.
    pub(super) fn owner(&mut self) {
        if let Some(owner) = &self.job.owner {
            let text = format!("{} {}", words::KEPT_BY.say(self.page.language), owner.name);
            self.page.chip(Tone::Waiting, Icon::Person, &text);
        }
    }

    /// The checklist: what is answered as one form, what is declared or recorded with a button each.
    pub(super) fn desk(&mut self) {
        let Some(desk) = &self.job.desk else { return };
        let is_open = self.job.row.is_open();
        self.page.h.markup("<section class=\"card\" id=\"desk\"><header>");
        self.page.h.leaf("h2", "", words::FILL_IN.say(self.page.language));
        self.page.h.markup("</header>");
        self.begin_form("fill");
        self.page.h.markup("<div class=\"fields\">");
        let mut phase = "";
        for step in &desk.steps {
            if step.phase != phase {
                phase = &step.phase;
                self.page.h.leaf("h3", "wide", phase);
            }
            self.step(step, is_open);
        }
        if is_open {
            self.page.h.markup("<p class=\"wide\"><button class=\"main\">");
            self.page.h.text(words::SAVE.say(self.page.language)).markup("</button></p>");
        }
        self.page.h.markup("</div></form>\n");
        if is_open {
            self.declarations(desk);
            self.complete(desk);
        }
        self.page.h.markup("</section>\n");
    }

    fn step(&mut self, step: &DeskStep, is_open: bool) {
        self.page.h.markup("<p class=\"wide\"><label").attr("for", &step.step).markup(">");
        self.page.h.text(&step.title);
        if step.required {
            self.page.h.markup(" <span aria-hidden=\"true\">*</span>");
        }
        self.page.h.markup("</label>");
        if is_open {
            self.input(step);
        } else {
            self.page.h.leaf("span", "", &shown(step));
        }
        if let Some(help) = &step.help {
            self.page.h.leaf("span", "muted small", help);
        }
        if is_open && !step.missing.is_empty() && (step.required || step.value.is_some()) {
            self.page.h.leaf("span", "small attention", &step.missing.join("; "));
        }
        self.page.h.markup("</p>\n");
    }

    /// What the step is answered with; what is recorded shows how it stands.
    fn input(&mut self, step: &DeskStep) {
        let value = step.value.as_ref().map(Value::to_string).unwrap_or_default();
        match step.kind {
            "tick" | "yes_no" => self.yes_or_no(step),
            "choice" => self.choice(step),
            "multi" => {
                for option in &step.options {
                    self.page.h.markup("<label class=\"check\"><input type=\"checkbox\"");
                    self.page.h.attr("name", &format!("many.{}", step.step)).attr("value", &option.id);
                    self.page.h.markup(if option.chosen { " checked>" } else { ">" });
                    self.page.h.text(&option.title).markup("</label>");
                }
                self.page
                    .h
                    .markup("<input type=\"hidden\" name=\"multi\"")
                    .attr("value", &step.step)
                    .markup(">");
            }
            "text" => {
                self.page.h.markup("<textarea rows=\"2\"").attr("id", &step.step);
                self.page.h.attr("name", &format!("text.{}", step.step));
                let max = step.max_chars.unwrap_or(2000).to_string();
                self.page.h.attr("maxlength", &max).markup(">").text(&value).markup("</textarea>");
            }
            "number" => self.field(step, "text", "number", &value),
            "date" => self.field(step, "date", "text", &value),
            "date_time" => self.field(step, "datetime-local", "text", &value),
            "scan" => self.field(step, "text", "text", &value),
            _ => {
                let word = if step.state == "done" { words::IS_DONE } else { words::IS_OPEN };
                self.page.h.leaf("span", "muted", word.say(self.page.language));
            }
        }
    }

    fn field(&mut self, step: &DeskStep, kind: &str, typed: &str, value: &str) {
        let name = format!("{typed}.{}", step.step);
        self.page.h.markup("<input").attr("type", kind).attr("id", &step.step).attr("name", &name);
        self.page.h.attr("value", value).markup(">");
    }

    fn yes_or_no(&mut self, step: &DeskStep) {
        let language = self.page.language;
        let options = [("yes", words::YES, Value::Bool(true)), ("no", words::NO, Value::Bool(false))];
        self.begin_select(step, "bool");
        for (id, word, value) in options {
            self.option(id, word.say(language), step.value.as_ref() == Some(&value));
        }
        self.page.h.markup("</select>");
    }

    fn choice(&mut self, step: &DeskStep) {
        self.begin_select(step, "text");
        for option in &step.options {
            self.option(&option.id, &option.title, option.chosen);
        }
        self.page.h.markup("</select>");
    }

    fn begin_select(&mut self, step: &DeskStep, typed: &str) {
        self.page.h.markup("<select").attr("id", &step.step);
        self.page.h.attr("name", &format!("{typed}.{}", step.step)).markup("><option value=\"\">—</option>");
    }

    fn option(&mut self, id: &str, title: &str, chosen: bool) {
        self.page.h.markup("<option").attr("value", id);
        self.page.h.markup(if chosen { " selected>" } else { ">" }).text(title).markup("</option>");
    }

    /// Steps that end with a declaration, calls and agreements, as far as it is their turn.
    fn declarations(&mut self, desk: &DeskSheet) {
        let is_turn =
            |step: &&DeskStep| step.state == "open" || step.kind == "repeat" && step.state == "done";
        for step in desk.steps.iter().filter(is_turn) {
            match step.kind {
                "repeat" => self.things(step),
                "call" => self.call(step),
                "consent" => self.agreement(step),
                _ if step.gating => {
                    self.begin_form("step-done");
                    self.page.hidden("step", &step.step);
                    let text = format!("{}: {}", words::DECLARE_DONE.say(self.page.language), step.title);
                    self.page.h.markup("<button>").text(&text).markup("</button></form>\n");
                }
                _ => {}
            }
        }
    }

    /// The things of a group, each with its button, and one to add another.
    fn things(&mut self, step: &DeskStep) {
        let language = self.page.language;
        for thing in &step.things {
            self.begin_form("remove-instance");
            self.page.hidden("group", &step.step);
            self.page.hidden("instance", &thing.instance.to_string());
            self.page.hidden("removed", if thing.removed { "no" } else { "yes" });
            self.page.h.leaf(if thing.removed { "del" } else { "span" }, "", &thing.name);
            let word = if thing.removed { words::RESTORE } else { words::STRIKE_OUT };
            self.page.h.markup(" <button>").text(word.say(language)).markup("</button></form>\n");
        }
        self.begin_form("add-instance");
        self.page.hidden("group", &step.step);
        let text = format!("{} {}", words::ADD.say(language), step.item.as_deref().unwrap_or(&step.title));
        self.page.h.markup("<button>").text(&text).markup("</button></form>\n");
    }

    fn call(&mut self, step: &DeskStep) {
        let language = self.page.language;
        let results = [
            (CallResult::Reached, words::CALL_REACHED),
            (CallResult::Agreed, words::CALL_AGREED),
            (CallResult::Refused, words::CALL_REFUSED),
            (CallResult::NoAnswer, words::CALL_NO_ANSWER),
        ];
        self.begin_form("call");
        self.page.hidden("purpose", step.purpose.as_deref().unwrap_or_default());
        self.page.h.markup("<label>").text(&step.title).markup("</label> <select name=\"result\">");
        for (result, word) in results {
            self.option(result.name(), word.say(language), false);
        }
        self.page.h.markup("</select> <button>").text(words::SAVE.say(language)).markup("</button></form>\n");
    }

    fn agreement(&mut self, step: &DeskStep) {
        let language = self.page.language;
        self.begin_form("agree");
        self.page.hidden("step", &step.step);
        self.page.h.markup("<label>").text(&step.title).markup("</label> <input required name=\"by\"");
        self.page.h.attr("value", &self.job.row.customer).markup("> <select name=\"accepted\">");
        self.option("yes", words::YES.say(language), false);
        self.option("no", words::NO.say(language), false);
        self.page.h.markup("</select> <button>").text(words::SAVE.say(language)).markup("</button></form>\n");
    }

    fn complete(&mut self, desk: &DeskSheet) {
        self.begin_form("complete");
        self.page.h.markup(if desk.ready { "<button class=\"main\">" } else { "<button>" });
        self.page.h.text(words::COMPLETE_CASE.say(self.page.language)).markup("</button></form>\n");
    }

    /// Links of the pack: one button each.
    pub(super) fn onward(&mut self) {
        for link in &self.job.onward {
            self.begin_form("follow");
            self.page.hidden("link", &link.link);
            self.page.h.markup("<button>").text(&link.title).markup("</button></form>\n");
        }
    }

    /// An entry in ink.
    pub(super) fn add_entry(&mut self) {
        if self.job.desk.is_none() {
            return;
        }
        let fields = |view: &mut Self| {
            view.area("content", words::TEXT);
            view.line("place", words::WHERE);
            view.line("contact", words::WITH_WHOM);
            view.line("attitude", words::ATTITUDE);
            view.line("plan", words::NEXT);
        };
        self.fold(words::ADD_ENTRY, "entry", fields, false);
    }
}

/// An answer as it stands in a closed case.
fn shown(step: &DeskStep) -> String {
    let chosen: Vec<&str> =
        step.options.iter().filter(|option| option.chosen).map(|option| option.title.as_str()).collect();
    match (&step.value, chosen.is_empty()) {
        (_, false) => chosen.join(", "),
        (Some(value), true) => value.to_string(),
        (None, true) => "—".to_owned(),
    }
}

/// The answers of the form. A field that was emptied takes its answer back.
pub(super) fn filled(form: &Form) -> Filled {
    let mut answers = BTreeMap::new();
    for (name, value) in form.pairs() {
        let Some((typed, step)) = name.split_once('.') else { continue };
        let given = match typed {
            "text" | "number" => Value::Str(value.to_owned()),
            "bool" => Value::Bool(value == "yes"),
            _ => continue,
        };
        answers.insert(step.to_owned(), (!value.is_empty()).then_some(Given::Value(given)));
    }
    for step in form.all("multi") {
        let chosen = form.all(&format!("many.{step}")).map(str::to_owned).collect();
        answers.insert(step.to_owned(), Some(Given::Options(chosen)));
    }
    Filled { visit: None, answers }
}

pub(super) fn added(form: &Form) -> AddedInstance {
    AddedInstance { group: form.get("group").to_owned(), answers: BTreeMap::new() }
}

pub(super) fn removed(form: &Form) -> Result<RemovedInstance, OfficeError> {
    let instance = form.get("instance").parse().map_err(|_| OfficeError::NotFound("instance"))?;
    Ok(RemovedInstance {
        group: form.get("group").to_owned(),
        instance,
        removed: form.get("removed") == "yes",
    })
}

/// What a button of the desk asks for.
pub(super) fn call(form: &Form) -> Result<NewCall, OfficeError> {
    let result = form.get("result").parse().map_err(|error: String| OfficeError::invalid("result", error))?;
    Ok(NewCall { purpose: form.get("purpose").to_owned(), result, note: None })
}

pub(super) fn agreement(form: &Form) -> NewAgreement {
    NewAgreement {
        step: form.get("step").to_owned(),
        what: ConsentWhat::Other,
        accepted: form.get("accepted") == "yes",
        by: form.get("by").to_owned(),
        reason: None,
    }
}

pub(super) fn entry(form: &Form) -> NewEntry {
    let text = |name: &str| form.get(name).to_owned();
    NewEntry {
        place: text("place"),
        contact: text("contact"),
        content: text("content"),
        attitude: text("attitude"),
        plan: text("plan"),
    }
}

pub(super) fn onward(form: &Form) -> NewOnward {
    NewOnward { link: form.get("link").to_owned(), report: None, users: Vec::new() }
}
