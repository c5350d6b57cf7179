//! Jobs as a company's own list has them.
//!
//! A row makes its job once, known by its key. Brought again, it changes nothing; if its time or its people differ from
//! what the list said last, the visit gets a new appointment or other people, as if somebody at the desk had given them.
//! What a job states once and for all cannot be written anew by a list: such a row is refused.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDateTime;
use doorstep_domain::digest::sha256;
use doorstep_domain::fact::{Appointed, Area, Assigned};
use doorstep_domain::id::CaseId;
use doorstep_domain::rejected::Rejected;
use doorstep_domain::zone::Zone;
use serde::{Deserialize, Serialize};

use super::act::{Done, Hand};
use super::cards::{Became, Taking, check_key};
use super::job::{Draft, check_window, users_of};
use super::{NewCustomer, NewJob, NewSite, Office, OfficeError};
use crate::store::{CardKind, CardRow, ListedJobRow};

/// How a row writes a time, by the clocks of the site.
const LOCAL: &str = "%Y-%m-%dT%H:%M:%S";

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobLine {
    /// What the company's own list calls it.
    pub key: String,
    /// The service of the pack.
    pub service: String,
    /// What was reported.
    pub report: String,
    /// The key of a customer that was brought before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The customer's name, if there is no card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The customer's number, if there is no card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The key of a site that was brought before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The address, if there is no card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// POSIX TZ string of the place, if there is no card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// When it was reported, by the clocks of the site: `2026-05-01T09:30:00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<String>,
    /// When the first visit starts, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// When its window ends, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// Who goes: user ids.
    #[serde(default)]
    pub users: Vec<String>,
    /// Whether it is an emergency.
    #[serde(default)]
    pub emergency: bool,
    /// Whether it is in a public area, not in a home.
    #[serde(default)]
    pub public: bool,
}

/// What becomes of a row.
enum Plan {
    Make(Box<Draft>, ListedJobRow),
    Change(ListedJobRow),
    Nothing(Became),
}

impl Plan {
    fn became(&self) -> Became {
        match self {
            Self::Make(..) => Became::Added,
            Self::Change(_) => Became::Changed,
            Self::Nothing(became) => became.clone(),
        }
    }
}

