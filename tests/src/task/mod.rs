//! `x`: tasks around the code, the same for people and for CI.

mod check;
mod errors;
mod neutral;
mod sizes;

use crate::world::Trouble;

/// What can be done.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum Task {
    /// Formatting, lints and documentation, each without a warning.
    Check,
    /// Builds the library that an app carries, feature by feature, and says whether it grew (10 minutes and more).
    Sizes {
        /// Writes the sizes down as accepted.
        #[arg(long)]
        accept: bool,
        /// Only one build, such as `base`.
        #[arg(long)]
        only: Option<String>,
    },
}

/// Does a task and says whether it went well.
///
/// # Errors
/// If a tool cannot be started.
pub fn run(task: Task) -> Result<bool, Trouble> {
    match task {
        Task::Check => check::run(),
        Task::Sizes { accept, only } => sizes::run(accept, only.as_deref()),
    }
}
