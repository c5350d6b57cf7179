//! Who may write to a case and who sees it.

use std::collections::BTreeSet;

use doorstep_domain::certificate::Certificate;
use doorstep_domain::control::{Control, Order};
use doorstep_domain::fact::Body;
use doorstep_domain::id::CaseId;
use doorstep_domain::sync::{ItemKind, NackCode};

use super::Refusal;
use super::admit::Push;
use super::candidate::What;
use crate::error::Error;
use crate::keys::Keys;
use crate::retention;
use crate::store::{Device, NewEntry, StreamCase, Write};

/// The stream in which every case is.
pub(crate) const OFFICE_STREAM: &str = "office";

/// The stream that every device sees.
pub(crate) const ALL_STREAM: &str = "all";

/// The stream of one user.
pub(crate) fn user_stream(user: &str) -> String {
    format!("u:{user}")
}

/// The streams that a device sees.
pub(crate) fn streams_of(device: &Device) -> Vec<String> {
    let mut streams = vec![user_stream(&device.user)];
    if is_office(&device.roles) {
        streams.push(OFFICE_STREAM.to_owned());
    }
    streams
}

/// Whether a push may add to a case.
pub(super) struct Gate {
    pub(super) case: CaseId,
    pub(super) open: Result<(), Refusal>,
}

/// Decides about one case of a push. A new case enters the streams of its creator and of the office.
///
/// Who had the case once may still deliver what was made then: work that was honest when it was done does not
/// become worthless by a reassignment. An unknown case and one out of scope get the same answer.
pub(super) fn open(tx: &mut dyn Write, push: &Push, case: CaseId, keys: &Keys) -> Result<Gate, Error> {
    let known = tx.case(case)?;
    let open = match known {
        None => begin(tx, push, case)?,
        Some(known) if known.erased_at_ms.is_some() => Err(erased(tx, push, case, keys)?),
        Some(_) if !is_in_scope(tx, push, case, keys)? => Err(denied()),
        Some(_) => Ok(()),
    };
    Ok(Gate { case, open })
}

/// Nothing of an erased case comes back, however late. Whoever had it hears so; so does somebody to whom it was
/// handed over as a file, and gets the order that erases it there too. To everybody else it does not exist; but the office is told who has it.
fn erased(tx: &mut dyn Write, push: &Push, case: CaseId, keys: &Keys) -> Result<Refusal, Error> {
    if push.user.is_some() {
        tx.put_holder(case, push.device, push.now_ms)?;
    }
    let rows = tx.streams_of(case)?;
    let had_it = rows.iter().any(|row| push.streams.contains(&row.stream));
    if !had_it {
        let Some(user) = push.user.as_deref().filter(|user| is_handed_over(push, user, case, &rows)) else {
            return Ok(denied());
        };
        let order_in_force = order_that_erased(tx, case)?;
        let directive = Directive { stream: &user_stream(user), case, order: order_in_force };
        order(tx, directive, push.now_ms, keys)?;
    }
    Ok(Refusal::new(NackCode::Gone, "the case was erased"))
}

/// What devices are told about a case that was erased.
pub(super) fn order_that_erased(tx: &dyn Write, case: CaseId) -> Result<Order, Error> {
    Ok(retention::order_of(tx.stub(case)?.and_then(|stub| stub.by)))
}

fn denied() -> Refusal {
    Refusal::new(NackCode::Denied, "no such case in your scope")
}