impl Office<'_> {
    /// Takes jobs. The outcomes stand in the order of the rows; new ones are written together.
    ///
    /// # Errors
    /// [`OfficeError::Server`]; those of changing a job that exists.
    pub fn take_jobs(&self, lines: &[JobLine], taking: Taking) -> Result<Vec<Became>, OfficeError> {
        // A job is made once where it is written: trying it out before costs as much again, and is needed only to say
        // which row it is that the rules refuse.
        match self.take_tried(lines, taking, taking.check) {
            Err(OfficeError::Server(error)) => Err(error.into()),
            Err(_) => self.take_tried(lines, taking, true),
            taken => taken,
        }
    }

    fn take_tried(&self, lines: &[JobLine], taking: Taking, tries: bool) -> Result<Vec<Became>, OfficeError> {
        let mut keys = std::collections::BTreeSet::new();
        let plan = |line: &JobLine| match keys.insert(line.key.clone()) {
            true => self.plan(line, tries),
            false => Ok(Plan::Nothing(Became::refused("key", "another row has the same key"))),
        };
        let plans: Vec<Plan> = lines.iter().map(plan).collect::<Result<_, _>>()?;
        let outcomes: Vec<Became> = plans.iter().map(Plan::became).collect();
        let is_off = taking.whole && outcomes.iter().any(Became::is_refused);
        if taking.check || is_off {
            return Ok(outcomes);
        }
        let mut drafts = Vec::new();
        for plan in plans {
            match plan {
                Plan::Make(draft, row) => drafts.push((draft, row)),
                Plan::Change(row) => self.change_listed(&row)?,
                Plan::Nothing(_) => {}
            }
        }
        self.make_listed(drafts)?;
        Ok(outcomes)
    }

    /// Makes jobs and notes their rows, all in one transaction.
    fn make_listed(&self, drafts: Vec<(Box<Draft>, ListedJobRow)>) -> Result<(), OfficeError> {
        if drafts.is_empty() {
            return Ok(());
        }
        let keys = Arc::clone(&self.node.keys);
        let made = self.node.writer.run(move |tx| {
            let mut begun = Vec::new();
            for (draft, row) in &drafts {
                match draft.begin(tx, &keys)? {
                    Ok(one) => begun.push((one, row.clone())),
                    Err(refused) => return Ok(Err(refused)),
                }
            }
            for (begun, row) in begun {
                let made = begun.admit(tx, &keys)?;
                tx.put_listed_job(&ListedJobRow { case: made.case, ..row })?;
            }
            Ok(Ok(()))
        })?;
        self.catch_up();
        made
    }

    /// Gives a job the time and the people that its row has now. The row is noted last: if that fails, the same row
    /// finds the visit as it should be, and only notes it.
    fn change_listed(&self, row: &ListedJobRow) -> Result<(), OfficeError> {
        self.act(row.case, |hand| follow(hand, row))?;
        let row = row.clone();
        Ok(self.node.writer.run(move |tx| tx.put_listed_job(&row))?)
    }

    /// What becomes of a row. What is wrong with it is an outcome; only the server's own trouble is an error.
    fn plan(&self, line: &JobLine, tries: bool) -> Result<Plan, OfficeError> {
        match self.plan_or_refuse(line, tries) {
            Ok(plan) => Ok(plan),
            Err(OfficeError::Server(error)) => Err(error.into()),
            Err(OfficeError::Invalid { field, reason }) => {
                Ok(Plan::Nothing(Became::refused(column(field), format!("expected {reason}"))))
            }
            Err(refused) => {
                Ok(Plan::Nothing(Became::refused(refused.field().map_or("key", column), refused.to_string())))
            }
        }
    }

    fn plan_or_refuse(&self, line: &JobLine, tries: bool) -> Result<Plan, OfficeError> {
        let (customer, site, known) = self.node.read(|read| {
            let card = |kind, key: &Option<String>| match key {
                Some(key) => read.card(kind, key),
                None => Ok(None),
            };
            let known = read.listed_job(&line.key)?;
            let erased = match &known {
                Some(known) => read.case(known.case)?.is_none_or(|case| case.erased_at_ms.is_some()),
                None => false,
            };
            let cards = (card(CardKind::Customer, &line.customer)?, card(CardKind::Site, &line.site)?);
            Ok((cards.0, cards.1, known.map(|known| (known, erased))))
        })?;
        let wanted = match self.wanted(line, customer.as_ref(), site.as_ref()) {
            Ok(wanted) => wanted,
            Err(refused) => return Ok(Plan::Nothing(refused)),
        };
        let users = users_of(&wanted.users)?;
        check_window(wanted.start_ms, wanted.end_ms)?;
        let row = ListedJobRow {
            key: line.key.clone(),
            case: known.as_ref().map_or(CaseId([0; 16]), |(known, _)| known.case),
            stated: stated(line),
            start_ms: wanted.start_ms,
            end_ms: wanted.end_ms,
            users,
        };
        if let Some((known, is_erased)) = known {
            let plan = changed(&known, row, is_erased);
            if let Plan::Change(row) = &plan {
                self.would_act(row.case, |hand| follow(hand, row))?;
            }
            return Ok(plan);
        }
        let mut draft = self.draft(&wanted)?;
        draft.created.customer.version = customer.map_or(0, |card| card.version);
        draft.created.site.version = site.map_or(0, |card| card.version);
        if tries {
            // Whether the rules of a case allow it is asked before anything is written.
            draft.begin_as(String::from("A0-0000"), &self.node.keys)?;
        }
        Ok(Plan::Make(Box::new(draft), row))
    }

    /// The job of a row, with what the cards say.
    fn wanted(
        &self,
        line: &JobLine,
        customer: Option<&CardRow>,
        site: Option<&CardRow>,
    ) -> Result<NewJob, Became> {
        check_key(&line.key)?;
        let customer = match (&line.customer, customer) {
            (Some(_), None) => {
                return Err(Became::refused(
                    "customer",
                    "there is no customer with this key: bring the customers first",
                ));
            }
            (_, Some(card)) => {
                NewCustomer { card: Some(card.card), name: card.name.clone(), phone: card.detail.clone() }
            }
            (None, None) => {
                let name = line
                    .name
                    .clone()
                    .ok_or_else(|| Became::refused("name", "for whom is it? Name a customer"))?;
                NewCustomer { card: None, name, phone: line.phone.clone() }
            }
        };
        let site = match (&line.site, site) {
            (Some(_), None) => {
                return Err(Became::refused("site", "there is no site with this key: bring the sites first"));
            }
            (_, Some(card)) => NewSite {
                card: Some(card.card),
                address: card.name.clone(),
                time_zone: card.detail.clone().unwrap_or_default(),
            },
            (None, None) => {
                let missing =
                    |field| Became::refused(field, "where is it? Name a site, or address and time zone");
                let address = line.address.clone().ok_or_else(|| missing("address"))?;
                let time_zone = line.time_zone.clone().ok_or_else(|| missing("time_zone"))?;
                NewSite { card: None, address, time_zone }
            }
        };
        let zone = Zone::parse(&site.time_zone)
            .map_err(|_| Became::refused("time_zone", "expected a POSIX TZ string such as CST-8"))?;
        Ok(NewJob {
            pack: None,
            service: line.service.clone(),
            report: line.report.clone(),
            customer,
            area: if line.public { Area::Public } else { Area::Indoor },
            emergency: line.emergency,
            reported_at_ms: instant("reported", line.reported.as_deref(), &zone)?,
            reporter: None,
            start_ms: instant("start", line.start.as_deref(), &zone)?,
            end_ms: instant("end", line.end.as_deref(), &zone)?,
            users: line.users.clone(),
            answers: BTreeMap::new(),
            site,
        })
    }
}

