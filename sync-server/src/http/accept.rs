//! Connections: who says only half of a head is sent away.
//!
//! Why not `axum::serve`: it has no clock for heads, so a thousand connections that each say one byte a minute would stay
//! for ever. They take no place of a request, but each takes a file of the operating system, and those run out.

use std::future::Future;
use std::io;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::time::sleep;

/// Until a connection that could not be taken is tried again: the process has too many files open.
const TAKE_BREATH: Duration = Duration::from_millis(200);

/// Serves until `shutdown` completes; requests under way are finished. A connection has `head` for each head of a request,
/// also for the first byte of the next one.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    head: Duration,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head);
    let connections = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a connection cannot be taken");
                    sleep(TAKE_BREATH).await;
                    continue;
                }
            },
            () = &mut shutdown => break,
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = connections.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
        });
    }
    drop(listener);
    connections.shutdown().await;
    Ok(())
}
