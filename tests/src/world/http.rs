//! A real server on a real port of this machine.

use std::net::Ipv4Addr;
use std::sync::Arc;

use doorstep_server::Node;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use super::Trouble;

/// A server that listens until it is dropped.
#[derive(Debug)]
pub struct HttpServer {
    url: String,
    stop: Option<oneshot::Sender<()>>,
    runtime: Option<Runtime>,
}

impl HttpServer {
    /// Serves a node on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Those of the system.
    pub fn start(node: Arc<Node>) -> Result<Self, Trouble> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
        let url = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = oneshot::channel();
        runtime.spawn(doorstep_server::http::serve(listener, node, async {
            let _ = stopped.await;
        }));
        Ok(Self { url, stop: Some(stop), runtime: Some(runtime) })
    }

    /// Where it listens, such as `http://127.0.0.1:41234`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
