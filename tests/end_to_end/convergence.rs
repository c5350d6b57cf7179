//! Whatever people do, in whatever order and by whatever way it travels: in the end everybody has the same.

use std::collections::BTreeMap;

use doorstep_core::{Budget, Version};
use doorstep_domain::verify::{Standing, verify};
use doorstep_tests::world::{case_on_disk, differences};
use proptest::prelude::*;

use crate::work::{Act, Crew, act, perform};

const NAMES: [&str; 3] = ["chen", "li", "lin"];

/// What happens next.
#[derive(Debug, Clone)]
enum Event {
    /// Somebody works, on what the screen shows now or on what it showed long ago.
    Works { who: usize, stale: bool, act: Act },
    /// Somebody remembers the screen.
    Looks { who: usize },
    /// Somebody talks to the server, at most so many requests.
    Syncs { who: usize, requests: u32 },
    /// Somebody does, and the answers get lost.
    SyncsInVain { who: usize },
    /// The last request arrives again.
    SendsAgain { who: usize },
    /// A file goes from hand to hand.
    HandsOver { from: usize, to: usize },
    /// The app is closed and opened.
    Restarts { who: usize },
    /// Time goes on.
    Later { seconds: i64 },
}

fn event() -> impl Strategy<Value = Event> {
    let who = || 0..NAMES.len();
    prop_oneof![
        12 => (who(), any::<bool>(), act()).prop_map(|(who, stale, act)| Event::Works { who, stale, act }),
        1 => who().prop_map(|who| Event::Looks { who }),
        3 => (who(), 1..4_u32).prop_map(|(who, requests)| Event::Syncs { who, requests }),
        1 => who().prop_map(|who| Event::SyncsInVain { who }),
        1 => who().prop_map(|who| Event::SendsAgain { who }),
        2 => (who(), who()).prop_map(|(from, to)| Event::HandsOver { from, to }),
        1 => who().prop_map(|who| Event::Restarts { who }),
        2 => (1..600_i64).prop_map(|seconds| Event::Later { seconds }),
    ]
}

fn play(crew: &mut Crew, screens: &mut BTreeMap<usize, Version>, number: usize, event: &Event) {
    let case = crew.case;
    match event {
        Event::Works { who, stale, act } => {
            let core = crew.phones[*who].core().unwrap();
            let now = core.job(case).unwrap().version;
            let seen = screens.get(who).filter(|_| *stale).cloned().unwrap_or(now);
            perform(core, case, &seen, act);
        }
        Event::Looks { who } => {
            let version = crew.phones[*who].job(case).unwrap().unwrap().version;
            screens.insert(*who, version);
        }
        Event::Syncs { who, requests } => {
            let budget = Budget { requests: *requests, ..Budget::default() };
            crew.phones[*who].core().unwrap().sync_now(budget).unwrap();
        }
        Event::SyncsInVain { who } => {
            let phone = &crew.phones[*who];
            phone.line().lose_answers();
            phone.sync().unwrap();
            phone.line().set_up(true);
        }
        Event::SendsAgain { who } => {
            crew.phones[*who].line().repeat_last_push().unwrap();
        }
        Event::HandsOver { from, to } if from != to => {
            let path = crew.company.folder("files").unwrap().join(format!("{number}.job"));
            let core = crew.phones[*from].core().unwrap();
            let seen = core.job(case).unwrap().version;
            core.export_job(case, &seen, Some(NAMES[*to].to_owned()), &path).unwrap();
            let verdict = verify(&std::fs::read(&path).unwrap(), None);
            assert!(verdict.standing() < Standing::Broken, "{verdict:#?}");
            let imported = crew.phones[*to].core().unwrap().import_job(&path).unwrap();
            assert_eq!(imported.refused_items, 0);
        }
        Event::HandsOver { .. } => {}
        Event::Restarts { who } => crew.phones[*who].restart().unwrap(),
        Event::Later { seconds } => crew.time.advance(seconds * 1000),
    }
    crew.company.project().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn everybody_has_the_same_in_the_end(events in prop::collection::vec(event(), 1..40)) {
        let mut crew = Crew::of(&NAMES, false);
        let mut screens = BTreeMap::new();
        for (number, event) in events.iter().enumerate() {
            play(&mut crew, &mut screens, number, event);
        }
        crew.everybody_syncs();
        let held = crew.desk.job(crew.case).unwrap().unwrap();
        for phone in &crew.phones {
            let outbox = phone.core().unwrap().outbox().unwrap();
            prop_assert_eq!((outbox.waiting_count, outbox.refused.len()), (0, 0), "{}", phone.name());
            let job = phone.job(crew.case).unwrap().unwrap();
            prop_assert_eq!(differences(&held, &job), Vec::<String>::new(), "{}", phone.name());
        }
        // The office counts the same, row by row.
        for phone in crew.phones.iter().chain([&crew.desk]) {
            phone.core().unwrap().compare_next().unwrap();
            prop_assert_eq!(phone.sync().unwrap().differing, 0, "{}", phone.name());
        }
        // And from the disk alone, with nothing in memory.
        let root = crew.company.node().root_key();
        let on_disk = |dir| case_on_disk(dir, crew.case, &root).unwrap();
        let first = on_disk(crew.desk.dir());
        for phone in &crew.phones {
            let case = on_disk(phone.dir());
            prop_assert_eq!(case.state(), first.state());
            prop_assert_eq!(case.document().canonical_bytes(), first.document().canonical_bytes());
        }
    }
}
