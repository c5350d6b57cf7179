//! Fields that came after the first version of their kind.

use super::{QUOTE, VISIT, person};
use crate::fact::*;
use crate::id::*;
use crate::value::path_inside;

pub(super) fn entry(more: Option<&str>) -> EntryAdded {
    let s = str::to_owned;
    EntryAdded {
        place: s("502"),
        contact: s("Li"),
        content: s("seen"),
        attitude: s("calm"),
        plan: s("fix"),
        phone: more.map(str::to_owned),
        person: more.map(str::to_owned),
    }
}

pub(super) fn added_later() -> [(&'static str, Body); 7] {
    let (price_book, pack) = (PriceBookId([8; 32]), Some(PackId([9; 32])));
    let moved =
        QuoteOffered { visit: VISIT, quote: QUOTE, price_book, estimated_minutes: 30, statement: None, pack };
    let chosen = Consented {
        visit: VISIT,
        what: ConsentWhat::Quote,
        quote: Some(QUOTE),
        step: None,
        accepted: true,
        reason: None,
        by: person(),
        signature: None,
        options: Some(FactId([1; 32])),
        total_minor: None,
    };
    let at_a_price = Consented { options: None, total_minor: Some(18_000), ..chosen.clone() };
    let entered = StepDone {
        visit: VISIT,
        step: "opinion".to_owned(),
        relied_on: Vec::new(),
        by: Some(person()),
        lasted_ms: Some(2_000),
    };
    let rated = Rated {
        visit: VISIT,
        scale: "satisfaction".to_owned(),
        grade: "5".to_owned(),
        opinion: None,
        by: Some(person()),
    };
    let slip = SignatureGiven {
        visit: VISIT,
        role: SignatureRole::CustomerAccept,
        signer: person(),
        statement: vec![0xa0].into(),
        view: BlobId([0x55; 32]),
        strokes: BlobId([0x55; 32]),
        proxy: None,
        total_minor: Some(18_000),
    };
    let lifted = Held { reason: "settled".to_owned(), lifts: Some(FactId([2; 32])) };
    [
        ("fact.14.quote_offered.moved", moved.into()),
        ("fact.15.consented.chosen", chosen.into()),
        ("fact.15.consented.at_a_price", at_a_price.into()),
        ("fact.12.step_done.entered", entered.into()),
        ("fact.16.signed.at_a_price", slip.into()),
        ("fact.17.rated.entered", rated.into()),
        ("fact.47.held.lifted", lifted.into()),
    ]
}

/// A photo inside a group of steps, and one with what belongs to it.
pub(super) fn photos() -> [(&'static str, Body); 2] {
    let inside = PhotoTaken {
        visit: VISIT,
        step: path_inside("terminal", InstanceId([0x44; 8]), "label"),
        role: "label".to_owned(),
        blob: BlobId([0x55; 32]),
        size_bytes: 70_000,
        media_type: "image/jpeg".to_owned(),
        thumbnail: None,
        line: None,
        pair: None,
    };
    let after = PhotoTaken {
        visit: VISIT,
        step: "clean".to_owned(),
        role: "after".to_owned(),
        blob: BlobId([0x56; 32]),
        size_bytes: 70_000,
        media_type: "image/jpeg".to_owned(),
        thumbnail: Some(BlobId([0x57; 32])),
        line: Some(LineId([0x58; 8])),
        pair: Some(BlobId([0x55; 32])),
    };
    [("fact.13.photo_taken.inside", inside.into()), ("fact.13.photo_taken.after", after.into())]
}
