//! No Rust code knows a trade: the rules of every company are data in packs.
//!
//! A name of a trade, of a service or of a company in a program would be a rule that no manager can read or
//! change. Tests and the demo tell stories of real trades and are left out.

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    /// Where the product's own code stands.
    const FOLDERS: [&str; 7] = [
        "core/domain/src",
        "core/src",
        "core/report/src",
        "core/packs/src",
        "bindings/src",
        "sync-server/src",
        "sync-server/cli/src",
    ];

    /// Words by which a trade or its devices are known.
    const TRADES: [&str; 16] = [
        "boiler",
        "air-conditioner",
        "aircon",
        "compressor",
        "plumber",
        "lamp",
        "toilet",
        "drilling",
        "gree",
        "格力",
        "空调",
        "housekeeping",
        "furniture",
        "elder",
        "printer",
        "tianli",
    ];

    /// Rust files that are part of the product.
    fn product(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_story = name.starts_with("tests") || name.starts_with("testing") || name == "demo";
            if path.is_dir() && !is_story {
                product(&path, found);
            } else if name.ends_with(".rs") && !is_story {
                found.push(path);
            }
        }
    }

    /// The code of a file, without its comments and its tests.
    fn code(text: &str) -> impl Iterator<Item = (usize, String)> {
        let lines = text.lines().take_while(|line| !line.trim_start().starts_with("#[cfg(test)]"));
        let is_code = |line: &&str| !line.trim_start().starts_with("//");
        lines.enumerate().filter(move |(_, line)| is_code(line)).map(|(i, line)| (i + 1, line.to_lowercase()))
    }

    /// Whether a word stands there by itself and not inside another one.
    fn has_word(code: &str, word: &str) -> bool {
        let is_part = |c: char| c.is_alphanumeric() && c.is_ascii();
        code.match_indices(word)
            .any(|(at, _)| !code[..at].ends_with(is_part) && !code[at + word.len()..].starts_with(is_part))
    }

    #[test]
    fn no_code_of_the_product_names_a_trade_or_a_service() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut words: Vec<String> = TRADES.map(str::to_owned).to_vec();
        for pack in doorstep_packs::builtins() {
            let sources = doorstep_packs::builtin(pack).unwrap();
            words.push(pack.to_owned());
            words.extend(doorstep_packs::compile_sources(&sources).unwrap().pack.services.into_keys());
        }
        // A service may be called by a word that is no name, such as `install`.
        words.retain(|word| word.contains('-') || TRADES.contains(&word.as_str()));
        let mut files = Vec::new();
        FOLDERS.iter().for_each(|folder| product(&root.join(folder), &mut files));
        assert!(files.len() > 200, "only {} files found", files.len());
        let mut named = Vec::new();
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            for (line, code) in code(&text) {
                let word = words.iter().find(|word| has_word(&code, word));
                named.extend(word.map(|word| format!("{}:{line}: {word}", file.display())));
            }
        }
        assert!(named.is_empty(), "{}", named.join("\n"));
    }
}
