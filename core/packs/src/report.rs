//! What is wrong with a pack: every finding at once, each with its place.

use std::fmt;

/// One thing that keeps a pack from being published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, relative to the folder of the pack.
    pub file: String,
    /// The line, counted from 1, if the place is in a file that can be read.
    pub line: Option<usize>,
    /// Where in the file, such as `steps[12].when`; empty for the file as a whole.
    pub path: String,
    /// The expression, if it is about one.
    pub expression: Option<String>,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.path.is_empty() {
            write!(f, ": {}", self.path)?;
        }
        match &self.expression {
            Some(expression) => write!(f, ": `{}` {}", excerpt(expression), self.reason),
            None => write!(f, ": {}", self.reason),
        }
    }
}

/// Everything that keeps a pack from being published.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines(.findings))]
pub struct LintReport {
    /// The findings, by file and then in the order of the checks.
    pub findings: Vec<Finding>,
}

fn lines(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl LintReport {
    /// Adds a finding.
    pub(crate) fn add(&mut self, file: &str, path: impl Into<String>, reason: impl Into<String>) {
        self.findings.push(Finding {
            file: file.to_owned(),
            line: None,
            path: path.into(),
            expression: None,
            reason: reason.into(),
        });
    }

    /// Adds a finding about an expression.
    pub(crate) fn add_expression(
        &mut self,
        file: &str,
        path: &str,
        expression: &str,
        reason: impl fmt::Display,
    ) {
        self.findings.push(Finding {
            file: file.to_owned(),
            line: None,
            path: path.to_owned(),
            expression: Some(expression.to_owned()),
            reason: reason.to_string(),
        });
    }

    /// The report as an error, unless nothing was found.
    pub(crate) fn into_result(mut self) -> Result<(), Self> {
        self.findings.sort_by(|left, right| left.file.cmp(&right.file));
        if self.findings.is_empty() { Ok(()) } else { Err(self) }
    }

    /// A report with one finding about a whole file.
    pub(crate) fn of(file: &str, reason: impl Into<String>) -> Self {
        let mut report = Self::default();
        report.add(file, "", reason);
        report
    }
}

/// Enough of a long text to find it again.
pub(crate) fn excerpt(text: &str) -> String {
    const SHOWN: usize = 120;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN {
        return line;
    }
    line.chars().take(SHOWN).chain(['…']).collect()
}
