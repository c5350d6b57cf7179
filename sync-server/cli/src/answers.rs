//! `doorstep answers`: what was answered in the visits of a service, as the tables that spreadsheets of ODK read.

use std::path::{Path, PathBuf};

use clap::Args;
use doorstep_server::office::AnswersWanted;
use serde_json::Value;

use crate::failure::{Doing as _, Failure};
use crate::place::Place;
use crate::say::say;
use crate::server::Server;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The service; that of a form that was brought is called like its pack.
    service: String,
    /// The folder for the tables; it is made if it is not there.
    #[arg(short, long, default_value = ".")]
    output: PathBuf,
    /// Also visits that did not end yet.
    #[arg(long)]
    open: bool,
    /// For each option of a question with several, a column with 1 or 0.
    #[arg(long)]
    split_options: bool,
    /// Columns without the names of their groups: `serial`, not `meter-serial`.
    #[arg(long)]
    no_group_names: bool,
    /// Of a server that is not running, unless others serve the same database.
    #[command(flatten)]
    place: Place,
    /// A server that runs, such as `https://office.example`.
    #[arg(long, requires = "token", conflicts_with_all = ["dir", "keys", "blobs"])]
    server: Option<String>,
    /// The bearer token of its office.
    #[arg(long, env = "DOORSTEP_OFFICE_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let answers = match &arguments.server {
        Some(server) => ask(server, arguments)?,
        None => read(arguments)?,
    };
    let folder = &arguments.output;
    std::fs::create_dir_all(folder).doing(&named(folder))?;
    for table in answers["tables"].as_array().into_iter().flatten() {
        let [name, csv] = ["name", "csv"].map(|field| table[field].as_str().unwrap_or_default());
        let file = Path::new(name).file_name().map_or_else(|| folder.clone(), |name| folder.join(name));
        let partial = file.with_extension("partial");
        std::fs::write(&partial, csv).doing(&named(&file))?;
        std::fs::rename(&partial, &file).doing(&named(&file))?;
        let rows = if table["rows"] == 1 { "row" } else { "rows" };
        say!("{}: {} {rows}", file.display(), table["rows"]);
    }
    let open = answers["open"].as_u64().unwrap_or(0);
    if open > 0 {
        say!("{open} visits did not end yet and are not in it; --open writes them too");
    }
    let unread = answers["unread"].as_array().map(Vec::as_slice).unwrap_or_default();
    if unread.is_empty() {
        return Ok(());
    }
    let cases: Vec<&str> = unread.iter().filter_map(Value::as_str).collect();
    Err(Failure::new("these cases cannot be read and are missing", cases.join(", ")))
}

/// Reads them from a folder.
fn read(arguments: &Arguments) -> Result<Value, Failure> {
    let node = arguments.place.open()?;
    node.project().doing("reading the log")?;
    let wanted = AnswersWanted {
        service: arguments.service.clone(),
        open: arguments.open,
        split_options: arguments.split_options,
        group_names: !arguments.no_group_names,
    };
    let answers = node.office().answers(&wanted).doing(&format!("the service {}", arguments.service))?;
    serde_json::to_value(answers).doing("writing the tables")
}

/// Asks a server that runs.
fn ask(server: &str, arguments: &Arguments) -> Result<Value, Failure> {
    let Arguments { service, open, split_options, no_group_names, .. } = arguments;
    let path = format!(
        "/office/api/answers/{service}?open={open}&split_options={split_options}&group_names={}",
        !no_group_names
    );
    Server::new(server, arguments.token.as_deref().unwrap_or_default())?.get(&path)
}

fn named(path: &Path) -> String {
    path.display().to_string()
}
