//! Groups of steps: things that are added and struck out, and steps that are asked for each of them.

use doorstep_domain::id::InstanceId;
use doorstep_domain::text::Language;
use doorstep_domain::value::{Value, path_inside};

use super::super::expect::{Findings, Look};
use super::super::stage::Stage;
use crate::scenario::{About, Action, Listed, Names};
use crate::world::Trouble;

impl Stage<'_> {
    /// The path of a step. One that is asked for each thing of a group is called by the thing and itself, as in
    /// `first/label`.
    pub(in crate::tell) fn path_of(&self, step: &str) -> Result<String, Trouble> {
        let Some((thing, inner)) = step.split_once('/') else { return Ok(step.to_owned()) };
        let (group, id) = self.thing(thing)?;
        Ok(path_inside(group, id, inner))
    }

    /// A step as the story calls it.
    pub(in crate::tell) fn name_of_path(&self, path: &str) -> String {
        let inside = self.names.instances.iter().find_map(|(name, (group, id))| {
            let inner = path.strip_prefix(&path_inside(group, *id, ""))?;
            Some(format!("{name}/{inner}"))
        });
        inside.unwrap_or_else(|| path.to_owned())
    }

    fn thing(&self, name: &str) -> Result<(&str, InstanceId), Trouble> {
        let (group, id) =
            self.names.instances.get(name).ok_or_else(|| format!("nothing is called {name}"))?;
        Ok((group, *id))
    }

    pub(super) fn change_list(&mut self, who: &str, about: &About, action: &Action) -> Result<(), Trouble> {
        match action {
            Action::Lists(listed) => self.add_to_list(who, about, listed),
            Action::Unlists(name) => self.remove(who, about, name, true),
            Action::Relists(name) => self.remove(who, about, name, false),
            other => Err(format!("`{}` changes no list", other.word()).into()),
        }
    }

    fn add_to_list(&mut self, who: &str, about: &About, listed: &Listed) -> Result<(), Trouble> {
        let screen = self.screen(who, about)?;
        let created = screen.job.state.created.as_ref().ok_or("the job was never created")?;
        let mut answers: Vec<(String, Value)> = Vec::new();
        for (step, answer) in &listed.answers {
            let path = path_inside(&listed.of, InstanceId([0; 8]), step);
            let values = self.values(&created.body.service, screen.visit, &path, answer)?;
            answers.extend(values.into_iter().filter_map(|(_, value)| Some((step.clone(), value?))));
        }
        let core = screen.phone.core()?;
        let (id, _) = core.add_instance(screen.case, &screen.seen, screen.visit, &listed.of, answers)?;
        self.names.instances.insert(listed.name.clone(), (listed.of.clone(), id));
        Ok(())
    }

    fn remove(&self, who: &str, about: &About, name: &str, is_removed: bool) -> Result<(), Trouble> {
        let (screen, (group, id)) = (self.screen(who, about)?, self.thing(name)?);
        let core = screen.phone.core()?;
        core.remove_instance(screen.case, &screen.seen, screen.visit, group, id, is_removed)?;
        Ok(())
    }
}

impl Look<'_> {
    /// The things of a group, as people call them.
    pub(in crate::tell) fn check_list(
        &self,
        group: &str,
        expected: &Names,
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        let checklist =
            self.job.checklists.get(&self.visit).ok_or("the phone has no checklist for this job")?;
        let step = checklist.steps.iter().find(|step| step.path == group).ok_or("there is no such group")?;
        let named = step.instances.iter().map(|thing| {
            let name = thing.name.get(&Language::english());
            if thing.removed { format!("{name} (struck out)") } else { name.to_owned() }
        });
        findings.same_set(&format!("listed, {group}"), named.collect(), &expected.0);
        Ok(())
    }
}
