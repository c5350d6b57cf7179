//! What the pack of a job asks and offers, for screens that let people answer.

use doorstep_core::{Core, Error as CoreError};
use doorstep_domain::checklist::{self, Kind, WhichVisit};
use doorstep_domain::expr::Expr;
use doorstep_domain::id::CaseId;
use doorstep_domain::pack::{Pack, ReasonFor, Service};
use doorstep_domain::price::{self, ItemKind, Price, PriceBook};
use doorstep_domain::text::{Language, Text};

/// What the pack of a job asks and offers.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Template {
    /// How each step of the visits' checklists is answered or recorded.
    pub steps: Vec<TemplateStep>,
    /// Scales of ratings.
    pub scales: Vec<Scale>,
    /// The price list for new quotes.
    pub prices: Vec<PriceItem>,
    /// What its amounts are of; nothing if the service has no prices.
    pub currency: Option<Currency>,
    /// The ways in which a visit can end.
    pub endings: Vec<Choice>,
    /// The lists of reasons to choose from. For what has none, a reason is written freely.
    pub reasons: Vec<ReasonList>,
}

impl Template {
    /// Reads it from the pack that a job follows.
    pub(crate) fn read(core: &Core, case: CaseId, language: &Language) -> Result<Self, CoreError> {
        let job = core.job(case)?;
        let pack = core.pack_of(case)?;
        let created = job.state.created.ok_or(CoreError::NotFound("job"))?;
        let parts = pack.service(&created.body.service).ok_or(CoreError::NotFound("service"))?;
        let checklists = core.checklists(case)?;
        let scales = parts.checklist.scales.iter();
        Ok(Self {
            steps: TemplateStep::all(&checklists, language),
            scales: scales.map(|(id, scale)| Scale::of(id, scale, language)).collect(),
            prices: parts.price_book.map(|book| PriceItem::all(book, language)).unwrap_or_default(),
            currency: parts.price_book.map(|book| Currency::of(&book.currency, language)),
            endings: endings(parts.checklist, language),
            reasons: ReasonList::all(&pack, parts.service, language),
        })
    }
}

fn endings(checklist: &checklist::Checklist<Expr>, language: &Language) -> Vec<Choice> {
    let endings = checklist.outcomes.iter();
    endings.map(|(id, outcome)| Choice { id: id.clone(), title: words(&outcome.title, language) }).collect()
}

/// Reasons to choose from.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReasonList {
    /// What they are reasons for: `absent`, `declined`, `refused`, `waiting_for_part`, `unfinished`, `rescheduled`,
    /// `signed_instead`, `cancelled`.
    pub reason_for: String,
    /// The question above the list.
    pub title: String,
    /// The reasons, the most usual first.
    pub reasons: Vec<Choice>,
    /// Whether other words may be written instead.
    pub is_free: bool,
}

impl ReasonList {
    fn all(pack: &Pack, service: &Service, language: &Language) -> Vec<Self> {
        let named = service.reasons.iter().filter_map(|(what, name)| Some((what, pack.reasons.get(name)?)));
        let lists = named.map(|(what, list)| Self {
            reason_for: word_of(*what).to_owned(),
            title: words(&list.title, language),
            reasons: Choice::all(&list.reasons, language),
            is_free: list.free_text,
        });
        lists.collect()
    }
}

fn word_of(what: ReasonFor) -> &'static str {
    match what {
        ReasonFor::Absent => "absent",
        ReasonFor::Declined => "declined",
        ReasonFor::Refused => "refused",
        ReasonFor::WaitingForPart => "waiting_for_part",
        ReasonFor::Unfinished => "unfinished",
        ReasonFor::Rescheduled => "rescheduled",
        ReasonFor::SignedInstead => "signed_instead",
        ReasonFor::Cancelled => "cancelled",
    }
}

/// How one step is answered or recorded.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TemplateStep {
    /// The step.
    pub id: String,
    /// The step of kind `repeat` for each of whose things it is asked.
    pub each: Option<String>,
    /// What it asks for.
    pub kind: StepKind,
}

impl TemplateStep {
    /// The steps of every checklist that a visit of the job follows. A newer version keeps what a step asks for and
    /// adds options at most, so the newest counts, which comes last.
    fn all(checklists: &[checklist::Checklist<Expr>], language: &Language) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for step in checklists.iter().flat_map(|checklist| &checklist.steps) {
            let kind = StepKind::of(&step.kind, language);
            let found = Self { id: step.id.clone(), each: step.each.clone(), kind };
            match all.iter_mut().find(|other| other.id == found.id) {
                Some(other) => *other = found,
                None => all.push(found),
            }
        }
        all
    }
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Choice {
    /// The word in an answer.
    pub id: String,
    /// What people read.
    pub title: String,
}

