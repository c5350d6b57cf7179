//! `x`: tasks around the code, the same for people and for CI.

mod android;
mod apple;
mod check;
mod errors;
mod neutral;
mod sizes;
mod step;

use crate::world::Trouble;

/// What can be done.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum Task {
    /// Formatting, lints and documentation, each without a warning.
    Check,
    /// Builds the XCFramework for iPhones, simulators and the Mac, into `bindings/swift/build`; needs a Mac with Xcode.
    Apple {
        /// Shows the commands and runs none.
        #[arg(long)]
        print: bool,
    },
    /// Builds the AAR, into `bindings/kotlin/android/build`; needs an NDK and Gradle.
    Android {
        /// Shows the commands and runs none.
        #[arg(long)]
        print: bool,
    },
    /// Generates, builds and tests the bindings, as `bindings/run` does: `x bindings kotlin`.
    Bindings {
        /// What to do, and its arguments; nothing lists what there is.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<String>,
    },
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
        Task::Apple { print } => apple::run(print),
        Task::Android { print } => android::run(print),
        Task::Bindings { command } => {
            let script =
                step::Step { program: "bindings/run".to_owned(), arguments: command, ..Default::default() };
            step::run(&[], &[script], false)
        }
        Task::Sizes { accept, only } => sizes::run(accept, only.as_deref()),
    }
}
