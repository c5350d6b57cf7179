//! What of a job file can be proved, offline, by anyone who has the file.
//!
//! [`verify`] reads the file, folds it like a phone would, and says of each part whether it holds: who signed what
//! and when, on which device, what changed since, and, of a file that was tampered with, which part does not hold.
//! It never renders a view again to decide whether a signature holds: the bytes that were signed are in the file.
//!
//! Nothing here believes the file about itself. Certificates are believed because the company's root key signed
//! them, and the root key because its fingerprint is the one that the reader knows from elsewhere.
//!
//! What cannot be shown from one file: that it is the newest one. An older, whole file of a job is a true record of
//! an earlier moment.

mod attached;
mod document;
mod facts;
mod finding;
mod office;
mod people;
mod scene;
mod signatures;
#[cfg(test)]
mod tests;
mod when;
mod words;

pub use finding::{Finding, Moment, Says, Standing, Verdict};

use crate::digest::sha256;
use crate::id::hex;
use crate::jobfile::{JobFile, NotJobFile, Opened};
use finding::Standing::{Broken, Holds, Note};
use scene::Scene;

/// Verifies the bytes of a job file. `expected` is the fingerprint of the company's root key as the reader knows it,
/// with or without spaces; without it the verdict says whose file it claims to be.
#[must_use]
pub fn verify(bytes: &[u8], expected: Option<&str>) -> Verdict {
    let sha256 = hex(&sha256(bytes).0);
    let Opened { file, is_whole } = match JobFile::open(bytes) {
        Ok(opened) => opened,
        Err(why) => return Verdict::unreadable(sha256, why),
    };
    let mut findings = vec![whole(&file, is_whole, bytes.len()), company(&file, expected)];
    let scene = Scene::set(&file);
    let scene = match scene {
        Ok(scene) => scene,
        Err(finding) => {
            findings.push(*finding);
            return Verdict::of(sha256, &file, None, findings);
        }
    };
    findings.push(people::certificates(&scene));
    findings.push(document::changes(&scene));
    findings.push(facts::facts(&scene));
    findings.extend(signatures::all(&scene));
    findings.push(attached::packs(&scene));
    findings.push(attached::files(&scene));
    findings.extend(office::rulings(&scene));
    findings.push(office::receipts(&scene));
    Verdict::of(sha256, &file, scene.case.state().created.as_ref(), findings)
}

/// The file as a container.
fn whole(file: &JobFile, is_whole: bool, bytes: usize) -> Finding {
    if !is_whole {
        return Finding::of(Broken, Says::FileDamaged);
    }
    let mut finding = Finding::of(Holds, Says::FileWhole { bytes });
    if !file.is_in_order() {
        finding.put(Finding::of(Broken, Says::FileRearranged));
    }
    finding
}

/// Whose file it is.
fn company(file: &JobFile, expected: Option<&str>) -> Finding {
    let fingerprint = file.root_key.fingerprint();
    let plain = |text: &str| -> String {
        let text = text.trim().trim_start_matches("tenant_");
        text.chars().filter(|c| !c.is_whitespace() && *c != ':').collect::<String>().to_lowercase()
    };
    match expected {
        None => Finding::of(Note, Says::CompanyUnknown { fingerprint }),
        Some(expected) if plain(expected) == plain(&fingerprint) => {
            Finding::of(Holds, Says::CompanyAsExpected { fingerprint })
        }
        Some(expected) => {
            let expected = expected.trim().to_owned();
            Finding::of(Broken, Says::CompanyIsAnother { fingerprint, expected })
        }
    }
}

impl Verdict {
    fn unreadable(sha256: String, why: NotJobFile) -> Self {
        let findings = vec![Finding::of(Broken, Says::NotReadable { why: why.into() })];
        Self { sha256, fingerprint: None, case: None, number: None, findings }
    }
}
