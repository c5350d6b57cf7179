//! Subscriptions: somebody wants to know what changed.
//!
//! One thread calls all listeners, outside of every lock and transaction, at most ten times a second. It says
//! *what* changed; whoever wants to know how reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use doorstep_domain::id::CaseId;

/// The shortest time between two calls.
const PAUSE: Duration = Duration::from_millis(100);

/// What changed since the last call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeSet {
    /// Jobs to read again.
    pub jobs: BTreeSet<CaseId>,
    /// What waits to be sent, or how the last synchronisation ended.
    pub sync: bool,
    /// Anything may have changed: the first call of every subscription, and after coming to the foreground.
    pub everything: bool,
}

impl ChangeSet {
    fn is_empty(&self) -> bool {
        self.jobs.is_empty() && !self.sync && !self.everything
    }

    fn add(&mut self, more: &Self) {
        self.jobs.extend(&more.jobs);
        self.sync |= more.sync;
        self.everything |= more.everything;
    }
}

/// Hears what changed.
pub trait ChangeListener: Debug + Send + Sync {
    /// Something changed. Called from a thread of the core; it may call the core.
    fn changed(&self, changes: ChangeSet);
}

/// Delivers changes until it is cancelled or dropped. A listener that holds its own subscription is never
/// dropped: cancel it.
#[derive(Debug)]
pub struct Subscription {
    id: u64,
    board: Weak<Board>,
}

impl Subscription {
    /// Stops. A call that is under way ends by itself; no other follows.
    pub fn cancel(&self) {
        if let Some(board) = self.board.upgrade() {
            board.lock().listeners.remove(&self.id);
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.cancel();
    }
}

#[derive(Debug, Default)]
struct Board {
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Debug, Default)]
struct State {
    listeners: BTreeMap<u64, (Arc<dyn ChangeListener>, ChangeSet)>,
    last_id: u64,
    has_thread: bool,
    is_stopped: bool,
}

impl Board {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn publish(&self, changes: &ChangeSet) {
        let mut state = self.lock();
        for (_, pending) in state.listeners.values_mut() {
            pending.add(changes);
        }
        self.wake.notify_all();
    }

    /// Waits for changes; `None` when nobody listens any more.
    fn next(&self) -> Option<Vec<(Arc<dyn ChangeListener>, ChangeSet)>> {
        let mut state = self.lock();
        loop {
            if state.is_stopped || state.listeners.is_empty() {
                state.has_thread = false;
                return None;
            }
            let due = state.listeners.values_mut().filter(|(_, pending)| !pending.is_empty());
            let due: Vec<_> =
                due.map(|(listener, pending)| (Arc::clone(listener), std::mem::take(pending))).collect();
            if !due.is_empty() {
                return Some(due);
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Where changes are announced.
#[derive(Debug, Default)]
pub(crate) struct Hub(Arc<Board>);

impl Hub {
    pub(crate) fn job_changed(&self, case: CaseId) {
        self.0.publish(&ChangeSet { jobs: BTreeSet::from([case]), ..ChangeSet::default() });
    }

    pub(crate) fn sync_changed(&self) {
        self.0.publish(&ChangeSet { sync: true, ..ChangeSet::default() });
    }

    pub(crate) fn everything_changed(&self) {
        self.0.publish(&ChangeSet { everything: true, ..ChangeSet::default() });
    }

    /// Ends the thread; a new subscription starts it again.
    pub(crate) fn stop(&self) {
        let mut state = self.0.lock();
        state.listeners.clear();
        self.0.wake.notify_all();
    }

    pub(crate) fn subscribe(&self, listener: Arc<dyn ChangeListener>) -> Subscription {
        let mut state = self.0.lock();
        state.last_id += 1;
        let id = state.last_id;
        let first = ChangeSet { everything: true, ..ChangeSet::default() };
        state.listeners.insert(id, (listener, first));
        if !std::mem::replace(&mut state.has_thread, true) {
            let board = Arc::clone(&self.0);
            thread::spawn(move || dispatch(&board));
        }
        self.0.wake.notify_all();
        Subscription { id, board: Arc::downgrade(&self.0) }
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_stopped = true;
        self.0.wake.notify_all();
    }
}

fn dispatch(board: &Board) {
    while let Some(due) = board.next() {
        for (listener, changes) in due {
            // A listener that panics is its app's bug and must not stop the others.
            let called = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| listener.changed(changes)));
            if called.is_err() {
                tracing::error!("a listener panicked");
            }
        }
        thread::sleep(PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    #[derive(Debug)]
    struct Forward(Sender<ChangeSet>);

    impl ChangeListener for Forward {
        fn changed(&self, changes: ChangeSet) {
            let _ = self.0.send(changes);
        }
    }

    fn listener() -> (Arc<Forward>, Receiver<ChangeSet>) {
        let (sender, receiver) = channel();
        (Arc::new(Forward(sender)), receiver)
    }

    fn next(receiver: &Receiver<ChangeSet>) -> ChangeSet {
        receiver.recv_timeout(Duration::from_secs(5)).unwrap()
    }

    #[test]
    fn the_first_call_says_everything_and_later_ones_are_put_together() {
        let hub = Hub::default();
        let (listener, calls) = listener();
        let subscription = hub.subscribe(listener);
        assert!(next(&calls).everything);
        for number in 0..50 {
            hub.job_changed(CaseId([number; 16]));
        }
        let mut jobs = BTreeSet::new();
        let mut count = 0;
        while jobs.len() < 50 {
            let changes = next(&calls);
            assert!(!changes.everything);
            jobs.extend(changes.jobs);
            count += 1;
        }
        assert!(count <= 3, "{count} calls");
        drop(subscription);
        hub.sync_changed();
        assert!(calls.recv_timeout(Duration::from_millis(300)).is_err());
    }

    #[test]
    fn a_listener_that_panics_does_not_stop_the_others() {
        #[derive(Debug)]
        struct Bad;
        impl ChangeListener for Bad {
            fn changed(&self, _: ChangeSet) {
                panic!("made up");
            }
        }
        let hub = Hub::default();
        let _bad = hub.subscribe(Arc::new(Bad));
        let (listener, calls) = listener();
        let _good = hub.subscribe(listener);
        next(&calls);
        hub.sync_changed();
        assert!(next(&calls).sync);
    }
}
