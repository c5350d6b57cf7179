//! What people do with their phones, by the commands of the core.

mod agree;
mod answer;
mod around;
mod list;
mod money;
mod visit;
mod write;

use std::fmt::Write as _;

use doorstep_core::{Job, Version};
use doorstep_domain::Rejected;
use doorstep_domain::id::{CaseId, VisitId};
use doorstep_domain::text::Language;

use self::answer::{finish, hold_up, service_of, tick, tick_all};
pub(super) use self::around::unconfirmed;
use super::stage::Stage;
use crate::scenario::{About, Action, Role};
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
pub(super) struct Screen<'a> {
    phone: &'a Phone,
    case: CaseId,
    job: Job,
    /// The version on the screen.
    seen: Version,
    visit: VisitId,
}

impl Stage<'_> {
    /// Does what somebody does.
    pub(super) fn act(&mut self, who: &str, about: &About, action: &Action) -> Result<(), Trouble> {
        if self.scenario.people.get(who).is_some_and(Role::is_office) {
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
            Action::DiscardsRescued => self.discard_rescued(who, about)?,
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

    /// A copy first: what was rescued is nowhere else.
    fn discard_rescued(&self, who: &str, about: &About) -> Result<(), Trouble> {
        let case = self.case(about.job.as_deref())?;
        let core = self.phone(who)?.core()?;
        core.export_rescued(case, &self.company.folder("rescued")?.join(format!("{who}.job")))?;
        Ok(core.discard_rescued(case)?)
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
        if matches!(action, Action::ShowsQuote(_)) {
            self.quote_of(who, self.case(about.job.as_deref())?)?;
        }
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
            Action::MarksPhoto(_) | Action::UnmarksPhoto(_) => self.mark(who, about, action),
            Action::Lists(_) | Action::Unlists(_) | Action::Relists(_) => {
                self.change_list(who, about, action)
            }
            Action::BeginsQuote(_) | Action::TurnsToQuote(_) => self.change_quote(who, about, action),
            Action::OffersOptions(_)
            | Action::MovesPrices
            | Action::MovesChecklist
            | Action::TakesPayment(_)
            | Action::GivesBack(_) => self.settle(&screen, action),
            Action::ShowsQuote(_)
            | Action::GetsConsent(_)
            | Action::IsRefused(_)
            | Action::GetsSignature(_)
            | Action::GetsRating(_)
            | Action::Declines(_) => self.agree(&screen, action),
            Action::Coordinates(order) => self.coordinate(who, about, order),
            Action::FollowsLink(link) => self.follow_link(who, about, link),
            Action::Ticks(steps) => steps.0.iter().try_for_each(|step| tick(&screen, &self.path_of(step)?)),
            Action::TicksAll => tick_all(screen),
            Action::HoldsUp(held) => hold_up(&screen, held),
            Action::CustomerEnters(own) => self.enter_by_customer(&screen, own),
            Action::StartsWorkOn(lines) => self.start_work_on(&screen, lines),
            Action::Finishes(steps) => {
                steps.0.iter().try_for_each(|step| finish(&screen, &self.path_of(step)?))
            }
            Action::Answers(answers) => {
                let mut values = Vec::new();
                for (step, answer) in answers {
                    let path = self.path_of(step)?;
                    values.extend(self.values(service_of(&screen)?, screen.visit, &path, answer)?);
                }
                screen.phone.core()?.answer(screen.case, &screen.seen, values)?;
                Ok(())
            }
            other if around::is_around(other) => self.stand_around(&screen, other),
            other => self.go_on(&screen, other),
        }
    }
}
