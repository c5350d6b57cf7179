//! Customers and sites as a company's own lists have them: brought as rows, kept as cards.
//!
//! A row is known by the key that the company's list gives it. So the same list can be brought again: what is the same
//! stays, what differs becomes a new version of its card. Cases keep the copies that they were made with.

use std::collections::BTreeSet;

use doorstep_domain::id::CardId;
use doorstep_domain::zone::Zone;
use serde::{Deserialize, Serialize};

use super::job::as_read;
use super::{Office, OfficeError};
use crate::error::Error;
use crate::store::{CardKind, CardRow, Read};

/// The longest key of a row, in bytes.
const KEY_MAX: usize = 120;

/// The longest text of a card, in bytes.
const TEXT_MAX: usize = 1_000;

/// The most cards of a page.
const PAGE_MAX: u32 = 1_000;

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerLine {
    /// What the company's own list calls it.
    pub key: String,
    /// The legal owner's name.
    pub name: String,
    /// A telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// A site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteLine {
    /// What the company's own list calls it.
    pub key: String,
    /// The address.
    pub address: String,
    /// POSIX TZ string of the place, such as `CST-8`.
    pub time_zone: String,
    /// The key of the customer to whom it belongs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

/// How rows are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taking {
    /// Only says what would become of them.
    pub check: bool,
    /// All of them or none.
    pub whole: bool,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "became", rename_all = "snake_case")]
pub enum Became {
    /// Something new.
    Added,
    /// A change of what there was.
    Changed,
    /// Nothing: it says what was known.
    Unchanged,
    /// It was not taken.
    Refused {
        /// The field that is the reason.
        field: String,
        /// What is wrong, and what to do.
        reason: String,
    },
}

impl Became {
    pub(super) fn refused(field: &str, reason: impl Into<String>) -> Self {
        Self::Refused { field: field.to_owned(), reason: reason.into() }
    }

    pub(super) fn is_refused(&self) -> bool {
        matches!(self, Self::Refused { .. })
    }
}

impl Office<'_> {
    /// Takes customers. The outcomes stand in the order of the rows; those that are written are written together.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn take_customers(&self, lines: &[CustomerLine], taking: Taking) -> Result<Vec<Became>, OfficeError> {
        let card = |line: &CustomerLine, id: CardId, now_ms: i64| -> Result<CardRow, Became> {
            check_text("key", &line.key, KEY_MAX)?;
            check_text("name", &line.name, TEXT_MAX)?;
            line.phone.iter().try_for_each(|phone| check_text("phone", phone, TEXT_MAX))?;
            let (name, detail) = (line.name.clone(), line.phone.clone());
            Ok(CardRow { name, detail, ..new_card(CardKind::Customer, &line.key, id, now_ms) })
        };
        self.take_cards(lines, taking, card)
    }

    /// Takes sites.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn take_sites(&self, lines: &[SiteLine], taking: Taking) -> Result<Vec<Became>, OfficeError> {
        let card = |line: &SiteLine, id: CardId, now_ms: i64| -> Result<CardRow, Became> {
            check_text("key", &line.key, KEY_MAX)?;
            check_text("address", &line.address, TEXT_MAX)?;
            if Zone::parse(&line.time_zone).is_err() {
                return Err(Became::refused("time_zone", "expected a POSIX TZ string such as CST-8"));
            }
            let (name, detail) = (line.address.clone(), Some(line.time_zone.clone()));
            Ok(CardRow {
                name,
                detail,
                owner: line.customer.clone(),
                ..new_card(CardKind::Site, &line.key, id, now_ms)
            })
        };
        self.take_cards(lines, taking, card)
    }

    /// A page of cards by key, behind the one named `after`.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn cards(&self, kind: CardKind, after: &str, limit: u32) -> Result<Vec<CardRow>, OfficeError> {
        Ok(self.node.read(|read| read.cards(kind, after, limit.min(PAGE_MAX)))?)
    }

    /// Removes cards by their keys, and says how many were there. Cases keep their copies until they are erased.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn remove_cards(&self, kind: CardKind, keys: &[String]) -> Result<u64, OfficeError> {
        let keys = keys.to_vec();
        Ok(self.node.writer.run(move |tx| {
            keys.iter().try_fold(0, |count, key| Ok(count + u64::from(tx.remove_card(kind, key)?)))
        })?)
    }

    fn take_cards<L>(
        &self,
        lines: &[L],
        taking: Taking,
        card: impl Fn(&L, CardId, i64) -> Result<CardRow, Became>,
    ) -> Result<Vec<Became>, OfficeError> {
        let (options, now_ms) = (&self.node.options, self.node.now_ms());
        let wanted = lines.iter().map(|line| Ok(card(line, CardId(options.uuid()?), now_ms)));
        let wanted: Vec<Result<CardRow, Became>> = wanted.collect::<Result<_, Error>>()?;
        if taking.check {
            let judged = self.node.read(|read| judge(read, &wanted))?;
            return Ok(judged.into_iter().map(|(became, _)| became).collect());
        }
        Ok(self.node.writer.run(move |tx| {
            let judged = judge(as_read(tx), &wanted)?;
            let is_off = taking.whole && judged.iter().any(|(became, _)| became.is_refused());
            for row in judged.iter().filter_map(|(_, row)| row.as_ref()).filter(|_| !is_off) {
                tx.put_card(row)?;
            }
            Ok(judged.into_iter().map(|(became, _)| became).collect())
        })?)
    }
}

