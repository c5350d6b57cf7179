//! `doorstep backup` and `doorstep restore`.

use std::path::PathBuf;

use clap::Args;
use doorstep_server::{Options, backup};

use crate::failure::{Doing as _, Failure};
use crate::place::Place;
use crate::say::say;
use crate::told::Told;

#[derive(Args)]
pub(crate) struct TakeArguments {
    #[command(flatten)]
    place: Place,
    /// The folder of the backup. One that is there is renewed; photos that it has are not copied again.
    to: PathBuf,
    /// Prints JSON instead of lines.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(crate) struct RestoreArguments {
    /// The folder of the backup. It is left as it is.
    from: PathBuf,
    /// The folder to bring it back to; it must be empty.
    #[arg(long, default_value = "doorstep-data")]
    dir: PathBuf,
    /// Folder of the keys, if they are not to be in the folder.
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
}

/// Takes a backup.
pub(crate) fn take(arguments: &TakeArguments) -> Result<(), Failure> {
    let place = &arguments.place;
    let doing = format!("backing up {} to {}", place.name(), arguments.to.display());
    let mut told = Told::default();
    let taken =
        backup::take(&place.dir, &arguments.to, &place.options(), &mut |progress| told.hear(progress));
    told.end();
    let taken = taken.doing(&doing)?;
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&taken).doing("writing JSON")?);
        return Ok(());
    }
    say!("the log up to {} of epoch {}", taken.seq, taken.epoch);
    say!("{} files, {} bytes; {} of them were there", taken.files, taken.file_bytes, taken.files_kept);
    say!("checked and finished in {}", arguments.to.display());
    Ok(())
}

/// Brings one back.
pub(crate) fn restore(arguments: &RestoreArguments) -> Result<(), Failure> {
    let options = Options { keys: arguments.keys.clone(), ..Options::default() };
    let doing = format!("bringing {} back to {}", arguments.from.display(), arguments.dir.display());
    let restored = backup::restore(&arguments.from, &arguments.dir, &options).doing(&doing)?;
    say!("the log up to {}, now of epoch {}", restored.backup.seq, restored.epoch);
    say!("{} files, {} bytes", restored.backup.files, restored.backup.file_bytes);
    say!("serve it with --dir {}: phones then offer again what they hold", arguments.dir.display());
    Ok(())
}
