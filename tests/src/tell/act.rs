//! What people do with their phones, by the commands of the core.

use std::fmt::Write as _;

use doorstep_core::{Job, NewSignature, NewWalkIn, Version};
use doorstep_domain::Rejected;
use doorstep_domain::checklist::{Kind, StepState};
use doorstep_domain::document::{LineValue, NewLine};
use doorstep_domain::fact::{
    Appointed, CallLogged, Consented, Coordinated, DoorMethod, EntryAdded, Person, Phase, Proxy, Rated,
    SignatureRole, VisitEnded, WaitingForPart,
};
use doorstep_domain::id::{CaseId, QuoteId, VisitId};
use doorstep_domain::money::Money;
use doorstep_domain::signature::{Point, Stroke, Strokes};
use doorstep_domain::text::Language;
use doorstep_domain::value::{AnswerKey, Value};

use super::stage::Stage;
use crate::scenario::{self as words, About, Action, Answer, Door, Role};
use crate::world::{Phone, Trouble};

/// What an error says, with everything that is missing.
pub(super) fn told(error: &Trouble) -> String {
    let mut told = error.to_string();
    if let Some(doorstep_core::Error::Rejected(Rejected::Missing { missing })) = error.downcast_ref() {
        for missing in missing {
            let _ = write!(told, "; {}: {}", missing.step, missing.message(&Language::english()));
        }
    }
    told
}

/// The same in a few lines, for people.
pub(super) fn shortly(error: &Trouble) -> String {
    const SHOWN_MAX: usize = 400;
    let told = told(error);
    match told.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{} …", &told[..end]),
        None => told,
    }
}

/// Somebody with a job in front of them.
struct Screen<'a> {
    phone: &'a Phone,
    case: CaseId,
    job: Job,
    /// The version on the screen.
    seen: Version,
    visit: VisitId,
}

impl<'s> Stage<'s> {
    /// Does what somebody does.
    pub(super) fn act(&mut self, who: &str, about: &About, action: &Action) -> Result<(), Trouble> {
        if self.scenario.people.get(who) == Some(&Role::Office) {
            return self.act_at_desk(who, about, action);
        }
        match action {
            Action::GoesOffline => self.phone(who)?.line().set_up(false),
            Action::ComesOnline => self.phone(who)?.line().set_up(true),
            Action::Syncs => {
                self.phone(who)?.sync()?;
                self.company.project()?;
            }
            Action::SyncsInVain => {
                self.phone(who)?.line().lose_answers();
                self.phone(who)?.sync()?;
                self.phone(who)?.line().set_up(true);
                self.company.project()?;
            }
            Action::SendsTwice => {
                if !self.phone(who)?.line().repeat_last_push()? {
                    return Err("nothing was sent yet".into());
                }
                self.company.project()?;
            }
            Action::Restarts => self.phone_mut(who)?.restart()?,
            Action::Reboots => self.phone_mut(who)?.reboot()?,
            Action::MovesClock(moment) => {
                let wall_ms = moment.at(self.time.now_ms(), &self.zone);
                self.phone(who)?.clock().set_wall(wall_ms);
            }
            Action::CreatesWalkIn(new) => self.create_walk_in(who, new)?,
            Action::HandsFile(handover) => self.hand_over(who, about, handover)?,
            Action::RefreshesScreen => {
                let case = self.case(about.job.as_deref())?;
                self.screens.remove(&(who.to_owned(), case));
            }
            Action::KeepsScreen => {
                let screen = self.screen(who, about)?;
                let (key, seen) = ((who.to_owned(), screen.case), screen.seen);
                self.screens.insert(key, seen);
            }
            _ => self.act_on_job(who, about, action)?,
        }
        Ok(())
    }

