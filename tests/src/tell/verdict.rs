//! The end of every story: everybody comes together, and then everybody has the same.

use doorstep_core::host::Method;
use doorstep_core::{Delivery, Job};
use doorstep_domain::id::CaseId;
use serde_json::Value;

use super::stage::Stage;
use crate::world::{Phone, Trouble};

impl Stage<'_> {
    /// Brings everybody online, lets everybody synchronise, and says what is not equal or not safe.
    pub(super) fn come_together(&self) -> Result<Vec<String>, Trouble> {
        for phone in self.phones.values() {
            phone.line().set_up(true);
        }
        self.everybody_syncs()?;
        let mut wrong = Vec::new();
        for phone in self.phones.values() {
            wrong.extend(is_safe(phone)?);
        }
        for (name, case) in &self.jobs {
            let Some(desk) = self.desk.job(*case)? else {
                wrong.push(format!("the office does not know {name}"));
                continue;
            };
            wrong.extend(self.on_the_page(*case, &desk)?);
            for phone in self.phones.values() {
                let Some(job) = phone.job(*case)? else { continue };
                let different = differences(&desk, &job);
                wrong.extend(
                    different.into_iter().map(|part| {
                        format!("{name} differs between the office and {}: {part}", phone.name())
                    }),
                );
            }
        }
        Ok(wrong)
    }

    /// The office's list is made by other code from the same log: it must say the same.
    fn on_the_page(&self, case: CaseId, desk: &Job) -> Result<Option<String>, Trouble> {
        let found = self.company.desk(Method::Get, &format!("jobs/{case}"), &Value::Null)?;
        let (listed, held) =
            (found["job"]["outcome"].as_str().unwrap_or("nothing"), desk.state.outcome_name());
        Ok((listed != held).then(|| format!("the office's list says {listed}, its log {held}")))
    }
}

/// Nothing may be left on a phone that the office did not say that it holds, files too.
fn is_safe(phone: &Phone) -> Result<Option<String>, Trouble> {
    let outbox = phone.core()?.outbox()?;
    let safe = outbox.delivery == Delivery::StoredSafely || !outbox.refused.is_empty();
    Ok((!safe).then(|| {
        let (waiting, files, unreceipted) =
            (outbox.waiting_count, outbox.file_count, outbox.unreceipted_count);
        let name = phone.name();
        format!("not safe on {name}: {waiting} items, {files} files, {unreceipted} without receipt")
    }))
}

/// The parts of a job that are not equal on two devices.
pub(super) fn differences(one: &Job, other: &Job) -> Vec<String> {
    let mut parts = Vec::new();
    let mut compare = |name: &str, equal: bool, detail: String| {
        if !equal {
            parts.push(format!("{name} {detail}"));
        }
    };
    compare("version", one.version == other.version, format!("{} / {}", one.version, other.version));
    compare("state", one.state == other.state, first_difference(&one.state, &other.state));
    compare("answers", one.answers == other.answers, first_difference(&one.answers, &other.answers));
    compare("lines", one.lines == other.lines, first_difference(&one.lines, &other.lines));
    compare("notes", one.notes == other.notes, first_difference(&one.notes, &other.notes));
    compare("corrections", one.corrections == other.corrections, String::new());
    compare(
        "conflicts",
        one.conflicts == other.conflicts,
        first_difference(&one.conflicts, &other.conflicts),
    );
    compare("prices", one.quotes == other.quotes, first_difference(&one.quotes, &other.quotes));
    compare("checklists", one.checklists == other.checklists, String::new());
    compare(
        "signatures",
        one.signatures == other.signatures,
        first_difference(&one.signatures, &other.signatures),
    );
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
