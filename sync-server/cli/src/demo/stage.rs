//! The stage: a real server on 127.0.0.1, an office, two phones, one clock.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use doorstep_server::{Node, Options, http};
use tokio::runtime::Runtime;

use super::clock::StoryClock;
use super::narrator::Narrator;
use super::office::Office;
use super::phone::Phone;
use crate::failure::{Doing as _, Failure};

/// Everything that the story needs.
pub(crate) struct Stage {
    pub(crate) clock: Arc<StoryClock>,
    pub(crate) narrator: Arc<Narrator>,
    pub(crate) office: Office,
    pub(crate) chen: Phone,
    pub(crate) lin: Phone,
    pub(crate) node: Arc<Node>,
    pub(crate) address: String,
    pub(crate) dir: PathBuf,
    runtime: Runtime,
}

impl Stage {
    /// Starts the server, enrols the phones.
    pub(crate) fn set(dir: &Path, listen: SocketAddr, silent: bool) -> Result<Self, Failure> {
        let clock = Arc::new(StoryClock::at(8, 0));
        let narrator = Arc::new(Narrator::new(Arc::clone(&clock), silent));
        let node = open_node(&dir.join("server"), &clock)?;
        let published = crate::serve::publish(&node, "property-repair")?;
        let runtime = Runtime::new().doing("starting")?;
        let address = serve(&runtime, &node, listen)?;
        let office = Office::new(&address, node.office_token(), published)?;
        let chen = Phone::new("Chen", &dir.join("chen"), &clock, &narrator)?;
        let lin = Phone::new("Lin", &dir.join("lin"), &clock, &narrator)?;
        let people: [(&Phone, &str, &[&str]); 2] =
            [(&chen, "chen", &["technician"]), (&lin, "lin", &["leader", "technician"])];
        for (phone, user, roles) in people {
            let code = office.invite(user, phone.owner, roles)?;
            let label = format!("{}'s phone", phone.owner);
            phone.core.enrol(&address, &code, &label).doing(&format!("enrolling {label}"))?;
        }
        Ok(Self { clock, narrator, office, chen, lin, node, address, dir: dir.to_owned(), runtime })
    }

    /// Both phones.
    pub(crate) fn phones(&self) -> [&Phone; 2] {
        [&self.chen, &self.lin]
    }

    /// A new phone of Lin's, which has nothing but what the server gives it.
    pub(crate) fn witness(&self) -> Result<Phone, Failure> {
        let quiet = Arc::new(Narrator::new(Arc::clone(&self.clock), true));
        let phone = Phone::new("Lin", &self.dir.join("witness"), &self.clock, &quiet)?;
        let code = self.office.invite("lin", "Lin", &["leader", "technician"])?;
        phone.core.enrol(&self.address, &code, "a new phone").doing("enrolling a new phone")?;
        phone.sync()?;
        Ok(phone)
    }

    /// Goes on serving the office page until Ctrl-C.
    pub(crate) fn serve_on(&self) -> Result<(), Failure> {
        self.runtime.block_on(tokio::signal::ctrl_c()).doing("waiting for Ctrl-C")
    }
}

fn open_node(dir: &Path, clock: &Arc<StoryClock>) -> Result<Arc<Node>, Failure> {
    let clock = Arc::clone(clock);
    let options = Options { clock: Arc::new(move || clock.now_ms()), ..Options::default() };
    Ok(Arc::new(Node::open(dir, options).doing("opening the server")?))
}

fn serve(runtime: &Runtime, node: &Arc<Node>, listen: SocketAddr) -> Result<String, Failure> {
    let listener =
        runtime.block_on(tokio::net::TcpListener::bind(listen)).doing(&format!("listening on {listen}"))?;
    let address = listener.local_addr().doing("listening")?;
    let node = Arc::clone(node);
    runtime.spawn(async move {
        if let Err(error) = http::serve(listener, node, std::future::pending()).await {
            tracing::error!(%error, "the server stopped");
        }
    });
    Ok(format!("http://{address}"))
}
