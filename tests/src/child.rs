//! Processes that tests start in order to kill them.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use doorstep_core::host::{FileSecretStore, Host, HttpTransport, NativeHttp, SystemClock, SystemEntropy};
use doorstep_core::{Budget, Config, Core};
use doorstep_domain::id::CaseId;
use doorstep_domain::text::Language;
use doorstep_server::migrate::{Target, migrate};
use doorstep_server::{Node, Options, Progress};

use crate::world::{HttpServer, OFFICE_TOKEN, Trouble};

/// Said to a server that serves: it closes its port and every connection. It answers with a line.
pub(crate) const DEAF: &str = "deaf";

/// Said to a server that does not listen: it listens again, at the same port. It answers with a line.
pub(crate) const LISTEN: &str = "listen";

/// What a process does until it is killed.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum Child {
    /// Serves.
    Serve {
        /// The data directory.
        dir: PathBuf,
        /// The port of 127.0.0.1.
        port: u16,
        /// The PostgreSQL database that several nodes share.
        #[arg(long)]
        database: Option<String>,
        /// Where photos are; how to get there is in the environment.
        #[arg(long)]
        blobs: Option<String>,
    },
    /// Moves a company into a database, slowly enough to be killed in the middle.
    Migrate {
        /// The data directory.
        dir: PathBuf,
        /// The database.
        #[arg(long)]
        to: String,
    },
    /// Writes notes into a job and synchronises, and says what was acknowledged.
    Work {
        /// The directory of the phone.
        dir: PathBuf,
        /// The job.
        case: CaseId,
        /// Number of the first note.
        first: u32,
    },
}

/// Does it. Comes back only if something goes wrong.
///
/// # Errors
/// [`Trouble`].
pub fn run(child: &Child) -> Result<bool, Trouble> {
    match child {
        Child::Serve { dir, port, database, blobs } => {
            let (database, blobs) = (database.clone(), blobs.clone());
            serve(dir, *port, Options { database, blobs, ..Options::default() })
        }
        Child::Migrate { dir, to } => move_slowly(dir, to),
        Child::Work { dir, case, first } => work(dir, *case, *first),
    }
}

fn serve(dir: &Path, port: u16, options: Options) -> Result<bool, Trouble> {
    let options = Options { office_token: Some(OFFICE_TOKEN.to_owned()), ..options };
    let node = Arc::new(Node::open(dir, options)?);
    let mut server = Some(HttpServer::start_at(Arc::clone(&node), port)?);
    say(server.as_ref().map_or("", HttpServer::url))?;
    // Whoever measures its memory takes its port away for a while, not its life.
    for line in std::io::stdin().lines() {
        match line?.as_str() {
            DEAF => server = None,
            LISTEN if server.is_none() => server = Some(HttpServer::start_at(Arc::clone(&node), port)?),
            _ => {}
        }
        say(server.as_ref().map_or("deaf", HttpServer::url))?;
    }
    loop {
        std::thread::park();
    }
}

fn move_slowly(dir: &Path, to: &str) -> Result<bool, Trouble> {
    let target = Target { database: to, blobs: None };
    let mut told = |progress: Progress<'_>| {
        let _ = say(&format!("{progress:?}"));
        std::thread::sleep(Duration::from_millis(100));
    };
    migrate(dir, &Options::default(), &target, &mut told)?;
    Ok(true)
}

fn work(dir: &Path, case: CaseId, first: u32) -> Result<bool, Trouble> {
    let core = open_phone(dir)?;
    let mut version = core.job(case)?.version;
    let visit = core.job(case)?.state.current_visit().ok_or("a job without a visit")?;
    for number in first.. {
        (_, version) = core.add_note(case, &version, visit, format!("note {number}"))?;
        say(&format!("{number}"))?;
        if number % 3 == 0 {
            core.sync_now(Budget::default())?;
            version = core.job(case)?.version;
        }
    }
    Ok(true)
}

/// Opens a phone as an app does: system clocks, a key file, HTTP.
///
/// # Errors
/// [`Trouble`].
pub fn open_phone(dir: &Path) -> Result<Core, Trouble> {
    open_phone_over(dir, Arc::new(NativeHttp::new()?))
}

/// As [`open_phone`], over another way to the server.
///
/// # Errors
/// [`Trouble`].
pub fn open_phone_over(dir: &Path, transport: Arc<dyn HttpTransport>) -> Result<Core, Trouble> {
    let host = Host {
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        secrets: Arc::new(FileSecretStore::new(dir.join("secrets"))),
        transport: Some(transport),
    };
    Ok(Core::open(Config { dir: dir.join("store"), language: Language::english(), host })?)
}

/// One line, at once: whoever reads it may rely on it.
fn say(line: &str) -> Result<(), Trouble> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
