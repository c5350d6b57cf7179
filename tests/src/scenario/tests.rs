use std::path::Path;

use super::*;

const HEAD: &str = "title: T\norigin: O\nservice: repair-centre\npeople: {wu: office, chen: technician}\n\
                    clock: 2026-03-02 09:30\nstory:\n";

fn parsed(story: &str) -> Result<Source, Problem> {
    parse(Path::new("s.yaml"), &format!("{HEAD}{story}"))
}

#[test]
fn a_story_is_read_line_by_line() {
    let source = parsed(
        "  - at 10:00\n  - 10 seconds later\n  # a remark\n  - chen rings: no answer\n\n  - chen arrives, job K, visit 2\n  \
         - refused because work:\n      chen ticks: drill\n  - expect on chen:\n      job: open\n      visit 2: \
         {attempts: 3}\n",
    )
    .unwrap();
    assert_eq!(source.story_lines, [7, 8, 10, 12, 13, 15]);
    let story = source.scenario.story;
    assert_eq!(story[1], Step::Later(10_000));
    let rings = Action::Rings(Door::NoAnswer);
    assert_eq!(story[2], Step::Does { who: "chen".into(), about: About::default(), action: Box::new(rings) });
    let about = About { job: Some("K".into()), visit: Some(2) };
    assert_eq!(story[3], Step::Does { who: "chen".into(), about, action: Box::new(Action::Arrives) });
    assert!(matches!(&story[4], Step::Refused { because, .. } if because == "work"));
    let Step::Expect { expected, .. } = &story[5] else { panic!("{:?}", story[5]) };
    assert_eq!(expected.checks, [Check::Job("open".into())]);
    assert_eq!(expected.visits[&2].attempts, Some(3));
}

#[test]
fn an_unknown_word_is_answered_with_its_place_and_the_known_words() {
    for (story, line, column, hint) in [
        ("  - chen arives\n", 7, 5, "arrives"),
        ("  - at 10:00\n  - chen rings: nobody\n", 8, 17, "no answer"),
        ("  - chen syncs: now\n", 7, 17, "nothing after these words"),
        ("  - chen rings\n", 7, 5, "needs more after a colon"),
        ("  - expect on chen: {jop: open}\n", 7, 21, "\n    job"),
        ("  - expect nowhere: {job: open}\n", 7, 5, "expect everywhere"),
        ("  - chen gets the signature: {as: customer, from: Wang}\n", 7, 30, "customer_accept"),
        ("  - chen shows the quote: {minutes: 30, hours: 1}\n", 7, 41, "unknown field `hours`"),
        ("  - wang arrives\n", 7, 1, "chen"),
        ("  - 3 moons later\n", 7, 5, "26 minutes"),
        ("  - expect everywhere: {quote: {total: 46}}\n", 7, 32, "two decimals"),
    ] {
        let problem = parsed(story).unwrap_err();
        assert!(problem.what.contains(hint), "{story}{problem}");
        assert_eq!(problem.at, Some((line, column)), "{story}{problem}");
    }
}
