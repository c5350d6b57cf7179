//! Bodies: CBOR, compressed with zstd where that helps.

use std::borrow::Cow;

use minicbor::{Decode, Encode};

use doorstep_domain::cbor;

use crate::host::Response;

/// Media type of all bodies of the protocol.
pub(crate) const CBOR: &str = "application/cbor";

/// zstd's default. Higher levels cost a phone more than they save on bodies of a few hundred bytes.
const LEVEL: i32 = 3;

/// The largest body accepted after decompression, in bytes. One snapshot may exceed what a server usually sends.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Encodes a body; the second part says whether it is compressed.
pub(crate) fn encode<T: Encode<()>>(value: &T) -> (Vec<u8>, bool) {
    let plain = cbor::encode(value);
    match zstd::bulk::compress(&plain, LEVEL) {
        Ok(compressed) if compressed.len() < plain.len() => (compressed, true),
        _ => (plain, false),
    }
}

/// Reads a body; `None` if it is not one of this protocol, like the sign-in page of a public network.
pub(crate) fn decode<T: for<'b> Decode<'b, ()>>(response: &Response) -> Option<T> {
    let media_type = response.header("content-type")?.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case(CBOR) {
        return None;
    }
    cbor::decode_bounded(&plain(response)?, MAX_BYTES).ok()
}

/// The decompressed body; `None` if it is not compressed as it says, or too long.
pub(crate) fn plain(response: &Response) -> Option<Cow<'_, [u8]>> {
    match response.header("content-encoding").map(str::trim) {
        None | Some("" | "identity") => Some(Cow::Borrowed(&response.body)),
        Some("zstd") => decompress(&response.body).map(Cow::Owned),
        Some(_) => None,
    }
}

/// Decompresses at most [`MAX_BYTES`], allocating as it goes: a header may promise anything.
fn decompress(body: &[u8]) -> Option<Vec<u8>> {
    use std::io::Read as _;
    let decoder = zstd::stream::read::Decoder::with_buffer(body).ok()?;
    let mut plain = Vec::new();
    decoder.take(MAX_BYTES as u64 + 1).read_to_end(&mut plain).ok()?;
    (plain.len() <= MAX_BYTES).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(media_type: &str, encoding: Option<&str>, body: Vec<u8>) -> Response {
        let mut headers = vec![("Content-Type".to_owned(), media_type.to_owned())];
        headers.extend(encoding.map(|encoding| ("content-encoding".to_owned(), encoding.to_owned())));
        Response { status: 200, headers, body }
    }

    #[test]
    fn what_was_compressed_comes_back_and_small_bodies_are_left_alone() {
        let long = vec![7_u32; 1000];
        let (body, compressed) = encode(&long);
        assert!(compressed && body.len() < 100);
        assert_eq!(decode::<Vec<u32>>(&response(CBOR, Some("zstd"), body)), Some(long));
        let (body, compressed) = encode(&7_u32);
        assert!(!compressed);
        assert_eq!(decode::<u32>(&response("application/cbor; charset=x", None, body)), Some(7));
    }

    #[test]
    fn a_page_of_a_public_network_is_not_an_answer() {
        assert_eq!(decode::<u32>(&response("text/html", None, b"<html>sign in</html>".to_vec())), None);
        assert_eq!(decode::<u32>(&response(CBOR, None, b"<html>".to_vec())), None);
        assert_eq!(decode::<u32>(&Response::default()), None);
    }

    #[test]
    fn a_body_that_inflates_without_end_is_refused() {
        let bomb = zstd::bulk::compress(&vec![0_u8; MAX_BYTES + 1], LEVEL).unwrap();
        assert!(bomb.len() < 10_000);
        assert_eq!(decode::<u32>(&response(CBOR, Some("zstd"), bomb)), None);
    }
}
