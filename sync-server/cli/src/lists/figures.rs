//! How long a list took, and how much memory.

use std::time::Instant;

/// Rows between two lines of progress.
const EVERY: u64 = 5_000;

/// Counts rows and says how far it is.
pub(super) struct Progress {
    began: Instant,
    doing: &'static str,
    count: u64,
}

impl Progress {
    pub(super) fn begin(doing: &'static str) -> Self {
        Self { began: Instant::now(), doing, count: 0 }
    }

    /// One more row.
    pub(super) fn row(&mut self) {
        self.count += 1;
        if self.count.is_multiple_of(EVERY) {
            eprintln!("{} {}, {}", self.doing, rows(self.count), seconds(self.began));
        }
    }

    /// `100000 rows in 12.3 s, 31 MiB of memory at most`
    pub(super) fn told(&self) -> String {
        let memory = peak_mib().map(|mib| format!(", {mib} MiB of memory at most")).unwrap_or_default();
        format!("{} in {}{memory}", rows(self.count), seconds(self.began))
    }
}

fn rows(count: u64) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}

fn seconds(since: Instant) -> String {
    let tenths = since.elapsed().as_millis() / 100;
    format!("{}.{} s", tenths / 10, tenths % 10)
}

/// The most memory that this process has had, where the system says so.
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib.div_ceil(1024))
}
