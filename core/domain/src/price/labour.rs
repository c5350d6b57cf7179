//! Labour by time: who pays for which half hour.
//!
//! All minutes of all visits and phones are added up, `floor(milliseconds / 60,000)`, and cut into
//! units; every unit is charged once, at the highest rate worked in it (catalogue rules CH-03 to
//! CH-05, AMB-22). The catalogue does not say in which order the stretches of work stand when they
//! are cut. We lay them end to end with the highest rate first. That gives the customer the fewest
//! units at a high rate, does not depend on which phone's entry arrived first, and more work never
//! costs less. (By the clock it could: ten cheap minutes put in front of a dear half hour that
//! straddled two units would lower the bill.)

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::input::{Session, Work};
use super::problem::Why;
use super::rule::LabourRule;
use crate::id::LineId;
use crate::money::Money;

const MILLIS_PER_MINUTE: u128 = 60_000;

/// The work time of a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct LabourTime {
    /// Whole minutes over all visits and phones.
    pub minutes: u64,
    /// Billing units of that time; a minimum charge may be higher.
    pub units: u64,
    /// The time is an estimate made before the work.
    pub estimated: bool,
}

/// What one labour line pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// Units at its own rate, and what is missing to the minimum charge.
    Charged { units: u64, amount: Money, minimum_top_up: Money },
    /// Its time lies in units that another line pays for.
    Included { by: LineId },
    /// No time was recorded on it.
    NotWorked,
}

/// What each labour line pays, and for how much time.
pub(super) struct Labour {
    pub(super) time: LabourTime,
    pub(super) shares: BTreeMap<LineId, Share>,
}

/// Shares out the work among the labour lines, given with their rates.
pub(super) fn share(
    rule: &LabourRule,
    rates: &BTreeMap<LineId, Money>,
    quote_lines: &BTreeSet<LineId>,
    work: &Work,
) -> Result<Labour, Why> {
    let stretches = stretches(rates, quote_lines, work);
    let tiers = tiers(&stretches);
    if tiers.is_empty() || rule.period_minutes == 0 {
        return Err(if tiers.is_empty() { Why::NoTime } else { Why::NoLabourRule });
    }
    let total: u128 = tiers.iter().map(|tier| tier.millis).sum();
    let minutes = total / MILLIS_PER_MINUTE;
    let units = minutes.div_ceil(u128::from(rule.period_minutes));
    let payers = payers(rule, &tiers, units);
    let mut shares: BTreeMap<LineId, Share> = rates.keys().map(|line| (*line, Share::NotWorked)).collect();
    // The dearest stretch last, so that its payer is the one that is named.
    for stretch in &stretches {
        for line in &stretch.lines {
            shares.insert(*line, Share::Included { by: payers[&stretch.winner].by });
        }
    }
    charge(rule, &tiers, &payers, &mut shares)?;
    let time = LabourTime {
        minutes: u64::try_from(minutes).map_err(|_| Why::Overflow)?,
        units: u64::try_from(units).map_err(|_| Why::Overflow)?,
        estimated: matches!(work, Work::Estimated { .. }),
    };
    Ok(Labour { time, shares })
}

/// Work on some lines, of which the dearest, `winner`, sets the rate.
struct Stretch {
    lines: Vec<LineId>,
    winner: LineId,
    rate: Money,
    millis: u64,
}

/// All the work at one line's rate.
struct Tier {
    line: LineId,
    rate: Money,
    millis: u128,
}

/// Who pays for a tier's time: itself for the units that begin in it, else the one before it.
#[derive(Clone, Copy)]
struct Payer {
    by: LineId,
    units: u128,
}

