//! Jobs: making them, giving them to people, agreeing times, closing them.

use std::sync::Arc;

use doorstep_domain::case::{Case, Writer};
use doorstep_domain::document::Edit;
use doorstep_domain::fact::{
    Acting, Appointed, Archived, Assigned, Body, Cancelled, CaseKind, Created, CustomerCopy, Origin,
    Reopened, Resumed, SiteCopy, VisitPlanned,
};
use doorstep_domain::fold::FOLD_VERSION;
use doorstep_domain::id::{CardId, CaseId, PackId, VisitId, mint};
use doorstep_domain::pack::{Action, Pack};
use doorstep_domain::rejected::Rejected;
use doorstep_domain::sync::{CaseItems, Item};
use doorstep_domain::time::TimeEvidence;
use doorstep_domain::zone::Zone;

use super::act::{Done, Hand, admit, office_push};
use super::prefill;
use super::vouch::vouch;
use super::{Appointment, MadeJob, NewJob, NewVisit, Office, OfficeError};
use crate::error::Error;
use crate::ingest;
use crate::keys::Keys;
use crate::store::Write;

/// The longest id of a user, in bytes.
const USER_MAX: usize = 100;

/// The counter of job numbers.
pub(super) const NUMBERS: &str = "jobs";

impl Office<'_> {
    /// Makes a job, with its first appointment and its people if they are named.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] with the field; [`OfficeError::Server`].
    pub fn create_job(&self, new: &NewJob) -> Result<MadeJob, OfficeError> {
        let draft = self.draft(new)?;
        let keys = Arc::clone(&self.node.keys);
        let made = self.node.writer.run(move |tx| match draft.begin(tx, &keys)? {
            Ok(begun) => begun.admit(tx, &keys).map(Ok),
            Err(refused) => Ok(Err(refused)),
        })?;
        self.catch_up();
        made
    }

    /// A job with everything that it takes to write it, checked as far as that goes without its number.
    pub(super) fn draft(&self, new: &NewJob) -> Result<Draft, OfficeError> {
        let users = users_of(&new.users)?;
        check_window(new.start_ms, new.end_ms)?;
        if Zone::parse(&new.site.time_zone).is_err() {
            let reason = "a POSIX TZ string such as CST-8";
            return Err(OfficeError::invalid("site.time_zone", reason));
        }
        let id = self.pack_for(new)?;
        let node = self.node;
        let pack = node.shelf.pack(id)?.ok_or_else(|| OfficeError::invalid("pack", "a published pack"))?;
        let created = self.created(new, id, self.kind_for(new, &pack)?)?;
        let edits = prefill::edits(&new.answers, &pack, &new.service, created.visit)?;
        let edits = Case::beginning(&created, &pack, edits);
        let known = Known { edits, entropy: node.options.random()? };
        let time = node.desk.time(node.now_ms());
        let [actor, entropy, salt]: [[u8; 16]; 3] =
            [node.options.random()?, node.options.random()?, node.options.random()?];
        let (new, acting) = (new.clone(), self.acting.clone());
        Ok(Draft { new, users, created, known, acting, time, actor, entropy, salt })
    }

    fn created(&self, new: &NewJob, pack: PackId, case_kind: CaseKind) -> Result<Created, Error> {
        let options = &self.node.options;
        let new_card = || options.uuid().map(CardId);
        Ok(Created {
            number: String::new(),
            case_kind,
            fold_version: FOLD_VERSION,
            pack,
            service: new.service.clone(),
            report: new.report.clone(),
            area: new.area,
            emergency: new.emergency,
            customer: CustomerCopy {
                card: new.customer.card.map_or_else(new_card, Ok)?,
                version: 0,
                name: new.customer.name.clone(),
                phone: new.customer.phone.clone(),
            },
            site: SiteCopy {
                card: new.site.card.map_or_else(new_card, Ok)?,
                version: 0,
                address: new.site.address.clone(),
                time_zone: new.site.time_zone.clone(),
            },
            reported_at_ms: new.reported_at_ms.unwrap_or_else(|| options.now_ms()),
            visit: VisitId(mint(options.now_ms(), options.random()?)),
            reporter: new.reporter.clone(),
            origin: Origin::Office,
            parent: None,
        })
    }

    /// The pack that a new case follows.
    fn pack_for(&self, new: &NewJob) -> Result<PackId, OfficeError> {
        if let Some(id) = new.pack {
            if self.node.shelf.pack(id)?.is_none() {
                return Err(OfficeError::invalid("pack", "a published pack"));
            }
            return Ok(id);
        }
        for row in self.node.read(|read| read.packs())? {
            let pack = self.node.shelf.pack(row.pack)?;
            if pack.is_some_and(|pack| {
                pack.services.contains_key(&new.service) || pack.forms.contains_key(&new.service)
            }) {
                return Ok(row.pack);
            }
        }
        Err(OfficeError::invalid("service", "a service of a published pack"))
    }

    /// What a new case will be, if the acting role may make it.
    fn kind_for(&self, new: &NewJob, pack: &Pack) -> Result<CaseKind, OfficeError> {
        let parts = pack.service_to_begin(&new.service);
        let parts = parts.map_err(|reason| OfficeError::invalid("service", reason.to_string()))?;
        let kind = parts.service.case;
        if let (Some(acting), Some(action)) = (&self.acting, Action::creating(kind)) {
            let may = |needed: &Vec<String>| needed.contains(&acting.role);
            if let Some(needed) = pack.allowed(action).filter(|needed| !may(needed)) {
                return Err(Rejected::Role { needed }.into());
            }
        }
        Ok(kind)
    }

    /// Gives a visit to people. They get the case, and those who have no more part in it lose it: that follows
    /// from the fact, whoever wrote it.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn assign(&self, case: CaseId, visit: Option<VisitId>, users: &[String]) -> Result<(), OfficeError> {
        let users = users_of(users)?;
        self.act(case, |hand| {
            let visit = hand.visit(visit)?;
            let items = hand.record(Assigned { visit, users: users.clone() })?;
            Ok(Done::new((), items))
        })
    }

    /// Agrees a time for a visit. A leader's time also settles an escalation.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn appoint(&self, case: CaseId, appointment: &Appointment) -> Result<(), OfficeError> {
        let Appointment { visit, start_ms, end_ms, reason } = appointment.clone();
        check_window(Some(start_ms), end_ms)?;
        self.act(case, |hand| {
            let visit = hand.visit(visit)?;
            let items = hand.record(Appointed { visit, start_ms, end_ms, reason: reason.clone() })?;
            Ok(Done::new((), items))
        })
    }

    /// Plans a further visit.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn plan_visit(&self, case: CaseId, new: &NewVisit) -> Result<VisitId, OfficeError> {
        let reason = filled("reason", &new.reason)?;
        self.act(case, |hand| {
            let after_visit = Some(hand.visit(new.after_visit)?);
            let visit = VisitId(hand.mint());
            let items = hand.record(VisitPlanned { visit, reason: reason.clone(), after_visit })?;
            Ok(Done::new(visit, items))
        })
    }

    /// Cancels a job. Work that was finished and signed for without knowing of it counts nevertheless.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn cancel(&self, case: CaseId, reason: &str) -> Result<(), OfficeError> {
        self.record(case, Cancelled { reason: filled("reason", reason)? })
    }

    /// Opens a closed job again.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn reopen(&self, case: CaseId, reason: &str) -> Result<(), OfficeError> {
        self.record(case, Reopened { reason: filled("reason", reason)? })
    }

    /// Says that a job need no longer wait for a part, because it has come or for another reason.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn resume(&self, case: CaseId, reason: &str) -> Result<(), OfficeError> {
        self.record(case, Resumed { reason: filled("reason", reason)? })
    }

    /// Checks a closed job off: it goes to the archive.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn archive(&self, case: CaseId) -> Result<(), OfficeError> {
        self.act(case, |hand| {
            let paid = self.is_paid(hand)?;
            Ok(Done::new((), hand.record(Archived { paid })?))
        })
    }

    /// The pack that a job follows, if it is here.
    pub(super) fn pack_of(&self, case: &Case) -> Result<Option<Arc<Pack>>, Error> {
        self.node.shelf.rules_of(case)
    }

    /// Whether anything in the job had a price. What cannot be computed counts as paid: such records are
    /// kept longer.
    fn is_paid(&self, hand: &Hand<'_>) -> Result<bool, OfficeError> {
        let state = hand.case.state();
        if state.quotes.is_empty() {
            return Ok(false);
        }
        let Some(pack) = self.pack_of(hand.case)? else { return Ok(true) };
        Ok(hand.case.charges_anything(&pack))
    }
}

