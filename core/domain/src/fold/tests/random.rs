//! Whatever people do and whatever arrives first.

use proptest::prelude::*;

use super::*;

/// A random company: three people act, each knowing a random part of what the others did.
fn random_world(script: &[(u8, u8, u64)]) -> World {
    let (mut world, start) = World::new();
    let people = [signer(1, "office"), signer(2, "technician"), signer(3, "leader"), signer(4, "technician")];
    let mut seen: Vec<BTreeSet<FactId>> = vec![BTreeSet::from([start]); people.len()];
    for &(person, action, mask) in script {
        let person = usize::from(person) % people.len();
        let known: BTreeSet<FactId> = seen.concat_some(person, mask);
        let graph = Graph::of(
            &world
                .facts
                .iter()
                .filter(|(id, _)| known.contains(id))
                .map(|(id, f)| (*id, f.clone()))
                .collect(),
            &Rulings::new(),
        );
        let heads = graph.heads();
        let id = world.tell(&people[person], &heads, body_of(action, &graph));
        seen[person] = known;
        seen[person].insert(id);
    }
    world
}

trait ConcatSome {
    fn concat_some(&self, own: usize, mask: u64) -> BTreeSet<FactId>;
}

impl ConcatSome for Vec<BTreeSet<FactId>> {
    /// What one knows, and what those others know whose bit is set.
    fn concat_some(&self, own: usize, mask: u64) -> BTreeSet<FactId> {
        let others = self.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1);
        self[own].iter().copied().chain(others.flat_map(|(_, known)| known.iter().copied())).collect()
    }
}

fn body_of(action: u8, graph: &Graph) -> Body {
    match action % 16 {
        0 => appointed(i64::from(action)).into(),
        1 => Escalated { visit: VISIT, reason: "r".into() }.into(),
        2 => PhaseEntered { visit: VISIT, phase: Phase::Travelling }.into(),
        3 => PhaseEntered { visit: VISIT, phase: Phase::Arrived }.into(),
        4 => offered().into(),
        5 => consented(action < 128).into(),
        6 => acceptance().into(),
        7 => Completed { visit: VISIT }.into(),
        8 => Cancelled { reason: "c".into() }.into(),
        9 => Reopened { reason: "o".into() }.into(),
        10 => Declined { visit: VISIT, quote: QUOTE, reason: "d".into() }.into(),
        11 => WorkStarted { visit: VISIT, lines: vec![] }.into(),
        12 => Decided { chosen: graph.order[graph.order.len() - 1] }.into(),
        13 | 14 => around::body_around(action, graph),
        _ => VisitEnded { visit: VISIT, outcome: VisitOutcome::Done, reason: None, person: None }.into(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever arrives first, the verdict on a fact is the same before and after, and the final state too.
    #[test]
    fn a_verdict_never_flips_when_others_arrive_late(
        script in prop::collection::vec((any::<u8>(), any::<u8>(), 0_u64..16), 1..25),
        order in any::<u64>(),
    ) {
        let world = random_world(&script);
        let last = world.state();
        let verdicts = illegal(&last);
        let mut ids: Vec<FactId> = world.facts.keys().copied().collect();
        ids.sort_by_key(|id| crate::digest::sha256(&[&order.to_le_bytes()[..], &id.0].concat()));
        let mut arrived = FactSet::new();
        for id in ids {
            arrived.insert(id, world.facts[&id].clone());
            let state = world.state_of(&arrived);
            for (id, reason) in illegal(&state) {
                prop_assert!(verdicts.contains(&(id, reason)));
            }
            for id in Graph::of(&arrived, &world.rulings).order {
                let was_illegal = illegal(&state).iter().any(|(other, _)| *other == id);
                let is_illegal = verdicts.iter().any(|(other, _)| *other == id);
                prop_assert_eq!(was_illegal, is_illegal);
            }
        }
        prop_assert_eq!(world.state_of(&arrived), last);
    }

    /// What the office refused is here on one phone and there on none: with the rulings, all see the same.
    #[test]
    fn a_refused_fact_is_missed_nowhere(
        script in prop::collection::vec((any::<u8>(), any::<u8>(), 0_u64..16), 1..25),
        refused in any::<u64>(),
        lacks in any::<u64>(),
    ) {
        let mut world = random_world(&script);
        let among = |mask: u64, n: usize| mask >> (n % 64) & 1 == 1;
        let ids: Vec<FactId> = world.facts.iter().filter(|(_, fact)| !fact.body().after.is_empty())
            .map(|(id, _)| *id).collect();
        let void: Vec<FactId> = ids.into_iter().enumerate().filter(|(n, _)| among(refused, *n))
            .map(|(_, id)| id).collect();
        void.iter().for_each(|id| world.rule(*id, Verdict::Void));
        let mut there = world.facts.clone();
        void.iter().enumerate().filter(|(n, _)| among(lacks, *n)).for_each(|(_, id)| drop(there.remove(id)));
        prop_assert_eq!(world.state_of(&there), world.state());
        let heads = |facts: &FactSet| Graph::of(facts, &world.rulings).heads();
        prop_assert_eq!(heads(&there), heads(&world.facts));
        prop_assert!(world.state_of(&there).waiting.is_empty());
    }

    /// A completion with an acceptance among its ancestors is the outcome, unless somebody who knew of it
    /// decided otherwise, or another such completion stands beside it.
    #[test]
    fn a_signed_completion_is_never_lost(
        script in prop::collection::vec((any::<u8>(), any::<u8>(), 0_u64..16), 1..25),
    ) {
        let world = random_world(&script);
        let state = world.state();
        let graph = Graph::of(&world.facts, &world.rulings);
        let bad: BTreeSet<FactId> = illegal(&state).into_iter().map(|(id, _)| id).collect();
        let body = |id: &FactId| world.facts[id].decode_body().unwrap().unwrap();
        let signed = |position: usize| graph.order.iter().enumerate().any(|(p, id)| {
            graph.precedes(p, position) && !bad.contains(id) && matches!(body(id), Body::Signed(_))
        });
        let later = |position: usize| graph.order.iter().enumerate().any(|(p, id)| {
            let changes_outcome = matches!(body(id).kind(), Kind::Reopened | Kind::Cancelled | Kind::Declined | Kind::Completed | Kind::Decided);
            graph.precedes(position, p) && !bad.contains(id) && changes_outcome
        });
        let standing = graph.order.iter().enumerate().any(|(position, id)| {
            !bad.contains(id) && matches!(body(id), Body::Completed(_)) && signed(position) && !later(position)
        });
        if standing {
            let decided_otherwise = graph.order.iter().any(|id| matches!(body(id), Body::Decided(_)));
            prop_assert!(decided_otherwise || state.outcome_name() == "completed", "{}", state.outcome_name());
        }
    }
}
