//! The AAR: the library for three kinds of phones, with its Kotlin sources.

use super::step::{Need, Step, run as run_steps};
use crate::world::Trouble;

const BUILD: &str = "bindings/kotlin/android/build";

/// Processors as Android names them, and their targets.
const PHONES: [(&str, &str); 3] = [
    ("arm64-v8a", "aarch64-linux-android"),
    ("armeabi-v7a", "armv7-linux-androideabi"),
    ("x86_64", "x86_64-linux-android"),
];

/// Builds the AAR where an NDK and Gradle are; elsewhere it says what is missing.
pub(super) fn run(only_print: bool) -> Result<bool, Trouble> {
    run_steps(&needs(), &steps(), only_print)
}

fn needs() -> Vec<Need> {
    let tool = |line: &str, how| Need { probe: Step::new(line), says: None, how };
    let mut needs = vec![
        tool("cargo ndk --version", "cargo-ndk 4: cargo install cargo-ndk"),
        tool("cargo ndk-env", "the NDK 28.2: sdkmanager \"ndk;28.2.13676358\", then set ANDROID_NDK_HOME"),
        tool("gradle --version", "Gradle 9.2, with Google's Maven repository and SDK 36"),
    ];
    needs.extend(PHONES.map(|(_, target)| Need {
        probe: Step::new("rustup target list --installed"),
        says: Some(target),
        how: match target {
            "aarch64-linux-android" => "rustup target add aarch64-linux-android",
            "armv7-linux-androideabi" => "rustup target add armv7-linux-androideabi",
            _ => "rustup target add x86_64-linux-android",
        },
    }));
    needs
}

fn steps() -> Vec<Step> {
    let phones: String = PHONES.iter().map(|(phone, _)| format!(" -t {phone}")).collect();
    vec![
        Step::new(&format!(
            "cargo ndk{phones} -o {BUILD}/jniLibs build --locked --profile mobile -p doorstep-ffi \
             --no-default-features --features pdf,png"
        )),
        Step::new(&format!("mkdir -p {BUILD}/generated-sources")),
        Step::new(&format!("bindings/run android {BUILD}/generated-sources")),
        // The versions of everything are in the catalogue of the sample, whose build includes the library.
        Step::new("gradle -p android-sample :doorstep:assembleRelease"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phones_are_those_of_the_gradle_build() {
        let gradle = std::fs::read_to_string("../bindings/kotlin/android/build.gradle.kts").unwrap();
        for (phone, target) in PHONES {
            assert!(gradle.contains(&format!("\"{phone}\"")), "{phone}");
            assert!(steps()[0].line().contains(&format!("-t {phone}")));
            assert!(needs().iter().any(|need| need.says == Some(target) && need.how.ends_with(target)));
        }
    }

    #[test]
    fn the_gradle_project_is_part_of_the_sample() {
        let settings = std::fs::read_to_string("../android-sample/settings.gradle.kts").unwrap();
        assert!(settings.contains("\":doorstep\""), "{settings}");
    }
}
