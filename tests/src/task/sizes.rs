//! How large the library is that an app carries, feature by feature, and whether it grew.
//!
//! `bindings/sizes.txt` holds a line per build: `name bytes`. A build that is more than [`ALARM_BYTES`] larger than
//! its line fails until somebody accepts it, so that nobody makes an app larger without noticing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::world::Trouble;

const KEPT: &str = "bindings/sizes.txt";

/// More growth than this has to be accepted.
const ALARM_BYTES: u64 = 100 * 1024;

/// What our own code may add to its dependencies.
const OWN_BYTES: u64 = 1_200 * 1024;

/// One build of the library.
struct Variant {
    name: &'static str,
    /// Features of `doorstep-ffi`.
    features: &'static str,
}

/// What the base is weighed against: its dependencies without a line of ours.
const DEPENDENCIES: &str = "dependencies";

const VARIANTS: [Variant; 5] = [
    Variant { name: "base", features: "" },
    Variant { name: "base+pdf", features: "pdf" },
    Variant { name: "base+png", features: "png" },
    Variant { name: "base+encryption", features: "encryption" },
    Variant { name: "base+native-http", features: "native-http" },
];

/// What the linker of Android is told beyond the usual, in `.cargo/config.toml`; the sizes are measured with it.
const LINK: [&str; 3] = ["-Wl,-z,max-page-size=16384", "-Wl,--icf=all", "-Wl,--pack-dyn-relocs=android"];

/// Builds every variant with the profile `mobile`, prints and compares; `accept` writes the new sizes down.
pub(super) fn run(accept: bool, only: Option<&str>) -> Result<bool, Trouble> {
    let known = read(Path::new(KEPT))?;
    let mut sizes = BTreeMap::new();
    if only.is_none_or(|only| only == DEPENDENCIES) {
        sizes.insert(
            DEPENDENCIES.to_owned(),
            build(&["--example", DEPENDENCIES], "examples/libdependencies.so")?,
        );
    }
    for Variant { name, features } in &VARIANTS {
        if only.is_none_or(|only| only == *name) {
            println!("building {name} …");
            sizes
                .insert((*name).to_owned(), build(&["--lib", "--features", features], "libdoorstep_ffi.so")?);
        }
    }
    print!("{}", table(&sizes, &known));
    if accept {
        let all: BTreeMap<_, _> = known.into_iter().chain(sizes).collect();
        let lines: String = all.iter().map(|(name, bytes)| format!("{name} {bytes}\n")).collect();
        std::fs::write(KEPT, lines)?;
        return Ok(true);
    }
    let troubles = troubles(&sizes, &known);
    troubles.iter().for_each(|trouble| eprintln!("{trouble}"));
    Ok(troubles.is_empty())
}

/// The stripped size of a build for Android's linker, in bytes. What comes out here is weighed and not run: the C
/// library of a desktop does not read its packed relocations.
fn build(what: &[&str], library: &str) -> Result<u64, Trouble> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let fixed =
        "rustc --locked --quiet --profile mobile -p doorstep-ffi --no-default-features --crate-type cdylib";
    let mut command = Command::new(cargo);
    command.args(fixed.split(' ')).args(what).arg("--");
    command.args(LINK.iter().map(|argument| format!("-Clink-arg={argument}")));
    if !command.status()?.success() {
        return Err(format!("the build of {} failed", what.join(" ")).into());
    }
    let file = target.join("mobile").join(library.replace(".so", std::env::consts::DLL_SUFFIX));
    let size = std::fs::metadata(&file)?.len();
    // Whoever looks for the library of this profile shall not find one that no desktop loads.
    std::fs::remove_file(file)?;
    Ok(size)
}

fn read(path: &Path) -> Result<BTreeMap<String, u64>, Trouble> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines()
        .map(|line| parse(line).ok_or_else(|| format!("{}: `{line}` is no size", path.display()).into()))
        .collect()
}

fn parse(line: &str) -> Option<(String, u64)> {
    let (name, bytes) = line.split_once(' ')?;
    Some((name.to_owned(), bytes.parse().ok()?))
}

fn table(sizes: &BTreeMap<String, u64>, known: &BTreeMap<String, u64>) -> String {
    let base = sizes.get("base").or_else(|| known.get("base"));
    let mut table = format!("{:<18} {:>12} {:>14} {:>12}\n", "build", "bytes", "over base", "accepted");
    for (name, bytes) in sizes {
        let over = base.map_or(0, |base| bytes.saturating_sub(*base));
        let accepted = known.get(name).map_or_else(|| "-".to_owned(), u64::to_string);
        let _ = writeln!(table, "{name:<18} {bytes:>12} {over:>14} {accepted:>12}");
    }
    table
}

/// What is larger than it may be.
fn troubles(sizes: &BTreeMap<String, u64>, known: &BTreeMap<String, u64>) -> Vec<String> {
    let mut troubles = Vec::new();
    for (name, bytes) in sizes {
        match known.get(name) {
            Some(kept) if *bytes > kept + ALARM_BYTES => troubles.push(format!(
                "{name} grew by {} bytes; find out why, or accept it with `cargo x sizes --accept`",
                bytes - kept
            )),
            Some(_) => {}
            None => troubles.push(format!("{name} is new; accept it with `cargo x sizes --accept`")),
        }
    }
    if let Some((base, dependencies)) = sizes.get("base").zip(sizes.get(DEPENDENCIES)) {
        let own = base.saturating_sub(*dependencies);
        if own > OWN_BYTES {
            troubles
                .push(format!("our own code adds {own} bytes to its dependencies; {OWN_BYTES} are allowed"));
        }
    }
    troubles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(of: &[(&str, u64)]) -> BTreeMap<String, u64> {
        of.iter().map(|(name, bytes)| ((*name).to_owned(), *bytes)).collect()
    }

    #[test]
    fn growth_beyond_the_alarm_has_to_be_accepted() {
        let known = sizes(&[("base", 5_000_000)]);
        assert_eq!(troubles(&sizes(&[("base", 5_000_000 + ALARM_BYTES)]), &known), [""; 0]);
        let grown = troubles(&sizes(&[("base", 5_000_001 + ALARM_BYTES)]), &known);
        assert!(grown[0].starts_with("base grew by 102401 bytes"), "{grown:?}");
        assert!(troubles(&sizes(&[("base+pdf", 1)]), &known)[0].starts_with("base+pdf is new"));
    }

    #[test]
    fn our_own_code_stays_small_beside_its_dependencies() {
        let of = |base| sizes(&[("base", base), (DEPENDENCIES, 3_000_000)]);
        let fits = 3_000_000 + OWN_BYTES;
        assert_eq!(troubles(&of(fits), &of(fits)), [""; 0]);
        assert!(troubles(&of(fits + 1), &of(fits + 1))[0].starts_with("our own code adds"));
    }

    #[test]
    fn sizes_are_measured_as_android_links() {
        let config = std::fs::read_to_string("../.cargo/config.toml").unwrap();
        let android: Vec<&str> = config.split("[target.").filter(|part| part.contains("android")).collect();
        assert_eq!(android.len(), 3, "{config}");
        for (target, argument) in android.iter().flat_map(|target| LINK.map(|argument| (target, argument))) {
            assert!(target.contains(&format!("link-arg={argument}")), "{argument} of {target}");
        }
    }

    #[test]
    fn a_line_that_is_no_size_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "base 12\nbase many\n").unwrap();
        assert!(read(file.path()).unwrap_err().to_string().contains("`base many` is no size"));
    }
}
