//! One phone: a real core over a real database.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use doorstep_core::host::{Host, MemorySecretStore};
use doorstep_core::{Budget, Config, Core, Job, JobFilter, SyncReport};
use doorstep_domain::digest::sha256;
use doorstep_domain::id::CaseId;
use doorstep_domain::text::Language;

use super::{Line, PhoneClock, SeededEntropy, Time, Trouble, Wire};

/// A phone in somebody's hand.
#[derive(Debug)]
pub struct Phone {
    name: String,
    dir: PathBuf,
    clock: Arc<PhoneClock>,
    line: Arc<Line>,
    entropy: Arc<SeededEntropy>,
    host: Host,
    core: Option<Core>,
}

impl Phone {
    /// A phone that is switched off. Its randomness repeats with its name.
    #[must_use]
    pub fn new(name: &str, dir: &Path, time: &Time, wire: Wire) -> Self {
        let seed = u64::from_be_bytes(sha256(name.as_bytes()).0[..8].try_into().unwrap_or_default());
        let clock = Arc::new(PhoneClock::new(time.clone(), seed >> 32));
        let line = Arc::new(Line::new(wire));
        let entropy = Arc::new(SeededEntropy::new(seed));
        let host = Host {
            clock: Arc::clone(&clock) as _,
            entropy: Arc::clone(&entropy) as _,
            secrets: Arc::new(MemorySecretStore::default()),
            transport: Some(Arc::clone(&line) as _),
        };
        Self { name: name.to_owned(), dir: dir.to_owned(), clock, line, entropy, host, core: None }
    }

    /// Switches the phone off and restores a backup of it on another one, keys and randomness and all. Both are off
    /// then, and each believes that it is the one.
    ///
    /// # Errors
    /// Those of the core and of the disk.
    pub fn copy(&mut self, dir: &Path, wire: Wire) -> Result<Self, Trouble> {
        if let Some(core) = self.core.take() {
            core.shutdown()?;
        }
        copy_folder(&self.dir, dir)?;
        let line = Arc::new(Line::new(wire));
        let entropy = Arc::new(self.entropy.copy());
        let host = Host {
            entropy: Arc::clone(&entropy) as _,
            transport: Some(Arc::clone(&line) as _),
            ..self.host.clone()
        };
        let (name, clock) = (format!("{}'s copy", self.name), Arc::clone(&self.clock));
        Ok(Self { name, dir: dir.to_owned(), clock, line, entropy, host, core: None })
    }

    /// Opens the app.
    ///
    /// # Errors
    /// Those of the core.
    pub fn start(&mut self) -> Result<(), Trouble> {
        let language = Language::english();
        self.core = Some(Core::open(Config { dir: self.dir.clone(), language, host: self.host.clone() })?);
        Ok(())
    }

    /// Closes the app and opens it again.
    ///
    /// # Errors
    /// Those of the core.
    pub fn restart(&mut self) -> Result<(), Trouble> {
        if let Some(core) = self.core.take() {
            core.shutdown()?;
        }
        self.start()
    }

    /// Switches the phone off and on.
    ///
    /// # Errors
    /// Those of the core.
    pub fn reboot(&mut self) -> Result<(), Trouble> {
        if let Some(core) = self.core.take() {
            core.shutdown()?;
        }
        self.clock.reboot();
        self.start()
    }

    /// Whose it is.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where its files are.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The core.
    ///
    /// # Errors
    /// If the phone is switched off.
    pub fn core(&self) -> Result<&Core, Trouble> {
        self.core.as_ref().ok_or_else(|| format!("the phone of {} is off", self.name).into())
    }

    /// Its clocks.
    #[must_use]
    pub fn clock(&self) -> &PhoneClock {
        &self.clock
    }

    /// Its way to the server.
    #[must_use]
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// Talks to the server until nothing is left to do.
    ///
    /// # Errors
    /// Those of the core.
    pub fn sync(&self) -> Result<SyncReport, Trouble> {
        Ok(self.core()?.sync_now(Budget::default())?)
    }

    /// A job, if it is on this phone and may be seen.
    ///
    /// # Errors
    /// Those of the core.
    pub fn job(&self, case: CaseId) -> Result<Option<Job>, Trouble> {
        match self.core()?.job(case) {
            Ok(job) => Ok(Some(job)),
            Err(doorstep_core::Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The cases in the list of this phone.
    ///
    /// # Errors
    /// Those of the core.
    pub fn cases(&self) -> Result<Vec<CaseId>, Trouble> {
        let filter = JobFilter { limit: 10_000, with_archived: true, ..JobFilter::default() };
        Ok(self.core()?.jobs(&filter)?.into_iter().map(|job| job.case).collect())
    }
}

/// Copies a folder with everything in it.
///
/// # Errors
/// Those of the disk.
pub fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
