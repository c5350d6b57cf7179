//! What people do in a story.

use std::collections::BTreeMap;

use doorstep_domain::decimal::Decimal;
use doorstep_domain::fact::{Area, CallResult, ConsentWhat, PaymentPurpose, SignatureRole};
use doorstep_domain::pack::Audience;
use serde::{Deserialize, Deserializer};

use super::around::{
    ApprovalRequest, CustomersOwn, Ending, FollowUp, Held, LaterReturn, Listed, Part, Parts, TakenAlong,
    WrongSwipe,
};
use super::newer::NewChecklist;
use super::vocabulary::vocabulary;
use super::when::Moment;

vocabulary!(
    /// What somebody does: the words after the name.
    Action {
        // At the desk.
        /// The office dispatches a job.
        CreatesJob(NewJob) = "creates a job",
        /// The office gives a visit to people.
        Assigns(People) = "assigns",
        /// The office moves the appointment.
        Reschedules(Moment) = "reschedules",
        /// The office publishes the pack again with other prices, by item.
        PublishesPrices(BTreeMap<String, Amount>) = "publishes new prices",
        /// The office publishes the pack again with another checklist for the service.
        PublishesChecklist(NewChecklist) = "publishes a newer checklist",
        /// The office confirms the payments that wait for it.
        ConfirmsPayments = "confirms the payments",
        /// The office writes the counter-entry of the deduction that stands.
        ReversesDeduction(WrongSwipe) = "reverses the deduction",
        /// The office approves a discount of the quote.
        ApprovesDiscount(String) = "approves the discount",
        /// A closed job is open again.
        Reopens(String) = "reopens the job",
        /// The office places a legal hold.
        Holds(String) = "holds the job",
        /// The office lifts the legal hold that stands.
        LiftsHold(String) = "lifts the hold",
        /// The office erases the job by hand.
        Erases = "erases the job",
        /// The server looks at what has been kept long enough, as it does every hour.
        ErasesDue = "erases what was kept long enough",
        /// The office cancels.
        Cancels(String) = "cancels the job",

        // The phone itself.
        /// The phone loses the network.
        GoesOffline = "goes offline",
        /// The network is back.
        ComesOnline = "comes online",
        /// The phone talks to the office until nothing is left to do.
        Syncs = "syncs",
        /// It does so, but the answers to what it pushes get lost.
        SyncsInVain = "syncs but the answer gets lost",
        /// The last request with work in it reaches the office once more.
        SendsTwice = "sends the same again",
        /// The app is closed and opened again.
        Restarts = "restarts the app",
        /// The phone is switched off and on again.
        Reboots = "reboots the phone",
        /// Somebody moves the clock by hand, forward or back.
        MovesClock(Moment) = "moves the clock to",
        /// What is left on the phone of an erased job is discarded, after a copy of it was written.
        DiscardsRescued = "discards what was rescued",
        /// The job goes to another phone as a file.
        HandsFile(Handover) = "hands the file to",
        /// From now on the version on the screen stays what it is now.
        KeepsScreen = "keeps the screen open",
        /// The screen shows what is there now.
        RefreshesScreen = "refreshes the screen",

        // The job.
        /// Somebody makes a job with the customer standing there.
        CreatesWalkIn(NewJob) = "creates a walk-in job",
        /// A time is agreed for the visit.
        Appoints(Moment) = "agrees on",
        /// A further visit is planned, with its time.
        PlansVisit(NextVisit) = "plans the next visit",
        /// A call.
        Calls(Call) = "calls the customer",
        /// Leader or call centre shall settle the time.
        Escalates(String) = "escalates",
        /// On the way.
        SetsOut = "sets out",
        /// At the door.
        Arrives = "arrives",
        /// Rings the bell.
        Rings(Door) = "rings",
        /// Knocks.
        Knocks(Door) = "knocks",
        /// Ticks steps of the checklist, and declares gating ones done.
        Ticks(Names) = "ticks",
        /// Ticks every step that is open, asked for and only a tick, until there is none.
        TicksAll = "ticks what is left to tick",
        /// Gives answers, by step.
        Answers(BTreeMap<String, Answer>) = "answers",
        /// Adds a thing to a group of steps.
        Lists(Listed) = "adds to the list",
        /// Strikes a thing of a group out.
        Unlists(String) = "strikes from the list",
        /// Restores a thing of a group.
        Relists(String) = "puts back on the list",
        /// Declares a gating step done.
        Finishes(Names) = "declares done",
        /// Declares a step done that takes some seconds at least.
        HoldsUp(Held) = "holds up",
        /// Hands the phone over: the customer enters answers, grade and opinion himself.
        CustomerEnters(CustomersOwn) = "lets the customer enter",
        /// Takes a photo for a step.
        Photographs(Photo) = "photographs",
        /// Draws a circle with words over a photo.
        MarksPhoto(PhotoNote) = "marks the photo",
        /// Takes back what was drawn with these words.
        UnmarksPhoto(String) = "takes the mark back",
        /// Writes a note.
        WritesNote(NoteText) = "writes a note",
        /// Changes a note.
        EditsNote(NoteText) = "edits the note",
        /// Adds a line to the quote.
        AddsLine(NewLine) = "adds to the quote",
        /// Changes how much of something is in the quote.
        ChangesLine(LineChange) = "changes the quantity",
        /// Strikes a line out.
        StrikesLine(String) = "strikes out",
        /// Begins one more quote, to which lines are added from now on.
        BeginsQuote(String) = "begins the quote",
        /// Goes on with a quote that the story gave a name to.
        TurnsToQuote(String) = "turns to the quote",
        /// Puts several quotes before the customer to choose from.
        OffersOptions(Offer) = "offers the options",
        /// Moves the quote to newer prices that are on the phone.
        MovesPrices = "moves the quote to the new prices",
        /// Moves the visit to the newest checklist that is on the phone.
        MovesChecklist = "moves the visit to the newer checklist",
        /// Takes money.
        TakesPayment(Payment) = "takes the payment",
        /// Gives money back.
        GivesBack(Payment) = "gives back",
        /// Shows the quote to the customer.
        ShowsQuote(Estimate) = "shows the quote",
        /// The customer agrees.
        GetsConsent(Consent) = "gets consent",
        /// The customer refuses.
        IsRefused(Consent) = "is refused consent",
        /// Work begins.
        StartsWork = "starts work",
        /// Work begins on these lines of the quote, as the story calls them.
        StartsWorkOn(Names) = "starts work on",
        /// Work pauses or ends.
        StopsWork = "stops work",
        /// Leaves to fetch something.
        Fetches(String) = "leaves to fetch",
        /// Comes back with it.
        ComesBack = "comes back with it",
        /// Somebody signs on the glass.
        GetsSignature(Signature) = "gets the signature",
        /// The customer's grade.
        GetsRating(String) = "gets the rating",
        /// The job is done.
        Completes = "completes the job",
        /// The customer does not want it.
        Declines(String) = "declines the job",
        /// A part is missing.
        WaitsForPart(Part) = "waits for a part",
        /// The part is there, and the job can go on.
        HasPart = "has the part",
        /// The visit ends.
        EndsVisit(Ending) = "ends the visit",
        /// The job becomes a coordination order.
        Coordinates(Coordination) = "opens a coordination order",
        /// The case goes on in another one, by a link of the pack.
        FollowsLink(FollowedLink) = "follows the link",
        /// An entry in ink.
        AddsEntry(Entry) = "adds an entry",
        /// A part comes from the warehouse into the van.
        LoadsPart(Parts) = "loads",
        /// A part goes from the van to the customer.
        UsesPart(Parts) = "uses a part",
        /// A part comes out of the customer's device into the van, tagged for its return.
        RemovesPart(Parts) = "takes out an old part",
        /// A part goes from the van to the warehouse.
        ReturnsPart(Parts) = "returns a part",
        /// Something of the customer's is taken along.
        TakesAlong(TakenAlong) = "takes along",
        /// A later return is agreed.
        AgreesReturn(LaterReturn) = "agrees on a later return",
        /// It is brought back, in this condition.
        BringsBack(String) = "brings it back",
        /// Leader or office shall approve something.
        AsksApproval(ApprovalRequest) = "asks for approval",
        /// They do.
        Approves(String) = "approves",
        /// They do not.
        Refuses(String) = "does not approve",
        /// A leader confirms what somebody signed on another's phone.
        ConfirmsSignature(Word<SignatureRole>) = "confirms the signature",
        /// A colleague's badge is scanned.
        RecordsWorker(String) = "records a second worker",
        /// The customer is asked afterwards.
        FollowsUp(FollowUp) = "follows up",
        /// The customer cannot be reached.
        ReachesNobody = "follows up in vain",
        /// A copy of the record reaches its audience: `desk`, `team`, `archive`, `customer`.
        DeliversCopy(Audience) = "delivers the copy to",
        /// A closed job is checked off.
        Archives = "archives the job",
        /// A notice was read.
        ReadsNotices = "reads the notices",
    }
);

