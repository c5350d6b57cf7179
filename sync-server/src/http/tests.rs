//! A real port of this machine.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use doorstep_domain::cbor;
use doorstep_domain::digest::sha256;
use doorstep_domain::id::RequestId;
use doorstep_domain::id::hex;
use doorstep_domain::sync::{Hello, Item, ItemKind, PROTOCOL, SyncRequest, SyncResponse};
use doorstep_domain::time::TimeEvidence;

use super::*;
use crate::testing::{MORNING_MS, Phone, job, kinds, open};

struct Server {
    node: Arc<Node>,
    address: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    runtime: tokio::runtime::Runtime,
    served: Option<tokio::task::JoinHandle<io::Result<()>>>,
}

impl Server {
    fn start(node: Node) -> Self {
        Self::start_with(node, Patience::default())
    }

    fn start_with(node: Node, patience: Patience) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let node = Arc::new(node);
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let shutdown = async move {
            let _: Result<(), _> = stopped.await;
        };
        let router = patient_router(Arc::clone(&node), patience);
        let served = Some(runtime.spawn(accept::serve(listener, router, patience.head, shutdown)));
        Self { node, address, stop: Some(stop), runtime, served }
    }

    /// Status line, headers and body of one request on a connection of its own.
    fn ask(&self, head: &str, token: &str, body: &[u8]) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let length = body.len();
        let head = format!(
            "{head}\r\nhost: test\r\nauthorization: Bearer {token}\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let body = answer.split_off(end + 4);
        (String::from_utf8(answer).unwrap(), body)
    }
}

#[test]
fn devices_talk_to_a_real_port() {
    let dir = tempfile::tempdir().unwrap();
    let mut server = Server::start(open(dir.path()));
    let mut chen = Phone::technician(&server.node, "chen");
    let (draft, _, push) = job(&chen, "A1-0001");
    let request = cbor::encode(&chen.request(push));
    let compressed = zstd::stream::encode_all(request.as_slice(), 3).unwrap();
    let head = "POST /v1/sync HTTP/1.1\r\ncontent-type: application/cbor\r\ncontent-encoding: zstd";
    let (status, body) = server.ask(head, &chen.token, &compressed);
    assert!(status.starts_with("HTTP/1.1 200"), "{status}");
    let answer: SyncResponse = cbor::decode(&body).unwrap();
    assert!(answer.ack.holds(1));

    let photo = vec![5_u8; 3_000_000];
    let url = format!("/v1/blobs/{}/{}", hex(&draft.case.0), hex(&sha256(&photo).0));
    let (status, _) = server.ask(&format!("PUT {url} HTTP/1.1"), &chen.token, &photo);
    assert!(status.starts_with("HTTP/1.1 201"), "{status}");
    let (status, body) = server.ask(&format!("GET {url} HTTP/1.1"), &chen.token, &[]);
    assert!(status.starts_with("HTTP/1.1 200") && body == photo, "{status}");
    let (status, body) = server.ask(&format!("HEAD {url} HTTP/1.1"), &chen.token, &[]);
    assert!(status.contains("content-length: 3000000") && body.is_empty(), "{status}");

    let (status, _) = server.ask("GET /healthz HTTP/1.1", "", &[]);
    assert!(status.starts_with("HTTP/1.1 200"), "{status}");
    let (status, _) = server.ask("DELETE / HTTP/1.1", "", &[]);
    assert!(status.starts_with("HTTP/1.1 405"), "{status}");
    server.stop.take().unwrap().send(()).unwrap();
    let served = server.served.take().unwrap();
    server.runtime.block_on(served).unwrap().unwrap();
}

/// A connection that has said so much of a request.
fn half(server: &Server, head: &str, token: &str, length: usize, body: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).unwrap();
    let head = format!(
        "{head} HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {token}\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    stream
}

fn status_of(mut stream: TcpStream) -> String {
    let mut answer = [0; 4096];
    let count = stream.read(&mut answer).unwrap();
    String::from_utf8_lossy(&answer[..count]).into_owned()
}

