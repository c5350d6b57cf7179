//! Three replicas, random edits, delivery in any order and in any pieces.

use automerge::ReadDoc as _;
use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Step {
    /// A device edits what its screen shows; with `stale` the screen is an older version.
    Edit { device: usize, what: u8, value: i64, stale: bool },
    /// A device looks: its screen shows the current version.
    Look { device: usize },
    /// A device gets some of what another has, in some order, some of it twice.
    Deliver { from: usize, to: usize, seed: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3_usize, 0..9_u8, 0..4_i64, any::<bool>())
            .prop_map(|(device, what, value, stale)| Step::Edit { device, what, value, stale }),
        1 => (0..3_usize).prop_map(|device| Step::Look { device }),
        3 => (0..3_usize, 0..3_usize, any::<u64>()).prop_map(|(from, to, seed)| Step::Deliver { from, to, seed }),
    ]
}

/// Something to write: few places, so that people meet there.
fn edit(what: u8, value: i64, text: &str) -> Edit {
    let amount = i64::max(value, 1);
    match what {
        0 | 1 => answer(if what == 0 { "ppm" } else { "leak" }, value),
        2 => unanswer("ppm"),
        3 => quantity(&amount.to_string()),
        4 => strike(value % 2 == 0),
        5 => Edit::SetLine { id: LINE, set: LineValue::Item((value > 0).then(|| format!("I{value}"))) },
        6 => rewrite(&format!("{value}{text}")),
        7 => Edit::DeleteNote { id: NOTE, deleted: value % 2 == 0 },
        _ => Edit::Correct { field: "phone".into(), value: Some(value.into()) },
    }
}

struct Fleet {
    devices: Vec<Device>,
    screens: Vec<Vec<ChangeId>>,
    /// What was written where and by whom.
    written: Vec<(Field, Value, CertificateId)>,
}

impl Fleet {
    fn new() -> Self {
        let mut first = Device::create(1);
        first.edit(&[line(LINE), note("meter")]);
        let devices = vec![first.join(2), first.join(3), first];
        let screens = devices.iter().map(|device| device.document.heads()).collect();
        Self { devices, screens, written: Vec::new() }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Look { device } => self.screens[*device] = self.devices[*device].document.heads(),
            Step::Edit { device, what, value, stale } => self.edit(*device, *what, *value, *stale),
            Step::Deliver { from, to, seed } => self.deliver(*from, *to, *seed),
        }
    }

    fn edit(&mut self, device: usize, what: u8, value: i64, stale: bool) {
        let subject = &mut self.devices[device];
        let seen = if stale { self.screens[device].clone() } else { subject.document.heads() };
        let text = subject.document.view_at(&seen).unwrap().notes[&NOTE].text.clone();
        let edit = edit(what, value, &text);
        if subject.try_edit(&seen, std::slice::from_ref(&edit)).unwrap().is_some()
            && let Some((field, Some(value))) = edit.scalar()
        {
            self.written.push((field, value, subject.author()));
        }
        if !stale {
            self.screens[device] = subject.document.heads();
        }
    }

    fn deliver(&mut self, from: usize, to: usize, mut seed: u64) {
        let mut changes = self.devices[from].document.changes_since(&[]);
        let twice = changes.clone();
        changes.extend(twice);
        let mut piece = Vec::new();
        while !changes.is_empty() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let place = usize::try_from(seed >> 33).unwrap() % changes.len();
            let change = changes.swap_remove(place);
            if seed >> 62 != 0 {
                piece.push(change.bytes);
            }
        }
        let bytes: Vec<&[u8]> = piece.iter().map(Vec::as_slice).collect();
        let (left, right) = bytes.split_at(bytes.len() / 2);
        for part in [left, right] {
            assert!(self.devices[to].document.apply(part).refused.is_empty());
        }
    }

    fn meet(&mut self) {
        for to in 0..3 {
            for from in 0..3 {
                let other = self.devices[from].clone();
                self.devices[to].pull(&other);
            }
        }
        for to in 0..3 {
            let other = self.devices[2].clone();
            self.devices[to].pull(&other);
        }
    }
}

/// Every value that Automerge itself shows at a key, the winner last.
fn automerge_values(document: &CaseDocument, field: &Field) -> Vec<Value> {
    let Some((object, key)) = document.now().address(field) else { return Vec::new() };
    let all = document.doc.get_all(object.object(), &*key).unwrap();
    let value = |value: &automerge::Value<'_>| match value.as_scalar().unwrap() {
        automerge::ScalarValue::Boolean(value) => Value::Bool(*value),
        automerge::ScalarValue::Int(value) => Value::Int(*value),
        automerge::ScalarValue::Str(value) => Value::Str(value.to_string()),
        other => panic!("{other:?}"),
    };
    all.iter().map(|(shown, _)| value(shown)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn replicas_agree_and_nothing_written_is_invisible(steps in proptest::collection::vec(step(), 1..40)) {
        let mut fleet = Fleet::new();
        for step in &steps {
            fleet.step(step);
        }
        fleet.meet();
        let view = fleet.devices[0].view();
        for device in &fleet.devices {
            prop_assert_eq!(device.document.heads(), view.heads.clone());
            prop_assert_eq!(device.view().canonical_bytes(), view.canonical_bytes());
            let loaded = CaseDocument::load(&device.document.save()).unwrap();
            prop_assert_eq!(loaded.view(), device.view());
        }
        let document = &fleet.devices[0].document;
        for (field, value, author) in &fleet.written {
            let register = document.now().register(field).candidates;
            let superseded = document.superseded(field);
            let found = register.iter().chain(&superseded).any(|c| c.value.as_ref() == Some(value) && c.author == *author);
            prop_assert!(found, "{field:?} = {value:?} of {author} is nowhere");
        }
        for field in document.now().fields() {
            let mut ours: Vec<_> =
                document.now().register(&field).candidates.into_iter().filter_map(|c| c.value).collect();
            ours.reverse();
            prop_assert_eq!(ours, automerge_values(document, &field), "{:?}", field);
            let superseded: Vec<_> = fleet.devices.iter().map(|device| device.document.superseded(&field)).collect();
            prop_assert!(superseded.windows(2).all(|pair| pair[0] == pair[1]));
        }
    }

    #[test]
    fn any_version_reads_the_same_everywhere(steps in proptest::collection::vec(step(), 1..25)) {
        let mut fleet = Fleet::new();
        let mut versions = Vec::new();
        for step in &steps {
            fleet.step(step);
            let document = &fleet.devices[0].document;
            versions.push((document.heads(), document.view()));
        }
        fleet.meet();
        for (heads, view) in versions {
            for device in &fleet.devices {
                prop_assert_eq!(device.document.view_at(&heads).unwrap(), view.clone());
            }
        }
    }
}