/// A job as it is dispatched, or made at the door.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewJob {
    /// What the story calls it.
    #[serde(rename = "as", default = "the_job")]
    pub name: String,
    /// The service that it follows, if it is another than that of the story.
    #[serde(default)]
    pub service: Option<String>,
    /// The job whose customer it is, so that both have one card. On a phone the customer is looked up by name and
    /// address, as they are shown there.
    #[serde(default, rename = "customer of")]
    pub customer_of: Option<String>,
    /// The legal owner.
    pub customer: String,
    /// The customer's telephone number.
    #[serde(default)]
    pub phone: Option<String>,
    /// The place.
    pub address: String,
    /// What was reported.
    pub report: String,
    /// Home or public area.
    #[serde(default = "indoor")]
    pub area: Word<Area>,
    /// Whether it is an emergency.
    #[serde(default)]
    pub emergency: bool,
    /// When the customer expects somebody.
    #[serde(default)]
    pub appointment: Option<Moment>,
    /// Who goes.
    #[serde(default)]
    pub assigned: Names,
    /// What is known already: answers of the checklist, by step.
    #[serde(default)]
    pub answers: BTreeMap<String, Answer>,
}

/// What a job is called that the story does not name.
pub(super) fn the_job() -> String {
    "the job".to_owned()
}

