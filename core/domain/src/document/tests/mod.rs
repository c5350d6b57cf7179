//! Devices that edit the same case, apart and together.

mod foreign;
mod merge;
mod replay;
mod replicas;
mod stale;

use super::*;
use crate::Rejected;
use crate::id::{LineId, NoteId, QuoteId, VisitId};
use crate::value::{AnswerKey, Value};

const VISIT: VisitId = VisitId([0xab; 8]);
const QUOTE: QuoteId = QuoteId([0xcd; 8]);
const LINE: LineId = LineId([1; 8]);
const NOTE: NoteId = NoteId([2; 8]);

/// One phone or console: a replica with its own actor, author and clock.
#[derive(Clone)]
struct Device {
    name: u8,
    ticks: u64,
    document: CaseDocument,
}

impl Device {
    fn create(name: u8) -> Self {
        let (document, _) = CaseDocument::create(&writer(name, 0)).unwrap();
        Self { name, ticks: 0, document }
    }

    /// Another device that has everything that this one has.
    fn join(&self, name: u8) -> Self {
        Self { name, ticks: 0, document: CaseDocument::load(&self.document.save()).unwrap() }
    }

    fn author(&self) -> CertificateId {
        writer(self.name, 0).author
    }

    fn edit(&mut self, edits: &[Edit]) -> Committed {
        self.try_edit(&self.document.heads(), edits).unwrap().expect("something to write")
    }

    fn try_edit(&mut self, seen: &[ChangeId], edits: &[Edit]) -> Result<Option<Committed>, Rejected> {
        self.ticks += 1;
        self.document.edit(seen, edits, &writer(self.name, self.ticks))
    }

    /// Takes over what another device has.
    fn pull(&mut self, other: &Self) {
        let changes = other.document.changes_since(&self.document.heads());
        let bytes: Vec<&[u8]> = changes.iter().map(|change| &change.bytes[..]).collect();
        let applied = self.document.apply(&bytes);
        assert!(applied.waiting.is_empty() && applied.refused.is_empty(), "{applied:?}");
    }

    fn view(&self) -> DocumentView {
        self.document.view()
    }

    fn note(&self) -> String {
        self.view().notes[&NOTE].text.clone()
    }
}

fn sync(a: &mut Device, b: &mut Device) {
    a.pull(b);
    b.pull(a);
    assert_eq!(a.document.heads(), b.document.heads());
    assert_eq!(a.view().canonical_bytes(), b.view().canonical_bytes());
}

fn writer(name: u8, tick: u64) -> Writer {
    let mut fresh_actor = [name; 16];
    fresh_actor[..8].copy_from_slice(&(tick + 1).to_be_bytes());
    Writer { actor: [name; 16], fresh_actor, author: CertificateId([name; 32]), at_ms: 1_700_000_000_000 }
}

fn key(step: &str) -> AnswerKey {
    AnswerKey::step(VISIT, step)
}

fn answer(step: &str, value: impl Into<Value>) -> Edit {
    Edit::SetAnswer { key: key(step), value: Some(value.into()) }
}

fn unanswer(step: &str) -> Edit {
    Edit::SetAnswer { key: key(step), value: None }
}

fn line(id: LineId) -> Edit {
    let line = NewLine {
        quote: QUOTE,
        visit: VISIT,
        item: Some("GAS-01".to_owned()),
        what: "valve".to_owned(),
        quantity: "1.50".parse().unwrap(),
        cost: None,
    };
    Edit::AddLine { id, line }
}

fn quantity(text: &str) -> Edit {
    Edit::SetLine { id: LINE, set: LineValue::Quantity(text.parse().unwrap()) }
}

fn strike(deleted: bool) -> Edit {
    Edit::DeleteLine { id: LINE, deleted }
}

fn note(text: &str) -> Edit {
    Edit::AddNote { id: NOTE, visit: VISIT, text: text.to_owned() }
}

fn rewrite(text: &str) -> Edit {
    Edit::EditNote { id: NOTE, text: text.to_owned() }
}

fn values(candidates: &[Candidate]) -> Vec<Option<Value>> {
    candidates.iter().map(|candidate| candidate.value.clone()).collect()
}
