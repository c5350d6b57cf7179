//! The cookbook of errors leaves none out: whoever adds a reason says what a user reads and what an app does.

#[cfg(test)]
mod tests {
    /// Types whose every variant an app may meet, and has to do something about.
    const TYPES: [&str; 7] = [
        "error DoorstepError",
        "error PlatformError",
        "enum Rejection",
        "enum StorageTrouble",
        "enum Lock",
        "enum SyncStatus",
        "enum NextStep",
    ];

    /// The names of a type's variants, as `bindings/api.txt` lists them.
    fn variants<'a>(interface: &'a str, of: &str) -> Vec<&'a str> {
        let after = interface.lines().skip_while(|line| *line != of).skip(1);
        after.map_while(|line| line.strip_prefix("  ")?.split(' ').next()).collect()
    }

    /// Of a section that names the type in its head, or of the whole text: the variants without a place.
    fn forgotten<'a>(cookbook: &str, of: &str, variants: &[&'a str]) -> Vec<&'a str> {
        let name = of.rsplit(' ').next().unwrap_or(of);
        let part = cookbook.split("\n## ").find(|part| {
            let head = part.lines().next().unwrap_or_default();
            head.starts_with(&format!("`{name}`")) || part.contains(&format!("| `{name}` |"))
        });
        let part = part.unwrap_or(cookbook);
        variants.iter().copied().filter(|variant| !part.contains(&format!("`{variant}`"))).collect()
    }

    #[test]
    fn every_public_error_is_in_the_cookbook() {
        let interface = std::fs::read_to_string("../bindings/api.txt").unwrap();
        let cookbook = std::fs::read_to_string("../docs/errors.md").unwrap();
        for of in TYPES {
            let variants = variants(&interface, of);
            assert!(!variants.is_empty(), "{of} is not in bindings/api.txt");
            assert_eq!(forgotten(&cookbook, of, &variants), [""; 0], "{of} in docs/errors.md");
        }
    }

    #[test]
    fn a_forgotten_variant_is_named() {
        let interface = "enum A\n  One\n  Two { why: String }\n\nenum B\n  Three\n";
        assert_eq!(variants(interface, "enum A"), ["One", "Two"]);
        assert_eq!(
            forgotten("# x\n\n## `A`\n| `One` |\n\n## `B`\n`Two`", "enum A", &["One", "Two"]),
            ["Two"]
        );
    }
}
