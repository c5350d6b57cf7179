//! `POST /v1/sync`: push and pull in one round trip.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::Item;
use crate::id::{CaseId, Hash, RequestId};
use crate::receipt::{Safety, Seal};
use crate::time::TimeEvidence;

/// Items of one case, in the order in which they were made or logged.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CaseItems {
    /// The case.
    #[n(0)]
    pub case: CaseId,
    /// Its items.
    #[n(1)]
    pub items: Vec<Item>,
}

/// What a device says about itself with each request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Hello {
    /// Version of the protocol.
    #[n(0)]
    pub protocol: u16,
    /// The device's clocks.
    #[n(1)]
    pub now: TimeEvidence,
    /// Items that remain in the outbox after this request.
    #[n(2)]
    pub outbox_left: u32,
}

/// A device's request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SyncRequest {
    /// Names the request; acknowledgements are bound to it.
    #[n(0)]
    pub request: RequestId,
    /// Incarnation of the log that the cursor belongs to; 0 before the first answer.
    #[n(1)]
    pub epoch: u64,
    /// "I durably hold every item of my streams up to here."
    #[n(2)]
    pub cursor: u64,
    /// What the device made and nobody acknowledged yet.
    #[n(3)]
    pub push: Vec<CaseItems>,
    /// The most bytes of items wanted in the answer.
    #[n(4)]
    pub want_bytes: u32,
    /// About the device.
    #[n(5)]
    pub hello: Hello,
    /// What is left here of cases that the office erased, if it has not heard so.
    #[n(6)]
    pub purged: Option<Vec<Purged>>,
    /// The orders in force here, as the office signed them, that its log is not known to hold any more.
    #[n(7)]
    pub orders: Option<Vec<ByteVec>>,
}

/// What is left on a device of a case that the office erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Purged {
    /// The case.
    #[n(0)]
    pub case: CaseId,
    /// How much.
    #[n(1)]
    pub left: Left,
}

/// How much is left of an erased case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Left {
    /// Nothing but a stub: its items and files are gone.
    #[n(0)]
    Nothing,
    /// All of it, hidden, because work in it never reached the office.
    #[n(1)]
    Rescued,
}

/// Which of the pushed items the server durably holds, by their position in the request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Ack {
    /// How many items the request carried.
    #[n(0)]
    pub count: u32,
    /// Bit `i % 8` of byte `i / 8` is set if item `i` is held. Empty = all of them.
    #[n(1)]
    pub held: ByteVec,
}

impl Ack {
    /// The acknowledgement of these items.
    #[must_use]
    pub fn of(held: &[bool]) -> Self {
        let count = u32::try_from(held.len()).unwrap_or(u32::MAX);
        if held.iter().all(|held| *held) {
            return Self { count, held: Vec::new().into() };
        }
        let mut bits = vec![0_u8; held.len().div_ceil(8)];
        for (index, _) in held.iter().enumerate().filter(|(_, held)| **held) {
            bits[index / 8] |= 1 << (index % 8);
        }
        Self { count, held: bits.into() }
    }

    /// Whether the item at this position is held.
    #[must_use]
    pub fn holds(&self, index: usize) -> bool {
        let within = u32::try_from(index).is_ok_and(|index| index < self.count);
        let bit = self.held.get(index / 8).is_some_and(|byte| byte >> (index % 8) & 1 == 1);
        within && (self.held.is_empty() || bit)
    }
}

/// Why an item was refused. The device keeps it and shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum NackCode {
    /// Not what it claims to be.
    #[n(0)]
    Malformed,
    /// Larger than a limit, or would become so.
    #[n(1)]
    TooLarge,
    /// Something that it builds on is missing: send that first. `detail` names it.
    #[n(2)]
    Need,
    /// The signature, or the certificate it names, does not hold.
    #[n(3)]
    BadSignature,
    /// It belongs to another case.
    #[n(4)]
    WrongCase,
    /// The case is not in the device's scope. Says nothing about whether it exists.
    #[n(5)]
    Denied,
    /// Another change has this actor and number: the device's memory was copied or restored.
    #[n(6)]
    ActorFork,
    /// The case was erased.
    #[n(7)]
    Gone,
    /// Only the server may write this kind.
    #[n(8)]
    NotYours,
}

impl NackCode {
    /// All codes, in their order.
    pub const ALL: [Self; 9] = [
        Self::Malformed,
        Self::TooLarge,
        Self::Need,
        Self::BadSignature,
        Self::WrongCase,
        Self::Denied,
        Self::ActorFork,
        Self::Gone,
        Self::NotYours,
    ];

    /// The code in one word, as logs and screens print it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::TooLarge => "too_large",
            Self::Need => "need",
            Self::BadSignature => "bad_signature",
            Self::WrongCase => "wrong_case",
            Self::Denied => "denied",
            Self::ActorFork => "actor_fork",
            Self::Gone => "gone",
            Self::NotYours => "not_yours",
        }
    }
}

/// One refused item.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Nack {
    /// Position of the item in the request.
    #[n(0)]
    pub index: u32,
    /// SHA-256 of the item's bytes as they were sent: it has no other name if it is malformed.
    #[n(1)]
    pub hash: Hash,
    /// Why.
    #[n(2)]
    pub code: NackCode,
    /// More about it, without customer data; for [`NackCode::Need`] the missing ids in hexadecimal.
    #[n(3)]
    pub detail: String,
}

/// The server's answer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SyncResponse {
    /// The request it answers.
    #[n(0)]
    pub request: RequestId,
    /// Incarnation of the log.
    #[n(1)]
    pub epoch: u64,
    /// The device's new cursor, once it has stored `pull`.
    #[n(2)]
    pub cursor: u64,
    /// What is held.
    #[n(3)]
    pub ack: Ack,
    /// What was refused.
    #[n(4)]
    pub nacks: Vec<Nack>,
    /// What happened in the device's streams after its cursor.
    #[n(5)]
    pub pull: Vec<CaseItems>,
    /// Items that belong to no case: published packs.
    #[n(6)]
    pub notices: Vec<Item>,
    /// Whether more waits: ask again with the new cursor.
    #[n(7)]
    pub more: bool,
    /// Receipt for what is held, if anything was pushed; its moment is `server_ms`.
    #[n(8)]
    pub receipt: Option<Seal>,
    /// The server's wall clock, milliseconds since 1970 UTC.
    #[n(9)]
    pub server_ms: i64,
    /// What the company asks of receipts, and how far its backups reach; absent if [`Level::Durable`] is enough.
    ///
    /// [`Level::Durable`]: crate::receipt::Level::Durable
    #[n(10)]
    pub safety: Option<Safety>,
    /// The order to wipe the device, as it was signed, until the device says that it has it.
    #[n(11)]
    pub wipe: Option<ByteVec>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positional_acks_name_exactly_what_is_held() {
        let held = [true, false, true, true, true, true, true, true, false, true];
        let ack = Ack::of(&held);
        assert_eq!(ack.held.len(), 2);
        for (index, expected) in held.iter().enumerate() {
            assert_eq!(ack.holds(index), *expected, "{index}");
        }
        assert!(!ack.holds(10));
        let all = Ack::of(&[true; 9]);
        assert!(all.held.is_empty() && all.holds(8) && !all.holds(9));
        assert!(!Ack::of(&[]).holds(0));
    }
}
