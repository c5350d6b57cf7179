//! Hears of what other nodes committed: one query several times a second, however many devices wait.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::error::Error;
use crate::store::{Head, Store};
use crate::writer::Writer;

/// How often it looks at the head of the log.
const EVERY: Duration = Duration::from_millis(300);

/// Keeps looking.
pub(crate) struct HeadThread {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl HeadThread {
    /// Starts it.
    pub(crate) fn start(store: Arc<dyn Store>, writer: Arc<Writer>) -> Result<Self, Error> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new()
            .name("doorstep-heads".to_owned())
            .spawn(move || keep_looking(&*store, &writer, &stopped))
            .map_err(Error::file("the thread that looks at the head"))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for HeadThread {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that looks at the head panicked");
        }
    }
}

fn keep_looking(store: &dyn Store, writer: &Writer, stopped: &Receiver<()>) {
    let mut known: Option<Head> = None;
    while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
        match store.reading(|read| read.head()) {
            Ok(head) if known == Some(head) => {}
            Ok(head) => {
                known = Some(head);
                writer.tell();
            }
            Err(error) => tracing::warn!(%error, "the head of the log cannot be read"),
        }
    }
}
