//! A library with what Doorstep stands on and without Doorstep: each crate does once what we use it for, so that the
//! linker keeps what it would keep for us. `cargo x sizes` weighs the phone library against it.

use std::error::Error;
use std::io::Write as _;

use automerge::transaction::Transactable;
use automerge::{AutoCommit, ROOT, ReadDoc};
use ed25519_dalek::{Signer, SigningKey, Verifier};
use sha2::{Digest, Sha256};

uniffi::setup_scaffolding!();

/// What went wrong.
#[derive(Debug, uniffi::Error)]
pub enum Trouble {
    /// In the words of the crate.
    Failed {
        /// The words.
        detail: String,
    },
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self::Failed { detail } = self;
        f.write_str(detail)
    }
}

/// Uses every dependency once and says how many bytes came of it.
///
/// # Errors
/// [`Trouble::Failed`] with the words of the crate that failed.
#[uniffi::export]
pub fn use_everything(path: String, input: Vec<u8>) -> Result<u64, Trouble> {
    let bytes = [
        document(&input),
        store(&path, &input),
        picture(&input),
        sealed(&input),
        packed(&input),
        code(&input),
    ];
    bytes.into_iter().try_fold(0, |sum, bytes| Ok(sum + bytes.map_err(failed)?.len() as u64))
}

fn failed(error: Box<dyn Error>) -> Trouble {
    Trouble::Failed { detail: error.to_string() }
}

fn document(input: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut ours = AutoCommit::load(input)?;
    let notes = ours.put_object(ROOT, "notes", automerge::ObjType::Text)?;
    ours.splice_text(&notes, 0, 0, "as reported")?;
    let heads = ours.get_heads();
    let mut theirs = ours.fork_at(&heads)?;
    theirs.put(ROOT, "answer", 1)?;
    ours.apply_changes(theirs.get_changes(&heads))?;
    let _ = ours.get_all_at(ROOT, "answer", &heads)?;
    Ok(ours.save_and_verify()?)
}

fn store(path: &str, input: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut store = rusqlite::Connection::open(path)?;
    let writing = store.transaction()?;
    writing.prepare_cached("INSERT INTO item (bytes) VALUES (?1)")?.execute([input])?;
    writing.commit()?;
    Ok(store.query_row("SELECT bytes FROM item", [], |row| row.get(0))?)
}

fn picture(input: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let small = image::load_from_memory(input)?.thumbnail(256, 256).to_rgb8();
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 60).encode_image(&small)?;
    Ok(out)
}

fn sealed(input: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)?;
    let key = SigningKey::from_bytes(&seed);
    let hash = Sha256::digest(input);
    let signature = key.sign(&hash);
    key.verifying_key().verify(&hash, &signature)?;
    let made = chrono::DateTime::from_timestamp_millis(1_775_000_000_000).map(|at| at.to_rfc3339());
    let record = (uuid::Uuid::now_v7().to_string(), made, signature.to_bytes().to_vec());
    Ok(minicbor::to_vec(&record.0)?.into_iter().chain(serde_json::to_vec(&record)?).collect())
}

fn packed(input: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut deflated = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    deflated.write_all(&zstd::bulk::compress(input, 3)?)?;
    let raw = zstd::bulk::decompress(input, 1 << 20)?;
    Ok(deflated.finish()?.into_iter().chain(raw).collect())
}

fn code(input: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let code = fast_qr::QRBuilder::new(input).build().map_err(|error| error.to_string())?;
    let value: serde_json::Value = serde_json::from_slice(input)?;
    Ok(code.to_str().into_bytes().into_iter().chain(value.to_string().into_bytes()).collect())
}
