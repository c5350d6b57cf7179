//! Files as phones send and fetch them.

use std::io::{self, Read};
use std::path::Path;

use doorstep_domain::digest::sha256;
use doorstep_domain::fact::Assigned;
use doorstep_domain::id::{BlobId, hex};
use doorstep_domain::sync::ItemKind;

use super::incoming::Halt;
use crate::node::Node;
use crate::request::{Body, Method, Request, Response};
use crate::testing::{Draft, Phone, VISIT, item, job, kinds, open, options};
use crate::vault::{Folder, Upload};

fn url(draft: &Draft, bytes: &[u8]) -> String {
    format!("/v1/blobs/{}/{}", hex(&draft.case.0), hex(&sha256(bytes).0))
}

fn put_bytes(node: &Node, phone: &Phone, url: &str, bytes: &[u8]) -> Response {
    node.handle(Request::new(Method::Put, url).bearer(&phone.token).bytes(bytes.to_vec()))
}

fn ask(node: &Node, phone: &Phone, method: Method, url: &str) -> Response {
    node.handle(Request::new(method, url).bearer(&phone.token))
}

#[test]
fn a_photo_is_stored_announced_and_read_back_in_parts() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, mut second) = (Phone::technician(&node, "chen"), Phone::technician(&node, "chen"));
    let (draft, _, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    second.sync(&node, Vec::new());
    let photo = vec![7_u8; 200_000];
    let url = url(&draft, &photo);
    assert_eq!(ask(&node, &chen, Method::Head, &url).status, 404);
    assert_eq!(put_bytes(&node, &chen, &url, &photo).status, 201);
    assert_eq!(put_bytes(&node, &chen, &url, &photo).status, 200, "again does no harm");
    assert_eq!(kinds(&second.sync(&node, Vec::new()), draft.case), [ItemKind::BlobStored]);
    let head = ask(&node, &second, Method::Head, &url);
    let name = format!("\"{}\"", hex(&sha256(&photo).0));
    assert_eq!((head.get("content-length"), head.get("etag")), (Some("200000"), Some(name.as_str())));
    assert_eq!(ask(&node, &second, Method::Get, &url).into_bytes().unwrap(), photo);
    let rest = Request::new(Method::Get, &url).bearer(&second.token).header("range", "bytes=199990-");
    let rest = node.handle(rest);
    assert_eq!((rest.status, rest.get("content-range")), (206, Some("bytes 199990-199999/200000")));
    assert_eq!(rest.into_bytes().unwrap().len(), 10);
}

#[test]
fn whoever_lost_the_job_still_delivers_the_photo_taken_before() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let mut lead = Phone::enrol(&node, "zhao", &["leader", "office"]);
    let (draft, first, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    lead.sync(&node, Vec::new());
    let users = vec!["wang".to_owned()];
    let assigned = lead.fact(draft.case, Assigned { visit: VISIT, users }, &[first.id()]);
    lead.sync(&node, draft.push(vec![item(&assigned)]));
    node.project().unwrap();
    assert_eq!(kinds(&chen.sync(&node, Vec::new()), draft.case), [ItemKind::Control], "revoked");
    let url = url(&draft, b"the leak");
    assert_eq!(ask(&node, &chen, Method::Head, &url).status, 404, "nothing of it is there yet");
    assert_eq!(put_bytes(&node, &chen, &url, b"the leak").status, 201);
    assert_eq!(ask(&node, &chen, Method::Head, &url).status, 200);
    assert_eq!(ask(&node, &chen, Method::Get, &url).status, 403, "but reads nothing any more");
}

#[test]
fn wrong_bytes_are_refused_and_leave_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let (draft, _, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    let url = url(&draft, b"right");
    assert_eq!(put_bytes(&node, &chen, &url, b"wrong").status, 422);
    let endless = Body::Reader(Box::new(io::repeat(0)));
    let mut request = Request::new(Method::Put, &url).bearer(&chen.token);
    request.body = endless;
    assert_eq!(node.handle(request).status, 413);
    assert_eq!(on_its_way(dir.path()), 0);
    assert_eq!(ask(&node, &chen, Method::Get, &url).status, 404);
}

#[test]
fn blobs_of_other_cases_are_out_of_reach() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, wang) = (Phone::technician(&node, "chen"), Phone::technician(&node, "wang"));
    let (draft, _, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    let url = url(&draft, b"photo");
    put_bytes(&node, &chen, &url, b"photo");
    for method in [Method::Get, Method::Head, Method::Put] {
        assert_eq!(ask(&node, &wang, method, &url).status, 403);
    }
    let unknown = format!("/v1/blobs/{}/{}", "09".repeat(16), "00".repeat(32));
    assert_eq!(ask(&node, &wang, Method::Get, &unknown).status, 403, "looks the same");
    assert_eq!(ask(&node, &wang, Method::Get, "/v1/blobs/../../keys/root.seed").status, 404);
}

