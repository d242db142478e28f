//! Packs that travel: archives, dependencies by name and version, locks, what an output stands on, and changes to the
//! packs of others. Everything through the binary; archives of strangers are made here by hand.

mod common;

#[path = "sharing/archives.rs"]
mod archives;
#[path = "sharing/overlays.rs"]
mod overlays;
#[path = "sharing/records.rs"]
mod records;
#[path = "sharing/stands_on.rs"]
mod stands_on;

use assert_cmd::Command;
use common::{Ran, Shelf};
use dateline::pack::{LockedPack, Store, archive};
use std::collections::BTreeMap;
use std::path::Path;

/// A rule that finds wells.
const WELLS: &str = "rule(\"water/cut\").about(\"A well was closed.\").kind(\"water\").status(\"test\")\n    \
    .when(\"well\" & \"closed\")\n    .example(\"The well in Gullhaven was closed.\")\n    \
    .counterexample(\"The well is deep.\");\n\
    rule(\"water/dug\").about(\"A well was dug.\").kind(\"water\").when(\"dug\" & \"well\")\n    \
    .example(\"They dug a well.\").counterexample(\"They dug a hole.\");\n";
/// An article for it.
const ARTICLE: &str =
    "The well in Gullhaven was closed on Monday.\n\nSoldiers dug a well near Gullhaven.\n";
/// A table with the place.
const PLACES: &str = "name,kind,country\nGullhaven,town,SYR\n";

/// A pack `name` with [`WELLS`]; `more` is added to its manifest.
fn wells(shelf: &Shelf, name: &str, more: &str) -> String {
    let manifest = format!(
        "name = \"{name}\"\nversion = \"1.1.0\"\nlicence = \"MIT\"\n{more}\n[kinds.water]\n"
    );
    shelf.put(&format!("{name}/pack.toml"), manifest);
    shelf.put(&format!("{name}/water.rhai"), WELLS);
    shelf.put(&format!("{name}/gazetteers/places.csv"), PLACES);
    shelf.put(&format!("{name}/README.md"), "# Wells\n");
    shelf.at(name)
}

/// A manifest of a pack without files of its own.
fn manifest(name: &str, version: &str, more: &str) -> String {
    format!("name = \"{name}\"\nversion = \"{version}\"\nlicence = \"MIT\"\n{more}\n")
}

/// The bytes of an archive of the pack in a folder, and its tree.
fn packed(folder: &str) -> (Vec<u8>, String) {
    let files: BTreeMap<String, Vec<u8>> = Store::Disk
        .list(folder)
        .expect("a folder")
        .into_iter()
        .map(|path| {
            let bytes = std::fs::read(Path::new(folder).join(&path)).expect("a file");
            (path, bytes)
        })
        .collect();
    let bytes = archive::write(&files).expect("an archive");
    let tree =
        archive::read(&bytes).expect("a store").tree("", &Default::default()).expect("a tree");
    (bytes, tree)
}

/// An archive of these files.
fn archived(files: &[(&str, &str)]) -> Vec<u8> {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    archive::write(&files.collect()).expect("an archive")
}

fn locked(name: &str, version: &str, from: &str, tree: &str) -> LockedPack {
    LockedPack {
        name: name.to_owned(),
        version: version.to_owned(),
        from: from.to_owned(),
        tree: tree.to_owned(),
        ..LockedPack::default()
    }
}

/// Runs the binary in a folder, with a home of its own there.
fn dateline_in(folder: &Path, args: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    let home = folder.join("home");
    command.args(args).current_dir(folder).env("HOME", &home).env_remove("XDG_DATA_HOME");
    let output = command.output().expect("the binary runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("messages in UTF-8");
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// Runs the binary and gives its error; it must have refused.
fn refusal(folder: &Path, args: &[&str]) -> String {
    let ran = dateline_in(folder, args);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    ran.err
}
