//! Deductions, held against the pack that has accounts: what is owed, what is written once, what is taken back.

use doorstep_domain::Rejected;
use doorstep_domain::case::{SettlementItem, SettlementStanding, SettlementWait};
use doorstep_domain::certificate::Signer;
use doorstep_domain::fact::*;
use doorstep_domain::money::Money;
use doorstep_domain::pack::{Pack, Sources};

use super::warranty::home::{FIRST, Home, SECOND, somebody};
use super::{findings, published};
use crate::{builtin, compile_sources};

const JINXI: &str = r#"jinxi: {title: {zh-CN: "金夕分", en: "Jinxi points"}}"#;

fn sources_with(from: &str, to: &str) -> Sources {
    let mut sources = builtin("elder-care").unwrap();
    let text = String::from_utf8(sources["pack.yaml"].clone()).unwrap();
    assert!(text.contains(from), "pack.yaml has no {from}");
    sources.insert("pack.yaml".to_owned(), text.replacen(from, to, 1).into_bytes());
    sources
}

fn refuses(from: &str, to: &str, expected: &[&str]) {
    assert_eq!(findings(compile_sources(&sources_with(from, to))), expected, "{from} -> {to}");
}

fn care() -> Pack {
    published(&builtin("elder-care").unwrap()).pack
}

fn office() -> Signer {
    somebody("office", "office")
}

impl Home {
    /// A care visit of so many minutes, completed, with the card swiped on an account.
    fn cared(pack: Pack, minutes: u32, account: &str) -> Self {
        let mut home =
            Self::of_user(somebody("chen", "care_worker"), pack, "subsidised-care", "2026-05-12 09:00");
        home.arrive(FIRST).work(FIRST, minutes).answer("account", account).record(Completed { visit: FIRST });
        home
    }

    fn work(&mut self, visit: doorstep_domain::id::VisitId, minutes: u32) -> &mut Self {
        self.at("2026-05-12 10:00").record(WorkStarted { visit, lines: Vec::new() });
        let started = self.case.state().visits[&visit].sessions.last().unwrap().started;
        let end = format!("2026-05-12 {:02}:{:02}", 10 + minutes / 60, minutes % 60);
        self.at(&end).record(WorkStopped { visit, started })
    }

    /// What the server writes, until nothing is left to do.
    fn settle(&mut self) -> &mut Self {
        for _ in 0..20 {
            let Some(body) = self.case.next_settlement(&self.pack).unwrap() else { return self };
            self.office_says(body);
        }
        panic!("the server would write for ever");
    }

    fn office_says(&mut self, body: impl Into<Body>) -> &mut Self {
        let body = body.into();
        let said = self.let_act(&office(), |case, _, writer| {
            let seen = case.version();
            case.record(&seen, body, writer, None)
        });
        said.unwrap();
        self
    }

    fn item(&self) -> SettlementItem {
        self.case.settlement(&self.pack).unwrap().into_iter().next_back().unwrap()
    }

    fn waits_for(&self) -> SettlementWait {
        match self.item().standing {
            SettlementStanding::Pending { waits_for } => waits_for,
            other => panic!("{other:?}"),
        }
    }

    /// How many deductions were made, and why they were reversed.
    fn history(&self) -> (usize, Vec<&'static str>) {
        let made = &self.case.state().deductions;
        let reversed =
            made.iter().filter_map(|deduction| Some(deduction.reversed.as_ref()?.body.cause.name()));
        (made.len(), reversed.collect())
    }

    fn reverse(&mut self, cause: ReversalCause, account: Option<&str>) -> Result<(), Rejected> {
        let deduction = self.case.state().deductions.last().unwrap().made.fact;
        let account = account.map(str::to_owned);
        let reversal = DeductionReversed { deduction, cause, reason: "swiped wrongly".into(), account };
        self.let_act(&office(), |case, pack, writer| {
            let seen = case.version();
            case.reverse_deduction(&seen, reversal, writer, pack)
        })
    }
}

/// CH-17, PR-04: 90 minutes at 25 an hour.
#[test]
fn a_completed_visit_is_deducted_once_and_by_the_office_alone() {
    let mut home = Home::cared(care(), 90, "chongyang");
    assert_eq!(home.waits_for(), SettlementWait::Office);
    assert_eq!((home.item().amount, home.item().minutes), (Some(Money(3750)), Some(90)));
    home.settle().settle();
    assert_eq!(home.history(), (1, vec![]));
    assert!(matches!(home.item().standing, SettlementStanding::Deducted { .. }));
    let forged = Deducted {
        visit: FIRST,
        rule: "care_hours".into(),
        account: "cash".into(),
        amount_minor: 1,
        currency: "CNY".into(),
        minutes: None,
        after_reversal: None,
    };
    let worker = somebody("li", "care_worker");
    let refused = home.let_act(&worker, |case, _, writer| {
        let seen = case.version();
        case.record(&seen, forged, writer, None)
    });
    assert!(matches!(refused, Err(Rejected::Role { .. } | Rejected::Status { .. })), "{refused:?}");
}