fn indoor() -> Word<Area> {
    Word(Area::Indoor)
}

/// Names of people.
pub type People = Names;

/// One name or a list of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a name or a list of names")]
        enum OneOrMore {
            One(String),
            More(Vec<String>),
        }
        Ok(match OneOrMore::deserialize(deserializer)? {
            OneOrMore::One(name) => Self(vec![name]),
            OneOrMore::More(names) => Self(names),
        })
    }
}

/// A word of the glossary, such as `indoor` or `customer_accept`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<'de, T: std::str::FromStr<Err = String>> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

/// An answer: `yes`, `no`, a number, a text, or the options chosen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "expected yes, no, a whole number, a text or a list of options")]
pub enum Answer {
    /// A tick.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text, an option, `yes` or `no`.
    Text(String),
    /// Options.
    Options(Vec<String>),
}

/// To whom a file goes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handover {
    /// Whose phone reads it.
    pub to: String,
    /// Whether it is written for whoever holds it, instead of for that person.
    #[serde(default)]
    pub bearer: bool,
}

/// A further visit.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextVisit {
    /// When.
    pub at: Option<Moment>,
    /// Why there is one more.
    pub because: String,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// What for.
    pub purpose: String,
    /// How it ended.
    pub result: Word<CallResult>,
    /// The time that was proposed.
    #[serde(default)]
    pub proposed: Option<Moment>,
    /// Whether the caller apologised.
    #[serde(default)]
    pub apologised: bool,
}

/// What happens at a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Door {
    /// Nobody.
    #[serde(rename = "no answer")]
    NoAnswer,
    /// Somebody.
    #[serde(rename = "somebody answers")]
    Answered,
}

/// A photo.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Photo {
    /// The step that it is for.
    pub step: String,
    /// What it shows.
    pub shows: String,
    /// What the earlier photo of the same spot shows: both are a pair.
    #[serde(rename = "same spot as")]
    pub same_spot_as: Option<String>,
}

/// What somebody draws over a photo.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoNote {
    /// What the photo shows.
    pub shows: String,
    /// The words.
    pub says: String,
}

