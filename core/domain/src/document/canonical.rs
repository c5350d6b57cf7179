//! A view as bytes: equal views are equal bytes, on every device.

use minicbor::Encoder;
use minicbor::encode::Error;

use super::conflict::{Candidate, ConflictKind};
use super::schema::{Field, canonical};
use super::view::{DocumentView, Line, Note};
use crate::value::Value;

type Written = Result<(), Error<std::convert::Infallible>>;
type Bytes = Encoder<Vec<u8>>;

impl DocumentView {
    /// The whole view in CBOR, maps in the order of their keys. For comparing replicas and for hashing
    /// what somebody saw; nothing reads it back.
    #[must_use]
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let mut e = Encoder::new(Vec::new());
        match self.encode(&mut e) {
            Ok(()) => e.into_writer(),
            Err(_) => Vec::new(), // writing into a vector cannot fail
        }
    }

    fn encode(&self, e: &mut Bytes) -> Written {
        e.array(6)?.array(self.heads.len() as u64)?;
        for head in &self.heads {
            e.bytes(&head.0)?;
        }
        e.map(self.answers.len() as u64)?;
        for (key, value) in &self.answers {
            e.str(key.as_str())?.encode(value)?;
        }
        e.map(self.lines.len() as u64)?;
        for (id, line) in &self.lines {
            e.bytes(&id.0)?;
            encode_line(e, line)?;
        }
        e.map(self.notes.len() as u64)?;
        for (id, note) in &self.notes {
            e.bytes(&id.0)?;
            encode_note(e, note)?;
        }
        e.map(self.corrections.len() as u64)?;
        for (name, value) in &self.corrections {
            e.str(name)?.encode(value)?;
        }
        e.array(self.conflicts.len() as u64)?;
        for conflict in &self.conflicts {
            e.array(3)?.u8(u8::from(conflict.kind == ConflictKind::DeletedWhileEdited))?;
            encode_field(e, &conflict.field)?;
            e.array(conflict.candidates.len() as u64)?;
            conflict.candidates.iter().try_for_each(|candidate| encode_candidate(e, candidate))?;
        }
        Ok(())
    }
}

fn encode_line(e: &mut Bytes, line: &Line) -> Written {
    e.array(7)?.bytes(&line.quote.0)?.bytes(&line.visit.0)?.encode(&line.item)?.str(&line.what)?;
    e.str(&canonical(line.quantity))?.encode(line.cost.map(|cost| cost.0))?.bool(line.deleted)?.ok()
}

fn encode_note(e: &mut Bytes, note: &Note) -> Written {
    e.array(4)?.bytes(&note.visit.0)?.str(&note.text)?.bool(note.deleted)?;
    e.array(note.authors.len() as u64)?;
    note.authors.iter().try_for_each(|author| e.bytes(&author.0)?.ok())
}

fn encode_candidate(e: &mut Bytes, candidate: &Candidate) -> Written {
    e.array(6)?;
    encode_field(e, &candidate.field)?;
    encode_value(e, candidate.value.as_ref())?;
    e.bytes(&candidate.author.0)?.bytes(&candidate.actor)?.bytes(&candidate.change.0)?;
    e.i64(candidate.time_s)?.ok()
}

fn encode_value(e: &mut Bytes, value: Option<&Value>) -> Written {
    match value {
        Some(value) => e.encode(value)?.ok(),
        None => e.null()?.ok(),
    }
}

fn encode_field(e: &mut Bytes, field: &Field) -> Written {
    e.array(3)?;
    match field {
        Field::Answer(key) => e.u8(0)?.str(key.as_str())?.null()?.ok(),
        Field::Line(id, field) => e.u8(1)?.bytes(&id.0)?.str(field.key())?.ok(),
        Field::NoteText(id) => e.u8(2)?.bytes(&id.0)?.null()?.ok(),
        Field::NoteVisit(id) => e.u8(3)?.bytes(&id.0)?.null()?.ok(),
        Field::NoteDeleted(id) => e.u8(4)?.bytes(&id.0)?.null()?.ok(),
        Field::Correction(name) => e.u8(5)?.str(name)?.null()?.ok(),
    }
}
