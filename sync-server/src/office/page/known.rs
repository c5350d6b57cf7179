//! What the office knows already when it makes a job: the steps of the whole job, each with the input of its kind.
//!
//! The fields of every service stand in the form, and the style shows those of the chosen one: so the page needs no
//! script. A field is named after service and step, and only those of the chosen service are read.

use std::collections::BTreeMap;

use doorstep_domain::checklist::{Choice, Kind, Scope, Step, with_mentions};
use doorstep_domain::expr::Expr;
use doorstep_domain::pack::Pack;
use doorstep_domain::value::Value;

use super::form::Form;
use super::frame::Page;
use crate::office::Given;
use crate::office::words;

/// The steps of a service that the office may answer.
pub(super) fn steps<'p>(pack: &'p Pack, service: &str) -> Vec<&'p Step<Expr>> {
    let checklist = pack.service(service).map(|parts| parts.checklist);
    let steps = checklist.into_iter().flat_map(|checklist| &checklist.steps);
    steps.filter(|step| step.scope == Scope::Job && step.kind.is_answered()).collect()
}

fn name_of(service: &str, step: &str) -> String {
    format!("known.{service}.{step}")
}

/// What was typed for the chosen service. What is empty is not known.
pub(super) fn read(form: &Form, pack: &Pack, service: &str) -> BTreeMap<String, Given> {
    let mut answers = BTreeMap::new();
    for step in steps(pack, service) {
        let name = name_of(service, &step.id);
        let given = match &step.kind {
            Kind::Multi { .. } => {
                let chosen: Vec<String> =
                    form.all(&name).filter(|option| !option.is_empty()).map(str::to_owned).collect();
                (!chosen.is_empty()).then_some(Given::Options(chosen))
            }
            Kind::Tick | Kind::YesNo => match form.get(&name) {
                "" => None,
                text => Some(Given::Value((text == "yes").into())),
            },
            Kind::DateTime => {
                // A browser may send seconds.
                form.filled(&name).map(|text| Given::Value(text.get(..16).unwrap_or(text).into()))
            }
            _ => form.filled(&name).map(|text| Given::Value(Value::from(text))),
        };
        answers.extend(given.map(|given| (step.id.clone(), given)));
    }
    answers
}

impl Page<'_> {
    /// The rule that shows the fields of the chosen service only. Ids of services are letters, digits and `-`.
    pub(super) fn show_only_chosen(&mut self, services: &[&str]) {
        self.begin_style();
        self.h.markup(".known{display:none}\n");
        for service in services {
            self.h.markup("form:has(option[value=").text(service).markup("]:checked) .known-");
            self.h.text(service).markup("{display:grid}\n");
        }
        self.h.markup("</style>");
    }

    /// The fields of one service.
    pub(super) fn known(&mut self, service: &str, steps: &[&Step<Expr>], typed: &Form) {
        self.h.markup("<fieldset").attr("class", &format!("fields wide known known-{service}")).markup(">");
        self.h.leaf("legend", "", words::KNOWN_ALREADY.say(self.language));
        for step in steps {
            let name = name_of(service, &step.id);
            self.h.markup(if matches!(step.kind, Kind::Multi { .. }) {
                "<div class=\"wide\">"
            } else {
                "<p>"
            });
            self.label_of(&name, step);
            self.input_of(&name, step, typed);
            self.h.markup(if matches!(step.kind, Kind::Multi { .. }) { "</div>" } else { "</p>" });
        }
        self.h.markup("</fieldset>\n");
    }

    fn label_of(&mut self, name: &str, step: &Step<Expr>) {
        // Nothing is answered yet that it could mention.
        let title = with_mentions(step.title.get(self.language), |_| Some("…".to_owned()));
        self.h.markup("<label").attr("for", name).markup(">").text(&title);
        if let Kind::Number { unit: Some(unit), .. } = &step.kind {
            self.h.text(" · ").text(unit.get(self.language));
        }
        self.h.markup("</label>");
    }

    fn input_of(&mut self, name: &str, step: &Step<Expr>, typed: &Form) {
        let value = typed.get(name);
        match &step.kind {
            Kind::Tick | Kind::YesNo => {
                let options = [("yes", words::YES), ("no", words::NO)];
                let options = options.map(|(id, word)| (id, word.say(self.language).to_owned()));
                self.select(name, options.into_iter(), value);
            }
            Kind::Choice { options } => {
                let language = self.language;
                let options = options.iter();
                let options =
                    options.map(|option| (option.id.as_str(), option.title.get(language).to_owned()));
                self.select(name, options, value);
            }
            Kind::Multi { options, .. } => self.checks(name, options, typed),
            Kind::Date => self.plain(name, "date", value),
            Kind::DateTime => self.plain(name, "datetime-local", value),
            Kind::Number { scale, min, max, .. } => self.number(name, *scale, [min, max], value),
            _ => self.plain(name, "text", value),
        }
    }

    fn select<'o>(&mut self, name: &str, options: impl Iterator<Item = (&'o str, String)>, value: &str) {
        self.h.markup("<select").attr("id", name).attr("name", name).markup("><option value=\"\">");
        self.h.text(words::NOT_KNOWN.say(self.language)).markup("</option>");
        for (id, title) in options {
            self.h.markup("<option").attr("value", id);
            if id == value {
                self.h.markup(" selected");
            }
            self.h.markup(">").text(&title).markup("</option>");
        }
        self.h.markup("</select>");
    }

    fn checks(&mut self, name: &str, options: &[Choice], typed: &Form) {
        for option in options {
            self.h.markup("<label class=\"check\"><input type=\"checkbox\"").attr("name", name);
            self.h.attr("value", &option.id);
            if typed.all(name).any(|chosen| chosen == option.id) {
                self.h.markup(" checked");
            }
            self.h.markup(">").text(option.title.get(self.language)).markup("</label>");
        }
    }

    fn plain(&mut self, name: &str, kind: &str, value: &str) {
        self.h.markup("<input").attr("type", kind).attr("id", name).attr("name", name).attr("value", value);
        self.h.markup(">");
    }

    fn number(
        &mut self,
        name: &str,
        scale: u8,
        [min, max]: [&Option<doorstep_domain::decimal::Decimal>; 2],
        value: &str,
    ) {
        self.h.markup("<input type=\"number\"").attr("id", name).attr("name", name).attr("value", value);
        let step = match scale {
            0 => "1".to_owned(),
            scale => format!("0.{}1", "0".repeat(usize::from(scale) - 1)),
        };
        self.h.attr("step", &step);
        for (bound, value) in [("min", min), ("max", max)] {
            if let Some(value) = value {
                self.h.attr(bound, &value.to_string());
            }
        }
        self.h.markup(">");
    }
}
