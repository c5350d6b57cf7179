//! Several nodes of one company on one PostgreSQL, as processes of their own: phones that come to another node with every
//! request, a node that is killed, one that is paused and wakes up.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use doorstep_core::host::{HttpTransport, Method, NativeHttp, Request, Response, TransportError};
use doorstep_core::{Budget, Core, SyncStatus};
use doorstep_domain::id::CaseId;
use doorstep_server::{self as server, Error, Node, Options};
use doorstep_tests::child::{open_phone, open_phone_over};
use doorstep_tests::world::{Desk, Wire, differences, postgres_database};
use postgres::{Client, NoTls};
use serde_json::{Value, json};

use crate::bucket::S3;
use crate::killed::{Process, notes, sync_all};
use crate::upload::{large_photo, take};

/// One company, several nodes.
struct Cluster {
    dir: tempfile::TempDir,
    database: String,
    native: Arc<NativeHttp>,
    nodes: Vec<(u16, Option<Process>)>,
    s3: S3,
}

impl Cluster {
    fn of(count: usize) -> Self {
        let (dir, database) = (tempfile::tempdir().unwrap(), postgres_database().unwrap());
        let free = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let nodes = (0..count).map(|_| (free(), None)).collect();
        let native = Arc::new(NativeHttp::new().unwrap());
        let mut cluster = Self { dir, database, native, nodes, s3: S3::start() };
        (0..count).for_each(|index| cluster.start(index));
        let sources = doorstep_packs::builtin("property-repair").unwrap();
        cluster.desk(0).publish(&doorstep_packs::compile_sources(&sources).unwrap().bytes).unwrap();
        cluster
    }

    /// Each node has a folder of its own, and nothing in it but what is on its way.
    fn start(&mut self, index: usize) {
        let dir = self.dir.path().join(format!("node{index}"));
        let port = self.nodes[index].0.to_string();
        let blobs = self.s3.url("company");
        let mut arguments = vec!["serve", dir.to_str().unwrap(), &port, "--database", &self.database];
        // The first node says where photos are; the others find it in the database.
        if index == 0 {
            arguments.extend(["--blobs", &blobs]);
        }
        let mut node = Process::start_in(&arguments, self.s3.environment());
        node.wait_until_it_serves();
        self.nodes[index].1 = Some(node);
    }

    fn kill(&mut self, index: usize) {
        self.nodes[index].1.take().unwrap().kill();
    }

    fn signal(&self, index: usize, signal: &str) {
        let process = self.nodes[index].1.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &process]).status().unwrap().success());
    }

    fn url(&self, index: usize) -> String {
        format!("http://127.0.0.1:{}", self.nodes[index].0)
    }

    fn desk(&self, index: usize) -> Desk {
        Desk::new(Wire::Http(self.native.clone()), &self.url(index))
    }

    /// A phone whose every request goes to the next node.
    fn hopping_phone(&self, name: &str, role: &str) -> Core {
        let ports = self.nodes.iter().map(|(port, _)| *port).collect();
        let hopping = Hopping { native: Arc::clone(&self.native), ports, next: AtomicUsize::new(0) };
        let core = open_phone_over(&self.dir.path().join(name), Arc::new(hopping)).unwrap();
        self.enrol(&core, 0, name, role);
        core
    }

    /// A phone that knows one node.
    fn phone_at(&self, index: usize, name: &str, role: &str) -> Core {
        let core = open_phone(&self.dir.path().join(name)).unwrap();
        self.enrol(&core, index, name, role);
        core
    }

    fn enrol(&self, core: &Core, index: usize, name: &str, role: &str) {
        let invitation = json!({ "user": name, "name": name, "roles": [role] });
        let invited = self.desk(index).ask(Method::Post, "enrolments", &invitation).unwrap();
        core.enrol(&self.url(index), invited["enrolment_code"].as_str().unwrap(), name).unwrap();
        sync_all(core);
    }

    fn job(&self, index: usize, users: &[&str]) -> CaseId {
        let pack = self.desk(index).ask(Method::Get, "packs", &Value::Null).unwrap()[0]["pack"].clone();
        let body = json!({
            "pack": pack, "service": "longfor-dispatch", "report": "pump leaks", "area": "public",
            "customer": { "name": "Block 3" }, "site": { "address": "pump room", "time_zone": "CST-8" },
            "users": users,
        });
        let made = self.desk(index).ask(Method::Post, "jobs", &body).unwrap();
        serde_json::from_value(made["case"].clone()).unwrap()
    }

    /// Token of the lease by which one node projects.
    fn lease_token(&self) -> i64 {
        let mut client = Client::connect(&self.database, NoTls).unwrap();
        client.query_one("SELECT token FROM leases WHERE work = 'projector'", &[]).unwrap().get(0)
    }
}

