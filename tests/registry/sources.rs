//! Packs from each kind of place: git, folders, archives, shipped; versions, locks, removal, copies.

use crate::desk::{Desk, MORE_RULES};
use std::fs;

/// Two packs in one repository: `arms` stands on `roads`.
fn two_packs(desk: &Desk) {
    desk.pack("repo/roads", "roads", "1.0.0", "");
    desk.pack("repo/arms", "arms", "1.1.0", "");
    let from = desk.git_url("repo");
    let depends = format!(
        "\n[depends]\nroads = {{ version = \"1.0\", from = \"{from}\", path = \"roads\" }}\n"
    );
    let manifest = fs::read_to_string(desk.path("repo/arms/pack.toml")).unwrap();
    desk.shelf.put("repo/arms/pack.toml", format!("{manifest}{depends}"));
    fs::remove_file(desk.path("repo/arms/roads.rhai")).unwrap();
    desk.repository("repo", &["roads-v1.0.0", "arms-v1.1.0"]);
}

#[test]
fn a_pack_of_git_is_added_with_what_it_stands_on_and_the_rest_of_the_manifest_stays() {
    let desk = Desk::new();
    two_packs(&desk);
    desk.study("study");
    let before = fs::read_to_string(desk.path("study/pack.toml")).unwrap();
    let url = desk.git_url("repo");
    let several = desk.refused("ben", "study", &["pack", "add", &url], "?path=FOLDER");
    assert!(!several.contains("--as"), "{several}");
    assert!(several.contains("arms, roads"), "{several}");
    desk.fine("ben", "study", &["pack", "add", &format!("{url}?path=arms")]);
    let manifest = fs::read_to_string(desk.path("study/pack.toml")).unwrap();
    let line = format!("arms = {{ version = \"1.1.0\", from = \"{url}\", path = \"arms\" }}\n");
    assert_eq!(manifest, format!("{before}{line}"));
    let lock = fs::read_to_string(desk.path("study/dateline.lock")).unwrap();
    assert!(lock.contains("needs = [\"roads\"]") && lock.contains("?path=roads#"), "{lock}");
    // The pack's events, from the store alone.
    fs::rename(desk.path("repo"), desk.path("gone")).unwrap();
    assert!(desk.events("ben", "study", ".").contains("road/closed"));
    assert!(desk.events("ben", "study", "arms@1.1.0").contains("road/closed"));
    desk.fine("ben", "study", &["pack", "sync", "--locked"]);
    let tree = desk.fine("ben", "study", &["pack", "tree"]);
    assert_eq!(tree, "study 0.1.0\n└── arms 1.1.0\n    └── roads 1.0.0\n");
    let list = desk.fine("ben", "study", &["pack", "list"]);
    assert!(list.starts_with("arms   1.1.0  ") && list.contains("needed by another"), "{list}");
    // A checkout elsewhere, with another home, needs the repository again.
    let files = desk.files("study");
    files.iter().for_each(|(path, bytes)| drop(desk.shelf.put(&format!("other/{path}"), bytes)));
    let told = desk.refused("eve", "other", &["run", "--pack", "."], "run `dateline pack sync`");
    assert!(told.contains("study needs arms 1.1.0"), "{told}");
    fs::rename(desk.path("gone"), desk.path("repo")).unwrap();
    desk.fine("eve", "other", &["pack", "sync", "--locked"]);
    assert_eq!(desk.events("eve", "other", "."), desk.events("ben", "study", "."));
    assert_eq!(desk.files("other"), files);
}

#[test]
fn copies_serve_who_has_neither_network_nor_store() {
    let desk = Desk::new();
    two_packs(&desk);
    desk.study("study");
    desk.refused("ben", "study", &["pack", "vendor"], "run `dateline pack sync` first");
    desk.fine("ben", "study", &["pack", "add", &format!("{}?path=arms", desk.git_url("repo"))]);
    desk.fine("ben", "study", &["pack", "vendor"]);
    let again = desk.fine("ben", "study", &["pack", "vendor"]);
    assert_eq!(again, "2 archives in packs/\n");
    fs::rename(desk.path("repo"), desk.path("gone")).unwrap();
    desk.fine("eve", "study", &["pack", "sync", "--locked"]);
    assert_eq!(desk.events("eve", "study", "."), desk.events("ben", "study", "."));
    // A copy is taken before the store, so that another one under its name is told, and replaced.
    desk.pack("false", "roads", "1.0.0", "summary = \"Another.\"");
    desk.fine("eve", ".", &["pack", "build", "false", "-o", "study/packs/roads-1.0.0.pack"]);
    let told = desk.refused("ben", "study", &["pack", "sync", "--locked"], "dateline pack vendor");
    assert!(told.contains("is not the roads 1.0.0 that dateline.lock names"), "{told}");
    let list = desk.run("ben", "study", &["pack", "list"]);
    assert!(list.out.contains("  refused") && list.err.contains("dateline pack vendor"));
    desk.fine("ben", "study", &["pack", "vendor"]);
    desk.fine("ben", "study", &["pack", "sync", "--locked"]);
    assert!(!desk.fine("ben", "study", &["pack", "list"]).contains("refused"));
    desk.shelf.put("study/packs/old-1.0.0.pack", "x");
    assert!(desk.run("ben", "study", &["pack", "vendor"]).err.contains("is not in the lock"));
}

