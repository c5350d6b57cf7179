//! Who may look at what is here: a user who logged out locks the device and deletes nothing; an order of the office to wipe
//! it locks it, too.
//!
//! A locked device goes on sending what was made on it. Who the person is that opens it again, the phone's own lock knows:
//! the key store, which an app has guarded by finger or face, is asked for the device's key.

use std::sync::atomic::{AtomicU8, Ordering};

use rusqlite::Connection;

use crate::core::{Core, Shared};
use crate::error::Error;
use crate::store::{enrolment, wipe};

/// Why nothing is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// Its user logged out; the same user may log in.
    LoggedOut,
    /// The office ordered to wipe the device.
    Wiped,
}

/// What is known of the lock without asking the database.
#[derive(Debug, Default)]
pub(crate) struct KnownLock(AtomicU8);

impl KnownLock {
    pub(crate) fn get(&self) -> Option<Lock> {
        match self.0.load(Ordering::SeqCst) {
            0 => None,
            1 => Some(Lock::LoggedOut),
            _ => Some(Lock::Wiped),
        }
    }

    fn set(&self, lock: Option<Lock>) {
        let code = match lock {
            None => 0,
            Some(Lock::LoggedOut) => 1,
            Some(Lock::Wiped) => 2,
        };
        self.0.store(code, Ordering::SeqCst);
    }
}

impl Core {
    /// Locks what is here: reading and writing are refused with [`Error::Locked`] until the same user logs in. Nothing is
    /// deleted, and what waits is still sent by [`Core::sync_now`].
    ///
    /// # Errors
    /// [`Error::NotEnrolled`], [`Error::NotOpen`], [`Error::Store`].
    pub fn log_out(&self) -> Result<(), Error> {
        let store = self.shared.open_locked()?;
        store.writer().transaction::<_, Error>(|tx| {
            enrolment::get(tx)?.ok_or(Error::NotEnrolled)?;
            Ok(enrolment::set_logged_out(tx, true)?)
        })?;
        self.shared.know_lock(&store)?;
        self.shared.cases().clear();
        self.shared.forget_identity();
        self.shared.hub.everything_changed();
        Ok(())
    }

    /// Opens what [`Core::log_out`] locked, with everything that was there. The app has made sure who the person is; the
    /// key store is asked for the key of the device all the same.
    ///
    /// # Errors
    /// [`Error::OtherUser`] if the device is another user's; [`Error::Locked`] if the office ordered to wipe it;
    /// [`Error::KeyLost`], [`Error::Host`] if the key store does not give the key; [`Error::NotEnrolled`].
    pub fn log_in(&self, user: &str) -> Result<(), Error> {
        self.shared.forget_identity();
        let identity = self.shared.identity()?;
        if identity.enrolment.certificate.body().user != user {
            return Err(Error::OtherUser);
        }
        let store = self.shared.open_locked()?;
        store.writer().transaction::<_, Error>(|tx| match wipe::get(tx)? {
            Some(_) => Err(Error::Locked(Lock::Wiped)),
            None => Ok(enrolment::set_logged_out(tx, false)?),
        })?;
        self.shared.know_lock(&store)?;
        drop(store);
        self.shared.hub.everything_changed();
        Ok(())
    }
}

impl Shared {
    /// Reads whether the device is locked.
    pub(crate) fn know_lock(&self, store: &crate::store::Store) -> Result<(), Error> {
        let lock = store.read::<_, Error>(lock_of)?;
        self.lock.set(lock);
        Ok(())
    }
}

/// Why nothing of this store is shown.
pub(crate) fn lock_of(connection: &Connection) -> Result<Option<Lock>, Error> {
    if wipe::get(connection)?.is_some() {
        return Ok(Some(Lock::Wiped));
    }
    let is_logged_out = enrolment::get(connection)?.is_some_and(|enrolment| enrolment.is_logged_out);
    Ok(is_logged_out.then_some(Lock::LoggedOut))
}
