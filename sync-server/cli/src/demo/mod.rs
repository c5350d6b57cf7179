//! `doorstep demo`: an office and two phones through two days of work, with a real server, real files and a
//! network that is cut where the story says so.

mod clock;
mod figures;
mod narrator;
mod network;
mod office;
mod out;
mod phone;
mod quoting;
mod stage;
mod story;
mod technician;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::failure::Failure;
use crate::font::ADVICE;
use crate::say::say;
use figures::Figures;
use out::Outputs;
use stage::Stage;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Ends at once instead of serving the office page until Ctrl-C.
    #[arg(long)]
    exit: bool,
    /// Prints one JSON object instead of the transcript, and ends.
    #[arg(long)]
    json: bool,
    /// Where server and phones are put; must not exist yet. Default: a new folder `doorstep-demo-N`.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Where `report.html`, `report.pdf`, `job.dsjob` and `chen.dsdiag` are put; the last two are for `doorstep verify` and
    /// `doorstep replay`. Default: the folder of the demo.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Address of the server.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let dir = new_dir(arguments.dir.clone())?;
    let stage = Stage::set(&dir, arguments.listen, arguments.json)?;
    let (figures, jobs) = story::tell(&stage)?;
    let outputs = out::write(&stage, &jobs, arguments.out.as_deref().unwrap_or(&dir))?;
    if arguments.json {
        say!("{}", figures.to_json(&outputs));
        return Ok(());
    }
    sum_up(&stage, &figures, &outputs);
    if arguments.exit { Ok(()) } else { stage.serve_on() }
}

fn sum_up(stage: &Stage, figures: &Figures, outputs: &Outputs) {
    let Figures { completed, acknowledged, lost, open_conflicts, round_trips, bytes_up, bytes_down, .. } =
        figures;
    let seals = if figures.signatures_valid { "all hold" } else { "NOT ALL HOLD" };
    stage.narrator.chapter("What came out");
    for line in [
        format!("{completed} jobs completed, 1 declined, 2 visits booked anew"),
        format!("{acknowledged} changes acknowledged, {lost} lost, {open_conflicts} waiting for a decision"),
        format!("{round_trips} round trips, {bytes_up} bytes up, {bytes_down} bytes down"),
        format!("{} signatures, {seals}", figures.signatures),
        format!("work report   {}", outputs.report.display()),
        format!(
            "as PDF        {}",
            outputs.pdf.as_ref().map_or(ADVICE.into(), |pdf| pdf.display().to_string())
        ),
        format!("as a file     {}", outputs.job.display()),
        format!("diagnostics   {}", outputs.bundle.display()),
        format!("office page   {}/?token={}", stage.address, stage.node.office_token()),
    ] {
        stage.narrator.print(&format!("  {line}"));
    }
}

/// The folder given, or the first free `doorstep-demo-N`.
fn new_dir(given: Option<PathBuf>) -> Result<PathBuf, Failure> {
    let candidates = (1..).map(|number| std::env::temp_dir().join(format!("doorstep-demo-{number}")));
    for dir in given.clone().into_iter().chain(candidates) {
        match std::fs::create_dir_all(dir.parent().unwrap_or(&dir)).and_then(|()| std::fs::create_dir(&dir)) {
            Ok(()) => return Ok(dir),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && given.is_none() => {}
            Err(error) => return Err(Failure::new(&format!("making {}", dir.display()), error)),
        }
    }
    Err(Failure::new("making a folder", "every name is taken"))
}
