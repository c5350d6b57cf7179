//! The core's log in the app's log.

use std::collections::VecDeque;
use std::fmt::{Debug, Write as _};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::host::PlatformError;

/// Lines that are kept for a diagnostics bundle.
const KEPT_LINES: usize = 500;

/// Lines that wait for the app's sink. When it is slower than this, lines are dropped rather than work delayed.
const QUEUE_LINES: usize = 256;

/// How important a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, uniffi::Enum)]
pub enum LogLevel {
    /// Something is broken.
    Error,
    /// Something is odd, and the core went on.
    Warn,
    /// What the core does, in a few lines per action.
    Info,
    /// For whoever develops the core.
    Debug,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LogLine {
    /// How important it is.
    pub level: LogLevel,
    /// The module that wrote it.
    pub target: String,
    /// The words, with their figures. No customer data at `Info` or above.
    pub text: String,
}

/// The app's log.
///
/// Called from one thread of its own, outside every lock.
#[uniffi::export(foreign)]
pub trait LogSink: Debug + Send + Sync {
    /// Writes one line.
    ///
    /// Errors: any; they are ignored.
    fn write(&self, line: LogLine) -> Result<(), PlatformError>;
}

/// Sends the core's log to the app. Once per process: later calls replace the sink and keep the first level. Release
/// builds drop `Debug`.
///
/// Blocking: no. Offline: yes. Errors: none.
#[uniffi::export]
pub fn init_logging(level: LogLevel, sink: Arc<dyn LogSink>) {
    let mut current = SINK.lock().unwrap_or_else(PoisonError::into_inner);
    *current = Some(sink);
    drop(current);
    static STARTED: OnceLock<()> = OnceLock::new();
    STARTED.get_or_init(|| start(level));
}

static KEPT: Mutex<VecDeque<String>> = Mutex::new(VecDeque::new());

/// The last lines at `Info` or above, the oldest first; none before `init_logging`.
pub(crate) fn kept() -> Vec<String> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
}

fn keep(line: &LogLine) {
    if line.level > LogLevel::Info {
        return;
    }
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= KEPT_LINES {
        kept.pop_front();
    }
    kept.push_back(format!("{:?} {} {}", line.level, line.target, line.text));
}

static SINK: Mutex<Option<Arc<dyn LogSink>>> = Mutex::new(None);

fn start(level: LogLevel) {
    // What only a developer of the core wants is not in a released app, whatever it asks for.
    let level = if cfg!(debug_assertions) { level } else { level.min(LogLevel::Info) };
    let (lines, queue) = sync_channel(QUEUE_LINES);
    let writer = thread::Builder::new().name("doorstep-log".to_owned()).spawn(move || write_all(&queue));
    // Without a thread, or with a subscriber that somebody else set, there is no log; the core works without.
    if writer.is_ok() {
        let _ = tracing::subscriber::set_global_default(AppLog { level, lines });
    }
}

fn write_all(queue: &Receiver<LogLine>) {
    for line in queue {
        let sink = SINK.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(sink) = sink {
            let _ = sink.write(line);
        }
    }
}

/// Turns events into lines. Spans are not used.
#[derive(Debug)]
struct AppLog {
    level: LogLevel,
    lines: SyncSender<LogLine>,
}

impl Subscriber for AppLog {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("doorstep")
            && level_of(*metadata.level()).is_some_and(|level| level <= self.level)
    }

    fn event(&self, event: &Event<'_>) {
        let Some(level) = level_of(*event.metadata().level()) else { return };
        let mut words = Words::default();
        event.record(&mut words);
        let line = LogLine { level, target: event.metadata().target().to_owned(), text: words.0 };
        keep(&line);
        let _ = self.lines.try_send(line);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn level_of(level: tracing::Level) -> Option<LogLevel> {
    match level {
        tracing::Level::ERROR => Some(LogLevel::Error),
        tracing::Level::WARN => Some(LogLevel::Warn),
        tracing::Level::INFO => Some(LogLevel::Info),
        tracing::Level::DEBUG => Some(LogLevel::Debug),
        _ => None,
    }
}

/// The words of an event, then `name=value` for each of its fields.
#[derive(Default)]
struct Words(String);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            self.0.insert_str(0, &format!("{value:?}"));
        } else {
            let _ = write!(self.0, " {}={value:?}", field.name());
        }
    }
}
