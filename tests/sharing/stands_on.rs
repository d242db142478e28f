//! What a pack stands on: by name, path, git and index; found without the network; as the lock says, or refused.

use super::common::Shelf;
use super::{ARTICLE, archived, dateline_in, locked, manifest, packed, refusal, wells};
use dateline::pack::Lock;

/// A study that depends on wells from an index, with a copy of it.
fn study(shelf: &Shelf, depends: &str) -> String {
    shelf.put("study/pack.toml", manifest("study", "0.1.0", &format!("[depends]\n{depends}")));
    shelf.put("a.txt", ARTICLE);
    shelf.at("study")
}

const FROM_INDEX: &str = "wells = { version = \"1.1\", from = \"https://packs.example.org\" }\n";

fn lock(shelf: &Shelf, packs: Vec<dateline::pack::LockedPack>) {
    let lock = Lock::of(packs).expect("a lock");
    lock.write(shelf.path().join("study/dateline.lock").as_path()).expect("a file");
}

#[test]
fn a_shipped_pack_is_named_by_its_version() {
    let shelf = Shelf::new();
    let pack = study(&shelf, "syria = \"0.1\"\n");
    let ran = dateline_in(shelf.path(), &["check", &pack]);
    assert!(ran.code == 0 && ran.out.contains("syria 0.1.0"), "{}", ran.err);
    study(&shelf, "syria = \"0.2\"\n");
    let why = refusal(shelf.path(), &["check", &pack]);
    assert!(why.contains("study needs syria 0.2.0, and the one at syria is 0.1.0"), "{why}");
    study(&shelf, "siria = \"0.1\"\n");
    let why = refusal(shelf.path(), &["check", &pack]);
    assert!(
        why.contains("study needs siria") && why.contains("shipped are: conflict, syria"),
        "{why}"
    );
    // A folder that was moved: the shipped pack of its name is offered.
    shelf.put("study/pack.toml", manifest("study", "0.1.0", "depends = [\"../rules/syria\"]"));
    let why = refusal(shelf.path(), &["check", &pack]);
    assert!(why.contains("write [depends] with syria = \"0.1.0\""), "{why}");
}

#[test]
fn a_pack_from_elsewhere_is_used_only_from_this_machine() {
    let shelf = Shelf::new();
    let (bytes, _) = packed(&wells(&shelf, "wells", ""));
    let pack = study(&shelf, FROM_INDEX);
    let why = refusal(shelf.path(), &["run", "--pack", &pack, "a.txt"]);
    assert!(
        why.contains("study needs wells 1.1.0, which is not on this machine")
            && why.contains("dateline pack sync"),
        "{why}"
    );
    shelf.put("study/packs/wells-1.1.0.pack", &bytes);
    let ran = dateline_in(shelf.path(), &["run", "--pack", &pack, "a.txt"]);
    assert_eq!((ran.code, ran.events().len()), (0, 2), "{}", ran.err);
}

#[test]
fn the_lock_decides_which_content_is_used() {
    let shelf = Shelf::new();
    let folder = wells(&shelf, "wells", "");
    let (bytes, tree) = packed(&folder);
    shelf.put("wells/README.md", "Another edition.\n");
    let (other, _) = packed(&folder);
    let pack = study(&shelf, FROM_INDEX);
    let run = ["run", "--pack", &pack, "a.txt"];
    let from = "https://packs.example.org";
    lock(&shelf, vec![locked("wells", "1.1.0", from, &tree)]);
    shelf.put(&format!("home/.local/share/dateline/packs/{tree}.pack"), &bytes);
    let ran = dateline_in(shelf.path(), &run);
    assert_eq!((ran.code, ran.events().len()), (0, 2), "{}", ran.err);
    // Other bytes under the name of the tree, and beside the study.
    shelf.put(&format!("home/.local/share/dateline/packs/{tree}.pack"), &other);
    let why = refusal(shelf.path(), &run);
    assert!(
        why.contains("is not the pack that dateline.lock names") && why.contains(&tree),
        "{why}"
    );
    shelf.put("study/packs/wells-1.1.0.pack", &other);
    assert!(refusal(shelf.path(), &run).contains("study/packs/wells-1.1.0.pack"));
    shelf.put("study/packs/wells-1.1.0.pack", &bytes);
    assert_eq!(dateline_in(shelf.path(), &run).code, 0);
    // Of another source, or not in the lock at all.
    lock(&shelf, vec![locked("wells", "1.1.0", "git+https://elsewhere#0f", &tree)]);
    let why = refusal(shelf.path(), &run);
    assert!(why.contains("dateline.lock has it from git+https://elsewhere"), "{why}");
    lock(&shelf, vec![]);
    assert!(refusal(shelf.path(), &run).contains("dateline.lock does not have it"));
    // Too old a version in the lock.
    study(&shelf, &FROM_INDEX.replace("1.1", "1.2"));
    lock(&shelf, vec![locked("wells", "1.1.0", from, &tree)]);
    let why = refusal(shelf.path(), &run);
    assert!(why.contains("study needs wells 1.2.0") && why.contains("pack update wells"), "{why}");
    // A lock that cannot be used.
    shelf.put("study/dateline.lock", "format = 9\n");
    let why = refusal(shelf.path(), &run);
    assert!(why.contains("dateline.lock: its format 9 is that of a newer dateline"), "{why}");
}