/// How many partial files there are.
fn on_its_way(dir: &Path) -> usize {
    let folders = std::fs::read_dir(dir.join("blobs/incoming")).unwrap();
    folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

/// Bytes after which the sender is gone.
struct Dying(io::Cursor<Vec<u8>>);

impl Read for Dying {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("gone")),
            count => Ok(count),
        }
    }
}

/// A piece of a file from `offset` on: `?1` if it is the last one.
fn piece(phone: &Phone, method: Method, url: &str, (offset, complete): (usize, &str), body: Body) -> Request {
    let request = Request::new(method, url).bearer(&phone.token).header("upload-offset", &offset.to_string());
    Request { body, ..request.header("upload-complete", complete) }
}

fn dying(bytes: &[u8]) -> Body {
    Body::Reader(Box::new(Dying(io::Cursor::new(bytes.to_vec()))))
}

fn offset(response: &Response) -> Option<&str> {
    response.get("upload-offset")
}

fn photo() -> Vec<u8> {
    (0_u32..75_000).flat_map(u32::to_le_bytes).collect()
}

/// A node in this folder, a phone with a case, and the place of the photo in it.
fn start(dir: &Path) -> (Node, Phone, Draft, String) {
    let node = open(dir);
    let mut chen = Phone::technician(&node, "chen");
    let (draft, _, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    let url = url(&draft, &photo());
    (node, chen, draft, url)
}

#[test]
fn a_file_goes_on_where_its_link_died_also_on_a_server_that_was_started_again() {
    let dir = tempfile::tempdir().unwrap();
    let (node, mut chen, draft, url) = start(dir.path());
    let photo = photo();
    let nothing = ask(&node, &chen, Method::Head, &url);
    assert_eq!((nothing.status, offset(&nothing)), (404, Some("0")));
    let cut = node.handle(piece(&chen, Method::Put, &url, (0, "?1"), dying(&photo[..100_000])));
    assert_eq!(cut.status, 400);
    let part = node.handle(piece(
        &chen,
        Method::Patch,
        &url,
        (100_000, "?0"),
        Body::Bytes(photo[100_000..150_000].to_vec()),
    ));
    assert_eq!((part.status, offset(&part), part.get("upload-complete")), (204, Some("150000"), Some("?0")));
    drop(node);
    let node = open(dir.path());
    assert_eq!(offset(&ask(&node, &chen, Method::Head, &url)), Some("150000"));
    assert_eq!(ask(&node, &chen, Method::Get, &url).status, 404, "nobody reads a half");
    let rest = Body::Bytes(photo[150_000..].to_vec());
    let whole = node.handle(piece(&chen, Method::Put, &url, (150_000, "?1"), rest));
    assert_eq!((whole.status, whole.get("upload-complete")), (201, Some("?1")));
    assert_eq!(ask(&node, &chen, Method::Get, &url).into_bytes().unwrap(), photo);
    assert_eq!(kinds(&chen.sync(&node, Vec::new()), draft.case), [ItemKind::BlobStored]);
    assert_eq!(on_its_way(dir.path()), 0);
}

#[test]
fn a_piece_that_does_not_follow_what_is_here_is_told_the_right_place() {
    let dir = tempfile::tempdir().unwrap();
    let (node, chen, _, url) = start(dir.path());
    let send = |from: usize, to: usize| {
        node.handle(piece(&chen, Method::Put, &url, (from, "?0"), Body::Bytes(photo()[from..to].to_vec())))
    };
    assert_eq!(send(0, 1000).status, 204);
    for wrong in [999, 1001] {
        let refused = send(wrong, 2000);
        assert_eq!((refused.status, offset(&refused)), (409, Some("1000")));
    }
    assert_eq!(offset(&send(1000, 2000)), Some("2000"));
    assert_eq!(offset(&send(0, 10)), Some("10"), "it may always begin anew");
    for (name, value) in [("upload-offset", "ten"), ("upload-complete", "yes"), ("upload-length", "-1")] {
        let request = Request::new(Method::Put, &url).bearer(&chen.token).header(name, value);
        assert_eq!(node.handle(request).status, 400, "{name}");
    }
    let far = piece(&chen, Method::Put, &url, (1 << 40, "?0"), Body::Bytes(Vec::new()));
    assert_eq!(node.handle(far).status, 413);
}

#[test]
fn two_phones_that_send_one_file_do_not_disturb_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let (node, chen, draft, url) = start(dir.path());
    let mut other = Phone::technician(&node, "chen");
    other.sync(&node, Vec::new());
    let photo = photo();
    let send = |phone: &Phone, from: usize, to: usize, complete| {
        node.handle(piece(phone, Method::Put, &url, (from, complete), Body::Bytes(photo[from..to].to_vec())))
    };
    assert_eq!(send(&chen, 0, 70_000, "?0").status, 204);
    assert_eq!(offset(&ask(&node, &other, Method::Head, &url)), Some("0"), "what is wrong in it is his");
    assert_eq!(send(&other, 0, 10_000, "?0").status, 204);
    assert_eq!(send(&chen, 70_000, photo.len(), "?1").status, 201);
    assert_eq!(send(&other, 10_000, 20_000, "?0").status, 200, "it is held: the rest need not come");
    assert_eq!(kinds(&other.sync(&node, Vec::new()), draft.case), [ItemKind::BlobStored], "announced once");
}

