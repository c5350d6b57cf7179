//! `doorstep pack`: checks and publishes service packs.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use doorstep_packs::{Published, compile_folder};

use crate::failure::{Doing as _, Failure};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Compiles and lints the folder of a pack; prints every problem with file, path and reason.
    Check {
        /// The folder with pack.yaml.
        folder: PathBuf,
    },
    /// Compiles, lints and writes the published file.
    Build {
        /// The folder with pack.yaml.
        folder: PathBuf,
        /// The file to write.
        #[arg(short, long)]
        output: PathBuf,
    },
}

pub(crate) fn run(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Check { folder } => {
            let published = compile(folder)?;
            println!("{} version {} is sound", published.pack.id, published.pack.version);
            println!("{}", published.id);
        }
        Command::Build { folder, output } => {
            let published = compile(folder)?;
            let partial = output.with_extension("partial");
            std::fs::write(&partial, &published.bytes).doing("writing the pack")?;
            std::fs::rename(&partial, output).doing("writing the pack")?;
            println!("{}  {} bytes  {}", published.id, published.bytes.len(), output.display());
        }
    }
    Ok(())
}

fn compile(folder: &Path) -> Result<Published, Failure> {
    compile_folder(folder).doing(&format!("{}", folder.display()))
}
