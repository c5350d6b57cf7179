//! The way, the door, the work, the end.

use doorstep_core::{Onward, Version};
use doorstep_domain::fact::{
    Appointed, CallLogged, Coordinated, DoorMethod, EntryAdded, Phase, VisitEnded, WaitingForPart,
};

use doorstep_domain::id::LineId;

use super::super::stage::Stage;
use super::Screen;
use crate::scenario::{self as words, About, Action, Door};
use crate::world::Trouble;

impl Stage<'_> {
    /// The way, the door, the work, the end.
    pub(super) fn go_on(&self, screen: &Screen<'_>, action: &Action) -> Result<(), Trouble> {
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
            other => self.work_on(screen, other)?,
        };
        Ok(())
    }

    /// Makes a coordination order, and gives it its name in the story.
    pub(super) fn coordinate(
        &mut self,
        who: &str,
        about: &About,
        order: &words::Coordination,
    ) -> Result<(), Trouble> {
        let Screen { phone, case, seen, visit, .. } = self.screen(who, about)?;
        let words::Coordination { name, because: reason, person, plan } = order.clone();
        let (order, _) =
            phone.core()?.coordinate(case, &seen, Coordinated { visit, reason, person, plan })?;
        self.name_linked(&name, order)
    }

    /// Goes on in another case, and gives it its name.
    pub(super) fn follow_link(
        &mut self,
        who: &str,
        about: &About,
        link: &words::FollowedLink,
    ) -> Result<(), Trouble> {
        let Screen { phone, case, seen, .. } = self.screen(who, about)?;
        let words::FollowedLink { name, link: rule, report, users } = link.clone();
        let onward = Onward { rule, report, users: users.0 };
        let (followed, _) = phone.core()?.follow_on(case, &seen, &onward)?;
        self.name_linked(&name, followed)
    }

    /// Work on some lines of the quote, so that each item has its own time.
    pub(super) fn start_work_on(&self, screen: &Screen<'_>, lines: &words::Names) -> Result<(), Trouble> {
        let Screen { phone, case, seen, visit, .. } = screen;
        let line = |name: &String| self.names.lines.get(name).copied().ok_or("the story has no such line");
        let lines: Vec<LineId> = lines.0.iter().map(line).collect::<Result<_, _>>()?;
        phone.core()?.start_work(*case, seen, *visit, lines)?;
        Ok(())
    }

    fn work_on(&self, screen: &Screen<'_>, action: &Action) -> Result<Version, Trouble> {
        let Screen { phone, case, seen, visit, .. } = screen;
        let (core, case, visit) = (phone.core()?, *case, *visit);
        let at = |moment: &words::Moment| moment.at(self.time.now_ms(), &self.zone);
        Ok(match action {
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
            Action::HasPart => core.resume(case, seen, "part-is-there".to_owned())?,
            Action::EndsVisit(ending) => {
                let (outcome, reason) = (ending.outcome.0, ending.because.clone());
                core.end_visit(
                    case,
                    seen,
                    VisitEnded { visit, outcome, reason, person: ending.person.clone() },
                )?
            }
            Action::AddsEntry(entry) => {
                let words::Entry { place, contact, content, attitude, plan, person } = entry.clone();
                let entry = EntryAdded { place, contact, content, attitude, plan, phone: None, person };
                core.add_entry(case, seen, entry)?
            }
            Action::ReadsNotices => {
                let mut version = seen.clone();
                for notice in &screen.job.notices {
                    version = core.acknowledge_notice(case, &version, notice.fact)?;
                }
                version
            }
            other => return Err(format!("`{}` is nothing that is done on a phone", other.word()).into()),
        })
    }
}

fn running_session(screen: &Screen<'_>) -> Result<doorstep_domain::id::FactId, Trouble> {
    let visit = screen.job.state.visits.get(&screen.visit).ok_or("no such visit")?;
    let mine = visit.sessions.iter().filter(|session| session.who.user == screen.phone.name());
    let running = mine.filter(|session| session.end.is_none()).map(|session| session.started).next_back();
    running.ok_or_else(|| "no work is running".into())
}
