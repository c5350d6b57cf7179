//! Three phones, one server, and everything that goes wrong on the way, from a seed.

use std::sync::Arc;

use doorstep_domain::digest::sha256;
use doorstep_domain::document::NewLine;
use doorstep_domain::fact::{DoorMethod, Phase};
use doorstep_domain::id::CaseId;

use crate::testing::{FakeServer, Fault, Phone};
use crate::{Budget, SyncStatus};

/// Numbers that look random.
struct Dice {
    seed: u32,
    rolls: u32,
}

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.rolls += 1;
        let hash = sha256(&[self.seed.to_le_bytes(), self.rolls.to_le_bytes()].concat());
        usize::from(u16::from_le_bytes([hash.0[0], hash.0[1]])) % sides
    }
}

/// What may happen to a request, the harmless most often.
fn fault(dice: &mut Dice) -> Option<Fault> {
    match dice.roll(8) {
        0 => Some(Fault::Lost),
        1 => Some(Fault::AnswerLost),
        2 => Some(Fault::Page),
        3 => Some(Fault::Status(500)),
        _ => None,
    }
}

fn work(phone: &Phone, case: CaseId, dice: &mut Dice) {
    // A job that is not on this phone yet, or hidden, is no work.
    let Ok(job) = phone.core.job(case) else { return };
    let visit = job.state.created.as_ref().unwrap().body.visit;
    let seen = &job.version;
    let core = &phone.core;
    match dice.roll(6) {
        0 | 1 => drop(phone.answer(case, "valve", dice.roll(3) == 0)),
        2 => drop(core.add_note(case, seen, visit, format!("note {}", dice.rolls)).unwrap()),
        3 => {
            let quantity = "1".parse().unwrap();
            let quote = core.new_quote().unwrap();
            let item = Some("valve".to_owned());
            let line = NewLine { quote, visit, item, what: String::new(), quantity, cost: None };
            drop(core.add_line(case, seen, line).unwrap());
        }
        4 => drop(core.attempt_door(case, seen, visit, DoorMethod::Bell, false).unwrap()),
        _ => drop(core.enter_phase(case, seen, visit, Phase::Travelling)),
    }
}

fn what_stands(phone: &Phone, case: CaseId) -> String {
    let job = phone.core.job(case).unwrap();
    format!("{} {:?} {:?} {:?} {:?}", job.version, job.answers, job.lines, job.notes, job.state)
}

fn run(seed: u32) {
    let mut dice = Dice { seed, rolls: 0 };
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let server = FakeServer::new();
    let mut phones = ["chen", "wang", "zhao"].map(|user| Phone::new(&dir, &server, user));
    phones.iter().for_each(|phone| assert_eq!(phone.sync().status, SyncStatus::Done));
    let cases: Vec<CaseId> = phones.iter().map(|phone| phone.walk_in().0).collect();
    for _ in 0..40 {
        let who = dice.roll(phones.len());
        match dice.roll(10) {
            0 => phones[who].restart(),
            1 if dice.roll(4) == 0 => server.restore(1 + dice.roll(server.len())),
            2..=4 => {
                server.fail_next(fault(&mut dice));
                let requests = 1 + u32::try_from(dice.roll(3)).unwrap();
                phones[who].core.sync_now(Budget { requests, ..Budget::default() }).unwrap();
                server.no_more_faults();
            }
            _ => {
                let case = cases[dice.roll(cases.len())];
                work(&phones[who], case, &mut dice);
            }
        }
    }
    // In the first round a restored server may still lack the beginning of a case.
    for round in 0..3 {
        for phone in &phones {
            let report = phone.sync();
            let is_whole = round == 0 || report.stuck == 0;
            assert!(report.status == SyncStatus::Done && is_whole, "seed {seed}: {report:?}");
        }
    }
    for case in cases {
        let stands = what_stands(&phones[0], case);
        for phone in &phones[1..] {
            assert_eq!(what_stands(phone, case), stands, "seed {seed}");
        }
    }
    for phone in &phones {
        assert!(phone.core.safe_to_wipe().unwrap(), "seed {seed}: {:?}", phone.core.outbox());
    }
}

#[test]
fn whatever_goes_wrong_everybody_ends_with_the_same_and_nothing_unsent() {
    (0..24).for_each(run);
}