#[test]
fn a_file_that_is_another_than_its_name_says_is_thrown_away_at_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let (node, chen, _, url) = start(dir.path());
    let mut photo = photo();
    photo[5] ^= 1;
    let half = Body::Bytes(photo[..1000].to_vec());
    assert_eq!(node.handle(piece(&chen, Method::Put, &url, (0, "?0"), half)).status, 204);
    let rest = Body::Bytes(photo[1000..].to_vec());
    assert_eq!(node.handle(piece(&chen, Method::Put, &url, (1000, "?1"), rest)).status, 422);
    assert_eq!(offset(&ask(&node, &chen, Method::Head, &url)), Some("0"));
    let short = piece(&chen, Method::Put, &url, (0, "?1"), Body::Bytes(vec![1])).header("upload-length", "2");
    assert_eq!(node.handle(short).status, 400);
    assert_eq!(on_its_way(dir.path()), 0);
}

#[test]
fn a_connection_that_its_phone_gave_up_writes_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let (node, chen, draft, url) = start(dir.path());
    let blob = BlobId(sha256(&photo()).0);
    let key = Upload { device: chen.signer.certificate().body().device, case: draft.case, blob };
    let mut dead = node.incoming.begin(key, 0, 0).unwrap();
    dead.write(b"ten bytes.").unwrap();
    assert_eq!(offset(&ask(&node, &chen, Method::Head, &url)), Some("10"));
    assert!(matches!(dead.write(b"late"), Err(Halt::Superseded)));
    assert!(matches!(dead.finish(), Err(Halt::Superseded)));
    assert_eq!(offset(&ask(&node, &chen, Method::Head, &url)), Some("10"));
}

#[test]
fn partial_files_are_bounded_and_swept() {
    let dir = tempfile::tempdir().unwrap();
    let (options, clock) = options();
    let node = Node::open(dir.path(), options).unwrap();
    let mut chen = Phone::technician(&node, "chen");
    let (draft, _, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    let begin = |number: u8| {
        let request =
            piece(&chen, Method::Put, &url(&draft, &[number]), (0, "?0"), Body::Bytes(vec![number; 9]));
        assert_eq!(node.handle(request).status, 204);
        clock.advance(1);
    };
    (0..40).for_each(begin);
    assert_eq!(on_its_way(dir.path()), 32);
    let standing = |number: u8| {
        ask(&node, &chen, Method::Head, &url(&draft, &[number])).get("upload-offset").map(str::to_owned)
    };
    assert_eq!((standing(7).as_deref(), standing(8).as_deref()), (Some("0"), Some("9")), "the oldest went");
    clock.advance(8 * 24 * 3_600_000);
    chen.renew(&node);
    let last = piece(&chen, Method::Put, &url(&draft, &[99]), (0, "?0"), Body::Bytes(vec![1]));
    assert_eq!(node.handle(last).status, 204);
    assert_eq!(on_its_way(dir.path()), 1);
}

#[test]
fn a_file_whose_row_was_not_written_need_not_come_again() {
    let dir = tempfile::tempdir().unwrap();
    let (node, mut chen, draft, url) = start(dir.path());
    let place = Folder::new(dir.path()).place_of(draft.case, BlobId(sha256(&photo()).0));
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::fs::write(&place, photo()).unwrap();
    assert_eq!(ask(&node, &chen, Method::Head, &url).status, 200);
    assert_eq!(kinds(&chen.sync(&node, Vec::new()), draft.case), [ItemKind::BlobStored]);
    assert_eq!(ask(&node, &chen, Method::Get, &url).into_bytes().unwrap(), photo());
}
