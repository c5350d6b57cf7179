//! `x`: tasks around the code, the same for people and for CI.

mod check;
mod neutral;

use crate::world::Trouble;

/// What can be done.
#[derive(Debug, Clone, Copy, clap::Subcommand)]
pub enum Task {
    /// Formatting, lints and documentation, each without a warning.
    Check,
}

/// Does a task and says whether it went well.
///
/// # Errors
/// If a tool cannot be started.
pub fn run(task: Task) -> Result<bool, Trouble> {
    match task {
        Task::Check => check::run(),
    }
}