#[test]
fn the_newest_version_that_fits_is_taken_after_its_events_were_shown() {
    let desk = Desk::new();
    desk.pack("roads", "roads", "1.0.0", "");
    desk.repository("roads", &["v1.0.0"]);
    desk.study("study");
    let url = desk.git_url("roads");
    desk.fine("ben", "study", &["pack", "add", &url]);
    desk.pack("roads", "roads", "1.1.0", "");
    desk.shelf.put("roads/roads.rhai", MORE_RULES);
    desk.repository("roads", &["v1.1.0"]);
    desk.pack("roads", "roads", "2.0.0", "");
    desk.repository("roads", &["v2.0.0"]);
    // Nothing changes by itself.
    let before = desk.events("ben", "study", ".");
    desk.fine("ben", "study", &["pack", "sync"]);
    assert_eq!(desk.events("ben", "study", "."), before);
    let files = desk.files("study");
    let shown = desk.run("ben", "study", &["pack", "update", "roads", "--on", "../articles"]);
    assert_eq!(shown.code, 0, "{}", shown.err);
    assert!(shown.err.contains("~ roads 1.0.0 -> 1.1.0"), "{}", shown.err);
    assert!(shown.err.contains("nothing was written"), "{}", shown.err);
    assert!(shown.out.contains("bridge closed") || shown.out.contains("*bridge"), "{}", shown.out);
    assert_eq!(desk.files("study"), files);
    desk.fine("ben", "study", &["pack", "update", "--yes", "--on", "../articles"]);
    let manifest = fs::read_to_string(desk.path("study/pack.toml")).unwrap();
    assert!(
        manifest.contains("# What it stands on.\n[depends]\nroads = { version = \"1.1.0\""),
        "{manifest}"
    );
    assert_ne!(desk.events("ben", "study", "."), before);
    let same = desk.run("ben", "study", &["pack", "update"]);
    assert!(same.err.contains("nothing newer"), "{}", same.err);
    // A version that breaks is taken when it is named.
    desk.fine(
        "ben",
        "study",
        &["pack", "update", "roads", "--version", "2.0.0", "--yes", "--on", "../articles"],
    );
    assert!(desk.fine("ben", "study", &["pack", "list"]).starts_with("roads  2.0.0"));
    desk.refused("ben", "study", &["pack", "update", "road"], "did you mean roads?");
    desk.refused(
        "ben",
        "study",
        &["pack", "add", &url, "--version", "3.0"],
        "it has 2.0.0, 1.1.0, 1.0.0",
    );
}

