//! The parts of a report and their order, for the page and the PDF alike: who adds one is asked by both for its drawing.

/// A part of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Whose form it is, what became of the job, for whom and where.
    Head,
    Remaining,
    Decisions,
    Entries,
    Visits,
    Checklist,
    Coverage,
    Prices,
    Materials,
    Consents,
    Ratings,
    Signatures,
    Photos,
    Lost,
    Timeline,
    Copies,
    Seal,
}

impl Part {
    /// All parts, in their order.
    pub(crate) const ALL: [Self; 17] = [
        Self::Head,
        Self::Remaining,
        Self::Decisions,
        Self::Entries,
        Self::Visits,
        Self::Checklist,
        Self::Coverage,
        Self::Prices,
        Self::Materials,
        Self::Consents,
        Self::Ratings,
        Self::Signatures,
        Self::Photos,
        Self::Lost,
        Self::Timeline,
        Self::Copies,
        Self::Seal,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_in_the_order() {
        for (place, part) in Part::ALL.into_iter().enumerate() {
            assert_eq!(part as usize, place);
        }
        assert_eq!(Part::Seal as usize + 1, Part::ALL.len());
    }
}
