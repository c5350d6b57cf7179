//! Random forms within what the importer understands, and people who answer them at random.

use std::collections::BTreeMap;

use crate::dice::Dice;

/// The options of every list.
const OPTIONS: [&str; 4] = ["a", "b", "c", "d"];

/// A row of the sheet `survey`: type, name, label, relevant, constraint, calculation.
pub(super) type Row = [String; 6];

/// The header of the sheet `survey`.
pub(super) const HEADER: [&str; 6] = ["type", "name", "label", "relevant", "constraint", "calculation"];

/// A form, and what some people answer to all of its questions, asked or not.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) survey: Vec<Row>,
    pub(super) kinds: BTreeMap<String, Kind>,
    pub(super) people: Vec<BTreeMap<String, String>>,
}

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Whole,
    Decimal,
    Text,
    Day,
    One,
    Many,
    Agreed,
}

impl Kind {
    const EVERY: [Self; 7] =
        [Self::Whole, Self::Decimal, Self::Text, Self::Day, Self::One, Self::Many, Self::Agreed];

    fn word(self) -> &'static str {
        match self {
            Self::Whole => "integer",
            Self::Decimal => "decimal",
            Self::Text => "text",
            Self::Day => "date",
            Self::One => "select_one list",
            Self::Many => "select_multiple list",
            Self::Agreed => "acknowledge",
        }
    }
}

impl Form {
    pub(super) fn random(seed: u64, number: u64, people: usize) -> Self {
        let mut maker = Maker { dice: Dice::new(seed, number), known: Vec::new(), worked_out: Vec::new() };
        let survey = maker.survey();
        let kinds: BTreeMap<String, Kind> = maker.known.iter().cloned().collect();
        let people = (0..people).map(|_| maker.person()).collect();
        Self { survey, kinds, people }
    }
}

struct Maker {
    dice: Dice,
    /// The questions so far, which later ones may read.
    known: Vec<(String, Kind)>,
    /// Whole numbers that are worked out.
    worked_out: Vec<String>,
}

impl Maker {
    fn survey(&mut self) -> Vec<Row> {
        let mut rows = Vec::new();
        let count = 8 + self.dice.below(8);
        let mut open = 0;
        for number in 0..count {
            if number > 3 && self.one_in(5) {
                let relevant = self.truth(1);
                rows.push(row("begin_group", &format!("g{number}"), [&relevant, "", ""]));
                open += 1;
            }
            if number > 3 && self.one_in(6) {
                let (name, value) = (format!("c{number}"), self.number(1));
                rows.push(row("calculate", &name, ["", "", &value]));
                self.worked_out.push(name);
            }
            rows.push(self.question(number));
            if open > 0 && self.one_in(3) {
                rows.push(row("end_group", "", ["", "", ""]));
                open -= 1;
            }
        }
        rows.extend((0..open).map(|_| row("end_group", "", ["", "", ""])));
        rows
    }

    fn question(&mut self, number: usize) -> Row {
        let kind = Kind::EVERY[self.dice.below(Kind::EVERY.len())];
        let name = format!("q{number}");
        let relevant = if number > 2 && self.one_in(2) { self.truth(2) } else { String::new() };
        let constraint = if self.one_in(2) { self.constraint(kind) } else { String::new() };
        let asked = row(kind.word(), &name, [&relevant, &constraint, ""]);
        self.known.push((name, kind));
        asked
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.dice.below(count) == 0
    }

