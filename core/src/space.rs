//! Room on the phone.

use crate::core::{Core, Shared};
use crate::error::Error;
use crate::store::{Store, space};

/// What was made room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FreedSpace {
    /// Files that went; they can be fetched again.
    pub file_count: u32,
    /// Their length together, in bytes.
    pub freed_bytes: u64,
    /// Files that stay, in bytes: more than was asked for if the office does not hold them yet, or somebody works with them.
    pub kept_bytes: u64,
}

impl Core {
    /// Removes photos until those on this phone take at most so many bytes: of work that is over, the oldest first, and
    /// only where the office holds the photo and nothing of its job would be lost with this phone. They can be fetched
    /// again.
    ///
    /// # Errors
    /// [`Error::NotOpen`], [`Error::Store`].
    pub fn free_space(&self, most_bytes: u64) -> Result<FreedSpace, Error> {
        let store = self.shared.open()?;
        self.shared.make_room(&store, most_bytes)
    }
}

impl Shared {
    /// Does it: also after a run of the sync client, if there is more than the policy lets stay.
    pub(crate) fn make_room(&self, store: &Store, most_bytes: u64) -> Result<FreedSpace, Error> {
        let used_bytes = store.read::<_, Error>(|connection| Ok(space::used_bytes(connection)?))?;
        if used_bytes <= most_bytes {
            return Ok(FreedSpace { kept_bytes: used_bytes, ..FreedSpace::default() });
        }
        let (mut freed, mut gone) = (FreedSpace::default(), Vec::new());
        // Found and let go in one transaction: nothing can be written into a job in between.
        store.writer().transaction::<_, Error>(|tx| {
            freed.kept_bytes = space::used_bytes(tx)?;
            for spare in space::spare(tx)? {
                if freed.kept_bytes <= most_bytes {
                    break;
                }
                space::let_go(tx, &spare)?;
                freed.file_count += 1;
                freed.freed_bytes += spare.size_bytes;
                freed.kept_bytes = freed.kept_bytes.saturating_sub(spare.size_bytes);
                gone.push(spare);
            }
            Ok(())
        })?;
        space::remove(store.dir(), &gone)?;
        gone.iter().for_each(|spare| self.hub.job_changed(spare.case));
        Ok(freed)
    }
}
