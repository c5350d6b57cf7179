//! How things stand: the list of jobs, and one job whole, in the reader's language.

mod account;
mod around;
mod copies;
mod coverage;
mod desk;
mod keep;
mod linked;
mod past;
mod photo;
mod quote;
mod record;
mod source;
mod story;
mod timer;
mod visit;

use std::collections::BTreeMap;

use doorstep_domain::case::{Moment, SettlementItem};
use doorstep_domain::fact::{Area, Origin, Person};
use doorstep_domain::fold::Outcome;
use doorstep_domain::id::{CaseId, NoteId, PackId, VisitId};
use doorstep_domain::pack::Audience;
use doorstep_domain::privacy::Mask;
use doorstep_domain::text::Language;
use doorstep_domain::value::Value;
use doorstep_report::WorkReport;
use serde::Serialize;

pub use copies::{CopyOfRecord, HandedOut};
pub use coverage::{Coverage, CoverageComponent};
pub use desk::{DeskSheet, DeskStep, DeskThing, OnwardLink, Owner, StepOption};
pub use keep::{Keeping, LegalHold};
pub use linked::{Coordinable, Entry, Link};
pub use past::{Past, PastEntry, PastValue};
pub use photo::{Drawn, Photo};
pub use quote::{PaymentRow, Quote, QuoteLine, Sum};
pub use record::{Event, Oddity, Signature, SignatureChange};
pub use story::{Choice, Lost, Story};
pub use timer::{Due, DueState, Duty, TimeRule, Timer, Timers};
pub use visit::{Agreed, Visit};

use super::after::Around;
use super::case::{Logged, on_a_deep_stack};
use super::{Office, OfficeError};
use crate::error::Error;
use crate::projector::{alarms_of, row_of};
use crate::store::{JobCounts, JobRow, JobsWanted};
use source::Reading;

/// One job whole.
#[derive(Debug, Clone, Serialize)]
pub struct Job {
    /// As the list has it.
    #[serde(rename = "job")]
    pub row: JobRow,
    /// What is due, the earliest first, late ones among them: what the list shows, too.
    pub due: Vec<Due>,
    /// What is on the screen now; commands may give it back.
    pub version: String,
    /// The pack that it follows.
    pub pack: PackId,
    /// What people read for the service.
    pub service_title: String,
    /// Who made it.
    pub origin: Origin,
    /// Home or public area.
    pub place: Area,
    /// The customer's telephone number.
    pub customer_phone: Option<String>,
    /// The number of the company over which the customer is called, if the customer's own is hidden from the reader.
    pub relay_number: Option<String>,
    /// Who reported it, if not the customer.
    pub reporter: Option<Person>,
    /// What became of it, with reason.
    pub result: Outcome,
    /// Cases that this one follows from or goes on in.
    pub links: Vec<Link>,
    /// Open complaints of the same customer, beside this case.
    pub complaints: Vec<JobRow>,
    /// Who keeps the case, if nobody else may take it over.
    pub owner: Option<Owner>,
    /// The checklist as the desk fills it in; `null` for a job, which is done on site.
    pub desk: Option<DeskSheet>,
    /// How the case can go on in another one, by somebody of the office.
    pub onward: Vec<OnwardLink>,
    /// Entries of a coordination order, in the order of their time.
    pub entries: Vec<Entry>,
    /// When it may become a coordination order; `null` if the company has none, or if it is closed.
    pub coordination: Option<Coordinable>,
    /// The visits, in their order.
    pub visits: Vec<Visit>,
    /// What must happen by when, and how that stands.
    pub timers: Timers,
    /// What is covered, if the service has a coverage.
    pub coverage: Option<Coverage>,
    /// The quotes, in the order in which they were shown.
    pub quotes: Vec<Quote>,
    /// The notes, in the order in which they were begun.
    pub notes: Vec<Note>,
    /// Corrections of cards, by field.
    pub corrections: BTreeMap<String, Value>,
    /// Whether its service has a price list to be shown before the work.
    pub has_price_list: bool,
    /// The photos, by the time claimed.
    pub photos: Vec<Photo>,
    /// The signatures, by the time claimed.
    pub signatures: Vec<Signature>,
    /// The copies of the record: who gets one, and who has it.
    pub copies: Vec<CopyOfRecord>,
    /// What only a person can settle.
    pub decisions: Vec<Story>,
    /// Values that lost against others.
    pub superseded: Vec<Lost>,
    /// Things that the office must look at.
    pub exceptions: Vec<Oddity>,
    /// Oddities. The facts are kept.
    pub flags: Vec<Oddity>,
    /// What stands around the work: follow-ups, approvals asked for, things taken along, parts.
    pub around: Around,
    /// What is deducted from accounts, by completed visit and rule.
    pub settlement: Vec<SettlementItem>,
    /// How long it is kept, and who holds it.
    pub keeping: Keeping,
    /// Facts that wait for others to arrive.
    pub waiting_count: u32,
    /// Everything that happened, by the time claimed.
    pub timeline: Vec<Event>,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// It.
    pub note: NoteId,
    /// The visit in which it was written.
    pub visit: VisitId,
    /// Its text.
    pub text: String,
    /// Everybody who wrote in it, the first writer first.
    pub authors: Vec<String>,
    /// Whether it was struck out.
    pub deleted: bool,
}

