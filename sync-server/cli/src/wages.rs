//! `doorstep wages`: what everybody earned in a month, with how it came about.

use clap::Args;
use doorstep_domain::decimal::Decimal;
use doorstep_domain::money::Money;
use doorstep_domain::score::Scores;
use doorstep_domain::wage::Month;
use serde_json::{Value, json};

use crate::failure::{Doing as _, Failure};
use crate::place::Place;
use crate::say::say;
use crate::server::Server;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The month, such as 2026-05.
    #[arg(long)]
    month: Month,
    /// Only this worker, by user id.
    #[arg(long)]
    user: Option<String>,
    /// A score that somebody gave as one number, such as `chen=80`; it counts before the marks in cases.
    #[arg(long, value_name = "USER=PERCENT", value_parser = score)]
    score: Vec<(String, Decimal)>,
    /// Of a server that is not running, unless others serve the same database.
    #[command(flatten)]
    place: Place,
    /// A server that runs, such as `https://office.example`.
    #[arg(long, requires = "token", conflicts_with_all = ["dir", "keys", "blobs"])]
    server: Option<String>,
    /// The bearer token of its office.
    #[arg(long, env = "DOORSTEP_OFFICE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Prints JSON instead of lines.
    #[arg(long)]
    json: bool,
}

fn score(text: &str) -> Result<(String, Decimal), String> {
    let (user, percent) = text.split_once('=').ok_or("expected a user and a percentage such as chen=80")?;
    let percent =
        percent.parse().map_err(|error: doorstep_domain::decimal::DecimalError| error.to_string())?;
    Ok((user.to_owned(), percent))
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut lists = match &arguments.server {
        Some(server) => ask(server, arguments)?,
        None => read(arguments)?,
    };
    if let Some(user) = &arguments.user {
        lists.iter_mut().filter_map(|list| list["rows"].as_array_mut()).for_each(|rows| {
            rows.retain(|row| row["user"] == user.as_str());
        });
    }
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&lists).doing("writing JSON")?);
        return Ok(());
    }
    if lists.is_empty() {
        say!("no wages for {}: nobody worked in a service whose pack has wages", arguments.month);
    }
    lists.iter().flat_map(lines).for_each(|line| say!("{line}"));
    Ok(())
}

/// Works them out from a folder.
fn read(arguments: &Arguments) -> Result<Vec<Value>, Failure> {
    let node = arguments.place.open()?;
    node.project().doing("reading the log")?;
    let given = |user: &str| {
        let found = arguments.score.iter().find(|(other, _)| other == user);
        found.map(|(_, percent)| Scores::of(*percent)).unwrap_or_default()
    };
    let lists = node.office().wages(arguments.month, &given).doing("working out the wages")?;
    lists.iter().map(|list| serde_json::to_value(list).doing("writing JSON")).collect()
}

/// Asks a server that runs.
fn ask(server: &str, arguments: &Arguments) -> Result<Vec<Value>, Failure> {
    let scores = arguments.score.iter();
    let scores: serde_json::Map<String, Value> =
        scores.map(|(user, percent)| (user.clone(), json!({ "total": percent.to_string() }))).collect();
    let body = json!({ "month": arguments.month.to_string(), "scores": scores });
    let answer = Server::new(server, arguments.token.as_deref().unwrap_or_default())?;
    serde_json::from_value(answer.post("/office/api/wages", &body)?).doing("reading the answer")
}

/// One list: a line for each worker, how it came about below it, and the sum.
fn lines(list: &Value) -> Vec<String> {
    let rows = list["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
    let digits = u8::try_from(list["minor_digits"].as_u64().unwrap_or(2)).unwrap_or(2);
    let amounts = Amounts { digits, currency: word(&list["currency"]) };
    let mut lines = vec![format!("{} {}", word(&list["month"]), text(&list["title"]))];
    lines.extend(rows.iter().flat_map(|row| amounts.row(row)));
    let totals: Vec<i64> = rows.iter().filter_map(|row| row["paid"]["total"].as_i64()).collect();
    let sum = amounts.say(Some(totals.iter().fold(0, |sum: i64, total| sum.saturating_add(*total))));
    let open = rows.len() - totals.len();
    let open = if open > 0 { format!(", without {open} whose total is not known") } else { String::new() };
    lines.push(format!("total {sum}{open}"));
    lines
}

/// Amounts of one list.
struct Amounts {
    digits: u8,
    currency: String,
}

impl Amounts {
    fn say(&self, minor: Option<i64>) -> String {
        let amount = minor.map(|minor| Money(minor).display(self.digits));
        amount.map_or_else(|| "not known".to_owned(), |amount| format!("{amount} {}", self.currency))
    }

    fn plain(&self, minor: &Value) -> String {
        Money(minor.as_i64().unwrap_or(0)).display(self.digits)
    }

    fn row(&self, row: &Value) -> Vec<String> {
        let paid = &row["paid"];
        let (user, name) = (word(&row["user"]), word(&row["name"]));
        let worked = hours(row["minutes"].as_i64().unwrap_or(0));
        let mut lines =
            vec![format!("{user:12}  {name:20}  {worked:>7}  {}", self.say(paid["total"].as_i64()))];
        if let Some(missing) = row["missing"].as_str() {
            lines.push(format!("              {missing}"));
        }
        let score = paid["score"]["Ok"].as_str().map_or_else(|| "–".to_owned(), number);
        for rate in paid["rates"].as_array().into_iter().flatten() {
            let worked = hours(rate["minutes"].as_i64().unwrap_or(0));
            let (base, scored) = (self.plain(&rate["base"]), self.plain(&rate["performance"]));
            lines.push(format!("              {worked} × ({base} + {scored} × {score} %)"));
        }
        lines.extend(row["score"]["parts"].as_array().into_iter().flatten().flat_map(part));
        lines
    }
}

/// A part of a score that somebody gave, with its marks.
fn part(part: &Value) -> Vec<String> {
    let Some(percent) = part["percent"].as_str() else { return Vec::new() };
    let weight = match part["weight"].as_str() {
        Some("not_configured") | None => "not configured".to_owned(),
        Some(weight) => format!("{} %", number(weight)),
    };
    let mut lines = vec![format!("              {}: {} × {weight}", text(&part["title"]), number(percent))];
    lines.extend(part["marks"].as_array().into_iter().flatten().map(|mark| {
        let said = [&mark["day"], &mark["number"], &mark["said"], &mark["by"]].map(word);
        format!("                {}", said.join(" · ").trim_end_matches(" · "))
    }));
    lines
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A text in English, else in the company's own language.
fn text(value: &Value) -> String {
    let found = value.as_object().and_then(|texts| texts.get("en").or_else(|| texts.values().next()));
    found.map(word).unwrap_or_default()
}

/// A number without zeros at its end.
fn number(text: &str) -> String {
    text.parse::<Decimal>().map_or_else(|_| text.to_owned(), |number| number.trimmed().to_string())
}

/// Hours and minutes, as exact as they were recorded.
fn hours(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}
