mod attacks;
mod flips;
mod honest;
mod world;

use super::*;
use crate::tests::root;

/// The verdict on a file by somebody who knows the company's key.
fn judged(file: &JobFile) -> Verdict {
    verify(&file.to_bytes(), Some(&root().public().fingerprint()))
}

/// What does not hold, is missing or is to be known, in words.
fn told(verdict: &Verdict, standing: Standing) -> Vec<String> {
    let english = crate::text::Language::english();
    let leaves = verdict.all().filter(|finding| finding.standing == standing && finding.parts.is_empty());
    leaves.map(|finding| finding.text(&english)).collect()
}

/// The findings of a verdict of which one does not hold.
fn codes(verdict: &Verdict, standing: Standing) -> Vec<String> {
    let leaves = verdict.all().filter(|finding| finding.standing == standing && finding.parts.is_empty());
    let code =
        |finding: &Finding| serde_json::to_value(&finding.says).unwrap()["code"].as_str().unwrap().to_owned();
    leaves.map(code).collect()
}
