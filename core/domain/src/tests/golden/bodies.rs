//! One body of every kind.

use super::{CASE, QUOTE, VISIT, created, later, person};
use crate::fact::*;
use crate::id::*;
use crate::value::{AnswerKey, Value};

const FACT: FactId = FactId([0x44; 32]);
const BLOB: BlobId = BlobId([0x55; 32]);

fn s(text: &str) -> String {
    text.to_owned()
}

/// In the order of the codes.
pub(super) fn bodies() -> Vec<Body> {
    [visiting(), agreeing(), interrupted(), around(), later_kinds()].concat()
}

/// From the report to the work.
fn visiting() -> Vec<Body> {
    let relied_on = vec![ReliedOn { key: AnswerKey::step(VISIT, "badge"), value: Value::Bool(true) }];
    vec![
        created().into(),
        VisitPlanned { visit: VISIT, reason: s("absent"), after_visit: Some(VisitId([1; 8])) }.into(),
        Assigned { visit: VISIT, users: vec![s("chen")] }.into(),
        Appointed { visit: VISIT, start_ms: 1, end_ms: Some(2), reason: None }.into(),
        Escalated { visit: VISIT, reason: s("refused") }.into(),
        CallLogged {
            visit: VISIT,
            purpose: s("late"),
            result: CallResult::Refused,
            proposed_ms: Some(3),
            apologised: true,
            note: None,
        }
        .into(),
        DoorAttempted { visit: VISIT, method: DoorMethod::Knock, answered: false }.into(),
        PhaseEntered { visit: VISIT, phase: Phase::Arrived }.into(),
        WorkStarted { visit: VISIT, lines: vec![LineId([9; 8])] }.into(),
        WorkStopped { visit: VISIT, started: FACT }.into(),
        Fetched { visit: VISIT, what: s("ladder"), left: Some(FACT) }.into(),
        StepDone { visit: VISIT, step: s("badge"), relied_on, by: None, lasted_ms: None }.into(),
        PhotoTaken {
            visit: VISIT,
            step: s("survey"),
            role: s("before"),
            blob: BLOB,
            size_bytes: 70_000,
            media_type: s("image/jpeg"),
            thumbnail: None,
            line: None,
            pair: None,
        }
        .into(),
    ]
}

/// From the quote to the end of the job.
fn agreeing() -> Vec<Body> {
    vec![
        QuoteOffered {
            visit: VISIT,
            quote: QUOTE,
            price_book: PriceBookId([8; 32]),
            estimated_minutes: 30,
            statement: None,
            pack: None,
        }
        .into(),
        Consented {
            visit: VISIT,
            what: ConsentWhat::Quote,
            quote: Some(QUOTE),
            step: Some(s("quote-consent")),
            accepted: true,
            reason: None,
            by: person(),
            signature: Some(FACT),
            options: None,
            total_minor: None,
        }
        .into(),
        SignatureGiven {
            visit: VISIT,
            role: SignatureRole::CustomerAccept,
            signer: person(),
            statement: vec![0xa0].into(),
            view: BLOB,
            strokes: BLOB,
            proxy: Some(Proxy {
                in_place_of: SignatureRole::CustomerAccept,
                reason: s("abroad"),
                witness: None,
            }),
            total_minor: None,
        }
        .into(),
        Rated { visit: VISIT, scale: s("satisfaction"), grade: s("5"), opinion: Some(s("好")), by: None }
            .into(),
        Completed { visit: VISIT }.into(),
        Declined { visit: VISIT, quote: QUOTE, reason: s("too dear") }.into(),
    ]
}

/// What comes between, and what follows.
fn interrupted() -> Vec<Body> {
    vec![
        Cancelled { reason: s("owner called") }.into(),
        WaitingForPart {
            visit: VISIT,
            model: s("E27"),
            choice: PartChoice::CompanyBuys,
            reason: s("wrong socket"),
            person: s("chen"),
            next_ms: Some(4),
        }
        .into(),
        VisitEnded {
            visit: VISIT,
            outcome: VisitOutcome::Unfinished,
            reason: Some(s("part missing")),
            person: Some(s("chen")),
        }
        .into(),
        Coordinated { visit: VISIT, reason: s("leak above"), person: s("lin"), plan: s("ask 502") }.into(),
        Linked { rule: s("coordination"), case: CASE, number: s("A7-0013") }.into(),
        later::entry(None).into(),
        Reopened { reason: s("drips again") }.into(),
        Archived { paid: true }.into(),
        CopyDelivered { audience: s("customer"), how: s("shown") }.into(),
    ]
}

