//! `doorstep serve`: a sync server with its office page.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use doorstep_domain::id::PackId;
use doorstep_domain::receipt::Level;
use doorstep_server::{Invitation, Node, Options, http};

use crate::failure::{Doing as _, Failure};
use crate::font;
use crate::place::Place;
use crate::say::say;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Address to listen on. TLS ends in front of this process.
    #[arg(long, default_value = "127.0.0.1:8464")]
    listen: SocketAddr,
    /// Bearer token of the office. If absent, made anew at each start; with a database, one that all nodes make of the
    /// keys.
    #[arg(long, env = "DOORSTEP_OFFICE_TOKEN", hide_env_values = true)]
    office_token: Option<String>,
    /// What the company is called on its pages and reports.
    #[arg(long, default_value = "Doorstep")]
    company: String,
    /// Pack to publish: a folder with pack.yaml, a built file, or the name of a built-in one. May be repeated;
    /// all built-in ones if absent.
    #[arg(long = "pack")]
    packs: Vec<String>,
    /// Font of printed reports, with Chinese letters: an OpenType or TrueType file or a collection. Phones fetch it once.
    /// `none` publishes none; if absent, the one that is in use, else a free one of this system.
    #[arg(long, value_name = "FILE")]
    font: Option<PathBuf>,
    /// Makes a one-time code for a phone: `user:Name:role[,role]`, e.g. `chen:Chen:technician`. May be repeated.
    #[arg(long = "invite", value_parser = invitation)]
    invitations: Vec<Invitation>,
    /// Public key (`age1…`) that the rescue files of wiped phones are encrypted to; `age-keygen` makes one. Without it a
    /// phone that is wiped by force writes them so that anybody who holds it can read them.
    #[arg(long, env = "DOORSTEP_RESCUE_KEY")]
    rescue_key: Option<String>,
    /// When data may leave a phone: once the server has them, or only once a backup has them too. Remembered for all
    /// nodes; `durable` at first.
    #[arg(long, value_enum)]
    receipts: Option<Receipts>,
    /// Say this once after bringing the folder back from a backup: phones then offer again what they hold.
    #[arg(long)]
    restored: bool,
    /// Writes the address, once it listens, into this file.
    #[arg(long)]
    address_file: Option<PathBuf>,
}

/// The level that receipts must have.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Receipts {
    /// Committed to the disk of the server.
    Durable,
    /// Also in a finished backup.
    BackedUp,
}

impl From<Receipts> for Level {
    fn from(level: Receipts) -> Self {
        match level {
            Receipts::Durable => Self::Durable,
            Receipts::BackedUp => Self::BackedUp,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    log_to_stderr();
    let options = Options {
        office_token: arguments.office_token.clone(),
        rescue_key: arguments.rescue_key.clone(),
        ..arguments.place.options()
    };
    let (dir, doing) = (&arguments.place.dir, format!("opening {}", arguments.place.name()));
    let node = Arc::new(Node::open(dir, options).doing(&doing)?.of_company(&arguments.company));
    if let Some(level) = arguments.receipts {
        node.ask_of_receipts(level.into()).doing("saying what receipts must be")?;
    }
    if arguments.restored {
        node.declare_restored().doing("beginning a new epoch")?;
    }
    for pack in &arguments.packs {
        publish(&node, pack)?;
    }
    if arguments.packs.is_empty() {
        doorstep_packs::builtins().try_for_each(|pack| publish(&node, pack).map(drop))?;
    }
    let has_font = choose_font(&node, arguments.font.as_deref())?;
    let runtime = tokio::runtime::Runtime::new().doing("starting")?;
    runtime.block_on(async {
        let doing = format!("listening on {}", arguments.listen);
        let listener = tokio::net::TcpListener::bind(arguments.listen).await.doing(&doing)?;
        let address = listener.local_addr().doing("listening")?;
        if let Some(file) = &arguments.address_file {
            write_whole(file, &address.to_string()).doing("writing the address")?;
        }
        greet(&node, address, &arguments.invitations)?;
        if !has_font {
            say!("  {}", font::ADVICE);
        }
        http::serve(listener, node, stopped()).await.doing("serving")
    })
}

/// Publishes a folder, a built file or a built-in pack.
pub(crate) fn publish(node: &Node, pack: &str) -> Result<PackId, Failure> {
    let path = Path::new(pack);
    let bytes = if path.is_file() {
        std::fs::read(path).doing(&format!("reading {pack}"))?
    } else if path.is_dir() {
        doorstep_packs::compile_folder(path).doing(pack)?.bytes
    } else {
        let sources = doorstep_packs::builtin(pack);
        let known = || doorstep_packs::builtins().collect::<Vec<_>>().join(", ");
        let sources = sources.ok_or_else(|| {
            Failure::new(
                pack,
                format!("neither a folder, a file, nor one of the built-in packs: {}", known()),
            )
        })?;
        doorstep_packs::compile_sources(&sources).doing(pack)?.bytes
    };
    node.publish(&bytes).doing(&format!("publishing {pack}"))
}

/// Publishes the font that was named, else the usual one if there is none yet. Says whether reports can be printed.
fn choose_font(node: &Node, named: Option<&Path>) -> Result<bool, Failure> {
    let has_one = node.has_font().doing("looking for the font")?;
    let file = match named {
        Some(word) if word == Path::new("none") => return Ok(true),
        Some(file) => Some(file.to_owned()),
        None if has_one => None,
        None => font::usual(),
    };
    let Some(file) = file else { return Ok(has_one) };
    font::publish(node, &file)?;
    Ok(true)
}

fn greet(node: &Node, address: SocketAddr, invitations: &[Invitation]) -> Result<(), Failure> {
    say!("Doorstep serves on http://{address}");
    say!("  office       http://{address}/?token={}", node.office_token());
    say!("  fingerprint  {}", node.root_key().fingerprint());
    for invitation in invitations {
        let invited = node.invite(invitation).doing("inviting")?;
        say!("  code for {}: {}", invitation.user, invited.enrolment_code);
    }
    Ok(())
}

fn invitation(text: &str) -> Result<Invitation, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let [user, name, roles] = parts[..] else { return Err("expected user:Name:role[,role]".to_owned()) };
    if user.is_empty() || name.is_empty() || roles.is_empty() {
        return Err("expected user:Name:role[,role], none of them empty".to_owned());
    }
    let roles = roles.split(',').map(str::to_owned).collect();
    Ok(Invitation { user: user.to_owned(), name: name.to_owned(), roles, hours: 48 })
}

fn write_whole(file: &Path, text: &str) -> std::io::Result<()> {
    let partial = file.with_extension("partial");
    std::fs::write(&partial, text)?;
    std::fs::rename(partial, file)
}

/// Ctrl-C, or the signal by which services are stopped.
async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => {
                tokio::select! {
                    _ = interrupted => {}
                    _ = terminated.recv() => {}
                }
            }
            Err(_) => drop(interrupted.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupted.await);
}

fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("DOORSTEP_LOG");
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    // Another subscriber in this process is as good.
    let _ = log.try_init();
}
