//! What one visit answered, before it is a line of a table.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::case::Case;
use doorstep_domain::checklist::{Checklist, Column, Filled, FilledCell};
use doorstep_domain::expr::Expr;
use doorstep_domain::fold::Who;
use doorstep_domain::id::{BlobId, Hash, VisitId};

use crate::office::case::Logged;

/// One visit.
pub(super) struct Row {
    pub(super) checklist: Checklist<Expr>,
    pub(super) columns: Vec<Column<Expr>>,
    pub(super) filled: Filled,
    pub(super) key: String,
    /// When its end came to the server; of an open one, its newest news.
    pub(super) received_at_ms: i64,
    pub(super) by: Option<Who>,
    pub(super) version: u32,
    /// The photos among its files.
    pub(super) photos: BTreeSet<BlobId>,
    /// The names of its files.
    pub(super) files: BTreeMap<BlobId, String>,
    /// How many of them are here.
    pub(super) held: u64,
}

impl Row {
    pub(super) fn new(
        case: &Case,
        logged: &Logged,
        visit: VisitId,
        (checklist, columns): (Checklist<Expr>, Vec<Column<Expr>>),
        filled: Filled,
        version: u32,
    ) -> Self {
        let state = case.state().visits.get(&visit);
        let completed = state.and_then(|state| state.completed.as_ref()).map(|end| (end.fact, &end.who));
        let end = completed.or_else(|| state?.ended.as_ref().map(|end| (end.fact, &end.who)));
        let received = end.and_then(|(fact, _)| logged.facts_received.get(&Hash(fact.0)).copied());
        let rows = std::iter::once(&filled.row).chain(filled.things.iter().map(|thing| &thing.row));
        let named = rows.flat_map(BTreeMap::values).filter_map(|cell| match cell {
            FilledCell::Files(files) => Some(files.iter().copied()),
            FilledCell::Text(_) | FilledCell::Options(_) => None,
        });
        let taken = case.state().visits.values().flat_map(|visit| &visit.photos);
        let types: BTreeMap<BlobId, &str> =
            taken.map(|photo| (photo.body.blob, extension(&photo.body.media_type))).collect();
        let files: BTreeMap<BlobId, String> = named
            .flatten()
            .map(|blob| (blob, format!("{blob}.{}", types.get(&blob).copied().unwrap_or("strokes"))))
            .collect();
        Self {
            checklist,
            columns,
            key: case.row_key(visit),
            received_at_ms: received.unwrap_or(logged.heard_at_ms),
            by: end.map(|(_, who)| who.clone()),
            version,
            photos: files.keys().filter(|blob| types.contains_key(blob)).copied().collect(),
            files,
            filled,
            held: 0,
        }
    }

    /// Strokes came with the fact that names them; photos come when there is a network for them.
    pub(super) fn with_photos(self, held: u64) -> Self {
        let strokes = self.files.len() - self.photos.len();
        Self { held: held + strokes as u64, ..self }
    }
}

fn extension(media_type: &str) -> &'static str {
    match media_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/heic" => "heic",
        "image/webp" => "webp",
        _ => "bin",
    }
}