    fn screen(&self, who: &str, about: &About) -> Result<Screen<'_>, Trouble> {
        let (phone, case) = (self.phone(who)?, self.case(about.job.as_deref())?);
        let job = phone.job(case)?.ok_or_else(|| format!("the job is not on the phone of {who}"))?;
        let kept = self.screens.get(&(who.to_owned(), case)).cloned();
        let seen = kept.unwrap_or_else(|| job.version.clone());
        let visit = match about.visit {
            Some(number) => job.state.visits.iter().find(|(_, v)| v.number == number).map(|(id, _)| *id),
            None => job.state.current_visit(),
        };
        let visit = visit.ok_or("the job has no such visit")?;
        Ok(Screen { phone, case, job, seen, visit })
    }

    fn act_on_job(&mut self, who: &str, about: &About, action: &Action) -> Result<(), Trouble> {
        let screen = self.screen(who, about)?;
        match action {
            Action::WritesNote(_)
            | Action::EditsNote(_)
            | Action::AddsLine(_)
            | Action::ChangesLine(_)
            | Action::StrikesLine(_)
            | Action::Fetches(_)
            | Action::ComesBack
            | Action::Photographs(_) => self.write(who, about, action),
            Action::ShowsQuote(_)
            | Action::GetsConsent(_)
            | Action::IsRefused(_)
            | Action::GetsSignature(_)
            | Action::GetsRating(_)
            | Action::Declines(_) => self.agree(&screen, action),
            Action::Ticks(steps) => steps.0.iter().try_for_each(|step| tick(&screen, step)),
            Action::TicksAll => tick_all(screen),
            Action::Finishes(steps) => steps.0.iter().try_for_each(|step| finish(&screen, step)),
            Action::Answers(answers) => {
                let mut values = Vec::new();
                for (step, answer) in answers {
                    values.extend(self.values(screen.visit, step, answer)?);
                }
                screen.phone.core()?.answer(screen.case, &screen.seen, values)?;
                Ok(())
            }
            other => self.go_on(&screen, other),
        }
    }

    /// The way, the door, the work, the end.
    fn go_on(&self, screen: &Screen<'_>, action: &Action) -> Result<(), Trouble> {
        let Screen { phone, case, seen, visit, .. } = screen;
        let (core, case, visit) = (phone.core()?, *case, *visit);
        let at = |moment: &words::Moment| moment.at(self.time.now_ms(), &self.zone);
        match action {
            Action::Appoints(moment) => {
                let start_ms = at(moment);
                core.appoint(case, seen, Appointed { visit, start_ms, end_ms: None, reason: None })?
            }
            Action::PlansVisit(next) => {
                let (visit, version) = core.plan_visit(case, seen, next.because.clone(), Some(visit))?;
                let Some(moment) = &next.at else { return Ok(()) };
                let start_ms = at(moment);
                core.appoint(case, &version, Appointed { visit, start_ms, end_ms: None, reason: None })?
            }
            Action::Calls(call) => {
                let logged = CallLogged {
                    visit,
                    purpose: call.purpose.clone(),
                    result: call.result.0,
                    proposed_ms: call.proposed.as_ref().map(at),
                    apologised: call.apologised,
                    note: None,
                };
                core.log_call(case, seen, logged)?
            }
            Action::Escalates(reason) => core.escalate(case, seen, visit, reason.clone())?,
            Action::SetsOut => core.enter_phase(case, seen, visit, Phase::Travelling)?,
            Action::Arrives => core.enter_phase(case, seen, visit, Phase::Arrived)?,
            Action::Rings(door) => {
                core.attempt_door(case, seen, visit, DoorMethod::Bell, *door == Door::Answered)?
            }
            Action::Knocks(door) => {
                core.attempt_door(case, seen, visit, DoorMethod::Knock, *door == Door::Answered)?
            }
            Action::StartsWork => core.start_work(case, seen, visit, Vec::new())?,
            Action::StopsWork => {
                let running = running_session(screen)?;
                core.stop_work(case, seen, visit, running)?
            }
            Action::Completes => core.complete(case, seen, visit)?,
            Action::WaitsForPart(part) => {
                let waiting = WaitingForPart {
                    visit,
                    model: part.model.clone(),
                    choice: part.choice.0,
                    reason: part.because.clone(),
                    person: part.person.clone(),
                    next_ms: part.next.as_ref().map(at),
                };
                core.wait_for_part(case, seen, waiting)?
            }
            Action::EndsVisit(ending) => {
                let (outcome, reason) = (ending.outcome.0, ending.because.clone());
                core.end_visit(
                    case,
                    seen,
                    VisitEnded { visit, outcome, reason, person: ending.person.clone() },
                )?
            }
            Action::Coordinates(order) => {
                let (reason, person, plan) =
                    (order.because.clone(), order.person.clone(), order.plan.clone());
                core.coordinate(case, seen, Coordinated { visit, reason, person, plan })?
            }
            Action::AddsEntry(entry) => {
                let words::Entry { place, contact, content, attitude, plan } = entry.clone();
                core.add_entry(case, seen, EntryAdded { place, contact, content, attitude, plan })?
            }
            Action::ReadsNotices => {
                let mut version = seen.clone();
                for notice in &screen.job.notices {
                    version = core.acknowledge_notice(case, &version, notice.fact)?;
                }
                version
            }
            other => return Err(format!("`{}` is nothing that is done on a phone", other.word()).into()),
        };
        Ok(())
    }

    /// What the customer is shown, agrees to and signs.
    fn agree(&self, screen: &Screen<'_>, action: &Action) -> Result<(), Trouble> {
        let Screen { phone, case, seen, visit, .. } = screen;
        let (core, case, visit) = (phone.core()?, *case, *visit);
        let quote = self.names.quotes.get(&case).copied();
        let the_quote = || quote.ok_or("there is no quote yet");
        match action {
            Action::ShowsQuote(estimate) => {
                core.offer_quote(case, seen, visit, the_quote()?, estimate.minutes)?
            }
            Action::GetsConsent(consent) => {
                core.consent(case, seen, consented(visit, quote, consent, true))?
            }
            Action::IsRefused(consent) => {
                core.consent(case, seen, consented(visit, quote, consent, false))?
            }
            Action::GetsSignature(signature) => {
                let role = signature.role.0;
                let shows_quote =
                    matches!(role, SignatureRole::CustomerAccept | SignatureRole::CustomerQuoteConsent);
                let quote = quote.filter(|_| shows_quote);
                let prepared = core.prepare_signature(case, visit, role, quote, "")?;
                core.sign(case, &prepared, &new_signature(signature)?)?
            }
            Action::GetsRating(grade) => {
                let rating = Rated {
                    visit,
                    scale: self.scale().ok_or("the checklist asks for no rating")?,
                    grade: grade.clone(),
                    opinion: None,
                };
                core.rate(case, seen, rating)?
            }
            Action::Declines(reason) => core.decline(case, seen, visit, the_quote()?, reason.clone())?,
            other => return Err(format!("`{}` is nothing to agree to", other.word()).into()),
        };
        Ok(())
    }

    /// What people write, and what the story gives a name to.
    fn write(&mut self, who: &str, about: &About, action: &Action) -> Result<(), Trouble> {
        let (folder, number) = (self.company.folder("camera")?, self.files_written);
        let Screen { phone, case, seen, visit, .. } = self.screen(who, about)?;
        let core = phone.core()?.clone();
        match action {
            Action::WritesNote(note) => {
                let (id, _) = core.add_note(case, &seen, visit, note.text.clone())?;
                self.names.notes.insert(note.name.clone(), id);
            }
            Action::EditsNote(note) => {
                let id = *self.names.notes.get(&note.name).ok_or("the story has no such note")?;
                core.edit_note(case, &seen, id, note.text.clone())?;
            }
            Action::AddsLine(line) => {
                let quote = match self.names.quotes.get(&case) {
                    Some(quote) => *quote,
                    None => core.new_quote()?,
                };
                self.names.quotes.insert(case, quote);
                let (id, _) = core.add_line(case, &seen, new_line(quote, visit, line))?;
                self.names.lines.insert(line.name.clone(), id);
            }
            Action::ChangesLine(change) => {
                let id = *self.names.lines.get(&change.of).ok_or("the story has no such line")?;
                core.set_line(case, &seen, id, vec![LineValue::Quantity(change.to.0)])?;
            }
            Action::StrikesLine(name) => {
                let id = *self.names.lines.get(name).ok_or("the story has no such line")?;
                core.delete_line(case, &seen, id, true)?;
            }
            Action::Fetches(what) => {
                let version = core.fetch_out(case, &seen, visit, what.clone())?;
                let left = version.facts.into_iter().find(|fact| !seen.facts.contains(fact));
                let left = left.ok_or("leaving left no fact")?;
                self.names.left.insert(who.to_owned(), (left, what.clone()));
            }
            Action::ComesBack => {
                let (left, what) = self.names.left.remove(who).ok_or("nobody left to fetch anything")?;
                core.fetch_back(case, &seen, visit, what, left)?;
            }
            Action::Photographs(photo) => {
                let path = folder.join(format!("{number}.jpg"));
                // Every photo is another one: the first bytes of a JPEG, then words that no other photo has.
                let text = format!("{who} {number} {} {}", photo.step, photo.shows);
                std::fs::write(&path, [&[0xff, 0xd8, 0xff, 0xe0], text.as_bytes()].concat())?;
                core.take_photo(case, &seen, visit, photo.step.clone(), photo.shows.clone(), &path)?;
                self.files_written += 1;
            }
            other => return Err(format!("`{}` is nothing to write", other.word()).into()),
        }
        Ok(())
    }

    fn create_walk_in(&mut self, who: &str, new: &words::NewJob) -> Result<(), Trouble> {
        let walk_in = NewWalkIn {
            pack: self.company.pack().id,
            service: self.scenario.service.clone(),
            report: new.report.clone(),
            area: new.area.0,
            is_emergency: new.emergency,
            customer_name: new.customer.clone(),
            customer_phone: None,
            address: new.address.clone(),
            time_zone: self.scenario.time_zone.clone(),
            reporter: None,
        };
        let (case, _) = self.phone(who)?.core()?.create_walk_in(walk_in)?;
        self.jobs.insert(new.name.clone(), case);
        Ok(())
    }

    fn hand_over(&mut self, who: &str, about: &About, handover: &words::Handover) -> Result<(), Trouble> {
        let path = self.company.folder("memory-card")?.join(format!("{}.job", self.files_written));
        self.files_written += 1;
        let screen = self.screen(who, about)?;
        let receiver = (!handover.bearer).then(|| handover.to.clone());
        screen.phone.core()?.export_job(screen.case, &screen.seen, receiver, &path)?;
        let imported = self.phone(&handover.to)?.core()?.import_job(&path)?;
        match imported.refused_items {
            0 => Ok(()),
            refused => Err(format!("the phone of {} refused {refused} items", handover.to).into()),
        }
    }

    /// An answer as the checklist keeps it.
    fn values(
        &self,
        visit: VisitId,
        step: &str,
        answer: &Answer,
    ) -> Result<Vec<(AnswerKey, Option<Value>)>, Trouble> {
        let parts = self.company.pack().pack.service(&self.scenario.service).ok_or("no such service")?;
        let kind = &parts.checklist.step(step).ok_or_else(|| no_step(step, parts.checklist))?.kind;
        let one = |value| Ok(vec![(AnswerKey::step(visit, step), Some(value))]);
        match (kind, answer) {
            (Kind::Tick | Kind::YesNo, Answer::Bool(yes)) => one(Value::Bool(*yes)),
            (Kind::Tick | Kind::YesNo, Answer::Text(text)) if text == "yes" || text == "no" => {
                one(Value::Bool(text == "yes"))
            }
            (Kind::Number { .. }, Answer::Int(number)) => one(Value::Int(*number)),
            (Kind::Multi { .. }, Answer::Options(options)) => {
                let chosen = options.iter().map(|o| (AnswerKey::option(visit, step, o), Some(true.into())));
                Ok(chosen.collect())
            }
            (_, Answer::Text(text)) => one(Value::Str(text.clone())),
            (kind, _) => Err(format!("`{step}` is not answered like this: it is `{}`", kind.name()).into()),
        }
    }

    fn scale(&self) -> Option<String> {
        let parts = self.company.pack().pack.service(&self.scenario.service)?;
        parts.checklist.steps.iter().find_map(|step| match &step.kind {
            Kind::Rating { scale } => Some(scale.clone()),
            _ => None,
        })
    }
}

