//! What a technician does with a checklist: look at what is missing, and do it.

use doorstep_core::NewPhoto;
use doorstep_domain::case::NewSignature;
use doorstep_domain::checklist::{Kind, Missing, What};
use doorstep_domain::fact::{
    CallLogged, CallResult, ConsentWhat, Consented, Person, Phase, Rated, SignatureRole, VisitEnded,
    VisitOutcome,
};
use doorstep_domain::id::{CaseId, FactId, LineId, QuoteId, VisitId};
use doorstep_domain::signature::{Point, Stroke, Strokes};
use doorstep_domain::value::{AnswerKey, Value};

use super::phone::Phone;
use crate::failure::{Doing as _, Failure};

/// One job in a technician's hands.
pub(crate) struct Hands<'a> {
    pub(crate) phone: &'a Phone,
    pub(crate) case: CaseId,
    pub(crate) visit: VisitId,
    /// The customer who stands there.
    pub(crate) customer: &'a str,
}

impl<'a> Hands<'a> {
    pub(crate) fn new(phone: &'a Phone, case: CaseId, customer: &'a str) -> Result<Self, Failure> {
        Ok(Self { phone, case, visit: phone.visit(case)?, customer })
    }

    /// Does what a technician can do alone towards an outcome, until something else is needed.
    pub(crate) fn do_steps(&self, outcome: &str) -> Result<(), Failure> {
        let mut done: Vec<String> = Vec::new();
        loop {
            let missing = self.missing(outcome)?;
            let mut progressed = false;
            for one in &missing {
                if self.do_one(one)? {
                    progressed = true;
                    if !done.contains(&one.step) {
                        done.push(one.step.clone());
                    }
                    break;
                }
            }
            if !progressed {
                break;
            }
        }
        if !done.is_empty() {
            self.phone.narrator.adds(&format!(
                "{}: {}",
                if done.len() == 1 { "1 step".to_owned() } else { format!("{} steps", done.len()) },
                abridged(&done)
            ));
        }
        Ok(())
    }

    /// Why the visit cannot end like this yet.
    pub(crate) fn missing(&self, outcome: &str) -> Result<Vec<Missing>, Failure> {
        self.phone.core.why_not(self.case, self.visit, outcome).doing("asking what is missing")
    }

    fn do_one(&self, missing: &Missing) -> Result<bool, Failure> {
        let step = missing.step.as_str();
        match &missing.what {
            What::Answer | What::Options { .. } => self.answer(step),
            What::Photos { role, .. } => self.photo(step, role.as_deref().unwrap_or("note")),
            What::Arrival => self.enter(Phase::Arrived),
            What::Call { purpose } => self.call(purpose),
            What::IdShown | What::Entry | What::Confirmation { .. } => self.finish(step),
            What::Consent { to, refused: false, .. } if to != "quote" => self.agree(step, to),
            _ => Ok(false),
        }
    }

    fn answer(&self, step: &str) -> Result<bool, Failure> {
        let job = self.phone.job(self.case)?;
        let pack = self.phone.core.pack_of(self.case).doing("reading the pack")?;
        let service = job.state.created.as_ref().and_then(|created| pack.service(&created.body.service));
        let Some(kind) = service.and_then(|service| service.checklist.step(step)).map(|step| &step.kind)
        else {
            return Ok(false);
        };
        let answers = usual_answers(self.visit, step, kind);
        self.phone.core.answer(self.case, &job.version, answers).doing(&format!("answering {step}"))?;
        Ok(true)
    }

    fn photo(&self, step: &str, role: &str) -> Result<bool, Failure> {
        let shade = u8::try_from(self.phone.job(self.case)?.photos.len()).unwrap_or(0);
        let path = self.phone.camera(shade.wrapping_mul(20))?;
        let version = self.phone.job(self.case)?.version;
        let photo = NewPhoto::new(self.visit, step, role);
        self.phone.core.take_photo(self.case, &version, photo, &path).doing("taking a photo")?;
        Ok(true)
    }

    pub(crate) fn enter(&self, phase: Phase) -> Result<bool, Failure> {
        let version = self.phone.job(self.case)?.version;
        self.phone.core.enter_phase(self.case, &version, self.visit, phase).doing("entering a phase")?;
        Ok(true)
    }

    fn call(&self, purpose: &str) -> Result<bool, Failure> {
        let version = self.phone.job(self.case)?.version;
        let call = CallLogged {
            visit: self.visit,
            purpose: purpose.to_owned(),
            result: CallResult::Agreed,
            proposed_ms: None,
            apologised: false,
            note: None,
        };
        self.phone.core.log_call(self.case, &version, call).doing("logging a call")?;
        Ok(true)
    }

    fn finish(&self, step: &str) -> Result<bool, Failure> {
        let version = self.phone.job(self.case)?.version;
        Ok(self.phone.core.finish_step(self.case, &version, self.visit, step).is_ok())
    }

    fn agree(&self, step: &str, what: &str) -> Result<bool, Failure> {
        let Ok(what) = what.parse() else { return Ok(false) };
        self.consent(what, Some(step), None, true, None)?;
        Ok(true)
    }

