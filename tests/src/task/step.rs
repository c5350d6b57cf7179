//! Commands that a task runs one after the other, and what they need.

use std::process::{Command, Stdio};

use crate::world::Trouble;

/// One command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) program: String,
    pub(super) arguments: Vec<String>,
    pub(super) environment: Vec<(String, String)>,
}

impl Step {
    /// The command as somebody would type it: words between spaces are its arguments.
    pub(super) fn new(line: &str) -> Self {
        let mut words = line.split_whitespace().map(str::to_owned);
        Self {
            program: words.next().unwrap_or_default(),
            arguments: words.collect(),
            environment: Vec::new(),
        }
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// As somebody would type it.
    pub(super) fn line(&self) -> String {
        let environment = self.environment.iter().map(|(name, value)| format!("{name}={value} "));
        environment.chain([self.program.clone()]).collect::<String>()
            + &self.arguments.iter().map(|argument| format!(" {argument}")).collect::<String>()
    }
}

/// Something that the steps need, and how to get it.
pub(super) struct Need {
    /// A command that succeeds where it is there.
    pub(super) probe: Step,
    /// What the command has to say, if its success says too little.
    pub(super) says: Option<&'static str>,
    pub(super) how: &'static str,
}

impl Need {
    fn is_met(&self) -> bool {
        let found = Command::new(&self.probe.program)
            .args(&self.probe.arguments)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output();
        found.is_ok_and(|output| {
            let said = String::from_utf8_lossy(&output.stdout);
            output.status.success()
                && self.says.is_none_or(|words| said.lines().any(|line| line.trim() == words))
        })
    }
}

/// Runs the steps; `only_print` shows them instead. False if something is missing, which is then listed, or failed.
pub(super) fn run(needs: &[Need], steps: &[Step], only_print: bool) -> Result<bool, Trouble> {
    if only_print {
        steps.iter().for_each(|step| println!("{}", step.line()));
        return Ok(true);
    }
    let missing: Vec<_> = needs.iter().filter(|need| !need.is_met()).collect();
    if !missing.is_empty() {
        eprintln!("this machine cannot do it; missing:");
        missing.iter().for_each(|need| eprintln!("  - {}", need.how));
        eprintln!("--print shows the commands.");
        return Ok(false);
    }
    for step in steps {
        println!("== {}", step.line());
        let Step { program, arguments, environment } = step;
        let environment = environment.iter().map(|(name, value)| (name, value));
        let status = Command::new(program).args(arguments).envs(environment).status()?;
        if !status.success() {
            eprintln!("failed: {}", step.line());
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(probe: &str, says: Option<&'static str>) -> Need {
        Need { probe: Step::new(probe), says, how: "a thing" }
    }

    #[test]
    fn a_need_is_met_by_a_program_that_runs_and_says_so() {
        assert!(need("cargo --version", None).is_met());
        assert!(!need("a-program-that-nobody-has", None).is_met());
        assert!(!need("cargo --version", Some("nothing like it")).is_met());
    }

    #[test]
    fn nothing_runs_where_something_is_missing_and_the_rest_stops_after_a_failure() {
        let missing = [need("a-program-that-nobody-has", None)];
        assert!(!run(&missing, &[Step::new("a-program-that-nobody-has")], false).unwrap());
        let steps = [Step::new("cargo no-such-command"), Step::new("a-program-that-nobody-has")];
        assert!(!run(&[], &steps, false).unwrap());
    }

    #[test]
    fn a_step_is_written_as_it_is_typed() {
        let step = Step::new("lipo -create a").with("LEVEL", "17");
        assert_eq!(step.line(), "LEVEL=17 lipo -create a");
    }
}
