//! A real S3 server in this process, and what a bucket must do.

use std::net::Ipv4Addr;

use doorstep_server::vault::{Bucket, conformance};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

const KEY: &str = "doorstep";
const SECRET: &str = "a-secret-of-tests";

/// The server, with one bucket. It goes with this value.
pub(crate) struct S3 {
    endpoint: String,
    _runtime: Runtime,
    dir: tempfile::TempDir,
}

impl S3 {
    pub(crate) fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("doorstep")).unwrap();
        let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(dir.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = service.build();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move {
            let server = Builder::new(TokioExecutor::new());
            while let Ok((socket, _)) = listener.accept().await {
                let connection = server.serve_connection(TokioIo::new(socket), service.clone()).into_owned();
                tokio::spawn(async move {
                    let _ = connection.await;
                });
            }
        });
        Self { endpoint, _runtime: runtime, dir }
    }

    /// The address of a part of the bucket.
    pub(crate) fn url(&self, prefix: &str) -> String {
        format!("s3://doorstep/{prefix}")
    }

    /// How to get there, by the names of `object_store`.
    pub(crate) fn settings(&self) -> Vec<(String, String)> {
        let settings = [
            ("aws_endpoint", self.endpoint.as_str()),
            ("aws_access_key_id", KEY),
            ("aws_secret_access_key", SECRET),
            ("aws_region", "us-east-1"),
        ];
        settings.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }

    /// The same for a process.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        self.settings().into_iter().map(|(name, value)| (name.to_uppercase(), value)).collect()
    }

    /// How many objects there are under a prefix of the bucket.
    pub(crate) fn count(&self, prefix: &str) -> usize {
        files_under(&self.dir.path().join("doorstep").join(prefix))
    }
}

fn files_under(dir: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { files_under(&entry.path()) } else { 1 }).sum()
}

#[test]
fn a_bucket_is_a_vault() {
    let s3 = S3::start();
    let bucket = Bucket::open(&s3.url("one"), &s3.settings()).unwrap();
    conformance::a_vault_keeps_what_it_is_given(&bucket);
    conformance::pieces_are_kept_until_they_are_a_file(&bucket);
}

#[test]
fn a_bucket_that_cannot_be_used_is_said_at_the_start_and_without_the_secret() {
    let s3 = S3::start();
    let open = |url: &str, name: &str, value: &str| {
        let mut settings = s3.settings();
        settings.retain(|(other, _)| other != name);
        settings.push((name.to_owned(), value.to_owned()));
        Bucket::open(url, &settings).map(drop)
    };
    let url = s3.url("one");
    for (url, name, value) in [
        (url.as_str(), "aws_secret_access_key", "another-secret-of-tests"),
        (url.as_str(), "aws_endpoint", "http://s3.example.com"),
        (url.as_str(), "aws_endpoint", "http://127.0.0.1.example.com:9000"),
        ("s3://no-such-bucket/one", "aws_region", "us-east-1"),
        ("gs://doorstep/one", "aws_region", "us-east-1"),
    ] {
        let error = open(url, name, value).unwrap_err().to_string();
        assert!(!error.contains("secret-of-tests"), "{error}");
    }
}
