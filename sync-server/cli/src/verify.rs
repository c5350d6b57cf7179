//! `doorstep verify`: what of a job file can be proved, without any network.

use std::path::{Path, PathBuf};

use clap::Args;
use doorstep_core::{Secret, open_protected};
use doorstep_domain::jobfile::{ENCRYPTED, MAX_BYTES};
use doorstep_domain::text::Language;
use doorstep_domain::verify::{Finding, Standing, Verdict, verify};
use serde_json::{Value, json};

use crate::failure::{Doing as _, Failure};
use crate::say::say;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Job files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Fingerprint of your company's key, as the office page and every app show it. Without it the answer is
    /// "authentic if this is your company's key".
    #[arg(long)]
    tenant: Option<String>,
    /// A file whose first line is the passphrase, or the private key of `age`, that opens an encrypted job file.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
    /// Language of the answer, such as zh-CN or en.
    #[arg(long, default_value = "en")]
    language: String,
    /// Also lists what needs no attention.
    #[arg(long)]
    all: bool,
    /// Prints JSON: one object per file, with every finding.
    #[arg(long)]
    json: bool,
}

/// Says for every file whether all of it holds; `false` if one does not.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let language = Language(arguments.language.clone());
    let mut all_hold = true;
    let mut told = Vec::new();
    for file in &arguments.files {
        let bytes = open(read(file)?, arguments.passphrase_file.as_deref())?;
        let verdict = verify(&bytes, arguments.tenant.as_deref());
        all_hold &= verdict.holds();
        if arguments.json {
            told.push(to_json(file, &verdict, &language));
        } else {
            tell(file, &verdict, &language, arguments.all);
        }
    }
    if arguments.json {
        say!("{:#}", Value::from(told));
    }
    Ok(all_hold)
}

/// What is inside an encrypted file, if somebody says what opens it.
fn open(bytes: Vec<u8>, passphrase_file: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let Some(path) = passphrase_file.filter(|_| bytes.starts_with(ENCRYPTED)) else { return Ok(bytes) };
    let text = std::fs::read_to_string(path).doing(&format!("reading {}", path.display()))?;
    let line = text.lines().next().unwrap_or_default().to_owned();
    let is_key = line.starts_with("AGE-SECRET-KEY-1");
    let secret = if is_key { Secret::Key(line) } else { Secret::Passphrase(line) };
    open_protected(&bytes, &secret).doing("opening the encrypted file")
}

/// What is longer than a job file can be is not read whole to say so.
fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    use std::io::Read as _;
    let doing = format!("reading {}", file.display());
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).doing(&doing)?;
    opened.take(MAX_BYTES as u64 + MAX_BYTES as u64 / 1024).read_to_end(&mut bytes).doing(&doing)?;
    Ok(bytes)
}

fn tell(file: &Path, verdict: &Verdict, language: &Language, all: bool) {
    let number = verdict.number.as_deref().unwrap_or("-");
    say!("{}  {number}", file.display());
    say!("{}", verdict.text(language));
    say!("SHA-256 {}", verdict.sha256);
    for finding in &verdict.findings {
        tell_finding(finding, 1, language, all);
    }
    say!();
}

/// The heads of the tree always, what is below them if it needs attention or belongs to a signature.
fn tell_finding(finding: &Finding, depth: usize, language: &Language, all: bool) {
    let mark = match finding.standing {
        Standing::Holds => "   ",
        Standing::Note => " i ",
        Standing::Missing => " ? ",
        Standing::Broken => "!! ",
    };
    say!("{mark}{}{}", "  ".repeat(depth), finding.text(language));
    let shows_all = all || finding.is_signature();
    for part in finding.parts.iter().filter(|part| shows_all || part.standing > Standing::Holds) {
        tell_finding(part, depth + 1, language, all);
    }
}

fn to_json(file: &Path, verdict: &Verdict, language: &Language) -> Value {
    json!({
        "file": file.display().to_string(),
        "holds": verdict.holds(),
        "standing": verdict.standing(),
        "text": verdict.text(language),
        "sha256": verdict.sha256,
        "fingerprint": verdict.fingerprint,
        "case": verdict.case,
        "number": verdict.number,
        "findings": verdict.findings.iter().map(|finding| finding_to_json(finding, language)).collect::<Vec<_>>(),
    })
}

/// A finding with its words, so that whoever reads it needs no table of codes.
fn finding_to_json(finding: &Finding, language: &Language) -> Value {
    let parts: Vec<Value> = finding.parts.iter().map(|part| finding_to_json(part, language)).collect();
    json!({
        "standing": finding.standing,
        "text": finding.text(language),
        "finding": finding.says,
        "parts": parts,
    })
}
