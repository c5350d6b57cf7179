//! A case becomes a report: its facts, its document and the rules of its pack, in the reader's language.

mod account;
mod around;
mod aspect;
mod copy;
mod coverage;
mod event;
mod history;
mod past;
mod photo;
mod price;
mod prices;
mod settle;
mod signature;
mod subject;
mod visit;

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::case::Case;
use doorstep_domain::checklist::{Checklist, Step};
use doorstep_domain::expr::Expr;
use doorstep_domain::fact::Created;
use doorstep_domain::fold::Who;
use doorstep_domain::id::{BlobId, FactId, InstanceId, PackId, VisitId};
use doorstep_domain::pack::{Audience, Pack, RULES_VERSION, ServiceParts};
use doorstep_domain::rejected::Rejected;
use doorstep_domain::text::{Language, Text};
use doorstep_domain::value::{instance_of_path, step_of_path};
use doorstep_domain::zone::Zone;

use crate::model::{Company, Form, HistoryEntry, Image, Lost, Said, Seal, WorkReport};
use crate::words::Tongue;

/// A picture up to this size stands in the report itself, on the phone as at the office. Larger ones are named by their
/// hash: a page that carried them would be too large to hand over and would not open on an old phone.
pub const PICTURE_MAX_BYTES: u64 = 128 * 1024;

/// Where a report finds what a case keeps outside of its facts.
pub trait Blobs {
    /// The bytes of a signed view or of strokes; `None` if they are not on this device.
    fn small(&self, blob: BlobId) -> Option<Vec<u8>>;

    /// A small picture of a photo; `None` if there is none on this device.
    fn thumbnail(&self, photo: BlobId) -> Option<Image>;

    /// The name of a user of the company who has no certificate in the case, such as one who was only assigned;
    /// `None` if it is not known here, and the report says the id.
    fn user_name(&self, _user: &str) -> Option<String> {
        None
    }
}

/// What a report is made of.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The case.
    pub case: &'a Case,
    /// The pack that its visits follow.
    pub pack: &'a Pack,
    /// The id of that pack.
    pub pack_id: PackId,
    /// The reader's language.
    pub language: &'a Language,
    /// Who did the work.
    pub company: &'a Company,
    /// Whose copy it is to be; `None` for the record itself.
    pub audience: Option<Audience>,
    /// Strokes, signed views and pictures.
    pub blobs: &'a dyn Blobs,
}

impl WorkReport {
    /// The report of a case as it stands.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the pack does not have the service of the job;
    /// [`Rejected::Document`] if the fact that began the case has not arrived.
    pub fn of(source: &Source<'_>) -> Result<Self, Rejected> {
        Builder::new(source)?.report()
    }

    /// What lost and is told on paper, with what counts.
    pub fn lost_on_paper(&self) -> impl Iterator<Item = (&Lost, &Said)> {
        self.lost.iter().filter_map(|lost| lost.counts.as_ref().map(|counts| (lost, counts)))
    }
}

impl HistoryEntry {
    /// Everything that anybody did in a case, the first thing first: the same wherever the same facts and changes are.
    ///
    /// # Errors
    /// As [`WorkReport::of`].
    pub fn all(source: &Source<'_>) -> Result<Vec<Self>, Rejected> {
        Ok(Builder::new(source)?.history())
    }
}

/// A source with what is looked up often.
struct Builder<'a> {
    source: Source<'a>,
    created: &'a Created,
    parts: ServiceParts<'a>,
    /// Those of the visits, that of the service first.
    checklists: Vec<&'a Checklist<Expr>>,
    /// What people call the things that steps are asked for.
    things: BTreeMap<InstanceId, Text>,
    tongue: Tongue,
    zone: Zone,
}

impl<'a> Builder<'a> {
    fn new(source: &Source<'a>) -> Result<Self, Rejected> {
        let absent = || Rejected::Document("the fact that began the job has not arrived".to_owned());
        let created = &source.case.state().created.as_ref().ok_or_else(absent)?.body;
        let checklists = source.case.checklists(source.pack);
        Ok(Self {
            source: *source,
            created,
            parts: source.case.service(source.pack)?,
            things: checklists.iter().rev().flat_map(|checklist| source.case.things(checklist)).collect(),
            checklists,
            tongue: Tongue::of(source.language),
            zone: Zone::parse(&created.site.time_zone).unwrap_or_else(|_| Zone::utc()),
        })
    }

