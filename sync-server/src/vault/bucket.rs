//! Files in an S3-compatible store, through `object_store`.
//!
//! An object appears whole or not at all, so nothing is renamed; what is put was verified before. Keys are
//! `<prefix>/blobs/<case>/<hash>` and, of what is on its way, `<prefix>/incoming/<case>/<device>-<hash>/<first byte>`.

use std::collections::BTreeMap;
use std::future::Future;
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::Path as FilePath;
use std::sync::Arc;
use std::time::Duration;

use doorstep_domain::id::{BlobId, CaseId, DeviceId, hex, parse_hex};
use futures_util::TryStreamExt as _;
use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::path::Path;
use object_store::{
    ListResult, MultipartUpload as _, ObjectStore as _, ObjectStoreExt as _, PutMode, PutOptions, PutPayload,
    RetryConfig,
};
use tokio::runtime::Runtime;

use super::{Piece, Pieces, Reader, UnderWay, Upload, Vault};
use crate::error::Error;

/// Larger files go up in parts of this size; S3 wants at least 5 MiB.
const PART_BYTES: usize = 8 << 20;

/// What a download fetches at a time.
const FETCH_BYTES: u64 = 1 << 20;

/// A request of a device waits for the bucket no longer than this.
const PATIENCE: Duration = Duration::from_secs(20);

