//! What happens next, drawn from the seed.

use super::fault::When;
use super::network::Hitch;
use super::work::Act;
use crate::dice::Dice;

/// One step of a run. People and jobs are numbers, taken modulo how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Somebody works, on what the screen shows now or on what it showed some time ago.
    Work { who: usize, job: usize, is_stale: bool, act: Act },
    /// Somebody remembers a screen.
    Look { who: usize, job: usize },
    /// Somebody makes a job at the customer's.
    WalkIn { who: usize },
    /// Somebody talks to the server.
    Sync { who: usize, requests: u32, hitches: Vec<Option<Hitch>> },
    /// Somebody does, and in the middle of it somebody else.
    SyncWithin { who: usize, other: usize },
    /// A request that was on its way all the time arrives.
    Late { who: usize, pick: usize },
    /// A job goes from hand to hand as a file.
    Swap { from: usize, to: usize, job: usize },
    /// The office does something.
    Office(Deed),
    /// The server brings scopes up to date.
    Project,
    /// Time goes on.
    Later { seconds: i64 },
    /// Somebody moves the clock of a phone.
    Clock { who: usize, years: i64 },
    /// The app is closed and opened.
    Restart { who: usize },
    /// A phone dies now, and starts again.
    Kill { who: usize },
    /// A phone will stop in a commit.
    Arm { who: usize, when: When, commits: u32 },
    /// The disk of a phone is full for some commits.
    Fill { who: usize, commits: u32 },
    /// A phone is restored on another one, and both are used.
    Copy { who: usize },
    /// The server, or one of its two nodes, dies now and starts again.
    KillServer,
    /// The server will stop in a commit.
    ArmServer { when: When, commits: u32 },
    /// The server is copied.
    BackUp,
    /// The server goes back to the copy.
    Restore { is_declared: bool },
}

/// What the office does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    NewJob { users: usize },
    Assign { job: usize, users: usize },
    Cancel { job: usize },
    Reopen { job: usize },
    Note { job: usize },
    Erase { job: usize },
}

/// What kinds of trouble a run may have. A server that is restored in silence must be found out by comparing, so runs with
/// it say nothing about whether anything else had to be; they are drawn apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Weather {
    pub(super) is_restored: bool,
    pub(super) is_declared: bool,
    pub(super) is_copied: bool,
    /// Requests in ten that something happens to.
    pub(super) hitches: usize,
}

impl Weather {
    /// Draws the kinds of trouble of a run.
    pub(super) fn draw(dice: &mut Dice) -> Self {
        Self {
            is_restored: dice.below(3) == 0,
            is_declared: dice.below(4) > 0,
            is_copied: dice.below(3) == 0,
            hitches: dice.below(6),
        }
    }
}

impl Step {
    /// Draws the next step.
    pub(super) fn draw(dice: &mut Dice, weather: Weather) -> Self {
        let who = dice.below(16);
        let job = dice.below(16);
        match dice.below(100) {
            0..=37 => Self::Work { who, job, is_stale: dice.below(4) == 0, act: Act::draw(dice) },
            38..=40 => Self::Look { who, job },
            41 => Self::WalkIn { who },
            42..=62 => Self::sync(dice, who, weather),
            63..=65 => Self::SyncWithin { who, other: dice.below(16) },
            66..=68 => Self::Late { who, pick: dice.below(8) },
            69..=70 => Self::Swap { from: who, to: dice.below(16), job },
            71..=77 => Self::Office(Deed::draw(dice, job)),
            78..=83 => Self::Project,
            _ => Self::trouble(dice, who, weather),
        }
    }

    fn sync(dice: &mut Dice, who: usize, weather: Weather) -> Self {
        let hitch = |dice: &mut Dice| {
            let is_hit = dice.below(10) < weather.hitches;
            is_hit.then(|| dice.pick(&Hitch::ALL).copied()).flatten()
        };
        let hitches = (0..4).map(|_| hitch(dice)).collect();
        let requests = if dice.below(3) == 0 { 1 + u32::from(dice.byte() % 3) } else { 12 };
        Self::Sync { who, requests, hitches }
    }

    fn trouble(dice: &mut Dice, who: usize, weather: Weather) -> Self {
        let commits = u32::from(dice.byte() % 5);
        let when = if dice.below(2) == 0 { When::Before } else { When::After };
        if weather.is_restored && dice.below(6) == 0 {
            let is_declared = weather.is_declared;
            return if dice.below(3) == 0 { Self::BackUp } else { Self::Restore { is_declared } };
        }
        match dice.below(22) {
            0..=3 => Self::Later { seconds: 1 + i64::from(dice.byte()) * 40 },
            4 => Self::Later { seconds: 26 * 3600 },
            5..=6 => Self::Clock { who, years: i64::from(dice.byte() % 21) - 10 },
            7..=8 => Self::Restart { who },
            9..=10 => Self::Kill { who },
            11..=15 => Self::Arm { who, when, commits },
            16 => Self::Fill { who, commits: 1 + commits },
            17 if weather.is_copied => Self::Copy { who },
            18 => Self::KillServer,
            19..=21 => Self::ArmServer { when, commits },
            _ => Self::Project,
        }
    }
}

impl Deed {
    fn draw(dice: &mut Dice, job: usize) -> Self {
        let users = dice.below(16);
        match dice.below(18) {
            0..=2 => Self::NewJob { users },
            3..=8 => Self::Assign { job, users },
            9..=10 => Self::Cancel { job },
            11 => Self::Reopen { job },
            12..=14 => Self::Note { job },
            _ => Self::Erase { job },
        }
    }
}