fn no_step(
    step: &str,
    checklist: &doorstep_domain::checklist::Checklist<doorstep_domain::expr::Expr>,
) -> String {
    let known: Vec<&str> = checklist.steps.iter().map(|step| step.id.as_str()).collect();
    format!("the checklist has no step `{step}`; it has: {}", known.join(", "))
}

fn tick(screen: &Screen<'_>, step: &str) -> Result<(), Trouble> {
    let answer = (AnswerKey::step(screen.visit, step), Some(Value::Bool(true)));
    let core = screen.phone.core()?;
    let version = core.answer(screen.case, &screen.seen, vec![answer])?;
    let pack = core.pack_of(screen.case)?;
    let service = &screen.job.state.created.as_ref().ok_or("the job was never created")?.body.service;
    let definition = pack.service(service).and_then(|parts| parts.checklist.step(step));
    if definition.ok_or_else(|| format!("the checklist has no step `{step}`"))?.gating {
        core.finish_step(screen.case, &version, screen.visit, step)?;
    }
    Ok(())
}

fn finish(screen: &Screen<'_>, step: &str) -> Result<(), Trouble> {
    screen.phone.core()?.finish_step(screen.case, &screen.seen, screen.visit, step)?;
    Ok(())
}

/// Ticking one step may open the next one.
fn tick_all(mut screen: Screen<'_>) -> Result<(), Trouble> {
    let core = screen.phone.core()?.clone();
    let mut ticked = Vec::new();
    loop {
        let checklist = core.checklist(screen.case, screen.visit, "done")?;
        let open = checklist.steps.iter().find(|step| {
            step.kind == "tick"
                && step.required
                && step.state == StepState::Open
                && !ticked.contains(&step.id)
        });
        let Some(open) = open else { return Ok(()) };
        screen.seen = core.job(screen.case)?.version;
        tick(&screen, &open.id)?;
        ticked.push(open.id.clone());
    }
}

