//! What stands around the work of a job.

use doorstep_domain::fold::{Asked, Custody};
use doorstep_domain::stock;

use super::source::Reading;
use crate::office::after::{Around, Held, Request};

impl Reading<'_> {
    pub(super) fn around(&self) -> Around {
        let state = self.case.state();
        let created = state.created.as_ref();
        let pack = created.and_then(|created| self.node.shelf.pack(created.body.pack).ok().flatten());
        let follow_ups = pack.as_deref().and_then(|pack| self.case.follow_ups(pack).ok());
        let title = |what: &str| {
            let name = pack.as_deref().map(|pack| self.case.approval_name(what, pack));
            name.map_or_else(|| what.to_owned(), |name| name.get(self.language).to_owned())
        };
        let now_ms = self.node.now_ms();
        Around {
            follow_ups: follow_ups.unwrap_or_default(),
            requests: state.asked.iter().map(|asked| request(asked, title(&asked.asked.body.what))).collect(),
            custody: state.custody.iter().map(|custody| held(custody, now_ms)).collect(),
            van_stock: stock::of_case(state),
            to_satisfy: !state.to_satisfy.is_empty(),
        }
    }
}

fn request(asked: &Asked, title: String) -> Request {
    let body = &asked.asked.body;
    Request {
        what: body.what.clone(),
        title,
        detail: body.detail.clone(),
        amount_minor: body.amount_minor,
        who: asked.asked.who.name.clone(),
        at_ms: asked.asked.at.wall_ms,
        answer: asked.answer,
    }
}

fn held(custody: &Custody, now_ms: i64) -> Held {
    let out = &custody.out;
    Held {
        out: out.fact,
        what: out.body.what.clone(),
        accessories: out.body.accessories.clone(),
        condition: out.body.condition.clone(),
        who: out.who.name.clone(),
        taken_ms: out.at.wall_ms,
        planned_return_ms: custody.planned_return_ms,
        returned_ms: custody.back.as_ref().map(|back| back.at.wall_ms),
        overdue: custody.is_overdue(now_ms),
        signed: [custody.signed_out.is_some(), custody.signed_back.is_some()],
    }
}
