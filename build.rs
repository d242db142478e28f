//! Hashes the files that the command carries, and the sources it is built from, so that no run has to.
//!
//! `OUT_DIR/shipped_hashes.rs` is a slice of pairs: the path of a file below `rules/`, and the BLAKE3 hash of its bytes.
//! The variable `DATELINE_BUILD` is a hash over the sources: what one build has computed is of no use to another.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    for input in ["build.rs", "Cargo.lock", "language", "src", "rules"] {
        println!("cargo::rerun-if-changed={input}");
    }
    let mut sources = blake3::Hasher::new();
    let mut inputs = files(Path::new("language"))?;
    inputs.extend(files(Path::new("src"))?);
    for path in inputs.iter().map(PathBuf::as_path).chain([Path::new("Cargo.lock")]) {
        // A package has no lock file if it is built as a dependency.
        let Ok(bytes) = fs::read(path) else { continue };
        sources.update(path.to_string_lossy().as_bytes()).update(blake3::hash(&bytes).as_bytes());
    }
    println!("cargo::rustc-env=DATELINE_BUILD={}", sources.finalize().to_hex());

    let rules = Path::new("rules");
    let mut table = String::from("[\n");
    for path in files(rules)? {
        let bytes = fs::read(&path)?;
        // The hash of a text counts CRLF as LF (`pack::tree::file_hash`); such a file is hashed when it is loaded.
        if bytes.contains(&b'\r') {
            continue;
        }
        let inner = path.strip_prefix(rules).unwrap_or(&path);
        let parts: Vec<_> =
            inner.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        // Writing to a string cannot fail.
        let _ =
            writeln!(table, "    ({:?}, {:?}),", parts.join("/"), blake3::hash(&bytes).as_bytes());
    }
    table.push_str("]\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("shipped_hashes.rs"), table)
}

/// All files below a folder, sorted.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            match entry.file_type()?.is_dir() {
                true => open.push(entry.path()),
                false => found.push(entry.path()),
            }
        }
    }
    found.sort();
    Ok(found)
}
