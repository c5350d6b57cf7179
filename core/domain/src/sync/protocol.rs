//! Which versions of the protocol get along.
//!
//! Phones are updated when their owners find a network and the time, so a server serves the phones of the two versions
//! before its own. A phone may meet an older server, too: a company updates its server last. It is told what that server
//! speaks, and speaks it.

/// Version of the protocol that this software speaks.
pub const PROTOCOL: u16 = 1;

/// How many versions before its own a server serves and a device speaks.
const VERSIONS_BACK: u16 = 2;

/// Whether a server serves a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// It does, and answers in the version that was asked in.
    Yes,
    /// The device is too old: its app has to be updated.
    TooOld,
    /// The device is newer than the server. It may ask again in the newest version of the server.
    TooNew,
}

/// Whether a server of version `newest` serves a request of version `asked`.
#[must_use]
pub const fn served(asked: u16, newest: u16) -> Served {
    if asked > newest {
        Served::TooNew
    } else if asked < oldest(newest) {
        Served::TooOld
    } else {
        Served::Yes
    }
}

/// Whether a device of version `own` speaks another version, which its server asks for.
#[must_use]
pub const fn is_spoken(version: u16, own: u16) -> bool {
    matches!(served(version, own), Served::Yes)
}

/// The oldest version that goes with this one; there is no version 0.
const fn oldest(newest: u16) -> u16 {
    let oldest = newest.saturating_sub(VERSIONS_BACK);
    if oldest == 0 { 1 } else { oldest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_serves_its_own_version_and_the_two_before_it() {
        let told: Vec<Served> = (1..=6).map(|asked| served(asked, 5)).collect();
        let (old, yes, new) = (Served::TooOld, Served::Yes, Served::TooNew);
        assert_eq!(told, [old, old, yes, yes, yes, new]);
    }

    #[test]
    fn there_is_no_version_zero() {
        for newest in 1..=3 {
            assert_eq!(served(0, newest), Served::TooOld);
            assert_eq!(served(1, newest), Served::Yes);
        }
        assert_eq!(served(1, 4), Served::TooOld);
    }

    #[test]
    fn a_device_and_a_server_that_are_at_most_two_versions_apart_always_find_one() {
        for device in 1..=9_u16 {
            for server in 1..=9_u16 {
                let finds = match served(device, server) {
                    Served::Yes => true,
                    Served::TooOld => false,
                    Served::TooNew => is_spoken(server, device),
                };
                assert_eq!(finds, device.abs_diff(server) <= 2, "{device} {server}");
            }
        }
    }
}
