//! The sync server: it holds what phones send, hands on what others made, and shows the office where it stands.
//!
//! A [`Node`] is synchronous and knows no HTTP: a [`Request`] goes in, a [`Response`] comes out, so that tests
//! run it in process. [`http`] is the thin shell around it. What the two sides say to each other is in
//! `docs/protocol.md`.
//!
//! Read it in this order: [`store`] is what must not be lost; `writer` joins many writes into one flush;
//! `ingest` decides what comes in, `pull` what goes out; then `access`, `blob` and `pack`; then the
//! [`office`], which reads from rows that the `projector` makes of the log.

mod access;
pub mod backup;
mod blob;
mod error;
mod files;
mod font;
mod heads;
pub mod http;
mod ingest;
mod keys;
mod lease;
pub mod migrate;
mod node;
pub mod office;
mod pack;
mod poke;
mod progress;
mod projector;
mod published;
mod pull;
mod reconcile;
mod reply;
mod request;
mod retention;
mod rulebook;
mod shelf;
pub mod store;
mod sync;
#[cfg(test)]
mod testing;
#[cfg(feature = "trial")]
pub mod trial;
#[cfg(not(feature = "trial"))]
mod trial;
pub mod vault;
mod wipe;
mod writer;

pub use access::{Invitation, Invited};
pub use blob::MAX_BLOB_BYTES;
pub use error::{Error, ServerRefusal};
pub use font::PublishFontError;
pub use node::{Clock, Entropy, Node, Options, Pause, Ticks};
pub use pack::PublishError;
pub use progress::Progress;
pub use reply::Problem;
pub use request::{Body, Method, Payload, Request, Response};
pub use retention::{At, Reviewed};
pub use rulebook::page as rule_book;
pub use wipe::WipeWanted;
