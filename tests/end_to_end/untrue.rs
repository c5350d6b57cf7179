//! A story that is not true is found out, with its line: otherwise no story would prove anything.

use std::path::Path;

use doorstep_tests::scenario;
use doorstep_tests::tell::{Way, tell};

const HEAD: &str = "title: T\norigin: O\nservice: repair-centre\npeople: {wu: office, chen: technician}\n\
                    clock: 2026-03-02 09:30\nstory:\n  - wu creates a job: {customer: Wang, address: 3-402, \
                    report: lamp, assigned: chen}\n  - everybody syncs\n";

/// Line and words of everything that is not as the story says.
fn wrong(story: &str) -> Vec<(usize, String)> {
    let source = scenario::parse(Path::new("s.yaml"), &format!("{HEAD}{story}")).unwrap();
    let failures = Way::ALL.map(|way| tell(&source, way));
    assert!(failures.iter().all(|other| *other == failures[0]), "{failures:?}");
    let [failures, ..] = failures;
    failures.into_iter().map(|failure| (failure.line, failure.what)).collect()
}

#[test]
fn a_true_story_has_nothing_wrong() {
    assert_eq!(wrong("  - chen arrives\n  - expect on chen: {job: open, visit 1: {phase: arrived}}\n"), []);
}

#[test]
fn what_was_expected_and_what_was_found_are_named_with_their_line() {
    let found = wrong("  - chen arrives\n  - expect on chen: {job: completed, visit 1: {attempts: 2}}\n");
    let expected = [
        (10, "chen: job: expected \"completed\", found \"open\"".to_owned()),
        (10, "chen: visit 1, attempts: expected 2, found 0".to_owned()),
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_should_have_been_refused_and_was_done_is_found_out() {
    let found = wrong("  - refused because work:\n      chen arrives\n");
    let expected = "expected to be refused because of `work`, but it was done".to_owned();
    assert_eq!(found, [(9, expected)]);
}

#[test]
fn what_is_refused_unexpectedly_ends_the_story() {
    let found = wrong("  - chen starts work\n  - expect on chen: {job: completed}\n");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, 9);
    assert!(found[0].1.contains("shoe_covers"), "{found:?}");
}
