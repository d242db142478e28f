//! Starts a pack: a folder that passes its own checks and tests and can be built and shared as it is.

use super::{RegistryError, Result, write_file};
use crate::pack::PROGRAM_VERSION;
use std::path::Path;

const MANIFEST: &str = r#"name = "{name}"
version = "0.1.0"
# One sentence: what it codes.
summary = "Roads that are closed"
authors = []
# SPDX, such as MIT or CC-BY-4.0; others may use the pack under it.
licence = "MIT"
dateline = ">={dateline}"
language = ["en"]

# Packs that it stands on: `dateline pack add syria`, or one from elsewhere.
[depends]

[kinds.road_closure]
about = "A road is closed to traffic."
"#;

const RULES: &str = r#"//! Roads that are closed to traffic. Leaves alone roads that are damaged and still open.

let road  = any("road", "roads", "highway*", "bridge", "bridges");
let close = stem("close", "shut", "seal").named("trigger");

rule("road/closed")
    .about("A road, highway or bridge is closed to traffic. Leaves alone what lies close to a road.")
    .kind("road_closure")
    .when(close & road)
    .unless(any("close to", "school*"))
    .example("Police closed the main road to the border on Monday.")
    .counterexample("The village lies close to the road.");
"#;

const README: &str = r#"# {name}

Roads that are closed to traffic.

- What is coded: roads, highways and bridges that somebody closes, shuts or seals.
- What is not: roads that are damaged and still open.

How well: not measured yet. `dateline score --pack . --gold gold.jsonl` measures it on events that you coded yourself.

To work on it: `dateline check .`, `dateline test .`, `dateline repl --pack .`. To share it: `dateline pack build .`.
"#;

/// Git must not change line ends, and what programs write beside the pack is not a part of it.
const ATTRIBUTES: &str = "* text=auto eol=lf\n*.pack -text\n*.names -text\n";
const IGNORED: &str = ".dateline-*\n*.key\n";

/// Makes the pack `name` in `folder`, which must be empty or not exist.
///
/// # Errors
/// The name is not one, the folder has files in it, or a file cannot be written.
pub fn start(name: &str, folder: &Path) -> Result<Vec<&'static str>> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || name.starts_with('-') || !name.chars().all(is_plain) {
        return Err(RegistryError::Use(format!(
            "{name:?} cannot be the name of a pack: use a-z, 0-9 and -, such as yemen-water"
        )));
    }
    let is_used = std::fs::read_dir(folder).is_ok_and(|mut items| items.next().is_some());
    if is_used || folder.is_file() {
        return Err(RegistryError::Use(format!(
            "{} is there already: give another name, or another folder with --in",
            folder.display()
        )));
    }
    let mut numbers = PROGRAM_VERSION.split('.');
    let dateline = [numbers.next().unwrap_or("0"), numbers.next().unwrap_or("1")].join(".");
    // The manifest comes last: until then the folder is no pack.
    let files = [
        (".gitattributes", ATTRIBUTES),
        (".gitignore", IGNORED),
        ("README.md", README),
        ("roads.rhai", RULES),
        ("pack.toml", MANIFEST),
    ];
    for (path, text) in files {
        let text = text.replace("{name}", name).replace("{dateline}", &dateline);
        write_file(&folder.join(path), text.as_bytes())?;
    }
    Ok(files.iter().map(|(path, _)| *path).collect())
}
