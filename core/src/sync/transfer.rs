//! Sending one file: where the server is with it, and how much goes next. No I/O.
//!
//! The server says how much of a file it has, and the file goes on from there, slice by slice. A link that dies costs
//! one question and what was on the wire; as long as the server gets farther, nobody gives up.

use crate::store::blobs::Unsent;

/// The first slice of a run: what a slow line brings within half a minute.
const FIRST_BYTES: u64 = 256 * 1024;

/// The smallest slice.
const LEAST_BYTES: u64 = 32 * 1024;

/// The largest slice.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// A slice that took less than so many milliseconds is followed by a longer one.
const FAST_MS: u64 = 4_000;

/// How often in a row the server may be no farther than before.
const SETBACKS_MAX: u32 = 3;

/// A piece of a file to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slice {
    /// The file.
    pub(crate) file: Unsent,
    /// Its first byte; `None`: the server takes files only whole.
    pub(crate) offset: Option<u64>,
    /// How many bytes.
    pub(crate) size_bytes: u64,
    /// The first one of this run: whether the file is what its name says is looked at before.
    pub(crate) is_first: bool,
    /// All that the server has of the file came in this run, from a file that was checked.
    pub(crate) is_all_checked: bool,
}

impl Slice {
    /// Whether the file ends with it.
    pub(crate) fn is_last(&self) -> bool {
        self.offset.unwrap_or(0) + self.size_bytes >= self.file.size_bytes
    }
}

/// What is to be done next about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// Ask how much of it the server has.
    Ask(Unsent),
    /// Send this.
    Send(Slice),
}

/// A file on its way.
#[derive(Debug)]
pub(crate) struct Transfer {
    file: Unsent,
    /// Where the server is; `None`: it takes files only whole.
    offset: Option<u64>,
    /// Where it was when this run began.
    begun_at: u64,
    /// The farthest that it was.
    reached: u64,
    /// How often it was no farther.
    setbacks: u32,
    has_sent: bool,
    must_ask: bool,
}

impl Transfer {
    /// A file that the server has so much of.
    pub(crate) fn new(file: Unsent, offset: Option<u64>) -> Self {
        let begun_at = offset.unwrap_or(0);
        Self { file, offset, begun_at, reached: begun_at, setbacks: 0, has_sent: false, must_ask: false }
    }

    pub(crate) fn file(&self) -> &Unsent {
        &self.file
    }

    /// What comes next, in a slice of at most so many bytes.
    pub(crate) fn step(&self, most_bytes: u64) -> Step {
        if self.must_ask {
            return Step::Ask(self.file.clone());
        }
        let left = self.file.size_bytes.saturating_sub(self.offset.unwrap_or(0));
        let size_bytes = if self.offset.is_some() { left.min(most_bytes) } else { left };
        Step::Send(Slice {
            file: self.file.clone(),
            offset: self.offset,
            size_bytes,
            is_first: !self.has_sent,
            is_all_checked: self.begun_at == 0,
        })
    }

    /// The server says where it is. `false`: it does not get farther.
    pub(crate) fn at(&mut self, offset: Option<u64>) -> bool {
        self.must_ask = false;
        self.offset = offset;
        let offset = offset.unwrap_or(0);
        self.begun_at = self.begun_at.min(offset);
        if offset > self.reached {
            (self.reached, self.setbacks) = (offset, 0);
            return true;
        }
        self.setback()
    }

    /// A slice left this device, whatever became of it.
    pub(crate) fn sent(&mut self) {
        self.has_sent = true;
    }

    /// The link died. `false`: it does too often, or what it brought is lost.
    pub(crate) fn cut(&mut self) -> bool {
        self.must_ask = true;
        self.offset.is_some() && self.setback()
    }

    /// What the server had was not this file: it begins anew.
    pub(crate) fn spoiled(&mut self) {
        (self.offset, self.begun_at, self.reached) = (Some(0), 0, 0);
    }