fn impatient() -> Patience {
    Patience {
        head: Duration::from_secs(1),
        idle: Duration::from_millis(300),
        grace: Duration::from_secs(1),
        bytes_per_s: 1_000_000,
    }
}

#[test]
fn senders_that_say_half_and_stop_take_nobodys_place_and_are_sent_away() {
    let dir = tempfile::tempdir().unwrap();
    let patience = Patience { idle: Duration::from_secs(3), ..impatient() };
    let server =
        Server::start_with(open(dir.path()), Patience { grace: Duration::from_secs(60), ..patience });
    let mut chen = Phone::technician(&server.node, "chen");
    // More than run at the same time, from many tokens.
    let slow: Vec<TcpStream> =
        (0..200).map(|n| half(&server, "POST /v1/sync", &format!("token {n}"), 1000, b"half")).collect();
    let files: Vec<TcpStream> = (0..40)
        .map(|n| {
            half(
                &server,
                &format!("PUT /v1/blobs/{}/{}", "01".repeat(16), "02".repeat(32)),
                &format!("t{n}"),
                9,
                b"x",
            )
        })
        .collect();
    let (_, _, push) = job(&chen, "A1-0001");
    let request = cbor::encode(&chen.request(push));
    let begun = std::time::Instant::now();
    let (status, body) = server.ask("POST /v1/sync HTTP/1.1", &chen.token, &request);
    assert!(status.starts_with("HTTP/1.1 200"), "{status}");
    assert!(cbor::decode::<SyncResponse>(&body).unwrap().ack.holds(1));
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    for stream in slow {
        assert!(status_of(stream).starts_with("HTTP/1.1 408"), "told that it is too slow");
    }
    drop(files);
}

#[test]
fn a_sender_that_drips_is_too_slow_as_well() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start_with(open(dir.path()), impatient());
    let mut stream = half(&server, "POST /v1/sync", "token", 100_000, b"");
    let begun = std::time::Instant::now();
    // Never idle, and never done.
    while begun.elapsed() < Duration::from_secs(8) && stream.write_all(b"x").is_ok() {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}

#[test]
fn a_head_that_drips_is_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start_with(open(dir.path()), impatient());
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    stream.write_all(b"POST /v1/sync HTTP/1.1\r\nhost: test\r\n").unwrap();
    let begun = std::time::Instant::now();
    // Never idle, and its head never ends.
    let is_cut = loop {
        let line = format!("x-{}: drip\r\n", begun.elapsed().as_millis());
        let is_gone = stream.write_all(line.as_bytes()).is_err();
        let is_told = stream.read(&mut [0; 512]).is_ok();
        if is_gone || is_told || begun.elapsed() > Duration::from_secs(8) {
            break is_gone || is_told;
        }
    };
    assert!(is_cut && begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    let (status, _) = server.ask("GET /healthz HTTP/1.1", "", &[]);
    assert!(status.starts_with("HTTP/1.1 200"), "{status}");
}

#[test]
fn a_connection_that_says_nothing_is_let_go() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start_with(open(dir.path()), impatient());
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(8))).unwrap();
    let begun = std::time::Instant::now();
    let mut said = Vec::new();
    stream.read_to_end(&mut said).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}

#[test]
fn a_client_that_asks_for_too_much_at_once_is_told_to_come_back_and_the_others_are_served() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(open(dir.path()));
    let chen = Phone::technician(&server.node, "chen");
    let greedy: Vec<TcpStream> =
        (0..OF_CLIENT_MAX).map(|_| half(&server, "POST /v1/sync", "greedy", 1000, b"half")).collect();
    std::thread::sleep(Duration::from_millis(300));
    let refused = status_of(half(&server, "POST /v1/sync", "greedy", 1000, b"half"));
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("retry-after: 5"), "{refused}");
    assert!(refused.contains("busy"), "in the protocol's words: {refused}");
    let (status, _) = server.ask("POST /v1/sync HTTP/1.1", &chen.token, &[0]);
    assert!(status.starts_with("HTTP/1.1 400"), "served, though this is no request: {status}");
    drop(greedy);
    std::thread::sleep(Duration::from_millis(300));
    let (status, _) = server.ask("POST /v1/sync HTTP/1.1", "greedy", &[0]);
    assert!(status.starts_with("HTTP/1.1 401"), "its places are free again: {status}");
}

