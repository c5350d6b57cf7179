//! Why the core could not do something. Nothing was written then, and no message holds customer data.

use doorstep_domain::Rejected;
use doorstep_domain::case::CaseError;
use doorstep_domain::id::PackId;
use doorstep_domain::jobfile::NotJobFile;
use doorstep_domain::pack::PackFileError;

use crate::diagnostics::NotBundle;
use crate::host::HostError;
use crate::jobfile::ProtectionError;
use crate::lock::Lock;
use crate::store::{Damage, StoreError};

/// Why the core could not do something.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A business "no", with the data that a screen needs to explain it.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// There is no such thing on this device.
    #[error("there is no such {0} on this device")]
    NotFound(&'static str),
    /// The app is in the background, or the core was shut down.
    #[error("the core is not open")]
    NotOpen,
    /// Its user logged out, or the office ordered to wipe the device: nothing is shown and nothing written.
    #[error("this device is locked: {0:?}")]
    Locked(Lock),
    /// What is here is another user's work. Only that user opens it.
    #[error("what is on this device is another user's")]
    OtherUser,
    /// The device has to be enrolled first: without a certificate nobody could tell whose work it is.
    #[error("this device is not enrolled")]
    NotEnrolled,
    /// The private key of this device is not in the secret store, e.g. after moving to another phone.
    #[error("the key of this device is gone; enrol it again")]
    KeyLost,
    /// The pack of the job is not on this device yet.
    #[error("the pack {0} is not on this device yet")]
    PackMissing(PackId),
    /// No font of printed reports is on this device yet: synchronise, or hand over the page of HTML.
    #[error("the font of printed reports is not on this device yet")]
    NoFont,
    /// The report is beyond what a PDF can hold. The page of HTML can still be made.
    #[error("the PDF cannot be made: {0}")]
    NotPrinted(String),
    /// The app was built without this; see the features of the library.
    #[error("this build of Doorstep has no {0}")]
    NotBuiltIn(&'static str),
    /// The pack of the job cannot be read by this version.
    #[error("the pack cannot be read: {0}")]
    Pack(#[from] PackFileError),
    /// A synchronisation is running already.
    #[error("a synchronisation is running already")]
    SyncRunning,
    /// The server could not be reached.
    #[error("the server cannot be reached")]
    Offline,
    /// The server refused the enrolment code.
    #[error("the server refused the enrolment code")]
    CodeRefused,
    /// The server answered something unexpected.
    #[error("the server answered something unexpected (status {0})")]
    Server(u16),
    /// What the server answered does not hold.
    #[error("the server's answer does not hold: {0}")]
    Untrusted(&'static str),
    /// A case cannot be loaded. Other cases are not concerned.
    #[error("the case cannot be loaded: {0}")]
    Case(#[from] CaseError),
    /// A file is no job file that can be taken in.
    #[error("the job file cannot be read: {0}")]
    JobFile(NotJobFile),
    /// A job file could not be encrypted or opened.
    #[error(transparent)]
    Protection(#[from] ProtectionError),
    /// A file is no diagnostics bundle that can be replayed.
    #[error("the diagnostics bundle cannot be read: {0}")]
    Bundle(NotBundle),
    /// A job file of another company.
    #[error("the job file belongs to another company")]
    OtherTenant,
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The machine could not do it.
    #[error(transparent)]
    Host(#[from] HostError),
    /// A file that the app named cannot be read or written.
    #[error("file: {0}")]
    File(std::io::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Damage for Error {
    fn is_damage(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_damage())
    }
}