    fn setback(&mut self) -> bool {
        self.setbacks += 1;
        self.setbacks <= SETBACKS_MAX
    }
}

/// How long slices are: longer as long as that goes well, shorter when a link dies.
#[derive(Debug)]
pub(crate) struct Pace {
    bytes: u64,
    begun_ms: u64,
    went_well: bool,
}

impl Pace {
    pub(crate) const fn new() -> Self {
        Self { bytes: FIRST_BYTES, begun_ms: 0, went_well: false }
    }

    /// The length of the slice that leaves now, in bytes, within what may still be spent.
    pub(crate) fn next(&mut self, now_ms: u64, left_bytes: u64) -> u64 {
        if std::mem::take(&mut self.went_well) && now_ms.saturating_sub(self.begun_ms) < FAST_MS {
            self.bytes = (self.bytes * 2).min(MOST_BYTES);
        }
        self.begun_ms = now_ms;
        self.bytes.min(left_bytes.max(LEAST_BYTES))
    }

    /// The last one arrived.
    pub(crate) fn arrived(&mut self) {
        self.went_well = true;
    }

    /// It did not.
    pub(crate) fn died(&mut self) {
        self.went_well = false;
        self.bytes = (self.bytes / 2).max(LEAST_BYTES);
    }
}

#[cfg(test)]
mod tests {
    use doorstep_domain::id::{BlobId, CaseId};

    use super::*;

    fn transfer(offset: Option<u64>) -> Transfer {
        let (case, blob) = (CaseId([1; 16]), BlobId([1; 32]));
        let file = Unsent { case, blob, size_bytes: 1000, media_type: "image/jpeg".to_owned() };
        Transfer::new(file, offset)
    }

    fn sent(step: Step) -> (Option<u64>, u64, bool) {
        match step {
            Step::Send(slice) => (slice.offset, slice.size_bytes, slice.is_last()),
            Step::Ask(_) => panic!("asks"),
        }
    }

    #[test]
    fn a_file_goes_on_from_where_the_server_is() {
        let mut transfer = transfer(Some(300));
        assert_eq!(sent(transfer.step(400)), (Some(300), 400, false));
        assert!(transfer.at(Some(700)));
        assert_eq!(sent(transfer.step(400)), (Some(700), 300, true));
    }

    #[test]
    fn a_server_that_knows_no_offsets_gets_the_whole_and_no_second_try() {
        let mut transfer = transfer(None);
        assert_eq!(sent(transfer.step(400)), (None, 1000, true));
        assert!(!transfer.cut());
    }

    #[test]
    fn a_link_that_dies_is_tried_as_long_as_the_server_gets_farther() {
        let mut transfer = transfer(Some(0));
        for offset in (1..100).map(|n| n * 10) {
            assert!(transfer.cut() && matches!(transfer.step(400), Step::Ask(_)));
            assert!(transfer.at(Some(offset)));
        }
        let stuck = (0..10).take_while(|_| transfer.cut() && transfer.at(Some(990))).count();
        assert!(stuck < 3, "{stuck}");
    }

    #[test]
    fn slices_grow_while_it_goes_well_and_shrink_when_the_link_dies() {
        let mut pace = Pace::new();
        assert_eq!(pace.next(0, u64::MAX), FIRST_BYTES);
        pace.arrived();
        assert_eq!(pace.next(1000, u64::MAX), 2 * FIRST_BYTES);
        pace.arrived();
        assert_eq!(pace.next(9000, u64::MAX), 2 * FIRST_BYTES, "that one was slow");
        (0..20).for_each(|_| pace.died());
        assert_eq!(pace.next(9000, u64::MAX), LEAST_BYTES);
        (0..20).for_each(|_| {
            pace.arrived();
            pace.next(9000, u64::MAX);
        });
        assert_eq!((pace.next(9000, u64::MAX), pace.next(9000, 50_000)), (MOST_BYTES, 50_000));
    }
}
