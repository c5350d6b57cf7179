//! Several nodes in one process, over one embedded log: what tests do to see how nodes behave that a database server would
//! keep together.

use std::path::Path;
use std::sync::Arc;

use super::opening::{self, Opened};
use super::{Node, Options, vault};
use crate::error::Error;
use crate::files;

impl Node {
    /// As [`Node::open`], for a log that [`Node::beside`] shares with others.
    ///
    /// # Errors
    /// [`Error`].
    pub fn open_shared(dir: &Path, options: Options) -> Result<Self, Error> {
        files::make_dir(dir)?;
        let lock = files::lock(dir)?;
        let opened = opening::open(dir, &options)?;
        let vault = vault(dir, &*opened.store, &options)?;
        Self::begin(dir, lock, options, opened, vault, true)
    }

    /// Another node, with the log and the files of this one. Its own directory has what is on its way.
    ///
    /// # Errors
    /// [`Error`].
    pub fn beside(&self, dir: &Path, options: Options) -> Result<Self, Error> {
        files::make_dir(dir)?;
        let lock = files::lock(dir)?;
        let (bytes, keys, store) = (self.bytes.clone(), Arc::clone(&self.keys), Arc::clone(&self.store));
        Self::begin(dir, lock, options, Opened { bytes, keys, store }, Arc::clone(&self.vault), true)
    }

    /// As [`Node::project`], if this node is the one to do it; without waiting for another one.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn project_in_turn(&self) -> Result<(), Error> {
        self.projector.run().map(drop)
    }
}
