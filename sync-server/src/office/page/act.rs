//! A button on a job: the command is done, and the page shows the job as it is then.

use doorstep_domain::case::Handing;
use doorstep_domain::fact::{FollowUpChannel, Satisfaction};
use doorstep_domain::id::CaseId;
use doorstep_domain::pack::Audience;
use doorstep_domain::text::Language;

use super::clock::Clock;
use super::form::Form;
use super::settle::cause_of;
use super::{desk, job, read_form};
use crate::node::Node;
use crate::office::api::case_id;
use crate::office::{
    Appointment, Approval, Decision, FollowUpResult, NewCoordination, NewDelivery, NewNote, NewVisit, Office,
    OfficeError, Reversal,
};
use crate::request::{Request, Response};

/// The list of follow-ups, from which they are recorded, too.
const FOLLOW_UPS: &str = "/follow-ups";

/// `POST /jobs/{case}/{command}`.
pub(super) fn post(
    office: &Office<'_>,
    request: &mut Request,
    language: &Language,
    (case, command): (&str, &str),
) -> Result<Response, OfficeError> {
    let id = case_id(case)?;
    let done = read_form(office, request).and_then(|form| {
        act(office, id, command, &form)?;
        if command == "erase" {
            return Ok("/erased".to_owned());
        }
        // Where the button was, if that is one of our lists: never wherever a form says.
        Ok(if form.get("back") == FOLLOW_UPS { FOLLOW_UPS.to_owned() } else { format!("/jobs/{id}") })
    });
    match done {
        Ok(place) => Ok(Response::new(303).header("location", place)),
        Err(OfficeError::NotFound("command")) => Err(OfficeError::NotFound("command")),
        Err(error) => job::show(office, request, language, case, Some(&error)),
    }
}

fn act(office: &Office<'_>, case: CaseId, command: &str, form: &Form) -> Result<(), OfficeError> {
    let node = office.node;
    let office = at_version(office.clone(), form)?;
    match command {
        "decide" => office.decide(case, &decision(form)?),
        "approve" => {
            let (what, accepted) = (form.get("what").to_owned(), form.get("accepted") == "yes");
            office.approve(case, &Approval { what, accepted, reason: None })
        }
        "seen" => {
            let fact = form.get("fact").parse();
            office.notice_seen(case, fact.map_err(|_| OfficeError::NotFound("fact"))?)
        }
        "assign" => office.assign(case, None, &users(form)),
        "appoint" => office.appoint(case, &appointment(node, case, form)?),
        "note" => {
            let note = NewNote { note: None, visit: None, text: form.get("text").to_owned() };
            office.note(case, &note).map(drop)
        }
        "visit" => {
            let visit = NewVisit { reason: form.get("reason").to_owned(), after_visit: None };
            office.plan_visit(case, &visit).map(drop)
        }
        "follow-up" => office.follow_up(case, &follow_up(form)?),
        "reverse-deduction" => office.reverse_deduction(case, &reversal(form)?),
        "coordinate" => {
            let text = |name: &str| form.get(name).to_owned();
            let (reason, person, plan) = (text("reason"), text("person"), text("plan"));
            office.coordinate(case, &NewCoordination { visit: None, reason, person, plan }).map(drop)
        }
        "fill" => office.fill(case, &desk::filled(form)),
        "add-instance" => office.add_instance(case, &desk::added(form)).map(drop),
        "remove-instance" => office.remove_instance(case, &desk::removed(form)?),
        "step-done" => office.finish_step(case, form.get("step")),
        "complete" => office.complete(case),
        "call" => office.log_call(case, &desk::call(form)?),
        "agree" => office.agree(case, &desk::agreement(form)),
        "entry" => office.add_entry(case, &desk::entry(form)),
        "follow" => office.follow_on(case, &desk::onward(form)).map(drop),
        "cancel" => office.cancel(case, form.get("reason")),
        "reopen" => office.reopen(case, form.get("reason")),
        "resume" => office.resume(case, form.get("reason")),
        "archive" => office.archive(case),
        "hold" => office.hold(case, form.get("reason")),
        "lift" => {
            let hold = form.get("hold").parse();
            office.lift_hold(case, hold.map_err(|_| OfficeError::NotFound("hold"))?, form.get("reason"))
        }
        "copy" => office.deliver_copy(case, delivery(form)?),
        "erase" => erase(&office, case, form),
        _ => Err(OfficeError::NotFound("command")),
    }
}