/// Begins a case with its first change, wherever that stands in the request. One that is no good begins nothing.
fn begin(tx: &mut dyn Write, push: &Push, case: CaseId) -> Result<Result<(), Refusal>, Error> {
    let Some(genesis) = push.of_case(case).find(|item| item.is_genesis()) else { return Ok(Err(denied())) };
    let What::Change(change) = &genesis.what else { return Ok(Err(denied())) };
    let first_seq = tx.head()?.seq + 1;
    if let Err(refusal) = super::change::append(tx, push.entry(case, genesis), case, change)? {
        return Ok(Err(refusal));
    }
    let creator = push.user.as_deref().map(user_stream);
    for stream in creator.into_iter().chain([OFFICE_STREAM.to_owned()]) {
        let (last_seq, granted_seq) = (first_seq, first_seq);
        tx.put_stream(&StreamCase {
            stream,
            case,
            last_seq,
            granted_seq,
            control_seq: None,
            round: 0,
            revoked: false,
        })?;
    }
    Ok(Ok(()))
}

/// Whoever made a case sees it, also if somebody else delivered it: a colleague with the file of it, or with what a
/// restored server has lost. That they hand it on when it is assigned to others is up to the projector.
pub(super) fn let_maker_see(
    tx: &mut dyn Write,
    case: CaseId,
    maker: &Certificate,
    now_ms: i64,
    keys: &Keys,
) -> Result<(), Error> {
    let stream = user_stream(&maker.user);
    if maker.is_of_server() || tx.streams_of(case)?.iter().any(|row| row.stream == stream) {
        return Ok(());
    }
    order(tx, Directive { stream: &stream, case, order: Order::Grant }, now_ms, keys)
}

fn is_in_scope(tx: &mut dyn Write, push: &Push, case: CaseId, keys: &Keys) -> Result<bool, Error> {
    let rows = tx.streams_of(case)?;
    let (mut had_it, mut sees_it) = (false, false);
    for row in rows.iter().filter(|row| push.streams.contains(&row.stream)) {
        had_it = true;
        sees_it |= !row.revoked;
    }
    let Some(user) = push.user.as_ref().filter(|_| !sees_it) else { return Ok(had_it) };
    // A file that came to whom it was taken from shows the case there; what the office thinks of it, it says by an order.
    let (given, stream) = (is_handed_over(push, user, case, &rows), user_stream(user));
    if given && had_it && !is_news_of_handover(tx, push, case)? {
        // Of a handover that is in the log already it has said so: the phone that shows the case hears it once more.
        let own = rows.into_iter().find(|row| row.stream == stream);
        let round = own.as_ref().map_or(1, |row| row.round + 1);
        let directive = Directive { stream: &stream, case, order: Order::Revoke };
        give(tx, directive, own, round, push.now_ms, keys)?;
    } else if given || (!had_it && was_handed_over(tx, user, case)?) {
        order(tx, Directive { stream: &stream, case, order: Order::Grant }, push.now_ms, keys)?;
        return Ok(true);
    }
    Ok(had_it)
}

