//! What a run may use: the network and the battery that there are, and what the company says about them.

/// What the phone is on while a run goes, as the platform says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Conditions {
    /// The network costs by volume.
    pub is_metered: bool,
    /// The battery is low, and the phone is not on a charger.
    pub is_battery_low: bool,
}

/// Which files wait for better conditions, and how many stay. What was written and signed never does: it is small and cannot be had
/// again; nor do packs, without which a job cannot be worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Over a metered network go files of at most so many bytes.
    pub metered_file_bytes: u64,
    /// Over a metered network go all files of jobs that are over: their technician is on the way to the next one, and
    /// may not see another network before the evening.
    pub metered_if_over: bool,
    /// With a low battery go files of at most so many bytes.
    pub low_battery_file_bytes: u64,
    /// Photos on this phone take at most so many bytes: what is more goes after a run, as
    /// [`free_space`](crate::Core::free_space) lets it go. What the office does not hold stays, however much it is.
    pub room_bytes: u64,
}

impl Default for Policy {
    /// Small photos go at once, large ones when the job is over or the network costs nothing, and none that would
    /// empty the battery; 2 GiB of photos, those of some months.
    fn default() -> Self {
        Self {
            metered_file_bytes: 512 * 1024,
            metered_if_over: true,
            low_battery_file_bytes: 128 * 1024,
            room_bytes: 2 << 30,
        }
    }
}

/// The files that may go now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Files {
    /// Those of at most so many bytes.
    pub(crate) most_bytes: u64,
    /// Of jobs that are over, those of at most so many bytes.
    pub(crate) most_bytes_if_over: u64,
}

impl Files {
    /// Every file.
    pub(crate) const ALL: Self = Self { most_bytes: u64::MAX, most_bytes_if_over: u64::MAX };

    /// What may go under these conditions.
    pub(crate) fn of(conditions: Conditions, policy: Policy) -> Self {
        let mut files = Self::ALL;
        if conditions.is_metered {
            files.most_bytes = policy.metered_file_bytes;
            files.most_bytes_if_over = if policy.metered_if_over { u64::MAX } else { files.most_bytes };
        }
        if conditions.is_battery_low {
            files.most_bytes = files.most_bytes.min(policy.low_battery_file_bytes);
            files.most_bytes_if_over = files.most_bytes_if_over.min(policy.low_battery_file_bytes);
        }
        files
    }
}

/// Whether what nobody waits for may go, such as the font of printed reports.
pub(crate) fn has_time(conditions: Conditions) -> bool {
    !conditions.is_metered && !conditions.is_battery_low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stricter_of_two_conditions_holds() {
        let policy = Policy {
            metered_file_bytes: 10,
            metered_if_over: true,
            low_battery_file_bytes: 5,
            room_bytes: 0,
        };
        let files = |is_metered, is_battery_low| {
            let files = Files::of(Conditions { is_metered, is_battery_low }, policy);
            (files.most_bytes, files.most_bytes_if_over)
        };
        assert_eq!(files(false, false), (u64::MAX, u64::MAX));
        assert_eq!(files(true, false), (10, u64::MAX));
        assert_eq!(files(false, true), (5, 5));
        assert_eq!(files(true, true), (5, 5));
    }
}
