//! One tick in a checklist, durable when it returns, against its parts by themselves: Automerge's own edit of the
//! same document, and one SQLite transaction of the same rows with the same durability.

use std::time::Instant;

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{Automerge, Change, ObjId, ObjType, ROOT, ReadDoc as _};
use doorstep_core::NewWalkIn;
use doorstep_domain::fact::Area;
use doorstep_domain::id::CaseId;
use doorstep_domain::jobfile::JobFile;
use doorstep_domain::sync::ItemKind;
use doorstep_domain::value::{AnswerKey, Value};
use rusqlite::{Connection, params};
use serde_json::json;

use super::ratio::median;
use super::{Figures, Ratio, Row};
use crate::world::{Company, Phone, Time, Trouble};

/// Edits of each kind, in turns.
const EDITS: usize = 300;
/// Left out: the first ones fill caches.
const WARM_UP: usize = 20;
/// The target, in thousandths of the parts by themselves.
const TARGET: &str = "≤ 1.5";

/// The schema of the device, so that the same rows go into the same tables.
const SCHEMA: &str = include_str!("../../../core/sql/schema.sql");

pub(super) fn measure() -> Result<Figures, Trouble> {
    let time = Time::starting_at(1_772_415_000_000);
    let company = Company::found("property-repair", &time, false)?;
    let phone = company.phone("chen", &["technician"])?;
    phone.sync()?;
    let (case, mut ours) = Ours::prepare(&company, &phone)?;
    let mut parts = Parts::prepare(&company, &phone, case, ours.key.clone())?;
    let (mut whole, mut floor, mut only_automerge) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..WARM_UP + EDITS {
        let value = round % 2 == 0;
        let start = Instant::now();
        ours.edit(value)?;
        let mid = Instant::now();
        let automerge_ns = parts.edit(value)?;
        let end = Instant::now();
        if round >= WARM_UP {
            whole.push(u64::try_from(mid.duration_since(start).as_nanos())?);
            floor.push(u64::try_from(end.duration_since(mid).as_nanos())?);
            only_automerge.push(automerge_ns);
        }
    }
    let (whole, floor, only_automerge) = (median(whole), median(floor), median(only_automerge));
    let micros = |nanos: u64| (nanos / 1000).to_string();
    let row = |what: &str, found: String, target: &str| Row {
        what: what.to_owned(),
        found,
        target: target.to_owned(),
        met: None,
    };
    Ok(Figures {
        rows: vec![
            row("one edit, durable, in microseconds", micros(whole), ""),
            row("its parts by themselves, in microseconds", micros(floor), ""),
            row("of these Automerge, in microseconds", micros(only_automerge), ""),
            row("one edit to its parts", Ratio::of(whole, floor).to_string(), TARGET),
        ],
        json: json!({
            "edits": EDITS,
            "edit_ns": whole,
            "parts_ns": floor,
            "automerge_ns": only_automerge,
            "ratio_permille": Ratio::of(whole, floor),
        }),
    })
}

/// The edit as the app does it.
struct Ours<'a> {
    phone: &'a Phone,
    case: CaseId,
    key: AnswerKey,
    seen: doorstep_core::Version,
}

impl<'a> Ours<'a> {
    fn prepare(company: &Company, phone: &'a Phone) -> Result<(CaseId, Self), Trouble> {
        let core = phone.core()?;
        let (case, _) = core.create_walk_in(NewWalkIn {
            pack: company.pack().id,
            service: "repair-centre".to_owned(),
            report: "the lamp is dark".to_owned(),
            area: Area::Indoor,
            is_emergency: false,
            customer_name: "Wang".to_owned(),
            customer_phone: None,
            address: "3-402".to_owned(),
            time_zone: "CST-8".to_owned(),
            reporter: None,
        })?;
        let job = core.job(case)?;
        let visit = job.state.current_visit().ok_or("a job without a visit")?;
        let mut seen = job.version;
        // A checklist in the middle of its visit.
        for step in ["uniform", "cloths_and_covers", "tools_ready", "introduce", "toolbox_placed", "listened"]
        {
            let answer = (AnswerKey::step(visit, step), Some(Value::Bool(true)));
            seen = core.answer(case, &seen, vec![answer])?;
        }
        Ok((case, Self { phone, case, key: AnswerKey::step(visit, "badge"), seen }))
    }

    fn edit(&mut self, value: bool) -> Result<(), Trouble> {
        let answers = vec![(self.key.clone(), Some(Value::Bool(value)))];
        self.seen = self.phone.core()?.answer(self.case, &self.seen, answers)?;
        Ok(())
    }
}

/// The same document and the same rows, without the rules, the checks and the read model.
struct Parts {
    document: Automerge,
    answers: ObjId,
    connection: Connection,
    case: CaseId,
    key: AnswerKey,
}

impl Parts {
    fn prepare(company: &Company, phone: &Phone, case: CaseId, key: AnswerKey) -> Result<Self, Trouble> {
        let core = phone.core()?;
        let path = company.folder("bench")?.join("job");
        core.export_job(case, &core.job(case)?.version, None, &path)?;
        let file = JobFile::from_bytes(&std::fs::read(&path)?)?;
        let changes = file.items.iter().filter(|item| item.kind == ItemKind::Change.code());
        let changes = changes.map(|item| Change::from_bytes(item.bytes.to_vec()));
        let mut document = Automerge::new();
        document.apply_changes(changes.collect::<Result<Vec<Change>, _>>()?)?;
        let (_, answers) = document.get(ROOT, "answers")?.ok_or("the document has no answers")?;
        debug_assert_eq!(document.object_type(&answers).ok(), Some(ObjType::Map));
        let connection = Connection::open(company.folder("bench")?.join("parts.db"))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(SCHEMA)?;
        connection.execute("INSERT INTO cases (case_id, arrived_seq) VALUES (?1, 1)", [case.as_bytes()])?;
        Ok(Self { document, answers, connection, case, key })
    }

    /// Returns the nanoseconds of the part of Automerge.
    fn edit(&mut self, value: bool) -> Result<u64, Trouble> {
        let start = Instant::now();
        let mut transaction = self.document.transaction();
        transaction.put(&self.answers, self.key.as_str(), value)?;
        let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(1_772_415_000));
        let hash = hash.ok_or("nothing was changed")?;
        let bytes = self.document.get_change_by_hash(&hash).ok_or("the change is gone")?.raw_bytes().to_vec();
        let automerge_ns = u64::try_from(start.elapsed().as_nanos())?;
        let transaction = self.connection.transaction()?;
        transaction
            .prepare_cached(
                "INSERT INTO items (case_id, kind, hash, bytes, origin, state)
                 VALUES (?1, 1, ?2, ?3, 'own', 'applied')",
            )?
            .execute(params![self.case.as_bytes(), hash.0, bytes])?;
        let row = transaction.last_insert_rowid();
        transaction
            .prepare_cached(
                "INSERT INTO outbox (item_id, case_id, urgency, reason) VALUES (?1, ?2, 1, 'own')",
            )?
            .execute(params![row, self.case.as_bytes()])?;
        transaction.commit()?;
        Ok(automerge_ns)
    }
}