#[test]
fn folders_archives_and_shipped_packs_are_added_and_removed() {
    let desk = Desk::new();
    desk.pack("words", "words", "0.2.0", "");
    desk.pack("roads", "roads", "1.0.0", "");
    desk.study("study");
    let before = fs::read_to_string(desk.path("study/pack.toml")).unwrap();
    desk.fine("ben", ".", &["pack", "build", "roads"]);
    fs::remove_file(desk.path("words/roads.rhai")).unwrap();
    desk.fine("ben", "study", &["pack", "add", "../words"]);
    desk.fine("ben", "study", &["pack", "add", "../roads-1.0.0.pack"]);
    desk.fine("ben", "study", &["pack", "add", "world"]);
    let manifest = fs::read_to_string(desk.path("study/pack.toml")).unwrap();
    assert!(manifest.contains("words = { path = \"../words\" }\n"), "{manifest}");
    assert!(
        manifest.contains("roads = { version = \"1.0.0\", path = \"packs/roads-1.0.0.pack\" }\n"),
        "{manifest}"
    );
    assert!(manifest.contains("world = \"0.1.0\"\n"), "{manifest}");
    assert!(desk.events("ben", "study", ".").contains("road/closed"));
    let again = desk.fine("ben", "study", &["pack", "add", "../words"]);
    assert_eq!(again, "words 0.2.0 is there already\n");
    // The lock knows the archive at its path by its content.
    desk.pack("roads", "roads", "1.0.0", "summary = \"Another.\"");
    desk.fine("ben", ".", &["pack", "build", "roads", "-o", "study/packs/roads-1.0.0.pack"]);
    desk.refused(
        "ben",
        "study",
        &["run", "--pack", "."],
        "is not the pack that dateline.lock names",
    );
    for name in ["roads", "words", "world"] {
        desk.fine("ben", "study", &["pack", "remove", name]);
    }
    assert_eq!(fs::read_to_string(desk.path("study/pack.toml")).unwrap(), before);
    // It was changed, so that it is not ours to remove; what `add` copied is.
    assert!(desk.path("study/packs/roads-1.0.0.pack").exists());
    fs::remove_file(desk.path("study/packs/roads-1.0.0.pack")).unwrap();
    desk.fine("ben", "study", &["pack", "add", "../roads-1.0.0.pack"]);
    desk.fine("ben", "study", &["pack", "remove", "roads"]);
    assert!(!desk.path("study/packs").exists());
    desk.fine("ben", ".", &["pack", "build", "roads"]);
    desk.fine("ben", "study", &["pack", "add", "../roads-1.0.0.pack"]);
    desk.refused("ben", "study", &["pack", "remove", "world"], "does not name world");
    desk.refused("ben", "study", &["pack", "add", "x-1.0.0.pack"], "there is no archive");
    desk.refused("ben", "study", &["pack", "add", "wrld"], "is nothing that packs come from");
}

#[test]
fn a_list_of_dependencies_becomes_a_table() {
    let desk = Desk::new();
    desk.pack("words", "words", "0.2.0", "");
    desk.pack("roads", "roads", "1.0.0", "");
    desk.shelf.put(
        "study/pack.toml",
        "name = \"study\"\nversion = \"0.1.0\"\ndepends = [\"../words\", \"world\"]\n",
    );
    desk.fine("ben", "study", &["pack", "sync"]);
    fs::remove_file(desk.path("words/roads.rhai")).unwrap();
    desk.fine("ben", "study", &["pack", "add", "../roads"]);
    let manifest = fs::read_to_string(desk.path("study/pack.toml")).unwrap();
    assert!(
        manifest.contains(
            "[depends]\nwords = { path = \"../words\" }\nworld = \"0.1.0\"\nroads = { path"
        ),
        "{manifest}"
    );
    assert!(desk.events("ben", "study", ".").contains("road/closed"));
}

#[test]
fn a_lock_that_disagrees_is_told_and_not_changed() {
    let desk = Desk::new();
    desk.pack("roads", "roads", "1.0.0", "");
    desk.repository("roads", &["v1.0.0"]);
    desk.study("study");
    desk.refused("ben", "study", &["pack", "sync", "--locked"], "there is no dateline.lock");
    desk.fine("ben", "study", &["pack", "add", &desk.git_url("roads")]);
    desk.pack("roads", "roads", "1.1.0", "");
    desk.repository("roads", &["v1.1.0"]);
    let manifest = fs::read_to_string(desk.path("study/pack.toml")).unwrap();
    desk.shelf.put("study/pack.toml", manifest.replace("1.0.0", "1.1.0"));
    let files = desk.files("study");
    let told = desk.refused("ben", "study", &["pack", "sync", "--locked"], "disagree");
    assert!(told.contains("~ roads 1.0.0 -> 1.1.0"), "{told}");
    assert_eq!(desk.files("study"), files);
    desk.fine("ben", "study", &["pack", "sync"]);
    desk.fine("ben", "study", &["pack", "sync", "--locked"]);
    desk.shelf.put("study/dateline.lock", "<<<<<<< ours\nformat = 1\n");
    desk.refused("ben", "study", &["pack", "sync"], "unresolved merge");
}

#[test]
fn a_new_pack_passes_its_own_check_and_test_and_can_be_built() {
    let desk = Desk::new();
    desk.fine("anna", ".", &["pack", "new", "yemen-water"]);
    desk.fine("anna", ".", &["check", "yemen-water"]);
    let tested = desk.fine("anna", ".", &["test", "yemen-water"]);
    assert!(tested.contains("1 rule, 2 examples, 0 failed"), "{tested}");
    let built = desk.run("anna", ".", &["pack", "build", "yemen-water"]);
    assert!(built.out.starts_with("yemen-water-0.1.0.pack: 3 files, "), "{}", built.out);
    assert_eq!(built.err, "");
    desk.refused("anna", ".", &["pack", "new", "yemen-water"], "is there already");
    desk.refused("anna", ".", &["pack", "new", "Yemen"], "cannot be the name of a pack");
}
