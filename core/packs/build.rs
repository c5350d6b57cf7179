//! Lists the files of every trade beside `src`, so that the program carries its packs.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut trades = folders(&root)?;
    trades.retain(|folder| folder.join("pack.yaml").is_file());
    let mut code = String::from("static TRADES: &[Trade] = &[\n");
    for trade in trades {
        let mut files = Vec::new();
        yaml_files(&trade, "", &mut files)?;
        code += &format!("    ({:?}, &[\n", name(&trade));
        for (path, file) in files {
            code += &format!("        ({path:?}, include_bytes!({:?})),\n", file.display().to_string());
        }
        code += "    ]),\n";
    }
    code += "];\n";
    println!("cargo:rerun-if-changed={}", root.display());
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("trades.rs"), code)
}

fn folders(at: &Path) -> io::Result<Vec<PathBuf>> {
    Ok(entries(at)?.into_iter().filter(|path| path.is_dir()).collect())
}

fn yaml_files(at: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for path in entries(at)? {
        let relative = format!("{prefix}{}", name(&path));
        if path.is_dir() {
            yaml_files(&path, &format!("{relative}/"), files)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            files.push((relative, path));
        }
    }
    Ok(())
}

/// The entries of a folder in the order of their names, so that every build is the same.
fn entries(at: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(at)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
