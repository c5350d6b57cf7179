//! What a visit answered, in the columns of its checklist.

use std::collections::BTreeMap;

use super::Case;
use super::context::date_of;
use crate::checklist::{Column, Filled, Stamp, Stamps, moment};
use crate::expr::Expr;
use crate::fold::{VisitState, Who};
use crate::id::{VisitId, hex};
use crate::pack::Pack;
use crate::rejected::Rejected;

impl Case {
    /// What a visit wrote into the columns of its checklist, with those columns.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the pack does not have the service; [`Rejected::NoVisit`].
    pub fn filled(&self, visit: VisitId, pack: &Pack) -> Result<(Vec<Column<Expr>>, Filled), Rejected> {
        let state = self.state.visits.get(&visit).ok_or(Rejected::NoVisit(visit))?;
        let stamps = self.stamps(visit, state);
        self.with_progress(visit, "done", pack, |progress, checklist| {
            let columns = checklist.all_columns().into_owned();
            let filled = progress.fill(&columns, &stamps);
            (columns, filled)
        })
    }

    /// The key of the row of a visit: that of its case, and for every visit but the first its own behind it.
    #[must_use]
    pub fn row_key(&self, visit: VisitId) -> String {
        let digits = hex(&self.id.0);
        let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
        let key =
            format!("uuid:{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32));
        if self.state.first_visit() == Some(visit) { key } else { format!("{key}:{visit}") }
    }

    fn stamps(&self, id: VisitId, visit: &VisitState) -> Stamps {
        let zone = self.state.zone();
        let created = self.state.created.as_ref().filter(|_| self.state.first_visit() == Some(id));
        let began = visit.entered.values().map(|at| at.wall_ms).min();
        let began = began.or_else(|| created.map(|created| created.at.wall_ms));
        let completed = visit.completed.as_ref().map(|done| (done.at, &done.who));
        let ended = completed.or_else(|| visit.ended.as_ref().map(|ended| (ended.at, &ended.who)));
        let who: Option<&Who> = ended.map(|(_, who)| who);
        let day = date_of(&self.state, visit).map(|day| day.to_string());
        let recorded = [
            (Stamp::Began, began.map(|at_ms| moment(at_ms, &zone))),
            (Stamp::Ended, ended.map(|(at, _)| moment(at.wall_ms, &zone))),
            (Stamp::Day, day),
            (Stamp::Device, who.map(|who| who.certificate.to_string())),
            (Stamp::User, who.map(|who| who.user.clone())),
            (Stamp::Key, Some(self.row_key(id))),
        ];
        let recorded = recorded.into_iter().filter_map(|(stamp, said)| Some((stamp, said?))).collect();
        let strokes: BTreeMap<_, _> = visit
            .signatures
            .iter()
            .map(|signed| (signed.body.role.name().to_owned(), signed.body.strokes))
            .collect();
        Stamps { recorded, strokes, zone }
    }
}
