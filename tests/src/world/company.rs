//! A company: its server, its packs, its desk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use doorstep_core::host::{Method, NativeHttp};
use doorstep_packs::Published;
use doorstep_server::{Node, Options};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::desk::OFFICE_TOKEN;
use super::{Desk, HttpServer, Phone, SeededEntropy, Time, Trouble, Wire};

/// A server with one pack, and the way to it.
#[derive(Debug)]
pub struct Company {
    // The server before the node, and both before the folder that they live in.
    http: Option<HttpServer>,
    wire: Wire,
    node: Arc<Node>,
    time: Time,
    pack: Published,
    dir: TempDir,
}

impl Company {
    /// Founds a company with a pack that comes with Doorstep.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn found(pack: &str, time: &Time, over_http: bool) -> Result<Self, Trouble> {
        let sources = doorstep_packs::builtin(pack).ok_or_else(|| {
            let known: Vec<&str> = doorstep_packs::builtins().collect();
            format!("there is no pack `{pack}`; known: {}", known.join(", "))
        })?;
        Self::found_with(doorstep_packs::compile_sources(&sources)?, time, over_http)
    }

    /// Founds a company with a pack of its own.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn found_with(pack: Published, time: &Time, over_http: bool) -> Result<Self, Trouble> {
        Self::found_on(None, pack, time, over_http)
    }

    /// Founds a company whose server keeps its log in a PostgreSQL database.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn found_on(
        database: Option<String>,
        pack: Published,
        time: &Time,
        over_http: bool,
    ) -> Result<Self, Trouble> {
        let dir = tempfile::tempdir()?;
        let (clock, entropy) = (time.clone(), SeededEntropy::new(1));
        let options = Options {
            clock: Arc::new(move || clock.now_ms()),
            entropy: Arc::new(move |buffer| {
                entropy.draw(buffer);
                Ok(())
            }),
            office_token: Some(OFFICE_TOKEN.to_owned()),
            projects_itself: false,
            database,
            ..Options::default()
        };
        let node = Arc::new(Node::open(&dir.path().join("server"), options)?);
        node.publish(&pack.bytes)?;
        node.project()?;
        let (http, wire) = if over_http {
            (Some(HttpServer::start(Arc::clone(&node))?), Wire::Http(Arc::new(NativeHttp::new()?)))
        } else {
            (None, Wire::InProcess(Arc::clone(&node)))
        };
        Ok(Self { http, wire, node, time: time.clone(), pack, dir })
    }

    /// The node, for what has no route.
    #[must_use]
    pub fn node(&self) -> &Arc<Node> {
        &self.node
    }

    /// How requests reach the server.
    #[must_use]
    pub fn wire(&self) -> &Wire {
        &self.wire
    }

    /// Where the server is.
    #[must_use]
    pub fn url(&self) -> &str {
        self.http.as_ref().map_or("http://in-process", HttpServer::url)
    }

    /// The true time.
    #[must_use]
    pub fn time(&self) -> &Time {
        &self.time
    }

    /// The pack of the company.
    #[must_use]
    pub fn pack(&self) -> &Published {
        &self.pack
    }

    /// A folder for whatever a test needs, gone with the company.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn folder(&self, name: &str) -> Result<PathBuf, Trouble> {
        let path = self.dir.path().join(name);
        std::fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// The folder that everything lives in.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Gives somebody a phone and lets it in.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn phone(&self, name: &str, roles: &[&str]) -> Result<Phone, Trouble> {
        let invitation = json!({ "user": name, "name": name, "roles": roles });
        let invited = self.desk(Method::Post, "enrolments", &invitation)?;
        let code = invited["enrolment_code"].as_str().ok_or("no enrolment code in the answer")?;
        let mut phone =
            Phone::new(name, &self.folder(&format!("phone-{name}"))?, &self.time, self.wire.clone());
        phone.start()?;
        phone.core()?.enrol(self.url(), code, &format!("{name}'s phone"))?;
        Ok(phone)
    }

    /// A request of the desk to `/office/api/…`.
    ///
    /// # Errors
    /// [`OfficeProblem`](super::OfficeProblem) if the server says no.
    pub fn desk(&self, method: Method, path: &str, body: &Value) -> Result<Value, Trouble> {
        Desk::new(self.wire.clone(), self.url()).ask(method, path, body)
    }

    /// Brings the office's list and everybody's scope up to date with the log.
    ///
    /// # Errors
    /// Those of the server's store.
    pub fn project(&self) -> Result<(), Trouble> {
        Ok(self.node.project()?)
    }
}
