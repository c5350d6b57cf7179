//! Processes of this program that are started to be watched or killed.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use doorstep_core::host::{Method, NativeHttp};
use doorstep_domain::id::CaseId;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::child::{DEAF, LISTEN};
use crate::world::{Desk, Trouble, Wire};

/// A process that dies with whoever holds it.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Process {
    /// Starts `doorstep-tests child …`.
    pub(super) fn start(arguments: &[&str]) -> Result<Self, Trouble> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut child =
            command.arg("child").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let said = child.stdout.take().ok_or("a process without a voice")?;
        Ok(Self { child, said: BufReader::new(said) })
    }

    /// The next line that it says.
    pub(super) fn line(&mut self) -> Result<String, Trouble> {
        let mut line = String::new();
        self.said.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }

    /// Says a line to it, and waits for its answer.
    fn ask(&mut self, line: &str) -> Result<String, Trouble> {
        let heard = self.child.stdin.as_mut().ok_or("a process without ears")?;
        writeln!(heard, "{line}")?;
        heard.flush()?;
        self.line()
    }

    /// `SIGKILL`, and the lines that it had said and nobody had read.
    pub(super) fn kill(mut self) -> Result<Vec<String>, Trouble> {
        self.child.kill()?;
        self.child.wait()?;
        let mut rest = String::new();
        self.said.read_to_string(&mut rest)?;
        // Half a line was not said.
        let whole = rest.rfind('\n').map_or("", |end| &rest[..end]);
        Ok(whole.lines().map(str::to_owned).collect())
    }

    /// Kilobytes of memory that it has.
    pub(super) fn memory_kib(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A company whose server is a process of its own.
#[derive(Debug)]
pub(super) struct Company {
    // The server before the folder that it lives in.
    pub(super) server: Option<Process>,
    pub(super) desk: Desk,
    port: u16,
    dir: TempDir,
}

impl Company {
    /// Founds it, with a pack.
    pub(super) fn found() -> Result<Self, Trouble> {
        let dir = tempfile::tempdir()?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let wire = Wire::Http(Arc::new(NativeHttp::new()?));
        let desk = Desk::new(wire, &format!("http://127.0.0.1:{port}"));
        let mut company = Self { server: None, desk, port, dir };
        company.start()?;
        let sources = doorstep_packs::builtin("property-repair").ok_or("no such pack")?;
        company.desk.publish(&doorstep_packs::compile_sources(&sources)?.bytes)?;
        Ok(company)
    }

    /// Starts the server, and waits until it listens.
    pub(super) fn start(&mut self) -> Result<(), Trouble> {
        let dir = self.server_dir();
        let dir = dir.to_str().ok_or("a folder without a name")?;
        let mut server = Process::start(&["serve", dir, &self.port.to_string()])?;
        let line = server.line()?;
        if !line.starts_with("http://") {
            return Err("the server does not start".into());
        }
        self.server = Some(server);
        Ok(())
    }

    /// Kills the server.
    pub(super) fn kill(&mut self) -> Result<(), Trouble> {
        self.server.take().map_or(Ok(Vec::new()), Process::kill).map(drop)
    }

    /// Closes the server's port and every connection, or opens it again. The process lives on.
    pub(super) fn listen(&mut self, listens: bool) -> Result<(), Trouble> {
        let server = self.server.as_mut().ok_or("no server")?;
        let said = server.ask(if listens { LISTEN } else { DEAF })?;
        if said.starts_with("http://") == listens { Ok(()) } else { Err("the server does not obey".into()) }
    }

    /// Where it is.
    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where the server keeps everything.
    pub(super) fn server_dir(&self) -> PathBuf {
        self.dir.path().join("server")
    }

    /// A folder of its own for somebody.
    pub(super) fn folder(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A code that lets somebody in.
    pub(super) fn invite(&self, user: &str, role: &str) -> Result<String, Trouble> {
        let invitation = json!({ "user": user, "name": user, "roles": [role] });
        let invited = self.desk.ask(Method::Post, "enrolments", &invitation)?;
        Ok(invited["enrolment_code"].as_str().ok_or("no enrolment code in the answer")?.to_owned())
    }

    /// A job for somebody.
    pub(super) fn job(&self, user: &str) -> Result<CaseId, Trouble> {
        let pack = self.desk.ask(Method::Get, "packs", &Value::Null)?[0]["pack"].clone();
        let body = json!({
            "pack": pack, "service": "longfor-dispatch", "report": "pump leaks", "area": "public",
            "customer": { "name": "Block 3" }, "site": { "address": "pump room", "time_zone": "CST-8" },
            "users": [user],
        });
        let made = self.desk.ask(Method::Post, "jobs", &body)?;
        Ok(serde_json::from_value(made["case"].clone())?)
    }
}

/// Whether a database is whole, as SQLite sees it.
pub(super) fn is_whole(database: &Path) -> Result<bool, Trouble> {
    let connection = rusqlite::Connection::open(database)?;
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    Ok(verdict == "ok")
}