/// What happens around the work.
fn around() -> Vec<Body> {
    vec![
        Approved { what: s("discount"), accepted: false, reason: Some(s("no")) }.into(),
        NoticeSeen { fact: FACT }.into(),
        Decided { chosen: FACT }.into(),
        HandedOver { receiver: None }.into(),
        PartMoved {
            visit: VISIT,
            code: Some(s("cartridge")),
            name: s("阀芯"),
            quantity: "1.5".parse().unwrap(),
            from: StockPlace::Van,
            to: StockPlace::Customer,
            serial: Some(s("SN7")),
            old: false,
            note: None,
            from_van: Some(s("chen")),
            to_van: None,
            step: Some(s("parts")),
        }
        .into(),
        CustodyMoved {
            visit: VISIT,
            moved: CustodyMove::Extended,
            what: s("laptop"),
            accessories: vec![s("charger")],
            condition: s("scratched"),
            out_of: Some(FACT),
            planned_return_ms: Some(5),
            reason: Some(s("testing")),
            signature: Some(FACT),
            step: None,
        }
        .into(),
        Resumed { reason: s("the part has come") }.into(),
        FollowedUp {
            visit: VISIT,
            task: s("call"),
            channel: FollowUpChannel::Phone,
            reached: true,
            satisfied: Satisfaction::Dissatisfied,
            scale: Some(s("satisfaction")),
            grade: Some(s("dissatisfied")),
            reason: Some(s("drips again")),
            rework: Some(VisitId([2; 8])),
        }
        .into(),
    ]
}

/// Kinds that came later.
fn later_kinds() -> Vec<Body> {
    vec![
        OptionsOffered { visit: VISIT, options: vec![QUOTE, QuoteId([0x2b; 8])], recommended: Some(QUOTE) }
            .into(),
        Paid {
            visit: VISIT,
            quote: Some(QUOTE),
            amount_minor: -1200,
            method: s("cash"),
            purpose: PaymentPurpose::Refund,
            reference: Some(s("R-7")),
        }
        .into(),
        ApprovalAsked {
            visit: Some(VISIT),
            what: s("discount"),
            detail: s("regular customer"),
            amount_minor: Some(500),
        }
        .into(),
        WorkerPresent { visit: VISIT, user: s("li"), name: s("李"), how: WorkerHow::Badge }.into(),
        ChecklistMoved { visit: VISIT, pack: PackId([0x53; 32]) }.into(),
        PhotoMarked { visit: VISIT, photo: BLOB, marks: marks(), takes_back: vec![FACT] }.into(),
        Deducted {
            visit: VISIT,
            rule: s("care_fee"),
            account: s("chongyang"),
            amount_minor: 5000,
            currency: s("CNY"),
            minutes: Some(120),
            after_reversal: Some(FACT),
        }
        .into(),
        DeductionReversed {
            deduction: FACT,
            cause: ReversalCause::WrongAccount,
            reason: s("刷错账户"),
            account: Some(s("jinxi")),
        }
        .into(),
        Held { reason: s("a claim"), lifts: None }.into(),
    ]
}

/// One mark of each form.
fn marks() -> Vec<PhotoMark> {
    let mark = |form, points: &[(u16, u16)], text: Option<&str>| PhotoMark {
        form,
        points: points.iter().map(|&(x, y)| MarkPoint { x, y }).collect(),
        text: text.map(str::to_owned),
    };
    vec![
        mark(MarkForm::Arrow, &[(20, 30), (500, 480)], None),
        mark(MarkForm::Circle, &[(400, 400), (600, 560)], Some("裂纹")),
        mark(MarkForm::Text, &[(0, 1_000)], Some("here")),
        mark(MarkForm::Freehand, &[(1, 2), (3, 4), (999, 7)], None),
    ]
}
