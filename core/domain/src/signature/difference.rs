//! What was signed against what the record says now: the one comparison that phone, office, report and verifier share.

use crate::id::BlobId;
use crate::price::Currency;
use crate::statement::{View, ViewCheck, ViewLine};

/// What differs between the view that somebody signed and the view of the same thing as it is now.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// The currency of every amount, as the quote has it; `None` if no price is compared.
    pub currency: Option<Currency>,
    /// The total that was signed, in minor units; `None` if no price was shown.
    pub signed_minor: Option<i64>,
    /// The total now, in minor units; `None` if there is none.
    pub now_minor: Option<i64>,
    /// Lines of money that were added, taken away or changed.
    pub lines: Vec<LineChange>,
    /// Checks that say something else than what was signed, or nothing any more.
    pub checks: Vec<CheckChange>,
    /// Photos that the signer saw and that are not part of the record any more.
    pub photos_gone: Vec<BlobId>,
    /// Photos that were taken afterwards. They take nothing from what was signed.
    pub photos_added: Vec<BlobId>,
}

/// One line of money that differs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LineChange {
    /// As it was signed; `None` if it was added afterwards.
    pub signed: Option<ViewLine>,
    /// As it is now; `None` if it was taken away.
    pub now: Option<ViewLine>,
}

/// One check that differs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CheckChange {
    /// As it was signed.
    pub signed: ViewCheck,
    /// As it is now; `None` if its answer was cleared.
    pub now: Option<ViewCheck>,
}

impl Difference {
    /// Compares the structured parts of two views in one language.
    ///
    /// A check that was answered only afterwards does not differ: work goes on after a signature (tools are
    /// counted, the farewell is said), and what was signed still stands. A line of money that was added does.
    #[must_use]
    pub fn between(signed: &View, now: &View) -> Self {
        let mut lines: Vec<LineChange> = signed
            .lines
            .iter()
            .map(|line| (line, now.lines.iter().find(|other| other.key == line.key)))
            .filter(|(line, other)| Some(*line) != *other)
            .map(|(line, other)| LineChange { signed: Some(line.clone()), now: other.cloned() })
            .collect();
        let is_added = |line: &&ViewLine| !signed.lines.iter().any(|other| other.key == line.key);
        lines.extend(
            now.lines
                .iter()
                .filter(is_added)
                .map(|line| LineChange { signed: None, now: Some(line.clone()) }),
        );
        let checks = signed
            .checks
            .iter()
            .map(|check| (check, now.checks.iter().find(|other| other.step == check.step)))
            .filter(|(check, other)| other.is_none_or(|other| other.value != check.value))
            .map(|(check, other)| CheckChange { signed: check.clone(), now: other.cloned() });
        let only_in = |one: &View, other: &View| -> Vec<BlobId> {
            one.photos.iter().filter(|photo| !other.photos.contains(photo)).copied().collect()
        };
        Self {
            currency: None,
            signed_minor: signed.total_minor,
            now_minor: now.total_minor,
            lines,
            checks: checks.collect(),
            photos_gone: only_in(signed, now),
            photos_added: only_in(now, signed),
        }
    }

    /// Whether what was signed still stands.
    #[must_use]
    pub fn is_none(&self) -> bool {
        let same_money = self.signed_minor == self.now_minor && self.lines.is_empty();
        same_money && self.checks.is_empty() && self.photos_gone.is_empty()
    }

    /// Takes out everything that tells amounts, for a reader who must not know them.
    pub fn take_out_prices(&mut self) {
        (self.signed_minor, self.now_minor, self.currency) = (None, None, None);
        self.lines.clear();
    }

    /// How much more the total is than what was signed, in minor units; below zero: less. `None` if one of the two is
    /// not known.
    #[must_use]
    pub fn not_signed_minor(&self) -> Option<i64> {
        self.now_minor?.checked_sub(self.signed_minor?)
    }

    /// How many lines stand now that were not signed, or not like this.
    #[must_use]
    pub fn lines_not_signed(&self) -> usize {
        self.lines.iter().filter(|line| line.now.is_some()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(key: &str, amount_minor: i64) -> ViewLine {
        ViewLine { key: key.into(), title: key.to_uppercase(), quantity: "1".into(), amount_minor }
    }

    fn check(step: &str, value: &str) -> ViewCheck {
        ViewCheck { step: step.into(), title: step.to_uppercase(), value: value.into() }
    }

    fn view(lines: &[ViewLine], checks: &[ViewCheck]) -> View {
        View {
            text: String::new(),
            lines: lines.to_vec(),
            total_minor: Some(lines.iter().map(|line| line.amount_minor).sum()),
            currency: "CNY".into(),
            checks: checks.to_vec(),
            photos: Vec::new(),
            minutes: None,
        }
    }

    #[test]
    fn equal_views_differ_in_nothing() {
        let signed = view(&[line("a", 100)], &[check("lamp", "yes")]);
        assert!(Difference::between(&signed, &signed).is_none());
        let later = View { text: "worded anew".into(), minutes: Some(3), ..signed.clone() };
        assert!(Difference::between(&signed, &later).is_none(), "only the structure counts");
    }

    #[test]
    fn every_change_of_money_is_named() {
        let signed = view(&[line("kept", 1), line("dearer", 100), line("gone", 50)], &[]);
        let now = view(&[line("kept", 1), line("dearer", 120), line("new", 7)], &[]);
        let difference = Difference::between(&signed, &now);
        assert_eq!((difference.signed_minor, difference.now_minor), (Some(151), Some(128)));
        let change = |signed: Option<ViewLine>, now: Option<ViewLine>| LineChange { signed, now };
        assert_eq!(
            difference.lines,
            [
                change(Some(line("dearer", 100)), Some(line("dearer", 120))),
                change(Some(line("gone", 50)), None),
                change(None, Some(line("new", 7))),
            ]
        );
        assert!(!difference.is_none());
    }

    #[test]
    fn a_check_answered_after_the_signature_changes_nothing_that_was_signed() {
        let signed = view(&[], &[check("lamp", "yes"), check("drain", "free")]);
        let more = view(&[], &[check("lamp", "yes"), check("drain", "free"), check("farewell", "yes")]);
        assert!(Difference::between(&signed, &more).is_none());
        let other = view(&[], &[check("lamp", "no")]);
        let difference = Difference::between(&signed, &other);
        assert_eq!(
            difference.checks,
            [
                CheckChange { signed: check("lamp", "yes"), now: Some(check("lamp", "no")) },
                CheckChange { signed: check("drain", "free"), now: None },
            ]
        );
    }

    #[test]
    fn a_photo_that_is_gone_differs_and_one_that_was_added_does_not() {
        let (before, after) = (BlobId([1; 32]), BlobId([2; 32]));
        let signed = View { photos: vec![before], ..view(&[], &[]) };
        let more = View { photos: vec![before, after], ..signed.clone() };
        let difference = Difference::between(&signed, &more);
        assert_eq!((difference.is_none(), difference.photos_added), (true, vec![after]));
        let fewer = Difference::between(&more, &signed);
        assert_eq!((fewer.is_none(), fewer.photos_gone), (false, vec![after]));
    }

    #[test]
    fn a_total_that_is_gone_differs_from_every_total() {
        let signed = view(&[], &[]);
        let now = View { total_minor: None, ..signed.clone() };
        assert!(!Difference::between(&signed, &now).is_none());
    }
}
