//! What a story expects.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::action::{Amount, Answer, Names};
use super::newer::NewerChecklistCheck;
use super::timing::{DutyCheck, TimerCheck};
use super::vocabulary::{unknown, vocabulary};
use super::when::Moment;

vocabulary!(
    /// One expectation about a job, on a phone or at the office.
    Check {
        /// Whether the job is there at all.
        Known(bool) = "known",
        /// That it was erased, by which rule: `free`, `paid`, `coordination`, or `by hand`.
        Erased(String) = "erased",
        /// Whether work in an erased job that never reached the office is still on the phone.
        Rescued(bool) = "rescued",
        /// What phones say is left with them of an erased job, at the office: `nothing`, `rescued`, `not heard`.
        LeftOn(BTreeMap<String, String>) = "left on",
        /// Whether a legal hold stands.
        Held(bool) = "held",
        /// The address as it is shown there, in the job and in the list.
        Address(String) = "address",
        /// The customer's telephone number as it is shown there.
        Phone(String) = "phone",
        /// Whether address or telephone number are hidden: `shown`, `not yet`, `not agreed`, `over`.
        Privacy(String) = "privacy",
        /// Whether a search for these words finds it in the list.
        Found(BTreeMap<String, bool>) = "found by",
        /// What became of it: open, completed, cancelled, ...
        Job(String) = "job",
        /// Why it was declined or cancelled.
        Because(String) = "because",
        /// How many visits there are.
        Visits(usize) = "visits",
        /// Time worked in whole minutes, over all visits and phones, not rounded up.
        Minutes(i64) = "minutes worked",
        /// How many stretches of work were recorded.
        Sessions(usize) = "time entries",
        /// The quote.
        Quote(Box<QuoteCheck>) = "quote",
        /// What is covered, by component, or `result` for the whole: `covered`, `paid`, `refused`, `not_known` or
        /// `not_configured`, or that with dates and rule.
        Coverage(BTreeMap<String, CoverageCheck>) = "coverage",
        /// Answers of the current visit, by step.
        Answers(BTreeMap<String, Answer>) = "answers",
        /// The texts of the notes that are not struck out, in any order.
        Notes(Names) = "notes",
        /// Lines of the quote that are not struck out, as the story calls them.
        Lines(Names) = "lines",
        /// Questions that somebody has to decide: answers by step, lines and notes as the story calls them.
        Open(Names) = "to be decided",
        /// How many values lost against others.
        Superseded(usize) = "superseded",
        /// What the office must look at.
        Exceptions(Names) = "exceptions",
        /// The steps of the current visit's checklist.
        Steps(BTreeMap<String, String>) = "steps",
        /// The options that can be chosen as things stand, by step of the current visit's checklist.
        Offered(BTreeMap<String, Names>) = "offered",
        /// The things of groups as people call them in English, by group; of one that was struck out with
        /// ` (struck out)`.
        Listed(BTreeMap<String, Names>) = "listed",
        /// On a phone: what a newer checklist that is there would ask otherwise of the current visit.
        NewerChecklist(NewerChecklistCheck) = "newer checklist",
        /// Steps that stand against completing the current visit, among others.
        Missing(Names) = "missing",
        /// Whether anything stands against ending the visit like this.
        Ready(Names) = "nothing missing for",
        /// What part is waited for.
        Part(PartCheck) = "part",
        /// What the case is, there and in the list: job, coordination.
        Kind(String) = "kind",
        /// The cases that belong to it, as the story calls them, by rule.
        Links(BTreeMap<String, String>) = "linked",
        /// Who keeps the case, because nobody else may take it over.
        KeptBy(String) = "kept by",
        /// At the office: open complaints of the same customer, as the story calls them.
        Complaints(Names) = "complaints of the customer",
        /// Who takes care of a coordination order, by its last entry that says so.
        TrackedBy(String) = "tracked by",
        /// Contents of the entries, in order of time.
        Entries(Names) = "entries",
        /// Who got a copy.
        Copies(Names) = "copies",
        /// On a phone: how many notices wait to be read.
        Notices(usize) = "notices",
        /// On a phone: how many items wait to be sent.
        Unsent(usize) = "unsent",
        /// On a phone: codes of what the office refused.
        Refused(Names) = "refused",
        /// At the office: how many photos it holds, bytes and all.
        Files(usize) = "photos held",
        /// Whether what the customer signed is still what stands there: unchanged, changed.
        Signed(BTreeMap<String, String>) = "signed",
        /// What changed since it was signed, in English: one line, then each part by name.
        SignedChange(BTreeMap<String, Vec<String>>) = "signed change",
        /// By which version of the pack it was signed.
        SignedBy(BTreeMap<String, u32>) = "signed by version",
        /// Whether the work of the current visit is accepted: `not yet`, `waiting`, `given`.
        Acceptance(String) = "acceptance",
        /// What was asked of leader or office: `pending`, `approved`, `refused`, by what.
        Approvals(BTreeMap<String, String>) = "approvals",
        /// What was taken along: `out` or `back`, by what; with ` signed` if the customer signed for that.
        Custody(BTreeMap<String, String>) = "custody",
        /// When what is out is meant to be back.
        BackBy(Moment) = "back by",
        /// On a phone: what its alarms say is overdue.
        Overdue(Names) = "overdue",
        /// On a phone: what is in its van, over all jobs; parts of which nothing is left do not count.
        Van(BTreeMap<String, String>) = "in the van",
        /// On a phone: customers to be asked afterwards, by the follow-ups of the service; with ` before ` and the
        /// first second that is too late, if a story says one.
        ToAsk(Names) = "to be asked",
        /// Whether the customer was dissatisfied and has not signed since.
        ToSatisfy(bool) = "to be satisfied",
        /// Whether it is checked and archived.
        Archived(bool) = "archived",
        /// What is deducted, by rule: `deducted`, `pending`, `closed`, ... with account and amount.
        Settlement(BTreeMap<String, SettlementCheck>) = "settlement",
        /// At the office: wrong swipes of this month's deductions, by worker, such as `1 of 2`.
        ErrorRates(BTreeMap<String, String>) = "wrong swipes",
        /// At the office: the wages of this month, by worker.
        Wages(BTreeMap<String, WageCheck>) = "wages",
        /// At the office: the scores of this month or year, by worker or outlet; those of wages too.
        Scores(BTreeMap<String, ScoreCheck>) = "scores",
        /// At the office: how often each timer was met in this month, such as `3 of 4`.
        OnTime(BTreeMap<String, String>) = "on time",
        /// How many facts are flagged.
        Flags(usize) = "flagged",
        /// What must happen by when, by timer; of one that runs for every visit, that of the current visit.
        Timers(BTreeMap<String, TimerCheck>) = "timers",
        /// What must happen again and again, by duty.
        Duties(BTreeMap<String, DutyCheck>) = "duties",
    }
);

