//! Over all jobs: whom to ask afterwards, and what is in the vans. Both are read from what the projector derived,
//! so that no document is opened.

use std::collections::BTreeMap;

use doorstep_domain::decimal::Decimal;
use doorstep_domain::fact::{Satisfaction, StockPlace};
use doorstep_domain::id::{CaseId, FactId, VisitId};
use doorstep_domain::pack::Channel;
use doorstep_domain::privacy::Private;
use doorstep_domain::stock::{VanPart, VanStock};
use doorstep_domain::text::Text;
use doorstep_domain::wage::Month;
use serde::Serialize;

use super::{Office, OfficeError};
use crate::store::{FollowUpRow, FollowUpState, OfCase, Said, VanMonth, VanMoveRow};

/// Somebody to be asked whether the work was good. All times: milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FollowUp {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The customer's name.
    pub customer: String,
    /// The customer's telephone number.
    pub phone: Option<String>,
    /// Where the work was done.
    pub address: String,
    /// POSIX TZ string of the place.
    pub time_zone: String,
    /// The completed visit.
    pub visit: VisitId,
    /// The rule of the service; with the visit, its key.
    pub task: String,
    /// What people read, by language.
    pub title: Text,
    /// The role that does it.
    pub role: String,
    /// How the customer is reached.
    pub channel: Channel,
    /// By when: the end of a day at the site; `null`: not configured.
    pub due_at_ms: Option<i64>,
    /// Whether it should have been done.
    pub overdue: bool,
    /// Whether the company asks for it; if not, it may be left.
    pub is_required: bool,
    /// Attempts that reached nobody.
    pub attempts: u32,
    /// What the customer said, once reached. A `rework` is the visit that does the work again.
    pub said: Option<Said>,
}

impl FollowUp {
    fn of(listed: OfCase<FollowUpRow>, now_ms: i64) -> Self {
        let row = listed.row;
        let is_over = row.due_at_ms.is_some_and(|due_at_ms| due_at_ms <= now_ms);
        Self {
            case: listed.case,
            number: listed.number,
            customer: listed.customer,
            address: listed.address,
            time_zone: listed.time_zone,
            overdue: is_over && row.is_required && row.said.is_none(),
            phone: row.phone,
            visit: row.visit,
            task: row.task,
            title: row.title,
            role: row.role,
            channel: row.channel,
            due_at_ms: row.due_at_ms,
            is_required: row.is_required,
            attempts: row.attempts,
            said: row.said,
        }
    }

    /// Whether the customer was dissatisfied.
    pub(super) fn is_dissatisfied(&self) -> bool {
        self.said.as_ref().is_some_and(|said| said.satisfied == Satisfaction::Dissatisfied)
    }
}

/// How much of a part is in a van, with the movements that make the number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VanLine {
    /// Van, part and how much.
    #[serde(flatten)]
    pub stock: VanStock,
    /// The name of the user whose van it is.
    pub user_name: String,
    /// Whether more was taken out than was recorded as loaded: somebody forgot a movement.
    pub negative: bool,
    /// How much there was before the month began.
    pub before: Decimal,
    /// Every movement since, the oldest first.
    pub moves: Vec<VanMove>,
}

/// A movement of a part into a van or out of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VanMove {
    /// The case in which it was recorded.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The customer's name.
    pub customer: String,
    /// POSIX TZ string of the place.
    pub time_zone: String,
    /// The fact.
    pub fact: FactId,
    /// How much: below zero if it was taken out.
    pub quantity: String,
    /// Where the part was.
    pub from: StockPlace,
    /// Where it is now.
    pub to: StockPlace,
    /// Who moved it.
    pub who: String,
    /// When by the author's clock, milliseconds since 1970 UTC.
    pub at_ms: i64,
}

impl Office<'_> {
    /// Follow-ups over all jobs: open ones with the earliest due first, those done, or those in which the customer
    /// was dissatisfied.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn follow_ups(&self, state: FollowUpState, limit: u32) -> Result<Vec<FollowUp>, OfficeError> {
        let now_ms = self.node.now_ms();
        let rows = self.node.read(|read| read.follow_ups(state, limit))?;
        let rows = rows.into_iter().map(|mut listed| {
            let mask = self.mask(listed.veil.as_ref());
            let phone = listed.row.phone.iter_mut();
            mask.iter().zip(phone).for_each(|(mask, phone)| mask.hide(Private::Phone, phone));
            FollowUp::of(self.hidden(listed), now_ms)
        });
        Ok(rows.collect())
    }

    /// What the movements of parts leave in the vans, of all users or of one, by user and part: at the end of a month,
    /// or by now, with the movements of that month or of this one. A part that is used up and did not move is left out.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn vans(&self, user: Option<&str>, month: Option<Month>) -> Result<Vec<VanLine>, OfficeError> {
        let names: BTreeMap<String, String> =
            self.devices()?.into_iter().map(|device| (device.user, device.name)).collect();
        let first = month.unwrap_or_else(|| Month::at(self.node.now_ms()));
        let (months, moves) =
            self.node.read(|read| Ok((read.van_months(user)?, read.van_moves(user, first, month)?)))?;
        let mut lines: BTreeMap<VanPart, VanLine> = BTreeMap::new();
        for VanMonth { month: of, stock } in months {
            if month.is_none_or(|month| of <= month) {
                let line = lines.entry(stock.part.clone()).or_insert_with(|| van_line(&stock, &names));
                line.add(stock.quantity, of < first);
            }
        }
        for moved in moves {
            let moved = self.hidden(moved);
            if let Some(line) = lines.get_mut(&moved.row.stock.part) {
                line.moves.push(van_move(moved));
            }
        }
        let is_shown = |line: &VanLine| line.stock.quantity != Decimal::ZERO || !line.moves.is_empty();
        Ok(lines.into_values().filter(is_shown).collect())
    }
}

impl Office<'_> {
    /// A row as whoever asks may see it.
    fn hidden<T>(&self, mut listed: OfCase<T>) -> OfCase<T> {
        if let Some(mask) = self.mask(listed.veil.as_ref()) {
            mask.hide(Private::Name, &mut listed.customer);
            mask.hide(Private::Address, &mut listed.address);
        }
        listed
    }
}

/// A line of which nothing is known yet but whose part it is.
fn van_line(stock: &VanStock, names: &BTreeMap<String, String>) -> VanLine {
    let user = &stock.part.user;
    VanLine {
        user_name: names.get(user).unwrap_or(user).clone(),
        stock: VanStock { quantity: Decimal::ZERO, ..stock.clone() },
        before: Decimal::ZERO,
        negative: false,
        moves: Vec::new(),
    }
}

impl VanLine {
    fn add(&mut self, quantity: Decimal, is_before: bool) {
        // A claim beyond all numbers changes nothing.
        self.stock.quantity = self.stock.quantity.add(quantity).unwrap_or(self.stock.quantity);
        if is_before {
            self.before = self.stock.quantity;
        }
        self.negative = self.stock.is_negative();
    }
}

fn van_move(moved: OfCase<VanMoveRow>) -> VanMove {
    let row = moved.row;
    VanMove {
        case: moved.case,
        number: moved.number,
        customer: moved.customer,
        time_zone: moved.time_zone,
        fact: row.fact,
        quantity: row.stock.quantity.trimmed().to_string(),
        from: row.from,
        to: row.to,
        who: row.who,
        at_ms: row.at_ms,
    }
}
