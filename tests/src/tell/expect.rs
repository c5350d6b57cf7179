//! Checking what a story expects on one phone, or at the office.

use std::collections::BTreeSet;
use std::fmt::Debug;

use doorstep_core::{Job, JobFilter};
use doorstep_domain::document::Field;
use doorstep_domain::fold::{Exception, Outcome, State};
use doorstep_domain::id::{CaseId, VisitId};
use doorstep_domain::value::{AnswerKey, Value};

use super::stage::Stage;
use crate::scenario::{Answer, Check, Expectation, PartCheck, Place, VisitCheck, shown};
use crate::world::{Phone, Trouble};

impl Stage<'_> {
    /// What is not as expected, in words.
    pub(super) fn expect(
        &self,
        place: &Place,
        job: Option<&str>,
        expected: &Expectation,
    ) -> Result<Vec<String>, Trouble> {
        let case = self.case(job)?;
        let mut wrong = Vec::new();
        for phone in self.phones_at(place, case)? {
            if phone.name() == self.desk.name() {
                phone.sync()?;
            }
            let place = if phone.name() == self.desk.name() { "at the office" } else { phone.name() };
            let found = self.check(phone, case, expected)?;
            wrong.extend(found.into_iter().map(|what| format!("{place}: {what}")));
        }
        Ok(wrong)
    }

    fn phones_at(&self, place: &Place, case: CaseId) -> Result<Vec<&Phone>, Trouble> {
        match place {
            Place::Phone(name) => Ok(vec![self.phone(name)?]),
            Place::Office => Ok(vec![&self.desk]),
            Place::Everywhere => {
                let mut all = vec![&self.desk];
                for phone in self.phones.values() {
                    if phone.job(case)?.is_some() {
                        all.push(phone);
                    }
                }
                Ok(all)
            }
        }
    }

    fn check(&self, phone: &Phone, case: CaseId, expected: &Expectation) -> Result<Vec<String>, Trouble> {
        let mut findings = Findings::default();
        let Some(job) = phone.job(case)? else {
            self.check_absent(phone, case, expected, &mut findings)?;
            return Ok(findings.0);
        };
        let visit = job.state.current_visit().ok_or("the job has no visit")?;
        let on = Look { stage: self, phone, job: &job, visit };
        for check in &expected.checks {
            on.check(check, &mut findings)?;
        }
        for (number, check) in &expected.visits {
            let visit = job.state.visits.iter().find(|(_, visit)| visit.number == *number);
            match visit {
                Some((id, _)) => on.check_visit(*id, check, &mut findings),
                None => findings.wrong(format!("visit {number}: there is no such visit")),
            }
        }
        Ok(findings.0)
    }
}

impl Stage<'_> {
    /// What can be said of a job that is not there.
    fn check_absent(
        &self,
        phone: &Phone,
        case: CaseId,
        expected: &Expectation,
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        let erased = phone.core()?.erased_jobs(0)?.into_iter().find(|erased| erased.case == case);
        for check in &expected.checks {
            match check {
                Check::Known(false) => {}
                Check::Erased(word) => {
                    let found =
                        erased.as_ref().map(|job| job.by.as_ref().map_or("by hand", |by| by.rule.name()));
                    findings.same(check.word(), found, Some(word.as_str()));
                }
                Check::Rescued(rescued) => {
                    findings.same(check.word(), erased.as_ref().is_some_and(|job| job.is_rescued), *rescued);
                }
                Check::LeftOn(expected) => {
                    findings.same(check.word(), self.left_on_phones(case)?, expected.clone());
                }
                other => findings.wrong(format!("the job is not here, but `{}` is expected", other.word())),
            }
        }
        if !expected.visits.is_empty() {
            findings.wrong("the job is not here, but something of its visits is expected".to_owned());
        }
        Ok(())
    }
}

/// What is not as expected.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<String>);

impl Findings {
    pub(super) fn same<T: PartialEq + Debug>(&mut self, what: &str, found: T, expected: T) {
        if found != expected {
            self.wrong(format!("{what}: expected {expected:?}, found {found:?}"));
        }
    }

    /// Compares without regard to order.
    pub(super) fn same_set(&mut self, what: &str, mut found: Vec<String>, expected: &[String]) {
        let mut expected = expected.to_vec();
        found.sort();
        expected.sort();
        self.same(what, found, expected);
    }

    pub(super) fn wrong(&mut self, what: String) {
        self.0.push(what);
    }
}

/// A look at one job on one phone.
pub(super) struct Look<'a> {
    pub(super) stage: &'a Stage<'a>,
    pub(super) phone: &'a Phone,
    pub(super) job: &'a Job,
    /// The current visit.
    pub(super) visit: VisitId,
}

