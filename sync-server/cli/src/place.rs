//! Where a company keeps everything.

use std::path::PathBuf;

use clap::Args;
use doorstep_server::{Node, Options};

use crate::failure::{Doing as _, Failure};

#[derive(Args)]
pub(crate) struct Place {
    /// Where keys, log and photos are kept.
    #[arg(long, default_value = "doorstep-data")]
    pub(crate) dir: PathBuf,
    /// PostgreSQL database of the log, as `postgres://user@host/name`; a file in the folder if absent.
    #[arg(long, env = "DOORSTEP_DATABASE", hide_env_values = true)]
    pub(crate) database: Option<String>,
    /// Folder of the keys. If absent, they are in the database, or in the folder without one.
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: Option<PathBuf>,
    /// Where photos are: `s3://bucket/prefix`, with AWS_ENDPOINT, AWS_REGION, AWS_ACCESS_KEY_ID and
    /// AWS_SECRET_ACCESS_KEY. If absent, where they were before; at first in the folder.
    #[arg(long, env = "DOORSTEP_BLOBS", value_name = "URL")]
    pub(crate) blobs: Option<String>,
}

impl Place {
    /// How it is opened.
    pub(crate) fn options(&self) -> Options {
        let (database, keys, blobs) = (self.database.clone(), self.keys.clone(), self.blobs.clone());
        Options { database, keys, blobs, ..Options::default() }
    }

    /// In words, for what goes wrong: never the address of a database, which may hold a password.
    pub(crate) fn name(&self) -> String {
        self.dir.display().to_string()
    }

    /// Opens a company that is there, for a command that ends. Makes none where there is none.
    pub(crate) fn open(&self) -> Result<Node, Failure> {
        if self.database.is_none() && !self.dir.is_dir() {
            return Err(Failure::new(&self.name(), "there is no such folder"));
        }
        let options = Options { projects_itself: false, founds: false, ..self.options() };
        Node::open(&self.dir, options).doing(&format!("opening {}", self.name()))
    }
}
