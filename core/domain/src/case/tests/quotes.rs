//! A quote on the phone that made it and at the office that heard of it in another order, to the last digit and word.
//!
//! Everything is random: price books, lines, answers, times, approvals, options. `DOORSTEP_QUOTES=100000` makes it
//! the long run.

use serde_json::{Value as Json, json};

use super::*;
use crate::document::{LineValue, NewLine};
use crate::money::Money;
use crate::pack::Pack;
use crate::price::Quote;
use crate::price::tests::rules::taxed;

const QUOTES: [QuoteId; 3] = [QuoteId([1; 8]), QuoteId([2; 8]), QuoteId([3; 8])];
const SECOND_VISIT: VisitId = VisitId([3; 8]);
const CODES: [&str; 17] = [
    "bulb",
    "unblock",
    "tiles",
    "pipe",
    "tap",
    "travel",
    "visit",
    "software",
    "floor",
    "hole",
    "cancel",
    "returned",
    "ten",
    "parts",
    "voucher",
    "goodwill",
    "no-such-item",
];

/// A cheap generator of numbers: xorshift, seeded, the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

/// A price list with every kind of rule and other figures each time.
fn random_book(dice: &mut Dice) -> Json {
    let mode = dice.pick(&["inclusive", "exclusive"]);
    let mut book = serde_json::to_value(taxed(mode)).unwrap();
    if dice.below(3) == 0 {
        book["tax"] = Json::Null;
        for item in book["items"].as_object_mut().unwrap().values_mut() {
            item.as_object_mut().unwrap().remove("tax");
        }
    } else {
        book["tax"]["rates"]["masked"] = json!(dice.below(20).to_string());
    }
    for item in book["items"].as_object_mut().unwrap().values_mut() {
        if item["price"].is_u64() || item["price"] == "not_configured" {
            let price = json!(dice.below(20_000));
            item["price"] = if dice.below(40) == 0 { json!("not_configured") } else { price };
        }
    }
    for rounding in book["roundings"].as_object_mut().unwrap().values_mut() {
        let (way, step) = (dice.pick(&["half_up", "ceil", "floor"]), dice.pick(&[1, 5, 10, 100]));
        *rounding = json!({ "mode": way, "step_minor": step });
    }
    book["labour"]["period_minutes"] = json!(dice.pick(&[10, 15, 30, 60]));
    book["labour"]["min_units"] = json!(dice.below(3));
    book["discounts"]["ten"]["percent"] = json!(dice.below(101).to_string());
    book["discounts"]["voucher"]["amount"] = json!(dice.below(20_000));
    book["deposit"] = json!({ "percent": dice.below(101).to_string(), "rounding": "jiao" });
    book
}

fn random_pack(dice: &mut Dice) -> Pack {
    let text = |text: &str| json!({ "en": text });
    let yes_no = |id: &str| json!({ "id": id, "phase": "work", "title": text(id), "kind": "yes_no", "must": "should" });
    let number = |id: &str| json!({ "id": id, "phase": "work", "title": text(id), "kind": { "number": {} }, "must": "should" });
    let unknown = "not_configured";
    let pack = json!({
        "id": "random", "version": 1, "lineage": 1, "title": text("Random"), "languages": ["en"], "rules_version": 1,
        "roles": {}, "permissions": {}, "signers": {}, "guidance": {}, "reasons": {},
        "services": { "longfor-dispatch": {
            "title": text("Repair"), "origin": null, "checklist": "list", "price_book": "prices", "form": "form",
            "parameters": { "prepare_within_min": unknown, "hand_in_within_days": unknown, "coordination": unknown },
            "acceptance": { "indoor": ["customer_accept"], "public": ["customer_accept"] },
            "follow_ups": [], "retention": { "free": unknown, "paid": unknown, "coordination": unknown },
        } },
        "checklists": { "list": {
            "phases": [{ "id": "work", "title": text("Work") }],
            "steps": [yes_no("member"), yes_no("carried_in"), yes_no("balcony"), number("floor"), number("holes"),
                number("order_amount")],
            "outcomes": { "done": { "title": text("Done"), "requires": "all" } },
        } },
        "price_books": { "prices": random_book(dice) },
        "forms": { "form": { "title": text("Form"), "copies": [] } },
    });
    serde_json::from_value(pack).unwrap()
}

