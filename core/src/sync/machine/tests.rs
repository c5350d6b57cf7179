//! What comes after what.

use doorstep_domain::id::{BlobId, CaseId};

use super::*;

fn waiting(row: i64) -> Waiting {
    Waiting { row, case: CaseId([1; 16]), is_urgent: false, size_bytes: 100 }
}

fn file(number: u8) -> Unsent {
    let (case, blob) = (CaseId([1; 16]), BlobId([number; 32]));
    Unsent { case, blob, size_bytes: 10, media_type: "image/jpeg".to_owned() }
}

/// The whole file in one slice.
fn whole(number: u8) -> Slice {
    Slice { file: file(number), offset: Some(0), size_bytes: 10, is_first: true, is_all_checked: true }
}

fn answered(more: bool) -> Outcome {
    Outcome::Answered { more, progress: true }
}

/// Runs a machine against a list of outcomes; gives back the tasks and how it ended.
fn run(known: &[Known], outcomes: Vec<Outcome>, budget: Budget) -> (Vec<Task>, SyncStatus) {
    let mut machine = Machine::new(budget);
    let mut tasks = Vec::new();
    let mut outcomes = outcomes.into_iter();
    for step in 0.. {
        let known = known.get(step).or(known.last()).unwrap();
        let Some(task) = machine.next(known) else { break };
        machine.report.round_trips += 1;
        machine.finished(&task, outcomes.next().expect("a task too many"));
        tasks.push(task);
    }
    (tasks, machine.report.status)
}

#[test]
fn with_nothing_to_do_it_asks_once() {
    let (tasks, status) = run(&[Known::default()], vec![answered(false)], Budget::default());
    assert_eq!((tasks, status), (vec![Task::Sync(Batch::new())], SyncStatus::Done));
}

#[test]
fn items_go_before_packs_and_packs_before_files() {
    let packs = || vec![PackId([1; 32])];
    let files = || vec![file(1)];
    let known = [
        Known { waiting: vec![waiting(1)], packs: packs(), files: files(), ..Known::default() },
        Known { packs: packs(), files: files(), ..Known::default() },
        Known { files: files(), ..Known::default() },
    ];
    let outcomes = vec![
        answered(false),
        Outcome::Settled,
        Outcome::FileAt(file(1), Some(0)),
        Outcome::Settled,
        answered(false),
    ];
    let (tasks, status) = run(&known, outcomes, Budget::default());
    let expected = [
        Task::Sync(vec![(CaseId([1; 16]), vec![1])]),
        Task::FetchPack(PackId([1; 32])),
        Task::AskForFile(file(1)),
        Task::SendFile(whole(1)),
        Task::Sync(Batch::new()),
    ];
    assert_eq!((tasks.as_slice(), status), (expected.as_slice(), SyncStatus::Done));
}

#[test]
fn a_file_whose_link_died_is_asked_for_and_what_was_made_meanwhile_goes_first() {
    let quiet = || Known { files: vec![file(1)], ..Known::default() };
    let made = Known { waiting: vec![waiting(1)], files: vec![file(1)], ..Known::default() };
    let known = [quiet(), quiet(), quiet(), quiet(), made, quiet()];
    let outcomes = vec![
        answered(false),
        Outcome::FileAt(file(1), Some(0)),
        Outcome::Trouble(Trouble::Offline),
        Outcome::FileAt(file(1), Some(4)),
        answered(false),
        Outcome::Settled,
        answered(false),
    ];
    let (tasks, status) = run(&known, outcomes, Budget::default());
    assert_eq!(tasks[3], Task::AskForFile(file(1)));
    assert_eq!(tasks[4], Task::Sync(vec![(CaseId([1; 16]), vec![1])]));
    let rest = Slice { offset: Some(4), size_bytes: 6, is_first: false, ..whole(1) };
    assert_eq!((&tasks[5], status), (&Task::SendFile(rest), SyncStatus::Done));
}

#[test]
fn a_comparison_goes_step_by_step_and_what_the_server_lacks_is_sent() {
    let due = || Known { is_compare_due: true, ..Known::default() };
    let lacks = Known { waiting: vec![waiting(1)], is_compare_due: true, ..Known::default() };
    let known = [due(), due(), due(), lacks, due()];
    let compared = |next| Outcome::Compared { next, differing: 0, starts_over: false };
    let outcomes = vec![
        answered(false),
        compared(Some(Comparison::Cases)),
        compared(Some(Comparison::Want(Vec::new()))),
        answered(false),
        compared(None),
    ];
    let (tasks, status) = run(&known, outcomes, Budget::default());
    let step = |task: &Task| match task {
        Task::Compare(step) => Some(step.clone()),
        _ => None,
    };
    let steps: Vec<_> = tasks.iter().filter_map(step).collect();
    assert_eq!(steps, [Comparison::All, Comparison::Cases, Comparison::Want(Vec::new())]);
    assert_eq!((&tasks[3], status), (&Task::Sync(vec![(CaseId([1; 16]), vec![1])]), SyncStatus::Done));
}

