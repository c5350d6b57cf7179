//! The steps of a checklist, from the questions of a form.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::checklist::mentions;
use doorstep_domain::text::Language;
use serde_norway::Value;

use super::cel::Cel;
use super::choices::Lists;
use super::condition::{Needed, weight};
use super::kind;
use super::language::{Languages, text};
use super::plan::{Plan, Planned, What};
use super::report::Cells;
use super::sheet::Row;
use super::survey::{Asks, Question};
use super::translate::{Here, Reads, Translated, Translator};
use super::workbook::{Cell, Place};
use super::yaml::{list, map, ours, texts, word};

/// Everything that steps are made with.
pub(super) struct Builder<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) lists: &'a Lists,
    pub(super) languages: &'a Languages,
    pub(super) codes: &'a [Language],
    pub(super) translator: Translator<'a>,
    pub(super) cells: &'a mut Cells,
    /// Columns and groups whose condition is not understood: what depends on it never stands in the way.
    pub(super) unread: BTreeSet<String>,
    /// How many signatures there are already.
    pub(super) signatures: usize,
    /// The columns in which answers are written out, as the form has them.
    pub(super) columns: Vec<Value>,
}

/// A checklist as YAML, with the row of each step.
pub(super) struct Built {
    pub(super) yaml: Value,
    pub(super) places: Vec<Place>,
    pub(super) signers: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        plan: &'a Plan<'a>,
        lists: &'a Lists,
        languages: &'a Languages,
        codes: &'a [Language],
        cells: &'a mut Cells,
    ) -> Self {
        let translator = Translator::new(&plan.names, lists);
        Self {
            plan,
            lists,
            languages,
            codes,
            translator,
            cells,
            unread: BTreeSet::new(),
            signatures: 0,
            columns: Vec::new(),
        }
    }

    pub(super) fn build(mut self, title: &[(Language, String)], instance_name: Option<&Cell>) -> Built {
        let phases: Vec<Value> =
            self.plan.phases.iter().filter_map(|phase| self.phase(phase, title)).collect();
        for (path, group) in &self.plan.inner {
            self.inner_group(path, group);
        }
        let mut steps = Vec::new();
        let mut places = Vec::new();
        for planned in &self.plan.steps {
            if let Some(step) = self.step(planned) {
                steps.push(step);
                places.push(row_of(planned).place());
            }
        }
        let done =
            map([("title", Some(texts(&ours(self.codes, "完成", "Done")))), ("requires", word("all"))]);
        self.meta_columns(instance_name);
        let yaml = map([
            ("phases", list(phases)),
            ("steps", list(steps)),
            ("outcomes", Some(map([("done", Some(done))]))),
            ("columns", list(self.columns)),
        ]);
        Built { yaml, places, signers: self.signatures }
    }

    /// A text of a row in every language.
    pub(super) fn text(&mut self, row: &Row, column: &str) -> Option<Vec<(Language, String)>> {
        text(row, column, self.languages, self.codes, self.cells, &|_| None)
    }

    /// A text of a step in every language; it may mention answers.
    fn told(&mut self, row: &Row, column: &str, planned: &Planned<'_>) -> Option<Vec<(Language, String)>> {
        let cells: Vec<Cell> = row.texts(column).map(|(_, cell)| cell.clone()).collect();
        let names: BTreeSet<&str> = cells.iter().flat_map(|cell| mentions(&cell.text)).collect();
        let known: BTreeMap<&str, String> =
            names.into_iter().filter_map(|name| Some((name, self.mention(name, planned)?))).collect();
        let mention = |name: &str| known.get(name).cloned();
        text(row, column, self.languages, self.codes, self.cells, &mention)
    }

    /// What a title of this step calls an answer, or what is worked out.
    fn mention(&mut self, name: &str, planned: &Planned<'_>) -> Option<String> {
        let repeat = planned.each.as_deref();
        let entry = self.plan.names.mentioned(name.trim(), repeat)?;
        match &entry.reads {
            Reads::Answer(_) => Some(entry.id.clone()),
            Reads::Calculation(text) => {
                let here = Here { at: Some(&entry.column), repeat: entry.repeat.as_deref() };
                self.translator.calculation(text, here).ok().map(|_| entry.column.clone())
            }
            Reads::Today | Reads::Nothing(_) => None,
        }
    }

    /// A phase, unless nothing is asked in it.
    fn phase(&mut self, phase: &super::plan::Phase<'_>, title: &[(Language, String)]) -> Option<Value> {
        let named = phase.group.and_then(|group| {
            self.group_cells(&group.row, &group.name);
            self.text(&group.row, "label")
                .or_else(|| Some(self.codes.iter().map(|code| (code.clone(), group.name.clone())).collect()))
        });
        let title = named.unwrap_or_else(|| title.to_vec());
        let asks = |step: &Planned<'_>| step.phase == phase.id && !matches!(step.what, What::Calculated(_));
        let is_used = self.plan.steps.iter().any(asks);
        is_used.then(|| map([("id", word(phase.id.as_str())), ("title", Some(texts(&title)))]))
    }

    /// A group inside a group: its heading has no place, its condition holds for what is in it.
    fn inner_group(&mut self, path: &str, group: &super::survey::Group) {
        self.group_cells(&group.row, path);
        if let Some(kind) = group.row.get("type").filter(|_| group.repeats && !group.is_never) {
            self.cells.unknown(
                kind,
                "a repeat inside a repeat: its questions are asked once for each thing outside; give it a form of its own, or end the repeat around it above this row",
            );
        }
        let labels: Vec<Cell> = group.row.texts("label").map(|(_, cell)| cell.clone()).collect();
        for label in labels {
            self.cells.approximated(&label, "the heading of a group inside a group is not shown");
        }
    }

    pub(super) fn translated(&mut self, cell: &Cell, translated: &Translated) {
        if translated.notes.is_empty() {
            self.cells.understood(cell);
        } else {
            self.cells.approximated(cell, translated.notes.join("; "));
        }
    }

    fn step(&mut self, planned: &Planned<'a>) -> Option<Value> {
        match planned.what {
            What::Calculated(question) if question.asks == Asks::Never => {
                self.left_out(question, planned);
                None
            }
            What::Calculated(question) => {
                self.calculated(question, planned);
                None
            }
            What::Repeat(group) => {
                self.count_column(group, planned);
                self.step_column(planned, None);
                Some(self.repeat(group, planned))
            }
            What::Other(question) => {
                self.step_column(planned, None);
                Some(self.other(question, planned))
            }
            What::Question(question) => {
                self.step_column(planned, Some(question));
                Some(self.question(question, planned))
            }
        }
    }

    fn question(&mut self, question: &'a Question, planned: &Planned<'a>) -> Value {
        let row = &question.row;
        self.presentation(row);
        let title = self.title(row, planned);
        let help = self.help(row, planned);
        let when = self.when(planned, row);
        let here = Here { at: Some(&planned.column), repeat: planned.each.as_deref() };
        let needed = self.needed(row, here);
        let (must, required) = weight(&needed, when.as_ref(), self.is_unread(planned), &question.asks);
        let is_needed = !matches!(needed, Needed::No);
        let offers = self.offers(question, here);
        let kind = kind::of(self, question, &offers.never, is_needed);
        let default = self.initial(question);
        let constraint = self.constraint(question, planned, here);
        // An answer that need not be given has to be right once it is.
        let offered = offers.yaml();
        let judged =
            (constraint.is_some() || offered.is_some()) && must == "should" && !self.is_unread(planned);
        let answered = judged.then(|| Cel::atom(format!("has(answers.{})", planned.id)));
        let must = if judged { "conditional" } else { must };
        let required = required.or(answered);
        map([
            ("id", word(planned.id.as_str())),
            ("phase", word(planned.phase.as_str())),
            ("title", Some(texts(&title))),
            ("help", help),
            ("kind", Some(kind)),
            ("each", planned.each.as_deref().and_then(word)),
            ("must", word(must)),
            ("when", when.map(|cel| Value::String(cel.to_string()))),
            ("required", required.map(|cel| Value::String(cel.to_string()))),
            ("default", default.and_then(|cel| word(cel.to_string()))),
            ("offered", offered),
            ("constraint", constraint),
            ("origin", word(format!("XLSForm {} `{}`", row.place(), question.name))),
        ])
    }

    fn title(&mut self, row: &Row, planned: &Planned<'_>) -> Vec<(Language, String)> {
        let codes = self.codes;
        self.told(row, "label", planned).unwrap_or_else(|| {
            if let Some(cell) = row.get("name") {
                self.cells.approximated(cell, "there is no label: people read the name");
            }
            codes.iter().map(|code| (code.clone(), planned.name.to_owned())).collect()
        })
    }

    /// The hint, with what was only for the training of staff below it.
    fn help(&mut self, row: &Row, planned: &Planned<'_>) -> Option<Value> {
        let hint = self.told(row, "hint", planned);
        let guidance = self.told(row, "guidance_hint", planned);
        let cells: Vec<Cell> = row.texts("guidance_hint").map(|(_, cell)| cell.clone()).collect();
        for cell in &cells {
            self.cells.approximated(cell, "always shown, below the hint");
        }
        let both = match (hint, guidance) {
            (Some(hint), Some(guidance)) => {
                let joined = |((code, a), (_, b)): (_, (Language, String))| (code, format!("{a}\n{b}"));
                hint.into_iter().zip(guidance).map(joined).collect()
            }
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => return None,
        };
        Some(texts(&both))
    }

    /// A question that is never asked: its column is there and stays empty.
    fn left_out(&mut self, question: &Question, planned: &Planned<'_>) {
        for (column, cell) in question.row.iter() {
            match column.name.as_str() {
                "type" | "name" => {}
                "relevant" => self.cells.understood(cell),
                _ => self.cells.approximated(cell, "nobody sees it: the question is never asked"),
            }
        }
        self.empty_column(planned);
    }

    fn calculated(&mut self, question: &Question, planned: &Planned<'_>) {
        let row = &question.row;
        self.presentation(row);
        if let Some(cell) = row.get("relevant") {
            let here = Here { at: Some(&planned.column), repeat: planned.each.as_deref() };
            let read = self.translator.condition(&cell.text, here);
            self.condition_cell(&planned.column, cell, read);
        }
        let labels: Vec<Cell> = row.texts("label").map(|(_, cell)| cell.clone()).collect();
        for label in &labels {
            self.cells.approximated(label, "nobody sees it: there is no question");
        }
        let Some(cell) = row.get("calculation").or_else(|| row.get("default")) else {
            return self.recorded_column(question, planned);
        };
        let here = Here { at: Some(&planned.column), repeat: planned.each.as_deref() };
        match self.translator.calculation(&cell.text, here) {
            Ok((translated, needs)) => {
                self.translated(cell, &translated);
                let around = self.conditions_around(planned);
                let when = Cel::all(around.into_iter().chain([needs]));
                self.worked_column(planned, &planned.column, translated.cel, when);
            }
            Err(reason) => {
                self.cells.unknown(cell, format!("{reason}; its column stays empty"));
                self.empty_column(planned);
            }
        }
    }

    fn other(&mut self, question: &Question, planned: &Planned<'_>) -> Value {
        let chosen = match &question.asks {
            Asks::Several { .. } => format!("selected(../${{{}}}, 'other')", question.name),
            _ => format!("../${{{}}} = 'other'", question.name),
        };
        let here = Here { at: Some(&planned.column), repeat: planned.each.as_deref() };
        let when = self.translator.condition(&chosen, here).map(|translated| translated.cel.to_string());
        map([
            ("id", word(planned.id.as_str())),
            ("phase", word(planned.phase.as_str())),
            ("title", Some(texts(&ours(self.codes, "其他，请说明", "Other: what is it?")))),
            ("kind", Some(kind::words(200))),
            ("each", planned.each.as_deref().and_then(word)),
            ("must", word("conditional")),
            ("when", when.ok().and_then(word)),
            ("origin", word(format!("XLSForm {} or_other", question.row.place()))),
        ])
    }
}
pub(super) fn row_of<'a>(planned: &Planned<'a>) -> &'a Row {
    match planned.what {
        What::Question(question) | What::Other(question) | What::Calculated(question) => &question.row,
        What::Repeat(group) => &group.row,
    }
}
