//! The end of every story: everybody comes together, and then everybody has the same.

use doorstep_core::host::Method;
use doorstep_core::{Delivery, Job};
use doorstep_domain::id::CaseId;
use serde_json::Value;

use super::stage::Stage;
use crate::world::{Phone, Trouble, differences};

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
                if self.desk.core()?.erased_jobs(0)?.iter().any(|erased| erased.case == *case) {
                    wrong.extend(self.gone_everywhere(name, *case)?);
                    continue;
                }
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

    /// Nobody may still show a job that the office erased, nor the office itself.
    fn gone_everywhere(&self, name: &str, case: CaseId) -> Result<Vec<String>, Trouble> {
        let mut wrong = Vec::new();
        for phone in self.phones.values() {
            if phone.job(case)?.is_some() {
                wrong.push(format!("{name} was erased, and {} still shows it", phone.name()));
            }
        }
        if self.company.desk(Method::Get, &format!("jobs/{case}"), &Value::Null).is_ok() {
            wrong.push(format!("{name} was erased, and the office's page still shows it"));
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
