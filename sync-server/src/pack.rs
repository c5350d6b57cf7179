//! Published packs: kept in the store, announced once to everybody, fetched by name.

use doorstep_domain::control::Order;
use doorstep_domain::id::{Hash, PackId, hex};
use doorstep_domain::pack::{Pack, PackFileError, pack_id};

use crate::blob::read_id;
use crate::error::Error;
use crate::ingest;
use crate::node::Node;
use crate::published;
use crate::reply::Problem;
use crate::request::Response;
use crate::store::{PackRow, Store};

/// Why a pack was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The file is no pack that this version understands.
    #[error(transparent)]
    Unfit(#[from] PackFileError),
    /// The server could not keep it.
    #[error(transparent)]
    Server(#[from] Error),
}

impl Node {
    /// Publishes a pack file. Publishing it again changes nothing.
    ///
    /// # Errors
    /// [`PublishError`].
    pub fn publish(&self, file: &[u8]) -> Result<PackId, PublishError> {
        let (id, pack) = Pack::open(file)?;
        let row = PackRow {
            pack: id,
            name: pack.id,
            version: pack.version,
            size_bytes: file.len() as u64,
            published_at_ms: self.now_ms(),
        };
        let (keys, file) = (std::sync::Arc::clone(&self.keys), file.to_vec());
        self.writer.run(move |tx| {
            if tx.pack(id)?.is_some() {
                return Ok(());
            }
            tx.put_file(Hash(id.0), &file)?;
            tx.put_pack(&row)?;
            let (name, version, size_bytes) = (row.name.clone(), row.version, row.size_bytes);
            let order = Order::Publish { pack: id, name, version, size_bytes };
            ingest::announce(tx, order, row.published_at_ms, &keys)
        })?;
        Ok(id)
    }
}

/// The file of a published pack.
pub(crate) fn read(store: &dyn Store, id: PackId) -> Result<Option<Vec<u8>>, Error> {
    if store.reading(|read| read.pack(id))?.is_none() {
        return Ok(None);
    }
    let file = published::whole(store, Hash(id.0))?;
    let file = file.filter(|file| pack_id(file) == id);
    file.map(Some).ok_or(Error::Damaged("the file of a published pack"))
}

/// `GET /v1/packs/{id}`. A pack never changes under its name, so it may be kept for ever.
pub(crate) fn get(node: &Node, id: &str) -> Result<Response, Problem> {
    let id = read_id(id, "pack_").map(PackId).ok_or_else(Problem::not_found)?;
    let file = read(&*node.store, id)?.ok_or_else(Problem::not_found)?;
    let response = Response::new(200).bytes("application/octet-stream", file);
    let response = response.header("etag", format!("\"{}\"", hex(&id.0)));
    Ok(response.header("cache-control", "private, max-age=31536000, immutable"))
}
