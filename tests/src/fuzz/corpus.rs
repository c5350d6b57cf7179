//! Honest files to begin with, and what nobody may add to them.

use std::collections::BTreeSet;

use doorstep_core::NewPhoto;
use doorstep_core::host::Method;
use doorstep_domain::case::NewSignature;
use doorstep_domain::document::NewLine;
use doorstep_domain::fact::{DoorMethod, Person, Phase, SignatureRole};
use doorstep_domain::id::CaseId;
use doorstep_domain::jobfile::JobFile;
use doorstep_domain::signature::{Point, Stroke, Strokes};
use doorstep_domain::sync::Item;
use serde_json::json;

use crate::world::{Company, Phone, Time, Trouble};

const MORNING_MS: i64 = 1_772_415_000_000;

/// Files of one company.
pub(super) struct Corpus {
    pub(super) files: Vec<JobFile>,
    fingerprint: String,
    items: BTreeSet<(u8, Vec<u8>)>,
    others: BTreeSet<Vec<u8>>,
}

impl Corpus {
    /// Lets a small company work on two jobs, and exports them at different moments.
    pub(super) fn make() -> Result<Self, Trouble> {
        let time = Time::starting_at(MORNING_MS);
        let company = Company::found("property-repair", &time, false)?;
        let phones = [company.phone("chen", &["technician"])?, company.phone("li", &["technician"])?];
        let mut files = Vec::new();
        for _ in 0..2 {
            let case = new_job(&company)?;
            for phone in &phones {
                phone.sync()?;
            }
            files.push(work(&company, &phones[0], case)?);
            phones[0].sync()?;
            phones[1].sync()?;
            note(&phones[1], case, "from the other phone")?;
            files.push(export(&company, &phones[1], case)?);
        }
        // Most files go without the rules: they are large, named by one hash, and cost most of the time.
        let without: Vec<JobFile> =
            files.iter().map(|file| JobFile { packs: Vec::new(), ..file.clone() }).collect();
        let fingerprint = files.first().map(|file| file.root_key.fingerprint()).ok_or("no file was made")?;
        let parts = |file: &JobFile| -> Vec<(u8, Vec<u8>)> {
            file.items.iter().map(|item| (item.kind, item.bytes.to_vec())).collect()
        };
        let items = files.iter().flat_map(parts).collect();
        let blobs = files.iter().flat_map(|file| file.blobs.iter().chain(&file.packs));
        let receipts = files.iter().flat_map(|file| file.receipts.iter().map(|held| &held.receipt));
        let others = blobs.chain(receipts).map(|bytes| bytes.to_vec()).collect();
        let rare = files.len();
        files.extend(without.into_iter().cycle().take(rare * 15));
        Ok(Self { files, fingerprint, items, others })
    }

    /// The company's key.
    pub(super) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Something in a file that no honest file held.
    pub(super) fn foreign(&self, file: &JobFile) -> Option<String> {
        let is_foreign = |item: &&Item| !self.items.contains(&(item.kind, item.bytes.to_vec()));
        if let Some(item) = file.items.iter().find(is_foreign) {
            return Some(format!("it holds with a forged item of kind {}", item.kind));
        }
        let receipts = file.receipts.iter().map(|held| &held.receipt);
        let mut others = file.blobs.iter().chain(&file.packs).chain(receipts);
        others
            .any(|bytes| !self.others.contains(bytes.as_slice()))
            .then(|| "it holds with a forged file".to_owned())
    }
}

fn new_job(company: &Company) -> Result<CaseId, Trouble> {
    let body = json!({
        "pack": company.pack().id, "service": "longfor-dispatch", "report": "pump leaks", "area": "public",
        "customer": { "name": "Block 3" }, "site": { "address": "pump room", "time_zone": "CST-8" },
        "users": ["chen", "li"], "start_ms": MORNING_MS + 3_600_000,
    });
    let made = company.desk(Method::Post, "jobs", &body)?;
    company.project()?;
    Ok(serde_json::from_value(made["case"].clone())?)
}

fn note(phone: &Phone, case: CaseId, text: &str) -> Result<(), Trouble> {
    let job = phone.core()?.job(case)?;
    let visit = job.state.current_visit().ok_or("the job has no visit")?;
    phone.core()?.add_note(case, &job.version, visit, text.to_owned())?;
    Ok(())
}

/// A visit with a bit of everything that a file can carry.
fn work(company: &Company, phone: &Phone, case: CaseId) -> Result<JobFile, Trouble> {
    let core = phone.core()?;
    let seen = || core.job(case).map(|job| job.version);
    let visit = core.job(case)?.state.current_visit().ok_or("the job has no visit")?;
    core.attempt_door(case, &seen()?, visit, DoorMethod::Bell, true)?;
    core.enter_phase(case, &seen()?, visit, Phase::Arrived)?;
    let photo = company.folder("camera")?.join(format!("{case}.jpg"));
    std::fs::write(&photo, [b"\xff\xd8\xff\xe0", case.as_bytes()].concat())?;
    core.take_photo(case, &seen()?, NewPhoto::new(visit, "survey", "before"), &photo)?;
    let line = NewLine {
        quote: core.new_quote()?,
        visit,
        item: Some("tap".to_owned()),
        what: "tap".to_owned(),
        quantity: 1.into(),
        cost: None,
    };
    core.add_line(case, &seen()?, line)?;
    let prepared = core.prepare_signature(case, visit, SignatureRole::CustomerCancel, None, "I agree.")?;
    let signer = Person { name: "Wang".to_owned(), phone: None, relation: None };
    core.sign(case, &prepared, &NewSignature { signer, strokes: strokes()?, proxy: None })?;
    note(phone, case, "the pump leaks at the seal")?;
    export(company, phone, case)
}

fn export(company: &Company, phone: &Phone, case: CaseId) -> Result<JobFile, Trouble> {
    let core = phone.core()?;
    let path = company.folder("files")?.join(format!("{case}-{}.dsjob", phone.name()));
    core.export_job(case, &core.job(case)?.version, None, &path)?;
    Ok(JobFile::from_bytes(&std::fs::read(&path)?)?)
}

fn strokes() -> Result<Strokes, Trouble> {
    let point = |step: i32| Point {
        x: 700 * step,
        y: 300 * (step % 4),
        t_ms: 16 * step.unsigned_abs(),
        pressure: None,
    };
    Ok(Strokes::new(vec![Stroke((0..14).map(point).collect())])?)
}