/// Nothing is erased unless somebody says once more what.
fn erase(office: &Office<'_>, case: CaseId, form: &Form) -> Result<(), OfficeError> {
    let row = office.node.read(|read| read.job(case))?.ok_or(OfficeError::NotFound("case"))?;
    if form.get("confirm") != row.number {
        return Err(OfficeError::invalid("confirm", format!("the number {}, to confirm", row.number)));
    }
    office.erase(case, Some(form.get("reason")))
}

/// The version that was on the screen.
fn at_version<'n>(office: Office<'n>, form: &Form) -> Result<Office<'n>, OfficeError> {
    match form.filled("version") {
        None => Ok(office),
        Some(version) => {
            let version = version.parse();
            Ok(office.seen(version.map_err(|_| OfficeError::invalid("version", "open the job again"))?))
        }
    }
}

fn decision(form: &Form) -> Result<Decision, OfficeError> {
    if let Some(chosen) = form.filled("chosen") {
        let chosen = chosen.parse().map_err(|_| OfficeError::NotFound("fact"))?;
        return Ok(Decision::Fact { chosen });
    }
    let value = serde_json::from_str(form.get("value"));
    let value = value.map_err(|_| OfficeError::invalid("value", "a value that the field can have"))?;
    Ok(Decision::Field { field: form.get("field").to_owned(), value })
}

fn delivery(form: &Form) -> Result<NewDelivery, OfficeError> {
    let audience = Audience::ALL.into_iter().find(|audience| audience.name() == form.get("audience"));
    let how = Handing::ALL.into_iter().find(|how| how.name() == form.get("how"));
    Ok(NewDelivery {
        audience: audience.ok_or_else(|| OfficeError::invalid("audience", "who got it"))?,
        how: how.ok_or_else(|| OfficeError::invalid("how", "how it was handed out"))?,
    })
}

fn reversal(form: &Form) -> Result<Reversal, OfficeError> {
    Ok(Reversal {
        deduction: form.get("deduction").parse().map_err(|_| OfficeError::NotFound("fact"))?,
        cause: cause_of(form.get("cause")),
        reason: form.get("reason").to_owned(),
        account: form.filled("account").map(str::to_owned),
    })
}

/// What the customer said; without a word that is known, nobody was reached.
fn follow_up(form: &Form) -> Result<FollowUpResult, OfficeError> {
    let said: Option<Satisfaction> = form.get("said").parse().ok();
    Ok(FollowUpResult {
        visit: form.get("visit").parse().map_err(|_| OfficeError::NotFound("visit"))?,
        task: form.get("task").to_owned(),
        channel: FollowUpChannel::Phone,
        reached: said.is_some(),
        satisfied: said.unwrap_or(Satisfaction::NotSaid),
        scale: None,
        grade: None,
        reason: form.filled("reason").map(str::to_owned),
    })
}

pub(super) fn users(form: &Form) -> Vec<String> {
    let others = form.get("others").split([' ', ',', '，', '、']).filter(|user| !user.is_empty());
    form.all("users").chain(others).map(str::to_owned).collect()
}

/// The times of a form are those of the place.
fn appointment(node: &Node, case: CaseId, form: &Form) -> Result<Appointment, OfficeError> {
    let row = node.read(|read| read.job(case))?.ok_or(OfficeError::NotFound("case"))?;
    let english = Language::english();
    let clock = Clock::new(&row.time_zone, &english, node.now_ms());
    let start_ms =
        clock.read(form.get("start")).ok_or_else(|| OfficeError::invalid("start", "a day and a time"))?;
    let end_ms = form
        .filled("end")
        .map(|end| clock.read(end).ok_or_else(|| OfficeError::invalid("end", "a day and a time")));
    let reason = form.filled("reason").map(str::to_owned);
    Ok(Appointment { visit: None, start_ms, end_ms: end_ms.transpose()?, reason })
}