#[test]
fn a_closed_account_keeps_the_deduction_pending_with_the_day_and_loses_nothing() {
    let closed = JINXI.replace("}}", "}, until: 2026-04-30}");
    let pack = published(&sources_with(JINXI, &closed)).pack;
    let mut home = Home::cared(pack, 60, "jinxi");
    home.settle();
    let until = "2026-04-30".parse().unwrap();
    assert_eq!(home.waits_for(), SettlementWait::ClosedAccount { until });
    assert_eq!((home.item().amount, home.history()), (Some(Money(2500)), (0, vec![])));
    home.answer("account", "cash").settle();
    assert_eq!(home.item().account.as_deref(), Some("cash"));
    assert_eq!(home.history(), (1, vec![]));
}

#[test]
fn without_a_known_account_nothing_is_guessed() {
    let mut home = Home::cared(care(), 60, "piggy-bank");
    assert_eq!(home.settle().waits_for(), SettlementWait::UnknownAccount);
    let worker = somebody("chen", "care_worker");
    let mut none = Home::of_user(worker, care(), "subsidised-care", "2026-05-12 09:00");
    none.arrive(FIRST).work(FIRST, 30).record(Completed { visit: FIRST }).settle();
    assert_eq!(none.waits_for(), SettlementWait::Account);
}

#[test]
fn a_day_without_a_rate_is_not_configured_and_never_free() {
    let later = sources_with("{from: 2024-01-01, per_hour: 2500}", "{from: 2026-06-01, per_hour: 2500}");
    let mut home = Home::cared(published(&later).pack, 60, "cash");
    home.settle();
    assert_eq!(home.waits_for(), SettlementWait::NotConfigured { what: "subsidy".into() });
    let open = sources_with("per_hour: 2500", "per_hour: not_configured");
    let mut home = Home::cared(published(&open).pack, 60, "cash");
    assert!(matches!(home.settle().waits_for(), SettlementWait::NotConfigured { .. }));
}

#[test]
fn a_wrong_account_gets_a_counter_entry_and_the_right_one_the_deduction() {
    let mut home = Home::cared(care(), 60, "chongyang");
    home.settle();
    home.reverse(ReversalCause::WrongAccount, Some("jinxi")).unwrap();
    assert_eq!(home.waits_for(), SettlementWait::Office);
    home.settle();
    assert_eq!(home.history(), (2, vec!["wrong_account"]));
    // Both were written in the same minute of this story.
    let bodies = home.case.state().deductions.iter().map(|deduction| &deduction.made.body);
    let mut said: Vec<_> =
        bodies.map(|body| (body.after_reversal.is_some(), body.account.as_str())).collect();
    said.sort_unstable();
    assert_eq!(said, [(false, "chongyang"), (true, "jinxi")]);
}

#[test]
fn a_counter_entry_needs_a_mistake_an_account_and_a_deduction_that_stands() {
    let mut home = Home::cared(care(), 60, "chongyang");
    home.settle();
    let field = |refused: Result<(), Rejected>| match refused.unwrap_err() {
        Rejected::Invalid { field, .. } => field,
        other => panic!("{other}"),
    };
    assert_eq!(field(home.reverse(ReversalCause::WrongAccount, None)), "account");
    assert_eq!(field(home.reverse(ReversalCause::WrongAccount, Some("piggy-bank"))), "account");
    assert_eq!(field(home.reverse(ReversalCause::Twice, None)), "cause");
    home.reverse(ReversalCause::WrongCard, None).unwrap();
    assert!(matches!(home.reverse(ReversalCause::WrongCard, None), Err(Rejected::Status { .. })));
}

#[test]
fn an_open_or_cancelled_job_takes_its_deduction_back() {
    let mut home = Home::cared(care(), 60, "cash");
    home.settle();
    home.office_says(Reopened { reason: "not done".into() });
    home.settle();
    assert_eq!(home.history(), (1, vec!["reopened"]));
    assert_eq!(home.item().standing, SettlementStanding::Nothing);
    home.office_says(Cancelled { reason: "moved away".into() });
    assert_eq!(home.settle().history(), (1, vec!["reopened"]), "nothing is deducted from a cancelled job");
}

