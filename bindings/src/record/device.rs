//! This device: who uses it, and where its work is.

use doorstep_core as core;
use doorstep_core::{Delivery, Lock, SyncStatus};
use doorstep_domain::id::{CaseId, DeviceId, TenantId};
use doorstep_domain::text::Language;

use crate::value::Timestamp;

/// Who uses this device.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Me {
    /// The user's id in the company.
    pub user: String,
    /// The user's name.
    pub name: String,
    /// The user's roles.
    pub roles: Vec<String>,
    /// The code that job numbers made here start with.
    pub code: String,
    /// This device.
    pub device: DeviceId,
    /// The company.
    pub tenant: TenantId,
    /// What two people compare by telephone to be sure of the company.
    pub fingerprint: String,
    /// The server refuses this device: ask the office. Everything goes on offline.
    pub is_signed_out: bool,
    /// Why nothing of the work is shown, if the device is locked.
    pub lock: Option<Lock>,
}

impl From<core::Me> for Me {
    fn from(me: core::Me) -> Self {
        let core::Me { user, name, roles, code, device, tenant, fingerprint, is_signed_out, lock } = me;
        Self { user, name, roles, code, device, tenant, fingerprint, is_signed_out, lock }
    }
}

/// What was done about a damaged database.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Salvage {
    /// Where the damaged file is kept.
    pub kept_at: String,
    /// Items that were carried over.
    pub items_carried: u32,
    /// Items that could be read and are not what their name says.
    pub items_damaged: u32,
}

impl From<core::Salvage> for Salvage {
    fn from(salvage: core::Salvage) -> Self {
        let core::Salvage { kept_at, items_carried, items_damaged } = salvage;
        Self { kept_at: kept_at.to_string_lossy().into_owned(), items_carried, items_damaged }
    }
}

/// What a synchronisation may cost. It stops between two requests; whatever it did is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Budget {
    /// At most so many requests; nothing: as many as it takes.
    #[uniffi(default = None)]
    pub requests: Option<u32>,
    /// Starts no request after so many bytes in both directions.
    #[uniffi(default = None)]
    pub bytes: Option<u64>,
    /// Starts no request after so many milliseconds.
    #[uniffi(default = None)]
    pub millis: Option<u64>,
    /// What the phone is on; nothing: a network that costs nothing, and a charger.
    #[uniffi(default = None)]
    pub conditions: Option<Conditions>,
    /// Which files wait for better conditions; nothing: as the core thinks right.
    #[uniffi(default = None)]
    pub policy: Option<SyncPolicy>,
}

/// What the phone is on while a synchronisation goes, as the platform says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Conditions {
    /// The network costs by volume.
    pub is_metered: bool,
    /// The battery is low, and the phone is not on a charger.
    pub is_battery_low: bool,
}

/// Which files wait for better conditions. What was written and signed never does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct SyncPolicy {
    /// Over a metered network go files of at most so many bytes.
    pub metered_file_bytes: u64,
    /// Over a metered network go all files of jobs that are over.
    pub metered_if_over: bool,
    /// With a low battery go files of at most so many bytes.
    pub low_battery_file_bytes: u64,
    /// Photos on this phone take at most so many bytes: after a synchronisation those go that the office holds and that
    /// no open job needs. Nothing: 2 GiB.
    #[uniffi(default = None)]
    pub room_bytes: Option<u64>,
}

impl From<Budget> for core::Budget {
    fn from(budget: Budget) -> Self {
        let Budget { requests, bytes, millis, conditions, policy } = budget;
        let conditions = conditions
            .map(|Conditions { is_metered, is_battery_low }| core::Conditions { is_metered, is_battery_low });
        let policy = policy.map(|policy| {
            let SyncPolicy { metered_file_bytes, metered_if_over, low_battery_file_bytes, room_bytes } =
                policy;
            let room_bytes = room_bytes.unwrap_or_else(|| core::Policy::default().room_bytes);
            core::Policy { metered_file_bytes, metered_if_over, low_battery_file_bytes, room_bytes }
        });
        Self {
            requests: requests.unwrap_or(u32::MAX),
            bytes: bytes.unwrap_or(u64::MAX),
            millis: millis.unwrap_or(u64::MAX),
            conditions: conditions.unwrap_or_default(),
            policy: policy.unwrap_or_default(),
        }
    }
}

/// What a synchronisation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
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
    /// Photos fetched that today's jobs need.
    pub files_fetched: u32,
    /// Packs fetched.
    pub packs_fetched: u32,
    /// Jobs of which the office and this device did not hold the same, and that were put right.
    pub differing: u32,
    /// Items that still wait to be sent.
    pub waiting: u32,
    /// Jobs whose items could not be applied; the others are not concerned.
    pub stuck: u32,
    /// When to try again, in milliseconds from now, if the server said so or nothing was reached.
    pub retry_after_ms: Option<u64>,
}

impl From<core::SyncReport> for SyncReport {
    fn from(report: core::SyncReport) -> Self {
        let core::SyncReport {
            status,
            round_trips,
            bytes_up,
            bytes_down,
            pushed,
            acked,
            pulled,
            refused,
            files_sent,
            files_held_back,
            files_fetched,
            packs_fetched,
            differing,
            waiting,
            stuck,
            retry_after_ms,
        } = report;
        Self {
            status,
            round_trips,
            bytes_up,
            bytes_down,
            pushed,
            acked,
            pulled,
            refused,
            files_sent,
            files_held_back,
            files_fetched,
            packs_fetched,
            differing,
            waiting,
            stuck,
            retry_after_ms,
        }
    }
}

/// Where the work is: of one job, or of all.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Outbox {
    /// In one word.
    pub delivery: Delivery,
    /// What people read for it.
    pub words: String,
    /// Items that wait to be sent.
    pub waiting_count: u32,
    /// Files that are not known to be stored by the office.
    pub file_count: u32,
    /// Files of the job that another phone took and the office does not have yet; of all jobs 0. As long as there is one,
    /// the job is not stored safely.
    pub awaited_count: u32,
    /// Items that the office acknowledged and has not receipted.
    pub unreceipted_count: u32,
    /// What was refused; it is kept.
    pub refused: Vec<RefusedItem>,
    /// When the server last answered, by this device's clock.
    pub synced_at: Option<Timestamp>,
}

/// Something that the server refused.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RefusedItem {
    /// Names it for `send_again`.
    pub id: i64,
    /// The job.
    pub case: CaseId,
    /// Why, in one word.
    pub code: String,
    /// More about it.
    pub detail: String,
}

impl Outbox {
    pub(crate) fn of(outbox: core::Outbox, language: &Language) -> Self {
        let core::Outbox {
            delivery,
            waiting_count,
            file_count,
            awaited_count,
            unreceipted_count,
            refused,
            progress,
        } = outbox;
        let core::Progress { epoch: _, cursor: _, must_refill: _, synced_at_ms, server_ms: _ } = progress;
        Self {
            delivery,
            words: delivery.words(language).to_owned(),
            waiting_count,
            file_count,
            awaited_count,
            unreceipted_count,
            refused: refused.into_iter().map(Into::into).collect(),
            synced_at: synced_at_ms.map(Timestamp),
        }
    }
}

impl From<core::RefusedItem> for RefusedItem {
    fn from(item: core::RefusedItem) -> Self {
        let core::RefusedItem { id, case, kind: _, code, detail } = item;
        Self { id, case, code, detail }
    }
}