/// What is expected of a quote.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuoteCheck {
    /// The sum.
    pub total: Option<Amount>,
    /// Units of labour time that are charged.
    pub units: Option<u64>,
    /// The minutes that they were made of.
    pub minutes: Option<u64>,
    /// Amounts by line, as the story calls them, or by rule for those that the price book added.
    pub lines: BTreeMap<String, Amount>,
    /// The lines that the price book added, by the names of its rules.
    #[serde(rename = "by rule")]
    pub by_rule: Option<Names>,
    /// The quote, as the story calls it, if it is not the one at hand.
    pub of: Option<String>,
    /// What is paid without tax.
    pub net: Option<Amount>,
    /// The tax, of all rates together.
    pub tax: Option<Amount>,
    /// What is paid before the work.
    pub deposit: Option<Amount>,
    /// Money that counts.
    pub paid: Option<Amount>,
    /// Money that waits for the office.
    pub pending: Option<Amount>,
    /// What is still to pay.
    pub due: Option<Amount>,
    /// What is owed to the customer.
    #[serde(rename = "to give back")]
    pub overpaid: Option<Amount>,
    /// Lines that cost nothing, with the reason as the customer reads it in English.
    pub free: BTreeMap<String, String>,
    /// The option that the customer chose instead, as the story calls it.
    #[serde(rename = "superseded by")]
    pub superseded_by: Option<String>,
    /// The prices rose since the customer agreed.
    #[serde(rename = "must ask again")]
    pub must_ask_again: Option<bool>,
    /// `agreed`, `refused` or `not answered`.
    pub consent: Option<String>,
    /// What has no price.
    #[serde(rename = "not configured")]
    pub not_configured: Option<Names>,
}

