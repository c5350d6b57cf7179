//! What the server says about a fact in the name of the office: refused, held, admitted after all.
//!
//! A fact that is refused for good is on its author's phone and nowhere else, and its author's later facts follow
//! it. So the refusal becomes a ruling in the case: with it they fold, here and on every device.

#[cfg(test)]
mod tests;

use doorstep_domain::certificate::Certificate;
use doorstep_domain::fact::{Fact, FactPayload};
use doorstep_domain::id::{CaseId, FactId, Hash};
use doorstep_domain::ruling::{Ruling, SignedRuling, Verdict};
use doorstep_domain::sync::{ItemKind, NackCode};

use super::fact::carry_certificate;
use super::{CASE_RULINGS_MAX, Refusal};
use crate::error::Error;
use crate::keys::Keys;
use crate::store::{NewEntry, Write};

/// A fact that is refused, although somebody with a certificate of this tenant has signed exactly this: one whose
/// signature does not hold has the same name as the true one, and is never ruled on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RefusedFact {
    hash: Hash,
    after: Vec<FactId>,
}

impl RefusedFact {
    /// `None` if no ruling could say what the fact follows. No honest device makes such a one.
    pub(super) fn of(fact: &Fact) -> Option<Self> {
        let FactPayload { after, .. } = fact.body();
        let mut after = after.clone();
        after.sort();
        let is_sayable = !after.is_empty() && after.len() <= Fact::MAX_AFTER;
        is_sayable.then(|| Self { hash: fact.hash(), after })
    }
}

/// A ruling to be written.
pub(crate) struct NewRuling<'a> {
    pub(crate) target: Hash,
    pub(crate) target_after: &'a [FactId],
    pub(crate) verdict: Verdict,
    pub(crate) reason: &'a str,
    pub(crate) round: u32,
    /// Since when the device of the target is out of use, if it was when the target came.
    pub(crate) device_revoked_ms: Option<i64>,
}

/// Signs a ruling and appends it.
pub(crate) fn rule(
    tx: &mut dyn Write,
    case: CaseId,
    new: &NewRuling<'_>,
    now_ms: i64,
    keys: &Keys,
) -> Result<(), Error> {
    carry_certificate(tx, case, keys.office().certificate(), now_ms)?;
    let ruling = keys.seal(Ruling {
        case,
        target: new.target,
        target_after: new.target_after.to_vec(),
        verdict: new.verdict,
        reason: new.reason.to_owned(),
        round: new.round,
        certificate: keys.office().id(),
        at_ms: now_ms,
        device_revoked_ms: new.device_revoked_ms,
    });
    tx.append(NewEntry {
        case: Some(case),
        stream: None,
        kind: ItemKind::Ruling,
        hash: ruling.hash(),
        about: Some(&new.target.0),
        device: None,
        bytes: &ruling.to_bytes(),
        received_at_ms: now_ms,
    })?;
    Ok(())
}

/// Rules a refused fact void, once, if everything that it follows is known here. `true` if a ruling was written.
pub(super) fn void(
    tx: &mut dyn Write,
    case: CaseId,
    refusal: &Refusal,
    now_ms: i64,
    keys: &Keys,
) -> Result<bool, Error> {
    let Some(fact) = &refusal.fact else { return Ok(false) };
    let is_settled = tx.logged(case, ItemKind::Fact, fact.hash)?.is_some()
        || tx.about(case, ItemKind::Ruling, &fact.hash.0)?.is_some();
    if is_settled
        || tx.count(case, ItemKind::Ruling)? >= CASE_RULINGS_MAX
        || !missing(tx, case, &fact.after)?.is_empty()
    {
        return Ok(false);
    }
    let new = NewRuling {
        target: fact.hash,
        target_after: &fact.after,
        verdict: Verdict::Void,
        reason: refusal.code.name(),
        round: 1,
        device_revoked_ms: None,
    };
    rule(tx, case, &new, now_ms, keys)?;
    Ok(true)
}

/// Says what must be said about a fact that was just appended. One that first arrives when its device is revoked
/// already has no effect until the office admits it. One that was refused before and is in order now counts: this
/// server understands more than it did then.
pub(super) fn on_arrival(
    tx: &mut dyn Write,
    fact: &Fact,
    certificate: &Certificate,
    now_ms: i64,
    keys: &Keys,
) -> Result<(), Error> {
    let case = fact.body().case;
    let refused = newest_on(tx, case, fact.hash())?;
    let device_revoked_ms = tx.device(certificate.device)?.and_then(|device| device.revoked_at_ms);
    let (verdict, reason) = match &refused {
        _ if device_revoked_ms.is_some() => (Verdict::Held, "certificate_revoked"),
        Some(_) => (Verdict::Admitted, "accepted"),
        None => return Ok(()),
    };
    let round = refused.map_or(1, |ruling| ruling.round.saturating_add(1));
    let target_after = &fact.body().after;
    let new = NewRuling { target: fact.hash(), target_after, verdict, reason, round, device_revoked_ms };
    rule(tx, case, &new, now_ms, keys)
}

/// Those of some facts that the case lacks. One that was ruled void has its place without being here.
pub(super) fn missing(tx: &dyn Write, case: CaseId, facts: &[FactId]) -> Result<Vec<[u8; 32]>, Error> {
    let mut missing = Vec::new();
    for fact in facts {
        let is_here = tx.logged(case, ItemKind::Fact, Hash(fact.0))?.is_some();
        if !is_here && newest_on(tx, case, Hash(fact.0))?.is_none_or(|ruling| ruling.target_after.is_empty())
        {
            missing.push(fact.0);
        }
    }
    Ok(missing)
}

fn newest_on(tx: &dyn Write, case: CaseId, target: Hash) -> Result<Option<Ruling>, Error> {
    let Some(seq) = tx.about(case, ItemKind::Ruling, &target.0)? else { return Ok(None) };
    let signed = SignedRuling::open(&tx.bytes(seq)?).map_err(|_| Error::Damaged("a ruling in the log"))?;
    Ok(Some(signed.body().clone()))
}

/// Refusals that a later attempt may not meet, or that say nothing about the fact itself.
pub(super) fn is_final(code: NackCode) -> bool {
    match code {
        NackCode::Malformed | NackCode::TooLarge | NackCode::NotYours => true,
        NackCode::Need
        | NackCode::BadSignature
        | NackCode::WrongCase
        | NackCode::Denied
        | NackCode::ActorFork
        | NackCode::Gone => false,
    }
}
