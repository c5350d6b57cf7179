//! What people draw over photos.

use super::*;

const PHOTO: BlobId = BlobId([7; 32]);

fn taken() -> PhotoTaken {
    PhotoTaken {
        visit: VISIT,
        step: "survey".into(),
        role: "before".into(),
        blob: PHOTO,
        size_bytes: 1,
        media_type: "image/jpeg".into(),
        thumbnail: None,
        line: None,
        pair: None,
    }
}

fn drawn(text: &str, takes_back: &[FactId]) -> PhotoMarked {
    let mark = PhotoMark {
        form: MarkForm::Text,
        points: vec![MarkPoint { x: 500, y: 500 }],
        text: Some(text.to_owned()),
    };
    let marks = if text.is_empty() { Vec::new() } else { vec![mark] };
    PhotoMarked { visit: VISIT, photo: PHOTO, marks, takes_back: takes_back.to_vec() }
}

fn shown(state: &State) -> Vec<String> {
    let marks = state.marks_on(PHOTO).flat_map(|marked| &marked.body.marks);
    marks.filter_map(|mark| mark.text.clone()).collect()
}

#[test]
fn what_two_people_drew_stands_beside_each_other_and_is_taken_back_one_by_one() {
    let (mut world, start) = World::new();
    let (chen, li) = (signer(2, "technician"), signer(3, "technician"));
    let photo = world.tell(&chen, &[start], taken());
    let crack = world.tell(&chen, &[photo], drawn("crack", &[]));
    let rust = world.tell(&li, &[photo], drawn("rust", &[]));
    assert_eq!(shown(&world.state()), ["crack", "rust"]);
    // Chen knows his own only, and draws it anew; Li's stays.
    world.tell(&chen, &[crack], drawn("long crack", &[crack]));
    assert_eq!(shown(&world.state()), ["rust", "long crack"]);
    world.tell(&li, &[rust], drawn("", &[rust]));
    assert_eq!(shown(&world.state()), ["long crack"]);
    assert!(world.illegal().is_empty());
}

#[test]
fn nobody_draws_over_a_photo_that_he_cannot_have_seen() {
    let (mut world, start) = World::new();
    let (chen, li) = (signer(2, "technician"), signer(3, "technician"));
    let photo = world.tell(&chen, &[start], taken());
    let blind = world.tell(&li, &[start], drawn("rust", &[]));
    let stranger = world.tell(&li, &[blind, photo], drawn("", &[photo]));
    let reason = Illegal::NoReference;
    let mut expected = [(blind, reason), (stranger, reason)];
    expected.sort_by_key(|(fact, _)| *fact);
    let mut found = world.illegal();
    found.sort_by_key(|(fact, _)| *fact);
    assert_eq!(found, expected);
    assert!(shown(&world.state()).is_empty());
}

#[test]
fn a_finger_on_the_glass_is_checked_before_it_is_kept() {
    let mark = |form, points: &[(u16, u16)], text: Option<&str>| {
        let points = points.iter().map(|&(x, y)| MarkPoint { x, y }).collect();
        PhotoMark { form, points, text: text.map(str::to_owned) }.problem().is_none()
    };
    assert!(mark(MarkForm::Arrow, &[(0, 0), (1_000, 1_000)], None));
    assert!(!mark(MarkForm::Arrow, &[(0, 0)], None) && !mark(MarkForm::Circle, &[(0, 0), (1_001, 5)], None));
    assert!(!mark(MarkForm::Text, &[(0, 0)], Some(" ")) && mark(MarkForm::Text, &[(0, 0)], Some("here")));
    assert!(
        !mark(MarkForm::Freehand, &[(0, 0); 501], None) && mark(MarkForm::Freehand, &[(0, 0); 500], None)
    );
    assert!(!mark(MarkForm::Arrow, &[(0, 0), (1, 1)], Some(&"x".repeat(201))));
}
