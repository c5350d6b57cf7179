//! The case document: what people edit together, merged per field, per line, per character.
//!
//! One Automerge document per case, with four containers made once in its first change: answers, quote
//! lines, notes, corrections. Answers and corrections are flat scalars, because two devices know their
//! keys in advance; lines and notes are maps under ids that are minted in the change that makes them.
//! What is struck out is flagged, never removed.
//!
//! Reading ([`CaseDocument::view`]) is a walk along these known paths. A value that lost against a
//! concurrent one is an [`OpenConflict`] with its author until somebody decides; what was overwritten
//! knowingly is [`CaseDocument::superseded`]. Writing ([`CaseDocument::edit`]) takes the version that
//! was on the screen and is one change per action of a person. What comes from elsewhere
//! ([`CaseDocument::apply`]) passes the scanner first and can be refused one by one.

mod apply;
mod canonical;
mod conflict;
mod edit;
mod history;
mod read;
mod replay;
mod schema;
#[cfg(test)]
mod tests;
mod view;
mod write;
mod writes;

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ActorId, Author, Automerge, Change, ChangeHash, LoadOptions, ObjType, ROOT, TextEncoding};

pub use apply::Applied;
pub use conflict::{Candidate, ConflictKind, OpenConflict};
pub use edit::{Committed, Edit, LineValue, NewLine, Writer};
pub use schema::{FIELD_MAX_BYTES, Field, LineField, NOTE_MAX_CHARS, SCHEMA, VALUE_MAX_BYTES};
pub use view::{DocumentView, Line, Note};
pub use writes::FieldWrite;

use crate::id::{CaseId, CertificateId, ChangeId};
use crate::scan::{self, Limits, Refused};
use history::{History, OpKey, Past, What};
use read::Reader;

/// One change as it is stored and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The hash that Automerge gives it.
    pub id: ChangeId,
    /// Who wrote it; a device vouches for its own actors in its manifest.
    pub actor: [u8; 16],
    /// The change, not compressed.
    pub bytes: Vec<u8>,
}

/// The document of one case, loaded.
///
/// Texts are indexed by Unicode code points, whatever platform shows them.
#[derive(Debug, Clone)]
pub struct CaseDocument {
    case: CaseId,
    doc: Automerge,
    history: History,
    roots: Roots,
}

/// The fixed containers, named by the operations of the first change that made them.
#[derive(Debug, Clone, Copy)]
struct Roots {
    answers: OpKey,
    lines: OpKey,
    notes: OpKey,
    corrections: OpKey,
}

impl CaseDocument {
    /// Starts the document of a new case. The first change is made under `writer.fresh_actor`, which
    /// must be random: it is what makes the case's id unique.
    ///
    /// # Errors
    /// [`Refused::Unapplicable`] if Automerge fails, which is a bug.
    pub fn create(writer: &Writer) -> Result<(Self, Vec<u8>), Refused> {
        let mut doc = empty();
        sign(&mut doc, writer.fresh_actor, writer.author);
        let mut tx = doc.transaction();
        let made = tx.put(ROOT, schema::SCHEMA_KEY, SCHEMA).and_then(|()| {
            [schema::ANSWERS, schema::LINES, schema::NOTES, schema::CORRECTIONS]
                .into_iter()
                .try_for_each(|key| tx.put_object(ROOT, key, ObjType::Map).map(drop))
        });
        made.map_err(|_| Refused::Unapplicable)?;
        tx.commit_with(writer.options());
        let genesis = doc.get_last_local_change().ok_or(Refused::Unapplicable)?.raw_bytes().to_vec();
        Ok((Self::from_genesis(&genesis)?, genesis))
    }

    /// Opens the document of a case with its first change. The others follow by [`Self::apply`].
    ///
    /// # Errors
    /// What the scanner found; [`Refused::NotGenesis`] if it is another change, or a compressed one
    /// (the case is named by the plain bytes); [`Refused::Schema`] if the case is newer than this version.
    pub fn from_genesis(bytes: &[u8]) -> Result<Self, Refused> {
        let scanned = scan::change(bytes, &Limits::CHANGE)?;
        if !scanned.deps.is_empty() || scanned.seq != 1 || scanned.start_op != 1 {
            return Err(Refused::NotGenesis);
        }
        let mut doc = empty();
        apply::apply_changes(&mut doc, vec![parse(bytes)?])?;
        Self::open(doc).and_then(|document| {
            let is_plain = document.case == CaseId::of_genesis(bytes);
            if is_plain { Ok(document) } else { Err(Refused::NotGenesis) }
        })
    }

    /// Loads a snapshot that this device or server made itself by [`Self::save`], or whose hash the
    /// server has signed. Foreign bytes must pass [`scan::snapshot`] before.
    ///
    /// # Errors
    /// [`Refused::Unapplicable`] if Automerge finds it damaged; else as [`Self::from_genesis`].
    pub fn load(bytes: &[u8]) -> Result<Self, Refused> {
        let options = LoadOptions::new().text_encoding(TextEncoding::UnicodeCodePoint);
        let doc = catch_unwind(AssertUnwindSafe(|| Automerge::load_with_options(bytes, options)))
            .map_err(|_| Refused::Unapplicable)?
            .map_err(|_| Refused::Unapplicable)?;
        Self::open(doc)
    }

