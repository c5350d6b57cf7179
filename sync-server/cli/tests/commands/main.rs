//! Commands as whoever runs a server types them: `doorstep backup`, `restore`, `migrate`, `import`, `pack`: real processes, while it serves, killed in
//! the middle; and what they say when something is wrong.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail anywhere, also in what prepares it")]

mod forms;
mod memory;
mod replay;

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use doorstep_core::{Budget, Core, SyncStatus};
use doorstep_domain::id::CaseId;
use doorstep_tests::child::open_phone;
use doorstep_tests::world::{postgres_database, walk_in};

fn doorstep() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doorstep"));
    for name in ["DOORSTEP_DATABASE", "DOORSTEP_BLOBS", "DOORSTEP_OFFICE_TOKEN"] {
        command.env_remove(name);
    }
    command
}

fn run(arguments: &[&str]) -> Output {
    doorstep().args(arguments).output().unwrap()
}

/// What a command says on its way to success.
fn done(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What a command that fails says about it.
fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(!output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

/// `doorstep serve`, until it is dropped.
struct Served {
    process: Child,
    /// The code of the technician whom it invited.
    code: String,
}

impl Served {
    fn start(dir: &str, port: u16, further: &[&str]) -> Self {
        let listen = format!("127.0.0.1:{port}");
        let fixed =
            ["serve", "--dir", dir, "--listen", &listen, "--pack", "property-repair", "--font", "none"];
        let invited = ["--invite", "chen:Chen:technician"];
        let mut command = doorstep();
        command.args(fixed).args(invited).args(further).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap()).lines();
        // Its words end with the code; it listens already then.
        let code = said.find_map(|line| line.unwrap().strip_prefix("  code for chen: ").map(str::to_owned));
        Self { process, code: code.expect("it serves") }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// A phone with a job of its own.
fn phone(dir: &Path, port: u16, served: &Served) -> (Core, CaseId) {
    let core = open_phone(&dir.join("phone")).unwrap();
    core.enrol(&format!("http://127.0.0.1:{port}"), &served.code, "chen").unwrap();
    sync_all(&core);
    let pack = core.packs().unwrap().first().unwrap().id;
    let (case, _) = core.create_walk_in(walk_in(pack)).unwrap();
    write(&core, case, 0..20);
    (core, case)
}

fn write(core: &Core, case: CaseId, numbers: std::ops::Range<u32>) {
    for number in numbers {
        let job = core.job(case).unwrap();
        let visit = job.state.current_visit().unwrap();
        core.add_note(case, &job.version, visit, format!("note {number}")).unwrap();
    }
    sync_all(core);
}

/// What the office has: a second phone that was not there before.
fn at_the_office(dir: &Path, port: u16, served: &Served, case: CaseId) -> usize {
    let core = open_phone(&dir.join("second-phone")).unwrap();
    core.enrol(&format!("http://127.0.0.1:{port}"), &served.code, "chen again").unwrap();
    sync_all(&core);
    core.job(case).unwrap().notes.len()
}

/// Synchronises until nothing is left.
fn sync_all(core: &Core) {
    for _ in 0..20 {
        let report = core.sync_now(Budget::default()).unwrap();
        if report.status == SyncStatus::Done && report.waiting == 0 {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("the work does not get through");
}

#[test]
fn a_backup_is_taken_while_it_serves_and_brought_back_by_commands() {
    let (dir, port) = (tempfile::tempdir().unwrap(), free_port());
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (data, backup, elsewhere) = (path("data"), path("backup"), path("elsewhere"));
    let said = refused(&["backup", "--dir", &data, &backup]);
    assert!(said.contains("data"), "{said}");
    let served = Served::start(&data, port, &[]);
    let (core, case) = phone(dir.path(), port, &served);
    let said = refused(&["restore", &backup, "--dir", &elsewhere]);
    assert!(said.contains("no finished backup"), "{said}");

    let said = done(&["backup", "--dir", &data, &backup]);
    assert!(said.contains("checked and finished"), "{said}");
    let said = refused(&["restore", &backup, "--dir", &data]);
    assert!(said.contains("not empty"), "{said}");
    write(&core, case, 20..30);
    drop(served);
    std::fs::remove_dir_all(&data).unwrap();

    let said = done(&["restore", &backup, "--dir", &data]);
    assert!(said.contains("offer again what they hold"), "{said}");
    let served = Served::start(&data, port, &[]);
    sync_all(&core);
    assert!(core.safe_to_wipe().unwrap());
    assert_eq!(at_the_office(dir.path(), port, &served, case), 30, "also what the backup did not have");
}

#[test]
fn a_company_is_moved_by_a_command_that_was_killed_in_the_middle() {
    let (dir, port, database) = (tempfile::tempdir().unwrap(), free_port(), postgres_database().unwrap());
    let data = dir.path().join("data").to_str().unwrap().to_owned();
    let node = dir.path().join("node").to_str().unwrap().to_owned();
    let migrate = ["migrate", "--dir", &data, "--to", &database];
    let served = Served::start(&data, port, &[]);
    let (core, case) = phone(dir.path(), port, &served);
    let said = refused(&migrate);
    assert!(said.contains("stop"), "it says that the server has to be stopped first: {said}");
    drop(served);

    let mut moving = doorstep().args(migrate).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0];
    moving.stderr.as_mut().unwrap().read_exact(&mut first).unwrap();
    moving.kill().unwrap();
    assert!(!moving.wait().unwrap().success(), "it was killed in the middle");
    let serve =
        ["serve", "--dir", &node, "--listen", "127.0.0.1:0", "--database", &database, "--font", "none"];
    let said = refused(&serve);
    assert!(said.contains("not finished"), "{said}");

    let said = done(&migrate);
    assert!(said.contains("counted and compared on both sides"), "{said}");
    let said = refused(&["serve", "--dir", &data, "--listen", "127.0.0.1:0", "--font", "none"]);
    assert!(said.contains("--database"), "it says where the company is now: {said}");
    assert!(!refused(&migrate).is_empty(), "only once");
    write_offline(&core, case);
    let served = Served::start(&data, port, &["--database", &database]);
    sync_all(&core);
    assert_eq!(at_the_office(dir.path(), port, &served, case), 21);
}

#[test]
fn a_company_in_a_database_is_backed_up_while_it_serves_and_brought_back_into_another_one() {
    let (dir, port) = (tempfile::tempdir().unwrap(), free_port());
    let [first, second] = std::array::from_fn(|_| postgres_database().unwrap());
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (data, backup, back) = (path("data"), path("backup"), path("back"));
    let served = Served::start(&data, port, &["--database", &first, "--receipts", "backed-up"]);
    let (core, case) = phone(dir.path(), port, &served);
    assert!(!core.safe_to_wipe().unwrap(), "receipts wait for a backup");

    let take = ["backup", "--dir", &data, "--database", &first, &backup];
    let mut killed = doorstep().args(take).stderr(Stdio::piped()).spawn().unwrap();
    killed.stderr.as_mut().unwrap().read_exact(&mut [0]).unwrap();
    killed.kill().unwrap();
    killed.wait().unwrap();
    // On a machine that is busy it may have been finished before.
    if !dir.path().join("backup/backup.json").exists() {
        let said = refused(&["restore", &backup, "--dir", &back]);
        assert!(said.contains("no finished backup"), "{said}");
    }
    let said = done(&take);
    assert!(said.contains("checked and finished"), "{said}");
    sync_all(&core);
    assert!(core.safe_to_wipe().unwrap());
    write(&core, case, 20..30);
    assert!(!core.safe_to_wipe().unwrap(), "what came after it waits for the next");
    drop(served);
    std::fs::remove_dir_all(&data).unwrap();

    done(&["restore", &backup, "--dir", &back]);
    done(&["migrate", "--dir", &back, "--to", &second]);
    let served = Served::start(&back, port, &["--database", &second]);
    sync_all(&core);
    assert_eq!(at_the_office(dir.path(), port, &served, case), 30, "also what the backup did not have");
}

/// A note while nobody serves.
fn write_offline(core: &Core, case: CaseId) {
    let job = core.job(case).unwrap();
    let visit = job.state.current_visit().unwrap();
    core.add_note(case, &job.version, visit, "meanwhile".to_owned()).unwrap();
}

/// A list of jobs, and the folder of the server that takes them.
struct Listed {
    dir: tempfile::TempDir,
    data: String,
    list: String,
}

impl Listed {
    fn of(jobs: u32) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        let (data, list) = (path("data"), path("jobs.csv"));
        let row = |n: u32| format!("J-{n},longfor-dispatch,Tap {n},Wang,Street {n},CST-8\n");
        let rows: String = (0..jobs).map(row).collect();
        std::fs::write(&list, format!("key,service,report,name,address,time_zone\n{rows}")).unwrap();
        Self { dir, data, list }
    }

    fn size(&self) -> u64 {
        let files = std::fs::read_dir(self.dir.path().join("data")).unwrap().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
    }

    /// Waits until a good part of the list is written, while the command goes on.
    fn wait_for_the_middle(&self, before: u64, importing: &mut Child) {
        while self.size() < before + 400_000 {
            assert!(importing.try_wait().unwrap().is_none(), "it is interrupted in the middle");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    /// The same command adds what is missing, and once more changes nothing.
    fn is_completed_by(import: &[&str], jobs: u32) {
        let said = done(import);
        let counted = said.split_once(" (").unwrap().0;
        let numbers: Vec<u32> =
            counted.split(", ").map(|part| part.split(' ').next().unwrap().parse().unwrap()).collect();
        let [added, changed, unchanged] = numbers[..] else { panic!("{said}") };
        assert_eq!((added + unchanged, changed), (jobs, 0), "{said}");
        assert!(added > 0 && unchanged > 0, "it was interrupted in the middle: {said}");
        let said = done(import);
        assert!(said.starts_with(&format!("0 added, 0 changed, {jobs} unchanged")), "{said}");
    }
}

/// How many jobs a list has that is interrupted.
const JOBS: u32 = 1_500;

/// Whoever kills it in the middle types the same command again: what is there stays, the rest comes, nothing twice.
#[test]
fn an_import_that_was_killed_in_the_middle_is_completed_by_the_same_command() {
    let listed = Listed::of(JOBS);
    drop(Served::start(&listed.data, free_port(), &[]));
    let import = ["import", "jobs", &listed.list, "--dir", &listed.data];
    let before = listed.size();
    let mut importing = doorstep().args(import).stdout(Stdio::null()).spawn().unwrap();
    listed.wait_for_the_middle(before, &mut importing);
    importing.kill().unwrap();
    importing.wait().unwrap();
    Listed::is_completed_by(&import, JOBS);
}

/// The server dies instead: the command says what is written and that it is to be typed again.
#[test]
fn an_import_whose_server_dies_says_that_the_same_command_completes_it() {
    let (listed, port) = (Listed::of(JOBS), free_port());
    let token = ["--office-token", "a-token-of-the-office"];
    let mut served = Served::start(&listed.data, port, &token);
    let url = format!("http://127.0.0.1:{port}");
    let import = ["import", "jobs", &listed.list, "--server", &url, "--token", token[1]];
    let before = listed.size();
    let mut importing = doorstep().args(import).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    listed.wait_for_the_middle(before, &mut importing);
    served.process.kill().unwrap();
    served.process.wait().unwrap();
    let ended = importing.wait_with_output().unwrap();
    assert!(!ended.status.success());
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("run the same command again"), "{said}");
    assert!(said.contains("are written, and some behind may be"), "{said}");
    assert!(!said.contains("Street"), "nothing of a customer: {said}");
    let _served = Served::start(&listed.data, port, &token);
    Listed::is_completed_by(&import, JOBS);
}

#[test]
fn a_reader_that_closes_the_pipe_ends_a_command_quietly_and_not_with_success() {
    let mut command = doorstep();
    let command =
        command.args(["pack", "lint", "property-repair"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    drop(process.stdout.take());
    let ended = process.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(141));
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
}
