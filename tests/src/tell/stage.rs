//! The stage: everybody of one story with their phones, and what the story calls things.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_core::Version;
use doorstep_domain::id::{CaseId, FactId, InstanceId, LineId, NoteId, QuoteId};
use doorstep_domain::zone::Zone;
use doorstep_packs::Published;

use super::{Way, act};
use crate::scenario::{Scenario, Source, Step};
use crate::world::{Company, Phone, Time, Trouble};

/// Everything that one telling of a story needs.
pub(super) struct Stage<'s> {
    pub(super) scenario: &'s Scenario,
    pub(super) way: Way,
    pub(super) time: Time,
    pub(super) zone: Zone,
    // Before the company: their files are in its folder.
    pub(super) phones: BTreeMap<String, Phone>,
    /// A device of the office: it may see every case, and so shows what the server holds.
    pub(super) desk: Phone,
    pub(super) company: Company,
    pub(super) jobs: BTreeMap<String, CaseId>,
    /// Those of them that follow from others.
    linked: BTreeSet<CaseId>,
    pub(super) names: Names,
    /// Versions that somebody keeps on the screen.
    pub(super) screens: BTreeMap<(String, CaseId), Version>,
    pub(super) files_written: u32,
}

/// What the story calls things inside jobs.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) lines: BTreeMap<String, LineId>,
    pub(super) notes: BTreeMap<String, NoteId>,
    /// The quote at hand of each job.
    pub(super) quotes: BTreeMap<CaseId, QuoteId>,
    pub(super) named_quotes: BTreeMap<String, QuoteId>,
    /// Things of groups, with their groups.
    pub(super) instances: BTreeMap<String, (String, InstanceId)>,
    /// What somebody left to fetch.
    pub(super) left: BTreeMap<String, FactId>,
}

/// Rounds until everybody has what everybody made. One that is handed on by another takes two.
const ROUNDS_MAX: u32 = 10;

impl<'s> Stage<'s> {
    pub(super) fn set(source: &'s Source, pack: &Published, way: Way) -> Result<Self, Trouble> {
        let scenario = &source.scenario;
        let zone = Zone::parse(&scenario.time_zone)?;
        let time = Time::starting_at(scenario.clock.at(0, &zone));
        let pack = super::newer::with_prices(pack, &scenario.prices)?;
        let company = Company::found_with(pack, &time, way.over_http)?;
        let service = &scenario.service;
        if company.pack().pack.service(service).is_none() {
            let known: Vec<&str> = company.pack().pack.services.keys().map(String::as_str).collect();
            return Err(format!("there is no service `{service}`; known: {}", known.join(", ")).into());
        }
        let desk = company.phone("desk", &["office"])?;
        let mut phones = BTreeMap::new();
        for (name, role) in &scenario.people {
            if !company.pack().pack.roles.contains_key(role.id()) {
                return Err(format!("the pack has no role `{}`", role.id()).into());
            }
            if role.is_office() {
                continue;
            }
            let phone = company.phone(name, &[role.id()])?;
            phone.sync()?;
            phones.insert(name.clone(), phone);
        }
        desk.sync()?;
        let (jobs, linked, names, screens) = Default::default();
        let files_written = 0;
        Ok(Self {
            scenario,
            way,
            time,
            zone,
            phones,
            desk,
            company,
            jobs,
            linked,
            names,
            screens,
            files_written,
        })
    }

    /// Plays one step and returns what was not as expected.
    pub(super) fn play(&mut self, step: &Step) -> Result<Vec<String>, Trouble> {
        match step {
            Step::At(moment) => {
                let now = self.time.now_ms();
                let then = moment.at(now, &self.zone);
                if then < now {
                    return Err("this time is over already; time does not run backwards".into());
                }
                self.time.advance(then - now);
            }
            Step::Later(ms) => self.time.advance(*ms),
            Step::EverybodySyncs => self.everybody_syncs()?,
            Step::Does { who, about, action } => {
                self.act(who, about, action)?;
                if self.way.eager {
                    self.whoever_can_syncs()?;
                }
            }
            Step::Refused { because, step } => return self.play_refused(because, step),
            Step::Expect { place, job, expected } => return self.expect(place, job.as_deref(), expected),
        }
        Ok(Vec::new())
    }

    fn play_refused(&mut self, because: &str, step: &Step) -> Result<Vec<String>, Trouble> {
        match self.play(step) {
            Ok(_) => Ok(vec![format!("expected to be refused because of `{because}`, but it was done")]),
            Err(error) => {
                if act::told(&error).contains(because) {
                    return Ok(Vec::new());
                }
                let told = act::shortly(&error);
                Ok(vec![format!("expected to be refused because of `{because}`, but because: {told}")])
            }
        }
    }

    /// The phone of somebody.
    pub(super) fn phone(&self, who: &str) -> Result<&Phone, Trouble> {
        self.phones.get(who).ok_or_else(|| format!("{who} works at the desk and has no phone").into())
    }

    pub(super) fn phone_mut(&mut self, who: &str) -> Result<&mut Phone, Trouble> {
        self.phones.get_mut(who).ok_or_else(|| format!("{who} works at the desk and has no phone").into())
    }

    /// Gives a case that follows from another a name in the story.
    pub(super) fn name_linked(&mut self, name: &str, case: CaseId) -> Result<(), Trouble> {
        self.linked.insert(case);
        match self.jobs.insert(name.to_owned(), case) {
            None => Ok(()),
            Some(_) => Err(format!("the story has a job `{name}` already; name this one by `as:`").into()),
        }
    }

    /// The case of a job that the story names, or the only one that does not follow from another.
    pub(super) fn case(&self, job: Option<&str>) -> Result<CaseId, Trouble> {
        let known = || self.jobs.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        match job {
            Some(name) => self
                .jobs
                .get(name)
                .copied()
                .ok_or_else(|| format!("the story has no job `{name}`; it has: {}", known()).into()),
            None => self.only_job().ok_or_else(|| {
                format!("say which job, as in `chen arrives, job K`; there are: {}", known()).into()
            }),
        }
    }

    fn only_job(&self) -> Option<CaseId> {
        let mut jobs = self.jobs.values().filter(|case| !self.linked.contains(case));
        jobs.next().copied().filter(|_| jobs.next().is_none())
    }

    fn whoever_can_syncs(&self) -> Result<(), Trouble> {
        for phone in self.phones.values().filter(|phone| phone.line().is_up()) {
            phone.sync()?;
            self.company.project()?;
        }
        Ok(())
    }

    /// Everybody synchronises until a whole round brings nothing new to anybody.
    pub(super) fn everybody_syncs(&self) -> Result<(), Trouble> {
        for _ in 0..ROUNDS_MAX {
            let mut moved = 0;
            for phone in self.phones.values().chain([&self.desk]).filter(|phone| phone.line().is_up()) {
                let report = phone.sync()?;
                moved += report.acked + report.pulled + report.files_sent;
                self.company.project()?;
            }
            if moved == 0 {
                return Ok(());
            }
        }
        Err(format!("there is still something to send after {ROUNDS_MAX} rounds").into())
    }
}
