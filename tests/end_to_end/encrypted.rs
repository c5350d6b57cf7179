//! The way to a PostgreSQL on another machine: encrypted, and only to a server whose certificate holds.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Command;

use doorstep_tests::world::{PostgresServer, Trouble};

use crate::killed::Process;

/// An authority of our own, in `ca.pem`, and a server's certificate that it signed for `localhost`, by OpenSSL.
const CERTIFICATES: &str = r#"
set -e
cd "$1"
new="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
openssl req -x509 $new -keyout ca.key -out ca.pem -days 2 -subj /CN=tests -addext basicConstraints=critical,CA:TRUE
openssl req $new -keyout server.key -out server.csr -subj /CN=localhost
printf 'subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n' > server.ext
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile server.ext -out server.pem
openssl req -x509 $new -keyout other.key -out other.pem -days 2 -subj /CN=other -addext basicConstraints=critical,CA:TRUE
chmod a+r server.key
"#;

fn certificates(dir: &Path) -> Result<(), Trouble> {
    let made = Command::new("sh").args(["-c", CERTIFICATES, "certificates"]).arg(dir).output()?;
    let said = String::from_utf8_lossy(&made.stderr).into_owned();
    if made.status.success() { Ok(()) } else { Err(said.into()) }
}

#[test]
fn a_node_reaches_its_database_encrypted_and_only_if_the_certificate_is_of_whom_the_machine_trusts() {
    if Command::new("openssl").arg("version").output().is_err() {
        println!("SKIPPED: OpenSSL is not installed");
        return;
    }
    let (keys, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    certificates(keys.path()).unwrap();
    let free = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let (port, serves_at) = (free(), free().to_string());
    let put = |to: &Path| -> Result<(), Trouble> {
        for name in ["server.key", "server.pem"] {
            std::fs::copy(keys.path().join(name), to.join(name))?;
        }
        Ok(())
    };
    let server = PostgresServer::start_at(port, &put).unwrap();
    let database = "host=localhost hostaddr=127.0.0.1 user=doorstep dbname=postgres";
    let serve = |host: &str, trusted: &str| {
        let database = format!("{} port={port} sslmode=require", database.replace("localhost", host));
        let dir = dir.path().join("node");
        let arguments = ["serve", dir.to_str().unwrap(), &serves_at, "--database", &database];
        let trusted = keys.path().join(trusted).to_str().unwrap().to_owned();
        let mut node = Process::start_in(&arguments, vec![("SSL_CERT_FILE".to_owned(), trusted)]);
        node.next_line()
    };
    assert_eq!(serve("localhost", "other.pem"), "", "an authority that nobody here trusts");
    assert_eq!(serve("database.example", "ca.pem"), "", "the certificate of another server");
    assert!(serve("localhost", "ca.pem").starts_with("http://"));
    drop(server);
}