/// What is expected of a deduction.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SettlementCheck {
    /// `deducted`, `waits for the office`, `no account`, `unknown account`, `closed account`, `not configured`, `nothing`.
    pub is: Option<String>,
    /// From which account.
    pub account: Option<String>,
    /// How much.
    pub amount: Option<Amount>,
    /// Every deduction that was made under this rule, those reversed too.
    pub made: Option<usize>,
    /// Why deductions were reversed, in the order of time.
    pub reversed: Option<Names>,
}

/// What is expected of a month of a worker.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WageCheck {
    /// The score that is entered.
    pub score: Option<i64>,
    /// Minutes worked.
    pub minutes: Option<i64>,
    /// The base part.
    pub base: Option<Amount>,
    /// The performance part.
    pub performance: Option<Amount>,
    /// Both.
    pub total: Option<Amount>,
}

/// What is expected of a score.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScoreCheck {
    /// The score of a hundred, or why there is none: `not_given`, `part_missing`, `not_configured`.
    pub is: Option<String>,
    /// The id of its grade.
    pub grade: Option<String>,
    /// What its parts came to, by id.
    pub parts: BTreeMap<String, String>,
}

/// What is expected of a component: a verdict, or more.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged, expecting = "a verdict such as `covered`, or `is`, `until`, `by rule`, `because`")]
pub enum CoverageCheck {
    /// The verdict alone.
    Verdict(String),
    /// The verdict with what it rests on.
    Reasoned(Reasoned),
}

/// A verdict with what it rests on.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reasoned {
    /// The verdict.
    pub is: Option<String>,
    /// The last covered day, such as `2025-01-09`.
    pub until: Option<String>,
    /// The entry of the pack that decided.
    #[serde(rename = "by rule")]
    pub rule: Option<String>,
    /// Words of the reason that a customer is shown.
    pub because: Option<String>,
}

/// What is expected of a part.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PartCheck {
    /// The model.
    pub model: Option<String>,
    /// When the next visit is meant to be.
    pub next: Option<Moment>,
}

/// What is expected of one visit.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VisitCheck {
    /// How far it is.
    pub phase: Option<String>,
    /// How it ended.
    pub ended: Option<String>,
    /// Why.
    pub because: Option<String>,
    /// Who takes care of the rest.
    pub person: Option<String>,
    /// The time that counts.
    pub appointment: Option<Moment>,
    /// Every time that was ever agreed, in order of when it was.
    #[serde(rename = "times agreed")]
    pub times: Option<Vec<Moment>>,
    /// Whether leader or call centre must settle the time.
    pub escalated: Option<bool>,
    /// Who goes.
    pub assigned: Option<Names>,
    /// Attempts at the door.
    pub attempts: Option<usize>,
    /// The shortest time between two attempts, at least, in seconds.
    #[serde(rename = "seconds apart")]
    pub apart: Option<i64>,
    /// Calls.
    pub calls: Option<usize>,
    /// What the photos show.
    pub photos: Option<Names>,
    /// Words that are drawn over the photos.
    pub marks: Option<Names>,
    /// How many photos are pairs with an earlier one.
    pub pairs: Option<usize>,
    /// Time worked in it, in whole minutes.
    pub minutes: Option<i64>,
    /// Roles of those who signed.
    pub signatures: Option<Names>,
    /// Staff who are or were there.
    pub present: Option<Names>,
    /// Grades given.
    pub ratings: Option<Names>,
    /// `met`, `missed`, or `no promise`.
    pub punctual: Option<String>,
    /// Minutes spent fetching things, which are not billed.
    pub fetching: Option<i64>,
}

/// Everything expected at one place at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expectation {
    /// About the job.
    pub checks: Vec<Check>,
    /// About its visits, by number from 1.
    pub visits: BTreeMap<u32, VisitCheck>,
}

impl<'de> Deserialize<'de> for Expectation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Expectation;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("expectations such as `job: open`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Expectation, A::Error> {
                let mut expected = Expectation::default();
                while let Some(word) = map.next_key::<String>()? {
                    match word.strip_prefix("visit ").map(str::parse) {
                        Some(Ok(number)) => {
                            expected.visits.insert(number, map.next_value()?);
                        }
                        Some(Err(_)) => return Err(de::Error::custom(unknown(&word, &["visit 1"]))),
                        None => expected.checks.push(Check::read(&word, &mut map)?),
                    }
                }
                Ok(expected)
            }
        }
        deserializer.deserialize_map(Words)
    }
}
