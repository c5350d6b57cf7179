//! A wire that counts what really goes over it.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::Trouble;

/// Bytes that went over a wire, headers and all.
#[derive(Debug, Default)]
pub struct Counted {
    up: AtomicU64,
    down: AtomicU64,
}

impl Counted {
    /// Bytes up and down since the last call.
    pub fn take(&self) -> (u64, u64) {
        (self.up.swap(0, Ordering::SeqCst), self.down.swap(0, Ordering::SeqCst))
    }
}

/// A port of this machine that hands everything on to a server, and counts it.
#[derive(Debug)]
pub struct CountingProxy {
    url: String,
    counted: Arc<Counted>,
}

impl CountingProxy {
    /// Listens on a free port for as long as the process lives.
    ///
    /// # Errors
    /// Those of the system.
    pub fn before(server_url: &str) -> Result<Self, Trouble> {
        let target = server_url.strip_prefix("http://").ok_or("not a plain http address")?.to_owned();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let url = format!("http://{}", listener.local_addr()?);
        let counted = Arc::new(Counted::default());
        let shared = Arc::clone(&counted);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if let Ok(server) = TcpStream::connect(&target) {
                    let _ = join(client, server, &shared);
                }
            }
        });
        Ok(Self { url, counted })
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What went through it.
    #[must_use]
    pub fn counted(&self) -> &Counted {
        &self.counted
    }
}

fn join(client: TcpStream, server: TcpStream, counted: &Arc<Counted>) -> io::Result<()> {
    let (from_client, to_server) = (client.try_clone()?, server.try_clone()?);
    let up = Arc::clone(counted);
    thread::spawn(move || pump(from_client, to_server, &up.up));
    let down = Arc::clone(counted);
    thread::spawn(move || pump(server, client, &down.down));
    Ok(())
}

fn pump(mut from: TcpStream, mut to: TcpStream, count: &AtomicU64) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        // Counted before it is handed on: whoever has the answer finds it counted.
        count.fetch_add(read as u64, Ordering::SeqCst);
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
