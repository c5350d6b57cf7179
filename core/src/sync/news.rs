//! Waiting for news while the app is in front.

use crate::core::Core;
use crate::error::Error;
use crate::store::progress;

use super::http::{self, Trouble};

/// The longest wait that is asked for, in seconds: shorter than the patience of most proxies.
const WAIT_MAX_S: u32 = 50;

/// Status of an answer that says that something happened.
const NEWS: u16 = 200;

impl Core {
    /// Waits until something happened at the office that concerns this device, at most so many seconds (up to 50). `true`:
    /// synchronise. An app in front calls it again and again, from a worker thread of its own; a new job is then on the
    /// phone within a second.
    ///
    /// # Errors
    /// [`Error::Offline`] and [`Error::Server`]: wait before the next call, as after a synchronisation that failed;
    /// [`Error::NotEnrolled`], [`Error::NotOpen`].
    pub fn wait_for_news(&self, seconds: u32) -> Result<bool, Error> {
        let transport = self.shared.host.transport.clone().ok_or(Error::Offline)?;
        let enrolment = self.shared.identity()?.enrolment.clone();
        let progress =
            self.shared.open_locked()?.read::<_, Error>(|connection| Ok(progress::get(connection)?))?;
        let seen = (progress.epoch, progress.cursor);
        let request = http::poke(&enrolment.server_url, &enrolment.token, seen, seconds.min(WAIT_MAX_S));
        match http::success(transport.send(request)) {
            Ok(response) => Ok(response.status == NEWS),
            // A synchronisation renews the token, or says that the user has to sign in.
            Err(Trouble::Unauthorized) => Ok(true),
            Err(Trouble::NotFound) => Err(Error::Server(404)),
            Err(Trouble::Refused(status)) => Err(Error::Server(status)),
            Err(Trouble::Protocol(_)) => Err(Error::Server(400)),
            Err(Trouble::Failed | Trouble::Busy(_)) => Err(Error::Server(503)),
            Err(_) => Err(Error::Offline),
        }
    }
}
