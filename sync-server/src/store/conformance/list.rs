//! The office's lists.

use doorstep_domain::fact::{Satisfaction, StockPlace};
use doorstep_domain::id::{CaseId, FactId, VisitId};
use doorstep_domain::pack::{Channel, Configured};
use doorstep_domain::privacy::{Leaves, Privacy, Private, ShownFrom, ShownTime, Veil};
use doorstep_domain::stock::{VanPart, VanStock};
use doorstep_domain::text::Text;
use doorstep_domain::timer::{Alarm, Certainty};
use doorstep_domain::wage::Month;

use super::super::{
    AlarmRow, Derived, DueFilter, FollowUpRow, FollowUpState, JobCounts, JobRow, JobState, JobsWanted, Said,
    Store, Total, VanMoveRow, Write,
};
use super::erased::stub;
use super::{CASE, OTHER, entry};

fn veil() -> Veil {
    let rules = Privacy {
        hide: [Private::Address].into(),
        from: ["cleaner".to_owned()].into(),
        shown_from: ShownFrom::MinutesBefore(120),
        hidden_after_min: 60,
        always: [Private::Phone].into(),
        leaves: Leaves::Part,
        relay_number: Configured::Value("400".to_owned()),
    };
    Veil { rules, shown: vec![ShownTime { from_ms: 7, until_ms: None }] }
}

pub(super) fn job(case: CaseId, number: &str, outcome: &str, visit_start_ms: Option<i64>) -> JobRow {
    JobRow {
        case,
        number: number.to_owned(),
        kind: "job".to_owned(),
        service: "repair".to_owned(),
        customer: "Li".to_owned(),
        address: String::new(),
        time_zone: "CST-8".to_owned(),
        report: "the tap drips".to_owned(),
        area: "indoor".to_owned(),
        emergency: true,
        outcome: outcome.to_owned(),
        archived: false,
        phase: "planned".to_owned(),
        visit_number: 1,
        visit_start_ms,
        visit_end_ms: None,
        escalated: false,
        assigned: vec!["chen".to_owned()],
        decision_count: 0,
        conflict_count: 0,
        exception_count: 1,
        flag_count: 2,
        waits_for_acceptance: true,
        total: Some(Total { minor: 3000, currency: "CNY".to_owned(), minor_digits: 2 }),
        stuck: None,
        reported_at_ms: 3,
        changed_at_ms: 4,
        masked: false,
        veil: Some(veil()),
    }
}

/// The office's list reads back, in its order, in pages and by state.
pub fn the_list_of_jobs_has_an_order_and_pages(store: &dyn Store) {
    let jobs = [
        job(CaseId([1; 16]), "A1-0001", "open", Some(20)),
        job(CaseId([2; 16]), "A1-0002", "completed", Some(1)),
        job(CaseId([3; 16]), "A1-0003", "open", None),
        job(CaseId([4; 16]), "A1-0004", "waiting_for_part", Some(10)),
        JobRow { archived: true, exception_count: 0, ..job(CaseId([5; 16]), "A1-0005", "cancelled", None) },
    ];
    for _ in 0..2 {
        let put = |tx: &mut dyn Write, job: &JobRow| {
            if tx.case(job.case)?.is_none() {
                tx.append(entry(job.case, 1, b"x"))?;
            }
            tx.put_job(job)
        };
        store.writing(|tx| jobs.iter().try_for_each(|job| put(tx, job))).unwrap();
    }
    let numbers = |state, after, limit| {
        let rows = store
            .reading(|read| read.jobs(JobsWanted { state, kind: None, due: None, after, limit }, 15))
            .unwrap();
        rows.into_iter().map(|job| job.number).collect::<Vec<String>>()
    };
    let all = ["A1-0004", "A1-0001", "A1-0003", "A1-0002", "A1-0005"];
    assert_eq!(numbers(JobState::All, None, 9), all);
    assert_eq!(numbers(JobState::All, None, 2), all[..2]);
    assert_eq!(numbers(JobState::All, Some(jobs[0].case), 2), all[2..4]);
    assert_eq!(numbers(JobState::Open, None, 9), all[..3]);
    assert_eq!(numbers(JobState::Closed, None, 9), all[3..4]);
    assert_eq!(numbers(JobState::Archived, None, 9), all[4..]);
    assert_eq!(numbers(JobState::Attention, None, 9), all[..4]);
    let held = store.reading(|read| Ok((read.job(CASE)?, read.job_counts(15)?))).unwrap();
    assert_eq!(held.0.as_ref(), Some(&jobs[0]));
    let counts = JobCounts { open: 3, late: 1, attention: 4, closed: 1, archived: 1, ..JobCounts::default() };
    assert_eq!(held.1, counts);
}

fn alarm(timer: &str, due_at_ms: i64, day_from_ms: i64, certainty: Certainty) -> AlarmRow {
    let title = Text::verbatim(timer);
    let (clock_title, role) = (Some(title.clone()), Some("technician".to_owned()));
    let (visit, warn_at_ms) = (Some(VisitId([1; 8])), Some(due_at_ms - 1));
    let id = timer.to_owned();
    let alarm = Alarm { id, title, clock_title, counts: true, role, visit, warn_at_ms, due_at_ms, certainty };
    AlarmRow { alarm, day_from_ms }
}

