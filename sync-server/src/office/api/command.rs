//! Commands on one job: `POST jobs/{case}/{command}`.

use doorstep_domain::id::{CaseId, ChangeId, FactId, Hash, VisitId};
use doorstep_domain::ruling::Verdict;
use serde::Deserialize;
use serde_json::json;

use super::{case_id, command, done};
use crate::office::{
    AddedInstance, Answer, Appointment, Approval, Correction, Decision, Filled, FollowUpResult, NewAgreement,
    NewCall, NewCoordination, NewDelivery, NewEntry, NewNote, NewOnward, NewVisit, Office, OfficeError,
    RemovedInstance, Reversal,
};
use crate::reply;
use crate::request::{Request, Response};

/// One command on one job.
pub(super) fn act(
    office: Office<'_>,
    request: &mut Request,
    case: &str,
    verb: &str,
) -> Result<Response, OfficeError> {
    let case = case_id(case)?;
    match verb {
        "assign" => {
            let (office, Assignment { visit, users }) = command(office, request)?;
            office.assign(case, visit, &users)?;
        }
        "appoint" => {
            let (office, appointment): (_, Appointment) = command(office, request)?;
            office.appoint(case, &appointment)?;
        }
        "visit" => {
            let (office, new): (_, NewVisit) = command(office, request)?;
            let visit = office.plan_visit(case, &new)?;
            return Ok(reply::json(201, &json!({ "visit": visit })));
        }
        "coordinate" => {
            let (office, new): (_, NewCoordination) = command(office, request)?;
            return Ok(reply::json(201, &office.coordinate(case, &new)?));
        }
        "follow" => {
            let (office, new): (_, NewOnward) = command(office, request)?;
            return Ok(reply::json(201, &office.follow_on(case, &new)?));
        }
        "cancel" => {
            let (office, Reason { reason }) = command(office, request)?;
            office.cancel(case, &reason)?;
        }
        "reopen" => {
            let (office, Reason { reason }) = command(office, request)?;
            office.reopen(case, &reason)?;
        }
        "resume" => {
            let (office, Reason { reason }) = command(office, request)?;
            office.resume(case, &reason)?;
        }
        "archive" => {
            let (office, Nothing {}) = command(office, request)?;
            office.archive(case)?;
        }
        _ => return write(office, request, case, verb),
    }
    done()
}

/// Commands that settle or write something.
fn write(
    office: Office<'_>,
    request: &mut Request,
    case: CaseId,
    verb: &str,
) -> Result<Response, OfficeError> {
    match verb {
        "decide" => {
            let (office, decision): (_, Decision) = command(office, request)?;
            office.decide(case, &decision)?;
        }
        "approve" => {
            let (office, approval): (_, Approval) = command(office, request)?;
            office.approve(case, &approval)?;
        }
        "follow-up" => {
            let (office, result): (_, FollowUpResult) = command(office, request)?;
            office.follow_up(case, &result)?;
        }
        "reverse-deduction" => {
            let (office, reversal): (_, Reversal) = command(office, request)?;
            office.reverse_deduction(case, &reversal)?;
        }
        "seen" => {
            let (office, Seen { fact }) = command(office, request)?;
            office.notice_seen(case, fact)?;
        }
        "rule" => {
            let (office, ruled) = command(office, request)?;
            rule(&office, case, &ruled)?;
        }
        "hold" => {
            let (office, Reason { reason }) = command(office, request)?;
            office.hold(case, &reason)?;
        }
        "lift" => {
            let (office, lift): (_, Lift) = command(office, request)?;
            office.lift_hold(case, lift.hold, &lift.reason)?;
        }
        "copy" => {
            let (office, delivery): (_, NewDelivery) = command(office, request)?;
            office.deliver_copy(case, delivery)?;
        }
        "erase" => {
            let (office, Erase { reason }) = command(office, request)?;
            office.erase(case, reason.as_deref())?;
        }
        "note" => {
            let (office, note): (_, NewNote) = command(office, request)?;
            let note = office.note(case, &note)?;
            return Ok(reply::json(201, &json!({ "note": note })));
        }
        "correct" => {
            let (office, correction): (_, Correction) = command(office, request)?;
            office.correct(case, &correction)?;
        }
        _ => return fill(office, request, case, verb),
    }
    done()
}

/// Commands of the checklist, which the office fills in for the cases of the desk.
fn fill(
    office: Office<'_>,
    request: &mut Request,
    case: CaseId,
    verb: &str,
) -> Result<Response, OfficeError> {
    match verb {
        "fill" => {
            let (office, filled): (_, Filled) = command(office, request)?;
            office.fill(case, &filled)?;
        }
        "step-done" => {
            let (office, DoneStep { step }) = command(office, request)?;
            office.finish_step(case, &step)?;
        }
        "add-instance" => {
            let (office, added): (_, AddedInstance) = command(office, request)?;
            return Ok(reply::json(200, &json!({ "instance": office.add_instance(case, &added)? })));
        }
        "remove-instance" => {
            let (office, removed): (_, RemovedInstance) = command(office, request)?;
            office.remove_instance(case, &removed)?;
        }
        "complete" => {
            let (office, Nothing {}) = command(office, request)?;
            office.complete(case)?;
        }
        "call" => {
            let (office, call): (_, NewCall) = command(office, request)?;
            office.log_call(case, &call)?;
        }
        "entry" => {
            let (office, entry): (_, NewEntry) = command(office, request)?;
            office.add_entry(case, &entry)?;
        }
        "agree" => {
            let (office, agreement): (_, NewAgreement) = command(office, request)?;
            office.agree(case, &agreement)?;
        }
        "answer" => {
            let (office, answer): (_, Answer) = command(office, request)?;
            office.answer(case, &answer)?;
        }
        _ => return Err(OfficeError::NotFound("command")),
    }
    done()
}

fn rule(office: &Office<'_>, case: CaseId, ruled: &Ruled) -> Result<(), OfficeError> {
    let fact = ruled.target.parse::<FactId>().map(|fact| Hash(fact.0));
    let change = || ruled.target.parse::<ChangeId>().map(|change| Hash(change.0));
    let target = fact.or_else(|_| change());
    let target = target.map_err(|_| OfficeError::invalid("target", "the id of a fact or a change"))?;
    let verdict = match ruled.verdict {
        Said::Admitted => Verdict::Admitted,
        Said::Held => Verdict::Held,
        Said::Void => Verdict::Void,
    };
    office.rule(case, target, verdict, &ruled.reason)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assignment {
    visit: Option<VisitId>,
    users: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DoneStep {
    step: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    fact: FactId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ruled {
    target: String,
    verdict: Said,
    reason: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    Admitted,
    Held,
    Void,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lift {
    hold: FactId,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Erase {
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}