    /// The customer agrees or refuses.
    pub(crate) fn consent(
        &self,
        what: ConsentWhat,
        step: Option<&str>,
        quote: Option<QuoteId>,
        accepted: bool,
        reason: Option<&str>,
    ) -> Result<(), Failure> {
        let version = self.phone.job(self.case)?.version;
        let consent = Consented {
            visit: self.visit,
            what,
            quote,
            step: step.map(str::to_owned),
            accepted,
            reason: reason.map(str::to_owned),
            by: self.person(),
            signature: None,
            options: None,
            total_minor: None,
        };
        self.phone.core.consent(self.case, &version, consent).doing("recording a consent")?;
        Ok(())
    }

    /// Work begins, on all lines.
    pub(crate) fn start_work(&self) -> Result<(), Failure> {
        let version = self.phone.job(self.case)?.version;
        let lines: Vec<LineId> = Vec::new();
        self.phone.core.start_work(self.case, &version, self.visit, lines).doing("starting work")?;
        Ok(())
    }

    /// The stretch of work that runs ends now.
    pub(crate) fn stop_work(&self) -> Result<(), Failure> {
        let job = self.phone.job(self.case)?;
        let visit = job.state.visits.get(&self.visit);
        let running = visit.and_then(|visit| visit.sessions.iter().find(|session| session.end.is_none()));
        let started: Option<FactId> = running.map(|session| session.started);
        let started = started.ok_or_else(|| Failure::new("stopping work", "no work runs"))?;
        self.phone.core.stop_work(self.case, &job.version, self.visit, started).doing("stopping work")?;
        Ok(())
    }

    /// The customer signs what the screen shows.
    pub(crate) fn sign(&self, role: SignatureRole, quote: Option<QuoteId>) -> Result<String, Failure> {
        let core = &self.phone.core;
        let prepared =
            core.prepare_signature(self.case, self.visit, role, quote, "").doing("preparing a signature")?;
        let signature = NewSignature { signer: self.person(), strokes: strokes()?, proxy: None };
        core.sign(self.case, &prepared, &signature).doing("signing")?;
        let view =
            doorstep_domain::statement::View::from_bytes(&prepared.view).doing("reading what was signed")?;
        Ok(view.text)
    }

    /// The customer rates the work.
    pub(crate) fn rate(&self, scale: &str, grade: &str, opinion: &str) -> Result<(), Failure> {
        let version = self.phone.job(self.case)?.version;
        let rating = Rated {
            visit: self.visit,
            scale: scale.to_owned(),
            grade: grade.to_owned(),
            opinion: Some(opinion.to_owned()),
            by: None,
        };
        self.phone.core.rate(self.case, &version, rating).doing("rating")?;
        Ok(())
    }

    /// The visit ends.
    pub(crate) fn end(&self, outcome: VisitOutcome, reason: Option<&str>) -> Result<(), Failure> {
        let version = self.phone.job(self.case)?.version;
        let ended = VisitEnded {
            visit: self.visit,
            outcome,
            reason: reason.map(str::to_owned),
            person: reason.map(|_| self.phone.owner.to_owned()),
        };
        self.phone.core.end_visit(self.case, &version, ended).doing("ending the visit")?;
        Ok(())
    }

    fn person(&self) -> Person {
        Person { name: self.customer.to_owned(), phone: None, relation: Some("owner".to_owned()) }
    }
}

/// What is usually answered: done, nothing special, free of risks, paid.
fn usual_answers(visit: VisitId, step: &str, kind: &Kind) -> Vec<(AnswerKey, Option<Value>)> {
    let one = |value: Value| vec![(AnswerKey::step(visit, step), Some(value))];
    match kind {
        Kind::Tick => one(true.into()),
        Kind::YesNo => one((step == "customer_can_sign" || step == "alone").into()),
        Kind::Choice { options } => {
            let paid = options.iter().find(|option| option.id == "paid").or(options.first());
            paid.map(|option| one(option.id.as_str().into())).unwrap_or_default()
        }
        Kind::Multi { options, .. } => {
            let none = options.iter().find(|option| option.id == "none");
            let chosen: Vec<_> = none.map_or_else(|| options.iter().collect(), |none| vec![none]);
            let key = |option: &str| AnswerKey::option(visit, step, option);
            chosen.into_iter().map(|option| (key(&option.id), Some(true.into()))).collect()
        }
        Kind::Number { .. } => one(Value::Int(30)),
        Kind::Date => one("2026-03-03".into()),
        Kind::DateTime => one("2026-03-03T09:00".into()),
        Kind::Text { .. } => one("as reported".into()),
        Kind::Scan => one("0000".into()),
        _ => Vec::new(),
    }
}

/// The first few of a list, and how many more.
fn abridged(steps: &[String]) -> String {
    let shown: Vec<&str> = steps.iter().take(5).map(String::as_str).collect();
    match steps.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The owner's signature: a long wave and a short dash, as a finger draws them.
fn strokes() -> Result<Strokes, Failure> {
    let point = |x: i32, y: i32, t_ms: u32| Point { x, y, t_ms, pressure: Some(500) };
    let heights = [0, -18, -30, -20, 6, 22, 14, -10, -26, -12, 10, 20, 4, -14, -4, 8, 2];
    let wave = (0_i32..).zip(heights).zip(0_u32..);
    let wave = wave.map(|((i, height), n)| point(2_000 + 900 * i, 6_000 + 100 * height, 30 * n)).collect();
    let dash = (0_i32..6)
        .zip(0_u32..)
        .map(|(i, n)| point(4_000 + 1_500 * i, 9_000 - 80 * i, 700 + 25 * n))
        .collect();
    Strokes::new(vec![Stroke(wave), Stroke(dash)]).doing("drawing a signature")
}
