//! Groups of steps in a whole case: what a signer reads of each thing, and what a declaration relies on.

use doorstep_domain::Rejected;
use doorstep_domain::case::NewInstance;
use doorstep_domain::fact::PhotoTaken;
use doorstep_domain::id::{BlobId, InstanceId};
use doorstep_domain::pack::Pack;
use doorstep_domain::text::Language;
use doorstep_domain::value::{AnswerKey, Value, path_inside};

use super::warranty::home::{FIRST, Home, somebody};
use crate::{builtin, compile_sources};

const PC: InstanceId = InstanceId([1; 8]);
const TILL: InstanceId = InstanceId([2; 8]);

fn pack(name: &str) -> Pack {
    compile_sources(&builtin(name).unwrap()).unwrap().pack
}

fn add(home: &mut Home, group: &str, id: InstanceId, answers: &[(&str, &str)]) -> Result<(), Rejected> {
    let answers = answers.iter().map(|(step, value)| ((*step).to_owned(), Value::from(*value))).collect();
    let new = NewInstance { visit: FIRST, group: group.to_owned(), id, answers };
    home.let_act(&somebody("chen", "technician"), |case, pack, writer| {
        case.add_instance(&case.version(), &new, writer, pack)
    })
}

fn remove(home: &mut Home, group: &str, id: InstanceId) -> Result<(), Rejected> {
    home.let_act(&somebody("chen", "technician"), |case, pack, writer| {
        case.remove_instance(&case.version(), (FIRST, group, id), true, writer, pack)
    })
}

/// What a signer reads.
fn read(home: &Home) -> Vec<String> {
    let checks = home.case.visible_checks(FIRST, &Language::english(), &home.pack).unwrap();
    checks.into_iter().map(|check| format!("{}: {}", check.title, check.value)).collect()
}

#[test]
fn a_signer_reads_of_each_thing_what_was_written_about_it() {
    let mut home = Home::by(pack("pc-repair"), "contract-care", "2026-03-02 09:00");
    home.answer("visit_kind", "first");
    add(&mut home, "terminal", PC, &[("label", "PC-1"), ("place", "front desk")]).unwrap();
    add(&mut home, "terminal", TILL, &[]).unwrap();
    let read_of =
        |home: &Home| read(home).into_iter().filter(|line| line.contains("erminal")).collect::<Vec<_>>();
    assert_eq!(
        read_of(&home),
        [
            "The terminals under the contract: Terminal PC-1, Terminal 2",
            "Terminal PC-1 · Number on its label: PC-1",
            "Terminal PC-1 · Where it stands, and who uses it: front desk",
        ]
    );
    remove(&mut home, "terminal", PC).unwrap();
    assert_eq!(read_of(&home), ["The terminals under the contract: Terminal 2"]);
    let path = path_inside("terminal", PC, "place");
    assert_eq!(home.case.document().answers[&AnswerKey::step(FIRST, &path)], "front desk".into());
}

#[test]
fn only_what_a_group_has_can_be_added_to_it() {
    let mut home = Home::by(pack("pc-repair"), "contract-care", "2026-03-02 09:00");
    let refused = |refused: Result<(), Rejected>| match refused {
        Err(Rejected::Invalid { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(add(&mut home, "plan", PC, &[])), "group");
    assert_eq!(refused(add(&mut home, "terminal", PC, &[("plan", "plan-a")])), "answers");
    let too_long = "x".repeat(300);
    assert_eq!(refused(add(&mut home, "terminal", PC, &[("place", &too_long)])), "answers");
    assert_eq!(refused(remove(&mut home, "terminal", PC)), "instance");
    for number in 0..200_u8 {
        add(&mut home, "terminal", InstanceId([number; 8]), &[]).unwrap();
    }
    let one_more = add(&mut home, "terminal", InstanceId([250; 8]), &[]);
    assert!(matches!(one_more, Err(Rejected::TooLarge { field: "instances", limit: 200 })), "{one_more:?}");
}

#[test]
fn a_declaration_inside_relies_on_the_answers_of_its_own_thing() {
    let mut home = Home::by(pack("air-conditioner"), "model-outlet-repair-household", "2026-06-02 09:00");
    home.answer("part_replaced", true);
    for (id, name) in [(PC, "fan"), (TILL, "board")] {
        let (new, old) = (format!("N-{name}"), format!("O-{name}"));
        let known = [("part_name", name), ("new_part_serial", &new), ("old_part_serial", &old)];
        add(&mut home, "replaced_part", id, &known).unwrap();
        let path = |step| path_inside("replaced_part", id, step);
        for option in ["maker", "in-warranty", "defective"] {
            let key = AnswerKey::option(FIRST, &path("old_part_checked"), option);
            home.edit(doorstep_domain::document::Edit::SetAnswer { key, value: Some(true.into()) });
        }
    }
    let tagged = path_inside("replaced_part", PC, "old_part_tagged");
    home.answer(&tagged, true);
    let finish = |home: &mut Home| {
        home.let_act(&somebody("chen", "technician"), |case, pack, writer| {
            case.finish_step(&case.version(), FIRST, &tagged, None, writer, pack)
        })
    };
    let Err(Rejected::Missing { missing }) = finish(&mut home) else { panic!("there is no photo yet") };
    assert_eq!(missing[0].instance.as_ref().map(|instance| instance.id), Some(PC));
    let blob = BlobId([7; 32]);
    let (step, role, media_type) = (tagged.clone(), "old_part".to_owned(), "image/jpeg".to_owned());
    let (thumbnail, line, pair) = (None, None, None);
    home.record(PhotoTaken {
        visit: FIRST,
        step,
        role,
        blob,
        size_bytes: 9,
        media_type,
        thumbnail,
        line,
        pair,
    });
    finish(&mut home).unwrap();
    let done = &home.case.state().visits[&FIRST].steps_done[0].body;
    assert!(done.relied_on.iter().all(|relied| relied.key.instance() == Some(("replaced_part", PC))));
    assert!(done.relied_on.iter().any(|relied| relied.value == "O-fan".into()));
    assert!(home.case.things(home.case.service(&home.pack).unwrap().checklist).len() == 2);
}
