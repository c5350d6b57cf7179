//! Newer versions of the company's pack: other prices, another checklist.

use std::collections::BTreeMap;

use doorstep_domain::case::MovedStep;
use doorstep_domain::id::PackId;
use doorstep_domain::pack::{PackFile, Sources};
use doorstep_domain::statement::Statement;
use doorstep_packs::Published;
use serde_norway::{Value, from_str, to_value};

use super::expect::{Findings, Look};
use super::stage::Stage;
use crate::scenario::{AddedStep, Amount, DifferentSteps, NewChecklist, NewerChecklistCheck};
use crate::world::Trouble;

impl Stage<'_> {
    /// The pack of the company once more, as its next version with other prices.
    pub(super) fn publish_prices(&self, prices: &BTreeMap<String, Amount>) -> Result<(), Trouble> {
        self.publish_again(|sources| set_prices(sources, prices))
    }

    /// The same with another checklist for the story's service.
    pub(super) fn publish_checklist(&self, new: &NewChecklist) -> Result<(), Trouble> {
        let pack = &self.company.pack().pack;
        let service = pack.services.get(&self.scenario.service).ok_or("the pack has no such service")?;
        let path = format!("checklists/{}.yaml", service.checklist);
        self.publish_again(|sources| change(sources, &path, |file| change_steps(file, new)))
    }

    /// Publishes the company's pack as its next version.
    fn publish_again(
        &self,
        change_it: impl FnOnce(&mut Sources) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let mut sources = PackFile::open(&self.company.pack().bytes)?.sources;
        let version = self.company.pack().pack.version + 1;
        change(&mut sources, "pack.yaml", |file| {
            file["version"] = version.into();
            Ok(())
        })?;
        change_it(&mut sources)?;
        let published = doorstep_packs::compile_sources(&sources)?;
        self.company.node().publish(&published.bytes)?;
        self.company.project()
    }
}

/// A pack as a company uses it that has configured these prices.
pub(super) fn with_prices(pack: &Published, prices: &BTreeMap<String, Amount>) -> Result<Published, Trouble> {
    if prices.is_empty() {
        return Ok(pack.clone());
    }
    let mut sources = PackFile::open(&pack.bytes)?.sources;
    set_prices(&mut sources, prices)?;
    Ok(doorstep_packs::compile_sources(&sources)?)
}

/// Sets the prices of items, in every price list that has them.
fn set_prices(sources: &mut Sources, prices: &BTreeMap<String, Amount>) -> Result<(), Trouble> {
    let lists: Vec<String> = sources.keys().filter(|path| path.starts_with("prices/")).cloned().collect();
    for (code, price) in prices {
        let mut is_there = false;
        for path in &lists {
            change(sources, path, |file| {
                if let Some(item) = file["items"].get_mut(code.as_str()) {
                    item["price"] = price.minor.into();
                    is_there = true;
                }
                Ok(())
            })?;
        }
        if !is_there {
            return Err(format!("no price list has the item `{code}`").into());
        }
    }
    Ok(())
}

/// Changes one file of a pack.
fn change(
    sources: &mut Sources,
    path: &str,
    change_it: impl FnOnce(&mut Value) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let bytes = sources.get_mut(path).ok_or_else(|| format!("the pack has no {path}"))?;
    let mut file: Value = serde_norway::from_slice(bytes)?;
    change_it(&mut file)?;
    *bytes = serde_norway::to_string(&file)?.into_bytes();
    Ok(())
}

fn change_steps(file: &mut Value, new: &NewChecklist) -> Result<(), Trouble> {
    let steps = file["steps"].as_sequence_mut().ok_or("the checklist has no steps")?;
    for id in &new.drops.0 {
        let at = place(steps, id)?;
        steps.remove(at);
    }
    for id in &new.demands.0 {
        let at = place(steps, id)?;
        steps[at]["must"] = "must".into();
    }
    for added in &new.adds {
        let at = place(steps, &added.before)?;
        let step = added_step(added, &steps[at]["phase"])?;
        steps.insert(at, step);
    }
    Ok(())
}

fn place(steps: &[Value], id: &str) -> Result<usize, Trouble> {
    let found = steps.iter().position(|step| step["id"].as_str() == Some(id));
    found.ok_or_else(|| format!("the checklist has no step `{id}`").into())
}

/// A tick that has to be done.
fn added_step(added: &AddedStep, phase: &Value) -> Result<Value, Trouble> {
    let mut step: Value = from_str("{kind: tick, must: must}")?;
    step["id"] = added.step.clone().into();
    step["phase"] = phase.clone();
    let title = added.title.as_str();
    step["title"] = to_value(BTreeMap::from([("zh-CN", title), ("en", title)]))?;
    Ok(step)
}

impl Look<'_> {
    /// Which version of the pack the statements name that were signed.
    pub(super) fn check_signed_by(
        &self,
        versions: &BTreeMap<String, u32>,
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        let packs = self.phone.core()?.packs()?;
        let version_of = |pack: PackId| packs.iter().find(|known| known.id == pack)?.version;
        for (role, expected) in versions {
            let mut signed = self.job.signatures.iter().map(|signed| &signed.signature.body);
            let last = signed.rfind(|signed| signed.role.name() == role);
            let statement = last.map(|signed| Statement::from_bytes(&signed.statement)).transpose()?;
            let found = statement.and_then(|statement| version_of(statement.pack));
            findings.same(&format!("version of the pack signed as {role}"), found, Some(*expected));
        }
        Ok(())
    }

    /// What the phone says about a newer checklist.
    pub(super) fn check_newer(
        &self,
        check: &NewerChecklistCheck,
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        let newer = self.phone.core()?.newer_checklist(self.job.case, self.visit)?;
        let ids = |steps: &[MovedStep]| steps.iter().map(|moved| moved.step.clone()).collect::<Vec<_>>();
        match (check, newer) {
            (NewerChecklistCheck::Word(_), newer) => {
                let found = newer.map(|newer| newer.version);
                findings.same("newer checklist, version", found, None);
            }
            (NewerChecklistCheck::Steps(_), None) => {
                findings.wrong("newer checklist: there is none".to_owned());
            }
            (NewerChecklistCheck::Steps(expected), Some(newer)) => {
                let DifferentSteps { adds, drops, changes, answered } = expected;
                let moved = &newer.moved;
                findings.same_set("newer checklist, adds", ids(&moved.added), &adds.0);
                findings.same_set("newer checklist, drops", ids(&moved.gone), &drops.0);
                findings.same_set("newer checklist, changes", ids(&moved.changed), &changes.0);
                let all = [&moved.added, &moved.gone, &moved.changed].into_iter().flatten();
                let found = all.filter(|moved| moved.is_answered).map(|moved| moved.step.clone()).collect();
                findings.same_set("newer checklist, answered", found, &answered.0);
            }
        }
        Ok(())
    }
}