#[test]
fn what_is_broken_or_out_of_bounds_gets_its_code() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(open(dir.path()));
    let mut chen = Phone::technician(&server.node, "chen");
    let (draft, _, push) = job(&chen, "A1-0001");
    chen.sync(&server.node, push);
    let zstd = "POST /v1/sync HTTP/1.1\r\ncontent-encoding: zstd";
    let code = |head: &str, token: &str, body: &[u8]| {
        let (status, body) = server.ask(head, token, body);
        let problem = cbor::decode::<Problem>(&body).map(|problem| problem.code);
        (status[9..12].to_owned(), problem.unwrap_or_default())
    };
    let said = |status: &str, word: &str| (status.to_owned(), word.to_owned());
    let plain = cbor::encode(&chen.request(Vec::new()));
    let compressed = zstd::stream::encode_all(plain.as_slice(), 3).unwrap();
    let truncated = &compressed[..compressed.len() - 5];
    assert_eq!(code(zstd, &chen.token, truncated), said("400", "malformed"));
    let head = "POST /v1/sync HTTP/1.1";
    assert_eq!(code(head, &chen.token, &plain[..9]), said("400", "malformed"));
    assert_eq!(code(head, &chen.token, &vec![0; MAX_REQUEST_BYTES + 1]), said("413", "too_large"));
    assert_eq!(code(head, "dst_of_another_company", &plain), said("401", "token"));

    // Tiny items up to the limit, and one more.
    let tiny = |count: u32| {
        let item = |n: u32| Item::new(ItemKind::SmallBlob, n.to_be_bytes().to_vec());
        draft.push((0..count).map(item).collect())
    };
    let most = cbor::encode(&chen.request(tiny(10_000)));
    let (status, body) = server.ask(head, &chen.token, &most);
    assert!(status.starts_with("HTTP/1.1 200"), "{status}");
    let answer: SyncResponse = cbor::decode(&body).unwrap();
    assert!(answer.ack.holds(9_999) && answer.nacks.is_empty());
    let over = cbor::encode(&chen.request(tiny(10_001)));
    assert_eq!(code(head, &chen.token, &over), said("413", "too_large"));
}

#[test]
fn cursors_and_clocks_that_cannot_be_do_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(open(dir.path()));
    let mut chen = Phone::technician(&server.node, "chen");
    let (draft, _, push) = job(&chen, "A1-0001");
    chen.sync(&server.node, push);
    let ask = |request: &SyncRequest| {
        let (status, body) = server.ask("POST /v1/sync HTTP/1.1", &chen.token, &cbor::encode(request));
        assert!(status.starts_with("HTTP/1.1 200"), "{status}");
        cbor::decode::<SyncResponse>(&body).unwrap()
    };
    let request = SyncRequest { epoch: chen.epoch, cursor: chen.cursor, ..stranger_to_time() };
    assert!(ask(&request).pull.is_empty(), "a clock ten years off moves nothing");
    let everything = kinds(&ask(&SyncRequest { cursor: 0, ..request.clone() }), draft.case);
    let future = SyncRequest { cursor: u64::MAX, ..request.clone() };
    let stale = SyncRequest { epoch: chen.epoch ^ 1, ..request };
    for strange in [future, stale] {
        let answer = ask(&strange);
        assert_eq!(kinds(&answer, draft.case), everything, "it begins again");
        assert_eq!((answer.epoch, answer.cursor), (chen.epoch, chen.cursor));
    }
}

