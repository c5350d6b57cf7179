//! The job file: its bytes against those of its parts, and the time to verify it.

use std::time::Instant;

use doorstep_domain::jobfile::JobFile;
use doorstep_domain::verify::verify;
use serde_json::json;

use super::ratio::median;
use super::{Figures, Ratio, Row};
use crate::fuzz;
use crate::world::Trouble;

const ROUNDS: usize = 9;

/// The most that a file may have above its parts, in thousandths.
const TARGET: u64 = 1_050;

pub(super) fn measure() -> Result<Figures, Trouble> {
    let whole = fuzz::a_job_file()?;
    let without = JobFile { packs: Vec::new(), ..whole.clone() };
    let mut rows = Vec::new();
    let mut all = serde_json::Map::new();
    for (name, file) in [("with its service pack", &whole), ("without the service pack", &without)] {
        let (bytes, parts) = (file.to_bytes(), parts(file)?);
        let ratio = Ratio::of(u64::try_from(bytes.len())?, parts);
        let verify_us = time_to_verify(&bytes)?;
        let row = |what: &str, found: String, target: &str, met| Row {
            what: format!("{name}: {what}"),
            found,
            target: target.to_owned(),
            met,
        };
        let is_met = Some(ratio.permille() <= TARGET);
        rows.push(row("bytes", bytes.len().to_string(), "", None));
        rows.push(row(&format!("bytes to its parts ({parts})"), ratio.to_string(), "≤ 1.05", is_met));
        rows.push(row("time to verify, µs", verify_us.to_string(), "", None));
        let figures = json!({"bytes": bytes.len(), "parts_bytes": parts, "ratio_permille": ratio, "verify_us": verify_us});
        all.insert(name.replace(' ', "_"), figures);
    }
    Ok(Figures { rows, json: all.into() })
}

/// The bytes that somebody who verifies needs: key and case, every item, file and pack, and what receipts are about.
fn parts(file: &JobFile) -> Result<u64, Trouble> {
    let items = file.items.iter().map(|item| item.bytes.len());
    let files = file.blobs.iter().chain(&file.packs).map(|bytes| bytes.len());
    let receipts = file.receipts.iter().map(|held| held.receipt.len() + 32 * held.items.len());
    Ok(u64::try_from(32 + 16 + items.chain(files).chain(receipts).sum::<usize>())?)
}

fn time_to_verify(bytes: &[u8]) -> Result<u64, Trouble> {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let verdict = verify(bytes, None);
        times.push(u64::try_from(start.elapsed().as_micros())?);
        if verdict.findings.is_empty() {
            return Err("nothing was found in the job file".into());
        }
    }
    Ok(median(times))
}
