//! A condition in words: `answers.drilling && !answers.pipe_plan` as a manager would say it.

use doorstep_domain::checklist::Kind;
use doorstep_domain::expr::{Each, Expr, Name, Node, Op, Scalar};
use doorstep_domain::text::Language;

use super::Titles;

/// Says conditions in one language, with the titles of one checklist.
pub(super) struct Words<'a> {
    pub(super) titles: &'a Titles<'a>,
    pub(super) language: &'a Language,
}

impl Words<'_> {
    /// The whole condition.
    pub(super) fn of(&self, condition: &Expr) -> String {
        self.node(condition.root())
    }

    /// An expression that is no condition: a day, a component.
    pub(super) fn value_of(&self, expression: &Expr) -> String {
        self.value(expression.root())
    }

    fn say(&self, english: &'static str, chinese: &'static str) -> &'static str {
        if self.language.is_chinese() { chinese } else { english }
    }

    fn node(&self, node: &Node) -> String {
        match node {
            Node::Literal(scalar) => self.scalar(scalar),
            Node::List(nodes) => self.list(nodes),
            Node::Read(name) => self.is(name, true),
            Node::Has(name) => self.has(name, true),
            Node::Item => self.say("it", "它").to_owned(),
            Node::Call(op, operands) => self.call(*op, operands),
            Node::Matches(text, pattern) => {
                let (text, is) = (self.value(text), self.say(" has the form ", "符合格式 "));
                format!("{text}{is}{pattern}")
            }
            Node::Each(each, parts) => self.each(*each, &parts.0, &parts.1),
        }
    }

    /// A name as a condition of its own, or its opposite.
    fn is(&self, name: &Name, yes: bool) -> String {
        let fixed = match name.as_str() {
            "job.emergency" => {
                Some((("it is an emergency", "是紧急报修"), ("it is no emergency", "不是紧急报修")))
            }
            "job.rework" => Some((("work is done again", "是返修"), ("it is no rework", "不是返修"))),
            "quote.shown" => Some((("a quote was shown", "已报价"), ("no quote was shown", "尚未报价"))),
            "quote.accepted" => Some((
                ("the quote was accepted", "客户同意报价"),
                ("the quote was refused", "客户不同意报价"),
            )),
            "quote.paid" => Some((("something is charged", "收费"), ("nothing is charged", "不收费"))),
            "job.custody" => {
                Some((("something was taken along", "曾带走物品"), ("nothing was taken along", "未带走物品")))
            }
            "job.custody_out" => Some((
                ("something that was taken along is not back", "有物品尚未归还"),
                ("everything that was taken along is back", "物品均已归还"),
            )),
            _ => None,
        };
        if let Some(title) = name.within("windows").and_then(|_| self.titles.named.get(name.as_str())) {
            return match (self.language.is_chinese(), yes) {
                (true, true) => format!("报修在“{title}”内"),
                (true, false) => format!("报修不在“{title}”内"),
                (false, true) => format!("reported within \u{201c}{title}\u{201d}"),
                (false, false) => format!("reported outside \u{201c}{title}\u{201d}"),
            };
        }
        if let Some((holds, fails)) = fixed {
            let (english, chinese) = if yes { holds } else { fails };
            return self.say(english, chinese).to_owned();
        }
        let answer = if yes { self.say("yes", "是") } else { self.say("no", "否") };
        format!("{}{}{answer}", self.name(name), self.say(": ", "："))
    }

    /// Whether a name has an answer.
    fn has(&self, name: &Name, yes: bool) -> String {
        let (holds, fails) = match name.as_str() {
            "quote.accepted" => (
                self.say("the customer has answered the quote", "客户已答复报价"),
                self.say("the customer has not answered the quote", "客户未答复报价"),
            ),
            "quote.paid" => (
                self.say("the quote has a total", "报价有合计"),
                self.say("the quote has no total", "报价没有合计"),
            ),
            _ => {
                let words = if yes {
                    self.say(" is answered", "已填写")
                } else {
                    self.say(" is not answered", "未填写")
                };
                return format!("{}{words}", self.name(name));
            }
        };
        if yes { holds.to_owned() } else { fails.to_owned() }
    }

    fn place(&self, indoor: bool) -> String {
        let words = if indoor {
            self.say("the work is in a home", "入户维修")
        } else {
            self.say("the work is in a public area", "公共区域维修")
        };
        words.to_owned()
    }

    fn includes(&self, operands: &[Node], yes: bool) -> String {
        let [item, list] = operands else { return String::new() };
        if let (Node::Read(_), Node::List(choices)) = (item, list) {
            let choices: Vec<String> = choices.iter().map(|choice| self.value_for(choice, item)).collect();
            let verb = if yes {
                self.say(" is one of ", "是其中之一：")
            } else {
                self.say(" is none of ", "不是")
            };
            return format!("{}{verb}{}", self.value(item), choices.join(self.say(", ", "、")));
        }
        let verb =
            if yes { self.say(" includes ", "包含") } else { self.say(" does not include ", "不包含") };
        format!("{}{verb}{}", self.value(list), self.value_for(item, list))
    }

    /// What people call a name.
    fn name(&self, name: &Name) -> String {
        if let Some((title, _)) = name.within("answers").and_then(|step| self.titles.steps.get(step)) {
            return format!("{}{title}{}", self.say("\u{201c}", "“"), self.say("\u{201d}", "”"));
        }
        if let Some(title) = self.titles.named.get(name.as_str()) {
            let of = if name.within("coverage").is_some() {
                self.say("coverage of ", "保障结论：")
            } else {
                ""
            };
            return format!("{of}{title}");
        }
        if let Some(timer) = name.within("timers") {
            return format!("{}{timer}", self.say("the timer ", "时限 "));
        }
        let words = match name.as_str() {
            "coverage.result" => self.say("the coverage", "保障结论"),
            "job.emergency" => self.say("emergency", "紧急报修"),
            "job.rework" => self.say("rework", "返修"),
            "job.custody" => self.say("something was taken along", "曾带走物品"),
            "job.custody_out" => self.say("something is not back", "有物品尚未归还"),
            "quote.shown" => self.say("a quote was shown", "已报价"),
            "quote.accepted" => self.say("the quote was accepted", "客户同意报价"),
            "quote.paid" => self.say("something is charged", "收费"),
            "job.service" => self.say("the service", "服务"),
            "job.area" => self.say("the place", "地点"),
            "job.minutes" => self.say("minutes worked", "总工时（分钟）"),
            "visit.number" => self.say("the number of the visit", "上门次数"),
            "visit.minutes" => self.say("minutes of this visit", "本次工时（分钟）"),
            "visit.technicians" => self.say("staff on site", "现场人数"),
            "visit.date" => self.say("the day of the visit", "上门日期"),
            "job.reported_at" => self.say("the time of the report", "报修或提出的时间"),
            "job.reported_on" => self.say("the day of the report", "报修或提出的日期"),
            other => other,
        };
        words.to_owned()
    }

    fn call(&self, op: Op, operands: &[Node]) -> String {
        match (op, operands) {
            (Op::Not, [Node::Read(name)]) => self.is(name, false),
            (Op::Not, [Node::Has(name)]) => self.has(name, false),
            (Op::Not, [Node::Call(Op::In, operands)]) => self.includes(operands, false),
            (Op::Not, [one]) => format!("{}{}", self.say("not: ", "并非："), self.nested(one)),
            (Op::And, _) => self.joined(Op::And, operands),
            (Op::Or, _) => self.joined(Op::Or, operands),
            (Op::If, [condition, then, other]) => {
                let (condition, then, other) = (self.node(condition), self.node(then), self.node(other));
                if self.language.is_chinese() {
                    format!("如果{condition}，则{then}，否则{other}")
                } else {
                    format!("if {condition} then {then}, else {other}")
                }
            }
            (Op::In, _) => self.includes(operands, true),
            (Op::Eq | Op::Ne, [Node::Read(name), Node::Literal(Scalar::Str(text))])
                if name.as_str() == "job.area" =>
            {
                self.place((text == "indoor") == (op == Op::Eq))
            }
            (Op::Size, [of]) => format!("{}{}", self.say("how many in ", "数量："), self.value(of)),
            (Op::Sum, [of]) => format!("{}{}", self.say("the sum of ", "合计："), self.value(of)),
            (Op::Min, [of]) => format!("{}{}", self.say("the smallest of ", "最小："), self.value(of)),
            (Op::Max, [of]) => format!("{}{}", self.say("the largest of ", "最大："), self.value(of)),
            (Op::Join, [of, between]) => {
                let (of, between) = (self.value(of), self.value(between));
                format!("{}{of} ({between})", self.say("one after the other ", "依次："))
            }
            (Op::AddDays | Op::AddMonths | Op::AddYears, [date, count]) => self.moved(op, date, count),
            (Op::DaysBetween, [from, to]) => {
                let (from, to) = (self.value(from), self.value(to));
                if self.language.is_chinese() {
                    format!("{from}至{to}的天数")
                } else {
                    format!("days from {from} to {to}")
                }
            }
            (Op::Days, [of]) => format!("{}{}", self.say("whole days of ", "天数："), self.value(of)),
            (Op::Neg, [of]) => format!("-{}", self.value(of)),
            (Op::Number | Op::Text, [of]) => self.value(of),
            (Op::Int, [of]) => format!("{}{}", self.say("whole part of ", "整数部分："), self.value(of)),
            (Op::Round, [of, digits]) | (Op::Quotient, [_, of, digits]) => {
                let value = match operands {
                    [left, right, _] => format!("{} ÷ {}", self.value(left), self.value(right)),
                    _ => self.value(of),
                };
                let digits = self.value(digits);
                if self.language.is_chinese() {
                    format!("{value}（保留 {digits} 位小数）")
                } else {
                    format!("{value} (rounded to {digits} decimals)")
                }
            }
            (Op::Slice | Op::FormatDate, [of, rest @ ..]) => {
                let rest: Vec<String> = rest.iter().map(|node| self.value(node)).collect();
                let word = match op {
                    Op::Slice => self.say("characters of ", "字符："),
                    _ => self.say("date ", "日期："),
                };
                format!("{word}{} ({})", self.value(of), rest.join(", "))
            }
            (_, [left, right]) => {
                let space = self.say(" ", "");
                let (left, right) = (self.value(left), self.value_for(right, left));
                format!("{left}{space}{}{space}{right}", self.sign(op))
            }
            _ => format!("{}({})", op.symbol(), self.list(operands)),
        }
    }

    /// A day so many days, months or years from another.
    fn moved(&self, op: Op, date: &Node, count: &Node) -> String {
        let (date, count) = (self.value(date), self.value(count));
        let unit = match op {
            Op::AddDays => self.say("days", "天"),
            Op::AddMonths => self.say("months", "个月"),
            _ => self.say("years", "年"),
        };
        if self.language.is_chinese() {
            format!("{date}后 {count} {unit}")
        } else {
            format!("{count} {unit} after {date}")
        }
    }

    /// `a && b && c` as one sentence; what is joined otherwise stands in brackets.
    fn joined(&self, op: Op, operands: &[Node]) -> String {
        let mut parts = Vec::new();
        flatten(op, operands, &mut parts);
        let words: Vec<String> = parts
            .into_iter()
            .map(|part| match part {
                Node::Call(Op::And | Op::Or | Op::If, _) => self.nested(part),
                part => self.node(part),
            })
            .collect();
        let between = if op == Op::And { self.say(", and ", "，且") } else { self.say(", or ", "，或") };
        words.join(between)
    }

    fn nested(&self, node: &Node) -> String {
        match node {
            Node::Call(Op::And | Op::Or | Op::If, _) => {
                format!("{}{}{}", self.say("(", "（"), self.node(node), self.say(")", "）"))
            }
            node => self.node(node),
        }
    }

    /// A node as a value, not as a condition.
    fn value(&self, node: &Node) -> String {
        match node {
            Node::Read(name) => self.name(name),
            node => self.node(node),
        }
    }

    /// A value beside the name that it is compared with: options are called as people call them.
    fn value_for(&self, node: &Node, other: &Node) -> String {
        let (Node::Literal(Scalar::Str(text)), Node::Read(name)) = (node, other) else {
            return self.value(node);
        };
        self.option(name, text).unwrap_or_else(|| self.value(node))
    }

    fn option(&self, name: &Name, text: &str) -> Option<String> {
        if name.within("coverage").is_some() {
            let words = match text {
                "covered" => self.say("covered", "在保"),
                "paid" => self.say("paid", "收费"),
                _ => self.say("refused", "不受理"),
            };
            return Some(words.to_owned());
        }
        if name.within("timers").is_some() {
            let words = match text {
                "met" => self.say("kept in time", "未超时"),
                "breached" => self.say("not kept in time", "已超时"),
                "dropped" => self.say("dropped", "已取消计时"),
                "not_covered" => self.say("outside of the hours of service", "不在服务时段"),
                _ => self.say("not configured", "未设置"),
            };
            return Some(words.to_owned());
        }
        if name.as_str() == "job.service" {
            let title = self.titles.services.get(text)?;
            return Some(format!("{}{title}{}", self.say("\u{201c}", "“"), self.say("\u{201d}", "”")));
        }
        let (_, kind) = self.titles.steps.get(name.within("answers")?)?;
        let (Kind::Choice { options } | Kind::Multi { options, .. }) = kind else { return None };
        let option = options.iter().find(|option| option.id == text)?;
        Some(format!(
            "{}{}{}",
            self.say("\u{201c}", "“"),
            option.title.get(self.language),
            self.say("\u{201d}", "”")
        ))
    }

    fn each(&self, each: Each, range: &Node, body: &Node) -> String {
        let (range, body) = (self.value(range), self.node(body));
        match each {
            Each::All => format!("{} {range}: {body}", self.say("for all of", "全部")),
            Each::Exists => format!("{} {range}: {body}", self.say("for one of", "其中之一")),
            Each::Map | Each::Filter => format!("{range} ({body})"),
        }
    }

    fn sign(&self, op: Op) -> &'static str {
        match op {
            Op::Eq => self.say("is", "是"),
            Op::Ne => self.say("is not", "不是"),
            Op::Lt => "<",
            Op::Le => "≤",
            Op::Gt => ">",
            Op::Ge => "≥",
            Op::Mul => "×",
            Op::Sub => "−",
            Op::StartsWith => self.say("begins with", "开头是"),
            Op::EndsWith => self.say("ends with", "结尾是"),
            Op::Contains => self.say("contains", "含有"),
            other => other.symbol(),
        }
    }

    fn list(&self, nodes: &[Node]) -> String {
        let words: Vec<String> = nodes.iter().map(|node| self.value(node)).collect();
        words.join(self.say(", ", "、"))
    }

    fn scalar(&self, scalar: &Scalar) -> String {
        match scalar {
            Scalar::Bool(true) => self.say("yes", "是").to_owned(),
            Scalar::Bool(false) => self.say("no", "否").to_owned(),
            Scalar::Int(value) => value.to_string(),
            Scalar::Decimal(value) => value.to_string(),
            Scalar::Str(text) => text.clone(),
            Scalar::Date(date) => date.to_string(),
            Scalar::Duration(millis) => format!("{} {}", millis / 60_000, self.say("min", "分钟")),
        }
    }
}

/// The operands of a chain of one operation.
fn flatten<'n>(op: Op, operands: &'n [Node], parts: &mut Vec<&'n Node>) {
    for operand in operands {
        match operand {
            Node::Call(inner, operands) if *inner == op => flatten(op, operands, parts),
            other => parts.push(other),
        }
    }
}
