//! Timers: what must happen by when, as data of a pack (catalogue section 4).
//!
//! A service says it in its [`Timing`]: [`Timer`]s run from one [`Event`] to another, [`Duty`]s recur every week
//! or month. [`evaluate`] holds them against the folded state of a case, the answers of its document, the zone
//! of its site and the clocks of whoever asks. Nothing is stored: the same case gives the same result on a
//! phone, in the office and years later, and whoever looks at another moment passes another `now`.
//!
//! - **Two clocks** over one job stand side by side (AMB-10, AMB-11): one is the customer's promise, another the
//!   outlet's contract. Which one counts as a breach is said at the clock; an alarm goes at the earlier.
//! - **To the second**: a limit of hours is kept at its last second and missed one second later. Days, months
//!   and years name how they end (AMB-47) and are those of the site (AMB-25).
//! - **Never a guess**: a limit that a company has not said is [`TimerState::NotConfigured`], and there are no
//!   penalties anywhere.
//! - **Clocks can lie.** Spans within one start of a device are measured by the time since that start; where a
//!   wall clock was moved, the result says [`Certainty::Uncertain`] and by how much. It is never an error.

mod definition;
mod duty;
mod evaluate;
mod event;
mod length;
mod limit;
mod moment;
mod occurrence;
mod pause;
mod season;
#[cfg(test)]
mod tests;
mod view;
mod window;

pub use definition::{By, Clock, Duty, Every, FirstPeriod, Limit, Outside, Per, Served, Timer, Timing};
pub use evaluate::{Inputs, evaluate, settled};
pub use event::{Event, UnknownEvent};
pub use length::{InvalidLength, Length};
pub use season::{InvalidMonthDay, MonthDay, Season};
pub use view::{Alarm, Certainty, DutyState, DutyView, PeriodView, Rule, TimerState, TimerView, TimersView};
pub use window::{Hours, InvalidTimeOfDay, TimeOfDay, Weekday, Window};
