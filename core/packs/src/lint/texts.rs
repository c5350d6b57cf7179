//! Every text, in every language of the pack.

use doorstep_domain::checklist::{Checklist, Choice, Kind, Scale};
use doorstep_domain::coverage::Coverage;
use doorstep_domain::price::PriceBook;
use doorstep_domain::score::{Grade, Score};
use doorstep_domain::settle::Settlement;
use doorstep_domain::text::Text;
use doorstep_domain::timer::Timing;
use doorstep_domain::wage::Wage;

use crate::report::LintReport;
use crate::source::{Draft, GUIDANCE, PACK, checklist_file, price_file};

/// The longest text accepted, in characters.
const MAX_TEXT: usize = 2000;

pub(crate) fn check(draft: &Draft, report: &mut LintReport) {
    let mut texts = Texts { found: Vec::new() };
    texts.head(draft);
    texts.check(draft, PACK, report);
    texts.guidance(draft);
    texts.check(draft, GUIDANCE, report);
    for (name, checklist) in &draft.checklists {
        texts.checklist(checklist);
        texts.check(draft, &checklist_file(name), report);
    }
    for (name, book) in &draft.price_books {
        texts.prices(book);
        texts.check(draft, &price_file(name), report);
    }
}

/// The texts of one file with their paths.
struct Texts<'a> {
    found: Vec<(String, &'a Text)>,
}

impl<'a> Texts<'a> {
    fn add(&mut self, path: impl Into<String>, text: &'a Text) {
        self.found.push((path.into(), text));
    }

    fn choices(&mut self, path: &str, choices: &'a [Choice]) {
        for (index, choice) in choices.iter().enumerate() {
            self.add(format!("{path}[{index}].title"), &choice.title);
        }
    }

    fn scale(&mut self, path: &str, scale: &'a Scale) {
        if let Scale::Grades { grades } = scale {
            self.choices(&format!("{path}.grades"), grades);
        }
    }

    fn head(&mut self, draft: &'a Draft) {
        let head = &draft.head;
        self.add("title", &head.title);
        head.roles.iter().for_each(|(id, role)| self.add(format!("roles.{id}.title"), &role.title));
        head.signers.iter().for_each(|(id, signer)| self.add(format!("signers.{id}.title"), &signer.title));
        head.words.iter().for_each(|(id, text)| self.add(format!("words.{id}"), text));
        head.scales.iter().for_each(|(id, scale)| self.scale(&format!("scales.{id}"), scale));
        for (id, service) in &head.services {
            self.add(format!("services.{id}.title"), &service.title);
            for (index, follow_up) in service.follow_ups.iter().enumerate() {
                self.add(format!("services.{id}.follow_ups[{index}].title"), &follow_up.title);
            }
            for (rule, link) in &service.links {
                let titles = link.title.iter();
                titles.for_each(|title| self.add(format!("services.{id}.links.{rule}.title"), title));
            }
            self.timing(&format!("services.{id}.timing"), &service.timing);
            if let Some(coverage) = &service.coverage {
                self.coverage(&format!("services.{id}.coverage"), coverage);
            }
            if let Some(settlement) = &service.settlement {
                self.settlement(&format!("services.{id}.settlement"), settlement);
            }
        }
        for (id, table) in &head.rates {
            self.add(format!("rates.{id}.title"), &table.title);
            self.add(format!("rates.{id}.currency.name"), &table.currency.name);
        }
        head.wages.iter().for_each(|(id, wage)| self.wage(&format!("wages.{id}"), wage));
        head.scores.iter().for_each(|(id, score)| self.score(&format!("scores.{id}"), score));
        for (id, form) in &head.forms {
            self.add(format!("forms.{id}.title"), &form.title);
            for (index, copy) in form.copies.iter().enumerate() {
                self.add(format!("forms.{id}.copies[{index}].title"), &copy.title);
            }
        }
        for (id, list) in &head.reasons {
            self.add(format!("reasons.{id}.title"), &list.title);
            self.choices(&format!("reasons.{id}.reasons"), &list.reasons);
        }
    }

    fn settlement(&mut self, path: &str, settlement: &'a Settlement) {
        for (id, account) in &settlement.accounts {
            self.add(format!("{path}.accounts.{id}.title"), &account.title);
        }
        for (index, rule) in settlement.rules.iter().enumerate() {
            self.add(format!("{path}.rules[{index}].title"), &rule.title);
        }
    }

    fn wage(&mut self, path: &str, wage: &'a Wage) {
        self.add(format!("{path}.title"), &wage.title);
        for (index, part) in wage.score.iter().enumerate() {
            self.add(format!("{path}.score[{index}].title"), &part.title);
        }
        self.grades(path, &wage.grades);
    }

    fn score(&mut self, path: &str, score: &'a Score) {
        self.add(format!("{path}.title"), &score.title);
        for (index, part) in score.parts.iter().enumerate() {
            self.add(format!("{path}.parts[{index}].title"), &part.title);
        }
        self.grades(path, &score.grades);
    }

    fn grades(&mut self, path: &str, grades: &'a [Grade]) {
        for (index, grade) in grades.iter().enumerate() {
            self.add(format!("{path}.grades[{index}].title"), &grade.title);
        }
    }

