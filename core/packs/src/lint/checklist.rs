//! One checklist: ids, references, kinds, outcomes and gates.

use std::collections::BTreeSet;

use doorstep_domain::checklist::{All, Checklist, Choice, Kind, Must, Requires, Scale, Step, mentions};
use doorstep_domain::decimal::Decimal;
use doorstep_domain::expr::LIST_CAP;
use doorstep_domain::fact::SignatureRole;

use super::head::{different_choices, ids_of_choices, not_snake};
use super::is_snake;
use crate::report::LintReport;
use crate::source::{Draft, checklist_file};

/// The steps a checklist may have.
pub(crate) const MAX_STEPS: usize = 200;
/// The options of which one can be chosen; of several chosen ones an expression reads a list.
const MAX_CHOICES: usize = 1_000;

pub(super) fn check(draft: &Draft, name: &str, checklist: &Checklist<String>, report: &mut LintReport) {
    let file = checklist_file(name);
    for problem in checklist.problems() {
        report.add(&file, problem.path, problem.reason);
    }
    let mut lint = Lint { draft, checklist, file: &file, report };
    lint.phases();
    lint.outcomes();
    lint.door();
    for (id, scale) in &checklist.scales {
        scale_problems(&file, &format!("scales.{id}"), scale, lint.report);
    }
    for (index, step) in checklist.steps.iter().enumerate() {
        lint.step(index, step);
    }
    let count = checklist.steps.len();
    if !(1..=MAX_STEPS).contains(&count) {
        lint.add("steps", format!("a checklist has 1 to {MAX_STEPS} steps, and this one has {count}"));
    }
}

struct Lint<'a> {
    draft: &'a Draft,
    checklist: &'a Checklist<String>,
    file: &'a str,
    report: &'a mut LintReport,
}

