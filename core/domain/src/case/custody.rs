//! What a customer reads before signing for something that is taken along, and the alarm when it is not back
//! (scenario 14).

use std::collections::BTreeMap;

use super::Case;
use crate::fact::SignatureRole;
use crate::fold::Custody;
use crate::id::VisitId;
use crate::text::{Language, Text};
use crate::timer::{Alarm, Certainty};

impl Case {
    /// What is handed over or back in a visit, one line each; empty for other signatures.
    pub(super) fn custody_text(&self, role: SignatureRole, visit: VisitId, language: &Language) -> String {
        let zone = self.state.zone();
        let say = |english: &'static str, chinese| if language.is_chinese() { chinese } else { english };
        let mut text = String::new();
        for custody in &self.state.custody {
            let moved = match (role, &custody.back) {
                (SignatureRole::CustomerCustodyOut, _) if custody.out.body.visit == visit => {
                    &custody.out.body
                }
                (SignatureRole::CustomerCustodyBack, Some(back)) if back.body.visit == visit => &back.body,
                _ => continue,
            };
            text.push_str(&format!("{}\n", moved.what));
            if !moved.accessories.is_empty() {
                let with = say("With", "附件");
                text.push_str(&format!("  {with}: {}\n", moved.accessories.join(say(", ", "、"))));
            }
            text.push_str(&format!("  {}: {}\n", say("Condition", "外观状况"), moved.condition));
            let planned_ms = custody.planned_return_ms.filter(|_| role == SignatureRole::CustomerCustodyOut);
            if let Some(planned_ms) = planned_ms {
                let at = zone.local(planned_ms).format("%Y-%m-%d %H:%M");
                text.push_str(&format!("  {}: {at}\n", say("Back by", "归还时间")));
            }
        }
        text
    }

    /// When what was taken along is due back: an alarm each, without a network or a rule of a pack.
    #[must_use]
    pub fn custody_alarms(&self) -> Vec<Alarm> {
        let out = self.state.custody.iter().filter(|custody| custody.back.is_none());
        out.filter_map(alarm).collect()
    }
}

fn alarm(custody: &Custody) -> Option<Alarm> {
    let what = &custody.out.body.what;
    let title = BTreeMap::from([
        (Language::chinese(), format!("归还：{what}")),
        (Language::english(), format!("Bring back: {what}")),
    ]);
    Some(Alarm {
        id: format!("custody/{}", custody.out.fact),
        title: Text(title),
        clock_title: None,
        counts: true,
        role: None,
        visit: Some(custody.out.body.visit),
        warn_at_ms: None,
        due_at_ms: custody.planned_return_ms?,
        certainty: Certainty::Exact,
    })
}
