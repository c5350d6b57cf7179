//! Facts: whether each is signed by whom it names, and what is odd about it.

use std::collections::BTreeMap;

use super::document::short;
use super::finding::Standing::{Broken, Holds, Note};
use super::finding::{Finding, Says};
use super::scene::Scene;
use crate::case::Applied;
use crate::fact::{Body, Consented, Fact, Kind, SignatureGiven};
use crate::fold::{CLOCK_TOLERANCE_MS, Flag};
use crate::id::{CertificateId, FactId};
use crate::statement::{Statement, View};
use crate::sync::{Item, ItemKind};

/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60_000;

/// Every fact.
pub(super) fn facts(scene: &Scene<'_>) -> Finding {
    let items: Vec<(&Item, &Applied)> = scene.items(ItemKind::Fact).collect();
    let refused = items.iter().filter_map(|(item, result)| refused(scene, item, result));
    let waiting = scene.graph.waiting.iter().filter(|(_, missing)| !missing.is_empty());
    let waiting = waiting.map(|(id, missing)| {
        let says = Says::FactWaits { fact: short(&id.0), kind: kind(scene, id), missing: missing.len() };
        Finding::of(Broken, says)
    });
    // What follows those is named by its number: one part that does not hold should not bury what it is.
    let further = scene.graph.waiting.values().filter(|missing| missing.is_empty()).count();
    let further = (further > 0).then(|| Finding::of(Broken, Says::FactsFollow { facts: further }));
    Finding::of(Holds, Says::Facts { count: items.len() })
        .with(refused)
        .with(waiting)
        .with(further)
        .with(scene.case.state().flags.iter().filter_map(|flag| flagged(scene, flag)))
        .with(clocks_behind(scene))
        .with(handovers(scene))
        .with(consents(scene))
        .with(signed_totals(scene))
}

fn refused(scene: &Scene<'_>, item: &Item, result: &Applied) -> Option<Finding> {
    let read = Fact::open(&item.bytes).ok();
    let why = match (result, &read) {
        (Applied::Refused { detail, .. }, _) => detail.clone(),
        (Applied::Waiting { .. }, Some(fact)) if scene.certificate(&fact.body().certificate).is_none() => {
            "its certificate is not in the file, or does not hold".to_owned()
        }
        // The same fact under another signature, which does not hold, beside the one that does.
        (Applied::Known, Some(fact))
            if scene.case.facts().get(&fact.id()).is_some_and(|held| held.to_bytes() != *item.bytes) =>
        {
            "it stands twice, under two signatures".to_owned()
        }
        _ => return None,
    };
    let (fact, kind, by) = match &read {
        Some(fact) => {
            let by = scene.name(&fact.body().certificate);
            (short(&fact.id().0), kind_name(fact.body().kind), by)
        }
        None => ("?".to_owned(), "?".to_owned(), "?".to_owned()),
    };
    Some(Finding::of(Broken, Says::FactForged { fact, kind, by, why }))
}

fn kind_name(code: u16) -> String {
    Kind::from_code(code).map_or_else(|| code.to_string(), |kind| kind.name().to_owned())
}

fn kind(scene: &Scene<'_>, id: &FactId) -> String {
    scene.case.facts().get(id).map(|fact| kind_name(fact.body().kind)).unwrap_or_default()
}

fn by(scene: &Scene<'_>, id: &FactId) -> String {
    scene.case.facts().get(id).map(|fact| scene.author(fact)).unwrap_or_default()
}

fn flagged(scene: &Scene<'_>, flag: &Flag) -> Option<Finding> {
    let (kind, by) = (|id| kind(scene, id), |id| by(scene, id));
    let says = match flag {
        Flag::Illegal { fact, reason } => Says::FactWithoutEffect {
            fact: *fact,
            kind: kind(fact),
            by: by(fact),
            state: reason.state().to_owned(),
        },
        Flag::Ruled { fact, reason } => {
            Says::FactRuled { fact: *fact, kind: kind(fact), by: by(fact), reason: reason.clone() }
        }
        Flag::Fork { first, .. } => Says::Forked { name: by(first) },
        Flag::ClockJumped { fact, by_ms, .. } => {
            let at = scene.case.facts().get(fact)?.body().time.wall_ms;
            Says::ClockJumped { name: by(fact), minutes: by_ms / MINUTE_MS, at: scene.moment(at) }
        }
        Flag::UnknownKind { fact } => {
            let kind = scene.case.facts().get(fact)?.body().kind;
            Says::FactUnknown { fact: *fact, kind }
        }
        Flag::UnknownWorker { .. } => return None,
    };
    Some(Finding::of(Note, says))
}

