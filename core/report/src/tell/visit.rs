//! Calls, attempts at the door and stretches of work in words.

use super::{Teller, joined};
use crate::figure;
use crate::model::{Appointment, Attempt, Call, Stretch};
use crate::words;

/// A value in three voices: plain, strong, and small print behind it.
pub(crate) struct Line {
    pub(crate) plain: String,
    pub(crate) strong: String,
    pub(crate) aside: String,
}

impl Teller<'_> {
    pub(crate) fn appointment(&self, appointment: &Appointment) -> Line {
        let Appointment { start_ms, end_ms, by, reason, counts } = appointment;
        let window = self.clock.window(*start_ms, *end_ms);
        let aside = joined(&[by, reason.as_deref().unwrap_or_default()]);
        match counts {
            true => Line { plain: String::new(), strong: window, aside },
            false => Line { plain: window, strong: String::new(), aside },
        }
    }

    pub(crate) fn call(&self, call: &Call) -> Line {
        let proposed = call.proposed_ms.map(|at_ms| self.clock.minute(at_ms));
        let proposed = proposed.map(|at| format!("{} {at}", self.say(words::PROPOSED)));
        let apologised = call.apologised.then(|| self.say(words::APOLOGISED));
        Line {
            plain: self.clock.minute(call.at_ms),
            strong: self.say(words::call_result(call.result)).to_owned(),
            aside: joined(&[
                &call.by,
                &call.purpose,
                apologised.unwrap_or_default(),
                proposed.as_deref().unwrap_or_default(),
                call.note.as_deref().unwrap_or_default(),
            ]),
        }
    }

    /// The seconds are shown: attempts count only if they are far enough apart.
    pub(crate) fn attempt(&self, attempt: &Attempt) -> Line {
        let at = self.clock.time_of_day(attempt.at_ms);
        let answer = if attempt.answered { words::ANSWERED } else { words::NO_ANSWER };
        Line {
            plain: format!("{at} {}", self.say(words::door_method(attempt.method))),
            strong: self.say(answer).to_owned(),
            aside: String::new(),
        }
    }

    pub(crate) fn stretch(&self, stretch: &Stretch) -> Line {
        let Stretch { by, start_ms, end_ms, millis, fetched_millis } = stretch;
        let Some(end_ms) = end_ms else {
            return Line {
                plain: format!("{} –", self.clock.second(*start_ms)),
                strong: self.say(words::STILL_WORKING).to_owned(),
                aside: by.clone(),
            };
        };
        let fetched = figure::whole_minutes(*fetched_millis);
        let fetched = (*fetched_millis > 0)
            .then(|| format!("{} ({})", self.say(words::FETCHING), figure::minutes(fetched, self.tongue)));
        Line {
            plain: self.clock.stretch(*start_ms, *end_ms),
            strong: figure::minutes(figure::whole_minutes(*millis), self.tongue),
            aside: joined(&[by, fetched.as_deref().unwrap_or_default()]),
        }
    }
}
