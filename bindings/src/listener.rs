//! Telling the app what changed.

use std::fmt::Debug;
use std::sync::Arc;

use doorstep_core::{
    ChangeListener as CoreListener, ChangeSet as CoreChangeSet, Subscription as CoreSubscription,
};
use doorstep_domain::id::CaseId;

use crate::host::PlatformError;

/// What changed since the last call. It says what to read again, not how it reads.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ChangeSet {
    /// Jobs to read again.
    pub jobs: Vec<CaseId>,
    /// What waits to be sent, or how the last synchronisation ended.
    pub sync: bool,
    /// Anything may have changed: the first call, and after coming to the foreground.
    pub everything: bool,
}

/// Hears what changed.
///
/// Called from one thread of the core, outside every lock, at most ten times a second. It may call the core.
#[uniffi::export(foreign)]
pub trait ChangeListener: Debug + Send + Sync {
    /// Tells what changed.
    ///
    /// Errors: any; they are logged, and the next change comes as usual.
    fn changed(&self, changes: ChangeSet) -> Result<(), PlatformError>;
}

/// A listener's hold on the core. Cancelling or dropping it ends the calls.
#[derive(Debug, uniffi::Object)]
pub struct Subscription {
    inner: CoreSubscription,
}

impl Subscription {
    pub(crate) fn new(inner: CoreSubscription) -> Self {
        Self { inner }
    }
}

#[uniffi::export]
impl Subscription {
    /// Ends the calls. One that is under way ends by itself; no other follows.
    ///
    /// Blocking: no. Offline: yes. Errors: none.
    pub fn cancel(&self) {
        self.inner.cancel();
    }
}

/// The app's listener as the core wants it. Whatever it throws stays here.
#[derive(Debug)]
pub(crate) struct AppListener(pub(crate) Arc<dyn ChangeListener>);

impl CoreListener for AppListener {
    fn changed(&self, changes: CoreChangeSet) {
        let CoreChangeSet { jobs, sync, everything } = changes;
        let changes = ChangeSet { jobs: jobs.into_iter().collect(), sync, everything };
        if let Err(error) = self.0.changed(changes) {
            tracing::error!(%error, "a listener of the app threw");
        }
    }
}
