//! `THIRD-PARTY.md` lists the libraries in the program, and `deny.toml` allows their licences. `BLESS=1 cargo test --test notices`
//! writes the list again, and beside it all their licence texts into `target/third-party-licences.txt`, which goes with a built program.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const NOTICES: &str = "THIRD-PARTY.md";
const TEXTS: &str = "target/third-party-licences.txt";

const OPENING: &str = "\
# Third-party libraries

<!-- Made by `just notices`; do not edit. -->

The program contains code of these libraries, on one platform or another. Their licences are SPDX expressions. `just notices` also collects the
texts of the licences in `target/third-party-licences.txt`; add that file to a program that you distribute.

It also contains country outlines, for the map of `dateline report`: those of Natural Earth (naturalearthdata.com), which are in the public domain, as the npm package
world-atlas 2.0.2 has them. `tools/world.mjs` made the file from it.

| library | version | licence |
|---|---|---|
";

/// A library by name and version, as `Cargo.lock` has it.
type Library = (String, String);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn table(name: &str) -> toml::Table {
    let text = fs::read_to_string(root().join(name)).expect("a file of the project");
    text.parse().expect("a file of Cargo is TOML")
}

/// The libraries that `Cargo.lock` has for the program: what its dependencies need, those of its tests aside.
fn libraries() -> BTreeSet<Library> {
    let lock = table("Cargo.lock");
    let packages = lock["package"].as_array().expect("packages");
    let text = |package: &toml::Value, key: &str| {
        package.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned()
    };
    let mut versions: BTreeMap<String, Vec<(String, Vec<String>)>> = BTreeMap::new();
    for package in packages {
        let needs = package.get("dependencies").and_then(toml::Value::as_array);
        let needs = needs.into_iter().flatten().filter_map(|need| Some(need.as_str()?.to_owned()));
        let entry = (text(package, "version"), needs.collect());
        versions.entry(text(package, "name")).or_default().push(entry);
    }
    let manifest = table("Cargo.toml");
    let direct = manifest["dependencies"].as_table().expect("dependencies");
    let own = &versions["dateline"][0].1;
    let is_direct = |need: &&String| direct.contains_key(need.split(' ').next().unwrap_or(need));
    let mut open: Vec<String> = own.iter().filter(is_direct).cloned().collect();
    let mut found = BTreeSet::new();
    while let Some(need) = open.pop() {
        let (name, version) = need.split_once(' ').unwrap_or((&need, ""));
        let kept = versions[name].iter().filter(|known| version.is_empty() || known.0 == version);
        for (version, needs) in kept {
            if found.insert((name.to_owned(), version.clone())) {
                open.extend(needs.iter().cloned());
            }
        }
    }
    found
}

/// What Cargo knows of every library: licence and folder.
fn metadata() -> BTreeMap<Library, (String, PathBuf)> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let data: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = |package: &Value, key: &str| package[key].as_str().unwrap_or_default().to_owned();
    let packages = data["packages"].as_array().expect("packages").iter();
    let entry = |package: &Value| {
        let library = (text(package, "name"), text(package, "version"));
        let mut folder = PathBuf::from(text(package, "manifest_path"));
        folder.pop();
        (library, (text(package, "license"), folder))
    };
    packages.map(entry).collect()
}

/// The files in a folder that hold licences, sorted by name.
fn licence_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        ["LICEN", "COPYING", "NOTICE", "UNLICENSE"].iter().any(|mark| name.starts_with(mark))
            && path.is_file()
    });
    files.sort();
    files
}

/// A licence as SPDX writes it; older manifests have `/` for OR.
fn spdx(licence: &str) -> String {
    licence.split('/').map(str::trim).collect::<Vec<_>>().join(" OR ")
}

/// Writes the list and the texts.
fn write(libraries: &BTreeSet<Library>) {
    let known = metadata();
    let mut page = OPENING.to_owned();
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for library in libraries {
        let (licence, folder) = &known[library];
        let (name, version) = library;
        let _ = writeln!(page, "| {name} | {version} | {} |", spdx(licence));
        for path in licence_files(folder) {
            let bytes = fs::read(&path).expect("a licence can be read");
            let text = String::from_utf8_lossy(&bytes).trim().to_owned();
            texts.entry(text).or_default().push(format!("{name} {version}"));
        }
    }
    fs::write(root().join(NOTICES), page).expect("the list can be written");
    let texts: Vec<String> =
        texts.iter().map(|(text, names)| format!("{}\n\n{text}\n", names.join(", "))).collect();
    let line = format!("\n{}\n\n", "=".repeat(80));
    fs::create_dir_all(root().join("target")).expect("a folder for the texts");
    fs::write(root().join(TEXTS), texts.join(&line)).expect("the texts can be written");
}

/// The libraries that the page lists.
fn listed() -> BTreeSet<Library> {
    let page = fs::read_to_string(root().join(NOTICES)).unwrap_or_default();
    let rows = page.lines().filter(|line| line.starts_with("| ")).skip(1);
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    cells.map(|cells| (cells[1].to_owned(), cells[2].to_owned())).collect()
}

#[test]
fn the_list_matches_the_lock_file() {
    let libraries = libraries();
    if listed() != libraries && std::env::var_os("BLESS").is_some() {
        write(&libraries);
    }
    let listed = listed();
    let missing: Vec<&Library> = libraries.difference(&listed).collect();
    let extra: Vec<&Library> = listed.difference(&libraries).collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "{NOTICES} lacks {missing:?} and lists {extra:?}, which the program does not have; `just notices` writes it again"
    );
    let page = fs::read_to_string(root().join(NOTICES)).expect("the list of libraries");
    let bare = page.lines().find(|line| line.starts_with("| ") && line.ends_with("|  |"));
    assert_eq!(bare, None, "a library without a licence");
}

/// Libraries with a licence of their own that only a program for Windows contains; `deny.toml` names other platforms.
const WINDOWS_ONLY: &[&str] = &["clipboard-win", "error-code"];

/// Whether an SPDX expression holds where these licences are allowed.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    expression.split(" AND ").all(|part| {
        let part = part.trim_matches(['(', ')']);
        part.split(" OR ").any(|licence| allowed.contains(&licence.trim_end_matches('+')))
    })
}

#[test]
fn the_licences_of_all_libraries_are_allowed_and_no_others() {
    let deny = table("deny.toml");
    let allowed = deny["licenses"]["allow"].as_array().expect("licences").iter();
    let allowed: Vec<&str> = allowed.filter_map(toml::Value::as_str).collect();
    let page = fs::read_to_string(root().join(NOTICES)).expect("the list of libraries");
    let rows = page.lines().filter(|line| line.starts_with("| ")).skip(1);
    let rows: Vec<Vec<&str>> =
        rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>()).collect();
    for row in rows.iter().filter(|row| !WINDOWS_ONLY.contains(&row[1])) {
        assert!(is_allowed(row[3], &allowed), "{}: {} is not in deny.toml", row[1], row[3]);
    }
    for licence in allowed {
        let named = rows.iter().any(|row| row[3].contains(licence));
        assert!(named, "no library has the licence {licence}, which deny.toml allows");
    }
}