/// A job that is about to be made.
pub(super) struct Draft {
    new: NewJob,
    users: Vec<String>,
    /// What it will state, still without its number.
    pub(super) created: Created,
    known: Known,
    acting: Option<Acting>,
    time: TimeEvidence,
    actor: [u8; 16],
    entropy: [u8; 16],
    salt: [u8; 16],
}

impl Draft {
    /// Gives it the next number and makes its first items. They are not written yet.
    pub(super) fn begin(&self, tx: &mut dyn Write, keys: &Keys) -> Result<Result<Begun, OfficeError>, Error> {
        let number = number(&keys.office().certificate().body().code, tx.next(NUMBERS)?);
        Ok(self.begin_as(number, keys))
    }

    /// Makes its first items under a number: whether the rules of a case allow them.
    pub(super) fn begin_as(&self, number: String, keys: &Keys) -> Result<Begun, OfficeError> {
        let Self { acting, time, actor, entropy, salt, .. } = self;
        let writer = Writer {
            signer: keys.office(),
            acting: acting.clone(),
            time: *time,
            actor: *actor,
            entropy: *entropy,
        };
        let created = Created { number: number.clone(), ..self.created.clone() };
        let visit = created.visit;
        let (case, items) = begin(created, &self.new, &self.users, &self.known, &writer)?;
        let mut groups = [CaseItems { case, items }];
        vouch(&mut groups, keys.office(), *time, *salt);
        Ok(Begun { made: MadeJob { case, number, visit }, groups, now_ms: time.wall_ms })
    }
}

