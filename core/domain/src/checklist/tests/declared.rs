//! What the customer enters himself, and what takes its time.

use super::*;
use crate::checklist::{EnteredBy, Scale};
use crate::text::Text;

fn rating() -> Kind {
    Kind::Rating { scale: "satisfaction".to_owned() }
}

impl Visit {
    /// A complete visit in which one step is the customer's.
    fn with_customers(kind: Kind) -> Self {
        let mut visit = Self::complete();
        let step = visit.checklist.steps.iter_mut().find(|step| step.id == "drilling").unwrap();
        (step.kind, step.by) = (kind, EnteredBy::Customer);
        visit
    }

    fn declared_by_customer(&mut self, step: &str) -> &mut Self {
        self.declare(step);
        self.inputs.recorded.steps_done.last_mut().unwrap().by_customer = true;
        self
    }
}

/// Scenario 24: the opinion is the customer's alone.
#[test]
fn an_answer_of_the_customer_counts_only_if_the_customer_entered_it() {
    let mut visit = Visit::with_customers(Kind::YesNo);
    let asks = ["Will you drill? To be entered by the customer, nobody else may"];
    assert_eq!(visit.why_not("done"), asks);
    visit.declare("drilling");
    assert_eq!(visit.why_not("done"), asks, "a declaration of the staff is not the customer's");
    visit.declared_by_customer("drilling");
    assert_eq!(visit.why_not("done"), Vec::<String>::new());
}

#[test]
fn what_somebody_changes_afterwards_is_no_longer_what_the_customer_entered() {
    let mut visit = Visit::with_customers(Kind::Text { max_chars: 100 });
    visit.answer("drilling", "streaks").declared_by_customer("drilling");
    assert_eq!(visit.why_not("done"), Vec::<String>::new());
    visit.answer("drilling", "perfect");
    let asks = ["Will you drill? Changed after the customer entered it, the customer enters it again"];
    assert_eq!(visit.why_not("done"), asks);
}

#[test]
fn a_grade_that_the_staff_wrote_down_is_not_the_customers_own() {
    let mut visit = Visit::with_customers(rating());
    visit.inputs.recorded.rated = true;
    assert_eq!(visit.why_not("done").len(), 1);
    visit.inputs.recorded.rated_by_customer = true;
    assert_eq!(visit.why_not("done"), Vec::<String>::new());
}

/// T-39: the badge is held for two seconds.
#[test]
fn a_step_that_takes_two_seconds_is_not_done_in_one() {
    let mut visit = Visit::complete();
    let step = visit.checklist.steps.iter_mut().find(|step| step.id == "drilling").unwrap();
    (step.kind, step.lasts_s) = (Kind::IdShown, Some(2));
    for (lasted_ms, missing) in [(None, 1), (Some(1_999), 1), (Some(2_000), 0)] {
        visit.declare("drilling").inputs.recorded.steps_done.last_mut().unwrap().lasted_ms = lasted_ms;
        assert_eq!(visit.why_not("done").len(), missing, "{lasted_ms:?}");
    }
}

/// AMB-30: a mark of six of five would count for more than everything.
#[test]
fn a_scale_has_its_grades_and_no_others() {
    let score = Scale::Score { min: 1, max: 5 };
    for (grade, is_there) in
        [("1", true), ("5", true), ("0", false), ("6", false), ("4.5", false), ("", false)]
    {
        assert_eq!(score.has(grade), is_there, "{grade}");
    }
    let grades = Scale::Grades { grades: vec![Choice { id: "good".to_owned(), title: Text::default() }] };
    assert!(grades.has("good") && !grades.has("Good") && !grades.has("1"));
}

#[test]
fn only_what_can_be_entered_or_measured_may_say_so() {
    let mut checklist = Visit::new().checklist;
    checklist.scales.insert("satisfaction".to_owned(), Scale::Score { min: 1, max: 5 });
    let step = checklist.steps.iter_mut().find(|step| step.id == "drilling").unwrap();
    (step.kind, step.by, step.lasts_s) = (Kind::Work, EnteredBy::Customer, Some(2));
    let found: Vec<_> = checklist.problems().iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("a step of kind work is nothing that a customer enters"), "{found:?}");
    assert!(found[1].contains("is measured only of `id_shown` and of gating steps"), "{found:?}");
}
