//! What people do at the desk, by the office's own interface.

use std::collections::BTreeMap;

use doorstep_core::host::Method;
use doorstep_domain::case::discount_approval;
use doorstep_domain::id::{CaseId, VisitId};
use serde_json::{Value, json};

use super::stage::Stage;
use crate::scenario::{About, Action, Answer, NewJob};
use crate::world::Trouble;

/// The user of the office who acts.
fn acting(who: &str) -> Value {
    json!({ "user": who, "name": who, "role": "office" })
}

impl Stage<'_> {
    /// Does what somebody of the office does.
    pub(super) fn act_at_desk(&mut self, who: &str, about: &About, action: &Action) -> Result<(), Trouble> {
        let acting = acting(who);
        let order = |stage: &Self, name: &str, body: Value| stage.order(who, about, name, body);
        match action {
            Action::CreatesJob(new) => return self.create_job(&acting, new),
            Action::Assigns(people) => order(self, "assign", json!({ "users": people.0 }))?,
            Action::Reschedules(moment) => {
                let start_ms = moment.at(self.time.now_ms(), &self.zone);
                order(self, "appoint", json!({ "start_ms": start_ms }))?
            }
            Action::PublishesPrices(prices) => return self.publish_prices(prices),
            Action::PublishesChecklist(new) => return self.publish_checklist(new),
            Action::ConfirmsPayments => {
                let case = self.case(about.job.as_deref())?;
                let job = self.company.desk(Method::Get, &format!("jobs/{case}"), &Value::Null)?;
                let quotes = job["quotes"].as_array().cloned().unwrap_or_default();
                let payments = quotes.iter().filter_map(|quote| quote["payments"].as_array()).flatten();
                for payment in payments.filter(|payment| payment["standing"] == "pending") {
                    order(self, "approve", json!({ "what": payment["approval"], "accepted": true }))?;
                }
                return self.company.project();
            }
            Action::ApprovesDiscount(id) => {
                let case = self.case(about.job.as_deref())?;
                let quote = self.names.quotes.get(&case).ok_or("the story has no quote yet")?;
                let what = discount_approval(*quote, id);
                order(self, "approve", json!({ "what": what, "accepted": true }))?
            }
            Action::ReversesDeduction(wrong) => {
                let job = self.desk_job(about.job.as_deref())?;
                let deduction = standing_deduction(&job).ok_or("nothing was deducted")?;
                let body = json!({
                    "deduction": deduction.to_string(), "cause": wrong.cause.0, "reason": wrong.because,
                    "account": wrong.account,
                });
                order(self, "reverse-deduction", body)?
            }
            Action::Coordinates(made) => {
                let body = json!({ "reason": made.because, "person": made.person, "plan": made.plan });
                let answer = order(self, "coordinate", body)?;
                return self.name_linked(&made.name, serde_json::from_value(answer["case"].clone())?);
            }
            Action::Answers(_) | Action::Ticks(_) | Action::Finishes(_) | Action::Completes => {
                return self.fill_at_desk(&acting, about, action);
            }
            Action::FollowsLink(link) => {
                let body = json!({ "link": link.link, "report": link.report, "users": link.users.0 });
                let answer = order(self, "follow", body)?;
                return self.name_linked(&link.name, serde_json::from_value(answer["case"].clone())?);
            }
            other => return self.settle_at_desk(who, about, other),
        };
        Ok(())
    }

    /// Sends a command about a job to the office.
    fn order(&self, who: &str, about: &About, name: &str, mut body: Value) -> Result<Value, Trouble> {
        body["acting"] = acting(who);
        let case = self.case(about.job.as_deref())?;
        self.company.desk(Method::Post, &format!("jobs/{case}/{name}"), &body)
    }

    /// What ends, keeps, approves or follows up a job.
    fn settle_at_desk(&mut self, who: &str, about: &About, action: &Action) -> Result<(), Trouble> {
        let order = |stage: &Self, name: &str, body: Value| stage.order(who, about, name, body);
        match action {
            Action::Cancels(reason) => order(self, "cancel", json!({ "reason": reason }))?,
            Action::Reopens(reason) => order(self, "reopen", json!({ "reason": reason }))?,
            Action::Archives => order(self, "archive", json!({}))?,
            Action::Holds(reason) => order(self, "hold", json!({ "reason": reason }))?,
            Action::LiftsHold(reason) => {
                let job = self.desk_job(about.job.as_deref())?;
                let hold = job.state.standing_holds().next().map(|hold| hold.held.fact);
                order(self, "lift", json!({ "hold": hold, "reason": reason }))?
            }
            Action::Erases => order(self, "erase", json!({}))?,
            Action::ErasesDue => {
                self.company.node().purge_due()?;
                return self.company.project();
            }
            Action::Approves(what) => order(self, "approve", json!({ "what": what, "accepted": true }))?,
            Action::Refuses(what) => order(self, "approve", json!({ "what": what, "accepted": false }))?,
            Action::ConfirmsSignature(role) => {
                let job = self.desk_job(about.job.as_deref())?;
                let what = super::act::unconfirmed(&job, role.0)?.to_string();
                order(self, "approve", json!({ "what": what, "accepted": true }))?
            }
            Action::FollowsUp(said) => {
                let job = self.desk_job(about.job.as_deref())?;
                let (visit, task) = self.asked_after(&job)?;
                let (satisfied, reason) = (said.satisfied, &said.because);
                let body = json!({ "visit": visit, "task": task, "satisfied": satisfied, "reason": reason });
                order(self, "follow-up", body)?
            }
            other => return Err(format!("`{}` is nothing that is done at the desk", other.word()).into()),
        };
        Ok(())
    }

    /// The job as the office's own device shows it.
    fn desk_job(&self, name: Option<&str>) -> Result<doorstep_core::Job, Trouble> {
        self.desk.sync()?;
        let case = self.case(name)?;
        self.desk.job(case)?.ok_or_else(|| "the office does not have the job".into())
    }

    /// The desk runs the checklist of its own cases.
    fn fill_at_desk(&self, acting: &Value, about: &About, action: &Action) -> Result<(), Trouble> {
        let case = self.case(about.job.as_deref())?;
        let job = self.desk_job(about.job.as_deref())?;
        let service = &job.state.created.as_ref().ok_or("the job was never created")?.body.service;
        let order = |name: &str, mut body: Value| {
            body["acting"] = acting.clone();
            self.company.desk(Method::Post, &format!("jobs/{case}/{name}"), &body).map(drop)
        };
        let is_gating = |step: &str| {
            let parts = self.company.pack().pack.service(service);
            parts.and_then(|parts| parts.checklist.step(step)).is_some_and(|step| step.gating)
        };
        match action {
            Action::Answers(answers) => order("fill", json!({ "answers": self.given(service, answers)? })),
            Action::Ticks(steps) => steps.0.iter().try_for_each(|step| {
                order("fill", json!({ "answers": { step.as_str(): true } }))?;
                if is_gating(step) { order("step-done", json!({ "step": step })) } else { Ok(()) }
            }),
            Action::Finishes(steps) => {
                steps.0.iter().try_for_each(|step| order("step-done", json!({ "step": step })))
            }
            _ => order("complete", json!({})),
        }
    }

    /// The card of the customer of a job.
    fn customer_of(&self, job: &str) -> Result<doorstep_domain::id::CardId, Trouble> {
        let job = self.desk_job(Some(job))?;
        Ok(job.state.created.as_ref().ok_or("the job was never created")?.body.customer.card)
    }

    /// Open complaints that the office shows beside a case of the same customer.
    pub(super) fn complaints_beside(&self, case: CaseId) -> Result<Vec<String>, Trouble> {
        let job = self.company.desk(Method::Get, &format!("jobs/{case}"), &Value::Null)?;
        let complaints = job["complaints"].as_array().cloned().unwrap_or_default();
        let case_of = |complaint: &Value| serde_json::from_value::<CaseId>(complaint["case"].clone());
        complaints.iter().map(|complaint| Ok(self.name_of_job(case_of(complaint)?))).collect()
    }

    /// What phones say is left with them of an erased job, by the name of the user.
    pub(super) fn left_on_phones(&self, case: CaseId) -> Result<BTreeMap<String, String>, Trouble> {
        let erased = self.company.desk(Method::Get, "erased", &Value::Null)?;
        let mut all = erased.as_array().into_iter().flatten();
        let erased =
            all.find(|erased| erased["case"] == json!(case)).ok_or("nothing is left of it at the office")?;
        let said = erased["phones"].as_array().into_iter().flatten().map(|phone| {
            let text = |name: &str| phone[name].as_str().unwrap_or_default().to_owned();
            (text("name"), text("left").replace('_', " "))
        });
        Ok(said.collect())
    }

    /// Answers as the office's interface takes them.
    fn given(&self, service: &str, answers: &BTreeMap<String, Answer>) -> Result<Value, Trouble> {
        // The first visit is not made yet, and only the values are of interest.
        let visit = VisitId([0; 8]);
        let value = |step: &String, answer: &Answer| -> Result<Value, Trouble> {
            Ok(match answer {
                Answer::Options(options) => json!(options),
                one => {
                    json!(self.values(service, visit, step, one)?.into_iter().find_map(|(_, value)| value))
                }
            })
        };
        answers.iter().map(|(step, answer)| Ok((step.clone(), value(step, answer)?))).collect()
    }

    fn create_job(&mut self, acting: &Value, new: &NewJob) -> Result<(), Trouble> {
        let now_ms = self.time.now_ms();
        let start_ms = new.appointment.map(|moment| moment.at(now_ms, &self.zone));
        let service = self.service_of_new(new);
        let card = new.customer_of.as_ref().map(|job| self.customer_of(job)).transpose()?;
        let body = json!({
            "acting": acting,
            "pack": self.company.pack().id,
            "service": service,
            "report": new.report,
            "area": new.area.0,
            "emergency": new.emergency,
            "customer": { "name": new.customer, "card": card, "phone": new.phone },
            "site": { "address": new.address, "time_zone": self.scenario.time_zone },
            "reported_at_ms": now_ms,
            "users": new.assigned.0,
            "start_ms": start_ms,
            "answers": self.given(service, &new.answers)?,
        });
        let made = self.company.desk(Method::Post, "jobs", &body)?;
        let case: CaseId = serde_json::from_value(made["case"].clone())?;
        self.jobs.insert(new.name.clone(), case);
        self.company.project()
    }
}

/// The deduction that stands, or the last one that was made.
fn standing_deduction(job: &doorstep_core::Job) -> Option<doorstep_domain::id::FactId> {
    let made = &job.state.deductions;
    let stands = made.iter().find(|deduction| deduction.reversed.is_none());
    stands.or(made.last()).map(|deduction| deduction.made.fact)
}
