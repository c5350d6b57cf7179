//! Whether two devices have come to the same.

use std::path::Path;

use doorstep_core::Job;
use doorstep_domain::case::{Case, Stored};
use doorstep_domain::id::CaseId;
use doorstep_domain::key::PublicKey;
use doorstep_domain::sync::Item;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::Trouble;

/// The parts of a job that are not equal on two devices.
#[must_use]
pub fn differences(one: &Job, other: &Job) -> Vec<String> {
    let mut parts = Vec::new();
    // What differs is written out only if it does: that is most of the work.
    let mut compare = |name: &str, equal: bool, detail: &dyn Fn() -> String| {
        if !equal {
            parts.push(format!("{name} {}", detail()));
        }
    };
    compare("version", one.version == other.version, &|| format!("{} / {}", one.version, other.version));
    // What is masked on one of them differs, and nothing else may.
    let (mut state, mut theirs) = (one.state.clone(), other.state.clone());
    if one.privacy != other.privacy {
        for state in [&mut state, &mut theirs] {
            state.created = None;
            state.entries.clear();
        }
    }
    compare("state", state == theirs, &|| first_difference(&state, &theirs));
    compare("answers", one.answers == other.answers, &|| first_difference(&one.answers, &other.answers));
    compare("lines", one.lines == other.lines, &|| first_difference(&one.lines, &other.lines));
    compare("notes", one.notes == other.notes, &|| first_difference(&one.notes, &other.notes));
    compare(
        "corrections",
        one.privacy != other.privacy || one.corrections == other.corrections,
        &String::new,
    );
    compare("conflicts", one.conflicts == other.conflicts, &|| {
        first_difference(&one.conflicts, &other.conflicts)
    });
    compare("prices", one.quotes == other.quotes, &|| first_difference(&one.quotes, &other.quotes));
    compare("checklists", one.checklists == other.checklists, &String::new);
    compare("signatures", one.signatures == other.signatures, &|| {
        first_difference(&one.signatures, &other.signatures)
    });
    parts
}

/// The first lines that differ when both are written out.
fn first_difference<T: std::fmt::Debug>(one: &T, other: &T) -> String {
    let (one, other) = (format!("{one:#?}"), format!("{other:#?}"));
    let pair = one.lines().zip(other.lines()).find(|(one, other)| one != other);
    pair.map_or_else(
        || "(one is longer)".to_owned(),
        |(one, other)| format!("({} / {})", one.trim(), other.trim()),
    )
}

/// A case as the file of a phone has it, read past the app: what is on the disk alone must give it.
///
/// # Errors
/// If the file cannot be read, or the case in it does not load.
pub fn case_on_disk(phone: &Path, id: CaseId, root: &PublicKey) -> Result<Case, Trouble> {
    let file = phone.join("doorstep.sqlite");
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let snapshot = "SELECT bytes FROM snapshots WHERE case_id = ?1";
    let snapshot = connection.query_row(snapshot, [id.as_bytes()], |row| row.get(0)).optional()?;
    let mut statement = connection.prepare(
        "SELECT kind, bytes FROM items WHERE case_id = ?1 AND state <> 'refused' ORDER BY item_id",
    )?;
    let items = statement.query_map([id.as_bytes()], |row| {
        let bytes: Vec<u8> = row.get(1)?;
        Ok(Item { kind: row.get(0)?, bytes: bytes.into() })
    })?;
    let stored = Stored { snapshot, items: items.collect::<Result<_, _>>()? };
    Ok(Case::load(id, &stored, root)?)
}
