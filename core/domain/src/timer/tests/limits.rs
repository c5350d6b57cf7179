//! Properties of due times: whatever the zone, the window, the pauses and the calendar.

use proptest::prelude::*;

use super::super::limit::{Due, Span, Term};
use super::super::pause::Pause;
use super::*;
use crate::calendar;

const HOUR: i64 = 3_600_000;

fn zone() -> impl Strategy<Value = Zone> {
    let zones =
        ["CST-8", "CET-1CEST,M3.5.0,M10.5.0/3", "AEST-10AEDT,M10.1.0,M4.1.0/3", "NST3:30NDT,M3.2.0,M11.1.0"];
    prop::sample::select(zones.to_vec()).prop_map(|text| Zone::parse(text).unwrap())
}

fn span() -> impl Strategy<Value = Span> {
    let length = (0..90 * 3_600u32).prop_map(|seconds| Span::Within(Length::seconds(seconds).unwrap()));
    let spans = prop_oneof![
        (0..400u32).prop_map(calendar::Span::Days),
        (0..40u32).prop_map(calendar::Span::Months),
        (0..5u32).prop_map(calendar::Span::Years),
    ];
    let calendar = spans.prop_flat_map(|span| {
        prop::sample::select(vec![
            By::SameDay,
            By::BeforeAnniversary(span),
            By::ThroughAnniversary(span),
            By::OnAnniversary(span),
        ])
    });
    prop_oneof![length, calendar.prop_map(Span::By)]
}

