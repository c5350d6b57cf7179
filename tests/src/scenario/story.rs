//! The file: who is there, what happens, what is expected. One step is one line of the story.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::action::{Action, Amount};
use super::check::Expectation;
use super::vocabulary::unknown;
use super::when::{Moment, span};

/// One scenario.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is about, in one line.
    pub title: String,
    /// Where it comes from: a scenario of the catalogue, or what people were afraid of.
    pub origin: String,
    /// The pack: the name of one that comes with Doorstep, or a folder beside the file (`./packs/small`).
    #[serde(default = "property_repair")]
    pub pack: String,
    /// The service of the pack.
    pub service: String,
    /// Prices that the company has configured, by item, where the pack leaves them open.
    #[serde(default)]
    pub prices: BTreeMap<String, Amount>,
    /// The zone of the sites, as a POSIX TZ string.
    #[serde(rename = "time zone", default = "china")]
    pub time_zone: String,
    /// Who is there. Everybody but the office has a phone.
    pub people: BTreeMap<String, Role>,
    /// The time at which the story begins.
    pub clock: Moment,
    /// What happens.
    pub story: Vec<Step>,
    /// What is expected everywhere in the end, when everybody has synchronised; by job, if there are several.
    #[serde(default)]
    pub finally: Vec<Step>,
}

impl Scenario {
    /// The services of the jobs that somebody begins in the story; what follows from them by links may have others.
    #[must_use]
    pub fn services(&self) -> BTreeSet<&str> {
        let named = self.story.iter().chain(&self.finally).filter_map(|step| match step {
            Step::Does { action, .. } => match action.as_ref() {
                Action::CreatesJob(new) | Action::CreatesWalkIn(new) => new.service.as_deref(),
                _ => None,
            },
            _ => None,
        });
        named.chain([self.service.as_str()]).collect()
    }
}

fn property_repair() -> String {
    "property-repair".to_owned()
}

fn china() -> String {
    "CST-8".to_owned()
}

/// What somebody is in the company: a role of the pack, as certificates name it. Who is `office` works at the
/// desk, without a phone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Role(String);

impl Role {
    /// The role's id in certificates and packs.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0
    }

    /// Whether it is that of the desk.
    #[must_use]
    pub fn is_office(&self) -> bool {
        self.0 == "office"
    }
}

/// One line of a story.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// `at 10:00`: time goes on until then.
    At(Moment),
    /// `10 seconds later`.
    Later(i64),
    /// `everybody syncs`: until nobody has anything left to do.
    EverybodySyncs,
    /// `chen arrives`, `chen arrives, job K`, `chen arrives, visit 2`.
    Does {
        /// Who.
        who: String,
        /// With which job and visit.
        about: About,
        /// What.
        action: Box<Action>,
    },
    /// `refused because risk_signature: chen ticks drill`: the core says no, and its words contain these.
    Refused {
        /// Part of what it says.
        because: String,
        /// What is refused.
        step: Box<Step>,
    },
    /// `expect on chen: {…}`, `expect at the office: {…}`, `expect everywhere: {…}`.
    Expect {
        /// Where.
        place: Place,
        /// Of which job.
        job: Option<String>,
        /// What.
        expected: Box<Expectation>,
    },
}

/// What a step is about: `chen arrives, job K, visit 2`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The job as the story calls it; absent: the only one.
    pub job: Option<String>,
    /// The visit, counted from 1; absent: the current one.
    pub visit: Option<u32>,
}

/// Where something is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// On the phone of somebody.
    Phone(String),
    /// On the server.
    Office,
    /// On every phone that may see the job, and on the server.
    Everywhere,
}

/// The forms that a line may have, besides a name and an [`Action`].
pub const FORMS: &[&str] = &[
    "at 10:00",
    "10 seconds later",
    "everybody syncs",
    "refused because WORDS",
    "expect on NAME",
    "expect at the office",
    "expect everywhere",
];

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Line;
        impl<'de> Visitor<'de> for Line {
            type Value = Step;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a line such as `chen arrives` or `chen rings: no answer`")
            }

            fn visit_str<E: de::Error>(self, line: &str) -> Result<Step, E> {
                bare(line)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Step, A::Error> {
                let Some(line) = map.next_key::<String>()? else {
                    return Err(de::Error::custom("an empty step"));
                };
                let step = with_details(&line, &mut map)?;
                match map.next_key::<String>()? {
                    None => Ok(step),
                    Some(second) => Err(de::Error::custom(format!(
                        "`{second}` stands beside `{line}`: one line of the story is one step. What belongs to \
                         a step is written further to the right"
                    ))),
                }
            }
        }
        deserializer.deserialize_any(Line)
    }
}

