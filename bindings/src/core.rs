//! The root object: opening, enrolment, lifecycle, and the way to the services.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use doorstep_core::host::{
    Clock as CoreClock, Host, HttpTransport as CoreTransport, SystemClock, SystemEntropy,
};
use doorstep_core::{Config as CoreConfig, Core, Error as CoreError};
use doorstep_domain::id::CaseId;
use doorstep_domain::text::Language;

use crate::error::{self, DoorstepError};
use crate::host::{AppClock, AppSecrets, AppTransport, Clock, HttpTransport, SecretStore};
use crate::listener::{AppListener, ChangeListener, Subscription};
use crate::log;
use crate::record::{Me, RescueFile, Salvage};
use crate::service::{Around, Evidence, Jobs, SyncClient, Visits};

/// How the core is opened.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Config {
    /// Where everything is kept. Private to the app, not synchronised or backed up by the system, and the same
    /// for ever.
    pub directory: String,
    /// Language of everything that people read, e.g. `zh-CN` or `en`.
    pub language: String,
}

/// The core together with the language of its words: what all services share.
#[derive(Debug, Clone)]
pub(crate) struct Handle {
    core: Core,
    pub(crate) language: Language,
}

impl Handle {
    /// Calls the core and turns its error into the one that apps see.
    pub(crate) fn run<T>(
        &self,
        call: impl FnOnce(&Core) -> Result<T, CoreError>,
    ) -> Result<T, DoorstepError> {
        call(&self.core).map_err(|error| error::public(error, &self.language))
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }
}

/// Everything that a technician's app does, without the network whenever there is none.
///
/// One per process and directory. Safe to call from any thread.
#[derive(Debug, uniffi::Object)]
pub struct DoorstepCore {
    handle: Handle,
}

#[uniffi::export]
impl DoorstepCore {
    /// Opens the store and reads what an interrupted synchronisation left.
    ///
    /// Without `clock` the core reads the clocks of Linux and Android itself. Without `transport` it uses its own
    /// HTTP where it was built with one (desktops, tests), and otherwise never reaches a server.
    ///
    /// Blocking: under 100 ms; longer after a crash or an upgrade. Offline: yes.
    /// Errors: `Busy` if the directory is open elsewhere; `UpdateRequired` if a newer app wrote it;
    /// `InvalidInput`, `Storage`.
    #[uniffi::constructor]
    pub fn open(
        config: Config,
        secrets: Arc<dyn SecretStore>,
        clock: Option<Arc<dyn Clock>>,
        transport: Option<Arc<dyn HttpTransport>>,
    ) -> Result<Arc<Self>, DoorstepError> {
        let Config { directory, language } = config;
        if directory.is_empty() {
            let reason = "must not be empty".to_owned();
            return Err(DoorstepError::InvalidInput { field: "directory".to_owned(), reason });
        }
        let language = Language(language);
        let clock = clock
            .map_or_else(|| Arc::new(SystemClock) as Arc<dyn CoreClock>, |clock| Arc::new(AppClock(clock)));
        let transport = match transport {
            Some(transport) => Some(Arc::new(AppTransport(transport)) as Arc<dyn CoreTransport>),
            None => own_transport()?,
        };
        let host = Host {
            clock,
            entropy: Arc::new(SystemEntropy),
            secrets: Arc::new(AppSecrets(secrets)),
            transport,
        };
        let config = CoreConfig { dir: PathBuf::from(directory), language: language.clone(), host };
        let core = Core::open(config).map_err(|error| error::public(error, &language))?;
        Ok(Arc::new(Self { handle: Handle { core, language } }))
    }

    /// Enrols this device with the office's one-time code. `label` helps the office to tell its devices apart.
    ///
    /// Blocking: one request. Offline: no.
    /// Errors: `Server` with `code_refused` or `untrusted`, `Offline`, `Rejected` with `OtherCompany`, or with `OtherUser`
    /// if the device is locked, `Closed`, `Storage`.
    pub fn enrol(&self, server_url: String, code: String, label: String) -> Result<Me, DoorstepError> {
        self.handle.run(|core| core.enrol(&server_url, &code, &label)).map(Into::into)
    }

    /// Tells who uses this device; nothing before the enrolment.
    ///
    /// Blocking: one read, under 5 ms. Offline: yes. Errors: `Closed`, `Storage`.
    pub fn me(&self) -> Result<Option<Me>, DoorstepError> {
        Ok(self.handle.run(Core::me)?.map(Into::into))
    }

    /// Locks what is on this device: everything that shows or writes work answers `Rejected` with `Locked` until the same
    /// user logs in. Nothing is deleted, and `sync_now` still sends what waits.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: `NotEnrolled`, `Closed`, `Storage`.
    pub fn log_out(&self) -> Result<(), DoorstepError> {
        self.handle.run(Core::log_out)
    }

    /// Opens what `log_out` locked, with everything that was there. Make sure before who the person is: by the phone's lock,
    /// or by the company's sign-in. The secret store is asked for the key of the device all the same, so that one which is
    /// guarded by finger or face decides.
    ///
    /// Blocking: one transaction, under 20 ms, and as long as the secret store takes. Offline: yes.
    /// Errors: `Rejected` with `OtherUser`, or with `Locked` if the office ordered to wipe the device; `NotEnrolled`,
    /// `Closed`, `Storage`.
    pub fn log_in(&self, user: String) -> Result<(), DoorstepError> {
        self.handle.run(|core| core.log_in(&user))
    }

