//! The cases that belong to a case, and the entries of a coordination order.

use doorstep_domain::fact::Linked;
use doorstep_domain::id::{CaseId, FactId};
use doorstep_report::WorkReport;
use serde::Serialize;

use super::source::Reading;
use crate::error::Error;
use crate::store::Read;

/// A case that belongs to this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Why they belong together, such as `coordination`.
    pub rule: String,
    /// The other case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// Whether this one follows from it; otherwise this one goes on in it.
    pub origin: bool,
    /// What it is; `null` if it did not arrive yet.
    pub kind: Option<String>,
    /// What became of it, or `erased`; `null` if it did not arrive yet.
    pub outcome: Option<String>,
}

/// An entry of a coordination order (catalogue RC-03).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The fact.
    pub fact: FactId,
    /// When by the author's clock, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Who wrote it.
    pub who: String,
    /// In which role, in the reader's words.
    pub role: String,
    /// Where it happened.
    pub place: String,
    /// With whom.
    pub contact: String,
    /// The contact's telephone number.
    pub phone: Option<String>,
    /// What was said and done, in the reader's words where they are a reason of the pack.
    pub content: String,
    /// Opinions and attitude of those concerned.
    pub attitude: String,
    /// What comes next.
    pub plan: String,
    /// Who tracks the order from then on, if the entry says so.
    pub person: Option<String>,
}

/// What a case is and what became of it. Of an erased one the stub says what it was (catalogue rule AMB-49).
fn standing(read: &dyn Read, case: CaseId) -> Result<Option<(String, String)>, Error> {
    if let Some(row) = read.job(case)? {
        return Ok(Some((row.kind, row.outcome)));
    }
    Ok(read.stub(case)?.map(|stub| (stub.kind, "erased".to_owned())))
}

impl Reading<'_> {
    pub(super) fn links(&self) -> Vec<Link> {
        let state = self.case.state();
        let parent = state.created.as_ref().and_then(|created| created.body.parent);
        let links = state.links.iter().map(|linked| {
            let Linked { rule, case, number } = linked.body.clone();
            let standing = self.node.read(|read| standing(read, case)).ok().flatten();
            let (kind, outcome) = standing.unzip();
            Link { rule, case, number, origin: parent == Some(case), kind, outcome }
        });
        links.collect()
    }

    /// In the order of their time, as the report has them.
    pub(super) fn entries(&self, report: Option<&WorkReport>) -> Vec<Entry> {
        let told = report.map(|report| report.entries.as_slice()).unwrap_or_default();
        let entries = self.case.state().entries.iter().enumerate();
        let entries = entries.map(|(index, entry)| {
            let told = told.get(index);
            Entry {
                fact: entry.fact,
                at_ms: entry.at.wall_ms,
                who: entry.who.name.clone(),
                role: told.map_or_else(|| entry.who.role.clone(), |told| told.by.role.clone()),
                place: entry.body.place.clone(),
                contact: entry.body.contact.clone(),
                phone: entry.body.phone.clone(),
                content: told.map_or_else(|| entry.body.content.clone(), |told| told.content.clone()),
                attitude: entry.body.attitude.clone(),
                plan: entry.body.plan.clone(),
                person: entry.body.person.as_deref().map(|person| self.user_name(person)),
            }
        });
        entries.collect()
    }

    /// The first day on which this job may become a coordination order, such as `2026-03-05`, and whether it has
    /// come; `None` if it never may.
    pub(super) fn coordination(&self) -> Option<Coordinable> {
        let state = self.case.state();
        let created = &state.created.as_ref()?.body;
        let is_open = state.outcome.as_ref().is_none_or(|outcome| outcome.value.is_open());
        let from = self.case.coordination_from(self.pack.as_deref()?).ok().filter(|_| is_open)?;
        let zone = doorstep_domain::zone::Zone::parse(&created.site.time_zone).ok()?;
        let today = zone.local(self.node.now_ms()).date();
        Some(Coordinable { from: from.to_string(), possible: today >= from })
    }
}

/// When a job may become a coordination order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coordinable {
    /// The first day, by the calendar of the site: `2026-03-05`.
    pub from: String,
    /// Whether it has come.
    pub possible: bool,
}
