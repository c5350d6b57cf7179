//! Clocks and a network that a test or a demonstration holds in its hand.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use doorstep_domain::time::TimeEvidence;

use super::{Clock, HostError, Response, TransportError};

/// The true time, in milliseconds since 1970 UTC. Everybody's clock follows it.
#[derive(Debug, Clone)]
pub struct Time(Arc<AtomicI64>);

impl Time {
    /// Starts at a moment.
    #[must_use]
    pub fn starting_at(ms: i64) -> Self {
        Self(Arc::new(AtomicI64::new(ms)))
    }

    /// The true time.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Lets time pass.
    pub fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// Lets time pass until a moment; never back.
    pub fn advance_to(&self, ms: i64) {
        self.0.fetch_max(ms, Ordering::SeqCst);
    }
}

/// The clocks of one phone.
#[derive(Debug)]
pub struct PhoneClock {
    time: Time,
    /// By how much somebody moved the wall clock.
    moved_ms: AtomicI64,
    booted_at_ms: AtomicI64,
    boot_id: AtomicU64,
}

impl PhoneClock {
    /// A phone that was switched on an hour ago.
    #[must_use]
    pub fn new(time: Time, boot_id: u64) -> Self {
        let booted_at_ms = AtomicI64::new(time.now_ms() - 3_600_000);
        Self { time, moved_ms: AtomicI64::new(0), booted_at_ms, boot_id: AtomicU64::new(boot_id) }
    }

    /// Switches the phone off and on.
    pub fn reboot(&self) {
        self.booted_at_ms.store(self.time.now_ms(), Ordering::SeqCst);
        self.boot_id.fetch_add(1 << 32, Ordering::SeqCst);
    }

    /// Sets the wall clock by hand.
    pub fn set_wall(&self, wall_ms: i64) {
        self.moved_ms.store(wall_ms - self.time.now_ms(), Ordering::SeqCst);
    }
}

impl Clock for PhoneClock {
    fn now(&self) -> Result<TimeEvidence, HostError> {
        let now_ms = self.time.now_ms();
        Ok(TimeEvidence {
            wall_ms: now_ms + self.moved_ms.load(Ordering::SeqCst),
            boot_ms: now_ms - self.booted_at_ms.load(Ordering::SeqCst),
            boot_id: self.boot_id.load(Ordering::SeqCst),
        })
    }
}

/// What a network does at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signal {
    Up,
    Down,
    /// What the phone sends arrives; the answers do not.
    AnswersLost,
}

/// The switch of one phone's network.
#[derive(Debug)]
pub struct Switch(Mutex<Signal>);

impl Default for Switch {
    /// Up.
    fn default() -> Self {
        Self(Mutex::new(Signal::Up))
    }
}

impl Switch {
    /// Brings the network back, or cuts it.
    pub fn set_up(&self, up: bool) {
        self.set(if up { Signal::Up } else { Signal::Down });
    }

    /// From now on answers get lost.
    pub fn lose_answers(&self) {
        self.set(Signal::AnswersLost);
    }

    /// Whether anything gets through.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.signal() != Signal::Down
    }

    /// Sends something, as far as the network lets it.
    ///
    /// # Errors
    /// [`TransportError::Offline`] without sending, [`TransportError::TimedOut`] after it, and those of `send`.
    pub fn through(
        &self,
        send: impl FnOnce() -> Result<Response, TransportError>,
    ) -> Result<Response, TransportError> {
        match self.signal() {
            Signal::Up => send(),
            Signal::Down => Err(TransportError::Offline),
            Signal::AnswersLost => send().and(Err(TransportError::TimedOut)),
        }
    }

    fn set(&self, signal: Signal) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = signal;
    }

    fn signal(&self) -> Signal {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
