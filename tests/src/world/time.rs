//! Time and randomness that a test holds in its hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use doorstep_core::host::{Clock, Entropy, HostError};
use doorstep_domain::digest::sha256;
use doorstep_domain::time::TimeEvidence;

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

/// Randomness that repeats: the hash of a seed and a counter.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    drawn: AtomicU64,
}

impl SeededEntropy {
    /// Two sources with the same seed give the same bytes.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: AtomicU64::new(0) }
    }

    /// A source that goes on exactly as this one would: that of a copied machine.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self { seed: self.seed, drawn: AtomicU64::new(self.drawn.load(Ordering::SeqCst)) }
    }

    /// Fills a buffer.
    pub fn draw(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let number = self.drawn.fetch_add(1, Ordering::SeqCst);
            let block = sha256(&[self.seed.to_be_bytes(), number.to_be_bytes()].concat());
            chunk.copy_from_slice(&block.0[..chunk.len()]);
        }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), HostError> {
        self.draw(buffer);
        Ok(())
    }
}