fn running_session(screen: &Screen<'_>) -> Result<doorstep_domain::id::FactId, Trouble> {
    let visit = screen.job.state.visits.get(&screen.visit).ok_or("no such visit")?;
    let mine = visit.sessions.iter().filter(|session| session.who.user == screen.phone.name());
    let running = mine.filter(|session| session.end.is_none()).map(|session| session.started).next_back();
    running.ok_or_else(|| "no work is running".into())
}

fn consented(visit: VisitId, quote: Option<QuoteId>, consent: &words::Consent, accepted: bool) -> Consented {
    let is_quote = consent.to.0 == doorstep_domain::fact::ConsentWhat::Quote;
    Consented {
        visit,
        what: consent.to.0,
        quote: quote.filter(|_| is_quote),
        step: consent.step.clone(),
        accepted,
        reason: consent.because.clone(),
        by: person(&consent.by),
        signature: None,
    }
}

fn person(name: &str) -> Person {
    Person { name: name.to_owned(), phone: None, relation: None }
}

fn new_line(quote: QuoteId, visit: VisitId, line: &words::NewLine) -> NewLine {
    let what = line.unlisted.clone().or_else(|| line.item.clone()).unwrap_or_default();
    let cost = line.cost.map(|amount| Money(amount.minor));
    NewLine { quote, visit, item: line.item.clone(), what, quantity: line.quantity.0, cost }
}

/// A signature on the glass: a zigzag as long as a name.
fn new_signature(signature: &words::Signature) -> Result<NewSignature, Trouble> {
    let point = |i: i32| Point {
        x: i * 400,
        y: if i % 2 == 0 { 1_000 } else { 6_000 },
        t_ms: u32::try_from(i).unwrap_or(0) * 40,
        pressure: None,
    };
    let strokes = Strokes::new(vec![Stroke((0..24).map(point).collect())])?;
    let proxy = match (signature.role.0, &signature.because) {
        (SignatureRole::LeaderVerify, reason) => Some(Proxy {
            in_place_of: SignatureRole::CustomerAccept,
            reason: reason.clone().ok_or("say why the customer does not sign: `because`")?,
            witness: None,
        }),
        _ => None,
    };
    Ok(NewSignature { signer: person(&signature.from), strokes, proxy })
}