/// A bucket, or a part of one.
#[derive(Debug)]
pub struct Bucket(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Taken when it is dropped: that may happen on a thread that must not wait.
    runtime: Option<Runtime>,
    store: AmazonS3,
    prefix: Path,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Bucket {
    /// Opens `s3://bucket/prefix`. Endpoint and credentials come from the environment (`AWS_*`, as `AWS_ENDPOINT`,
    /// `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`); `settings` by the same names, in lower case, go
    /// before it. An endpoint without TLS must be on this machine.
    ///
    /// # Errors
    /// [`Error::Files`] if the address is none, or the bucket cannot be read.
    pub fn open(url: &str, settings: &[(String, String)]) -> Result<Self, Error> {
        let rest =
            url.strip_prefix("s3://").ok_or_else(|| refused("the address of files is s3://bucket/prefix"))?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
        for (name, value) in settings {
            let key: AmazonS3ConfigKey = name.parse().map_err(refused)?;
            builder = builder.with_config(key, value);
        }
        let endpoint = [AmazonS3ConfigKey::S3Endpoint, AmazonS3ConfigKey::Endpoint];
        let endpoint = endpoint.iter().find_map(|key| builder.get_config_value(key)).unwrap_or_default();
        let is_plain = endpoint.starts_with("http://");
        if is_plain && !is_of_this_machine(&endpoint) {
            return Err(refused("an endpoint without TLS must be on this machine"));
        }
        // Whoever was first stays; both are the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let retry = RetryConfig { max_retries: 3, retry_timeout: PATIENCE, ..RetryConfig::default() };
        let store = builder.with_allow_http(is_plain).with_retry(retry).build().map_err(refused)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = Some(runtime.map_err(Error::file("the threads of the bucket"))?);
        let bucket = Self(Arc::new(Inner { runtime, store, prefix: Path::from(prefix) }));
        bucket.0.list(&bucket.0.key(&["incoming"]))?;
        Ok(bucket)
    }
}

fn refused(why: impl std::fmt::Display) -> Error {
    Error::Files(why.to_string())
}

fn is_of_this_machine(endpoint: &str) -> bool {
    let host = endpoint.trim_start_matches("http://").split('/').next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

impl Inner {
    fn run<T>(
        &self,
        work: impl Future<Output = object_store::Result<T>>,
    ) -> Result<object_store::Result<T>, Error> {
        Ok(self.runtime.as_ref().ok_or(Error::Stopped)?.block_on(work))
    }

    /// What is not there is no error.
    fn find<T>(&self, work: impl Future<Output = object_store::Result<T>>) -> Result<Option<T>, Error> {
        match self.run(work)? {
            Ok(found) => Ok(Some(found)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(refused(error)),
        }
    }

    fn key(&self, parts: &[&str]) -> Path {
        parts.iter().fold(self.prefix.clone(), |path, part| path.join(*part))
    }

    fn blob(&self, case: CaseId, blob: BlobId) -> Path {
        self.key(&["blobs", &hex(&case.0), &hex(&blob.0)])
    }

    fn upload(&self, upload: Upload) -> Path {
        let name = format!("{}-{}", hex(&upload.device.0), hex(&upload.blob.0));
        self.key(&["incoming", &hex(&upload.case.0), &name])
    }

    fn list(&self, under: &Path) -> Result<ListResult, Error> {
        self.run(self.store.list_with_delimiter(Some(under)))?.map_err(refused)
    }

    fn remove(&self, under: &Path) -> Result<(), Error> {
        for object in self.list(under)?.objects {
            self.find(self.store.delete(&object.location))?;
        }
        Ok(())
    }

    /// Puts what is not there yet; both would be the same bytes.
    fn put(&self, place: &Path, bytes: Vec<u8>) -> Result<(), Error> {
        let payload = PutPayload::from(bytes);
        let absent = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.run(self.store.put_opts(place, payload.clone(), absent))? {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
            // Not every store knows conditions.
            Err(object_store::Error::NotImplemented { .. }) => {
                self.run(self.store.put(place, payload))?.map(drop).map_err(refused)
            }
            Err(error) => Err(refused(error)),
        }
    }

    fn put_in_parts(&self, place: &Path, file: &mut impl io::Read) -> Result<(), Error> {
        let mut upload = self.run(self.store.put_multipart(place))?.map_err(refused)?;
        loop {
            let part = read_part(file)?;
            if part.is_empty() {
                return self.run(upload.complete())?.map(drop).map_err(refused);
            }
            if let Err(error) = self.run(upload.put_part(PutPayload::from(part)))? {
                if let Err(error) = self.run(upload.abort())? {
                    tracing::warn!(%error, "parts of a file are left in the bucket");
                }
                return Err(refused(error));
            }
        }
    }
}

fn read_part(file: &mut impl io::Read) -> Result<Vec<u8>, Error> {
    let mut part = Vec::new();
    let limit = PART_BYTES as u64;
    file.take(limit).read_to_end(&mut part).map_err(Error::file("a file on its way"))?;
    Ok(part)
}

fn read_upload(path: &Path) -> Option<Upload> {
    let parts: Vec<String> = path.parts().map(|part| part.as_ref().to_owned()).collect();
    let [.., case, name] = parts.as_slice() else { return None };
    let (device, blob) = name.split_once('-')?;
    let (device, blob) = (DeviceId(parse_hex(device)?), BlobId(parse_hex(blob)?));
    Some(Upload { device, case: CaseId(parse_hex(case)?), blob })
}

impl Vault for Bucket {
    fn size(&self, case: CaseId, blob: BlobId) -> Result<Option<u64>, Error> {
        let found = self.0.find(self.0.store.head(&self.0.blob(case, blob)))?;
        Ok(found.map(|object| object.size))
    }

    fn open(&self, case: CaseId, blob: BlobId, range: Range<u64>) -> Result<Option<Reader>, Error> {
        let mut reader = Fetching {
            inner: Arc::clone(&self.0),
            place: self.0.blob(case, blob),
            range,
            current: io::Cursor::default(),
        };
        Ok(reader.fetch()?.then(|| Box::new(reader) as Reader))
    }

    fn keep(&self, case: CaseId, blob: BlobId, file: &FilePath) -> Result<(), Error> {
        let place = self.0.blob(case, blob);
        let mut source = std::fs::File::open(file).map_err(Error::file(file))?;
        let size_bytes = source.metadata().map_err(Error::file(file))?.len();
        if size_bytes > PART_BYTES as u64 {
            return self.0.put_in_parts(&place, &mut source);
        }
        self.0.put(&place, read_part(&mut source)?)
    }

    fn erase(&self, case: CaseId) -> Result<(), Error> {
        self.0.remove(&self.0.key(&["blobs", &hex(&case.0)]))?;
        let incoming = self.0.list(&self.0.key(&["incoming", &hex(&case.0)]))?;
        incoming.common_prefixes.iter().try_for_each(|upload| self.0.remove(upload))
    }

    fn cases(&self) -> Result<Option<Vec<CaseId>>, Error> {
        Ok(None)
    }

    fn pieces(&self) -> Option<&dyn Pieces> {
        Some(self)
    }
}

impl Pieces for Bucket {
    fn list(&self, upload: Upload) -> Result<Vec<Piece>, Error> {
        let objects = self.0.list(&self.0.upload(upload))?.objects.into_iter();
        let piece = |object: object_store::ObjectMeta| {
            let start = object.location.filename()?.parse().ok()?;
            let stored_at_ms = object.last_modified.timestamp_millis();
            Some(Piece { start, size_bytes: object.size, stored_at_ms })
        };
        let mut pieces: Vec<Piece> = objects.filter_map(piece).collect();
        pieces.sort_unstable_by_key(|piece| piece.start);
        Ok(pieces)
    }

    fn put(&self, upload: Upload, start: u64, bytes: Vec<u8>) -> Result<(), Error> {
        let place = self.0.upload(upload).join(start.to_string());
        // In place of an earlier one: a link that died may have left a shorter piece.
        self.0.run(self.0.store.put(&place, PutPayload::from(bytes)))?.map(drop).map_err(refused)
    }

    fn get(&self, upload: Upload, start: u64) -> Result<Vec<u8>, Error> {
        let place = self.0.upload(upload).join(start.to_string());
        let work = async { self.0.store.get(&place).await?.bytes().await };
        let bytes = self.0.find(work)?.ok_or_else(|| refused("a piece of a file is gone"))?;
        Ok(bytes.to_vec())
    }

    fn forget(&self, upload: Upload) -> Result<(), Error> {
        self.0.remove(&self.0.upload(upload))
    }

    fn under_way(&self) -> Result<Vec<UnderWay>, Error> {
        let listing = self.0.store.list(Some(&self.0.key(&["incoming"])));
        let objects: Vec<object_store::ObjectMeta> = self.0.run(listing.try_collect())?.map_err(refused)?;
        let mut all: BTreeMap<Upload, UnderWay> = BTreeMap::new();
        for object in objects {
            let parts: Vec<_> = object.location.parts().collect();
            let folder: Path = parts.iter().take(parts.len().saturating_sub(1)).cloned().collect();
            let Some(upload) = read_upload(&folder) else { continue };
            let one = all.entry(upload).or_insert(UnderWay { upload, size_bytes: 0, touched_ms: i64::MIN });
            one.size_bytes += object.size;
            one.touched_ms = one.touched_ms.max(object.last_modified.timestamp_millis());
        }
        let mut all: Vec<UnderWay> = all.into_values().collect();
        all.sort_by_key(|one| one.touched_ms);
        Ok(all)
    }

    fn sweep(&self, before_ms: i64) -> Result<(), Error> {
        let old = self.under_way()?.into_iter().filter(|one| one.touched_ms < before_ms);
        old.map(|one| one.upload).try_for_each(|upload| self.forget(upload))
    }
}

/// A file of the bucket, fetched as far as somebody reads.
struct Fetching {
    inner: Arc<Inner>,
    place: Path,
    range: Range<u64>,
    current: io::Cursor<Vec<u8>>,
}

impl Fetching {
    /// Fetches the next bytes; `false` if the file is not there.
    fn fetch(&mut self) -> Result<bool, Error> {
        if self.range.is_empty() {
            return Ok(self.inner.find(self.inner.store.head(&self.place))?.is_some());
        }
        let end = self.range.end.min(self.range.start + FETCH_BYTES);
        let work = self.inner.store.get_range(&self.place, self.range.start..end);
        let Some(bytes) = self.inner.find(work)? else { return Ok(false) };
        self.range.start += bytes.len() as u64;
        self.current = io::Cursor::new(bytes.to_vec());
        Ok(true)
    }
}

impl io::Read for Fetching {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.current.read(buffer)?;
        if count > 0 || buffer.is_empty() || self.range.is_empty() {
            return Ok(count);
        }
        if !self.fetch().map_err(io::Error::other)? {
            return Err(io::ErrorKind::NotFound.into());
        }
        self.current.read(buffer)
    }
}
