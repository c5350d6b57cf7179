//! `doorstep migrate`: from the folder into a database server.

use std::path::PathBuf;

use clap::Args;
use doorstep_server::Options;
use doorstep_server::migrate::{Target, migrate};

use crate::failure::{Doing as _, Failure};
use crate::say::say;
use crate::told::Told;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder of a server that is not running.
    #[arg(long, default_value = "doorstep-data")]
    dir: PathBuf,
    /// PostgreSQL database, empty or with the first part of this migration, as `postgres://user@host/name`.
    #[arg(long, value_name = "URL", env = "DOORSTEP_DATABASE", hide_env_values = true)]
    to: String,
    /// Copies photos there too: `s3://bucket/prefix`, with AWS_ENDPOINT, AWS_REGION, AWS_ACCESS_KEY_ID and
    /// AWS_SECRET_ACCESS_KEY. If absent, they stay in the folder.
    #[arg(long, env = "DOORSTEP_BLOBS", value_name = "URL")]
    blobs: Option<String>,
    /// Folder of the keys, which then are not written into the database.
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let target = Target { database: &arguments.to, blobs: arguments.blobs.as_deref() };
    let options = Options { keys: arguments.keys.clone(), ..Options::default() };
    let mut told = Told::default();
    let moved = migrate(&arguments.dir, &options, &target, &mut |progress| told.hear(progress));
    told.end();
    let moved = moved.doing(&format!("moving {}", arguments.dir.display()))?;
    say!("{} rows, counted and compared on both sides; {} files copied", moved.rows, moved.files);
    say!("the log goes on at {}: no phone notices", moved.seq);
    say!(
        "serve it with --database; doorstep.db.moved in the folder is the copy before, to be kept as a backup"
    );
    Ok(())
}
