//! Why foreign bytes were turned away.

/// Why a change or a snapshot was refused before Automerge saw it, or did not fit into its document.
///
/// The code of a reason is part of the wire format: it travels in a negative acknowledgement, so it
/// never changes its meaning and is never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[repr(u8)]
pub enum Refused {
    /// The bytes end before the chunk does.
    #[error("the bytes end too early")]
    Truncated = 1,
    /// Bytes follow the chunk, or the compressed stream inside it.
    #[error("bytes follow the end")]
    Trailing = 2,
    /// The magic bytes of an Automerge chunk are missing.
    #[error("this is not an Automerge chunk")]
    Magic = 3,
    /// The chunk is of another kind than the one asked for. Bundles are never accepted.
    #[error("this kind of chunk is not accepted here")]
    ChunkType = 4,
    /// The checksum does not fit the content.
    #[error("the checksum is wrong")]
    Checksum = 5,
    /// The bytes are more than the limit.
    #[error("too many bytes")]
    TooLarge = 6,
    /// The content would be more than the limit once inflated or expanded.
    #[error("too many bytes once expanded")]
    InflatedTooLarge = 7,
    /// The compressed stream is broken.
    #[error("the compressed content is broken")]
    Deflate = 8,
    /// More operations than the limit.
    #[error("too many operations")]
    TooManyOps = 9,
    /// More changes than the limit (snapshots only).
    #[error("too many changes")]
    TooManyChanges = 10,
    /// More dependencies or heads than the limit.
    #[error("too many dependencies")]
    TooManyDeps = 11,
    /// More actors than the limit.
    #[error("too many actors")]
    TooManyActors = 12,
    /// An actor id that has not exactly 16 bytes.
    #[error("an actor id must have 16 bytes")]
    ActorLength = 13,
    /// The change carries a message. Ours never do: a free text beside the document would be seen by
    /// nobody and erased by nobody.
    #[error("a change must not carry a message")]
    Message = 14,
    /// The first change of an actor must name its author by a certificate id, no other change may.
    #[error("the author is missing or misplaced")]
    Author = 15,
    /// A number is out of its range or not written in its shortest form.
    #[error("a number is malformed")]
    Number = 16,
    /// A text is not UTF-8.
    #[error("a text is not UTF-8")]
    Text = 17,
    /// A column is unknown, repeated, out of order or compressed where it may not be.
    #[error("the columns are malformed")]
    Layout = 18,
    /// The columns disagree about the number of rows, or a run is malformed.
    #[error("the columns disagree")]
    Rows = 19,
    /// A column names an actor that the header does not list.
    #[error("an unknown actor is named")]
    UnknownActor = 20,
    /// Containers are nested more deeply than any document needs, or put into many containers at once.
    #[error("containers are nested too deeply")]
    TooDeep = 21,
    /// A change without dependencies that is not the genesis of this case.
    #[error("this change belongs to no known case")]
    SecondGenesis = 32,
    /// Another change of the same actor with the same number is already here.
    #[error("two different changes of one actor have the same number")]
    ActorFork = 33,
    /// The change does not follow its actor's previous change.
    #[error("the change does not follow its actor's previous one")]
    Sequence = 34,
    /// The first operation has not the number that follows the dependencies.
    #[error("the operations are numbered wrongly")]
    StartOp = 35,
    /// Automerge could not apply it, or would not give it back byte for byte.
    #[error("the change cannot be applied")]
    Unapplicable = 36,
    /// The first change of a case lacks the fixed containers.
    #[error("this is not the first change of a case")]
    NotGenesis = 37,
    /// The document has a schema that this version does not know.
    #[error("this job needs a newer version of the app")]
    Schema = 38,
}

impl Refused {
    /// Every reason, in the order of the codes.
    pub const ALL: [Self; 28] = [
        Self::Truncated,
        Self::Trailing,
        Self::Magic,
        Self::ChunkType,
        Self::Checksum,
        Self::TooLarge,
        Self::InflatedTooLarge,
        Self::Deflate,
        Self::TooManyOps,
        Self::TooManyChanges,
        Self::TooManyDeps,
        Self::TooManyActors,
        Self::ActorLength,
        Self::Message,
        Self::Author,
        Self::Number,
        Self::Text,
        Self::Layout,
        Self::Rows,
        Self::UnknownActor,
        Self::TooDeep,
        Self::SecondGenesis,
        Self::ActorFork,
        Self::Sequence,
        Self::StartOp,
        Self::Unapplicable,
        Self::NotGenesis,
        Self::Schema,
    ];

    /// The code on the wire.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The reason with this code, if this version knows it.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_read_back() {
        for (i, reason) in Refused::ALL.into_iter().enumerate() {
            assert_eq!(Refused::from_code(reason.code()), Some(reason));
            assert!(Refused::ALL[..i].iter().all(|earlier| earlier.code() < reason.code()));
        }
        assert_eq!(Refused::from_code(0), None);
    }
}
