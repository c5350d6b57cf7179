//! One piece of work after the other, on all processors.

use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Runs the pieces in their order, on all processors, and hands over what each came to; begins none any more once `take`
/// has had enough. Answers how many were begun: these are the first ones, and all of them have ended.
pub(super) fn on_all_processors<T>(
    pieces: Range<u64>,
    run: impl Fn(u64) -> T + Sync,
    take: impl FnMut(T) -> ControlFlow<()> + Send,
) -> u64 {
    let next = AtomicU64::new(pieces.start);
    let is_over = AtomicBool::new(false);
    let take = Mutex::new(take);
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while !is_over.load(Ordering::SeqCst) {
                    let piece = next.fetch_add(1, Ordering::SeqCst);
                    if piece >= pieces.end {
                        next.store(pieces.end, Ordering::SeqCst);
                        break;
                    }
                    let came_to = run(piece);
                    let mut take = take.lock().unwrap_or_else(PoisonError::into_inner);
                    if take(came_to).is_break() {
                        is_over.store(true, Ordering::SeqCst);
                    }
                }
            });
        }
    });
    next.into_inner().min(pieces.end) - pieces.start
}