/// Sends every request to the next node.
#[derive(Debug)]
struct Hopping {
    native: Arc<NativeHttp>,
    ports: Vec<u16>,
    next: AtomicUsize,
}

impl HttpTransport for Hopping {
    fn send(&self, mut request: Request) -> Result<Response, TransportError> {
        let port = self.ports[self.next.fetch_add(1, Ordering::Relaxed) % self.ports.len()];
        let path = request.url.splitn(4, '/').nth(3).unwrap_or_default();
        request.url = format!("http://127.0.0.1:{port}/{path}");
        self.native.send(request)
    }
}

fn within(patience: Duration, what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < patience, "{what}: not within {patience:?}");
        thread::sleep(Duration::from_millis(50));
    }
    begun.elapsed()
}

/// Work and synchronisation, whatever becomes of the nodes; returns how much was acknowledged meanwhile.
fn work_for(core: &Core, case: CaseId, name: &str, count: u32) -> usize {
    let visit = core.job(case).unwrap().state.current_visit().unwrap();
    let mut acked = 0;
    for number in 0..count {
        let seen = core.job(case).unwrap().version;
        core.add_note(case, &seen, visit, format!("{name} {number}")).unwrap();
        acked += core.sync_now(Budget::default()).map_or(0, |report| report.acked);
    }
    acked as usize
}

#[test]
fn phones_that_hop_between_three_nodes_lose_nothing_when_one_of_them_is_killed() {
    let mut cluster = Cluster::of(3);
    let case = cluster.job(1, &["chen", "li"]);
    let crew = ["chen", "li"].map(|name| (name, cluster.hopping_phone(name, "technician")));
    let working = crew.clone().map(|(name, core)| {
        within(Duration::from_secs(30), "the job arrives", || {
            sync_all(&core);
            core.job(case).is_ok()
        });
        thread::spawn(move || work_for(&core, case, name, 25))
    });
    // In the middle of their commits, one node after the other.
    for index in [2, 0] {
        thread::sleep(Duration::from_millis(400));
        cluster.kill(index);
        thread::sleep(Duration::from_millis(300));
        cluster.start(index);
    }
    let acked: Vec<usize> = working.into_iter().map(|work| work.join().unwrap()).collect();
    assert!(acked.iter().all(|acked| *acked > 0), "{acked:?}");
    let all: Vec<Core> =
        crew.into_iter().map(|(_, core)| core).chain([cluster.phone_at(1, "desk", "office")]).collect();
    (0..2).for_each(|_| all.iter().for_each(sync_all));
    for core in &all {
        assert_eq!(notes(core, case).len(), 50);
        let (one, other) = (core.job(case).unwrap(), all[0].job(case).unwrap());
        assert_eq!(differences(&one, &other), Vec::<String>::new());
    }
}

#[test]
fn what_one_node_takes_a_phone_that_waits_at_another_hears_within_moments() {
    let cluster = Cluster::of(2);
    let chen = cluster.phone_at(0, "chen", "technician");
    // At the other node: also who is assigned is found out by whichever node projects.
    let waiting = thread::spawn(move || {
        let begun = Instant::now();
        (chen.wait_for_news(30).unwrap(), begun.elapsed(), chen)
    });
    thread::sleep(Duration::from_millis(500));
    let case = cluster.job(1, &["chen"]);
    let (has_news, waited, chen) = waiting.join().unwrap();
    println!("heard after {waited:?}, half a second of it before there was anything");
    assert!(has_news && waited < Duration::from_secs(15), "{waited:?}");
    within(Duration::from_secs(15), "the job arrives", || {
        sync_all(&chen);
        chen.job(case).is_ok()
    });
}