    fn coverage(&mut self, path: &str, coverage: &'a Coverage<String>) {
        self.add(format!("{path}.title"), &coverage.title);
        for (index, component) in coverage.components.iter().enumerate() {
            self.add(format!("{path}.components[{index}].title"), &component.title);
        }
        coverage
            .groups
            .iter()
            .for_each(|(id, group)| self.add(format!("{path}.groups.{id}.title"), &group.title));
        coverage
            .starts
            .iter()
            .for_each(|(id, start)| self.add(format!("{path}.starts.{id}.title"), &start.title));
        for (index, document) in coverage.documents.iter().enumerate() {
            self.add(format!("{path}.documents[{index}].title"), &document.title);
            self.add(format!("{path}.documents[{index}].reason"), &document.reason);
        }
        for (index, exclusion) in coverage.exclusions.iter().enumerate() {
            self.add(format!("{path}.exclusions[{index}].title"), &exclusion.title);
            self.add(format!("{path}.exclusions[{index}].reason"), &exclusion.reason);
        }
        for (index, period) in coverage.periods.iter().enumerate() {
            self.add(format!("{path}.periods[{index}].title"), &period.title);
            if let Some(reason) = &period.reason {
                self.add(format!("{path}.periods[{index}].reason"), reason);
            }
        }
    }

    fn timing(&mut self, path: &str, timing: &'a Timing<String>) {
        let clocks = timing.clocks.iter();
        clocks.for_each(|(name, clock)| self.add(format!("{path}.clocks.{name}.title"), &clock.title));
        let windows = timing.windows.iter();
        windows.for_each(|(name, window)| self.add(format!("{path}.windows.{name}.title"), &window.title));
        for (index, timer) in timing.timers.iter().enumerate() {
            self.add(format!("{path}.timers[{index}].title"), &timer.title);
        }
        for (index, duty) in timing.duties.iter().enumerate() {
            self.add(format!("{path}.duties[{index}].title"), &duty.title);
        }
    }

    fn guidance(&mut self, draft: &'a Draft) {
        for (id, card) in &draft.guidance {
            self.add(format!("{id}.title"), &card.title);
            for (index, line) in card.lines.iter().enumerate() {
                self.add(format!("{id}.lines[{index}]"), line);
            }
        }
    }

    fn checklist(&mut self, checklist: &'a Checklist<String>) {
        for (index, phase) in checklist.phases.iter().enumerate() {
            self.add(format!("phases[{index}].title"), &phase.title);
        }
        checklist
            .outcomes
            .iter()
            .for_each(|(id, outcome)| self.add(format!("outcomes.{id}.title"), &outcome.title));
        checklist.scales.iter().for_each(|(id, scale)| self.scale(&format!("scales.{id}"), scale));
        checklist.words.iter().for_each(|(id, text)| self.add(format!("words.{id}"), text));
        for (index, step) in checklist.steps.iter().enumerate() {
            let at = |field: &str| format!("steps[{index}].{field}");
            self.add(at("title"), &step.title);
            step.help.iter().for_each(|help| self.add(at("help"), help));
            step.constraint
                .iter()
                .for_each(|constraint| self.add(at("constraint.message"), &constraint.message));
            match &step.kind {
                Kind::Choice { options } => self.choices(&at("kind.choice.options"), options),
                Kind::Multi { options, .. } => self.choices(&at("kind.multi.options"), options),
                Kind::Repeat { item, .. } => self.add(at("kind.repeat.item"), item),
                Kind::Number { unit: Some(unit), .. } => self.add(at("kind.number.unit"), unit),
                _ => {}
            }
        }
    }

    fn prices(&mut self, book: &'a PriceBook<String>) {
        self.add("title", &book.title);
        self.add("currency.name", &book.currency.name);
        for (code, item) in &book.items {
            self.add(format!("items.{code}.title"), &item.title);
            self.add(format!("items.{code}.unit"), &item.unit);
            item.formula.iter().for_each(|formula| self.add(format!("items.{code}.formula"), formula));
            for (index, case) in item.prices.iter().enumerate() {
                let path = format!("items.{code}.prices[{index}].title");
                case.title.iter().for_each(|title| self.add(&path, title));
            }
            for (index, case) in item.free.iter().enumerate() {
                self.add(format!("items.{code}.free[{index}].title"), &case.title);
            }
        }
        for (id, rule) in &book.surcharges {
            rule.title.iter().for_each(|title| self.add(format!("surcharges.{id}.title"), title));
        }
        for (id, discount) in &book.discounts {
            self.add(format!("discounts.{id}.title"), &discount.title);
        }
        book.tax.iter().for_each(|rule| self.add("tax.title", &rule.title));
        for (id, method) in book.payment.iter().flat_map(|rule| &rule.methods) {
            self.add(format!("payment.methods.{id}.title"), &method.title);
        }
    }

    /// Checks the texts collected for this file, and forgets them.
    fn check(&mut self, draft: &Draft, file: &str, report: &mut LintReport) {
        for (path, text) in self.found.drain(..) {
            for language in &draft.head.languages {
                match text.0.get(language).map(|text| text.trim()) {
                    None => report.add(file, &path, format!("has no text in {language}")),
                    Some("") => report.add(file, &path, format!("has an empty text in {language}")),
                    Some(text) if text.chars().count() > MAX_TEXT => {
                        report.add(
                            file,
                            &path,
                            format!("is longer than {MAX_TEXT} characters in {language}"),
                        );
                    }
                    Some(_) => {}
                }
            }
            for language in text.0.keys().filter(|language| !draft.head.languages.contains(language)) {
                report.add(file, &path, format!("is in {language}, which the pack does not declare"));
            }
        }
    }
}