impl Lint<'_> {
    fn add(&mut self, path: &str, reason: impl Into<String>) {
        self.report.add(self.file, path, reason);
    }

    fn phases(&mut self) {
        let checklist = self.checklist;
        for (index, phase) in checklist.phases.iter().enumerate() {
            let path = format!("phases[{index}].id");
            if !is_snake(&phase.id) {
                self.add(&path, not_snake(&phase.id));
            }
            if checklist.phases[..index].iter().any(|earlier| earlier.id == phase.id) {
                self.add(&path, format!("`{}` is there twice", phase.id));
            }
            if !checklist.steps.iter().any(|step| step.phase == phase.id) {
                self.add(&path, format!("`{}` has no steps", phase.id));
            }
        }
    }

    fn outcomes(&mut self) {
        let checklist = self.checklist;
        for id in checklist.outcomes.keys().filter(|id| !is_snake(id)) {
            self.add(&format!("outcomes.{id}"), not_snake(id));
        }
        if !checklist.outcomes.values().any(|outcome| outcome.requires == Requires::All(All::All)) {
            self.add("outcomes", "no outcome requires `all`, so no visit would be complete");
        }
    }

    fn door(&mut self) {
        let door = self.checklist.door;
        for (field, value) in [("ring_wait_s", door.ring_wait_s), ("max_attempts", door.max_attempts)] {
            if value == 0 {
                self.add(&format!("door.{field}"), "must be above zero");
            }
        }
    }

    /// What a title mentions is there to be told.
    fn mentions(&mut self, at: &dyn Fn(&str) -> String, step: &Step<String>) {
        let texts = [("title", Some(&step.title)), ("help", step.help.as_ref())];
        for (field, text) in texts.into_iter().filter_map(|(field, text)| Some((field, text?))) {
            let mentioned: BTreeSet<&str> = text.0.values().flat_map(|text| mentions(text)).collect();
            for name in mentioned.into_iter().filter(|name| !self.checklist.can_mention(name, step)) {
                self.add(
                    &at(field),
                    format!("mentions `${{{name}}}`, which is neither a step that is answered, there or outside of groups, nor a column that is worked out"),
                );
            }
        }
    }

    fn step(&mut self, index: usize, step: &Step<String>) {
        let at = |field: &str| format!("steps[{index}].{field}");
        if !is_snake(&step.id) {
            self.add(&at("id"), not_snake(&step.id));
        }
        self.mentions(&at, step);
        if step.must == Must::Conditional && step.when.is_none() && step.required.is_none() {
            self.add(&at("must"), "is conditional, but neither `when` nor `required` says when");
        }
        for (i, evidence) in step.evidence.iter().enumerate() {
            if evidence.count == 0 {
                self.add(&at(&format!("evidence[{i}].count")), "must be above zero");
            }
            self.word(&at(&format!("evidence[{i}].role")), &evidence.role);
        }
        let is_group = matches!(step.kind, Kind::Repeat { .. });
        if step.constraint.is_some() && !step.kind.is_answered() && !is_group {
            self.add(
                &at("constraint"),
                format!("a step of kind {} has no answer to check", step.kind.name()),
            );
        }
        self.kind(&at("kind"), &step.kind);
    }

    fn kind(&mut self, path: &str, kind: &Kind) {
        let at = |field: &str| format!("{path}.{}.{field}", kind.name());
        match kind {
            Kind::Choice { options } => self.options(&at("options"), options, (1, MAX_CHOICES)),
            Kind::Multi { options, .. } => self.options(&at("options"), options, (1, LIST_CAP)),
            Kind::Number { scale, .. } if *scale > Decimal::MAX_SCALE => {
                self.add(&at("scale"), format!("is more than {}", Decimal::MAX_SCALE));
            }
            Kind::Number { scale, min, max, .. } => {
                for (field, limit) in [("min", min), ("max", max)] {
                    if limit.is_some_and(|limit| limit.trimmed().scale() > *scale) {
                        self.add(
                            &at(field),
                            format!("has more digits after the point than `scale` allows, {scale}"),
                        );
                    }
                }
            }
            Kind::Text { max_chars: 0 } => self.add(&at("max_chars"), "must be above zero"),
            Kind::Call { purpose } => self.word(&at("purpose"), purpose),
            Kind::Consent { what } => self.word(&at("what"), what),
            Kind::Approval { what } => self.word(&at("what"), what),
            Kind::Workers { at_least } if *at_least < 2 => {
                self.add(&at("at_least"), "must be 2 or more: whoever runs the step is there");
            }
            Kind::CustodyOut { signed: true } => {
                self.signer(&at("signed"), SignatureRole::CustomerCustodyOut.name());
            }
            Kind::CustodyBack { signed: true } => {
                self.signer(&at("signed"), SignatureRole::CustomerCustodyBack.name());
            }
            Kind::Signature { role, instead } => {
                self.signer(&at("role"), role);
                for (i, role) in instead.iter().enumerate() {
                    self.signer(&at(&format!("instead[{i}]")), role);
                }
            }
            _ => {}
        }
    }

    fn options(&mut self, path: &str, options: &[Choice], (least, most): (usize, usize)) {
        if !(least..=most).contains(&options.len()) {
            self.add(path, format!("has {} options; {least} to {most} are possible", options.len()));
        }
        ids_of_choices(self.file, path, options, self.report);
    }

    fn word(&mut self, path: &str, word: &str) {
        if !self.checklist.words.contains_key(word) {
            self.add(path, format!("there is no word `{word}` in the checklist or in pack.yaml"));
        }
    }

    fn signer(&mut self, path: &str, signer: &str) {
        if !self.draft.head.signers.contains_key(signer) {
            self.add(path, format!("there is no signer `{signer}`"));
        }
    }
}

/// What is wrong with a scale of ratings.
pub(super) fn scale_problems(file: &str, path: &str, scale: &Scale, report: &mut LintReport) {
    match scale {
        Scale::Grades { grades } => {
            if grades.len() < 2 {
                report.add(file, format!("{path}.grades"), "a scale has at least two grades");
            }
            different_choices(file, &format!("{path}.grades"), grades, report);
        }
        Scale::Score { min, max } if min >= max => {
            report.add(file, format!("{path}.min"), "must be below max");
        }
        Scale::Score { .. } => {}
    }
}
