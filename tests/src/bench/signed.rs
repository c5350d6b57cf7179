//! What a signature costs: the bytes of its strokes, of what was signed and of the fact, for a customer who writes for two
//! seconds under a job with 40 checks, 6 lines and 12 photos.

use doorstep_domain::fact::{Body, FactPayload, Person, SignatureGiven, SignatureRole};
use doorstep_domain::id::{
    BlobId, CaseId, CertificateId, ChangeId, FactId, PackId, PriceBookId, QuoteId, VisitId,
};
use doorstep_domain::key::PrivateKey;
use doorstep_domain::signature::Strokes;
use doorstep_domain::statement::{Statement, View, ViewCheck, ViewLine};
use doorstep_domain::time::TimeEvidence;
use doorstep_domain::{digest, envelope};

/// Bytes of one signature record.
pub(super) struct Bytes {
    pub(super) strokes: usize,
    pub(super) view: usize,
    pub(super) fact: usize,
}

const VISIT: VisitId = VisitId([2; 8]);
const QUOTE: QuoteId = QuoteId([3; 8]);

pub(super) fn record(strokes: &Strokes) -> Bytes {
    let (strokes, view) = (strokes.to_bytes(), view().to_bytes());
    let body = SignatureGiven {
        visit: VISIT,
        role: SignatureRole::CustomerAccept,
        signer: Person { name: "王芳".into(), phone: None, relation: Some("业主".into()) },
        statement: statement(&view).to_bytes().into(),
        view: View::blob_id(&view),
        strokes: digest::sha256(&strokes).into(),
        proxy: None,
        total_minor: None,
    };
    let payload = FactPayload {
        case: CaseId([1; 16]),
        kind: Body::from(body.clone()).kind().code(),
        body: Body::from(body).encode().into(),
        certificate: CertificateId([4; 32]),
        after: vec![FactId([5; 32])],
        heads: vec![ChangeId([6; 32])],
        time: TimeEvidence { wall_ms: 1_772_380_800_000, boot_ms: 86_400_000, boot_id: 7 },
        critical: None,
        acting: None,
    };
    let fact = envelope::Signed::seal(payload, &PrivateKey::from_seed(&[8; 32])).to_bytes();
    Bytes { strokes: strokes.len(), view: view.len(), fact: fact.len() }
}

fn statement(view: &[u8]) -> Statement {
    Statement {
        case: CaseId([1; 16]),
        visit: VISIT,
        role: SignatureRole::CustomerAccept,
        document_heads: vec![ChangeId([6; 32])],
        fact_heads: vec![FactId([5; 32])],
        pack: PackId([9; 32]),
        price_book: Some(PriceBookId([10; 32])),
        rules_version: 1,
        language: "zh-CN".into(),
        quote: Some(QUOTE),
        view: View::hash_of(view),
    }
}

fn view() -> View {
    let line = |number: u8| ViewLine {
        key: format!("line_{}", format!("{number:02x}").repeat(8)),
        title: "镇流器 36W".into(),
        quantity: "1".into(),
        amount_minor: 1_600,
    };
    let check = |number: u8| ViewCheck {
        step: format!("survey_{number}"),
        title: "现场勘察并拍照，向客户说明".into(),
        value: "镇流器烧毁，下水半堵".into(),
    };
    let checks: Vec<ViewCheck> = (0..40).map(check).collect();
    let text = checks.iter().map(|check| format!("{}: {}\n", check.title, check.value));
    View {
        text: text.collect(),
        lines: (0..6).map(line).collect(),
        total_minor: Some(9_600),
        currency: "CNY".into(),
        checks,
        photos: (0..12).map(|number| BlobId([number; 32])).collect(),
        minutes: Some(29),
    }
}
