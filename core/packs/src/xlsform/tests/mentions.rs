//! Labels that mention answers: `How warm is ${room}?`

use doorstep_domain::case::NewInstance;
use doorstep_domain::checklist::StepView;
use doorstep_domain::id::InstanceId;
use doorstep_domain::text::Language;
use doorstep_domain::value::{AnswerKey, path_inside};

use super::{Workbook, cell, imported, published, reason, step};
use crate::tests::warranty::home::{FIRST, Home, somebody};
use crate::xlsform::Verdict;

const FORM: Workbook<'_> = &[
    (
        "survey",
        &[
            &["type", "name", "label", "hint", "calculation"],
            &["text", "Who lives", "Who lives here?", "", ""],
            &["integer", "n", "How many radiators has ${Who lives}?", "Ask ${ Who lives }", ""],
            &["select_one answer", "warm", "Are the ${n} warm?", "", ""],
            &["calculate", "valves", "", "", "${n} * 2"],
            &["note", "sum", "${Who lives}, that makes ${valves} valves", "", ""],
            &["begin_repeat", "room", "Room", "", ""],
            &["text", "called", "Which room?", "", ""],
            &["integer", "degrees", "How warm is ${called} of ${Who lives}?", "", ""],
            &["end_repeat", "", "", "", ""],
            &["text", "far", "What of ${degrees} and ${nothing}?", "", ""],
        ],
    ),
    ("choices", &[&["list_name", "name", "label"], &["answer", "yes", "Yes, all"]]),
    ("settings", &[&["form_id"], &["radiators"]]),
];

const EN: &str = "en";

fn title(home: &Home, path: &str) -> String {
    let view = home.case.checklist(FIRST, "done", &home.pack).unwrap();
    let is_it = |step: &&StepView| step.path == path;
    view.steps.iter().find(is_it).unwrap().title.get(&Language(EN.to_owned())).to_owned()
}

#[test]
fn labels_mention_answers_by_the_ids_of_their_steps() {
    let (checklist, form) = published(FORM);
    let says = |id: &str| step(&checklist, id).title.get(&Language(EN.to_owned())).to_owned();
    assert_eq!(says("n"), "How many radiators has ${who_lives}?");
    assert_eq!(says("sum"), "${who_lives}, that makes ${valves} valves");
    assert_eq!(says("far"), "What of (degrees) and (nothing)?");
    assert_eq!(cell(&form, "survey!C3").verdict, Verdict::Understood);
    assert_eq!(cell(&form, "survey!C6").verdict, Verdict::Understood);
    assert_eq!(
        reason(&form, "survey!C11"),
        "`${degrees}`, `${nothing}` is shown by name, without what it means"
    );
}

#[test]
fn people_read_the_answers_in_the_place_of_their_names() {
    let pack = imported(FORM).published.unwrap().pack;
    let mut home = Home::by(pack, "radiators", "2026-03-02 09:00");
    assert_eq!(title(&home, "n"), "How many radiators has …?");
    home.answer("who_lives", "Mrs Wang");
    assert_eq!(title(&home, "n"), "How many radiators has Mrs Wang?");
    assert_eq!(title(&home, "sum"), "Mrs Wang, that makes … valves");
    home.answer("n", 3);
    assert_eq!(title(&home, "sum"), "Mrs Wang, that makes 6 valves");

    let rooms = [InstanceId([1; 8]), InstanceId([2; 8])];
    for (id, called) in rooms.into_iter().zip(["kitchen", "bath"]) {
        let answers = vec![("called".to_owned(), called.into())];
        let new = NewInstance { visit: FIRST, group: "room".to_owned(), id, answers };
        home.let_act(&somebody("chen", "technician"), |case, pack, writer| {
            case.add_instance(&case.version(), &new, writer, pack)
        })
        .unwrap();
    }
    let bath = path_inside("room", rooms[1], "degrees");
    assert_eq!(title(&home, &bath), "How warm is bath of Mrs Wang?");
    home.answer(&bath, 21);
    home.answer("warm", "yes");
    let checks = home.case.visible_checks(FIRST, &Language::english(), &home.pack).unwrap();
    let said: Vec<String> =
        checks.iter().map(|check| Language::english().entered(&check.title, &check.value)).collect();
    assert!(said.contains(&"Are the 3 warm? Yes, all".to_owned()), "{said:#?}");
    assert!(said.iter().any(|line| line.ends_with("How warm is bath of Mrs Wang? 21")), "{said:#?}");
    assert!(home.case.document().answers.contains_key(&AnswerKey::step(FIRST, &bath)));
}

#[test]
fn a_long_answer_is_cut_in_a_title() {
    let pack = imported(FORM).published.unwrap().pack;
    let mut home = Home::by(pack, "radiators", "2026-03-02 09:00");
    home.answer("who_lives", "é".repeat(200).as_str());
    assert_eq!(title(&home, "n"), format!("How many radiators has {}…?", "é".repeat(80)));
}
