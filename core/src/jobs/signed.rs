//! What was signed, against what stands now.

use doorstep_domain::case::{Case, Standing};
use doorstep_domain::fact::SignatureGiven;
use doorstep_domain::fold::Recorded;
use doorstep_domain::id::{Hash, VisitId};
use doorstep_domain::pack::Pack;
use doorstep_domain::signature::Difference;
use doorstep_domain::statement::View;
use rusqlite::Connection;

use crate::error::Error;
use crate::store::items;

/// A signature with what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedJob {
    /// The visit.
    pub visit: VisitId,
    /// The signature.
    pub signature: Recorded<SignatureGiven>,
    /// What was on the screen; `None` if its bytes are not on this device.
    pub view: Option<View>,
    /// The strokes; `None` if their bytes are not on this device.
    pub strokes: Option<Vec<u8>>,
    /// The work report was not known to the signer.
    pub is_provisional: bool,
    /// How it differs from what stands now.
    pub now: SignatureNow,
}

/// How what was signed differs from what stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureNow {
    /// It does not.
    Same,
    /// It cannot be compared: the signed view or the pack is not on this device.
    Unknown,
    /// It does: what, by name.
    Changed(Box<Difference>),
}

/// All signatures of a case.
pub(super) fn all(
    connection: &Connection,
    case: &mut Case,
    pack: Option<&Pack>,
) -> Result<Vec<SignedJob>, Error> {
    let visits = case.state().visits.iter();
    let signatures: Vec<(VisitId, Recorded<SignatureGiven>)> =
        visits.flat_map(|(id, visit)| visit.signatures.iter().map(|s| (*id, s.clone()))).collect();
    let of_one = |(visit, signature): (VisitId, Recorded<SignatureGiven>)| {
        let blob = |hash| items::small_blob(connection, case.id(), Hash(hash));
        let bytes = blob(signature.body.view.0)?;
        let view = bytes.as_deref().and_then(|bytes| View::from_bytes(bytes).ok());
        let strokes = blob(signature.body.strokes.0)?;
        let now = match (&bytes, pack) {
            (Some(view), Some(pack)) => compare(case, &signature.body, view, pack),
            _ => SignatureNow::Unknown,
        };
        let is_provisional = case.state().is_provisional(signature.fact);
        Ok(SignedJob { visit, signature, view, strokes, is_provisional, now })
    };
    signatures.into_iter().map(of_one).collect()
}

fn compare(case: &Case, given: &SignatureGiven, view: &[u8], pack: &Pack) -> SignatureNow {
    match case.standing_of(given, view, pack) {
        Standing::Compared(difference) => standing(difference),
        Standing::Broken | Standing::Unknown => SignatureNow::Unknown,
    }
}

fn standing(difference: Difference) -> SignatureNow {
    if difference.is_none() { SignatureNow::Same } else { SignatureNow::Changed(Box::new(difference)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorstep_domain::statement::{ViewCheck, ViewLine};

    fn view(total_minor: i64, lines: &[(&str, i64)], checks: &[(&str, &str)]) -> View {
        View {
            text: format!("made at {total_minor}"),
            lines: lines
                .iter()
                .map(|(key, amount_minor)| ViewLine {
                    key: (*key).to_owned(),
                    title: (*key).to_owned(),
                    quantity: "1".to_owned(),
                    amount_minor: *amount_minor,
                })
                .collect(),
            total_minor: Some(total_minor),
            currency: "CNY".to_owned(),
            checks: checks
                .iter()
                .map(|(step, value)| ViewCheck {
                    step: (*step).to_owned(),
                    title: String::new(),
                    value: (*value).to_owned(),
                })
                .collect(),
            photos: Vec::new(),
            minutes: None,
        }
    }

    #[test]
    fn another_wording_is_the_same_and_another_line_is_not() {
        let signed = view(18_000, &[("valve", 18_000)], &[("leak", "no")]);
        let mut reworded = signed.clone();
        reworded.text = "other words".to_owned();
        assert_eq!(standing(Difference::between(&signed, &reworded)), SignatureNow::Same);
        let now = view(21_500, &[("valve", 18_000), ("hose", 3_500)], &[("leak", "yes")]);
        let SignatureNow::Changed(difference) = standing(Difference::between(&signed, &now)) else {
            panic!("a line was added");
        };
        assert_eq!((difference.signed_minor, difference.not_signed_minor()), (Some(18_000), Some(3_500)));
        assert_eq!(difference.lines_not_signed(), 1);
        assert_eq!(difference.checks[0].now.as_ref().unwrap().value, "yes");
    }

    #[test]
    fn what_is_answered_after_a_signature_was_not_signed_and_changes_nothing() {
        let signed = view(18_000, &[("valve", 18_000)], &[("leak", "no")]);
        let now = view(18_000, &[("valve", 18_000)], &[("leak", "no"), ("tested", "yes")]);
        assert_eq!(standing(Difference::between(&signed, &now)), SignatureNow::Same);
    }
}