/// A job with its first items.
pub(super) struct Begun {
    pub(super) made: MadeJob,
    groups: [CaseItems; 1],
    now_ms: i64,
}

impl Begun {
    /// Writes them.
    pub(super) fn admit(self, tx: &mut dyn Write, keys: &Keys) -> Result<MadeJob, Error> {
        let items = ingest::examine(self.groups.into(), &keys.root(), as_read(tx))?;
        admit(tx, &office_push(keys, items, self.now_ms), keys)?;
        Ok(self.made)
    }
}

/// What the office knows already, with the random bytes for writing it down.
struct Known {
    edits: Vec<Edit>,
    entropy: [u8; 16],
}

/// The genesis of a job, what created it, what the office knows already, and its first people and time.
fn begin(
    created: Created,
    new: &NewJob,
    users: &[String],
    known: &Known,
    writer: &Writer<'_>,
) -> Result<(CaseId, Vec<Item>), OfficeError> {
    let visit = created.visit;
    let (mut case, mut items) = Case::create(created, writer)?;
    if !known.edits.is_empty() {
        let (seen, writer) = (case.version(), Writer { entropy: known.entropy, ..writer.clone() });
        items.extend(case.edit(&seen, &known.edits, &writer)?);
    }
    let assigned = || Assigned { visit, users: users.to_vec() };
    let appointed = |start_ms| Appointed { visit, start_ms, end_ms: new.end_ms, reason: None };
    let first: [Option<Body>; 2] = [
        (!users.is_empty()).then(|| assigned().into()),
        new.start_ms.map(|start_ms| appointed(start_ms).into()),
    ];
    let mut writer = writer.clone();
    for body in first.into_iter().flatten() {
        // A millisecond apart, so that lists by time show them in their order.
        writer.time.wall_ms += 1;
        writer.time.boot_ms += 1;
        let seen = case.version();
        items.extend(case.record(&seen, body, &writer, None)?);
    }
    Ok((case.id(), items))
}

pub(super) fn check_window(start_ms: Option<i64>, end_ms: Option<i64>) -> Result<(), OfficeError> {
    let is_window = end_ms.is_none_or(|end_ms| start_ms.is_some_and(|start_ms| start_ms < end_ms));
    if is_window { Ok(()) } else { Err(OfficeError::invalid("end_ms", "later than start_ms")) }
}

/// `A0-0001`
pub(super) fn number(code: &str, counter: u64) -> String {
    format!("{code}-{counter:04}")
}

/// User ids, sorted, each once.
pub(super) fn users_of(users: &[String]) -> Result<Vec<String>, OfficeError> {
    let is_id =
        |user: &String| !user.is_empty() && user.len() <= USER_MAX && !user.contains(char::is_whitespace);
    if !users.iter().all(is_id) {
        return Err(OfficeError::invalid("users", "ids of users"));
    }
    let mut users = users.to_vec();
    users.sort();
    users.dedup();
    Ok(users)
}

pub(super) fn filled(field: &'static str, text: &str) -> Result<String, OfficeError> {
    match text.trim() {
        "" => Err(OfficeError::invalid(field, "must not be empty")),
        text => Ok(text.to_owned()),
    }
}

pub(super) fn as_read(tx: &dyn Write) -> &dyn crate::store::Read {
    tx
}