    fn report(&self) -> Result<WorkReport, Rejected> {
        let state = self.source.case.state();
        let quotes = self.quotes();
        Ok(self.as_copy(WorkReport {
            company: self.source.company.clone(),
            form: Form {
                title: self.text(&self.parts.form.title).to_owned(),
                code: self.parts.form.code.clone(),
            },
            copy: self.copy(),
            number: self.created.number.clone(),
            service: self.text(&self.parts.service.title).to_owned(),
            subject: self.subject(),
            outcome: self.outcome(),
            archived: state.archived.as_ref().is_some_and(|archived| archived.value),
            remaining: self.remaining(),
            visits: self.visits(),
            checklist: self.checklist()?,
            materials: self.materials(),
            coverage: self.coverage(),
            quotes,
            consents: self.consents(),
            ratings: self.ratings(),
            photos: self.photos(),
            signatures: self.signatures(),
            unsigned: self.unsigned(),
            entries: self.entries(),
            decisions: self.decisions(),
            lost: self.lost(),
            timeline: self.timeline(),
            copies: self.copies(),
            seal: self.seal(),
            left_out: BTreeSet::new(),
        }))
    }

    fn seal(&self) -> Seal {
        let version = self.source.case.version();
        let digits = |bytes: &[u8]| doorstep_domain::id::hex(bytes);
        let document = version.document.iter().map(|change| digits(change.as_bytes()));
        let facts = version.facts.iter().map(|fact| digits(fact.as_bytes()));
        let pack = self.source.pack;
        Seal {
            case: self.source.case.id().to_string(),
            pack: format!("{} {} · {}", self.text(&pack.title), pack.version, self.source.pack_id),
            heads: document.chain(facts).collect(),
            rules_version: RULES_VERSION,
            state: digits(version.digest().as_bytes()),
            as_of_ms: self.newest_ms(),
        }
    }

    /// When the newest entry was made, as its author's clock had it.
    fn newest_ms(&self) -> i64 {
        let made = self.source.case.facts().values().map(|fact| fact.body().time.wall_ms);
        made.max().unwrap_or(self.created.reported_at_ms)
    }

    fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.source.language)
    }

    fn steps(&self) -> &'a Checklist<Expr> {
        self.parts.checklist
    }

    /// The step at a path by the checklist of any visit.
    fn step(&self, path: &str) -> Option<&'a Step<Expr>> {
        let step = step_of_path(path);
        self.checklists.iter().find_map(|checklist| checklist.step(step))
    }

    /// The title of the step at a path, with the thing that it is asked for; its id if no checklist of the case
    /// has it.
    fn step_title(&self, visit: VisitId, path: &str) -> String {
        let step = step_of_path(path);
        let title = self.checklists.iter().find_map(|checklist| {
            let title = self.source.case.title_of(checklist.step(step)?, checklist, visit, path);
            Some(self.text(&title).to_owned())
        });
        self.of_thing(path, title.as_deref().unwrap_or(step))
    }

    /// A title with the thing that it is asked for.
    fn of_thing(&self, path: &str, title: &str) -> String {
        let thing = instance_of_path(path).and_then(|(_, thing)| self.things.get(&thing));
        thing.map_or_else(|| title.to_owned(), |thing| format!("{} · {title}", self.text(thing)))
    }

    /// What people read for a word of a fact.
    fn word(&self, word: &str) -> String {
        let says_it = |checklist: &&&Checklist<Expr>| checklist.words.contains_key(word);
        let checklist = self.checklists.iter().find(says_it).copied().unwrap_or(self.steps());
        self.text(&checklist.word(word)).to_owned()
    }

    /// What people read for something that was approved or not.
    fn approval(&self, what: &str) -> String {
        self.text(&self.source.case.approval_name(what, self.source.pack)).to_owned()
    }

    /// What people read for a role of the company.
    fn role(&self, role: &str) -> String {
        let known = self.source.pack.roles.get(role);
        known.map_or_else(|| role.to_owned(), |known| self.text(&known.title).to_owned())
    }

    fn name_and_role(&self, who: &Who) -> String {
        match who.role.as_str() {
            "" => who.name.clone(),
            role => format!("{}{}", who.name, self.tongue.in_brackets(&self.role(role))),
        }
    }

    /// The name of a user of the company, as a certificate in this case has it; else as it is known here.
    fn user_name(&self, user: &str) -> String {
        let mut certificates = self.source.case.certificates().values();
        let known = certificates.find(|certificate| certificate.body().user == user);
        let known = known.map(|certificate| certificate.body().name.clone());
        known.or_else(|| self.source.blobs.user_name(user)).unwrap_or_else(|| user.to_owned())
    }

    /// Facts whose clock was moved.
    fn unsure_clocks(&self) -> BTreeSet<FactId> {
        let flags = self.source.case.state().flags.iter();
        flags
            .filter_map(|flag| match flag {
                doorstep_domain::fold::Flag::ClockJumped { fact, .. } => Some(*fact),
                _ => None,
            })
            .collect()
    }
}

/// A text, unless it is empty.
fn filled(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}
