//! Randomness.

use std::fmt::Debug;

use super::HostError;

/// A source of random bytes fit for keys.
pub trait Entropy: Debug + Send + Sync {
    /// Fills the buffer.
    ///
    /// # Errors
    /// [`HostError::Entropy`].
    fn fill(&self, buffer: &mut [u8]) -> Result<(), HostError>;
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), HostError> {
        getrandom::fill(buffer).map_err(|error| HostError::Entropy(error.to_string()))
    }
}

pub(super) fn array<const N: usize>(source: &dyn Entropy) -> Result<[u8; N], HostError> {
    let mut bytes = [0_u8; N];
    source.fill(&mut bytes)?;
    Ok(bytes)
}