/// Devices whose clock stood before what they themselves had seen: of each, where it was worst.
fn clocks_behind(scene: &Scene<'_>) -> Vec<Finding> {
    let mut worst: BTreeMap<CertificateId, (i64, i64)> = BTreeMap::new();
    for fact in scene.case.facts().values().map(|fact| fact.body()) {
        let seen = fact.after.iter().filter_map(|id| scene.case.facts().get(id));
        let Some(newest) = seen.map(|seen| seen.body().time.wall_ms).max() else { continue };
        let behind = newest.saturating_sub(fact.time.wall_ms);
        let known = worst.entry(fact.certificate).or_insert((0, 0));
        if behind > CLOCK_TOLERANCE_MS && behind > known.0 {
            *known = (behind, fact.time.wall_ms);
        }
    }
    let behind = worst.into_iter().filter(|(_, (behind, _))| *behind > 0);
    behind
        .map(|(by, (behind, at))| {
            let (name, at) = (scene.name(&by), scene.moment(at));
            Finding::of(Note, Says::ClockBehind { name, minutes: behind / MINUTE_MS, at })
        })
        .collect()
}

fn handovers<'s>(scene: &'s Scene<'_>) -> impl Iterator<Item = Finding> + 's {
    scene.facts().filter_map(|(_, fact, body)| {
        let Body::HandedOver(handed) = body else { return None };
        let at = scene.moment(fact.body().time.wall_ms);
        let says = Says::HandedOver { by: scene.author(fact), receiver: handed.receiver.clone(), at };
        Some(Finding::of(Holds, says))
    })
}

/// A consent that names a signature must name one under the same quote of the same visit, drawn before.
fn consents<'s>(scene: &'s Scene<'_>) -> impl Iterator<Item = Finding> + 's {
    scene.facts().filter_map(|(id, fact, body)| {
        let Body::Consented(consented) = body else { return None };
        let signature = consented.signature?;
        let says = match scene.bodies.get(&signature) {
            Some(Body::Signed(signed)) => {
                let statement = Statement::from_bytes(&signed.statement).ok();
                let fits = statement.is_some_and(|statement| is_under(consented, &statement));
                let order = scene.graph.position(&signature).zip(scene.graph.position(&id));
                let is_before = order.is_some_and(|(before, after)| scene.graph.precedes(before, after));
                if fits && is_before {
                    return other_total(scene, fact, consented.total_minor, signed);
                }
                Says::ConsentUnderOther { fact: id, by: scene.author(fact) }
            }
            Some(_) => Says::ConsentUnderOther { fact: id, by: scene.author(fact) },
            None => Says::ConsentWithoutSignature { fact: id },
        };
        Some(Finding::of(Broken, says))
    })
}

/// A consent, or a signature, that says another total than the one for which the customer signed.
fn other_total(
    scene: &Scene<'_>,
    fact: &Fact,
    claimed_minor: Option<i64>,
    signed: &SignatureGiven,
) -> Option<Finding> {
    let claimed_minor = claimed_minor?;
    let signed_minor = View::from_bytes(scene.blobs.get(&signed.view)?).ok()?.total_minor;
    let (by, differs) = (scene.author(fact), signed_minor != Some(claimed_minor));
    let says = Says::OtherTotal { by, claimed_minor, signed_minor };
    differs.then(|| Finding::of(Broken, says))
}

fn signed_totals<'s>(scene: &'s Scene<'_>) -> impl Iterator<Item = Finding> + 's {
    scene.facts().filter_map(|(_, fact, body)| {
        let Body::Signed(signed) = body else { return None };
        other_total(scene, fact, signed.total_minor, signed)
    })
}

fn is_under(consented: &Consented, statement: &Statement) -> bool {
    let same_quote = consented.quote.is_none() || statement.quote == consented.quote;
    same_quote && statement.visit == consented.visit
}