/// A job as the list has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedJob {
    /// Its row.
    #[serde(flatten)]
    pub row: JobRow,
    /// What is due in it, the earliest first, late ones among them.
    pub due: Vec<Due>,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobPage {
    /// The rows.
    pub jobs: Vec<ListedJob>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<CaseId>,
    /// How many jobs there are.
    pub counts: JobCounts,
}

impl Office<'_> {
    /// A page of the list.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn jobs(&self, wanted: JobsWanted) -> Result<JobPage, OfficeError> {
        let more = JobsWanted { limit: wanted.limit.saturating_add(1), ..wanted };
        let now_ms = self.node.now_ms();
        let (mut jobs, counts) = self.node.read(|read| {
            let listed = |row: JobRow| {
                let alarms = read.alarms(row.case)?.into_iter();
                Ok(ListedJob { due: alarms.map(|alarm| Due::at(alarm, now_ms)).collect(), row })
            };
            let rows = read.jobs(more, now_ms)?.into_iter();
            Ok((rows.map(listed).collect::<Result<Vec<_>, Error>>()?, read.job_counts(now_ms)?))
        })?;
        let is_last = jobs.len() <= usize::try_from(wanted.limit).unwrap_or(usize::MAX);
        if !is_last {
            jobs.pop();
        }
        jobs.iter_mut().for_each(|job| self.hide_in_row(&mut job.row));
        let next = if is_last { None } else { jobs.last().map(|job| job.row.case) };
        Ok(JobPage { jobs, next, counts })
    }

    /// How many jobs there are.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn counts(&self) -> Result<JobCounts, OfficeError> {
        let now_ms = self.node.now_ms();
        Ok(self.node.read(|read| read.job_counts(now_ms))?)
    }

    /// One job whole, folded now.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`]; [`OfficeError::Unreadable`].
    pub fn job(&self, case: CaseId, language: &Language) -> Result<Job, OfficeError> {
        let job = self.reading(case, language, |reading| reading.job().ok_or(OfficeError::NotFound("case")));
        job.map(|mut job| {
            self.hide_in_job(&mut job);
            job
        })
    }

    /// One job as it was at a moment.
    ///
    /// # Errors
    /// As [`Office::job`]; [`OfficeError::NotFound`] for a moment that the job does not know.
    pub fn job_at(&self, case: CaseId, language: &Language, moment: &Moment) -> Result<Job, OfficeError> {
        let mut job = self.reading_at(case, language, Some(moment), |reading| {
            reading.job().ok_or(OfficeError::NotFound("case"))
        })?;
        // What is hidden today is hidden in every picture of the past.
        let now = self.job(case, language)?;
        job.row.veil = now.row.veil;
        self.hide_in_job(&mut job);
        Ok(job)
    }

    /// Everything that anybody did in a job, the first thing first.
    ///
    /// # Errors
    /// As [`Office::report`].
    pub fn history(&self, case: CaseId, language: &Language) -> Result<Past, OfficeError> {
        self.reading(case, language, |reading| reading.past(self))
    }

    /// The report of a job as it was at a moment, as one page of HTML.
    ///
    /// # Errors
    /// As [`Office::report`] and [`Office::job_at`].
    pub fn report_at(
        &self,
        case: CaseId,
        language: &Language,
        moment: &Moment,
    ) -> Result<String, OfficeError> {
        let mask = self.reading(case, language, |reading| Ok(self.mask_of(reading, None)))?;
        self.reading_at(case, language, Some(moment), |reading| {
            let mut report = reading.report(None)?;
            if let Some(mask) = &mask {
                report.hide(mask);
            }
            Ok(doorstep_report::render(&report, language))
        })
    }

    /// The report of a job as one page of HTML.
    ///
    /// # Errors
    /// As [`Office::job`]; [`OfficeError::Rejected`] if its pack is not here.
    pub fn report(
        &self,
        case: CaseId,
        language: &Language,
        copy: Option<Audience>,
    ) -> Result<String, OfficeError> {
        self.reading(case, language, |reading| {
            let report = self.masked_report(reading, copy)?;
            Ok(doorstep_report::render(&report, language))
        })
    }

    /// The report of a job as a PDF, with the font that was published.
    ///
    /// # Errors
    /// As [`Office::report`]; [`OfficeError::NotFound`] if no font was published.
    pub fn report_pdf(
        &self,
        case: CaseId,
        language: &Language,
        copy: Option<Audience>,
    ) -> Result<Pdf, OfficeError> {
        let typeface = self.node.typeface()?.ok_or(OfficeError::NotFound("font"))?;
        self.reading(case, language, |reading| {
            let report = self.masked_report(reading, copy)?;
            let bytes = doorstep_report::render_pdf(&report, language, &typeface)?;
            let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '-';
            Ok(Pdf { name: report.number.chars().filter(is_plain).collect(), bytes })
        })
    }

    /// The price list of a job's service as one page of HTML.
    ///
    /// # Errors
    /// As [`Office::report`]; [`OfficeError::NotFound`] if the service has no prices.
    pub fn price_list(&self, case: CaseId, language: &Language) -> Result<String, OfficeError> {
        self.reading(case, language, |reading| {
            Ok(doorstep_report::render_prices(&reading.price_sheet()?, language))
        })
    }

    /// The price list of a job's service as a PDF.
    ///
    /// # Errors
    /// As [`Office::price_list`] and [`Office::report_pdf`].
    pub fn price_list_pdf(&self, case: CaseId, language: &Language) -> Result<Pdf, OfficeError> {
        let typeface = self.node.typeface()?.ok_or(OfficeError::NotFound("font"))?;
        self.reading(case, language, |reading| {
            let bytes = doorstep_report::render_prices_pdf(&reading.price_sheet()?, language, &typeface)?;
            Ok(Pdf { name: "prices".to_owned(), bytes })
        })
    }

    /// A copy without what its reader must not see.
    fn masked_report(
        &self,
        reading: &Reading<'_>,
        copy: Option<Audience>,
    ) -> Result<WorkReport, OfficeError> {
        let mut report = reading.report(copy)?;
        if let Some(mask) = self.mask_of(reading, copy) {
            report.hide(&mask);
        }
        Ok(report)
    }

    /// What whoever is signed in does not see on a copy.
    fn mask_of(&self, reading: &Reading<'_>, copy: Option<Audience>) -> Option<Mask> {
        let roles = self.acting.iter().map(|acting| acting.role.as_str());
        reading.veil().and_then(|veil| veil.mask_of_copy(copy, roles, self.node.now_ms()))
    }

    fn reading<T: Send>(
        &self,
        case: CaseId,
        language: &Language,
        work: impl FnOnce(&Reading<'_>) -> Result<T, OfficeError> + Send,
    ) -> Result<T, OfficeError> {
        self.reading_at(case, language, None, work)
    }

    fn reading_at<T: Send>(
        &self,
        case: CaseId,
        language: &Language,
        moment: Option<&Moment>,
        work: impl FnOnce(&Reading<'_>) -> Result<T, OfficeError> + Send,
    ) -> Result<T, OfficeError> {
        let logged = self.node.read(|read| Logged::read(read, case))?;
        let logged = logged.ok_or(OfficeError::NotFound("case"))?;
        on_a_deep_stack(|| {
            let mut case = logged.fold(&self.node.keys.root())?;
            if let Some(moment) = moment {
                case = case.at(moment).ok_or(OfficeError::NotFound("moment"))?;
            }
            work(&Reading::new(self.node, &logged, &case, language)?)
        })?
    }
}

/// A printed report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The number of the job, as a name for the file.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Reading<'_> {
    fn job(&self) -> Option<Job> {
        let state = self.case.state();
        let created = &state.created.as_ref()?.body;
        let report = self.report(None).ok();
        let report = report.as_ref();
        Some(Job {
            row: row_of(self.case, &self.node.shelf, self.logged.heard_at_ms)?,
            due: self.due(),
            version: self.case.version().to_string(),
            pack: created.pack,
            service_title: self.service_title(created),
            origin: created.origin,
            place: created.area,
            customer_phone: created.customer.phone.clone(),
            relay_number: None,
            reporter: created.reporter.clone(),
            result: state.outcome.as_ref().map_or(Outcome::Open, |outcome| outcome.value.clone()),
            links: self.links(),
            complaints: self.complaints(),
            owner: self.owner(),
            desk: self.desk(),
            onward: self.onward(),
            entries: self.entries(report),
            coordination: self.coordination(),
            visits: self.visits(),
            timers: self.timers(),
            coverage: self.coverage(),
            quotes: self.quotes(),
            notes: self.notes(),
            corrections: self.document.corrections.clone(),
            has_price_list: self.has_price_list(),
            photos: self.photos(),
            signatures: self.signatures(report),
            copies: self.copies(),
            decisions: self.decisions(report),
            superseded: self.superseded(report),
            exceptions: self.exceptions(),
            flags: self.flags(),
            around: self.around(),
            settlement: self.settlement(),
            keeping: self.keeping(),
            waiting_count: u32::try_from(state.waiting.len()).unwrap_or(u32::MAX),
            timeline: self.timeline(report),
        })
    }

    /// What is deducted; nothing without the pack.
    fn settlement(&self) -> Vec<SettlementItem> {
        let rules = self.node.shelf.rules_of(self.case).ok().flatten();
        rules.and_then(|pack| self.case.settlement(&pack).ok()).unwrap_or_default()
    }

    /// What the list shows, worked out now.
    fn due(&self) -> Vec<Due> {
        let now_ms = self.node.now_ms();
        let alarms = alarms_of(self.case, self.pack.as_deref(), now_ms).into_iter();
        alarms.map(|alarm| Due::at(alarm, now_ms)).collect()
    }

    fn notes(&self) -> Vec<Note> {
        let notes = self.document.notes_in_order().into_iter().map(|(note, held)| Note {
            note,
            visit: held.visit,
            text: held.text.clone(),
            authors: held.authors.iter().map(|author| self.name_of(author)).collect(),
            deleted: held.deleted,
        });
        notes.collect()
    }
}