/// Gives the visit at hand the time and the people of a row, where they differ. Nobody is sent to a job that is over.
fn follow(hand: &mut Hand<'_>, row: &ListedJobRow) -> Result<Done<()>, OfficeError> {
    if hand.case.state().outcome.as_ref().is_some_and(|outcome| !outcome.value.is_open()) {
        return Err(Rejected::Status { state: hand.case.state().outcome_name() }.into());
    }
    let visit = hand.visit(None)?;
    let state = hand.case.state().visits.get(&visit);
    let agreed = state.and_then(|visit| visit.appointment.as_ref()).map(|settled| settled.value);
    let is_theirs = state.is_some_and(|visit| visit.assigned == row.users);
    let mut items = Vec::new();
    if let Some(start_ms) = row.start_ms.filter(|start_ms| agreed != Some((*start_ms, row.end_ms))) {
        items.extend(hand.record(Appointed { visit, start_ms, end_ms: row.end_ms, reason: None })?);
    }
    if !row.users.is_empty() && !is_theirs {
        items.extend(hand.record(Assigned { visit, users: row.users.clone() })?);
    }
    Ok(Done::new((), items))
}

/// What becomes of a row whose job is there.
fn changed(known: &ListedJobRow, row: ListedJobRow, is_erased: bool) -> Plan {
    let refused = |field: &str, reason: &str| Plan::Nothing(Became::refused(field, reason));
    if is_erased {
        return refused("key", "the job was erased; a list does not make it anew");
    }
    if known.stated != row.stated {
        let reason = "the job was made already, and service, report, customer or site of the row changed since: change \
                      the job itself";
        return refused("key", reason);
    }
    if known.start_ms.is_some() && row.start_ms.is_none() {
        return refused(
            "start",
            "the job has an agreed time, which a list does not take back: change the job itself",
        );
    }
    if !known.users.is_empty() && row.users.is_empty() {
        return refused(
            "users",
            "the job is given to people, whom a list does not take away: change the job itself",
        );
    }
    if *known == row { Plan::Nothing(Became::Unchanged) } else { Plan::Change(row) }
}

/// A time by the clocks of the site.
fn instant(field: &str, text: Option<&str>, zone: &Zone) -> Result<Option<i64>, Became> {
    let Some(text) = text else { return Ok(None) };
    let local = NaiveDateTime::parse_from_str(text, LOCAL);
    let local = local.map_err(|_| Became::refused(field, "expected a time such as 2026-05-01T09:30:00"))?;
    Ok(Some(zone.instant(local)))
}

/// What a job states once and for all, as one value.
fn stated(line: &JobLine) -> doorstep_domain::id::Hash {
    let fixed = JobLine { start: None, end: None, users: Vec::new(), ..line.clone() };
    sha256(&serde_json::to_vec(&fixed).unwrap_or_default())
}

/// The column of a list for a field of a job.
fn column(field: &str) -> &str {
    match field {
        "customer.name" => "name",
        "site.time_zone" => "time_zone",
        "end_ms" => "end",
        other => other.rsplit('.').next().unwrap_or(other),
    }
}