/// A late stretch of work of another phone: the amount that was acted on gets its counter-entry.
#[test]
fn time_that_comes_late_corrects_the_amount() {
    let worker = somebody("chen", "care_worker");
    let mut home = Home::of_user(worker, care(), "subsidised-care", "2026-05-12 09:00");
    home.arrive(FIRST).at("2026-05-12 09:30").record(WorkStarted { visit: FIRST, lines: Vec::new() });
    let started = home.case.state().visits[&FIRST].sessions[0].started;
    home.work(FIRST, 60).answer("account", "cash").record(Completed { visit: FIRST }).settle();
    assert_eq!(home.item().amount, Some(Money(2500)));
    home.at("2026-05-12 10:00").record(WorkStopped { visit: FIRST, started }).settle();
    assert_eq!(home.history(), (2, vec!["amount"]));
    assert_eq!(home.item().amount, Some(Money(3750)));
}

/// AMB-44: what is done again costs nothing.
#[test]
fn rework_is_not_charged_again() {
    let mut home = Home::cared(care(), 60, "cash");
    home.settle();
    home.office_says(Reopened { reason: "again".into() });
    home.settle();
    let after_visit = Some(FIRST);
    home.record(VisitPlanned { visit: SECOND, reason: "rework".into(), after_visit });
    home.work(SECOND, 45).record(Completed { visit: SECOND }).settle();
    let stands = home.case.state().deductions.iter().filter(|deduction| deduction.reversed.is_none());
    let stands: Vec<(i64, bool)> =
        stands.map(|made| (made.made.body.amount_minor, made.made.body.visit == FIRST)).collect();
    assert_eq!(stands, [(2500, true)]);
}

/// AMB-41: a raise begins on its day, and nothing is assumed in between.
#[test]
fn a_table_of_rates_with_a_gap_or_two_amounts_for_one_day_is_refused_with_the_day() {
    let rate = "      - {from: 2024-01-01, per_hour: 2500}\n";
    refuses(
        rate,
        "      - {from: 2024-01-01, until: 2026-06-30, per_hour: 2500}\n      - {from: 2026-07-02, per_hour: 3500}\n",
        &["pack.yaml: rates.subsidy.periods[1]: says nothing for 2026-07-01 to 2026-07-01"],
    );
    refuses(
        rate,
        "      - {from: 2024-01-01, until: 2026-07-01, per_hour: 2500}\n      - {from: 2026-07-01, per_hour: 3500}\n",
        &["pack.yaml: rates.subsidy.periods[1]: says two amounts for 2026-07-01"],
    );
}

#[test]
fn accounts_and_wages_that_lead_nowhere_are_refused() {
    refuses(
        "          account: account\n          charge: hours",
        "          account: card\n          charge: hours",
        &[
            "pack.yaml: services.subsidised-care.settlement.rules[0].account: is a step of kind scan, and a choice is needed",
        ],
    );
    refuses(
        "          rate: subsidy\n",
        "          rate: subvention\n",
        &[
            "pack.yaml: services.subsidised-care.settlement.rules[0].rate: there is no table of rates `subvention`",
        ],
    );
    refuses(
        "    services: [subsidised-care]\n",
        "    services: [care]\n",
        &["pack.yaml: wages.care_worker.services[0]: there is no service `care`"],
    );
    refuses(
        "    share: \"64\"\n",
        "    share: \"164\"\n",
        &["pack.yaml: wages.care_worker.share: is a percentage above 0, up to 100"],
    );
}

/// A mark that nobody can read would be missing from somebody's wage.
#[test]
fn scores_whose_marks_cannot_be_read_are_refused() {
    let from = "from: {declared: {service: care-evaluation, step: evaluated, about: worker, day: evaluated_for, answer: attitude}}";
    let at = "pack.yaml: wages.care_worker.score[0].from";
    let with = |to: &str, reasons: &[&str]| {
        let found: Vec<String> = reasons.iter().map(|reason| format!("{at}: {reason}")).collect();
        refuses(from, to, &found.iter().map(String::as_str).collect::<Vec<_>>());
    };
    with(
        "from: {declared: {service: care-evaluations, step: evaluated, about: worker, day: evaluated_for, answer: attitude}}",
        &["there is no service `care-evaluations`"],
    );
    with(
        "from: {declared: {service: care-evaluation, step: remarks, about: worker, day: worker, answer: remarks}}",
        &[
            "`remarks` is not gating, so nobody declares it done",
            "`remarks` does not come after `worker`",
            "`worker` is not a date",
            "`remarks` is not a number or a choice",
        ],
    );
    with(
        "from: {declared: {service: care-evaluation, step: evaluated, about: worker, day: evaluated_for, answer: attitude, worth: {best: \"50\"}}}",
        &["the answer `100` is worth nothing between 0 and 100"],
    );
    with(
        "from: {rated: {services: [subsidised-care], scale: follow_up, worth: {points: {satisfied: \"100\"}}}}",
        &[
            "the answer `very-satisfied` is worth nothing between 0 and 100",
            "the answer `average` is worth nothing between 0 and 100",
            "the answer `dissatisfied` is worth nothing between 0 and 100",
        ],
    );
    with("from: {rated: {services: [subsidised-care], scale: stars}}", &["there is no scale `stars`"]);
}
