//! Signatures: who signed what, and what changed since.

use super::document::short;
use super::finding::Standing::{Broken, Holds, Missing, Note};
use super::finding::{Finding, Says};
use super::scene::Scene;
use super::when;
use crate::case::Standing;
use crate::fact::{Body, Fact, SignatureGiven};
use crate::id::{FactId, Hash};
use crate::ruling::Verdict;
use crate::signature::{Difference, Strokes};
use crate::statement::{Statement, View};

/// Every signature, ancestors first.
pub(super) fn all(scene: &Scene<'_>) -> Vec<Finding> {
    let signed = scene.facts().filter_map(|(id, fact, body)| match body {
        Body::Signed(signed) => Some(one(scene, id, fact, signed)),
        _ => None,
    });
    let signed: Vec<Finding> = signed.collect();
    if signed.is_empty() { vec![Finding::of(Holds, Says::NoSignatures)] } else { signed }
}

fn one(scene: &Scene<'_>, id: FactId, fact: &Fact, signed: &SignatureGiven) -> Finding {
    let says = Says::Signature {
        fact: id,
        role: signed.role.name().to_owned(),
        signer: signed.signer.name.clone(),
        relation: signed.signer.relation.clone(),
        at: scene.moment(fact.body().time.wall_ms),
        written_by: scene.author(fact),
        device: scene.device(&fact.body().certificate),
    };
    let mut finding = Finding::of(Holds, says).with(statement(scene, id, signed));
    finding.put(strokes(scene, signed));
    finding.put(when::of(scene, id, fact));
    finding = finding.with(revoked(scene, id, fact));
    if let Some(proxy) = &signed.proxy {
        let witness = proxy.witness.clone();
        finding.put(Finding::of(Note, Says::Proxy { reason: proxy.reason.clone(), witness }));
    }
    if scene.case.state().is_provisional(id) {
        finding.put(Finding::of(Note, Says::Provisional));
    }
    finding
}

/// A signature that reached the office when it had already taken the device out of use.
fn revoked(scene: &Scene<'_>, id: FactId, fact: &Fact) -> Option<Finding> {
    let ruling = scene.case.rulings().get(&Hash(id.0))?;
    let says = Says::MadeOnRevoked {
        device: scene.device(&fact.body().certificate),
        revoked: scene.moment(ruling.device_revoked_ms?),
        admitted: (ruling.verdict == Verdict::Admitted).then(|| scene.moment(ruling.at_ms)),
    };
    Some(Finding::of(Note, says))
}

/// The statement, the view that it names, the screen on which it was, and what stands now.
fn statement(scene: &Scene<'_>, id: FactId, signed: &SignatureGiven) -> Vec<Finding> {
    let Ok(statement) = Statement::from_bytes(&signed.statement) else {
        return vec![Finding::of(Broken, Says::StatementMalformed)];
    };
    let other = if statement.case != scene.case.id() {
        Some("case")
    } else if statement.visit != signed.visit {
        Some("visit")
    } else if statement.role != signed.role {
        Some("role")
    } else {
        None
    };
    let mut findings = match other {
        Some(what) => vec![Finding::of(Broken, Says::StatementOfOther { what })],
        None => {
            let (language, rules_version) = (statement.language.clone(), statement.rules_version);
            vec![Finding::of(Holds, Says::StatementFits { language, rules_version })]
        }
    };
    findings.extend(screen(scene, id, &statement));
    findings.extend(view(scene, signed, &statement));
    findings
}

/// Whether what the statement says was on the screen is in the file, and was known to whoever wrote the signature.
fn screen(scene: &Scene<'_>, id: FactId, statement: &Statement) -> Option<Finding> {
    let document = scene.case.raw_document();
    let is_known = |fact: &FactId| {
        let places = scene.graph.position(fact).zip(scene.graph.position(&id));
        places.is_some_and(|(before, after)| scene.graph.precedes(before, after))
    };
    let what = if !statement.document_heads.iter().all(|head| document.has(head) || scene.case.is_void(head))
    {
        "changes"
    } else if !statement.fact_heads.iter().all(is_known) {
        "facts"
    } else {
        return None;
    };
    Some(Finding::of(Broken, Says::ScreenUnknown { what }))
}

fn view(scene: &Scene<'_>, signed: &SignatureGiven, statement: &Statement) -> Vec<Finding> {
    let Some(bytes) = scene.blobs.get(&signed.view) else {
        return vec![Finding::of(Missing, Says::ViewMissing { view: short(&signed.view.0) })];
    };
    if statement.view != View::hash_of(bytes) || View::from_bytes(bytes).is_err() {
        return vec![Finding::of(Broken, Says::ViewIsAnother)];
    }
    let fits = Finding::of(Holds, Says::ViewFits { view: statement.view });
    let standing = scene.rules.as_ref().map(|rules| scene.case.standing_of(signed, bytes, rules));
    let now = match standing {
        Some(Standing::Compared(difference)) if difference.is_none() => Finding::of(Holds, Says::StillStands),
        Some(Standing::Compared(difference)) => since(difference),
        Some(Standing::Broken) => return vec![fits],
        Some(Standing::Unknown) | None => Finding::of(Note, Says::CannotCompare),
    };
    vec![fits, now]
}

/// What is not what was signed any more, by name. It takes nothing from the signature.
fn since(difference: Difference) -> Finding {
    let lines = difference.lines.iter().map(|change| Says::LineDiffers {
        change: change.clone(),
        minor_digits: difference.currency.as_ref().map_or(2, |currency| currency.minor_digits),
    });
    let checks = difference.checks.iter().map(|change| Says::CheckDiffers { change: change.clone() });
    let parts: Vec<Finding> = lines.chain(checks).map(|says| Finding::of(Note, says)).collect();
    Finding::of(Note, Says::ChangedSince { difference: Box::new(difference) }).with(parts)
}

fn strokes(scene: &Scene<'_>, signed: &SignatureGiven) -> Finding {
    let Some(bytes) = scene.blobs.get(&signed.strokes) else {
        return Finding::of(Missing, Says::StrokesMissing { strokes: short(&signed.strokes.0) });
    };
    let why = match Strokes::from_bytes(bytes) {
        Ok(drawn) => match drawn.check_ink() {
            Ok(()) => {
                let (strokes, points) = (drawn.strokes().len(), drawn.points().count());
                return Finding::of(Holds, Says::StrokesFit { strokes, points });
            }
            Err(why) => why.to_string(),
        },
        Err(why) => why.to_string(),
    };
    Finding::of(Broken, Says::StrokesNoInk { why })
}
