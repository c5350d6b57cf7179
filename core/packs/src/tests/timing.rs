use doorstep_domain::expr::Name;
use doorstep_domain::pack::Configured;
use doorstep_domain::timer::{By, Event, Per};

use super::{CHECKLIST, PRICES, findings, lamp, lamp_with, published};
use crate::compile_sources;

const PACK: &str = "pack.yaml";
const TIMING: &str = "pack.yaml: services.lamp-home.timing.";

/// Publishing the test pack with one replacement finds exactly this, in the timing of its service.
fn refuses(from: &str, to: &str, expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(|finding| format!("{TIMING}{finding}")).collect();
    assert_eq!(findings(compile_sources(&lamp_with(PACK, from, to))), expected, "{from} -> {to}");
}

#[test]
fn timers_are_published_with_checked_conditions() {
    let pack = published(&lamp()).pack;
    let timing = &pack.services["lamp-home"].timing;
    let finish = &timing.timers[1];
    assert_eq!(finish.from, Event::Reported);
    assert_eq!(finish.limits[0].by, Some(Configured::Value(By::SameDay)));
    let reads = finish.limits[0].when.as_ref().unwrap().reads();
    let names: Vec<&str> = reads.iter().map(Name::as_str).collect();
    assert_eq!(names, ["job.emergency", "windows.office_hours"]);
    assert_eq!(timing.timers[2].per, Per::Visit);
    assert_eq!(timing.duties[0].counts, [Event::Entry, Event::Answer("ladder".into())]);
    let json = serde_json::to_string(&timing).unwrap();
    assert_eq!(serde_json::from_str::<doorstep_domain::timer::Timing<_>>(&json).unwrap(), *timing);
}

#[test]
fn a_service_without_timing_is_published_as_before_there_was_any() {
    let text = String::from_utf8(lamp()[PACK].clone()).unwrap();
    let (before, after) = (text.find("    timing:").unwrap(), text.find("\nforms:").unwrap());
    let mut sources = lamp();
    sources.insert(PACK.into(), format!("{}{}", &text[..before], &text[after..]).into_bytes());
    let json = serde_json::to_string(&published(&sources).pack).unwrap();
    assert!(!json.contains("timing"), "or packs published earlier would get other bytes and ids");
}

#[test]
fn names_lead_somewhere() {
    refuses(
        "clock: promise",
        "clock: prom",
        &["clocks.promise: is not used by any timer or duty", "timers[1].clock: there is no clock `prom`"],
    );
    refuses(
        "season: dark",
        "season: light",
        &["seasons.dark: is not used by any limit", "timers[0].limits[0].season: there is no season `light`"],
    );
    refuses("name: office_hours", "name: office", &["timers[0].window.name: there is no window `office`"]);
    refuses(
        "role: technician\n          when",
        "role: fitter\n          when",
        &["timers[0].role: there is no role `fitter`"],
    );
    refuses(
        "answers.ladder]",
        "answers.lader]",
        &["duties[0].counts: there is no step `lader`; did you mean `ladder`?"],
    );
    refuses(
        "answers.ladder]",
        "answers.fault]",
        &["duties[0].counts: `fault` is a choice: only a day, a time or a yes can be an event"],
    );
    refuses(
        "counts: [entry",
        "counts: [signed.manager_inspect",
        &["duties[0].counts: there is no signer `manager_inspect`"],
    );
}

#[test]
fn events_are_those_that_facts_can_tell() {
    let unknown = findings(compile_sources(&lamp_with(PACK, "until: arrived", "until: arived")));
    assert_eq!(unknown.len(), 1);
    assert!(unknown[0].contains("there is no event `arived`"), "{}", unknown[0]);
    refuses(
        "until: arrived",
        "until: [reported]",
        &["timers[0].until: `reported` would stop the timer that it starts"],
    );
    refuses("until: arrived", "until: []", &["timers[0].until: names no event"]);
    refuses(
        "pauses: [waiting_for_part]",
        "pauses: [arrived]",
        &["timers[1].pauses: `arrived` is a moment; only what lasts can pause a timer"],
    );
    refuses(
        "extended_by: [appointed]",
        "extended_by: [contacted]",
        &["timers[1].extended_by: `contacted` agrees no time"],
    );
    refuses(
        "from: appointed",
        "from: assigned",
        &["timers[2].limits[0].by: `assigned` agrees no time that something could come ahead of"],
    );
}

#[test]
fn limits_are_said_once_and_can_apply() {
    refuses(
        "- { season: dark, within: 2h }",
        "- { within: 2h }",
        &[
            "seasons.dark: is not used by any limit",
            "timers[0].limits[1]: can never apply: limits[0] always applies before it",
        ],
    );
    refuses(
        "- { within: 4h }",
        "- { within: 4h, by: same_day }",
        &[
            "timers[0].window.stop_at_close: hours cannot stop at closing what is due by a day: write `within`, or false",
            "timers[0].limits[1]: says exactly one of `within` and `by`",
        ],
    );
    refuses("- { within: 4h }", "- { within: 0h }", &["timers[0].limits[1].within: must be above zero"]);
    refuses(
        "{ days: 3 }",
        "{ days: 0 }",
        &["timers[1].limits[1].by: must be above zero; the day itself is `same_day`"],
    );
    refuses("at_least: 1", "at_least: 0", &["duties[0].at_least: must be above zero"]);
    let days = findings(compile_sources(&lamp_with(PACK, "within: 4h", "within: 3d")));
    assert!(days[0].contains("`3d` is not a length of time"), "{}", days[0]);
}

#[test]
fn windows_and_ids_are_well_formed() {
    refuses(
        "open: \"08:30\"",
        "open: \"18:30\"",
        &["windows.office_hours.hours[0].close: 17:30 does not come after 18:30"],
    );
    refuses("id: finish", "id: come", &["timers[1].id: `come` is there twice"]);
    refuses("id: weekly_entry", "id: finish", &["duties[0].id: `finish` is there twice"]);
    let text = findings(compile_sources(&lamp_with(PACK, "zh-CN: 工作时间, ", "")));
    assert_eq!(text, [format!("{TIMING}windows.office_hours.title: has no text in zh-CN")]);
}

#[test]
fn conditions_read_windows_and_of_a_visit_only_what_is_about_one() {
    let of_job =
        findings(compile_sources(&lamp_with(PACK, "when: job.emergency", "when: visit.number == 2")));
    assert!(of_job[0].contains("unknown name `visit.number`"), "{}", of_job[0]);
    let paid = findings(compile_sources(&lamp_with(PACK, "when: job.emergency", "when: quote.paid")));
    assert!(paid[0].contains("unknown name `quote.paid`"), "{}", paid[0]);
    let read = |file: &str, from: &str| {
        let sources = lamp_with(file, from, "windows.office_hours");
        published(&sources);
        findings(compile_sources(&lamp_with(file, from, "windows.night")))
    };
    let unknown = read(CHECKLIST, "answers.ladder");
    assert!(unknown[0].contains("unknown name `windows.night`"), "{}", unknown[0]);
    let unknown = read(PRICES, r#"answers.fault == "bulb""#);
    assert!(unknown[0].contains("unknown name `windows.night`"), "{}", unknown[0]);
}