/// What becomes of each row, with the card to be written if one is.
fn judge(
    read: &dyn Read,
    wanted: &[Result<CardRow, Became>],
) -> Result<Vec<(Became, Option<CardRow>)>, Error> {
    let mut keys = BTreeSet::new();
    let judge = |wanted: &Result<CardRow, Became>| match wanted {
        Err(refused) => Ok((refused.clone(), None)),
        Ok(row) if !keys.insert(row.key.clone()) => {
            Ok((Became::refused("key", "another row has the same key"), None))
        }
        Ok(row) => judge_one(read, row),
    };
    wanted.iter().map(judge).collect()
}

fn judge_one(read: &dyn Read, row: &CardRow) -> Result<(Became, Option<CardRow>), Error> {
    if let Some(owner) = &row.owner
        && read.card(CardKind::Customer, owner)?.is_none()
    {
        let reason = "there is no customer with this key: bring the customers first";
        return Ok((Became::refused("customer", reason), None));
    }
    let Some(known) = read.card(row.kind, &row.key)? else { return Ok((Became::Added, Some(row.clone()))) };
    let said = |card: &CardRow| (card.name.clone(), card.detail.clone(), card.owner.clone());
    if said(&known) == said(row) {
        return Ok((Became::Unchanged, None));
    }
    let version = known.version.saturating_add(1);
    Ok((Became::Changed, Some(CardRow { card: known.card, version, ..row.clone() })))
}

fn new_card(kind: CardKind, key: &str, card: CardId, changed_at_ms: i64) -> CardRow {
    let (key, name) = (key.to_owned(), String::new());
    CardRow { kind, key, card, version: 1, name, detail: None, owner: None, changed_at_ms }
}

/// Something that is there, not too long, and on one line.
pub(super) fn check_text(field: &str, text: &str, most: usize) -> Result<(), Became> {
    let reason = match text {
        "" => "it is empty".to_owned(),
        text if text.len() > most => format!("it has more than {most} bytes"),
        text if text.contains(|c: char| c.is_control() && c != '\n') => {
            "it has control characters".to_owned()
        }
        _ => return Ok(()),
    };
    Err(Became::refused(field, reason))
}

/// A key of a job, as of cards.
pub(super) fn check_key(key: &str) -> Result<(), Became> {
    check_text("key", key, KEY_MAX)
}