fn window() -> impl Strategy<Value = Option<Window>> {
    let hours = |days: &str, open: &str, close: &str| {
        format!(r#"{{"days": {days}, "open": "{open}", "close": "{close}"}}"#)
    };
    let week = r#"["mon", "tue", "wed", "thu", "fri"]"#;
    let office = hours(week, "08:30", "17:30");
    let night = hours(r#"["sat", "sun"]"#, "00:00", "24:00");
    let split = [hours(week, "08:00", "12:00"), hours(week, "11:00", "18:00"), night.clone()].join(",");
    let windows = [office, night, split].map(|hours| {
        serde_json::from_str(&format!(r#"{{"title": {{"en": "Hours"}}, "hours": [{hours}]}}"#)).unwrap()
    });
    prop::option::of(prop::sample::select(windows.to_vec()))
}

/// An instant of the years 2023 to 2029, leap years and changes of clocks among them.
fn instant() -> impl Strategy<Value = i64> {
    (0..7 * 366 * 24 * 3_600i64).prop_map(|second| at("2023-01-01 00:00") + second * 1_000)
}

fn stretches(start: i64) -> impl Strategy<Value = Vec<Pause>> {
    prop::collection::vec((0..40i64, 1..40i64), 0..4).prop_map(move |gaps| {
        let mut from_ms = start - 10 * HOUR;
        let pause = |(gap, length): (i64, i64)| {
            from_ms += gap * HOUR + 1_000;
            let pause = Pause { from_ms, to_ms: Some(from_ms + length * HOUR) };
            from_ms += length * HOUR;
            pause
        };
        gaps.into_iter().map(pause).collect()
    })
}

fn due(term: &Term<'_>, start_ms: i64, pauses: &[Pause]) -> i64 {
    match term.due(start_ms, None, pauses) {
        Due::At { ms, .. } => ms,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn who_starts_later_is_never_due_earlier(
        zone in zone(), span in span(), window in window(), a in instant(), later in 0..400 * HOUR,
    ) {
        let term = Term { span, window: window.as_ref(), zone: &zone };
        prop_assert!(due(&term, a, &[]) <= due(&term, a + later, &[]));
    }

    #[test]
    fn a_pause_never_shortens(
        zone in zone(), span in span(), window in window(),
        (start, pauses) in instant().prop_flat_map(|start| (Just(start), stretches(start))),
    ) {
        let term = Term { span, window: window.as_ref(), zone: &zone };
        for count in 0..pauses.len() {
            prop_assert!(due(&term, start, &pauses[..count]) <= due(&term, start, &pauses[..=count]));
        }
    }

    #[test]
    fn a_length_without_a_window_is_that_length_whatever_the_clocks_do(
        zone in zone(), seconds in 0..90 * 3_600u32, start in instant(),
    ) {
        let length = Length::seconds(seconds).unwrap();
        let term = Term { span: Span::Within(length), window: None, zone: &zone };
        prop_assert_eq!(due(&term, start, &[]), start + length.millis());
    }

    #[test]
    fn exactly_the_length_lies_in_open_hours(
        zone in zone(), window in window(), seconds in 1..90 * 3_600u32, start in instant(),
    ) {
        let Some(window) = window else { return Ok(()) };
        let length = Length::seconds(seconds).unwrap();
        let term = Term { span: Span::Within(length), window: Some(&window), zone: &zone };
        let due = due(&term, start, &[]);
        prop_assert_eq!(window.open_between(start, due, &zone), length.millis());
        prop_assert!(window.open_between(start, due - 1, &zone) < length.millis());
    }

    #[test]
    fn a_day_ends_in_its_last_second(zone in zone(), start in instant(), days in 0..800u32) {
        let by = By::ThroughAnniversary(calendar::Span::Days(days));
        let term = Term { span: Span::By(by), window: None, zone: &zone };
        let due = zone.local(due(&term, start, &[]));
        let first = zone.local(start).date();
        prop_assert_eq!(due.format("%H:%M:%S").to_string(), "23:59:59");
        prop_assert_eq!(Some(due.date()), calendar::add_days(first, i64::from(days)));
    }
}

#[test]
fn months_and_leap_years_end_as_the_convention_says() {
    let zone = china();
    let end = |by: By, start: &str| {
        shown(Some(due(&Term { span: Span::By(by), window: None, zone: &zone }, at(start), &[])))
    };
    let month = calendar::Span::Months(1);
    assert_eq!(end(By::ThroughAnniversary(month), "2026-01-31 10:00"), "2026-02-28 23:59:59");
    assert_eq!(end(By::BeforeAnniversary(month), "2024-01-31 10:00"), "2024-02-28 23:59:59");
    assert_eq!(end(By::OnAnniversary(calendar::Span::Years(1)), "2024-02-29 10:00"), "2025-02-28 23:59:59");
    assert_eq!(
        end(By::BeforeAnniversary(calendar::Span::Days(3)), "2026-07-15 23:59"),
        "2026-07-17 23:59:59"
    );
}

#[test]
fn a_window_keeps_its_hours_when_the_clocks_change() {
    let berlin = Zone::parse("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
    let local =
        |text: &str| berlin.instant(chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap());
    let window: Window = serde_json::from_str(
        r#"{"title": {"en": "All day"}, "hours": [{"days": ["sat", "sun"], "open": "00:00", "close": "24:00"}]}"#,
    )
    .unwrap();
    // The night to 29 March 2026 lacks an hour.
    assert_eq!(window.open_between(local("2026-03-28 00:00"), local("2026-03-30 00:00"), &berlin), 47 * HOUR);
    let term = Term { span: Span::Within(Length::seconds(3_600).unwrap()), window: None, zone: &berlin };
    assert_eq!(due(&term, local("2026-03-29 01:30"), &[]), local("2026-03-29 03:30"));
}

#[test]
fn a_pause_that_still_lasts_leaves_what_is_left() {
    let zone = china();
    let term = Term { span: Span::Within(Length::seconds(7_200).unwrap()), window: None, zone: &zone };
    let start = at("2026-07-15 10:00");
    let open = [Pause { from_ms: start + HOUR / 2, to_ms: None }];
    assert_eq!(term.due(start, None, &open), Due::Paused { left_ms: Some(3 * HOUR / 2) });
    let late = [Pause { from_ms: start + 3 * HOUR, to_ms: None }];
    assert_eq!(term.due(start, None, &late), Due::At { ms: start + 2 * HOUR, paused_ms: 0 });
}

#[test]
fn a_window_that_never_opens_has_no_due_time() {
    let zone = china();
    let never: Window = serde_json::from_str(r#"{"title": {"en": "Never"}, "hours": []}"#).unwrap();
    let term = Term { span: Span::Within(Length::seconds(60).unwrap()), window: Some(&never), zone: &zone };
    assert_eq!(term.due(0, None, &[]), Due::Never);
    assert_eq!(never.next_open(0, &zone), None);
}
