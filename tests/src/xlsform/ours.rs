//! What our running checklist says of a form and a person's answers: the workbook is imported, a case is made, the answers
//! are written into it, and its checklist is asked.

use std::collections::BTreeMap;

use doorstep_domain::case::{Case, Writer};
use doorstep_domain::certificate::{Certificate, ED25519, Signer};
use doorstep_domain::checklist::{StepState, What};
use doorstep_domain::document::Edit;
use doorstep_domain::envelope::Signed;
use doorstep_domain::fact::{Area, CaseKind, Created, CustomerCopy, Origin, SiteCopy};
use doorstep_domain::fold::FOLD_VERSION;
use doorstep_domain::id::{CardId, DeviceId, TenantId, VisitId};
use doorstep_domain::key::PrivateKey;
use doorstep_domain::time::TimeEvidence;
use doorstep_domain::value::{AnswerKey, Value};
use doorstep_packs::Published;
use doorstep_packs::xlsform::{Imported, Options, Verdict, import};

use super::Told;
use super::form::{Form, Kind};
use crate::world::Trouble;

/// How the linter says it, behind the name of the step.
const NEVER_ASKED: &str = " is never asked: its condition holds in no visit";

const VISIT: VisitId = VisitId([7; 8]);

/// Noon of [`super::TODAY`], by the clocks of the site.
const NOON_MS: i64 = 1_772_424_000_000;

/// What became of a workbook.
pub(super) enum Read {
    Pack(Box<Published>),
    /// The linter says that these steps are never asked: random conditions contradict themselves now and then.
    NeverAsked(Vec<String>),
    /// A condition has more than a pack allows, with the conditions of all questions that it reads.
    TooLong,
    /// Cells that the importer should have understood, or something else that it should not have said.
    Refused(String),
}

pub(super) fn read(workbook: &[u8]) -> Read {
    let Imported { cells, published, .. } = match import(workbook, &Options::default()) {
        Ok(imported) => imported,
        Err(error) => return Read::Refused(error.to_string()),
    };
    let unread = cells.iter().find(|cell| matches!(cell.verdict, Verdict::NotUnderstood(_)));
    if let Some(cell) = unread {
        let said = cell.to_string();
        let is_beyond = ["it is longer than", "it has more than", "it would cost", "it nested deeper"];
        let is_too_long = is_beyond.iter().any(|limit| said.contains(limit));
        return if is_too_long { Read::TooLong } else { Read::Refused(said) };
    }
    let findings = match published {
        Ok(published) => return Read::Pack(Box::new(published)),
        Err(findings) => findings,
    };
    let never = findings
        .iter()
        .map(|(_, finding)| finding.reason.strip_suffix(NEVER_ASKED))
        .collect::<Option<Vec<_>>>();
    match never {
        Some(never) => Read::NeverAsked(never.iter().map(|name| name.trim_matches('`').to_owned()).collect()),
        None => Read::Refused(findings.first().map(|(_, finding)| finding.to_string()).unwrap_or_default()),
    }
}

/// What each question says to one person: whether it is asked, and whether its answer breaks the constraint.
pub(super) fn told(
    published: &Published,
    form: &Form,
    answers: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Told>, Trouble> {
    let signer = signer();
    let mut case = Case::create(created(published)?, &writer(&signer, 1))?.0;
    let edits: Vec<Edit> =
        answers.iter().flat_map(|(name, answer)| edits(form.kinds[name], name, answer)).collect();
    let seen = case.version();
    case.edit(&seen, &edits, &writer(&signer, 2))?;
    let view = case.checklist(VISIT, "done", &published.pack)?;
    let steps = view.steps.into_iter().map(|step| {
        let asked = !matches!(step.state, StepState::NotApplicable | StepState::Hidden);
        let broken =
            asked && step.missing.iter().any(|missing| matches!(missing.what, What::Constraint { .. }));
        (step.id, Told { asked, broken })
    });
    Ok(steps.collect())
}

fn edits(kind: Kind, name: &str, answer: &str) -> Vec<Edit> {
    let set = |key: AnswerKey, value: Value| Edit::SetAnswer { key, value: Some(value) };
    let one = |value: Value| vec![set(AnswerKey::step(VISIT, name), value)];
    match kind {
        Kind::Whole => one(answer.parse::<i64>().map_or_else(|_| answer.into(), Value::Int)),
        Kind::Agreed => one(true.into()),
        Kind::Many => {
            answer.split(' ').map(|option| set(AnswerKey::option(VISIT, name, option), true.into())).collect()
        }
        Kind::Decimal | Kind::Text | Kind::Day | Kind::One => one(answer.into()),
    }
}

fn created(published: &Published) -> Result<Created, Trouble> {
    let service = published.pack.services.keys().next().ok_or("the pack has no service")?;
    Ok(Created {
        number: "A1-0001".into(),
        case_kind: CaseKind::Record,
        fold_version: FOLD_VERSION,
        pack: published.id,
        service: service.clone(),
        report: "a form".into(),
        area: Area::Indoor,
        emergency: false,
        customer: CustomerCopy { card: CardId([5; 16]), version: 1, name: "Wang".into(), phone: None },
        site: SiteCopy {
            card: CardId([6; 16]),
            version: 1,
            address: "3-402".into(),
            time_zone: "CST-8".into(),
        },
        reported_at_ms: NOON_MS,
        visit: VISIT,
        reporter: None,
        origin: Origin::Office,
        parent: None,
    })
}

fn signer() -> Signer {
    let (root, key) = (PrivateKey::from_seed(&[99; 32]), PrivateKey::from_seed(&[1; 32]));
    let certificate = Certificate {
        tenant: TenantId::of_root_key(&root.public().0),
        device: DeviceId([1; 16]),
        user: "chen".into(),
        name: "Chen".into(),
        roles: vec!["technician".into()],
        public_key: key.public(),
        algorithm: ED25519,
        valid_from_ms: 0,
        valid_until_ms: i64::MAX,
        code: "A1".into(),
    };
    Signer::new(Signed::seal(certificate, &root), key).expect("invariant: the key is that of the certificate")
}

fn writer(signer: &Signer, tick: u8) -> Writer<'_> {
    let time = TimeEvidence { wall_ms: NOON_MS + i64::from(tick), boot_ms: i64::from(tick), boot_id: 1 };
    Writer { signer, acting: None, time, actor: [1; 16], entropy: [tick; 16] }
}
