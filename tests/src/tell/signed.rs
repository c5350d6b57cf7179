//! What is expected of signatures: whether what was signed still stands, and what changed by name.

use doorstep_core::SignatureNow;
use doorstep_domain::text::Language;

use super::expect::{Findings, Look};
use crate::scenario::Check;

impl Look<'_> {
    pub(super) fn check_signatures(&self, check: &Check, findings: &mut Findings) {
        match check {
            Check::Signed(signatures) => {
                for (role, expected) in signatures {
                    findings.same(&format!("signed {role}"), self.signed(role), expected.clone());
                }
            }
            Check::SignedChange(changes) => {
                for (role, expected) in changes {
                    findings.same(
                        &format!("signed change {role}"),
                        self.signed_change(role),
                        expected.clone(),
                    );
                }
            }
            _ => {}
        }
    }

    pub(super) fn signed_change(&self, role: &str) -> Vec<String> {
        let of_role = self.job.signatures.iter().rfind(|s| s.signature.body.role.name() == role);
        match of_role.map(|signature| &signature.now) {
            Some(SignatureNow::Changed(difference)) => {
                let told = difference.told(&Language::english());
                std::iter::once(told.headline).chain(told.details).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn signed(&self, role: &str) -> String {
        let of_role = self.job.signatures.iter().filter(|s| s.signature.body.role.name() == role);
        match of_role.map(|signature| (&signature.now, signature.is_provisional)).next_back() {
            None => "not signed",
            Some((_, true)) => "provisional",
            Some((SignatureNow::Same, _)) => "unchanged",
            Some((SignatureNow::Changed { .. }, _)) => "changed",
            Some((SignatureNow::Unknown, _)) => "unknown",
        }
        .to_owned()
    }
}