/// What a step asks for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum StepKind {
    /// A text to read or to say; asks for nothing.
    Guidance,
    /// Answered with *yes, done*.
    Tick,
    /// Answered with yes or no.
    YesNo,
    /// Answered with the id of one of the options.
    Choice {
        /// What can be chosen.
        options: Vec<Choice>,
    },
    /// Answered with any of the options; each has its own answer, see `answer_key`.
    Multi {
        /// What can be chosen.
        options: Vec<Choice>,
        /// How many must be chosen.
        at_least: u32,
    },
    /// Answered with a number: an integer if `scale` is 0, else a decimal as text.
    Number {
        /// The unit as people read it.
        unit: Option<String>,
        /// Most digits after the point.
        scale: u8,
        /// The smallest number accepted.
        min: Option<String>,
        /// The largest number accepted.
        max: Option<String>,
    },
    /// Answered with words.
    Text {
        /// Most characters accepted.
        max_chars: u32,
    },
    /// Answered with a day, `YYYY-MM-DD`.
    Date,
    /// Answered with a day and a time of day by the clocks of the site, `YYYY-MM-DDTHH:MM`.
    DateTime,
    /// Answered with what a bar code or QR code says.
    Scan,
    /// Recorded: photos taken for this step.
    Photo,
    /// Recorded: a telephone call.
    Call {
        /// What the call is for.
        purpose: String,
    },
    /// Recorded: rings and knocks at the door.
    DoorAttempts,
    /// Recorded: the moment of arrival.
    Arrival,
    /// Recorded with `finish_step`: the badge or slip was shown.
    IdShown,
    /// Recorded: the customer agrees.
    Consent {
        /// To what: `quote`, `entry`, `risk`, `move`, or a word of the pack.
        to: String,
    },
    /// Recorded: a quote was shown.
    Quote,
    /// Recorded: several quotes put before the customer to choose from.
    Options {
        /// How many at once.
        at_least: u32,
    },
    /// Recorded: work.
    Work,
    /// Recorded: a signature.
    Signature {
        /// Who signs.
        role: String,
        /// Roles that may sign in place of an absent signer.
        instead: Vec<String>,
    },
    /// Recorded: a rating by the customer.
    Rating {
        /// The id of a scale.
        scale: String,
    },
    /// Recorded: an appointment.
    Appointment {
        /// For the visit after this one.
        is_next: bool,
    },
    /// Recorded with `finish_step`: a note written for this step.
    Note,
    /// Recorded with `take_along` and `give_back`, or `finish_step`: something was taken along or brought back.
    Custody,
    /// Recorded with `take_along`: something of the customer's is taken along.
    CustodyOut {
        /// Whether the customer must sign for it.
        is_signed: bool,
    },
    /// Recorded with `give_back`: everything that was taken along is back.
    CustodyBack {
        /// Whether the customer must sign for it once more.
        is_signed: bool,
    },
    /// Recorded with `move_part` or `finish_step`: parts used.
    Parts,
    /// Recorded with `finish_step`: what the coverage comes to, see `Jobs.coverage`.
    Coverage,
    /// Recorded: leader or office approved. Ask with `ask_approval`.
    Approval {
        /// What is asked for.
        what: String,
    },
    /// Several things of one sort, each with the steps inside: `add_instance`, `remove_instance`.
    Repeat {
        /// What one of them is called.
        item: String,
        /// The step inside by whose answer people know one of them; nothing: they are counted.
        name: Option<String>,
        /// How many are needed at least.
        at_least: u32,
        /// How many there can be.
        at_most: u32,
    },
    /// Recorded: so many of the staff are there. A colleague without a phone: `record_worker`.
    Workers {
        /// How many.
        at_least: u32,
    },
}

impl StepKind {
    fn of(kind: &Kind, language: &Language) -> Self {
        match kind {
            Kind::Guidance => Self::Guidance,
            Kind::Tick => Self::Tick,
            Kind::YesNo => Self::YesNo,
            Kind::Choice { options } => Self::Choice { options: Choice::all(options, language) },
            Kind::Multi { options, at_least } => {
                Self::Multi { options: Choice::all(options, language), at_least: *at_least }
            }
            Kind::Number { unit, scale, min, max } => Self::Number {
                unit: unit.as_ref().map(|unit| words(unit, language)),
                scale: *scale,
                min: min.map(|min| min.to_string()),
                max: max.map(|max| max.to_string()),
            },
            Kind::Text { max_chars } => Self::Text { max_chars: *max_chars },
            Kind::Date => Self::Date,
            Kind::DateTime => Self::DateTime,
            Kind::Scan => Self::Scan,
            Kind::Photo => Self::Photo,
            Kind::Call { purpose } => Self::Call { purpose: purpose.clone() },
            Kind::DoorAttempts => Self::DoorAttempts,
            Kind::Arrival => Self::Arrival,
            Kind::IdShown => Self::IdShown,
            Kind::Consent { what } => Self::Consent { to: what.clone() },
            Kind::Quote => Self::Quote,
            Kind::Options { at_least } => Self::Options { at_least: *at_least },
            Kind::Work => Self::Work,
            Kind::Signature { role, instead } => {
                Self::Signature { role: role.clone(), instead: instead.clone() }
            }
            Kind::Rating { scale } => Self::Rating { scale: scale.clone() },
            Kind::Appointment { visit } => Self::Appointment { is_next: *visit == WhichVisit::Next },
            Kind::Note => Self::Note,
            Kind::Custody => Self::Custody,
            Kind::CustodyOut { signed } => Self::CustodyOut { is_signed: *signed },
            Kind::CustodyBack { signed } => Self::CustodyBack { is_signed: *signed },
            Kind::Parts => Self::Parts,
            Kind::Coverage => Self::Coverage,
            Kind::Approval { what } => Self::Approval { what: what.clone() },
            Kind::Repeat { item, name, at_least, at_most } => Self::Repeat {
                item: words(item, language),
                name: name.clone(),
                at_least: *at_least,
                at_most: *at_most,
            },
            Kind::Workers { at_least } => Self::Workers { at_least: *at_least },
        }
    }
}

