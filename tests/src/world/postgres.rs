//! A real PostgreSQL of this machine, in a folder of its own, for as long as this process lives.

use std::fs::Permissions;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use super::Trouble;

/// Starts the server, and removes it when standard input ends: also if this process is killed.
/// Arguments: folder, folder of the binaries, port of 127.0.0.1 or 0 for none, and the command that gives up root's rights,
/// if we have them. With a port, the key and the certificate of the server are in the folder.
const KEEPER: &str = r#"
dir=$1 bin=$2 port=$3; shift 3
listen="-c listen_addresses="
if [ "$port" != 0 ]; then
    # A key must be its server's own.
    "$@" cp "$dir/server.key" "$dir/own.key" && "$@" chmod 600 "$dir/own.key"
    listen="-c listen_addresses=127.0.0.1 -p $port -c ssl=on -c ssl_cert_file=$dir/server.pem -c ssl_key_file=$dir/own.key"
fi
"$@" "$bin/initdb" -D "$dir/data" -U doorstep -A trust --no-locale -E UTF8 >"$dir/log" 2>&1 || { cat "$dir/log" >&2; rm -rf "$dir"; exit 1; }
"$@" "$bin/postgres" -D "$dir/data" -k "$dir" $listen -c max_connections=200 >>"$dir/log" 2>&1 &
until "$bin/pg_isready" -q -h "$dir" $([ "$port" = 0 ] || echo "-p $port") -U doorstep; do
    kill -0 $! 2>/dev/null || { cat "$dir/log" >&2; rm -rf "$dir"; exit 1; }
    sleep 0.1
done
echo ready
read -r _
kill -INT $! && wait $!
rm -rf "$dir"
"#;

/// The server. It goes with this value, or with the process.
#[derive(Debug)]
pub struct PostgresServer {
    dir: PathBuf,
    keeper: Child,
    databases: AtomicU32,
}

impl PostgresServer {
    /// Starts one, on a socket in a new folder.
    ///
    /// # Errors
    /// It is not installed, or does not start.
    pub fn start() -> Result<Self, Trouble> {
        Self::start_at(0, &|_| Ok(()))
    }

    /// Starts one that also listens on a port of 127.0.0.1, encrypted; `prepare` puts `server.key` and `server.pem` into its
    /// folder.
    ///
    /// # Errors
    /// As [`PostgresServer::start`].
    pub fn start_at(port: u16, prepare: &dyn Fn(&Path) -> Result<(), Trouble>) -> Result<Self, Trouble> {
        let bin = binaries().ok_or("PostgreSQL is not installed (Debian: apt-get install postgresql)")?;
        // Not in the process's own folder: a socket's path must be short, and its owner reach it.
        let dir = tempfile::Builder::new().prefix("doorstep-pg-").tempdir_in("/tmp")?.keep();
        let mut command = Command::new("sh");
        prepare(&dir)?;
        command.args(["-c", KEEPER, "keeper"]).arg(&dir).arg(&bin).arg(port.to_string());
        if is_root()? {
            // PostgreSQL refuses to run as root.
            std::fs::set_permissions(&dir, Permissions::from_mode(0o777))?;
            command.args(["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]);
        } else {
            command.arg("env");
        }
        let mut keeper = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(keeper.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        if line.trim() != "ready" {
            keeper.wait()?;
            return Err("PostgreSQL does not start: its words are above".into());
        }
        Ok(Self { dir, keeper, databases: AtomicU32::new(0) })
    }

    /// Makes an empty database and returns its address.
    ///
    /// # Errors
    /// Those of the server.
    pub fn database(&self) -> Result<String, Trouble> {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let mut client = postgres::Client::connect(&self.address("postgres"), postgres::NoTls)?;
        client.batch_execute(&format!("CREATE DATABASE d{number}"))?;
        Ok(self.address(&format!("d{number}")))
    }

    fn address(&self, database: &str) -> String {
        format!("host={} user=doorstep dbname={database}", self.dir.display())
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("PostgreSQL did not stop: {error}");
        }
    }
}

/// A new database of the one server that all tests of this process share.
///
/// # Errors
/// Those of [`PostgresServer`].
pub fn postgres_database() -> Result<String, Trouble> {
    static SHARED: Mutex<Option<PostgresServer>> = Mutex::new(None);
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if shared.is_none() {
        *shared = Some(PostgresServer::start()?);
    }
    shared.as_ref().ok_or("no server")?.database()
}

/// Debian keeps the binaries of each version in a folder of its own; the newest is taken.
fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let numbered =
        versions.filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path())));
    let debian = numbered.max().map(|(_, path)| path.join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    debian.into_iter().chain(std::env::split_paths(&path)).find(|dir| has_binaries(dir))
}

fn has_binaries(dir: &Path) -> bool {
    ["initdb", "postgres", "pg_isready"].iter().all(|name| dir.join(name).is_file())
}

fn is_root() -> Result<bool, Trouble> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(std::fs::metadata("/proc/self")?.uid() == 0)
}
