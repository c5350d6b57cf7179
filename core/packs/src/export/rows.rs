//! The rows of the sheets `survey` and `choices`.

use doorstep_domain::checklist::{Checklist, EnteredBy, Kind, Must, Scope, Step, with_mentions};
use doorstep_domain::expr::{Expr, Node};
use doorstep_domain::text::{Language, Text};

use super::condition::{Here, Writer};
use super::kind::Asked;
use super::language_name;
use super::layout::{Group, Row};
use super::names::Names;
use super::report::Parts;
use super::sheet::{Cells, Sheet};

/// An option of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) title: Text,
    /// A further column, and what stands in it.
    pub(super) column: Option<(String, String)>,
}

/// Everything that rows are written with.
pub(super) struct Rows<'a> {
    pub(super) checklist: &'a Checklist<Expr>,
    pub(super) names: &'a Names<'a>,
    languages: &'a [Language],
    pub(super) parts: &'a mut Parts,
    pub(super) survey: Sheet,
    pub(super) choices: Sheet,
    /// The lists that are there, by name.
    lists: Vec<(String, Vec<Listed>)>,
    /// How many signatures there are already.
    pub(super) signatures: usize,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        checklist: &'a Checklist<Expr>,
        names: &'a Names<'a>,
        languages: &'a [Language],
        parts: &'a mut Parts,
    ) -> Self {
        let of = |column: &str| languages.iter().map(|code| in_language(column, code)).collect::<Vec<_>>();
        let plain = |columns: &[&str]| columns.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>();
        let survey = [
            plain(&["type", "name"]),
            of("label"),
            of("hint"),
            plain(&["required", "relevant", "constraint"]),
            of("constraint_message"),
            plain(&[
                "default",
                "calculation",
                "repeat_count",
                "parameters",
                "choice_filter",
                "appearance",
                "comment",
            ]),
        ];
        let choices = [plain(&["list_name", "name"]), of("label")];
        Self {
            checklist,
            names,
            languages,
            parts,
            survey: Sheet::new("survey", survey.concat()),
            choices: Sheet::new("choices", choices.concat()),
            lists: Vec::new(),
            signatures: 0,
        }
    }

    /// Writes every row, in order.
    pub(super) fn all(&mut self, rows: &[Row<'a>]) {
        for row in rows {
            match row {
                Row::Group(group) => self.group(group, true),
                row => self.row(row),
            }
        }
    }

    fn row(&mut self, row: &Row<'a>) {
        match row {
            Row::Group(group) => self.group(group, false),
            Row::Step(step) => self.step(step),
            Row::Column(column, name) => self.column(column, name),
        }
    }

    /// A group with what is in it; at the top it has the title of its phase.
    fn group(&mut self, group: &Group<'a>, is_top: bool) {
        let kind = if group.repeat.is_some() { "repeat" } else { "group" };
        let mut cells = row(&format!("begin_{kind}"), &group.name);
        match group.repeat {
            Some(step) => self.repeat(step, &mut cells),
            None => {
                let phase = self.checklist.phases.iter().find(|phase| Some(phase.id.as_str()) == group.phase);
                if let Some(phase) = phase.filter(|_| is_top) {
                    self.texts(&mut cells, "label", &phase.title);
                    self.parts.understood(&phase.id, "title");
                }
            }
        }
        self.survey.rows.push(cells);
        for inside in &group.rows {
            self.row(inside);
        }
        self.survey.rows.push(row(&format!("end_{kind}"), ""));
    }

    fn step(&mut self, step: &'a Step<Expr>) {
        if self.checklist.steps.iter().any(|of| self.is_other(step, of)) {
            self.parts.understood(&step.id, "or_other");
            return;
        }
        let name = self.names.get(&step.id).map_or(step.id.clone(), |entry| entry.name.clone());
        let mut cells = row("", &name);
        self.said(step, &mut cells);
        let is_asked = self.relevant(step, &mut cells);
        let is_needed = self.required(step, is_asked, &mut cells);
        let asked = self.asked(step, is_needed, &mut cells);
        if asked.is_note {
            cells.remove("required");
        }
        self.constraint(step, &asked, &mut cells);
        self.initial(step, &mut cells);
        cells.insert("type".to_owned(), asked.kind);
        self.left_out(step);
        self.survey.rows.push(cells);
    }

    /// What people read.
    pub(super) fn said(&mut self, step: &Step<Expr>, cells: &mut Cells) {
        self.texts(cells, "label", &self.mentioning(&step.title));
        self.parts.understood(&step.id, "title");
        let is_group = matches!(step.kind, Kind::Repeat { .. });
        if step.help.is_some() && is_group {
            self.parts.unknown(&step.id, "help", "", "a group has a heading and no hint");
        } else if let Some(help) = &step.help {
            self.texts(cells, "hint", &self.mentioning(help));
            self.parts.understood(&step.id, "help");
        }
        let origin = step.origin.as_ref().filter(|origin| !origin.starts_with("XLSForm "));
        if let Some(origin) = origin {
            cells.insert("comment".to_owned(), origin.clone());
            self.parts.approximated(&step.id, "origin", origin, "a remark for whoever reads the workbook");
        }
    }

    /// Where a step is asked; whether that could be written.
    fn relevant(&mut self, step: &Step<Expr>, cells: &mut Cells) -> bool {
        let Some(when) = &step.when else { return true };
        match self.writer(step, false).condition(when) {
            Ok(condition) => {
                cells.insert("relevant".to_owned(), condition);
                self.parts.understood(&step.id, "when");
                true
            }
            Err(reason) => {
                let reason = format!("{reason}; it is always asked and never required");
                self.parts.unknown(&step.id, "when", "", reason);
                false
            }
        }
    }

    /// Whether an answer is required.
    fn required(&mut self, step: &Step<Expr>, is_asked: bool, cells: &mut Cells) -> bool {
        let id = &step.id;
        if step.kind == Kind::Guidance {
            if step.must != Must::Should {
                self.parts.approximated(id, "must", "", "a note asks for nothing");
            }
            return false;
        }
        if !is_asked || step.must == Must::Should {
            if step.must == Must::Should {
                self.parts.understood(id, "must");
            }
            return false;
        }
        let written = match &step.required {
            None => Ok("yes".to_owned()),
            // An answer that need not be given has to be right once it is.
            Some(required)
                if (step.constraint.is_some() || !step.offered.is_empty()) && is_own_answer(required, id) =>
            {
                self.parts.understood(id, "required");
                return false;
            }
            Some(required) => self.writer(step, false).condition(required),
        };
        match written {
            Ok(required) => {
                cells.insert("required".to_owned(), required);
                self.parts.understood(id, "required");
                true
            }
            Err(reason) => {
                self.parts.unknown(id, "required", "", format!("{reason}; it is asked and never required"));
                false
            }
        }
    }

    /// What an answer must satisfy.
    fn constraint(&mut self, step: &Step<Expr>, asked: &Asked, cells: &mut Cells) {
        let mut checks = Vec::new();
        if let Some(constraint) = step.constraint.as_ref().filter(|_| !asked.is_note) {
            match self.writer(step, true).condition(&constraint.check) {
                Ok(check) => {
                    let is_loose = step.must == Must::Should;
                    if is_loose {
                        let reason = "an answer that does not satisfy it stands in the way";
                        self.parts.approximated(&step.id, "constraint", "", reason);
                    } else {
                        self.parts.understood(&step.id, "constraint");
                    }
                    checks.push(check);
                    self.texts(cells, "constraint_message", &constraint.message);
                }
                Err(reason) => {
                    self.parts.unknown(
                        &step.id,
                        "constraint",
                        "",
                        format!("{reason}; every answer is accepted"),
                    );
                }
            }
        }
        let several = checks.len() + asked.checks.len() > 1;
        checks.extend(asked.checks.iter().cloned());
        let bracketed = checks.into_iter().map(|check| match several && check.contains(" or ") {
            true => format!("({check})"),
            false => check,
        });
        let all: Vec<String> = bracketed.collect();
        if !all.is_empty() {
            cells.insert("constraint".to_owned(), all.join(" and "));
        }
    }

    /// What a form has no place for.
    pub(super) fn left_out(&mut self, step: &Step<Expr>) {
        let id = &step.id;
        for evidence in &step.evidence {
            let reason = "a question has no photos beside it: ask for them by themselves";
            self.parts.unknown(id, "evidence", &evidence.role, reason);
        }
        if !step.after.is_empty() {
            self.parts.unknown(id, "after", step.after.join(", "), "questions are answered in any order");
        }
        let plain = [
            ("gating", step.gating, "a form has no declarations"),
            ("scope", step.scope == Scope::Job, "it is asked in every visit: a form knows of no jobs"),
            ("by", step.by == EnteredBy::Customer, "a form does not know who answers"),
            ("lasts_s", step.lasts_s.is_some(), "a form does not measure how long it takes"),
        ];
        for (field, is_there, reason) in plain {
            if is_there {
                self.parts.unknown(id, field, "", reason);
            }
        }
    }

    pub(super) fn writer(&self, step: &'a Step<Expr>, is_judged: bool) -> Writer<'a> {
        let own = is_judged.then_some(step.id.as_str());
        Writer::new(self.names, Here { own, group: step.each.as_deref() })
    }

    /// A text in every language of the pack.
    pub(super) fn texts(&self, cells: &mut Cells, column: &str, text: &Text) {
        for code in self.languages {
            if let Some(says) = text.0.get(code).filter(|says| !says.is_empty()) {
                cells.insert(in_language(column, code), says.clone());
            }
        }
    }

    /// A text that mentions answers, by the names of the form.
    pub(super) fn mentioning(&self, text: &Text) -> Text {
        let name = |name: &str| {
            let of_step = self.names.get(name).map(|entry| entry.name.as_str());
            Some(format!("${{{}}}", of_step.unwrap_or_else(|| name.rsplit('/').next().unwrap_or(name))))
        };
        Text(text.0.iter().map(|(code, text)| (code.clone(), with_mentions(text, name))).collect())
    }

    /// Words of ours, in the languages of the pack.
    pub(super) fn ours(&self, chinese: &str, english: &str) -> Text {
        let say = |code: &Language| if code.is_chinese() { chinese } else { english };
        Text(self.languages.iter().map(|code| (code.clone(), say(code).to_owned())).collect())
    }

    /// The name of a list with these options: one that is there, or a new one.
    pub(super) fn list(&mut self, name: &str, options: Vec<Listed>) -> String {
        if let Some((known, _)) = self.lists.iter().find(|(_, known)| *known == options) {
            return known.clone();
        }
        let is_free = |name: &String| !self.lists.iter().any(|(known, _)| known == name);
        let numbered = (2_u32..).map(|number| format!("{name}_{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        let name = names.find(is_free).unwrap_or_default();
        for option in &options {
            let mut cells = row("", &option.name);
            cells.remove("type");
            cells.insert("list_name".to_owned(), name.clone());
            self.texts(&mut cells, "label", &option.title);
            if let Some((column, text)) = &option.column {
                self.choices.with_column(column);
                cells.insert(column.clone(), text.clone());
            }
            self.choices.rows.push(cells);
        }
        self.lists.push((name.clone(), options));
        name
    }
}

pub(super) fn row(kind: &str, name: &str) -> Cells {
    let cells = [("type", kind), ("name", name)].into_iter().filter(|(_, text)| !text.is_empty());
    cells.map(|(column, text)| (column.to_owned(), text.to_owned())).collect()
}

fn in_language(column: &str, code: &Language) -> String {
    format!("{column}::{}", language_name(code))
}

/// `has(answers.id)`, and no more.
fn is_own_answer(required: &Expr, id: &str) -> bool {
    matches!(required.root(), Node::Has(name) if name.within("answers") == Some(id))
}
