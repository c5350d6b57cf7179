//! What an item builds on, inside the appending transaction.

use doorstep_domain::control::Control;
use doorstep_domain::id::{CaseId, DeviceId};
use doorstep_domain::sync::NackCode;

use super::candidate::What;
use super::scope::{self, Gate};
use super::{
    CASE_BYTES_MAX, Candidate, Examined, REQUEST_RULINGS_MAX, Refusal, Verdict, change, fact, presented,
    ruling,
};
use crate::error::Error;
use crate::keys::Keys;
use crate::store::{NewEntry, Write};
use crate::trial::{self, Bug};

/// The items of one request, examined, with who delivers them.
#[derive(Debug)]
pub(crate) struct Push {
    pub(crate) device: DeviceId,
    /// The user of the device; `None` for the office itself, which has no stream of its own.
    pub(crate) user: Option<String>,
    /// The streams that the device sees.
    pub(crate) streams: Vec<String>,
    pub(crate) items: Examined,
    /// Orders of this office that the device presents.
    pub(crate) orders: Vec<Control>,
    pub(crate) now_ms: i64,
}

impl Push {
    /// The good items of one case, in order.
    pub(super) fn of_case(&self, case: CaseId) -> impl Iterator<Item = &Candidate> {
        let items = self.items.iter().filter(move |(of, _)| *of == case);
        items.filter_map(|(_, item)| item.as_ref().ok())
    }

    pub(super) fn entry<'a>(&self, case: CaseId, item: &'a Candidate) -> NewEntry<'a> {
        NewEntry {
            case: Some(case),
            stream: None,
            kind: item.kind(),
            hash: item.hash,
            about: None,
            device: Some(self.device),
            bytes: &item.bytes,
            received_at_ms: self.now_ms,
        }
    }
}

/// Appends what may be appended and says for every item, in order, what became of it.
pub(crate) fn admit(tx: &mut dyn Write, push: &Push, keys: &Keys) -> Result<Vec<Verdict>, Error> {
    take_orders(tx, push, keys)?;
    let verdicts = each(tx, push, keys)?;
    // Those about cases that began with this request.
    take_orders(tx, push, keys)?;
    Ok(verdicts)
}

fn take_orders(tx: &mut dyn Write, push: &Push, keys: &Keys) -> Result<(), Error> {
    push.orders.iter().try_for_each(|order| presented::take(tx, order, &push.streams, push.now_ms, keys))
}

fn each(tx: &mut dyn Write, push: &Push, keys: &Keys) -> Result<Vec<Verdict>, Error> {
    let mut verdicts = Vec::with_capacity(push.items.len());
    let mut gate: Option<Gate> = None;
    let mut rulings = 0;
    for (case, item) in &push.items {
        let current = match gate.take() {
            Some(gate) if gate.case == *case => gate,
            earlier => {
                close(tx, earlier.as_ref())?;
                scope::open(tx, push, *case, keys)?
            }
        };
        let verdict = match item {
            Ok(item) => one(tx, push, &current, item, keys)?,
            Err(refusal) => Err(refusal.clone()),
        };
        if let (Ok(()), Err(refusal)) = (&current.open, &verdict)
            && rulings < REQUEST_RULINGS_MAX
            && ruling::void(tx, *case, refusal, push.now_ms, keys)?
        {
            rulings += 1;
        }
        verdicts.push(verdict);
        gate = Some(current);
    }
    close(tx, gate.as_ref())?;
    if trial::is_on(Bug::AllOrNothing) && verdicts.iter().any(Result::is_err) {
        return Err(Error::Busy);
    }
    Ok(verdicts)
}

/// Tells the streams of a case that there is news.
fn close(tx: &mut dyn Write, gate: Option<&Gate>) -> Result<(), Error> {
    match gate {
        Some(Gate { case, open: Ok(()) }) => tx.announce(*case),
        _ => Ok(()),
    }
}

fn one(
    tx: &mut dyn Write,
    push: &Push,
    gate: &Gate,
    item: &Candidate,
    keys: &Keys,
) -> Result<Verdict, Error> {
    let case = gate.case;
    if let Err(refusal) = &gate.open {
        return Ok(Err(refusal.clone()));
    }
    if tx.logged(case, item.kind(), item.hash)?.is_some() {
        return Ok(Ok(item.hash));
    }
    let size_bytes = tx.case(case)?.map_or(0, |case| case.size_bytes);
    if size_bytes + item.bytes.len() as u64 > CASE_BYTES_MAX {
        return Ok(Err(Refusal::new(NackCode::TooLarge, "the case has too many bytes")));
    }
    let fits = match &item.what {
        What::Change(change) => change::append(tx, push.entry(case, item), case, change)?,
        What::Fact(fact, certificate) => fact::append(tx, push, case, item, (fact, certificate), keys)?,
        What::Certificate(certificate) => {
            tx.put_certificate(certificate)?;
            tx.append(push.entry(case, item))?;
            Ok(())
        }
        What::SmallBlob => {
            tx.append(push.entry(case, item))?;
            Ok(())
        }
        What::Manifest(certificate) => {
            fact::carry_certificate(tx, case, certificate, push.now_ms)?;
            tx.append(push.entry(case, item))?;
            Ok(())
        }
    };
    Ok(fits.map(|()| item.hash))
}
