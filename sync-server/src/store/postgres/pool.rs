//! Connections to the database server, kept open between requests.

use std::collections::HashMap;
use std::str::FromStr as _;
use std::time::Duration;

use ::postgres::config::SslMode;
use ::postgres::{Client, Config, NoTls, Statement};
use r2d2::ManageConnection;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{Error, ServerRefusal};

/// Connections of one node. A server's default allows a hundred for all nodes together.
pub(super) const CONNECTIONS_MAX: u32 = 16;

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection and the statements that it has prepared.
pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) statements: HashMap<String, Prepared>,
}

/// A prepared statement.
#[derive(Clone)]
pub(super) struct Prepared {
    pub(super) statement: Statement,
    /// The parameters, by name, in the order of their numbers.
    pub(super) names: Vec<String>,
}

/// A connection on loan from the pool.
pub(super) type Lent = r2d2::PooledConnection<Server>;

/// The connections.
#[derive(Debug)]
pub(super) struct Pool(r2d2::Pool<Server>);

impl Pool {
    pub(super) fn new(address: &str) -> Result<Self, Error> {
        let server = Server::at(address)?;
        // The first one is made here: a wrong address or password is said at the start, in the server's words.
        drop(server.connect()?);
        let pool = r2d2::Pool::builder()
            .max_size(CONNECTIONS_MAX)
            .min_idle(Some(1))
            .connection_timeout(PATIENCE)
            .test_on_check_out(false)
            .build(server)
            .map_err(|error| refusal(error.to_string()))?;
        Ok(Self(pool))
    }

    pub(super) fn get(&self) -> Result<Lent, Error> {
        self.0.get().map_err(|error| refusal(error.to_string()))
    }
}

fn refusal(what: String) -> Error {
    ServerRefusal { code: None, what }.into()
}

/// Where the database is, and how to get there.
pub(super) struct Server {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

impl std::fmt::Debug for Server {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("database", &self.config.get_dbname()).finish_non_exhaustive()
    }
}

impl Server {
    fn at(address: &str) -> Result<Self, Error> {
        let mut config = Config::from_str(address)?;
        config.application_name("doorstep").connect_timeout(PATIENCE);
        let tls = match config.get_ssl_mode() {
            SslMode::Require => Some(verifying()?),
            _ => None,
        };
        Ok(Self { config, tls })
    }
}

fn verifying() -> Result<MakeRustlsConnect, Error> {
    // Whoever was first stays; both are the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (tls, unreadable) = MakeRustlsConnect::with_native_certs().map_err(|_| {
        refusal("sslmode=require, but this machine has no certificates to verify with".to_owned())
    })?;
    if !unreadable.is_empty() {
        tracing::warn!(count = unreadable.len(), "some of the machine's certificates cannot be read");
    }
    Ok(tls)
}

impl ManageConnection for Server {
    type Connection = Connection;
    type Error = Error;

    fn connect(&self) -> Result<Connection, Error> {
        let mut client = match &self.tls {
            Some(tls) => self.config.connect(tls.clone())?,
            None => self.config.connect(NoTls)?,
        };
        keep_promises(&mut client)?;
        Ok(Connection { client, statements: HashMap::new() })
    }

    fn is_valid(&self, connection: &mut Connection) -> Result<(), Error> {
        Ok(connection.client.is_valid(PATIENCE)?)
    }

    fn has_broken(&self, connection: &mut Connection) -> bool {
        connection.client.is_closed()
    }
}

/// An acknowledgement promises that the data survive a power cut: a server that is set to commit without
/// waiting for its disk must wait for ours.
fn keep_promises(client: &mut Client) -> Result<(), Error> {
    let row = client.query_one("SELECT current_setting('synchronous_commit', true)", &[])?;
    if row.get::<_, Option<&str>>(0) == Some("off") {
        client.batch_execute("SET synchronous_commit = on")?;
    }
    Ok(())
}