    /// Lists the files with work that never reached the office, written when the office had this phone wiped; also while it
    /// is locked. Show them: somebody has to bring them to the office.
    ///
    /// Blocking: reads a folder, under 20 ms. Offline: yes. Errors: `Closed`, `Storage`.
    pub fn rescue_files(&self) -> Result<Vec<RescueFile>, DoorstepError> {
        let files = self.handle.run(Core::rescue_files)?;
        Ok(files.into_iter().map(Into::into).collect())
    }

    /// Removes a rescue file that the office has. This cannot be undone.
    ///
    /// Blocking: removes a file, under 20 ms. Offline: yes. Errors: `NotFound`, `Closed`, `Storage`.
    pub fn discard_rescue_file(&self, case: CaseId) -> Result<(), DoorstepError> {
        self.handle.run(|core| core.discard_rescue_file(case))
    }

    /// Tells what was done about a damaged database when it was opened. Show it to the user.
    ///
    /// Blocking: no. Offline: yes. Errors: `Closed`.
    pub fn salvage(&self) -> Result<Option<Salvage>, DoorstepError> {
        Ok(self.handle.run(Core::salvage)?.map(Into::into))
    }

    /// Gives the jobs on this device and what people write into them.
    ///
    /// Blocking: no. Offline: yes. Errors: none.
    pub fn jobs(&self) -> Arc<Jobs> {
        Arc::new(Jobs { handle: self.handle.clone() })
    }

    /// Gives what happens in visits.
    ///
    /// Blocking: no. Offline: yes. Errors: none.
    pub fn visits(&self) -> Arc<Visits> {
        Arc::new(Visits { handle: self.handle.clone() })
    }

    /// Gives what stands around the work: parts, things taken along, approvals, colleagues, follow-ups.
    ///
    /// Blocking: no. Offline: yes. Errors: none.
    pub fn around(&self) -> Arc<Around> {
        Around::new(self.handle.clone())
    }

    /// Gives photos and signatures.
    ///
    /// Blocking: no. Offline: yes. Errors: none.
    pub fn evidence(&self) -> Arc<Evidence> {
        Arc::new(Evidence { handle: self.handle.clone() })
    }

    /// Gives the way to the office.
    ///
    /// Blocking: no. Offline: yes. Errors: none.
    pub fn sync(&self) -> Arc<SyncClient> {
        Arc::new(SyncClient { handle: self.handle.clone() })
    }

    /// Tells a listener what changes, until the subscription is cancelled or dropped. The first call comes at once
    /// and says `everything`: read what the screen shows.
    ///
    /// A listener that keeps its own subscription keeps both alive for ever: keep the subscription elsewhere.
    ///
    /// Blocking: no. Offline: yes. Errors: none.
    pub fn subscribe(&self, listener: Arc<dyn ChangeListener>) -> Arc<Subscription> {
        let subscription = self.handle.core().subscribe(Arc::new(AppListener(listener)));
        Arc::new(Subscription::new(subscription))
    }

    /// Writes a diagnostics bundle for whoever helps: the cases of this device without customers, what waits and what was
    /// refused and why, versions, and the last lines of the log if `init_logging` was called. `doorstep replay` folds it
    /// again on a desktop. Names, telephone numbers, addresses, notes, free answers and serial numbers are replaced, photos
    /// and signatures left out; job numbers, amounts and times stay. Let the user send it.
    ///
    /// Blocking: seconds; it takes as much room as the store while it runs. Offline: yes.
    /// Errors: `InvalidInput` with field `path`, `Rejected` with `Locked`, `Closed`, `Storage`.
    pub fn diagnostics_bundle(&self, path: String) -> Result<(), DoorstepError> {
        self.handle.run(|core| core.diagnostics_bundle(&log::kept(), Path::new(&path)))
    }

    /// Lets go of everything that the system may not find open in a suspended app: cancels a running
    /// synchronisation, finishes the write that is under way, closes files and locks.
    ///
    /// Blocking: until the write is finished, under 50 ms. Offline: yes. Errors: `Storage`.
    pub fn enter_background(&self) -> Result<(), DoorstepError> {
        self.handle.run(Core::enter_background)
    }

    /// Opens everything again after `enter_background`. Does nothing if it is open.
    ///
    /// Blocking: as `open`. Offline: yes. Errors: as `open`.
    pub fn enter_foreground(&self) -> Result<(), DoorstepError> {
        self.handle.run(Core::enter_foreground)
    }

    /// Closes the core and ends all subscriptions.
    ///
    /// Blocking: as `enter_background`. Offline: yes. Errors: `Storage`.
    pub fn shutdown(&self) -> Result<(), DoorstepError> {
        self.handle.run(Core::shutdown)
    }
}

/// The transport of this library itself, where it was built with one.
fn own_transport() -> Result<Option<Arc<dyn CoreTransport>>, DoorstepError> {
    #[cfg(feature = "native-http")]
    {
        let transport = doorstep_core::host::NativeHttp::new();
        let transport = transport.map_err(|detail| DoorstepError::Internal { detail })?;
        Ok(Some(Arc::new(transport)))
    }
    #[cfg(not(feature = "native-http"))]
    Ok(None)
}
