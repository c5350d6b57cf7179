//! A job at somebody's home, without a phone: the case itself, with a clock that the test sets.

use chrono::NaiveDateTime;
use doorstep_domain::Rejected;
use doorstep_domain::case::{Case, Writer};
use doorstep_domain::certificate::{Certificate, ED25519, SERVER_CODE, Signer};
use doorstep_domain::coverage::CoverageView;
use doorstep_domain::document::Edit;
use doorstep_domain::envelope::Signed;
use doorstep_domain::fact::*;
use doorstep_domain::fold::FOLD_VERSION;
use doorstep_domain::id::{CardId, DeviceId, PackId, TenantId, VisitId};
use doorstep_domain::key::PrivateKey;
use doorstep_domain::pack::Pack;
use doorstep_domain::sync::Item;
use doorstep_domain::text::Language;
use doorstep_domain::time::TimeEvidence;
use doorstep_domain::value::{AnswerKey, Value};
use doorstep_domain::zone::Zone;

use super::super::published;
use super::warranty;

pub(crate) const FIRST: VisitId = VisitId([1; 8]);
pub(crate) const SECOND: VisitId = VisitId([2; 8]);

pub(crate) struct Home {
    pub(crate) case: Case,
    pub(crate) pack: Pack,
    signer: Signer,
    now_ms: i64,
    actions: u32,
}

/// An instant by the clocks of the site.
fn instant(local: &str) -> i64 {
    let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap();
    Zone::parse("CST-8").unwrap().instant(local)
}

/// Somebody of the company with a phone, or the office itself.
pub(crate) fn somebody(user: &str, role: &str) -> Signer {
    let seed = user.as_bytes()[0];
    let (root, key) = (PrivateKey::from_seed(&[9; 32]), PrivateKey::from_seed(&[seed; 32]));
    let certificate = Certificate {
        tenant: TenantId::of_root_key(&root.public().0),
        device: DeviceId([seed; 16]),
        user: user.into(),
        name: user.into(),
        roles: vec![role.into()],
        public_key: key.public(),
        algorithm: ED25519,
        valid_from_ms: 0,
        valid_until_ms: i64::MAX,
        code: if role == "office" { SERVER_CODE } else { "A1" }.into(),
    };
    Signer::new(Signed::seal(certificate, &root), key).unwrap()
}

impl Home {
    /// A job of a service of the test pack, reported at that time.
    pub(crate) fn of(service: &str, reported: &str) -> Self {
        Self::by(published(&warranty()).pack, service, reported)
    }

    /// A case of a service of some pack, reported at that time.
    pub(crate) fn by(pack: Pack, service: &str, reported: &str) -> Self {
        Self::of_user(somebody("chen", "technician"), pack, service, reported)
    }

    /// The same, made by somebody with another role.
    pub(crate) fn of_user(signer: Signer, pack: Pack, service: &str, reported: &str) -> Self {
        let now_ms = instant(reported);
        let customer = CustomerCopy { card: CardId([5; 16]), version: 1, name: "Wang".into(), phone: None };
        let (address, time_zone) = ("3-402".into(), "CST-8".into());
        let created = Created {
            number: "A1-0001".into(),
            case_kind: pack.services[service].case,
            fold_version: FOLD_VERSION,
            pack: PackId([4; 32]),
            service: service.into(),
            report: "it does not cool".into(),
            area: Area::Indoor,
            emergency: false,
            customer,
            site: SiteCopy { card: CardId([6; 16]), version: 1, address, time_zone },
            reported_at_ms: now_ms,
            visit: FIRST,
            reporter: None,
            origin: Origin::WalkIn,
            parent: None,
        };
        let (case, _) = Case::create(created, &writer(&signer, now_ms, 0)).unwrap();
        Self { case, pack, signer, now_ms, actions: 0 }
    }

