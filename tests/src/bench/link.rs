//! A very bad link: 50 kbit/s, 800 ms there and back, 5 % of all packets lost.
//!
//! Shaped in this process, so that every machine can do it and a run repeats with its seed: bytes leave one after the other at
//! the rate of the link and arrive after half the delay; a packet that is lost arrives a time-out later, and with it whatever
//! was sent behind it, as over TCP; a new connection costs one more round trip. Congestion windows are not modelled: what
//! crosses here is smaller than the first one.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::reconcile::Stage;
use super::{Figures, Row};
use crate::dice::Dice;
use crate::world::Trouble;

const JOBS: u32 = 1_000;
const RUNS: u32 = 20;
/// A packet, in bytes.
const PACKET: usize = 1_400;
const BITS_PER_SECOND: u64 = 50_000;
const ONE_WAY: Duration = Duration::from_millis(400);
/// What a lost packet costs: a round trip and a little, until its sender repeats it.
const REPEATED_AFTER: Duration = Duration::from_millis(1_000);
/// One packet in so many is lost.
const LOST_ONE_IN: usize = 20;
/// Milliseconds that 95 of 100 runs stay below.
const TARGET_MS: u64 = 10_000;

/// A link to a server.
#[derive(Debug)]
struct Link {
    is_bad: AtomicBool,
    lost: AtomicU32,
    dice: Mutex<Dice>,
    /// When each direction is free again.
    free_at: [Mutex<Instant>; 2],
}

impl Link {
    /// Listens on a free port for as long as the process lives. It is a good link as long as it is not made a bad one.
    fn before(server_url: &str) -> Result<(Arc<Self>, String), Trouble> {
        let target = server_url.strip_prefix("http://").ok_or("not a plain http address")?.to_owned();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let url = format!("http://{}", listener.local_addr()?);
        let now = Instant::now();
        let link = Arc::new(Self {
            is_bad: AtomicBool::new(false),
            lost: AtomicU32::new(0),
            dice: Mutex::new(Dice::new(7, 0)),
            free_at: [Mutex::new(now), Mutex::new(now)],
        });
        let shared = Arc::clone(&link);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if let Ok(server) = TcpStream::connect(&target) {
                    let _ = shared.join(&client, &server);
                }
            }
        });
        Ok((link, url))
    }

    fn join(self: &Arc<Self>, client: &TcpStream, server: &TcpStream) -> std::io::Result<()> {
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        for (direction, from, to) in [(0, client, server), (1, server, client)] {
            let (link, from, to) = (Arc::clone(self), from.try_clone()?, to.try_clone()?);
            let (sender, receiver) = channel();
            thread::spawn(move || link.depart(direction, from, &sender));
            thread::spawn(move || arrive(to, &receiver));
        }
        Ok(())
    }

    /// Takes packets from a sender, and says when each arrives.
    fn depart(&self, direction: usize, mut from: TcpStream, sender: &Sender<(Instant, Vec<u8>)>) {
        let (mut packet, mut is_first, mut last) = (vec![0; PACKET], true, Instant::now());
        while let Ok(size @ 1..) = from.read(&mut packet) {
            last = last.max(self.arrives_at(direction, size, is_first && direction == 0));
            is_first = false;
            if sender.send((last, packet[..size].to_vec())).is_err() {
                break;
            }
        }
    }

    fn arrives_at(&self, direction: usize, size: usize, opens_connection: bool) -> Instant {
        let now = Instant::now();
        if !self.is_bad.load(Ordering::SeqCst) {
            return now;
        }
        let mut free_at = self.free_at[direction].lock().unwrap_or_else(PoisonError::into_inner);
        let takes = Duration::from_micros(size as u64 * 8 * 1_000_000 / BITS_PER_SECOND);
        let begins = if opens_connection { now + 2 * ONE_WAY } else { now };
        *free_at = begins.max(*free_at) + takes;
        let mut arrives = *free_at + ONE_WAY;
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        while dice.below(LOST_ONE_IN) == 0 {
            self.lost.fetch_add(1, Ordering::Relaxed);
            arrives += REPEATED_AFTER;
        }
        arrives
    }
}

/// Hands packets on when they arrive.
fn arrive(mut to: TcpStream, receiver: &Receiver<(Instant, Vec<u8>)>) {
    for (at, packet) in receiver {
        thread::sleep(at.saturating_duration_since(Instant::now()));
        if to.write_all(&packet).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

pub(super) fn measure() -> Result<Figures, Trouble> {
    let mut link = None;
    let stage = Stage::set(JOBS, &mut |server| {
        let (made, url) = Link::before(server)?;
        link = Some(made);
        Ok(url)
    })?;
    let link = link.ok_or("nobody came by the link")?;
    let (mut times, mut round_trips, mut bytes) = (Vec::new(), 0, 0);
    for run in 0..RUNS {
        stage.make_dirty(run % 2 == 0)?;
        link.is_bad.store(true, Ordering::SeqCst);
        let start = Instant::now();
        let report = stage.reconcile()?;
        times.push(u64::try_from(start.elapsed().as_millis())?);
        link.is_bad.store(false, Ordering::SeqCst);
        round_trips = round_trips.max(report.round_trips);
        bytes = bytes.max(report.bytes_up + report.bytes_down);
    }
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or(0);
    let lost = link.lost.load(Ordering::SeqCst);
    let row = |what: &str, found: u64, target: &str, met| Row {
        what: what.to_owned(),
        found: found.to_string(),
        target: target.to_owned(),
        met,
    };
    let rows = vec![
        row("round trips, at most", u64::from(round_trips), "1", Some(round_trips == 1)),
        row("bytes both ways, at most", bytes, "", None),
        row("milliseconds (p50)", at(50), "", None),
        row("milliseconds (p95)", at(95), "< 10000", Some(at(95) < TARGET_MS)),
        row("packets lost in all runs", u64::from(lost), "more than 0", Some(lost > 0)),
    ];
    let json = json!({
        "jobs": JOBS, "runs": RUNS, "bits_per_second": BITS_PER_SECOND, "round_trip_ms": 2 * ONE_WAY.as_millis(),
        "lost_one_in": LOST_ONE_IN, "shaped": "in this process", "round_trips": round_trips, "bytes": bytes,
        "p50_ms": at(50), "p95_ms": at(95), "packets_lost": lost,
    });
    Ok(Figures { rows, json })
}