#[test]
fn a_locked_shipped_pack_must_be_the_one_that_the_program_carries() {
    let shelf = Shelf::new();
    let pack = study(&shelf, "syria = \"0.1\"\n");
    lock(&shelf, vec![locked("syria", "0.1.0", "shipped", &"0".repeat(64))]);
    let why = refusal(shelf.path(), &["check", &pack]);
    assert!(why.contains("the one that this program carries is not the pack"), "{why}");
    let tree = why.split("its tree is ").nth(1).and_then(|rest| rest.split(',').next());
    lock(&shelf, vec![locked("syria", "0.1.0", "shipped", tree.expect("a tree"))]);
    assert_eq!(dateline_in(shelf.path(), &["check", &pack]).code, 0);
}

#[test]
fn packs_that_lie_or_clash_are_refused_with_who_asked() {
    let shelf = Shelf::new();
    let folder = wells(&shelf, "wells", "");
    let pack = study(&shelf, FROM_INDEX);
    let check = ["check", &pack];
    // A manifest that lies about its name, or its version.
    shelf.put(
        "study/packs/wells-1.1.0.pack",
        archived(&[("pack.toml", &manifest("other", "1.1.0", ""))]),
    );
    let why = refusal(shelf.path(), &check);
    assert!(why.contains("study needs wells") && why.contains("says that it is other"), "{why}");
    shelf.put(
        "study/packs/wells-1.1.0.pack",
        archived(&[("pack.toml", &manifest("wells", "3.0.0", ""))]),
    );
    let why = refusal(shelf.path(), &check);
    assert!(why.contains("study needs wells 1.1.0") && why.contains("is 3.0.0"), "{why}");
    // Two packs that need versions that cannot be used together.
    let pump = "[depends]\nwells = { version = \"2.0\", from = \"https://packs.example.org\" }";
    shelf.put("study/packs/wells-1.1.0.pack", packed(&folder).0);
    shelf.put(
        "study/packs/pump-1.0.0.pack",
        archived(&[("pack.toml", &manifest("pump", "1.0.0", pump))]),
    );
    study(
        &shelf,
        &format!(
            "{FROM_INDEX}pump = {{ version = \"1.0\", from = \"https://packs.example.org\" }}\n"
        ),
    );
    let why = refusal(shelf.path(), &check);
    assert!(
        why.contains(
            "study needs wells 1.1.0, and pump needs wells 2.0.0: these cannot be used together"
        ),
        "{why}"
    );
    // One name from two sources.
    let pump = "[depends]\nwells = { version = \"1.1\", from = \"git+https://elsewhere\" }";
    shelf.put(
        "study/packs/pump-1.0.0.pack",
        archived(&[("pack.toml", &manifest("pump", "1.0.0", pump))]),
    );
    let why = refusal(shelf.path(), &check);
    assert!(why.contains("let both name one source") && why.contains("pump needs"), "{why}");
    // Two folders of one name that differ in content.
    shelf.put("two/wells/pack.toml", manifest("wells", "1.1.0", ""));
    shelf.put("mid/pack.toml", manifest("mid", "0.1.0", "depends = [\"../two/wells\"]"));
    shelf
        .put("study/pack.toml", manifest("study", "0.1.0", "depends = [\"../wells\", \"../mid\"]"));
    let why = refusal(shelf.path(), &check);
    assert!(why.contains("two different packs are named wells: study needs the one at"), "{why}");
    assert!(why.contains("and mid the one at"), "{why}");
    // A circle.
    shelf.put(
        "mid/pack.toml",
        manifest("mid", "0.1.0", "[depends]\nstudy = { path = \"../study\" }"),
    );
    shelf.put(
        "study/pack.toml",
        manifest("study", "0.1.0", "[depends]\nmid = { path = \"../mid\" }"),
    );
    let why = refusal(shelf.path(), &check);
    assert!(why.contains("study -> mid -> study"), "{why}");
}

#[test]
fn the_highest_minimum_among_copies_is_used() {
    let shelf = Shelf::new();
    let index = |name: &str, version: &str| {
        format!("{name} = {{ version = \"{version}\", from = \"https://packs.example.org\" }}\n")
    };
    for (name, version, depends) in [
        ("base", "1.0.0", String::new()),
        ("base", "1.2.0", String::new()),
        ("base", "1.3.0", String::new()),
        ("one", "1.0.0", index("base", "1.0")),
        ("two", "1.0.0", index("base", "1.2")),
    ] {
        let text = manifest(name, version, &format!("[depends]\n{depends}"));
        shelf.put(&format!("study/packs/{name}-{version}.pack"), archived(&[("pack.toml", &text)]));
    }
    let pack = study(&shelf, &format!("{}{}", index("one", "1.0"), index("two", "1.0")));
    let ran = dateline_in(shelf.path(), &["check", &pack]);
    assert!(ran.code == 0 && ran.out.contains("base 1.2.0 ("), "{}{}", ran.out, ran.err);
}

#[test]
fn a_path_may_lead_to_an_archive() {
    let shelf = Shelf::new();
    let (bytes, _) = packed(&wells(&shelf, "wells", ""));
    shelf.put("wells.pack", bytes);
    let pack = study(&shelf, "wells = { path = \"../wells.pack\" }\n");
    let ran = dateline_in(shelf.path(), &["run", "--pack", &pack, "a.txt"]);
    assert_eq!((ran.code, ran.events().len()), (0, 2), "{}", ran.err);
}
