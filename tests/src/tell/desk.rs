//! What people do at the desk, by the office's own interface.

use std::collections::BTreeMap;

use doorstep_core::host::Method;
use doorstep_domain::case::discount_approval;
use doorstep_domain::id::{CaseId, VisitId};
use doorstep_domain::pack::PackFile;
use serde_json::{Value, json};

use super::stage::Stage;
use crate::scenario::{About, Action, Amount, Answer, NewJob};
use crate::world::Trouble;

impl Stage<'_> {
    /// Does what somebody of the office does.
    pub(super) fn act_at_desk(&mut self, who: &str, about: &About, action: &Action) -> Result<(), Trouble> {
        let acting = json!({ "user": who, "name": who, "role": "office" });
        let order = |stage: &Self, name: &str, mut body: Value| {
            body["acting"] = acting.clone();
            stage.company.desk(
                Method::Post,
                &format!("jobs/{}/{name}", stage.case(about.job.as_deref())?),
                &body,
            )
        };
        match action {
            Action::CreatesJob(new) => return self.create_job(&acting, new),
            Action::Assigns(people) => order(self, "assign", json!({ "users": people.0 }))?,
            Action::Reschedules(moment) => {
                let start_ms = moment.at(self.time.now_ms(), &self.zone);
                order(self, "appoint", json!({ "start_ms": start_ms }))?
            }
            Action::PublishesPrices(prices) => return self.publish_prices(prices),
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
            Action::Coordinates(made) => {
                let body = json!({ "reason": made.because, "person": made.person, "plan": made.plan });
                let answer = order(self, "coordinate", body)?;
                return self.name_linked(&made.name, serde_json::from_value(answer["case"].clone())?);
            }
            Action::Cancels(reason) => order(self, "cancel", json!({ "reason": reason }))?,
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

    /// Answers as the office's interface takes them.
    fn given(&self, answers: &BTreeMap<String, Answer>) -> Result<Value, Trouble> {
        // The first visit is not made yet, and only the values are of interest.
        let visit = VisitId([0; 8]);
        let value = |step: &String, answer: &Answer| -> Result<Value, Trouble> {
            Ok(match answer {
                Answer::Options(options) => json!(options),
                one => json!(
                    self.values(&self.scenario.service, visit, step, one)?
                        .into_iter()
                        .find_map(|(_, value)| value)
                ),
            })
        };
        answers.iter().map(|(step, answer)| Ok((step.clone(), value(step, answer)?))).collect()
    }

    fn create_job(&mut self, acting: &Value, new: &NewJob) -> Result<(), Trouble> {
        let now_ms = self.time.now_ms();
        let start_ms = new.appointment.map(|moment| moment.at(now_ms, &self.zone));
        let body = json!({
            "acting": acting,
            "pack": self.company.pack().id,
            "service": self.scenario.service,
            "report": new.report,
            "area": new.area.0,
            "emergency": new.emergency,
            "customer": { "name": new.customer, "phone": new.phone },
            "site": { "address": new.address, "time_zone": self.scenario.time_zone },
            "reported_at_ms": now_ms,
            "users": new.assigned.0,
            "start_ms": start_ms,
            "answers": self.given(&new.answers)?,
        });
        let made = self.company.desk(Method::Post, "jobs", &body)?;
        let case: CaseId = serde_json::from_value(made["case"].clone())?;
        self.jobs.insert(new.name.clone(), case);
        self.company.project()
    }

    /// The pack of the company once more, as its next version with other prices.
    fn publish_prices(&self, prices: &BTreeMap<String, Amount>) -> Result<(), Trouble> {
        let mut sources = PackFile::open(&self.company.pack().bytes)?.sources;
        let mut missing: Vec<&String> = prices.keys().collect();
        for (path, bytes) in &mut sources {
            let mut file: serde_norway::Value = serde_norway::from_slice(bytes)?;
            if path == "pack.yaml" {
                file["version"] = (self.company.pack().pack.version + 1).into();
            } else if path.starts_with("prices/") {
                for (code, price) in prices {
                    if let Some(item) = file["items"].get_mut(code.as_str()) {
                        item["price"] = price.minor.into();
                        missing.retain(|other| *other != code);
                    }
                }
            } else {
                continue;
            }
            *bytes = serde_norway::to_string(&file)?.into_bytes();
        }
        if let Some(code) = missing.first() {
            return Err(format!("no price list has the item `{code}`").into());
        }
        let published = doorstep_packs::compile_sources(&sources)?;
        self.company.node().publish(&published.bytes)?;
        self.company.project()
    }
}
