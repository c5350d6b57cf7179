//! How far a long command is, on the line that the terminal shows last.

use std::io::Write as _;

use doorstep_server::Progress;

/// Says it to standard error.
#[derive(Default)]
pub(crate) struct Told {
    last: String,
}

impl Told {
    /// One line for each table and for the files, written over as they go on.
    pub(crate) fn hear(&mut self, progress: Progress<'_>) {
        let (what, line) = match progress {
            Progress::Rows(table, rows) => (table, format!("{table}: {rows} rows")),
            Progress::Files(done, all) => ("files", format!("files: {done} of {all}")),
        };
        if what != self.last {
            self.end();
            what.clone_into(&mut self.last);
        }
        eprint!("\r{line}");
        let _ = std::io::stderr().flush();
    }

    /// The next thing that is said begins a new line.
    pub(crate) fn end(&mut self) {
        if !self.last.is_empty() {
            eprintln!();
            self.last.clear();
        }
    }
}