/// What is due reads back, is found by the moment at which somebody asks, and goes with its case.
pub fn what_is_due_depends_on_when_somebody_asks(store: &dyn Store) {
    let moved = Certainty::Uncertain { clock_moved_ms: -7 };
    let alarms = vec![alarm("early", 20_000, 10_000, Certainty::Exact), alarm("late", 50_000, 40_000, moved)];
    let derived = |alarms_until_ms| Derived { alarms: alarms.clone(), alarms_until_ms, ..Derived::default() };
    let archived = JobRow { archived: true, ..job(OTHER, "A1-0002", "completed", None) };
    store
        .writing(|tx| {
            for row in [&job(CASE, "A1-0001", "open", None), &archived] {
                tx.append(entry(row.case, 1, b"x"))?;
                tx.put_job(row)?;
                tx.put_derived(row.case, &derived(Some(60_000)))?;
            }
            tx.put_derived(CASE, &derived(Some(60_000)))
        })
        .unwrap();
    let due = |due, now_ms| {
        let wanted = JobsWanted { due: Some(due), limit: 9, ..JobsWanted::default() };
        store.reading(|read| read.jobs(wanted, now_ms)).unwrap().len()
    };
    let at = [(DueFilter::Overdue, 20_999, 0), (DueFilter::Overdue, 21_000, 1), (DueFilter::Today, 9_999, 0)];
    let more = [(DueFilter::Today, 20_999, 1), (DueFilter::Today, 21_000, 0), (DueFilter::Today, 40_000, 1)];
    for (filter, now_ms, count) in at.into_iter().chain(more) {
        assert_eq!(due(filter, now_ms), count, "{filter:?} at {now_ms}; what is archived is checked off");
    }
    let counts = store.reading(|read| read.job_counts(45_000)).unwrap();
    assert_eq!((counts.overdue, counts.due_today), (1, 1));
    let stale = |now_ms| store.reading(|read| read.stale_alarms(now_ms, 9)).unwrap().len();
    assert_eq!((stale(60_000), stale(60_001)), (0, 2));
    assert_eq!(store.reading(|read| read.alarms(CASE)).unwrap(), alarms);
    store.writing(|tx| tx.erase(&stub(CASE, 1, None))).unwrap();
    assert_eq!(store.reading(|read| read.alarms(CASE)).unwrap(), []);
}

/// Follow-ups and movements of parts read back over all cases.
pub fn what_stands_around_the_work_reads_back(store: &dyn Store) {
    let said = |satisfied, at_ms| Said {
        satisfied,
        reason: Some("it drips again".to_owned()),
        grade: None,
        who: "Lin".to_owned(),
        at_ms,
        rework: Some(VisitId([2; 8])),
    };
    let task = |task: &str, due_at_ms, said| FollowUpRow {
        visit: VisitId([1; 8]),
        task: task.to_owned(),
        title: Text::verbatim(task),
        role: "office".to_owned(),
        channel: Channel::Phone,
        due_at_ms,
        is_required: true,
        attempts: 1,
        phone: Some("138".to_owned()),
        said,
    };
    let [march, april]: [Month; 2] = ["2026-03", "2026-04"].map(|month| month.parse().unwrap());
    let part = VanPart { user: "chen".to_owned(), part: "tap".to_owned(), old: false };
    let quantity = "-1.50".parse().unwrap();
    let taken = VanMoveRow {
        fact: FactId([1; 32]),
        stock: VanStock { part, name: "tap".to_owned(), quantity },
        from: StockPlace::Van,
        to: StockPlace::Customer,
        who: "Chen".to_owned(),
        at_ms: 5,
        month: april,
    };
    let open = [task("soon", Some(5), None), task("some_day", None, None)];
    let done = [
        task("done", Some(1), Some(said(Satisfaction::Satisfied, 9))),
        task("bad", Some(2), Some(said(Satisfaction::Dissatisfied, 8))),
    ];
    let derived = Derived {
        follow_ups: open.iter().rev().chain(&done).cloned().collect(),
        van_moves: vec![taken.clone()],
        ..Derived::default()
    };
    store
        .writing(|tx| {
            tx.append(entry(CASE, 1, b"x"))?;
            tx.put_job(&job(CASE, "A1-0001", "completed", None))?;
            tx.put_derived(CASE, &derived)
        })
        .unwrap();
    let rows = |state| {
        let rows = store.reading(|read| read.follow_ups(state, 9)).unwrap();
        rows.into_iter().map(|row| row.row).collect::<Vec<_>>()
    };
    assert_eq!(rows(FollowUpState::Open), open);
    assert_eq!(rows(FollowUpState::Done), done);
    assert_eq!(rows(FollowUpState::Dissatisfied), done[1..]);
    assert_eq!(store.reading(|read| read.job_counts(0)).unwrap().follow_ups, 2);
    let moves = |user| store.reading(|read| read.van_moves(user, april, None)).unwrap();
    assert_eq!((&moves(None)[0].row, moves(Some("li")).len()), (&taken, 0));
    assert_eq!(moves(Some("chen"))[0].number, "A1-0001");
    assert_eq!(store.reading(|read| read.van_moves(None, march, Some(march))).unwrap(), []);
    store.writing(|tx| tx.erase(&stub(CASE, 1, None))).unwrap();
    assert_eq!(rows(FollowUpState::Open), []);
    let kept = &moves(Some("chen"))[0];
    assert_eq!((&kept.row, kept.number.as_str(), kept.customer.as_str()), (&taken, "A0-0001", ""));
}