    fn any(&mut self, kind: Kind) -> Option<String> {
        let of_kind: Vec<&String> =
            self.known.iter().filter(|(_, known)| *known == kind).map(|(name, _)| name).collect();
        self.dice.pick(&of_kind).map(|name| format!("${{{name}}}"))
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.dice.below(of.len())]
    }

    fn order(&mut self) -> &'static str {
        self.pick(&["=", "!=", "<", "<=", ">", ">="])
    }

    fn equality(&mut self) -> &'static str {
        self.pick(&["=", "!="])
    }

    /// A condition over earlier questions.
    fn truth(&mut self, depth: usize) -> String {
        if depth > 0 && self.one_in(2) {
            let (a, b) = (self.truth(depth - 1), self.truth(depth - 1));
            return match self.dice.below(4) {
                0 => format!("not({a})"),
                1 => format!("({a}) or ({b})"),
                2 => format!("{a} and {b}"),
                _ => format!("{a} or {b}"),
            };
        }
        let kind = Kind::EVERY[self.dice.below(Kind::EVERY.len())];
        match self.any(kind) {
            Some(name) => self.about(kind, &name),
            None => self.figures(),
        }
    }

    fn figures(&mut self) -> String {
        let (left, order, right) = (self.number(1), self.order(), self.number(0));
        if left.contains('$') || self.known.len() < 4 {
            return format!("{left} {order} {right}");
        }
        let (name, kind) = self.known[self.dice.below(self.known.len())].clone();
        match kind {
            Kind::Whole | Kind::Decimal => format!("${{{name}}} {order} {right}"),
            kind => self.about(kind, &format!("${{{name}}}")),
        }
    }

    /// Something that holds or does not of one answer.
    fn about(&mut self, kind: Kind, name: &str) -> String {
        let (order, equality) = (self.order(), self.equality());
        let option = self.pick(&OPTIONS);
        let word = self.pick(&["ab", "b", "abc", "x y", "c"]);
        let few = self.dice.below(4);
        if self.one_in(6) {
            return format!("{name} {equality} ''");
        }
        match (kind, self.dice.below(6)) {
            (Kind::Whole | Kind::Decimal, 0) => self.rounded(name),
            (Kind::Whole | Kind::Decimal, _) => self.figures(),
            (Kind::Text, 0) => format!("{name} {equality} '{word}'"),
            (Kind::Text, 1) => {
                format!("{}({name}, '{word}')", self.pick(&["contains", "starts-with", "ends-with"]))
            }
            (Kind::Text, 2) => format!("string-length({name}) {order} {few}"),
            (Kind::Text, _) => self.taken_apart(name, word),
            (Kind::Day, 0) => format!("{name} {order} date('{}')", self.day()),
            (Kind::Day, 1) => format!("{name} {order} today()"),
            (Kind::Day, 2) => format!("{name} {} {few} {order} today()", self.pick(&["+", "-"])),
            (Kind::Day, 3) => format!("format-date({name}, '%d.%n.%y') {equality} '0{}.3.26'", 1 + few),
            (Kind::Day, 4) => {
                format!("decimal-date-time(today()) - decimal-date-time({name}) {order} {few}")
            }
            (Kind::Day, _) => format!("today() - {name} {order} {few}"),
            (Kind::One, 0) => format!("selected({name}, '{option}')"),
            (Kind::One, _) => format!("{name} {equality} '{option}'"),
            (Kind::Many, 0) => format!("count-selected({name}) {order} {few}"),
            (Kind::Many, 1) => format!("{name} {equality} '{option}'"),
            (Kind::Many, _) => format!("selected({name}, '{option}')"),
            (Kind::Agreed, _) => format!("{name} {equality} 'OK'"),
        }
    }

    /// Something that holds of a part of a text, or of its form.
    fn taken_apart(&mut self, name: &str, word: &str) -> String {
        let (order, equality) = (self.order(), self.equality());
        let pattern =
            self.pick(&["[ab]+", "a.*", "^[a-c]{2,3}$", "ab|b", "[0-9]*", "-?\\d+(\\.\\d+)?", "(?:x y)?"]);
        let from = self.pick(&["0", "1", "2", "-1", "-2", "9"]);
        match self.dice.below(6) {
            0 => format!("concat({name}, '-', {name}) {equality} '{word}-{word}'"),
            1 => format!("substr({name}, {from}) {equality} '{word}'"),
            2 => format!("substr({name}, {from}, {}) {equality} 'b'", self.pick(&["1", "2", "-1", "7"])),
            3 => format!("number({name}) {order} {}", self.pick(&["2", "12", "-1", "2.5"])),
            4 => format!("int(substr({name}, 0, 1)) {order} 1"),
            _ => format!("regex({name}, '{pattern}')"),
        }
    }

    /// Something that holds of a number that is rounded, divided or written as a text. Halves below zero and quotients
    /// that go on are what the importer tells of, and do not decide here.
    fn rounded(&mut self, name: &str) -> String {
        let order = self.order();
        let few = self.pick(&["-1", "0", "1", "2", "0.5", "2.5"]);
        match self.dice.below(8) {
            0 => format!("round({name}, 1) {order} {few}"),
            1 => format!("int({name}) {order} {few}"),
            2 => format!("{name} div {} {order} {few}", self.pick(&["3", "7", "1.5"])),
            3 => format!("round({name} div 3, 2) {order} {few}"),
            4 => match self.any(Kind::Whole) {
                Some(other) => format!("{name} div ({other} * {other} + 1) {order} {few}"),
                None => format!("round({name} * 100) {order} 50"),
            },
            5 => format!("floor({name}) {order} {few}"),
            6 => format!("ceiling({name} * 1.5) - floor({name} * 1.5) {order} {few}"),
            _ => format!("regex({name}, '-?[0-9](\\.5)?')"),
        }
    }

    /// A number over earlier questions.
    fn number(&mut self, depth: usize) -> String {
        let kind = if self.one_in(3) { Kind::Decimal } else { Kind::Whole };
        let read = match self.dice.pick(&self.worked_out) {
            Some(name) if self.dice.clone().below(4) == 0 => Some(format!("${{{name}}}")),
            _ => self.any(kind),
        };
        let written = self.pick(&["-2", "-1", "0", "1", "2", "3", "4", "5", "6"]).to_owned();
        let Some(read) = read.filter(|_| !self.one_in(8)) else { return written };
        if depth == 0 {
            return read;
        }
        let other = self.number(depth - 1);
        match self.dice.below(12) {
            0 => format!("({read} + {other})"),
            1 => format!("({read} - {other})"),
            2 => format!("{read} * {other}"),
            3 => format!("{read} div {}", self.pick(&["2", "4", "10"])),
            4 => match self.any(Kind::Whole) {
                Some(whole) => format!("{whole} mod {}", 2 + self.dice.below(4)),
                None => read,
            },
            5 => format!("min({read}, {other})"),
            6 => format!("max({read}, {other})"),
            7 => format!("coalesce({read}, {other})"),
            8 => {
                let condition = self.truth(0);
                let (yes, no) = (self.number(0), self.number(0));
                if condition.len() > 80 { read } else { format!("if({condition}, {yes}, {no})") }
            }
            9 => {
                let names: Vec<String> = self.known.iter().map(|(name, _)| format!("${{{name}}}")).collect();
                let (a, b) = (self.dice.below(names.len()), self.dice.below(names.len()));
                format!("count-non-empty({}, {})", names[a], names[b])
            }
            10 => format!("-{read}"),
            _ => read,
        }
    }

    /// What an answer must satisfy.
    fn constraint(&mut self, kind: Kind) -> String {
        let mut check = match kind {
            Kind::Whole | Kind::Decimal => {
                let (order, number) = (self.order(), self.number(1));
                format!(". {order} {number}")
            }
            kind => self.about(kind, "."),
        };
        if self.one_in(3) {
            let truth = self.truth(1);
            check = format!("{check} {} {truth}", self.pick(&["and", "or"]));
        }
        check
    }

    fn day(&mut self) -> String {
        format!("2026-0{}-0{}", 2 + self.dice.below(2), 1 + self.dice.below(5))
    }

    fn person(&mut self) -> BTreeMap<String, String> {
        let known = self.known.clone();
        let answers = known.into_iter().filter_map(|(name, kind)| {
            let is_left_open = self.one_in(4);
            (!is_left_open).then(|| (name, self.answer(kind)))
        });
        answers.filter(|(_, answer)| !answer.is_empty()).collect()
    }

    /// As ODK stores it; of a choice of several the names with spaces between.
    fn answer(&mut self, kind: Kind) -> String {
        match kind {
            Kind::Whole => self.pick(&["-2", "-1", "0", "1", "2", "3", "4", "5", "6"]).to_owned(),
            Kind::Decimal => self.pick(&["-1.5", "0.25", "0.5", "1", "2.5", "3.75", "6"]).to_owned(),
            Kind::Text => {
                self.pick(&["ab", "b", "abc", "x y", "cab", "bb", "12", "2", "-3.5", "2.50"]).to_owned()
            }
            Kind::Day => self.day(),
            Kind::One => self.pick(&OPTIONS).to_owned(),
            Kind::Many => {
                let chosen: Vec<&str> = OPTIONS.into_iter().filter(|_| self.one_in(2)).collect();
                chosen.join(" ")
            }
            Kind::Agreed => "OK".to_owned(),
        }
    }
}

fn row(kind: &str, name: &str, [relevant, constraint, calculation]: [&str; 3]) -> Row {
    let label =
        if kind == "calculate" || name.is_empty() { String::new() } else { format!("Question {name}") };
    [
        kind.to_owned(),
        name.to_owned(),
        label,
        relevant.to_owned(),
        constraint.to_owned(),
        calculation.to_owned(),
    ]
}

/// The rows of the sheet `choices`.
pub(super) fn choices() -> Vec<[String; 3]> {
    let header = ["list_name", "name", "label"].map(str::to_owned);
    let options = OPTIONS.map(|option| ["list".to_owned(), option.to_owned(), option.to_uppercase()]);
    [header].into_iter().chain(options).collect()
}
