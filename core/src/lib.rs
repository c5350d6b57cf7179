//! The device: use cases of a visit, the store, the sync client.

pub mod host;
mod store;
