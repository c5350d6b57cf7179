//! `default`: what a question is answered with from the beginning.

use doorstep_domain::decimal::Decimal;

use super::cel::Cel;
use super::checklist::Builder;
use super::range;
use super::survey::{Asks, Question};
use super::translate::Of;

impl Builder<'_> {
    /// The default of a question's step. One that is not understood is left out: nothing is answered then before
    /// somebody has looked.
    pub(super) fn initial(&mut self, question: &Question) -> Option<Cel> {
        let cell = question.row.get("default")?;
        match self.initial_value(question, &cell.text) {
            Ok(value) => {
                self.cells.understood(cell);
                Some(value)
            }
            Err(reason) => {
                self.cells.unknown(cell, format!("{reason}; nothing is answered before somebody has looked"));
                None
            }
        }
    }

    fn initial_value(&mut self, question: &Question, text: &str) -> Result<Cel, String> {
        let is_worked_out = is_worked_out(text);
        match &question.asks {
            Asks::Text | Asks::Barcode | Asks::Time | Asks::Place if is_worked_out => {
                self.worked_out(text, &[Of::Text])
            }
            Asks::Text | Asks::Barcode | Asks::Time | Asks::Place => Ok(Cel::text(text)),
            Asks::Integer => self.number(text, true),
            Asks::Decimal => self.number(text, false),
            Asks::Range => self.number(text, range::is_whole(&question.row)),
            Asks::Date if text.parse::<chrono::NaiveDate>().is_ok() => {
                Ok(Cel::atom(format!("date(\"{text}\")")))
            }
            Asks::Date => self.worked_out(text, &[Of::Day]),
            Asks::DateTime => day_and_time(text),
            Asks::Acknowledge if text == "OK" => Ok(Cel::truth(true)),
            Asks::Acknowledge => Err("what is acknowledged from the beginning is `OK`".to_owned()),
            Asks::One { .. } | Asks::Several { .. } if is_worked_out => {
                Err("a choice from the beginning is the name of one, and is not worked out".to_owned())
            }
            Asks::One { list, or_other } => self.choice(list, *or_other, text),
            Asks::Several { list, or_other } => {
                let chosen = text.split_whitespace().map(|name| self.choice(list, *or_other, name));
                let chosen: Vec<String> =
                    chosen.map(|choice| Ok(choice?.to_string())).collect::<Result<_, String>>()?;
                Ok(Cel::atom(format!("[{}]", chosen.join(", "))))
            }
            _ => {
                Err("only what is answered in words, figures, days or choices can have a default".to_owned())
            }
        }
    }

    fn number(&mut self, text: &str, is_whole: bool) -> Result<Cel, String> {
        match (text.parse::<Decimal>().map(Decimal::trimmed), is_whole) {
            (Ok(number), true) if number.scale() == 0 => Ok(Cel::atom(number.to_string())),
            (Ok(_), true) => Err("the question takes whole numbers".to_owned()),
            (Ok(number), false) => Ok(Cel::atom(format!("dec(\"{number}\")"))),
            (Err(_), true) => self.worked_out(text, &[Of::Whole]),
            (Err(_), false) => self.worked_out(text, &[Of::Decimal]),
        }
    }

    fn choice(&self, list: &str, or_other: bool, name: &str) -> Result<Cel, String> {
        let choice = self.lists.get(list).iter().find(|choice| choice.name == name);
        match choice {
            Some(choice) => Ok(Cel::text(&choice.id)),
            None if or_other && name == "other" => Ok(Cel::text(name)),
            None => Err(format!("the list `{list}` has no choice `{name}`")),
        }
    }

    fn worked_out(&mut self, text: &str, types: &[Of]) -> Result<Cel, String> {
        let (cel, of) = self.translator.initial(text)?;
        if types.contains(&of) { Ok(cel) } else { Err("it is of another kind than the question".to_owned()) }
    }
}

/// Whether a text is an expression and not an answer: it calls a function, or reads something.
fn is_worked_out(text: &str) -> bool {
    let is_call = |(at, _): (usize, &str)| {
        text[..at].ends_with(|before: char| before.is_ascii_alphanumeric() || matches!(before, '-' | '_'))
    };
    text.contains("${") || text.match_indices('(').any(is_call)
}

/// `2026-05-01T09:30`, of which seconds and an offset behind the minute say nothing that an answer keeps.
fn day_and_time(text: &str) -> Result<Cel, String> {
    let to_the_minute = text.get(..16).unwrap_or(text);
    match chrono::NaiveDateTime::parse_from_str(to_the_minute, "%Y-%m-%dT%H:%M") {
        Ok(_) if text.len() <= 19 || text.len() == to_the_minute.len() => Ok(Cel::text(to_the_minute)),
        Ok(_) => Err("write day and time without an offset, such as `2026-05-01T09:30`".to_owned()),
        Err(_) => Err("a day with a time from the beginning is written `2026-05-01T09:30`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::is_worked_out;

    #[test]
    fn words_are_told_from_expressions() {
        for words in ["none", "Smith (senior)", "a, b", "1 + 1"] {
            assert!(!is_worked_out(words), "{words}");
        }
        for expression in ["today()", "concat('a', 'b')", "${n}", "if(true(), 'a', 'b')"] {
            assert!(is_worked_out(expression), "{expression}");
        }
    }
}
