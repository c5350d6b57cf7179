//! A link between a phone and the server that dies, again and again: a real port with real connections.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Hands on what both sides say, and cuts each connection after so many bytes.
pub(crate) struct DyingLink {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// Bytes that one connection lives for.
    life_bytes: AtomicU64,
    deaths: AtomicU64,
    passed_bytes: AtomicU64,
}

impl DyingLink {
    /// A link that holds, to a server on a port of this machine.
    pub(crate) fn before(port: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        shared.life_bytes.store(u64::MAX, Ordering::SeqCst);
        let link = Self { url, shared: Arc::clone(&shared) };
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
                    join(&client, &server, &shared);
                }
            }
        });
        link
    }

    /// From now on connections die after so many bytes in both directions.
    pub(crate) fn dies_after(&self, bytes: u64) {
        self.shared.life_bytes.store(bytes, Ordering::SeqCst);
    }

    /// How many connections died so far.
    pub(crate) fn deaths(&self) -> u64 {
        self.shared.deaths.load(Ordering::SeqCst)
    }

    /// Bytes that got through, in both directions, since the last call.
    pub(crate) fn take_passed(&self) -> u64 {
        self.shared.passed_bytes.swap(0, Ordering::SeqCst)
    }
}

fn join(client: &TcpStream, server: &TcpStream, shared: &Arc<Shared>) {
    let used = Arc::new(AtomicU64::new(0));
    for (from, to) in [(client, server), (server, client)] {
        let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
        let (used, shared) = (Arc::clone(&used), Arc::clone(shared));
        thread::spawn(move || pump(from, to, &used, &shared));
    }
}

fn pump(mut from: TcpStream, mut to: TcpStream, used: &AtomicU64, shared: &Shared) {
    let mut buffer = [0; 8 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let size = read as u64;
        if used.fetch_add(size, Ordering::SeqCst) + size > shared.life_bytes.load(Ordering::SeqCst) {
            shared.deaths.fetch_add(1, Ordering::SeqCst);
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
            return;
        }
        shared.passed_bytes.fetch_add(size, Ordering::SeqCst);
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
