//! Any CBOR, copied with its words and ids replaced. So bodies of facts that this version does not know, and fields that
//! were added later, are replaced like all others: what is not known to be harmless goes.

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

use super::Redactor;
use crate::fact::Kind;

/// Containers inside each other that are followed: bodies have less.
const MAX_DEPTH: usize = 16;

/// Where something stands in the body of a fact: its kind, and the keys of the maps around it. Places in lists do not
/// count.
pub(super) struct At {
    pub(super) kind: u16,
    pub(super) path: Vec<u64>,
    /// The key of the answer that was read last: its value follows.
    answer: String,
}

/// An answer that a step relied on: its key and its value.
const RELIED_ON: [&[u64]; 2] = [&[2, 0], &[2, 1]];

/// Texts that are replaced whatever they say: names, telephone numbers, addresses, serial numbers, what customers said.
const HIDDEN: [(Kind, &[u64]); 25] = [
    (Kind::Created, &[5]),
    (Kind::Created, &[8, 2]),
    (Kind::Created, &[8, 3]),
    (Kind::Created, &[9, 2]),
    (Kind::Created, &[12, 0]),
    (Kind::Created, &[12, 1]),
    (Kind::CallLogged, &[5]),
    (Kind::StepDone, &[3, 0]),
    (Kind::StepDone, &[3, 1]),
    (Kind::Consented, &[6, 0]),
    (Kind::Consented, &[6, 1]),
    (Kind::Signed, &[2, 0]),
    (Kind::Signed, &[2, 1]),
    (Kind::Signed, &[6, 2]),
    (Kind::Rated, &[3]),
    (Kind::Rated, &[4, 0]),
    (Kind::Rated, &[4, 1]),
    (Kind::EntryAdded, &[0]),
    (Kind::EntryAdded, &[1]),
    (Kind::EntryAdded, &[2]),
    (Kind::EntryAdded, &[5]),
    (Kind::PartMoved, &[6]),
    (Kind::PartMoved, &[8]),
    (Kind::Paid, &[5]),
    (Kind::WorkerPresent, &[2]),
];

/// Texts that stay: a time zone, the language of a statement, a media type, a currency.
const KEPT: [(Kind, &[u64]); 5] = [
    (Kind::Created, &[9, 3]),
    (Kind::QuoteOffered, &[4, 8]),
    (Kind::Signed, &[3, 8]),
    (Kind::PhotoTaken, &[5]),
    (Kind::Deducted, &[4]),
];

/// Job numbers: they stay if they look like one.
const NUMBERS: [(Kind, &[u64]); 2] = [(Kind::Created, &[0]), (Kind::Linked, &[2])];

impl At {
    pub(super) fn body_of(kind: u16) -> Self {
        Self { kind, path: Vec::new(), answer: String::new() }
    }

    /// Whether this is the key (0) or the value (1) of an answer that a step relied on.
    fn is_relied_on(&self, part: usize) -> bool {
        self.kind == Kind::StepDone.code() && self.path.as_slice() == RELIED_ON[part]
    }

    fn is_one_of(&self, places: &[(Kind, &[u64])]) -> bool {
        places.iter().any(|(kind, path)| kind.code() == self.kind && *path == self.path.as_slice())
    }
}

/// The bytes with their words and ids replaced; `None` if they are no CBOR.
pub(super) fn rewrite(bytes: &[u8], at: &mut At, redactor: &mut Redactor) -> Option<Vec<u8>> {
    let mut decoder = Decoder::new(bytes);
    let mut encoder = Encoder::new(Vec::new());
    copy(&mut decoder, &mut encoder, at, redactor, 0)?;
    (decoder.position() == bytes.len()).then(|| encoder.into_writer())
}

fn copy(
    from: &mut Decoder<'_>,
    to: &mut Encoder<Vec<u8>>,
    at: &mut At,
    redactor: &mut Redactor,
    depth: usize,
) -> Option<()> {
    if depth > MAX_DEPTH {
        return None;
    }
    match from.datatype().ok()? {
        Type::Map => copy_map(from, to, at, redactor, depth),
        Type::Array => copy_array(from, to, at, redactor, depth),
        Type::Bytes => {
            let written = bytes_at(from.bytes().ok()?, at, redactor);
            to.bytes(&written).ok().map(drop)
        }
        Type::String => {
            let written = text_at(from.str().ok()?, at, redactor);
            to.str(&written).ok().map(drop)
        }
        Type::MapIndef | Type::ArrayIndef | Type::BytesIndef | Type::StringIndef | Type::Tag => None,
        Type::U32 | Type::U64 | Type::I32 | Type::I64 if at.is_relied_on(1) => {
            to.i64(redactor.number(from.i64().ok()?)).ok().map(drop)
        }
        _ => {
            let start = from.position();
            from.skip().ok()?;
            to.writer_mut().extend_from_slice(&from.input()[start..from.position()]);
            Some(())
        }
    }
}

fn copy_map(
    from: &mut Decoder<'_>,
    to: &mut Encoder<Vec<u8>>,
    at: &mut At,
    redactor: &mut Redactor,
    depth: usize,
) -> Option<()> {
    let count = from.map().ok()??;
    to.map(count).ok()?;
    for _ in 0..count {
        let key = from.u64().ok()?;
        to.u64(key).ok()?;
        at.path.push(key);
        let copied = copy(from, to, at, redactor, depth + 1);
        at.path.pop();
        copied?;
    }
    Some(())
}

/// A list of ids that was in order is in order again.
fn copy_array(
    from: &mut Decoder<'_>,
    to: &mut Encoder<Vec<u8>>,
    at: &mut At,
    redactor: &mut Redactor,
    depth: usize,
) -> Option<()> {
    let count = from.array().ok()??;
    to.array(count).ok()?;
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let start = from.position();
        let mut one = Encoder::new(Vec::new());
        copy(from, &mut one, at, redactor, depth + 1)?;
        before.push(&from.input()[start..from.position()]);
        after.push(one.into_writer());
    }
    /// Head and length of 32 bytes.
    const ID: usize = 34;
    if before.iter().all(|one| one.len() == ID && one[0] == 0x58) && before.is_sorted() {
        after.sort();
    }
    after.iter().for_each(|one| to.writer_mut().extend_from_slice(one));
    Some(())
}

fn bytes_at(bytes: &[u8], at: &mut At, redactor: &mut Redactor) -> Vec<u8> {
    match bytes.len() {
        // Visits, quotes, lines, notes, instances: a second and random bytes.
        8 => bytes.to_vec(),
        16 => bytes.try_into().map_or_else(|_| Vec::new(), |id| redactor.short_id(id).to_vec()),
        32 => bytes.try_into().map_or_else(|_| Vec::new(), |id| redactor.id(id).to_vec()),
        // A statement inside a fact.
        _ => rewrite(bytes, at, redactor).unwrap_or_else(|| vec![0; bytes.len()]),
    }
}

fn text_at(text: &str, at: &mut At, redactor: &mut Redactor) -> String {
    if at.is_relied_on(0) {
        at.answer = text.to_owned();
        redactor.path(text)
    } else if at.is_relied_on(1) {
        redactor.answer(&at.answer, text)
    } else if at.is_one_of(&KEPT) {
        text.to_owned()
    } else if at.is_one_of(&HIDDEN) {
        redactor.hidden(text)
    } else if at.is_one_of(&NUMBERS) {
        redactor.job_number(text)
    } else {
        redactor.text(text)
    }
}
