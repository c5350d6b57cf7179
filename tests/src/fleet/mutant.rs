//! Known bugs, each of which the fleet must find: a test that finds nothing in broken code says nothing about good code.

use doorstep_core::trial as phone;
use doorstep_server::trial as server;

/// One of the bugs, by the name that the command line knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Mutant {
    /// An answer's cursor counts numbers whose items it could not see yet.
    SeqBeforeCommit,
    /// The cursor moves before what it covers is stored.
    CursorBeforeStore,
    /// An answer leaves before its commit is on the disk.
    AckBeforeFsync,
    /// A device does not get back what it once sent.
    EchoByAuthor,
    /// A case that left the scope goes with what nobody acknowledged.
    PurgeWithOutbox,
    /// A granted case comes without what it was before.
    GrantWithoutSnapshot,
    /// One refused item refuses all.
    BatchAllOrNothing,
    /// A commit of the phone does not wait for the disk.
    NormalBeforeSend,
    /// A device writes under the same actor for ever.
    ActorReuse,
    /// The order that takes a case away is forgotten before everybody heard it.
    TombstoneCompactionEarly,
    /// A page is read from a replica that lags.
    Page2OnStaleReplica,
    /// A restored server goes on in the old epoch.
    RestoreWithoutEpoch,
}

impl Mutant {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::SeqBeforeCommit,
        Self::CursorBeforeStore,
        Self::AckBeforeFsync,
        Self::EchoByAuthor,
        Self::PurgeWithOutbox,
        Self::GrantWithoutSnapshot,
        Self::BatchAllOrNothing,
        Self::NormalBeforeSend,
        Self::ActorReuse,
        Self::TombstoneCompactionEarly,
        Self::Page2OnStaleReplica,
        Self::RestoreWithoutEpoch,
    ];

    /// The bug of the phone or of the server.
    const fn bugs(self) -> (Option<phone::Bug>, Option<server::Bug>) {
        match self {
            Self::SeqBeforeCommit => (None, Some(server::Bug::CursorAheadOfItems)),
            Self::CursorBeforeStore => (Some(phone::Bug::CursorBeforeStore), None),
            Self::AckBeforeFsync => (None, Some(server::Bug::AnswerBeforeCommit)),
            Self::EchoByAuthor => (None, Some(server::Bug::EchoByDevice)),
            Self::PurgeWithOutbox => (Some(phone::Bug::PurgeWithOutbox), None),
            Self::GrantWithoutSnapshot => (None, Some(server::Bug::GrantWithoutPast)),
            Self::BatchAllOrNothing => (None, Some(server::Bug::AllOrNothing)),
            Self::NormalBeforeSend => (Some(phone::Bug::UnflushedCommit), None),
            Self::ActorReuse => (Some(phone::Bug::SameActor), None),
            Self::TombstoneCompactionEarly => (None, Some(server::Bug::OrderForgotten)),
            Self::Page2OnStaleReplica => (None, Some(server::Bug::LaggingReplica)),
            Self::RestoreWithoutEpoch => (None, Some(server::Bug::RestoreInOldEpoch)),
        }
    }
}

/// Switches a bug on, or all off.
pub(super) fn switch(mutant: Option<Mutant>) {
    let (of_phone, of_server) = mutant.map_or((None, None), Mutant::bugs);
    phone::set_bug(of_phone);
    server::set_bug(of_server);
}