impl Look<'_> {
    fn check(&self, check: &Check, findings: &mut Findings) -> Result<(), Trouble> {
        let (state, word) = (&self.job.state, check.word());
        match check {
            Check::Known(known) => findings.same(word, true, *known),
            Check::Erased(_) | Check::Rescued(_) | Check::LeftOn(_) => {
                findings.wrong(format!("{word}: the job is here"));
            }
            Check::Address(_) | Check::Phone(_) | Check::Privacy(_) | Check::Found(_) => {
                self.check_privacy(check, findings)?;
            }
            Check::Held(held) => {
                findings.same(word, state.standing_holds().next().is_some(), *held);
            }
            Check::Job(outcome) => findings.same(word, state.outcome_name(), outcome.as_str()),
            Check::Because(reason) => {
                findings.same(word, reason_of(state).as_deref(), Some(reason.as_str()));
            }
            Check::Visits(count) => findings.same(word, state.visits.len(), *count),
            Check::Minutes(minutes) => findings.same(word, state.worked_millis() / 60_000, *minutes),
            Check::Sessions(count) => {
                findings.same(word, state.visits.values().flat_map(|visit| &visit.sessions).count(), *count);
            }
            Check::Superseded(count) => findings.same(word, state.superseded.len(), *count),
            Check::Exceptions(names) => {
                findings.same_set(word, state.exceptions.iter().map(exception).collect(), &names.0);
            }
            Check::Flags(count) => findings.same(word, state.flags.len(), *count),
            Check::Kind(kind) => self.check_kind(kind, findings)?,
            Check::Links(links) => {
                let links = links.iter().map(|(rule, job)| format!("{rule}: {job}")).collect::<Vec<_>>();
                let name = |case| self.stage.name_of_job(case);
                let found = self.job.links.iter().map(|link| format!("{}: {}", link.rule, name(link.case)));
                findings.same_set(word, found.collect(), &links);
            }
            Check::KeptBy(user) => findings.same(word, self.job.owner.as_deref(), Some(user.as_str())),
            Check::Complaints(names) => {
                findings.same_set(word, self.stage.complaints_beside(self.job.case)?, &names.0);
            }
            Check::TrackedBy(person) => {
                let tracker = state.entries.iter().rev().find_map(|entry| entry.body.person.as_deref());
                findings.same(word, tracker, Some(person.as_str()));
            }
            Check::Entries(contents) => {
                let found: Vec<&str> = state.entries.iter().map(|e| e.body.content.as_str()).collect();
                findings.same(word, found, contents.0.iter().map(String::as_str).collect());
            }
            Check::Copies(audiences) => {
                let found = state.copies.iter().map(|copy| copy.body.audience.clone()).collect();
                findings.same_set(word, found, &audiences.0);
            }
            Check::Part(part) => self.check_part(part, findings),
            check if super::settle::is_money(check) => self.check_money(check, findings)?,
            check if super::around::is_around(check) => self.check_around(check, findings)?,
            Check::Timers(timers) => self.check_timers(timers, findings)?,
            Check::Duties(duties) => self.check_duties(duties, findings)?,
            _ => self.check_document(check, findings)?,
        }
        Ok(())
    }

    /// What people wrote, what follows from it, and where it is.
    fn check_document(&self, check: &Check, findings: &mut Findings) -> Result<(), Trouble> {
        let word = check.word();
        match check {
            Check::Quote(quote) => self.check_quote(quote, findings)?,
            Check::Coverage(components) => self.check_coverage(components, findings)?,
            Check::Answers(answers) => {
                for (step, answer) in answers {
                    self.check_answer(step, answer, findings);
                }
            }
            Check::Notes(texts) => {
                let notes = self.job.notes.iter().filter(|note| !note.is_deleted);
                findings.same_set(word, notes.map(|note| note.text.clone()).collect(), &texts.0);
            }
            Check::Lines(names) => {
                let lines = self.job.lines.iter().filter(|(_, line)| !line.deleted);
                findings.same_set(
                    word,
                    lines.map(|(id, _)| self.stage.name_of_line(*id)).collect(),
                    &names.0,
                );
            }
            Check::Open(names) => findings.same_set(word, self.open_questions(), &names.0),
            Check::Listed(groups) => {
                for (group, expected) in groups {
                    self.check_list(group, expected, findings)?;
                }
            }
            Check::NewerChecklist(check) => self.check_newer(check, findings)?,
            Check::SignedBy(versions) => self.check_signed_by(versions, findings)?,
            Check::Signed(_) | Check::SignedChange(_) => self.check_signatures(check, findings),
            _ => self.check_progress(check, findings)?,
        }
        Ok(())
    }

    /// The list must say the same as the case.
    fn check_kind(&self, kind: &str, findings: &mut Findings) -> Result<(), Trouble> {
        let created = self.job.state.created.as_ref().ok_or("the job was never created")?;
        findings.same("kind", created.body.case_kind.name(), kind);
        let filter = JobFilter { with_archived: true, ..JobFilter::default() };
        let listed = self.phone.core()?.jobs(&filter)?.into_iter().find(|row| row.case == self.job.case);
        findings.same("kind in the list", listed.map(|row| row.case_kind).as_deref(), Some(kind));
        Ok(())
    }

    fn check_part(&self, part: &PartCheck, findings: &mut Findings) {
        let Some(Outcome::WaitingForPart { model, next_ms }) =
            self.job.state.outcome.as_ref().map(|settled| settled.value.clone())
        else {
            findings.wrong("part: the job does not wait for one".to_owned());
            return;
        };
        if let Some(expected) = &part.model {
            findings.same("part, model", &model, expected);
        }
        if let Some(next) = &part.next {
            let expected = self.stage.shown(next.at(self.stage.time.now_ms(), &self.stage.zone));
            findings.same("part, next", next_ms.map(|at| self.stage.shown(at)), Some(expected));
        }
    }

    pub(super) fn check_visit(&self, id: VisitId, check: &VisitCheck, findings: &mut Findings) {
        let Some(visit) = self.job.state.visits.get(&id) else { return };
        let of = |what: &str| format!("visit {}, {what}", visit.number);
        let phase = visit.phase.as_ref().map(|phase| phase.value);
        if let Some(expected) = &check.phase {
            findings.same(&of("phase"), phase.map(|(phase, _)| phase.name()), Some(expected.as_str()));
        }
        if let Some(expected) = &check.ended {
            let ended = phase.and_then(|(_, outcome)| outcome).map(|outcome| outcome.name());
            findings.same(&of("ended"), ended, Some(expected.as_str()));
        }
        let ended = visit.ended.as_ref().map(|ended| &ended.body);
        if let Some(expected) = &check.because {
            let found = ended.and_then(|ended| ended.reason.clone()).unwrap_or_else(|| visit.reason.clone());
            findings.same(&of("because"), &found, expected);
        }
        if let Some(expected) = &check.person {
            findings.same(&of("person"), ended.and_then(|ended| ended.person.as_ref()), Some(expected));
        }
        self.check_times(id, check, findings);
        if let Some(expected) = check.attempts {
            findings.same(&of("attempts"), visit.door_attempts.len(), expected);
        }
        if let Some(expected) = check.apart {
            let gaps = visit.door_attempts.windows(2).map(|pair| pair[1].at.since(&pair[0].at) / 1000);
            let shortest = gaps.min().unwrap_or(0);
            if shortest < expected {
                findings
                    .wrong(format!("{}: expected {expected} or more, found {shortest}", of("seconds apart")));
            }
        }
        if let Some(expected) = check.calls {
            findings.same(&of("calls"), visit.calls.len(), expected);
        }
        if let Some(expected) = &check.photos {
            let found = visit.photos.iter().map(|photo| photo.body.role.clone()).collect();
            findings.same_set(&of("photos"), found, &expected.0);
        }
        if let Some(expected) = &check.marks {
            let marks = visit.photos.iter().flat_map(|photo| self.job.state.marks_on(photo.body.blob));
            let words = marks.flat_map(|marked| &marked.body.marks).filter_map(|mark| mark.text.clone());
            findings.same_set(&of("marks"), words.collect(), &expected.0);
        }
        if let Some(expected) = check.pairs {
            let pairs = visit.photos.iter().filter(|photo| photo.body.pair.is_some()).count();
            findings.same(&of("pairs"), pairs, expected);
        }
        if let Some(expected) = check.minutes {
            let worked: i64 = visit.sessions.iter().map(|session| session.millis).sum();
            findings.same(&of("minutes"), worked / 60_000, expected);
        }
        if let Some(expected) = check.fetching {
            let fetched: i64 = visit.sessions.iter().map(|session| session.fetched_millis).sum();
            findings.same(&of("fetching"), fetched / 60_000, expected);
        }
        if let Some(expected) = &check.signatures {
            let found = visit.signatures.iter().map(|s| s.body.role.name().to_owned()).collect();
            findings.same_set(&of("signatures"), found, &expected.0);
        }
        if let Some(expected) = &check.present {
            findings.same_set(&of("present"), visit.present.iter().cloned().collect(), &expected.0);
        }
        if let Some(expected) = &check.ratings {
            let found = visit.ratings.iter().map(|rating| rating.body.grade.clone()).collect();
            findings.same_set(&of("ratings"), found, &expected.0);
        }
    }

    fn check_times(&self, id: VisitId, check: &VisitCheck, findings: &mut Findings) {
        let Some(visit) = self.job.state.visits.get(&id) else { return };
        let of = |what: &str| format!("visit {}, {what}", visit.number);
        let now_ms = self.stage.time.now_ms();
        let shown = |moment: &crate::scenario::Moment| self.stage.shown(moment.at(now_ms, &self.stage.zone));
        if let Some(expected) = &check.appointment {
            let found = visit.appointment.as_ref().map(|settled| self.stage.shown(settled.value.0));
            findings.same(&of("appointment"), found, Some(shown(expected)));
        }
        if let Some(expected) = &check.times {
            let found: Vec<String> =
                visit.appointments.iter().map(|agreed| self.stage.shown(agreed.body.start_ms)).collect();
            findings.same(&of("times agreed"), found, expected.iter().map(shown).collect());
        }
        if let Some(expected) = check.escalated {
            findings.same(&of("escalated"), visit.escalated, expected);
        }
        if let Some(expected) = &check.assigned {
            findings.same_set(&of("assigned"), visit.assigned.clone(), &expected.0);
        }
        if let Some(expected) = &check.punctual {
            let punctuality = self.job.checklists.get(&id).and_then(|checklist| checklist.punctuality);
            let found = match punctuality {
                None => "no promise",
                Some(found) if found.is_hit() => "met",
                Some(_) => "missed",
            };
            findings.same(&of("punctual"), found, expected.as_str());
        }
    }

    fn check_answer(&self, step: &str, answer: &Answer, findings: &mut Findings) {
        let what = format!("answer {step}");
        let Ok(path) = self.stage.path_of(step) else { return findings.wrong(format!("{what}: unknown")) };
        let found = self.job.answers.get(&AnswerKey::step(self.visit, &path));
        let expected = match answer {
            Answer::Bool(yes) => Value::Bool(*yes),
            Answer::Int(number) => Value::Int(*number),
            Answer::Text(text) if text == "yes" || text == "no" => Value::Bool(text == "yes"),
            Answer::Text(text) => Value::Str(text.clone()),
            Answer::Options(options) => {
                let key = |option: &String| AnswerKey::option(self.visit, &path, option);
                let chosen = options.iter().filter(|o| self.job.answers.get(&key(o)) == Some(&true.into()));
                findings.same(&what, chosen.collect::<Vec<_>>(), options.iter().collect());
                return;
            }
        };
        findings.same(&what, found, Some(&expected));
    }

    /// Open decisions of the document and of the facts, each once.
    fn open_questions(&self) -> Vec<String> {
        let fields = self.job.conflicts.iter().map(|conflict| match &conflict.field {
            Field::Answer(key) => self.stage.name_of_path(key.path()),
            Field::Line(id, _) => self.stage.name_of_line(*id),
            Field::NoteText(id) | Field::NoteVisit(id) | Field::NoteDeleted(id) => {
                let named = self.stage.names.notes.iter().find(|(_, note)| *note == id);
                named.map_or_else(|| id.to_string(), |(name, _)| name.clone())
            }
            Field::Correction(name) => name.clone(),
        });
        let aspects = self.job.state.decisions.iter().map(|decision| match &decision.aspect {
            doorstep_domain::fold::Aspect::Outcome => "outcome".to_owned(),
            doorstep_domain::fold::Aspect::Appointment(_) => "appointment".to_owned(),
            doorstep_domain::fold::Aspect::Assignment(_) => "assignment".to_owned(),
            doorstep_domain::fold::Aspect::Consent(_) => "consent".to_owned(),
            other => format!("{other:?}"),
        });
        fields.chain(aspects).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

impl Stage<'_> {
    pub(super) fn shown(&self, at_ms: i64) -> String {
        shown(at_ms, &self.zone)
    }

    pub(super) fn name_of_line(&self, id: doorstep_domain::id::LineId) -> String {
        let named = self.names.lines.iter().find(|(_, line)| **line == id);
        named.map_or_else(|| id.to_string(), |(name, _)| name.clone())
    }
}

impl Stage<'_> {
    pub(super) fn name_of_job(&self, case: CaseId) -> String {
        let named = self.jobs.iter().find(|(_, known)| **known == case);
        named.map_or_else(|| case.to_string(), |(name, _)| name.clone())
    }
}

fn reason_of(state: &State) -> Option<String> {
    match &state.outcome.as_ref()?.value {
        Outcome::Declined { reason } | Outcome::Cancelled { reason } => Some(reason.clone()),
        _ => None,
    }
}

fn exception(exception: &Exception) -> String {
    match exception {
        Exception::CancelledWhileDone { .. } => "cancelled while done",
        Exception::ProvisionalSignature { .. } => "provisional signature",
        Exception::UnconfirmedSignature { .. } => "unconfirmed signature",
    }
    .to_owned()
}