#[test]
fn what_goes_unanswered_is_not_sent_without_end() {
    let known = [Known { waiting: vec![waiting(1)], ..Known::default() }];
    let nothing = Outcome::Answered { more: false, progress: false };
    let (tasks, status) = run(&known, vec![nothing], Budget::default());
    assert_eq!((tasks.len(), status), (1, SyncStatus::ServerTrouble));
}

#[test]
fn a_token_is_renewed_once_and_then_the_user_is_asked() {
    let trouble = |trouble| Outcome::Trouble(trouble);
    let known = [Known::default()];
    let outcomes = vec![trouble(Trouble::Unauthorized), Outcome::Renewed, trouble(Trouble::Unauthorized)];
    let (tasks, status) = run(&known, outcomes, Budget::default());
    assert_eq!((tasks.len(), status), (3, SyncStatus::SignedOut));
    let outcomes =
        vec![trouble(Trouble::Unauthorized), trouble(Trouble::Clock(77)), Outcome::Renewed, answered(false)];
    let (tasks, status) = run(&known, outcomes, Budget::default());
    assert_eq!(tasks[1..3], [Task::RenewToken(None), Task::RenewToken(Some(77))]);
    assert_eq!(status, SyncStatus::Done);
}

#[test]
fn one_file_or_pack_that_cannot_be_had_does_not_stop_the_others() {
    let known = [Known { packs: vec![PackId([1; 32])], files: vec![file(1), file(2)], ..Known::default() }];
    let outcomes = vec![
        answered(false),
        Outcome::Trouble(Trouble::NotFound),
        Outcome::FileAt(file(1), None),
        Outcome::Trouble(Trouble::Refused(422)),
        Outcome::Settled,
    ];
    let (tasks, status) = run(&known, outcomes, Budget::default());
    assert_eq!(tasks[4], Task::AskForFile(file(2)));
    assert_eq!(status, SyncStatus::Done);
}

#[test]
fn it_stops_between_requests_when_the_budget_is_used_up_or_the_app_says_so() {
    let known = |elapsed_ms, is_cancelled| Known {
        waiting: vec![waiting(1)],
        elapsed_ms,
        is_cancelled,
        ..Known::default()
    };
    let one = Budget { requests: 1, ..Budget::default() };
    let (tasks, status) = run(&[known(0, false)], vec![answered(true)], one);
    assert_eq!((tasks.len(), status), (1, SyncStatus::OutOfBudget));
    let second = Budget { millis: 1000, ..Budget::default() };
    let (tasks, status) = run(&[known(0, false), known(1000, false)], vec![answered(true)], second);
    assert_eq!((tasks.len(), status), (1, SyncStatus::OutOfBudget));
    let (tasks, status) = run(&[known(0, true)], Vec::new(), Budget::default());
    assert_eq!((tasks.len(), status), (0, SyncStatus::Cancelled));
}

#[test]
fn an_older_server_is_spoken_to_in_its_own_version_and_one_that_is_too_old_is_not() {
    let told = |newest, outcomes: Vec<Outcome>| {
        let mut machine = Machine { protocol: newest, ..Machine::new(Budget::default()) };
        let known = Known::default();
        for outcome in outcomes {
            let Some(task) = machine.next(&known) else { break };
            machine.finished(&task, outcome);
        }
        let is_over = machine.next(&known).is_none();
        (machine.protocol, is_over.then_some(machine.report.status))
    };
    let older = |version| Outcome::Trouble(Trouble::Protocol(version));
    assert_eq!(told(5, vec![older(3)]), (3, None));
    assert_eq!(told(5, vec![older(3), answered(false)]), (3, Some(SyncStatus::Done)));
    assert_eq!(told(5, vec![older(2)]), (5, Some(SyncStatus::ServerTrouble)));
    // It does not go round in circles.
    assert_eq!(told(5, vec![older(3), older(3)]), (3, Some(SyncStatus::ServerTrouble)));
    assert_eq!(told(5, vec![older(9)]), (5, Some(SyncStatus::ServerTrouble)));
}