    /// Everything that is worked out for the screens of a visit.
    pub(crate) fn views(&self) -> Result<(), Rejected> {
        let (case, pack) = (&self.case, &self.pack);
        let checklist = case.service(pack)?.checklist;
        for outcome in checklist.outcomes.keys() {
            case.checklist(FIRST, outcome, pack)?;
            case.why_not(FIRST, outcome, pack)?;
        }
        case.coverage(FIRST, pack)?;
        case.acceptance(FIRST, pack)?;
        case.follow_ups(pack)?;
        let time = TimeEvidence { wall_ms: self.now_ms, boot_ms: self.now_ms, boot_id: 1 };
        case.timers(pack, time).map(|_| ())
    }

    /// The clock shows this from now on.
    pub(crate) fn at(&mut self, local: &str) -> &mut Self {
        self.now_ms = instant(local);
        self
    }

    /// Answers, given in some visit's checklist; dates and options as text.
    pub(crate) fn answer_in(&mut self, visit: VisitId, step: &str, value: impl Into<Value>) -> &mut Self {
        let key = self.case.place_of(AnswerKey::step(visit, step), &self.pack);
        self.edit(Edit::SetAnswer { key, value: Some(value.into()) })
    }

    pub(crate) fn edit(&mut self, edit: Edit) -> &mut Self {
        self.actions += 1;
        let (seen, writer) = (self.case.version(), writer(&self.signer, self.now_ms, self.actions));
        self.case.edit(&seen, &[edit], &writer).unwrap();
        self
    }

    pub(crate) fn answer(&mut self, step: &str, value: impl Into<Value>) -> &mut Self {
        self.answer_in(FIRST, step, value)
    }

    pub(crate) fn record(&mut self, body: impl Into<Body>) -> &mut Self {
        self.actions += 1;
        let (seen, writer) = (self.case.version(), writer(&self.signer, self.now_ms, self.actions));
        self.case.record(&seen, body, &writer, None).unwrap();
        self
    }

    /// Somebody else does something, as the phone of this job shows it.
    pub(crate) fn let_act(
        &mut self,
        signer: &Signer,
        act: impl FnOnce(&mut Case, &Pack, &Writer<'_>) -> Result<Vec<Item>, Rejected>,
    ) -> Result<(), Rejected> {
        self.actions += 1;
        let writer = writer(signer, self.now_ms, self.actions);
        act(&mut self.case, &self.pack, &writer).map(|_| ())
    }

    pub(crate) fn arrive(&mut self, visit: VisitId) -> &mut Self {
        self.record(PhaseEntered { visit, phase: Phase::Arrived })
    }

    /// Declares the coverage checked.
    pub(crate) fn declare(&mut self, visit: VisitId) -> Result<(), Rejected> {
        self.actions += 1;
        let (seen, writer) = (self.case.version(), writer(&self.signer, self.now_ms, self.actions));
        self.case.finish_step(&seen, visit, "coverage", None, &writer, &self.pack).map(|_| ())
    }

    pub(crate) fn coverage_in(&self, visit: VisitId) -> CoverageView {
        self.case.coverage(visit, &self.pack).unwrap().unwrap()
    }

    pub(crate) fn verdict(&self, component: &str) -> &'static str {
        self.coverage_in(FIRST).component(component).unwrap().verdict.name()
    }

    /// What the technician shows the customer.
    pub(crate) fn why(&self, component: &str) -> String {
        let view = self.coverage_in(FIRST);
        view.explain(view.component(component).unwrap(), &Language::english())
    }

    /// The last covered day of a component.
    pub(crate) fn until(&self, component: &str) -> String {
        let view = self.coverage_in(FIRST);
        view.component(component).unwrap().because.last_day().unwrap().to_string()
    }

    /// Steps of the checklist that are asked and open, towards completing a visit.
    pub(crate) fn missing(&self, visit: VisitId) -> Vec<String> {
        let missing = self.case.why_not(visit, "done", &self.pack).unwrap();
        missing.into_iter().map(|missing| missing.step).collect()
    }
}

fn writer(signer: &Signer, wall_ms: i64, action: u32) -> Writer<'_> {
    let time = TimeEvidence { wall_ms, boot_ms: wall_ms, boot_id: 1 };
    let mut entropy = [100; 16];
    entropy[..4].copy_from_slice(&action.to_be_bytes());
    Writer { signer, acting: None, time, actor: [1; 16], entropy }
}
