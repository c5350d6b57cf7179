//! Steps of the whole job.

use super::*;

#[test]
fn a_step_of_the_whole_job_is_answered_under_the_first_visit() {
    let first_visit = VisitId([1; 8]);
    let mut visit = Visit::complete();
    visit.inputs.first_visit = first_visit;
    assert_eq!(visit.state("drilling"), StepState::Done);
    visit.checklist.steps.iter_mut().find(|step| step.id == "drilling").unwrap().scope = Scope::Job;
    assert_eq!(visit.why_not("done"), ["Will you drill? Not answered"]);
    visit.inputs.answers.insert(AnswerKey::step(first_visit, "drilling"), false.into());
    assert_eq!(visit.state("drilling"), StepState::Done);
    let view = visit.towards("done").view();
    let place = |id: &str| view.steps.iter().find(|step| step.id == id).unwrap().answered_in;
    assert_eq!((place("drilling"), place("belt")), (first_visit, VISIT));
}

#[test]
fn what_belongs_to_a_visit_cannot_be_done_once_per_job() {
    let mut checklist = Visit::new().checklist;
    checklist.steps.iter_mut().for_each(|step| step.scope = Scope::Job);
    let problems: Vec<String> = checklist.problems().iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 9, "{problems:?}");
    assert_eq!(
        problems[0],
        "steps[0].scope: a step of kind door_attempts belongs to a visit, not to the job"
    );
}
