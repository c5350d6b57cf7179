//! Words that end up in facts. Facts have closed vocabularies: a signer, a consent or an outcome that
//! no fact can say would be asked for and could never be given.

use std::str::FromStr;

use doorstep_domain::checklist::Kind;
use doorstep_domain::fact::{ConsentWhat, SignatureRole, VisitOutcome};
use doorstep_domain::fold::Authority;
use doorstep_domain::pack::Action;

use super::head::word;
use crate::report::LintReport;
use crate::source::{Draft, PACK, checklist_file};

/// What only a leader can say with effect, whatever a pack permits.
const FOR_LEADERS: [Action; 3] = [Action::OverrideAppointment, Action::Archive, Action::Cancel];

pub(super) fn check(draft: &Draft, report: &mut LintReport) {
    for id in draft.head.signers.keys() {
        say::<SignatureRole>(PACK, format!("signers.{id}"), id, report);
    }
    for (name, checklist) in &draft.checklists {
        let file = checklist_file(name);
        for id in checklist.outcomes.keys() {
            say::<VisitOutcome>(&file, format!("outcomes.{id}"), id, report);
        }
        for (index, step) in checklist.steps.iter().enumerate() {
            if let Kind::Consent { what } = &step.kind {
                say::<ConsentWhat>(&file, format!("steps[{index}].kind.consent.what"), what, report);
            }
        }
    }
    authority(draft, report);
}

fn say<T: FromStr<Err = String>>(file: &str, path: String, word: &str, report: &mut LintReport) {
    if let Err(reason) = word.parse::<T>() {
        report.add(file, path, reason);
    }
}

/// Permissions and ranks do not promise what facts do not keep.
fn authority(draft: &Draft, report: &mut LintReport) {
    let head = &draft.head;
    let of = |role: &str| Authority::of([role]);
    for action in FOR_LEADERS {
        let roles = head.permissions.get(&action).into_iter().flatten();
        for role in roles.filter(|role| of(role) < Authority::Lead) {
            let leaders = Authority::LEAD_ROLES.join(", ");
            let reason = format!("`{role}` has not the authority for it; those who have are {leaders}");
            report.add(PACK, format!("permissions.{}", word(action)), reason);
        }
    }
    for (id, role) in &head.roles {
        let stronger = head.roles.iter().find(|(other, above)| of(id) < of(other) && role.rank > above.rank);
        if let Some((other, _)) = stronger {
            report.add(
                PACK,
                format!("roles.{id}.rank"),
                format!("is above that of `{other}`, who has more authority"),
            );
        }
    }
}
