//! A real S3-compatible server, built from its sources by Go's module proxy: does our bucket work with it?

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use doorstep_server::vault::{Bucket, conformance};

use crate::world::Trouble;

/// Where it comes from.
const MODULE: &str = "github.com/minio/minio@latest";

/// Where it is kept between runs.
const FOLDER: &str = "target/minio";

/// How long it may take until it listens.
const PATIENCE: Duration = Duration::from_secs(60);

const USER: &str = "doorstep";
const SECRET: &str = "a-secret-of-tests";
const BUCKET: &str = "doorstep";

/// The server. It ends with this value.
struct Minio {
    child: Child,
    port: u16,
    // After the process that writes into it.
    _dir: tempfile::TempDir,
}

impl Drop for Minio {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the suite of all vaults against it. Says so loudly and goes on if Go is missing.
pub(super) fn run() -> Result<bool, Trouble> {
    let Some(program) = program()? else {
        println!("SKIPPED: MinIO is not there and Go is not installed");
        return Ok(true);
    };
    let minio = Minio::start(&program)?;
    let settings = [
        ("aws_endpoint", format!("http://127.0.0.1:{}", minio.port)),
        ("aws_access_key_id", USER.to_owned()),
        ("aws_secret_access_key", SECRET.to_owned()),
        ("aws_region", "us-east-1".to_owned()),
    ];
    let settings = settings.map(|(name, value)| (name.to_owned(), value));
    let began = Instant::now();
    let bucket = Bucket::open(&format!("s3://{BUCKET}/suite"), &settings)?;
    conformance::a_vault_keeps_what_it_is_given(&bucket);
    conformance::pieces_are_kept_until_they_are_a_file(&bucket);
    let wrong = settings.map(|(name, value)| {
        let is_secret = name == "aws_secret_access_key";
        (name, if is_secret { format!("not-{value}") } else { value })
    });
    if Bucket::open(&format!("s3://{BUCKET}/suite"), &wrong).is_ok() {
        return Err("MinIO takes a wrong secret".into());
    }
    println!("MinIO {}: a vault like any other, in {} ms", version(&program), began.elapsed().as_millis());
    Ok(true)
}

/// Which one it is: built from a module, it does not know itself.
fn version(program: &Path) -> String {
    let told = Command::new("go").args(["version", "-m"]).arg(program).output();
    let told = told.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let line = told.lines().find_map(|line| line.trim().strip_prefix("mod\tgithub.com/minio/minio\t"));
    let version = line.and_then(|line| line.split_whitespace().next());
    version.unwrap_or("of an unknown version").to_owned()
}

/// The program: built if that was not done yet. `None` if it cannot be.
fn program() -> Result<Option<PathBuf>, Trouble> {
    let folder = std::env::current_dir()?.join(FOLDER);
    let program = folder.join("minio");
    if program.is_file() {
        return Ok(Some(program));
    }
    std::fs::create_dir_all(&folder)?;
    println!("building {MODULE}, some minutes");
    let mut go = Command::new("go");
    match go.args(["install", MODULE]).env("GOBIN", &folder).status() {
        Ok(status) if status.success() => Ok(Some(program)),
        Ok(status) => Err(format!("go install {MODULE}: {status}").into()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl Minio {
    /// Starts it on a free port of 127.0.0.1, with one bucket.
    fn start(program: &Path) -> Result<Self, Trouble> {
        let dir = tempfile::tempdir()?;
        // Its buckets are folders.
        std::fs::create_dir(dir.path().join(BUCKET))?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let child = Command::new(program)
            .args([
                "server",
                "--quiet",
                "--address",
                &format!("127.0.0.1:{port}"),
                "--console-address",
                "127.0.0.1:0",
            ])
            .arg(dir.path())
            .env("MINIO_ROOT_USER", USER)
            .env("MINIO_ROOT_PASSWORD", SECRET)
            .env("MINIO_BROWSER", "off")
            .env("MINIO_UPDATE", "off")
            .stdout(Stdio::null())
            .spawn()?;
        let mut minio = Self { child, port, _dir: dir };
        minio.wait_until_it_serves()?;
        Ok(minio)
    }

    fn wait_until_it_serves(&mut self) -> Result<(), Trouble> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("MinIO does not start: {status}").into());
            }
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() && self.is_healthy() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        Err("MinIO does not listen".into())
    }

    fn is_healthy(&self) -> bool {
        use doorstep_core::host::{HttpTransport as _, Method, NativeHttp, Request};
        let request = Request {
            method: Method::Get,
            url: format!("http://127.0.0.1:{}/minio/health/ready", self.port),
            headers: Vec::new(),
            body: Vec::new(),
        };
        NativeHttp::new()
            .ok()
            .and_then(|http| http.send(request).ok())
            .is_some_and(|answer| answer.status == 200)
    }
}
