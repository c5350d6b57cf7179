//! What commands print for people and programs.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write as _};

/// How a program ends whose reader has closed the pipe, as a shell counts it. Not 0: nobody saw all that was said, and
/// `doorstep verify … | head` must not pass for a file that holds.
const PIPE_CLOSED: i32 = 128 + 13;

/// Prints a line.
macro_rules! say {
    () => { $crate::say::line(format_args!("")) };
    ($($part:tt)+) => { $crate::say::line(format_args!($($part)+)) };
}
pub(crate) use say;

/// Prints a line. A reader who has seen enough and closed the pipe, such as `head`, ends the command quietly.
pub(crate) fn line(text: Arguments<'_>) {
    if let Err(error) = writeln!(std::io::stdout(), "{text}") {
        if error.kind() == ErrorKind::BrokenPipe {
            std::process::exit(PIPE_CLOSED);
        }
        eprintln!("doorstep: printing: {error}");
        std::process::exit(1);
    }
}