/// The work that is charged by this quote, the dearest last.
fn stretches(rates: &BTreeMap<LineId, Money>, quote_lines: &BTreeSet<LineId>, work: &Work) -> Vec<Stretch> {
    let all = || rates.keys().copied().collect::<Vec<_>>();
    let worked_on = |session: &Session| {
        let labour: Vec<LineId> = session.items.iter().copied().filter(|l| rates.contains_key(l)).collect();
        let names_this_quote = session.items.iter().any(|line| quote_lines.contains(line));
        match (labour.is_empty(), session.items.is_empty() || names_this_quote) {
            (false, _) => labour,
            (true, true) => all(),
            (true, false) => Vec::new(),
        }
    };
    let stretch = |lines: Vec<LineId>, millis: u64| {
        let dearest = |line: &LineId| (rates[line], Reverse(*line));
        let winner = lines.iter().copied().max_by_key(dearest)?;
        Some(Stretch { lines, winner, rate: rates[&winner], millis })
    };
    let mut stretches: Vec<Stretch> = match work {
        Work::Estimated { minutes } => stretch(all(), u64::from(*minutes) * 60_000).into_iter().collect(),
        Work::Recorded(sessions) => {
            sessions.iter().filter_map(|session| stretch(worked_on(session), session.millis)).collect()
        }
    };
    stretches.sort_by_key(|stretch| (stretch.rate, Reverse(stretch.winner)));
    stretches
}

/// The work by rate, the highest first; equal rates by line id.
fn tiers(stretches: &[Stretch]) -> Vec<Tier> {
    let mut millis: BTreeMap<(Reverse<Money>, LineId), u128> = BTreeMap::new();
    for stretch in stretches {
        *millis.entry((Reverse(stretch.rate), stretch.winner)).or_default() += u128::from(stretch.millis);
    }
    millis.into_iter().map(|((Reverse(rate), line), millis)| Tier { line, rate, millis }).collect()
}

/// Each unit belongs to the tier in which it begins, for that is the highest rate worked in it.
fn payers(rule: &LabourRule, tiers: &[Tier], units: u128) -> BTreeMap<LineId, Payer> {
    let period = u128::from(rule.period_minutes) * MILLIS_PER_MINUTE;
    let begun_before = |millis: u128| millis.div_ceil(period).min(units);
    let mut payers = BTreeMap::new();
    let (mut passed, mut last_payer) = (0, tiers.first().map(|tier| tier.line));
    for tier in tiers {
        let own = begun_before(passed + tier.millis) - begun_before(passed);
        passed += tier.millis;
        if own > 0 {
            last_payer = Some(tier.line);
        }
        payers.insert(tier.line, Payer { by: last_payer.unwrap_or(tier.line), units: own });
    }
    payers
}

/// Puts the amounts in; what is missing to the minimum falls to the highest rate.
fn charge(
    rule: &LabourRule,
    tiers: &[Tier],
    payers: &BTreeMap<LineId, Payer>,
    shares: &mut BTreeMap<LineId, Share>,
) -> Result<(), Why> {
    let mut sum = Money::ZERO;
    for tier in tiers {
        let units = u64::try_from(payers[&tier.line].units).map_err(|_| Why::Overflow)?;
        let amount = times(tier.rate, units)?;
        sum = sum.add(amount).map_err(|_| Why::Overflow)?;
        if units > 0 {
            shares.insert(tier.line, Share::Charged { units, amount, minimum_top_up: Money::ZERO });
        }
    }
    let Some(highest) = tiers.first() else { return Ok(()) };
    let missing = times(highest.rate, u64::from(rule.min_units))?.sub(sum).map_err(|_| Why::Overflow)?;
    if missing > Money::ZERO {
        let (units, amount) = match shares.get(&highest.line) {
            Some(Share::Charged { units, amount, .. }) => (*units, *amount),
            _ => (0, Money::ZERO),
        };
        shares.insert(highest.line, Share::Charged { units, amount, minimum_top_up: missing });
    }
    Ok(())
}

fn times(rate: Money, units: u64) -> Result<Money, Why> {
    let units = i64::try_from(units).map_err(|_| Why::Overflow)?;
    rate.0.checked_mul(units).map(Money).ok_or(Why::Overflow)
}