    fn open(doc: Automerge) -> Result<Self, Refused> {
        let mut history = History::default();
        let mut case = None;
        for change in doc.get_changes(&[]) {
            if change.deps().is_empty() && case.replace(CaseId::of_genesis(change.raw_bytes())).is_some() {
                return Err(Refused::SecondGenesis);
            }
            history.add(&change);
        }
        if history.entries().iter().any(|entry| history.author(entry.actor).is_none()) {
            return Err(Refused::Author);
        }
        let roots = Roots::find(&history)?;
        Ok(Self { case: case.ok_or(Refused::NotGenesis)?, doc, history, roots })
    }

    /// The case that the first change names.
    #[must_use]
    pub fn case(&self) -> CaseId {
        self.case
    }

    /// The whole document with its history, not compressed: it is meant for zstd over many of them.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        self.doc.save_nocompress()
    }

    /// The changes that no other builds upon, sorted: the version of the document.
    #[must_use]
    pub fn heads(&self) -> Vec<ChangeId> {
        self.doc.get_heads().into_iter().map(|head| ChangeId(head.0)).collect()
    }

    /// Whether a change is in the document.
    #[must_use]
    pub fn has(&self, change: &ChangeId) -> bool {
        self.history.index(change).is_some()
    }

    /// Who wrote here: each actor with the certificate that it claims and the number of its changes.
    #[must_use]
    pub fn actors(&self) -> Vec<([u8; 16], CertificateId, u64)> {
        self.history.actors().collect()
    }

    /// The actor of a change, and the number of the change among those of its actor, from 1.
    #[must_use]
    pub fn place_of(&self, change: &ChangeId) -> Option<([u8; 16], u64)> {
        self.history.get(change).map(|entry| (entry.actor, entry.seq))
    }

    /// How many changes the document has.
    #[must_use]
    pub fn change_count(&self) -> usize {
        self.history.len()
    }

    /// Every change except those that `known` contains with their ancestors, each after its dependencies.
    /// Ids that the document does not have are ignored; with none of them it is the whole history.
    #[must_use]
    pub fn changes_since(&self, known: &[ChangeId]) -> Vec<Written> {
        let known: Vec<_> = known.iter().filter(|id| self.has(id)).map(hash_of).collect();
        self.doc.get_changes(&known).iter().map(written).collect()
    }

    /// What stands in the document now.
    #[must_use]
    pub fn view(&self) -> DocumentView {
        self.now().view()
    }

    /// What stood in the document in the eyes of somebody who had seen these heads; `None` if the
    /// document does not have one of them.
    #[must_use]
    pub fn view_at(&self, heads: &[ChangeId]) -> Option<DocumentView> {
        self.at(heads).map(|reader| reader.view())
    }

    /// Every value that a field had before and has no more, oldest first, each with its author. Values
    /// in an open conflict are not among them.
    #[must_use]
    pub fn superseded(&self, field: &Field) -> Vec<Candidate> {
        self.now().superseded(field)
    }

    fn now(&self) -> Reader<'_> {
        Reader { document: self, past: Past::ALL, heads: self.doc.get_heads() }
    }

    fn at(&self, heads: &[ChangeId]) -> Option<Reader<'_>> {
        let past = self.history.past(heads).filter(|_| !heads.is_empty())?;
        Some(Reader { document: self, past, heads: heads.iter().map(hash_of).collect() })
    }
}

impl Roots {
    fn find(history: &History) -> Result<Self, Refused> {
        let schema = history.writes(OpKey::ROOT, schema::SCHEMA_KEY, &Past::ALL).next();
        match schema.map(|write| &write.what) {
            Some(What::Put(crate::value::Value::Int(SCHEMA))) => {}
            Some(What::Put(crate::value::Value::Int(_))) => return Err(Refused::Schema),
            _ => return Err(Refused::NotGenesis),
        }
        let root = |key| history.made(OpKey::ROOT, key, ObjType::Map, &Past::ALL).ok_or(Refused::NotGenesis);
        Ok(Self {
            answers: root(schema::ANSWERS)?,
            lines: root(schema::LINES)?,
            notes: root(schema::NOTES)?,
            corrections: root(schema::CORRECTIONS)?,
        })
    }
}

impl Writer {
    fn options(&self) -> CommitOptions {
        CommitOptions::default().with_time(self.at_ms.div_euclid(1000))
    }
}

fn empty() -> Automerge {
    Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint)
}

/// Makes the next commit one of this actor, who claims this author.
fn sign(doc: &mut Automerge, actor: [u8; 16], author: CertificateId) {
    // In this order: a new author makes Automerge pick a random actor.
    doc.set_author(Some(Author::from(author.as_bytes().to_vec())));
    doc.set_actor(ActorId::from(actor));
}

/// Lets Automerge parse a change that the scanner has let pass.
fn parse(bytes: &[u8]) -> Result<Change, Refused> {
    catch_unwind(|| Change::from_bytes(bytes.to_vec()))
        .map_err(|_| Refused::Unapplicable)?
        .map_err(|_| Refused::Unapplicable)
}

fn written(change: &Change) -> Written {
    Written {
        id: ChangeId(change.hash().0),
        actor: change.actor_id().to_bytes().try_into().unwrap_or_default(),
        bytes: change.raw_bytes().to_vec(),
    }
}

fn hash_of(id: &ChangeId) -> ChangeHash {
    ChangeHash(id.0)
}
