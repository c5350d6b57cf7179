//! Real processes, really killed: what was acknowledged is there afterwards.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use doorstep_core::host::{Method, NativeHttp};
use doorstep_core::{Budget, Core, SyncStatus};
use doorstep_domain::id::CaseId;
use doorstep_tests::child::open_phone;
use doorstep_tests::world::{Desk, Wire, differences};
use serde_json::json;

use crate::bucket::S3;

/// How long a process may live before each kill, in milliseconds: in the middle of whatever it does then.
const LIVES_MS: [u64; 5] = [25, 60, 110, 45, 150];

/// A process that dies with the test.
pub(crate) struct Process(Child);

impl Process {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_in(arguments, Vec::new())
    }

    /// With this in its environment.
    pub(crate) fn start_in(arguments: &[&str], environment: Vec<(String, String)>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_doorstep-tests"));
        let child = command.arg("child").args(arguments).envs(environment).stdout(Stdio::piped()).spawn();
        Self(child.unwrap())
    }

    /// `SIGKILL`, and the lines that it had said.
    pub(crate) fn kill(mut self) -> Vec<String> {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
        let said = self.0.stdout.take().unwrap();
        BufReader::new(said).lines().map_while(Result::ok).collect()
    }
}

impl Process {
    /// The next line that it says.
    pub(crate) fn next_line(&mut self) -> String {
        // Not buffered: what it says later stays in the pipe.
        let (mut line, mut byte) = (Vec::new(), [0]);
        let said = self.0.stdout.as_mut().unwrap();
        while said.read(&mut byte).unwrap() == 1 && byte[0] != b'\n' {
            line.extend(byte);
        }
        String::from_utf8(line).unwrap()
    }