impl Choice {
    fn all(choices: &[checklist::Choice], language: &Language) -> Vec<Self> {
        let choice = |choice: &checklist::Choice| {
            let checklist::Choice { id, title } = choice;
            Self { id: id.clone(), title: words(title, language) }
        };
        choices.iter().map(choice).collect()
    }
}

/// A scale of ratings.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Scale {
    /// Named grades, best first.
    Grades {
        /// The scale.
        id: String,
        /// The grades.
        grades: Vec<Choice>,
    },
    /// A whole number.
    Score {
        /// The scale.
        id: String,
        /// The worst.
        min: i64,
        /// The best.
        max: i64,
    },
}

impl Scale {
    fn of(id: &str, scale: &checklist::Scale, language: &Language) -> Self {
        let id = id.to_owned();
        match scale {
            checklist::Scale::Grades { grades } => Self::Grades { id, grades: Choice::all(grades, language) },
            checklist::Scale::Score { min, max } => Self::Score { id, min: *min, max: *max },
        }
    }
}

/// How something is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PriceKind {
    /// By time: the price is that of one period. The quantity does not multiply it.
    Labour,
    /// Price times quantity.
    Material,
    /// Price times quantity, for something that is not a thing.
    Fee,
    /// The price once for each visit, however many lines name it.
    PerVisit,
    /// A computed amount times quantity.
    Formula,
    /// Given to the customer: below zero.
    Credit,
}

impl From<ItemKind> for PriceKind {
    fn from(kind: ItemKind) -> Self {
        match kind {
            ItemKind::Labour => Self::Labour,
            ItemKind::Material => Self::Material,
            ItemKind::Fee => Self::Fee,
            ItemKind::PerVisit => Self::PerVisit,
            ItemKind::Formula => Self::Formula,
            ItemKind::Credit => Self::Credit,
        }
    }
}

/// The money of a price list.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Currency {
    /// ISO 4217, such as `CNY`.
    pub code: String,
    /// How many digits of a minor unit stand after the point: 2 for yuan and fen, 0 for yen. What people type has no more.
    pub minor_digits: u8,
    /// What people read behind an amount.
    pub name: String,
}

impl Currency {
    fn of(currency: &price::Currency, language: &Language) -> Self {
        let price::Currency { code, minor_digits, name } = currency;
        Self { code: code.clone(), minor_digits: *minor_digits, name: words(name, language) }
    }
}

/// Something that can be charged.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PriceItem {
    /// Its code, for `NewLine.item`.
    pub code: String,
    /// What people read.
    pub title: String,
    /// How it is charged.
    pub kind: PriceKind,
    /// What one of it is, as people read it.
    pub unit: String,
    /// The usual price of one in minor units; nothing if the company has not said it, which stops a quote, and for
    /// what is computed or stated.
    pub price_minor: Option<i64>,
    /// The lowest price of one, in minor units, where the line says it (`NewLine.cost_minor`).
    pub price_min_minor: Option<i64>,
    /// The highest price of one, in minor units, where the line says it.
    pub price_max_minor: Option<i64>,
}

impl PriceItem {
    fn all(book: &PriceBook<Expr>, language: &Language) -> Vec<Self> {
        let items = book.items.iter().map(|(code, item)| Self {
            code: code.clone(),
            title: words(&item.title, language),
            kind: item.kind.into(),
            unit: words(&item.unit, language),
            price_minor: match item.price {
                Some(Price::Configured(price)) => Some(price.0),
                Some(Price::NotConfigured | Price::Between { .. }) | None => None,
            },
            price_min_minor: bounds(item.price).map(|(min, _)| min),
            price_max_minor: bounds(item.price).map(|(_, max)| max),
        });
        items.collect()
    }
}

fn bounds(price: Option<Price>) -> Option<(i64, i64)> {
    match price {
        Some(Price::Between { min, max }) => Some((min.0, max.0)),
        _ => None,
    }
}

fn words(text: &Text, language: &Language) -> String {
    text.get(language).to_owned()
}
