//! The XCFramework: the library for iPhones, their simulators and the Mac, with the header that Swift imports.

use super::step::{Need, Step, run as run_steps};
use crate::world::Trouble;

/// The oldest systems that it runs on, as in `bindings/swift/Package.swift`.
const OLDEST: [(&str, &str); 2] =
    [("IPHONEOS_DEPLOYMENT_TARGET", "17.0"), ("MACOSX_DEPLOYMENT_TARGET", "14.0")];

/// A slice of the framework, and the targets whose libraries it joins.
const SLICES: [(&str, &[&str]); 3] = [
    ("ios", &["aarch64-apple-ios"]),
    ("ios-simulator", &["aarch64-apple-ios-sim", "x86_64-apple-ios"]),
    ("macos", &["aarch64-apple-darwin", "x86_64-apple-darwin"]),
];

const BUILD: &str = "bindings/swift/build";

/// Builds the framework, on a Mac; elsewhere it says what is missing.
pub(super) fn run(only_print: bool) -> Result<bool, Trouble> {
    run_steps(&needs(), &steps(), only_print)
}

fn targets() -> impl Iterator<Item = &'static str> {
    SLICES.iter().flat_map(|(_, targets)| targets.iter().copied())
}

fn needs() -> Vec<Need> {
    let tool = |line: &str, how| Need { probe: Step::new(line), says: None, how };
    let mut needs = vec![
        tool("xcodebuild -version", "xcodebuild: a Mac with Xcode 16 or later"),
        tool("xcrun --find lipo", "lipo: the command line tools of Xcode"),
    ];
    needs.extend(targets().map(|target| Need {
        probe: Step::new("rustup target list --installed"),
        says: Some(target),
        how: install(target),
    }));
    needs
}

fn install(target: &str) -> &'static str {
    match target {
        "aarch64-apple-ios" => "rustup target add aarch64-apple-ios",
        "aarch64-apple-ios-sim" => "rustup target add aarch64-apple-ios-sim",
        "x86_64-apple-ios" => "rustup target add x86_64-apple-ios",
        "aarch64-apple-darwin" => "rustup target add aarch64-apple-darwin",
        _ => "rustup target add x86_64-apple-darwin",
    }
}

fn steps() -> Vec<Step> {
    let mut steps = vec![Step::new("bindings/run swift-sources")];
    steps.extend(targets().map(library));
    let framework = format!("{BUILD}/DoorstepFFI.xcframework");
    steps.push(Step::new(&format!("rm -rf {BUILD}")));
    let mut create = "xcodebuild -create-xcframework".to_owned();
    for (slice, targets) in SLICES {
        let joined = format!("{BUILD}/{slice}/libdoorstep_ffi.a");
        steps.push(Step::new(&format!("mkdir -p {BUILD}/{slice}")));
        let parts: String = targets.iter().map(|target| format!(" {}", built(target))).collect();
        steps.push(Step::new(&format!("xcrun lipo -create{parts} -output {joined}")));
        create += &format!(" -library {joined} -headers bindings/swift/generated/apple");
    }
    steps.push(Step::new(&format!("{create} -output {framework}")));
    steps
}

/// A static library: the app links it into its own binary, and the linker leaves out what it does not call.
fn library(target: &str) -> Step {
    let line = format!(
        "cargo rustc --locked --profile mobile -p doorstep-ffi --lib --crate-type staticlib --no-default-features \
         --features pdf,png --target {target}"
    );
    OLDEST.iter().fold(Step::new(&line), |step, (name, value)| step.with(name, value))
}

fn built(target: &str) -> String {
    let directory = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    format!("{directory}/{target}/mobile/libdoorstep_ffi.a")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_built_and_joined_and_named_when_it_is_missing() {
        let lines: Vec<_> = steps().iter().map(Step::line).collect();
        for target in targets() {
            assert!(
                lines.iter().any(|line| line.contains("cargo rustc") && line.ends_with(target)),
                "{target}"
            );
            assert!(
                lines.iter().any(|line| line.contains("lipo") && line.contains(&built(target))),
                "{target}"
            );
            assert_eq!(install(target), format!("rustup target add {target}"));
        }
        assert_eq!(lines.last().unwrap().matches("-library").count(), SLICES.len());
    }

    #[test]
    fn the_oldest_systems_are_those_of_the_package() {
        let package = std::fs::read_to_string("../bindings/swift/Package.swift").unwrap();
        assert!(package.contains("platforms: [.iOS(.v17), .macOS(.v14)]"), "{package}");
    }
}
