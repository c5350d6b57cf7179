//! Randomness that a test holds in its hand.

use std::sync::atomic::{AtomicU64, Ordering};

use doorstep_core::host::{Entropy, HostError};
use doorstep_domain::digest::sha256;

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