fn random_line(dice: &mut Dice, visits: &[VisitId]) -> NewLine {
    let is_unlisted = dice.below(6) == 0;
    // 50.00 is within the bounds of what has bounds.
    let cost = if dice.below(4) == 0 { i64::try_from(dice.below(30_000)).unwrap() } else { 5000 };
    let code = dice.pick(&CODES);
    let code = if code == "no-such-item" && dice.below(8) > 0 { "tap" } else { code };
    NewLine {
        quote: dice.pick(&QUOTES),
        visit: dice.pick(visits),
        item: (!is_unlisted).then(|| code.to_owned()),
        what: "something".to_owned(),
        quantity: i64::try_from(1 + dice.below(9)).unwrap().into(),
        cost: (dice.below(8) > 0).then_some(Money(cost)),
    }
}

/// A small company at work on one job.
struct Company {
    dice: Dice,
    people: Vec<Person>,
    pack: Pack,
    lines: Vec<LineId>,
    visits: Vec<VisitId>,
    started: Vec<(VisitId, FactId)>,
    wrote: Vec<Item>,
}

impl Company {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let pack = random_pack(&mut dice);
        let mut office = Person::found(1, "office");
        for step in ["member", "carried_in", "balcony", "floor", "holes", "order_amount"] {
            let value = match step {
                "floor" | "holes" | "order_amount" => Value::Int(i64::try_from(dice.below(9)).unwrap()),
                _ => Value::Bool(dice.below(2) == 0),
            };
            let edit = Edit::SetAnswer { key: AnswerKey::step(VISIT, step), value: Some(value) };
            let seen = office.case.version();
            // A few are not asked as yet.
            if dice.below(12) > 0 {
                office.edit(&seen, edit).unwrap();
            }
        }
        let (chen, li) = (office.join(2, "technician"), office.join(3, "technician"));
        let wrote = office.wrote.clone();
        let (lines, visits, started) = (Vec::new(), vec![VISIT], Vec::new());
        Self { dice, people: vec![office, chen, li], pack, lines, visits, started, wrote }
    }

    /// Somebody does something; what is not possible is not done. Now and then two people meet.
    fn step(&mut self) {
        let who = usize::try_from(self.dice.below(3)).unwrap();
        let known = self.people[who].wrote.len();
        self.people[who].ticks += self.dice.below(1500);
        if self.dice.below(3) == 0 {
            self.say(who);
        } else {
            self.edit(who);
        }
        let new = self.people[who].wrote[known..].to_vec();
        self.wrote.extend(new);
        if self.dice.below(4) == 0 {
            let other = usize::try_from(self.dice.below(3)).unwrap();
            let items = self.people[who].wrote.clone();
            self.people[other].receive(&items);
        }
    }

    fn edit(&mut self, who: usize) {
        let dice = &mut self.dice;
        let edit = match dice.below(6) {
            0 | 1 => {
                let id = LineId([10 + u8::try_from(self.lines.len()).unwrap(); 8]);
                self.lines.push(id);
                Edit::AddLine { id, line: random_line(dice, &self.visits) }
            }
            2 if !self.lines.is_empty() => {
                let quantity = i64::try_from(1 + dice.below(5)).unwrap().into();
                Edit::SetLine { id: dice.pick(&self.lines), set: LineValue::Quantity(quantity) }
            }
            3 if !self.lines.is_empty() => {
                Edit::DeleteLine { id: dice.pick(&self.lines), deleted: dice.below(2) == 0 }
            }
            turn => {
                let visit = dice.pick(&self.visits);
                let (step, value) = match turn {
                    4 => (dice.pick(&["member", "carried_in", "balcony"]), Value::Bool(dice.below(2) == 0)),
                    _ => {
                        let step = dice.pick(&["floor", "holes", "order_amount"]);
                        (step, Value::Int(i64::try_from(dice.below(90)).unwrap()))
                    }
                };
                Edit::SetAnswer { key: AnswerKey::step(visit, step), value: Some(value) }
            }
        };
        let seen = self.people[who].case.version();
        // The line may be with somebody else as yet.
        let _ = self.people[who].edit(&seen, edit);
    }

    fn say(&mut self, who: usize) {
        let (quote, visit) = (self.dice.pick(&QUOTES), self.dice.pick(&self.visits));
        let price_book = self.pack.price_book_id("prices").unwrap();
        let accepted = self.dice.below(3) > 0;
        let body: Body = match self.dice.below(8) {
            0 | 1 => {
                let estimated_minutes = u32::try_from(self.dice.below(120)).unwrap();
                QuoteOffered { visit, quote, price_book, estimated_minutes, statement: None, pack: None }
                    .into()
            }
            2 => {
                let by = crate::fact::Person { name: "Wang".into(), phone: None, relation: None };
                let options = self.people[who].case.offer_of(quote).map(|offer| offer.fact);
                let (what, quote) = (ConsentWhat::Quote, Some(quote));
                let (step, reason, signature) = (None, None, None);
                Consented {
                    visit,
                    what,
                    quote,
                    step,
                    accepted,
                    reason,
                    by,
                    signature,
                    options,
                    total_minor: None,
                }
                .into()
            }
            3 => WorkStarted { visit, lines: self.lines.iter().copied().take(2).collect() }.into(),
            4 => WorkStarted { visit, lines: Vec::new() }.into(),
            5 if !self.started.is_empty() => {
                let (visit, started) = self.dice.pick(&self.started);
                WorkStopped { visit, started }.into()
            }
            6 => Approved { what: discount_approval(quote, "goodwill"), accepted, reason: None }.into(),
            7 if self.visits.len() == 1 => {
                let reason = self.dice.pick(&["second", "rework"]).to_owned();
                VisitPlanned { visit: SECOND_VISIT, reason, after_visit: Some(VISIT) }.into()
            }
            _ => OptionsOffered { visit, options: QUOTES[..2].to_vec(), recommended: Some(QUOTES[1]) }.into(),
        };
        let (is_start, plans) = (matches!(body, Body::WorkStarted(_)), matches!(body, Body::VisitPlanned(_)));
        if self.people[who].record(body).is_err() {
            return;
        }
        let fact = self.people[who].wrote.last().and_then(|item| Fact::open(&item.bytes).ok());
        self.started.extend(fact.filter(|_| is_start).map(|fact| (visit, fact.id())));
        if plans {
            self.visits.push(SECOND_VISIT);
        }
    }

    /// What the office's projector makes of the same items, which came in any order and in any pieces.
    fn projected(&mut self) -> Case {
        let mut items = self.wrote.clone();
        for last in (1..items.len()).rev() {
            items.swap(last, usize::try_from(self.dice.below(last as u64 + 1)).unwrap());
        }
        let id = self.people[0].case.id();
        let genesis = self.wrote[..1].to_vec();
        let mut case = Case::load(id, &Stored { snapshot: None, items: genesis }, &root().public()).unwrap();
        let size = usize::try_from(1 + self.dice.below(items.len() as u64)).unwrap();
        // What waits for something that had not come is delivered again, as the log does.
        for _ in 0..items.len().div_ceil(size) + 1 {
            for piece in items.chunks(size) {
                case.apply(piece, &root().public());
            }
        }
        case
    }
}

