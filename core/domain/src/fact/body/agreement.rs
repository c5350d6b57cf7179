//! What the customer is offered, agrees to, signs and thinks.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::code::{ConsentWhat, SignatureRole};
use super::job::Person;
use crate::id::{BlobId, FactId, PackId, PriceBookId, QuoteId, VisitId};

/// [`crate::fact::Kind::QuoteOffered`]: pins the price book for this quote.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct QuoteOffered {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// The quote.
    #[n(1)]
    pub quote: QuoteId,
    /// The price book whose prices hold for this quote.
    #[n(2)]
    pub price_book: PriceBookId,
    /// The labour time told to the customer, in minutes.
    #[n(3)]
    pub estimated_minutes: u32,
    /// The statement that was shown, if one was.
    #[n(4)]
    pub statement: Option<ByteVec>,
    /// The pack that holds the price book, if it is not the one that the job was made with: the quote moved to newer
    /// prices.
    #[n(5)]
    pub pack: Option<PackId>,
}

/// [`crate::fact::Kind::OptionsOffered`]: quotes of which the customer chooses one.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct OptionsOffered {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// The quotes, in the order in which they were shown.
    #[n(1)]
    pub options: Vec<QuoteId>,
    /// The one that the technician recommends.
    #[n(2)]
    pub recommended: Option<QuoteId>,
}

/// [`crate::fact::Kind::Consented`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Consented {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// What it is about.
    #[n(1)]
    pub what: ConsentWhat,
    /// The quote, if it is about one.
    #[n(2)]
    pub quote: Option<QuoteId>,
    /// The step, if a checklist asked for it.
    #[n(3)]
    pub step: Option<String>,
    /// Agreed or refused.
    #[n(4)]
    pub accepted: bool,
    /// Why it was refused, in the customer's words.
    #[n(5)]
    pub reason: Option<String>,
    /// Who decided.
    #[n(6)]
    pub by: Person,
    /// The signature under it, if one was drawn before.
    #[n(7)]
    pub signature: Option<FactId>,
    /// The offer that the quote is chosen from; the other options of it are superseded.
    #[n(8)]
    pub options: Option<FactId>,
    /// What the quote came to when the customer agreed, in minor units: more than that was not agreed to.
    #[n(9)]
    pub total_minor: Option<i64>,
}

/// Somebody signs in another's place.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Proxy {
    /// The capacity of the one who does not sign.
    #[n(0)]
    pub in_place_of: SignatureRole,
    /// Why the right person does not sign.
    #[n(1)]
    pub reason: String,
    /// Who saw it.
    #[n(2)]
    pub witness: Option<String>,
}

/// [`crate::fact::Kind::Signed`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignatureGiven {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// In which capacity.
    #[n(1)]
    pub role: SignatureRole,
    /// Who signed.
    #[n(2)]
    pub signer: Person,
    /// What was signed: see [`crate::statement::Statement`].
    #[n(3)]
    pub statement: ByteVec,
    /// The rendered view, byte for byte.
    #[n(4)]
    pub view: BlobId,
    /// The strokes.
    #[n(5)]
    pub strokes: BlobId,
    /// Set if somebody else signed in place of the right person.
    #[n(6)]
    pub proxy: Option<Proxy>,
    /// What the quote of the statement comes to in the signed view, in minor units.
    #[n(7)]
    pub total_minor: Option<i64>,
}

/// [`crate::fact::Kind::Rated`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Rated {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// Name of the scale in the checklist (catalogue rule AMB-30: the raw value is kept with its scale).
    #[n(1)]
    pub scale: String,
    /// The grade's id, or the score as digits.
    #[n(2)]
    pub grade: String,
    /// The customer's own words.
    #[n(3)]
    pub opinion: Option<String>,
    /// The customer who entered both himself; absent: the staff wrote down what it was told.
    #[n(4)]
    pub by: Option<Person>,
}