/// A line without details.
fn bare<E: de::Error>(line: &str) -> Result<Step, E> {
    if let Some(time) = line.strip_prefix("at ") {
        return time.parse().map(Step::At).map_err(E::custom);
    }
    if let Some(length) = line.strip_suffix(" later") {
        return span(length).map(Step::Later).ok_or_else(|| {
            E::custom(format!("`{length}` is not a length of time such as 10 seconds, 26 minutes or 1 day"))
        });
    }
    let (line, about) = split_about(line);
    if line == "everybody syncs" {
        return Ok(Step::EverybodySyncs);
    }
    let (who, words) = split_name(line)?;
    let action =
        super::vocabulary::bare(words, Action::read).map_err(|error: E| needs_details(words, error))?;
    Ok(Step::Does { who: who.to_owned(), about, action: Box::new(action) })
}

fn needs_details<E: de::Error>(words: &str, error: E) -> E {
    if Action::WORDS.contains(&words) {
        E::custom(format!("`{words}` needs more after a colon: {error}"))
    } else {
        error
    }
}

/// A line with something after its colon.
fn with_details<'de, A: MapAccess<'de>>(line: &str, map: &mut A) -> Result<Step, A::Error> {
    if let Some(because) = line.strip_prefix("refused because ") {
        let (because, step) = (because.to_owned(), Box::new(map.next_value()?));
        return Ok(Step::Refused { because, step });
    }
    let (sentence, about) = split_about(line);
    if let Some(place) = sentence.strip_prefix("expect ") {
        let place = place_of(place).map_err(de::Error::custom)?;
        return Ok(Step::Expect { place, job: about.job, expected: Box::new(map.next_value()?) });
    }
    let (who, words) = split_name(sentence)?;
    Ok(Step::Does { who: who.to_owned(), about, action: Box::new(Action::read(words, map)?) })
}

/// `chen arrives, job K, visit 2` is about K and its second visit.
fn split_about(line: &str) -> (&str, About) {
    let mut about = About::default();
    let mut sentence = line;
    while let Some((rest, last)) = sentence.rsplit_once(", ") {
        match last.split_once(' ') {
            Some(("job", name)) => about.job = Some(name.trim().to_owned()),
            Some(("visit", number)) if number.parse::<u32>().is_ok() => about.visit = number.parse().ok(),
            _ => break,
        }
        sentence = rest;
    }
    (sentence, about)
}

fn split_name<E: de::Error>(sentence: &str) -> Result<(&str, &str), E> {
    sentence.split_once(' ').ok_or_else(|| E::custom(unknown(sentence, FORMS)))
}

fn place_of(place: &str) -> Result<Place, String> {
    match place {
        "at the office" => Ok(Place::Office),
        "everywhere" => Ok(Place::Everywhere),
        place => match place.strip_prefix("on ") {
            Some(name) => Ok(Place::Phone(name.to_owned())),
            None => Err(unknown(&format!("expect {place}"), FORMS)),
        },
    }
}

impl Scenario {
    /// Checks what serde cannot: that everybody who is named is there.
    pub(super) fn check_names(&self, step: &Step) -> Result<(), String> {
        let known: Vec<&str> = self.people.keys().map(String::as_str).collect();
        let is_known = |name: &str| {
            if self.people.contains_key(name) { Ok(()) } else { Err(unknown(name, &known)) }
        };
        match step {
            Step::Does { who, action, .. } => {
                is_known(who)?;
                match &**action {
                    Action::HandsFile(handover) => is_known(&handover.to),
                    Action::Assigns(names) => names.0.iter().try_for_each(|name| is_known(name)),
                    Action::CreatesJob(job) => job.assigned.0.iter().try_for_each(|name| is_known(name)),
                    _ => Ok(()),
                }
            }
            Step::Refused { step, .. } => self.check_names(step),
            Step::Expect { place: Place::Phone(name), .. } => is_known(name),
            _ => Ok(()),
        }
    }
}
