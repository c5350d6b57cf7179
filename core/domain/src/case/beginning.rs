//! The answers with which a case begins.

use super::Case;
use super::context::local_date;
use crate::checklist::Visits;
use crate::document::Edit;
use crate::fact::Created;
use crate::id::{InstanceId, VisitId};
use crate::pack::Pack;
use crate::value::{AnswerKey, Value};
use crate::zone::Zone;

impl Case {
    /// The edits with which whoever creates a case begins its first visit: what is `known` already, and the defaults
    /// of the checklist for all other steps. Only cases of the desk begin with defaults: their one visit is their
    /// course, and no other would begin without them.
    #[must_use]
    pub fn beginning(created: &Created, pack: &Pack, known: Vec<Edit>) -> Vec<Edit> {
        let Some(service) = pack.service(&created.service).filter(|_| created.case_kind.is_desk()) else {
            return known;
        };
        let zone = Zone::parse(&created.site.time_zone).unwrap_or_else(|_| Zone::utc());
        let day = zone.local(created.reported_at_ms).date();
        let visits = Visits { this: created.visit, first: created.visit };
        let said: Vec<String> = known.iter().filter_map(answered).collect();
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        let defaults = service.checklist.beginning(visits, None, &said, day);
        defaults.into_iter().map(edit).chain(known).collect()
    }

    /// The edits with which a thing of a group begins, but for the steps of which something is `known`.
    pub(super) fn beginning_of_thing(
        &self,
        (visit, group, id): (VisitId, &str, InstanceId),
        known: &[&str],
        pack: &Pack,
    ) -> Vec<Edit> {
        let service = self.service_of(visit, pack).ok().filter(|service| service.service.case.is_desk());
        let reported = self.state.created.as_ref().map(|created| created.body.reported_at_ms);
        let Some((service, reported)) = service.zip(reported) else { return Vec::new() };
        let day = self.state.visits.get(&visit).and_then(|visit| super::context::date_of(&self.state, visit));
        let day = day.unwrap_or_else(|| local_date(&self.state, reported));
        let defaults = service.checklist.beginning(self.visits_of(visit), Some((group, id)), known, day);
        defaults.into_iter().map(edit).collect()
    }
}

fn edit((key, value): (AnswerKey, Value)) -> Edit {
    Edit::SetAnswer { key, value: Some(value) }
}

/// The step that an edit says something about, if that is an answer.
fn answered(edit: &Edit) -> Option<String> {
    match edit {
        Edit::SetAnswer { key, value: Some(_) } => Some(key.step_id().to_owned()),
        _ => None,
    }
}
