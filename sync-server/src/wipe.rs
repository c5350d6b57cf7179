//! Lost phones: the order to let go of everything, and what comes of it.
//!
//! The order is in no stream: it is for one device, and it must reach that device after it was taken out and gets nothing
//! else any more. It stands in each answer until the device says that it has it, and a device that was taken out asks for
//! it with its signature alone.

use doorstep_domain::control::{Control, Order};
use doorstep_domain::id::DeviceId;
use doorstep_domain::wipe::{SignedWipeReport, WipeRequest, WipeResponse};
use serde::Deserialize;

use crate::error::Error;
use crate::node::Node;
use crate::reply::Problem;
use crate::store::{Device, Wipe};

/// What the office asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WipeWanted {
    /// What never reached the office goes as well, into rescue files on the phone.
    pub force: bool,
    /// Public key that rescue files are encrypted to, `age1…`; the company's usual one if absent.
    pub rescue_key: Option<String>,
    /// The phone is found again: nothing is taken away from it but what it holds.
    pub keeps_access: bool,
}

impl Node {
    /// Orders a device to let go of everything that is held here, and takes it out unless it keeps its access. A later
    /// order replaces an earlier one. `false` if there is no such device.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn wipe_device(&self, device: DeviceId, wanted: &WipeWanted) -> Result<bool, Error> {
        let now_ms = self.now_ms();
        let rescue_key = wanted.rescue_key.clone().or_else(|| self.options.rescue_key.clone());
        let order = Order::Wipe { device, force: wanted.force, rescue_key };
        let keys = std::sync::Arc::clone(&self.keys);
        let revokes = !wanted.keeps_access;
        self.writer.run(move |tx| {
            let Some(mut row) = tx.device(device)? else { return Ok(false) };
            let round = tx.wipe(device)?.map_or(1, |before| before.round.saturating_add(1));
            let control = Control {
                tenant: keys.tenant(),
                stream: format!("d:{device}"),
                case: None,
                order: order.clone(),
                round,
                at_ms: now_ms,
                certificate: keys.office().id(),
            };
            let order = keys.seal(control).to_bytes();
            tx.put_wipe(&Wipe { device, round, order, ordered_at_ms: now_ms, report: None })?;
            if revokes {
                row.revoked_at_ms = row.revoked_at_ms.or(Some(now_ms));
                tx.put_device(&row)?;
                tx.drop_tokens(device)?;
            }
            Ok(true)
        })
    }
}

/// The order that a device has not heard of yet.
pub(crate) fn standing(node: &Node, device: &Device) -> Result<Option<Vec<u8>>, Error> {
    let wipe = node.read(|read| read.wipe(device.device))?;
    Ok(wipe.filter(|wipe| wipe.report.is_none()).map(|wipe| wipe.order))
}

/// `POST /v1/wipe`: a device says how far it is, and hears what it is to do. It needs no token: its signature says who it is.
pub(crate) fn hear(node: &Node, request: &WipeRequest) -> Result<WipeResponse, Problem> {
    let report = SignedWipeReport::open(&request.report)?;
    let device = report.body().device;
    let known = node.read(|read| read.device(device))?;
    let known = known.ok_or_else(|| Problem::new(403, "device", "no such device"))?;
    if report.verify(&known.public_key).is_err() {
        return Err(Problem::new(403, "signature", "the report is not signed by the device's key"));
    }
    let (now_ms, bytes) = (node.now_ms(), request.report.to_vec());
    let order = node.writer.run(move |tx| {
        let Some(mut wipe) = tx.wipe(device)? else { return Ok(None) };
        if report.body().round != wipe.round {
            return Ok(Some(wipe.order));
        }
        if !is_older(&report, wipe.report.as_ref()) {
            wipe.report = Some((bytes.clone(), now_ms));
            tx.put_wipe(&wipe)?;
        }
        Ok(None)
    })?;
    Ok(WipeResponse { order: order.map(Into::into) })
}

/// Whether a report is an older one than that which is here: somebody says again what was said before.
fn is_older(report: &SignedWipeReport, known: Option<&(Vec<u8>, i64)>) -> bool {
    let known = known.and_then(|(bytes, _)| SignedWipeReport::open(bytes).ok());
    known.is_some_and(|known| known.body().at_ms > report.body().at_ms)
}