/// Whether a push has a handover that the log has not.
fn is_news_of_handover(tx: &dyn Write, push: &Push, case: CaseId) -> Result<bool, Error> {
    for item in push.of_case(case) {
        let What::Fact(fact, _) = &item.what else { continue };
        let hands_over = matches!(fact.decode_body(), Ok(Some(Body::HandedOver(_))));
        if hands_over && tx.logged(case, ItemKind::Fact, item.hash)?.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether somebody who has the case gave it to the pusher as a file, by a fact that the file carries; perhaps through
/// several hands, of which none has delivered anything yet.
fn is_handed_over(push: &Push, user: &str, case: CaseId, rows: &[StreamCase]) -> bool {
    let handovers = push.of_case(case).filter_map(|item| {
        let What::Fact(fact, certificate) = &item.what else { return None };
        let Ok(Some(Body::HandedOver(handed))) = fact.decode_body() else { return None };
        Some((certificate.body(), handed.receiver))
    });
    let mut left: Vec<(&Certificate, Option<String>)> = handovers.collect();
    let mut through: BTreeSet<String> = BTreeSet::new();
    loop {
        let has_it = |giver: &Certificate| {
            through.contains(&giver.user) || rows.iter().any(|row| sees(giver, &row.stream))
        };
        let (given, others): (Vec<_>, Vec<_>) = left.into_iter().partition(|(giver, _)| has_it(giver));
        if given.iter().any(|(_, receiver)| receiver.as_ref().is_none_or(|receiver| receiver == user)) {
            return true;
        }
        if given.is_empty() {
            return false;
        }
        through.extend(given.into_iter().filter_map(|(_, receiver)| receiver));
        left = others;
    }
}

/// Whether the owner of a certificate sees a stream.
fn sees(certificate: &Certificate, stream: &str) -> bool {
    stream == user_stream(&certificate.user) || (stream == OFFICE_STREAM && is_office(&certificate.roles))
}

fn is_office(roles: &[String]) -> bool {
    roles.iter().any(|role| role == "office")
}

/// The same for a handover that somebody else delivered before.
fn was_handed_over(tx: &dyn Write, user: &str, case: CaseId) -> Result<bool, Error> {
    Ok(tx.about(case, ItemKind::Fact, user.as_bytes())?.is_some())
}

/// What the office orders about a case, for one stream.
#[derive(Debug, Clone)]
pub(crate) struct Directive<'a> {
    pub(crate) stream: &'a str,
    pub(crate) case: CaseId,
    pub(crate) order: Order,
}

/// Signs an order, appends it and puts it into force. A grant or revoke that is in force already is left alone.
pub(crate) fn order(
    tx: &mut dyn Write,
    Directive { stream, case, order }: Directive<'_>,
    now_ms: i64,
    keys: &Keys,
) -> Result<(), Error> {
    let before = tx.streams_of(case)?.into_iter().find(|row| row.stream == stream);
    let revoked = order != Order::Grant;
    let in_force = before.as_ref().map_or(revoked, |row| row.revoked == revoked);
    if in_force && !order.erases() {
        return Ok(());
    }
    let round = before.as_ref().map_or(1, |row| row.round + 1);
    give(tx, Directive { stream, case, order }, before, round, now_ms, keys)
}

/// Signs an order, appends it and puts it into force, whatever was in force before.
pub(super) fn give(
    tx: &mut dyn Write,
    Directive { stream, case, order }: Directive<'_>,
    before: Option<StreamCase>,
    round: u32,
    now_ms: i64,
    keys: &Keys,
) -> Result<(), Error> {
    let revoked = order != Order::Grant;
    let control = keys.seal(Control {
        tenant: keys.tenant(),
        stream: stream.to_owned(),
        case: Some(case),
        order,
        round,
        at_ms: now_ms,
        certificate: keys.office().id(),
    });
    let bytes = control.to_bytes();
    let seq = tx.append(NewEntry {
        case: Some(case),
        stream: Some(stream),
        kind: ItemKind::Control,
        hash: control.hash(),
        about: None,
        device: None,
        bytes: &bytes,
        received_at_ms: now_ms,
    })?;
    let granted_seq = if revoked { before.map_or(seq, |row| row.granted_seq) } else { seq };
    tx.put_stream(&StreamCase {
        stream: stream.to_owned(),
        case,
        last_seq: seq,
        granted_seq,
        control_seq: Some(seq),
        round,
        revoked,
    })
}

/// Signs an order that every device gets, and appends it.
pub(crate) fn announce(tx: &mut dyn Write, order: Order, now_ms: i64, keys: &Keys) -> Result<(), Error> {
    let control = keys.seal(Control {
        tenant: keys.tenant(),
        stream: ALL_STREAM.to_owned(),
        case: None,
        order,
        round: u32::try_from(tx.next("publish")?).unwrap_or(u32::MAX),
        at_ms: now_ms,
        certificate: keys.office().id(),
    });
    tx.append(NewEntry {
        case: None,
        stream: Some(ALL_STREAM),
        kind: ItemKind::Control,
        hash: control.hash(),
        about: None,
        device: None,
        bytes: &control.to_bytes(),
        received_at_ms: now_ms,
    })?;
    Ok(())
}
