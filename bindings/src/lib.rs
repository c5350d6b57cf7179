//! What apps see of Doorstep, for Kotlin, Swift and Python.
//!
//! There is no rule of the trade in here: everything calls `doorstep-core`, and this crate turns its types into
//! ones that every language understands. One root object, [`DoorstepCore`], gives service objects; everything
//! else is a record or an enum without identity.
//!
//! Every exported function blocks and says for how long; the Kotlin and Swift layers move it off the main thread.
//! Nothing here holds a lock while it calls into the app.

#![deny(missing_docs)]

mod core;
mod error;
mod host;
mod listener;
mod log;
mod record;
mod service;
mod value;
mod word;

pub use crate::core::{Config, DoorstepCore};
pub use error::{DoorstepError, Rejection, StorageTrouble};
pub use host::{
    Clock, ClockReading, HttpHeader, HttpRequest, HttpResponse, HttpTransport, PlatformError, SecretStore,
};
pub use listener::{ChangeListener, ChangeSet, Subscription};
pub use log::{LogLevel, LogLine, LogSink, init_logging};
pub use record::*;
pub use service::*;
pub use value::{Timestamp, answer_key};

uniffi::setup_scaffolding!();