/// A note, or what it is to say from now on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteText {
    /// What the story calls it.
    #[serde(rename = "as", default = "the_note")]
    pub name: String,
    /// Its whole text.
    pub text: String,
}

fn the_note() -> String {
    "the note".to_owned()
}

/// A line of the quote: an item of the price book, or something that it does not list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewLine {
    /// What the story calls it.
    #[serde(rename = "as")]
    pub name: String,
    /// Code in the price book.
    #[serde(default)]
    pub item: Option<String>,
    /// Description of something unlisted.
    #[serde(default)]
    pub unlisted: Option<String>,
    /// Its warehouse cost, or the price of an item where the price list has bounds.
    #[serde(default)]
    pub cost: Option<Amount>,
    /// How much of it.
    #[serde(default = "one")]
    pub quantity: Quantity,
}

pub(super) fn one() -> Quantity {
    Quantity(Decimal::from(1_i64))
}

/// A quantity: `2` or `1.5`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity(pub Decimal);

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| serde::de::Error::custom(format!("`{text}` is not a number")))
    }
}

/// An amount of money with two decimals: `12.34`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// In hundredths.
    pub minor: i64,
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong = || serde::de::Error::custom("write amounts with two decimals: 46.00");
        let text = String::deserialize(deserializer).map_err(|_| wrong())?;
        let (yuan, fen) = text.split_once('.').filter(|(_, fen)| fen.len() == 2).ok_or_else(wrong)?;
        let sign = if yuan.starts_with('-') { -1 } else { 1 };
        let (yuan, fen): (i64, i64) = (yuan.parse().map_err(|_| wrong())?, fen.parse().map_err(|_| wrong())?);
        Ok(Self { minor: yuan * 100 + sign * fen })
    }
}

/// Quotes to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// The quotes, as the story calls them.
    pub quotes: Names,
    /// The one that is recommended.
    #[serde(default)]
    pub recommends: Option<String>,
}

/// Money.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// How much, above zero.
    pub amount: Amount,
    /// The way to pay, by its id in the price book.
    pub by: String,
    /// What for; a refund needs none.
    #[serde(rename = "for", default)]
    pub purpose: Option<Word<PaymentPurpose>>,
}

/// A changed quantity.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineChange {
    /// The line, as the story calls it.
    pub of: String,
    /// How much of it from now on.
    pub to: Quantity,
}

/// What the customer is told about time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// Labour time in minutes.
    pub minutes: u32,
}

/// A consent, or its refusal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// To what.
    pub to: Word<ConsentWhat>,
    /// Who decides.
    pub by: String,
    /// The step that asks for it.
    #[serde(default)]
    pub step: Option<String>,
    /// Why it is refused.
    #[serde(default)]
    pub because: Option<String>,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// In which capacity.
    #[serde(rename = "as")]
    pub role: Word<SignatureRole>,
    /// Who signs.
    pub from: String,
    /// Why the right person does not sign, if somebody else does.
    #[serde(default)]
    pub because: Option<String>,
}

/// A coordination order that is made of a job.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coordination {
    /// What the story calls the order.
    #[serde(rename = "as", default = "coordination")]
    pub name: String,
    /// Why.
    #[serde(default)]
    pub because: String,
    /// Who tracks it.
    #[serde(default)]
    pub person: String,
    /// What is planned.
    #[serde(default)]
    pub plan: String,
}

fn coordination() -> String {
    "coordination".to_owned()
}

/// A link of the pack that is followed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowedLink {
    /// The link, by its id in the service.
    pub link: String,
    /// What the story calls the new case.
    #[serde(rename = "as")]
    pub name: String,
    /// What the new case is about, if it is not the same.
    #[serde(default)]
    pub report: Option<String>,
    /// Who gets it beside whoever follows the link.
    #[serde(default, rename = "to")]
    pub users: Names,
}

/// An entry of a coordination order.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Where.
    pub place: String,
    /// With whom.
    pub contact: String,
    /// What was said and done.
    pub content: String,
    /// How it was taken.
    pub attitude: String,
    /// What comes next.
    pub plan: String,
    /// Who tracks the order from now on.
    #[serde(default)]
    pub person: Option<String>,
}
