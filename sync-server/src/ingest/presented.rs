//! Orders that devices present because this log may have forgotten them: it was restored from a backup, and the office
//! gave them since. What its own signature is under holds again, unless the log says something itself.

#[cfg(test)]
mod tests;

use doorstep_domain::control::{Control, Order, SignedControl};
use doorstep_domain::key::PublicKey;
use minicbor::bytes::ByteVec;

use super::scope::{self, Directive};
use crate::error::Error;
use crate::keys::Keys;
use crate::store::{Read, Write};

/// Those among the orders that this company's office signed. The others are left out of account: who forges an order
/// learns nothing.
pub(crate) fn checked(orders: &[ByteVec], read: &dyn Read, keys: &Keys) -> Result<Vec<Control>, Error> {
    let mut checked = Vec::new();
    for bytes in orders {
        let Ok(order) = SignedControl::open(bytes) else { continue };
        let body = order.body();
        let key = office_key(body, read, keys)?.filter(|_| body.tenant == keys.tenant());
        match key.map(|key| order.verify(&key)) {
            Some(Ok(())) => checked.push(body.clone()),
            _ => tracing::warn!("an order was presented that this office never gave"),
        }
    }
    Ok(checked)
}

/// The key of the server that gave an order, perhaps before its certificate was renewed.
fn office_key(order: &Control, read: &dyn Read, keys: &Keys) -> Result<Option<PublicKey>, Error> {
    if order.certificate == keys.office().id() {
        return Ok(Some(keys.office().certificate().body().public_key));
    }
    let certificate = read.certificate(order.certificate)?;
    let certificate = certificate.filter(|certificate| certificate.body().is_of_server());
    Ok(certificate.map(|certificate| certificate.body().public_key))
}

/// Puts an order about what somebody sees into force once more, if it is for one of the device's streams and the log has
/// none of its own for that stream and case; if the case was erased meanwhile, this is ordered instead. Whom the facts of the case assign it to is decided by these, afterwards.
pub(super) fn take(
    tx: &mut dyn Write,
    presented: &Control,
    streams: &[String],
    now_ms: i64,
    keys: &Keys,
) -> Result<(), Error> {
    let Some(case) = presented.case.filter(|_| streams.contains(&presented.stream)) else { return Ok(()) };
    let Some(row) = tx.case(case)? else { return Ok(()) };
    if !matches!(presented.order, Order::Grant | Order::Revoke) {
        return Ok(());
    }
    let before = tx.streams_of(case)?.into_iter().find(|row| row.stream == presented.stream);
    // Without an order there is a row only where the case began with this very log.
    let is_known = before
        .as_ref()
        .is_some_and(|row| row.control_seq.is_some() || row.revoked == (presented.order == Order::Revoke));
    if is_known {
        return Ok(());
    }
    // Whoever had the case before it was erased in this log has to hear so, too.
    let order = if row.erased_at_ms.is_some() {
        scope::order_that_erased(tx, case)?
    } else {
        presented.order.clone()
    };
    let directive = Directive { stream: &presented.stream, case, order };
    scope::give(tx, directive, before, presented.round.saturating_add(1), now_ms, keys)
}