#[test]
fn a_node_that_was_paused_writes_nothing_after_another_one_took_over() {
    let cluster = Cluster::of(2);
    let chen = cluster.phone_at(1, "chen", "technician");
    let before = cluster.lease_token();
    let holder = {
        // Whoever holds the lease does not answer while it is paused; the other one takes over.
        let mut holder = None;
        for index in [0, 1] {
            cluster.signal(index, "-STOP");
            thread::sleep(Duration::from_millis(300));
            let beat = || -> i64 {
                let mut client = Client::connect(&cluster.database, NoTls).unwrap();
                client.query_one("SELECT beat FROM leases WHERE work = 'projector'", &[]).unwrap().get(0)
            };
            let seen = beat();
            thread::sleep(Duration::from_secs(5));
            if beat() == seen {
                holder = Some(index);
                break;
            }
            cluster.signal(index, "-CONT");
        }
        holder.expect("one of them projects")
    };
    let other = 1 - holder;
    within(Duration::from_secs(40), "the other node takes over", || cluster.lease_token() > before);
    let after = cluster.lease_token();
    cluster.signal(holder, "-CONT");
    // Both live again. The one that slept sees that its token is old, whatever it had begun.
    for index in [holder, other, holder] {
        let case = cluster.job(index, &["chen"]);
        within(Duration::from_secs(30), "the job arrives", || {
            sync_all(&chen);
            chen.job(case).is_ok()
        });
    }
    assert_eq!(cluster.lease_token(), after);
}

#[test]
fn a_stale_projector_is_refused_inside_its_transaction() {
    let (database, dir) = (postgres_database().unwrap(), tempfile::tempdir().unwrap());
    let node = Arc::new(open(&database, &dir, None).unwrap());
    let mut packs = doorstep_packs::builtins();
    let mut publish = || {
        let sources = doorstep_packs::builtin(packs.next().unwrap()).unwrap();
        node.publish(&doorstep_packs::compile_sources(&sources).unwrap().bytes).unwrap();
    };
    publish();
    node.project().unwrap();
    let mut client = Client::connect(&database, NoTls).unwrap();
    let mut cursor = || -> i64 {
        client.query_one("SELECT seq FROM consumers WHERE name = 'projector'", &[]).unwrap().get(0)
    };
    let before = cursor();
    // Another node takes over, and does nothing. This one has just beaten, and believes that it still may.
    let mut other = Client::connect(&database, NoTls).unwrap();
    other
        .batch_execute("UPDATE leases SET token = token + 1, holder = '\\x02020202020202020202020202020202'")
        .unwrap();
    publish();
    let projecting = {
        let node = Arc::clone(&node);
        thread::spawn(move || node.project())
    };
    thread::sleep(Duration::from_secs(3));
    assert_eq!(cursor(), before, "the stale node wrote");
    // Nobody beats under the other token, so after a while the work is taken up again, under a newer one.
    projecting.join().unwrap().unwrap();
    assert!(cursor() > before);
    let token: i64 = other.query_one("SELECT token FROM leases", &[]).unwrap().get(0);
    assert_eq!(token, 3);
}

fn open(database: &str, dir: &tempfile::TempDir, keys: Option<&tempfile::TempDir>) -> Result<Node, Error> {
    open_with(database, dir, keys, None)
}

fn open_with(
    database: &str,
    dir: &tempfile::TempDir,
    keys: Option<&tempfile::TempDir>,
    s3: Option<&S3>,
) -> Result<Node, Error> {
    let keys = keys.map(|keys| keys.path().to_owned());
    let (database, blobs) = (Some(database.to_owned()), s3.map(|s3| s3.url("company")));
    let blob_settings = s3.map(S3::settings).unwrap_or_default();
    let options =
        Options { database, keys, blobs, blob_settings, projects_itself: false, ..Options::default() };
    Node::open(dir.path(), options)
}

