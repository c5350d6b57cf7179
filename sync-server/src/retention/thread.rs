//! The thread that erases, every hour of the node's clock, what is due by then.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::Keeper;
use crate::error::Error;

/// A day begins at another moment in every time zone; an hour later is soon enough.
const EVERY_MS: i64 = 3_600_000;

/// How often it looks at the clock.
const LOOK: Duration = Duration::from_secs(5);

/// Keeps a keeper running.
pub(crate) struct KeeperThread {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl KeeperThread {
    /// Starts it.
    pub(crate) fn start(keeper: Arc<Keeper>) -> Result<Self, Error> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new()
            .name("doorstep-keeper".to_owned())
            .spawn(move || keep_running(&keeper, &stopped))
            .map_err(Error::file("the keeper's thread"))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for KeeperThread {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the keeper's thread panicked");
        }
    }
}

fn keep_running(keeper: &Keeper, stopped: &Receiver<()>) {
    let mut next_ms = i64::MIN;
    loop {
        let now_ms = keeper.options.now_ms();
        if now_ms >= next_ms {
            if let Err(error) = keeper.run() {
                tracing::error!(%error, "what is due will be erased later");
            }
            if let Err(error) = keeper.sweep() {
                tracing::error!(%error, "what was left of uploads will be swept later");
            }
            next_ms = now_ms.saturating_add(EVERY_MS);
        }
        match stopped.recv_timeout(LOOK) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