/// A request of a phone whose clock is ten years off.
fn stranger_to_time() -> SyncRequest {
    let now = TimeEvidence { wall_ms: MORNING_MS + 10 * 365 * 86_400_000, boot_ms: -5, boot_id: 0 };
    SyncRequest {
        request: RequestId([1; 16]),
        epoch: 0,
        cursor: 0,
        push: Vec::new(),
        want_bytes: 1 << 20,
        hello: Hello { protocol: PROTOCOL, now, outbox_left: 0 },
        purged: None,
        orders: None,
    }
}

#[test]
fn a_phone_in_front_hears_of_a_new_job_within_a_second_and_of_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(open(dir.path()));
    let (mut chen, mut wang) =
        (Phone::technician(&server.node, "chen"), Phone::technician(&server.node, "wang"));
    chen.sync(&server.node, Vec::new());
    wang.sync(&server.node, Vec::new());
    let poke = |phone: &Phone, wait: u32| {
        let (epoch, cursor) = (phone.epoch, phone.cursor);
        let head = format!("GET /v1/poke?epoch={epoch}&cursor={cursor}&wait={wait} HTTP/1.1");
        let begun = std::time::Instant::now();
        let (status, _) = server.ask(&head, &phone.token, &[]);
        (status[9..12].to_owned(), begun.elapsed())
    };
    let mut second = Phone::technician(&server.node, "chen");
    second.sync(&server.node, Vec::new());
    let (of_chen, of_wang) = std::thread::scope(|scope| {
        let of_chen = scope.spawn(|| poke(&second, 20));
        let of_wang = scope.spawn(|| poke(&wang, 2));
        std::thread::sleep(Duration::from_millis(500));
        let (_, _, push) = job(&chen, "A1-0001");
        chen.sync(&server.node, push);
        (of_chen.join().unwrap(), of_wang.join().unwrap())
    });
    assert_eq!(of_chen.0, "200");
    assert!(of_chen.1 < Duration::from_millis(1_500), "{:?}", of_chen.1);
    assert_eq!(of_wang.0, "204", "it is not his job");
    assert!(of_wang.1 >= Duration::from_secs(2), "he waited to the end: {:?}", of_wang.1);
    assert_eq!(poke(&second, 20).0, "200", "as long as it was not fetched");
    second.sync(&server.node, Vec::new());
    assert_eq!(poke(&second, 0).0, "204");
    second.epoch = 1;
    assert_eq!(poke(&second, 20).0, "200", "another log");
    let (status, _) = server.ask("GET /v1/poke?wait=1 HTTP/1.1", &wang.token, &[]);
    assert!(status.starts_with("HTTP/1.1 400"), "{status}");
    let (status, _) = server.ask("GET /v1/poke?epoch=1&cursor=1&wait=9 HTTP/1.1", "dst_none", &[]);
    assert!(status.starts_with("HTTP/1.1 401"), "{status}");
}

#[test]
fn those_who_wait_for_news_keep_nobody_from_working() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(open(dir.path()));
    let mut phones: Vec<Phone> = (0..10).map(|n| Phone::technician(&server.node, &format!("t{n}"))).collect();
    phones.iter_mut().for_each(|phone| drop(phone.sync(&server.node, Vec::new())));
    let wait = |phone: &Phone| {
        let head = format!("GET /v1/poke?epoch={}&cursor={}&wait=30", phone.epoch, phone.cursor);
        half(&server, &head, &phone.token, 0, &[])
    };
    // More than run at the same time.
    let waiting: Vec<TcpStream> = phones
        .iter()
        .flat_map(|phone| (0..OF_CLIENT_MAX - 1).map(|_| wait(phone)).collect::<Vec<_>>())
        .collect();
    assert!(waiting.len() > RUNNING_MAX);
    let begun = std::time::Instant::now();
    let request = cbor::encode(&phones[0].request(Vec::new()));
    let (status, _) = server.ask("POST /v1/sync HTTP/1.1", &phones[0].token, &request);
    assert!(status.starts_with("HTTP/1.1 200"), "{status}");
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}
