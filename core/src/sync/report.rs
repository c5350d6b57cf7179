//! What a run of the sync client may cost, and what it did.

use super::policy::{Conditions, Policy};

/// What a run may cost. It stops between two requests; whatever it did is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// At most so many requests.
    pub requests: u32,
    /// Starts no request after so many bytes in both directions.
    pub bytes: u64,
    /// Starts no request after so many milliseconds.
    pub millis: u64,
    /// What the phone is on.
    pub conditions: Conditions,
    /// Which files wait for better conditions.
    pub policy: Policy,
}

impl Default for Budget {
    /// Until everything is done, on a network that costs nothing.
    fn default() -> Self {
        Self {
            requests: u32::MAX,
            bytes: u64::MAX,
            millis: u64::MAX,
            conditions: Conditions::default(),
            policy: Policy::default(),
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SyncStatus {
    /// Everything is sent and everything is here.
    Done,
    /// The budget is used up; there is more to do.
    OutOfBudget,
    /// Cancelled by the app, or the app went to the background.
    Cancelled,
    /// No network, or something that is not the server answered (a sign-in page of a public network).
    Offline,
    /// The server asks for patience: see [`SyncReport::retry_after_ms`].
    Busy,
    /// The server refuses this device's key. Everything stays here until the office lets it in again.
    SignedOut,
    /// The server speaks only a newer version of the protocol.
    UpdateRequired,
    /// The server answered something unexpected.
    ServerTrouble,
    /// This device is not enrolled, or has no transport.
    NotEnrolled,
}

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncReport {
    /// How it ended.
    pub status: SyncStatus,
    /// Requests sent, whether or not they were answered.
    pub round_trips: u32,
    /// Bytes of request bodies.
    pub bytes_up: u64,
    /// Bytes of response bodies.
    pub bytes_down: u64,
    /// Items sent, repeated ones counted again.
    pub pushed: u32,
    /// Items that the server acknowledged.
    pub acked: u32,
    /// New items that arrived.
    pub pulled: u32,
    /// Items that the server refused.
    pub refused: u32,
    /// Files sent.
    pub files_sent: u32,
    /// Files that wait for a network that costs nothing, or for the battery.
    pub files_held_back: u32,
    /// Files fetched that today's jobs need.
    pub files_fetched: u32,
    /// Packs fetched.
    pub packs_fetched: u32,
    /// Cases of which the office and this device did not hold the same, and that were put right.
    pub differing: u32,
    /// Items that still wait to be sent.
    pub waiting: u32,
    /// Cases whose items could not be applied; the others are not concerned.
    pub stuck: u32,
    /// When to try again, if the server said so or nothing was reached: spread at random, so that a hundred phones do
    /// not come back in the same second, within a time that doubles with every run in a row that brought nothing.
    pub retry_after_ms: Option<u64>,
}

impl SyncReport {
    /// Nothing done yet.
    pub(crate) const fn new() -> Self {
        Self {
            status: SyncStatus::Done,
            round_trips: 0,
            bytes_up: 0,
            bytes_down: 0,
            pushed: 0,
            acked: 0,
            pulled: 0,
            refused: 0,
            files_sent: 0,
            files_held_back: 0,
            files_fetched: 0,
            packs_fetched: 0,
            differing: 0,
            waiting: 0,
            stuck: 0,
            retry_after_ms: None,
        }
    }
}