#[test]
fn a_second_node_needs_nothing_but_the_address() {
    let database = postgres_database().unwrap();
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let s3 = S3::start();
    let [one, two] = dirs.each_ref().map(|dir| open_with(&database, dir, None, Some(&s3)).unwrap());
    assert_eq!((one.tenant(), one.office_token()), (two.tenant(), two.office_token()));
    let sources = doorstep_packs::builtin("property-repair").unwrap();
    let pack = one.publish(&doorstep_packs::compile_sources(&sources).unwrap().bytes).unwrap();
    let request = server::Request::new(server::Method::Get, "/office/api/packs").bearer(two.office_token());
    let listed: Value = serde_json::from_slice(&two.handle(request).into_bytes().unwrap()).unwrap();
    assert_eq!(listed[0]["pack"], pack.to_string());
    assert!(!dirs[0].path().join("keys").exists() && !dirs[0].path().join("packs").exists());
}

#[test]
fn nodes_that_start_together_found_one_company() {
    let (database, s3) = (postgres_database().unwrap(), Arc::new(S3::start()));
    let starting: Vec<_> = (0..4)
        .map(|_| {
            let (database, s3) = (database.clone(), Arc::clone(&s3));
            thread::spawn(move || {
                let dir = tempfile::tempdir().unwrap();
                open_with(&database, &dir, None, Some(&s3)).unwrap().tenant()
            })
        })
        .collect();
    let tenants: BTreeSet<_> = starting.into_iter().map(|node| node.join().unwrap()).collect();
    assert_eq!(tenants.len(), 1);
}

#[test]
fn keys_in_a_folder_of_their_own_are_not_in_the_database() {
    let database = postgres_database().unwrap();
    let [dir, keys, other] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let tenant = open(&database, &dir, Some(&keys)).unwrap().tenant();
    let mut client = Client::connect(&database, NoTls).unwrap();
    let mut held = || client.query("SELECT 1 FROM settings WHERE name = 'keys'", &[]).unwrap().len();
    assert_eq!(held(), 0);
    assert!(open(&database, &other, None).is_err(), "a node without the keys founds no second company");
    assert_eq!(open(&database, &dir, Some(&keys)).unwrap().tenant(), tenant);
    assert_eq!(held(), 0);
}

#[test]
fn a_node_whose_folder_has_not_the_photos_does_not_start() {
    let database = postgres_database().unwrap();
    let [dir, other] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    drop(open(&database, &dir, None).unwrap());
    let error = open(&database, &other, None).map(drop).unwrap_err();
    assert!(error.to_string().contains("folder of another machine"), "{error}");
    drop(open(&database, &dir, None).unwrap());
}

#[test]
fn a_photo_goes_up_and_down_in_pieces_each_at_another_node() {
    let cluster = Cluster::of(3);
    let case = cluster.job(0, &["chen"]);
    let chen = cluster.hopping_phone("chen", "technician");
    within(Duration::from_secs(30), "the job arrives", || {
        sync_all(&chen);
        chen.job(case).is_ok()
    });
    let photo = large_photo();
    let blob = take(&chen, case, &photo);
    // Cut off in the middle: what came is kept where every node finds it.
    let half = chen.sync_now(Budget { bytes: 5 << 20, ..Budget::default() }).unwrap();
    assert_eq!(half.files_sent, 0);
    assert!(cluster.s3.count("company/incoming") > 1);
    let rest = chen.sync_now(Budget::default()).unwrap();
    assert_eq!((rest.status, rest.files_sent), (SyncStatus::Done, 1), "{rest:?}");
    assert_eq!((cluster.s3.count("company/incoming"), cluster.s3.count("company/blobs")), (0, 1));
    let desk = cluster.hopping_phone("desk", "office");
    desk.fetch_photo(case, blob).unwrap();
    assert!(desk.photo(case, blob).unwrap() == photo);
}