    /// A server says where it listens once it does.
    pub(crate) fn wait_until_it_serves(&mut self) {
        let line = self.next_line();
        assert!(line.starts_with("http://"), "{line}");
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A company whose server is a process of its own.
pub(crate) struct Office {
    dir: tempfile::TempDir,
    port: u16,
    server: Option<Process>,
    desk: Desk,
}

impl Office {
    pub(crate) fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let wire = Wire::Http(Arc::new(NativeHttp::new().unwrap()));
        let desk = Desk::new(wire, &format!("http://127.0.0.1:{port}"));
        let mut office = Self { dir, port, server: None, desk };
        office.start();
        let sources = doorstep_packs::builtin("property-repair").unwrap();
        office.desk.publish(&doorstep_packs::compile_sources(&sources).unwrap().bytes).unwrap();
        office
    }

    pub(crate) fn start(&mut self) {
        let dir = self.dir.path().join("server");
        let mut server = Process::start(&["serve", dir.to_str().unwrap(), &self.port.to_string()]);
        server.wait_until_it_serves();
        self.server = Some(server);
    }

    /// Starts a node on a database instead, with photos in a bucket.
    pub(crate) fn start_on(&mut self, database: &str, s3: &S3) {
        let (dir, port) = (self.dir.path().join("server"), self.port.to_string());
        let arguments = ["serve", dir.to_str().unwrap(), &port, "--database", database];
        let mut server = Process::start_in(&arguments, s3.environment());
        server.wait_until_it_serves();
        self.server = Some(server);
    }

    pub(crate) fn kill(&mut self) {
        self.server.take().unwrap().kill();
    }

    /// Where the server keeps everything.
    pub(crate) fn server_dir(&self) -> PathBuf {
        self.dir.path().join("server")
    }

    /// Where a phone keeps everything.
    pub(crate) fn phone_dir(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn phone(&self, name: &str, role: &str) -> Core {
        self.phone_by(&format!("http://127.0.0.1:{}", self.port), name, role)
    }

    /// A phone that reaches the server by this address.
    pub(crate) fn phone_by(&self, url: &str, name: &str, role: &str) -> Core {
        let core = open_phone(&self.dir.path().join(name)).unwrap();
        core.enrol(url, &self.invite(name, role), name).unwrap();
        assert_eq!(core.sync_now(Budget::default()).unwrap().status, SyncStatus::Done);
        core
    }

    /// A one-time code.
    pub(crate) fn invite(&self, name: &str, role: &str) -> String {
        let invitation = json!({ "user": name, "name": name, "roles": [role] });
        self.post("enrolments", &invitation)["enrolment_code"].as_str().unwrap().to_owned()
    }

    /// What the office's API answers.
    pub(crate) fn get(&self, path: &str) -> serde_json::Value {
        self.desk.ask(Method::Get, path, &serde_json::Value::Null).unwrap()
    }

    /// What the office's API answers to a command.
    pub(crate) fn post(&self, path: &str, body: &serde_json::Value) -> serde_json::Value {
        self.desk.ask(Method::Post, path, body).unwrap()
    }

    pub(crate) fn job(&self, pack: &serde_json::Value) -> CaseId {
        let body = json!({
            "pack": pack, "service": "longfor-dispatch", "report": "pump leaks", "area": "public",
            "customer": { "name": "Block 3" }, "site": { "address": "pump room", "time_zone": "CST-8" },
            "users": ["chen"],
        });
        let made = self.desk.ask(Method::Post, "jobs", &body).unwrap();
        serde_json::from_value(made["case"].clone()).unwrap()
    }
}

pub(crate) fn notes(core: &Core, case: CaseId) -> BTreeSet<String> {
    core.job(case).unwrap().notes.into_iter().map(|note| note.text).collect()
}

/// Synchronises until nothing is left, through whatever is still coming up.
pub(crate) fn sync_all(core: &Core) {
    for _ in 0..50 {
        let report = core.sync_now(Budget::default()).unwrap();
        if report.status == SyncStatus::Done && report.waiting == 0 {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("the work does not get through");
}

pub(crate) fn assert_office_has_it_all(office: &Office, core: &Core, case: CaseId) {
    sync_all(core);
    let desk = office.phone("desk", "office");
    sync_all(&desk);
    let (held, made) = (desk.job(case).unwrap(), core.job(case).unwrap());
    assert_eq!(differences(&held, &made), Vec::<String>::new());
}

pub(crate) fn pack_of(office: &Office) -> serde_json::Value {
    office.desk.ask(Method::Get, "packs", &serde_json::Value::Null).unwrap()[0]["pack"].clone()
}

#[test]
fn a_server_that_is_killed_loses_nothing_that_it_acknowledged() {
    let mut office = Office::open();
    let case = office.job(&pack_of(&office));
    let core = office.phone("chen", "technician");
    let visit = core.job(case).unwrap().state.current_visit().unwrap();
    for (round, life_ms) in LIVES_MS.into_iter().enumerate() {
        let (worker, (told, acknowledged)) = (core.clone(), std::sync::mpsc::channel());
        let work = thread::spawn(move || {
            for number in 0..20 {
                let seen = worker.job(case).unwrap().version;
                worker.add_note(case, &seen, visit, format!("note {round}.{number}")).unwrap();
                let acked = worker.sync_now(Budget::default()).unwrap().acked;
                let _ = told.send(acked);
            }
        });
        // Every kill comes after an acknowledgement, however busy this machine is.
        while acknowledged.recv_timeout(Duration::from_secs(20)).unwrap() == 0 {}
        thread::sleep(Duration::from_millis(life_ms));
        office.kill();
        work.join().unwrap();
        office.start();
    }
    assert_eq!(notes(&core, case).len(), 100);
    assert_office_has_it_all(&office, &core, case);
}

#[test]
fn a_phone_that_is_killed_loses_nothing_that_it_acknowledged() {
    let office = Office::open();
    let case = office.job(&pack_of(&office));
    office.phone("chen", "technician").shutdown().unwrap();
    let dir = office.dir.path().join("chen");
    let mut said = BTreeSet::new();
    for life_ms in LIVES_MS {
        let (first, before) = ((said.len() + 1).to_string(), own_items(&dir));
        let worker = Process::start(&["work", dir.to_str().unwrap(), &case.to_string(), &first]);
        // Opening takes longer than that; the life begins with the first piece of work.
        wait_for_work(&dir, before);
        thread::sleep(Duration::from_millis(life_ms));
        said.extend(worker.kill().into_iter().map(|number| format!("note {number}")));
        let core = open_phone(&dir).unwrap();
        let kept = notes(&core, case);
        assert!(said.is_subset(&kept), "lost: {:?}", said.difference(&kept));
        said = kept;
        core.shutdown().unwrap();
    }
    assert!(said.len() >= LIVES_MS.len(), "it was killed before it did anything: {said:?}");
    let core = open_phone(&dir).unwrap();
    assert_office_has_it_all(&office, &core, case);
    assert_eq!(notes(&core, case), said);
}

/// Waits until the phone in this directory has made something more than it had.
fn wait_for_work(dir: &Path, before: i64) {
    for _ in 0..500 {
        if own_items(dir) > before {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// How many items the phone in this directory has made.
fn own_items(dir: &Path) -> i64 {
    let connection = rusqlite::Connection::open(dir.join("store").join("doorstep.sqlite")).unwrap();
    let count = "SELECT count(*) FROM items WHERE origin = 'own'";
    connection.query_row(count, [], |row| row.get(0)).unwrap()
}
