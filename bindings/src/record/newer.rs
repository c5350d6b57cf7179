//! A newer checklist, and what it would ask otherwise.

use doorstep_core as core;
use doorstep_domain::case;
use doorstep_domain::id::PackId;
use doorstep_domain::text::Language;

/// A newer checklist that is on this device, and what it would ask otherwise.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewerChecklist {
    /// The pack that has it, for `move_checklist`.
    pub pack: PackId,
    /// Its version.
    pub version: u32,
    /// Steps that only the newer one has.
    pub added: Vec<MovedStep>,
    /// Steps that it no longer has; their answers stay.
    pub gone: Vec<MovedStep>,
    /// Steps that it has in another form.
    pub changed: Vec<MovedStep>,
    /// Something else differs, such as the order of the steps.
    pub is_rearranged: bool,
}

/// A step that two checklists have differently.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MovedStep {
    /// The step.
    pub step: String,
    /// What people read, by the newer checklist if it has the step.
    pub title: String,
    /// Whether this visit has an answer to it.
    pub is_answered: bool,
}

impl NewerChecklist {
    pub(crate) fn of(newer: core::NewerChecklist, language: &Language) -> Self {
        let core::NewerChecklist { pack, version, moved } = newer;
        let case::ChecklistMove { added, gone, changed, is_rearranged } = moved;
        let all = |steps: Vec<case::MovedStep>| {
            let step = |moved: case::MovedStep| MovedStep {
                step: moved.step,
                title: moved.title.get(language).to_owned(),
                is_answered: moved.is_answered,
            };
            steps.into_iter().map(step).collect()
        };
        Self { pack, version, added: all(added), gone: all(gone), changed: all(changed), is_rearranged }
    }
}