fn quotes(case: &Case, pack: &Pack) -> Vec<(Quote, Account, Answer)> {
    let all = QUOTES.iter();
    all.map(|id| {
        let (quote, account) = (case.quote(*id, 45, pack).unwrap(), case.account(*id, pack).unwrap());
        (quote, account, case.answer(*id, pack))
    })
    .collect()
}

#[test]
fn a_quote_is_the_same_on_the_phone_and_at_the_office() {
    let rounds = std::env::var("DOORSTEP_QUOTES").ok().and_then(|count| count.parse().ok()).unwrap_or(120);
    let (mut priced, mut discounted, mut worked) = (0, 0, 0);
    for round in 0..rounds {
        let mut company = Company::new(0x9e37_79b9_7f4a_7c15 ^ (round + 1));
        for _ in 0..30 {
            company.step();
        }
        let mut chen = company.people.swap_remove(1);
        chen.receive(&company.wrote);
        let office = company.projected();
        assert_eq!(chen.case.version(), office.version(), "round {round}: both know the same");
        let (here, there) = (quotes(&chen.case, &company.pack), quotes(&office, &company.pack));
        assert_eq!(here, there, "round {round}");
        priced += here.iter().filter(|(quote, ..)| quote.total.is_some_and(|total| total.0 != 0)).count();
        let taken = |quote: &Quote| quote.lines.iter().any(|line| line.discounted > Money::ZERO);
        discounted += here.iter().filter(|(quote, ..)| taken(quote)).count();
        worked += here.iter().filter(|(quote, ..)| quote.time.is_some()).count();
    }
    let rounds = usize::try_from(rounds).unwrap();
    let tried = format!("priced {priced}, discounted {discounted}, with work {worked} of {rounds}");
    assert!(
        priced > rounds / 2 && discounted > rounds / 20 && worked > rounds / 10,
        "too little tried: {tried}"
    );
}
