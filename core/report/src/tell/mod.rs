//! What a report says in sentences: shared by the page of HTML and by the PDF, so that both say the same.

mod head;
mod signature;
mod visit;

use doorstep_domain::fact::Person;

use crate::clock::Clock;
use crate::model::{Author, WorkReport};
use crate::words::{self, Tongue, Word};

pub(crate) use head::{Figure, outcome_tone, verdict_tone, visit_tone};
pub(crate) use visit::Line;

/// How a status feels. Never by colour alone: each has its icon, and a word stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Good,
    Attention,
    Bad,
    Waiting,
    Quiet,
}

/// A report with the tongue and the clock in which it is told.
#[derive(Debug)]
pub(crate) struct Teller<'a> {
    pub(crate) report: &'a WorkReport,
    pub(crate) tongue: Tongue,
    pub(crate) clock: Clock,
}

impl<'a> Teller<'a> {
    pub(crate) fn new(report: &'a WorkReport, tongue: Tongue) -> Self {
        Self { report, tongue, clock: Clock::of(&report.subject.time_zone) }
    }

    pub(crate) fn say(&self, word: Word) -> &'static str {
        self.tongue.say(word)
    }

    pub(crate) fn form_title(&self) -> String {
        match self.report.form.title.as_str() {
            "" => self.say(words::WORK_REPORT).to_owned(),
            title => title.to_owned(),
        }
    }

    /// What the file is called: the form and the number of the job.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.form_title(), self.report.number)
    }

    /// Name and role.
    pub(crate) fn author(&self, author: &Author) -> String {
        match author.role.as_str() {
            "" => author.name.clone(),
            role => format!("{}{}", author.name, self.tongue.in_brackets(role)),
        }
    }
}

/// Name, relation and phone in one line.
pub(crate) fn person(person: &Person) -> String {
    let phone = person.phone.as_deref().map(unbroken);
    let parts = [Some(person.name.as_str()), person.relation.as_deref(), phone.as_deref()];
    joined(&parts.map(Option::unwrap_or_default))
}

/// Parts with a point between them; empty ones are left out.
pub(crate) fn joined(parts: &[&str]) -> String {
    let said: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    said.join(" · ")
}

/// A number that is not broken at the end of a line.
fn unbroken(number: &str) -> String {
    number.replace(' ', "\u{a0}")
}
