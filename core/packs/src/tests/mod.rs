//! Packs as a whole: published, refused, compared.

mod air_conditioner;
mod compared;
mod desk;
mod elder_care;
mod field_inspection;
mod golden;
mod housekeeping;
mod linked;
mod mutants;
mod pc_repair;
mod priced;
mod property_repair;
mod published;
mod refused;
mod repeated;
mod settled;
mod timing;
pub(crate) mod warranty;

use doorstep_domain::pack::Sources;

use crate::{Finding, LintReport, Published, compile_sources};

const CHECKLIST: &str = "checklists/lamp.yaml";
const PRICES: &str = "prices/standard.yaml";

fn lamp() -> Sources {
    [
        ("pack.yaml", include_str!("lamp/pack.yaml")),
        ("guidance.yaml", include_str!("lamp/guidance.yaml")),
        (CHECKLIST, include_str!("lamp/checklists/lamp.yaml")),
        (PRICES, include_str!("lamp/prices/standard.yaml")),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
    .collect()
}

/// The test pack with the first occurrence of a text in one of its files replaced.
fn lamp_with(file: &str, from: &str, to: &str) -> Sources {
    let mut sources = lamp();
    let text = String::from_utf8(sources[file].clone()).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    sources.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    sources
}

fn published(sources: &Sources) -> Published {
    compile_sources(sources).unwrap_or_else(|report| panic!("{report}"))
}

/// What was found, without the number of the line; nothing for a success.
fn findings<T>(result: Result<T, LintReport>) -> Vec<String> {
    let findings = result.err().map_or_else(Vec::new, |report| report.findings);
    findings.into_iter().map(|finding| Finding { line: None, ..finding }.to_string()).collect()
}
