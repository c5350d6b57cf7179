//! Parts, things taken along, approvals, colleagues, and what customers say afterwards.

use doorstep_core::{Handing, Job};
use doorstep_domain::fact::{
    ApprovalAsked, Approved, CustodyMove, CustodyMoved, FollowUpChannel, FollowedUp, PartMoved, Satisfaction,
    SignatureRole, StockPlace, WorkerHow, WorkerPresent,
};
use doorstep_domain::fold::Exception;
use doorstep_domain::id::{FactId, VisitId};

use super::super::stage::Stage;
use super::Screen;
use crate::scenario::{Action, Parts, TakenAlong};
use crate::world::Trouble;

/// Whether something stands around the work.
pub(super) fn is_around(action: &Action) -> bool {
    matches!(
        action,
        Action::LoadsPart(_)
            | Action::UsesPart(_)
            | Action::RemovesPart(_)
            | Action::ReturnsPart(_)
            | Action::TakesAlong(_)
            | Action::AgreesReturn(_)
            | Action::BringsBack(_)
            | Action::AsksApproval(_)
            | Action::Approves(_)
            | Action::Refuses(_)
            | Action::ConfirmsSignature(_)
            | Action::RecordsWorker(_)
            | Action::FollowsUp(_)
            | Action::ReachesNobody
            | Action::DeliversCopy(_)
            | Action::Archives
    )
}

impl Stage<'_> {
    pub(super) fn stand_around(&self, screen: &Screen<'_>, action: &Action) -> Result<(), Trouble> {
        let Screen { phone, case, job, seen, visit } = screen;
        let (core, case, visit) = (phone.core()?, *case, *visit);
        let answer = |what: String, accepted| Approved { what, accepted, reason: None };
        match action {
            Action::LoadsPart(_) | Action::UsesPart(_) | Action::RemovesPart(_) | Action::ReturnsPart(_) => {
                core.move_part(case, seen, part(visit, action)?)?
            }
            Action::TakesAlong(taken) => core.take_along(case, seen, self.taken(visit, taken))?,
            Action::DeliversCopy(audience) => core.deliver_copy(case, seen, *audience, Handing::Paper)?,
            Action::AgreesReturn(later) => {
                let at_ms = later.at.at(self.time.now_ms(), &self.zone);
                core.extend_custody(case, seen, out(job)?, at_ms, later.because.clone())?
            }
            Action::BringsBack(condition) => {
                core.give_back(case, seen, visit, out(job)?, condition.clone())?
            }
            Action::AsksApproval(asked) => {
                let (what, detail) = (asked.what.clone(), asked.detail.clone());
                let asked = ApprovalAsked { visit: Some(visit), what, detail, amount_minor: None };
                core.ask_approval(case, seen, asked)?
            }
            Action::Approves(what) => core.approve(case, seen, answer(what.clone(), true))?,
            Action::Refuses(what) => core.approve(case, seen, answer(what.clone(), false))?,
            Action::ConfirmsSignature(role) => {
                core.approve(case, seen, answer(unconfirmed(job, role.0)?.to_string(), true))?
            }
            Action::RecordsWorker(user) => {
                let (user, name) = (user.clone(), user.clone());
                core.record_worker(case, seen, WorkerPresent { visit, user, name, how: WorkerHow::Badge })?
            }
            Action::FollowsUp(said) => {
                let call = self.call(job, true, said.satisfied, said.because.clone())?;
                core.follow_up(case, seen, call)?
            }
            Action::ReachesNobody => {
                core.follow_up(case, seen, self.call(job, false, Satisfaction::NotSaid, None)?)?
            }
            Action::Archives => core.archive(case, seen)?,
            other => return Err(format!("`{}` does not stand around the work", other.word()).into()),
        };
        Ok(())
    }

    fn taken(&self, visit: VisitId, taken: &TakenAlong) -> CustodyMoved {
        CustodyMoved {
            visit,
            moved: CustodyMove::Out,
            what: taken.what.clone(),
            accessories: taken.with.clone(),
            condition: taken.condition.clone(),
            out_of: None,
            planned_return_ms: taken.back_by.map(|moment| moment.at(self.time.now_ms(), &self.zone)),
            reason: None,
            signature: None,
            step: None,
        }
    }

    fn call(
        &self,
        job: &Job,
        reached: bool,
        satisfied: Satisfaction,
        reason: Option<String>,
    ) -> Result<FollowedUp, Trouble> {
        let (visit, task) = self.asked_after(job)?;
        let (channel, scale, grade, rework) = (FollowUpChannel::Phone, None, None, None);
        Ok(FollowedUp { visit, task, channel, reached, satisfied, scale, grade, reason, rework })
    }

    /// The last visit in which the job was completed, and the follow-up of the service.
    pub(in crate::tell) fn asked_after(&self, job: &Job) -> Result<(VisitId, String), Trouble> {
        let completed = job.state.visits.iter().filter(|(_, visit)| visit.completed.is_some());
        let last = completed.max_by_key(|(_, visit)| visit.number).map(|(id, _)| *id);
        let parts = self.company.pack().pack.service(&self.scenario.service).ok_or("no such service")?;
        let task = parts.service.follow_ups.first().ok_or("the service asks for no follow-up")?;
        Ok((last.ok_or("the job was never completed")?, task.id.clone()))
    }
}

fn part(visit: VisitId, action: &Action) -> Result<PartMoved, Trouble> {
    let (parts, from, to): (&Parts, _, _) = match action {
        Action::LoadsPart(parts) => (parts, StockPlace::Warehouse, StockPlace::Van),
        Action::UsesPart(parts) => (parts, StockPlace::Van, StockPlace::Customer),
        Action::RemovesPart(parts) => (parts, StockPlace::Customer, StockPlace::Van),
        Action::ReturnsPart(parts) => (parts, StockPlace::Van, StockPlace::Warehouse),
        other => return Err(format!("`{}` moves no part", other.word()).into()),
    };
    Ok(PartMoved {
        visit,
        code: None,
        name: parts.part.clone(),
        quantity: parts.quantity.0,
        from,
        to,
        serial: None,
        old: matches!(action, Action::RemovesPart(_)),
        note: None,
        from_van: None,
        to_van: None,
        step: parts.step.clone(),
    })
}

fn out(job: &Job) -> Result<FactId, Trouble> {
    let out = job.state.custody.iter().find(|custody| custody.back.is_none());
    Ok(out.map(|custody| custody.out.fact).ok_or("nothing was taken along")?)
}

/// The signature in a role that somebody who leads has to confirm.
pub(in crate::tell) fn unconfirmed(job: &Job, role: SignatureRole) -> Result<FactId, Trouble> {
    let waits = |fact| job.state.exceptions.contains(&Exception::UnconfirmedSignature { signature: fact });
    let mut signatures = job.state.visits.values().flat_map(|visit| &visit.signatures);
    let found = signatures.find(|signed| signed.body.role == role && waits(signed.fact));
    Ok(found.map(|signed| signed.fact).ok_or("no such signature waits to be confirmed")?)
}
