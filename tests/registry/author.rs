//! What an author is kept from doing by mistake.

use crate::desk::Desk;
use std::fs;

#[test]
fn a_secret_key_is_not_shared() {
    let desk = Desk::new();
    desk.pack("roads", "roads", "1.0.0", "");
    desk.key("anna", "anna");
    let key = fs::read_to_string(desk.path("keys/anna.key")).unwrap();
    desk.shelf.put("roads/notes/mine.txt", &key);
    let before = desk.files(".");
    let told = "notes/mine.txt holds a secret key";
    desk.refused("anna", ".", &["pack", "build", "roads"], told);
    for args in
        [["pack", "sign", "roads"].as_slice(), &["pack", "publish", "roads", "--to", "site"]]
    {
        desk.refused("anna", ".", &[args, &["--key", "keys/anna.key"]].concat(), told);
    }
    assert_eq!(desk.files("."), before);
    // Neither in an archive that something else built.
    let files = ["pack.toml", "notes/mine.txt"];
    let of = |file: &str| (file.to_owned(), fs::read(desk.path("roads").join(file)).unwrap());
    let archive = dateline::pack::archive::write(&files.map(of).into()).unwrap();
    fs::write(desk.path("other.pack"), archive).unwrap();
    desk.refused("anna", ".", &["pack", "sign", "other.pack", "--key", "keys/anna.key"], told);
    desk.refused("anna", ".", &["pack", "publish", "other.pack", "--to", "site"], told);
}

#[test]
fn an_archive_replaces_nothing_but_an_archive() {
    let desk = Desk::new();
    desk.pack("roads", "roads", "1.0.0", "");
    desk.shelf.put("mine.pack", "My notes.\n");
    desk.shelf.put("roads-1.0.0.pack", "");
    fs::create_dir(desk.path("folder.pack")).unwrap();
    let before = desk.files(".");
    for (output, told) in [
        ("roads/roads.rhai", "ends with .pack"),
        ("roads/new.bin", "ends with .pack"),
        ("-", "ends with .pack"),
        ("mine.pack", "is no archive of a pack"),
        ("folder.pack", "is no archive of a pack"),
    ] {
        desk.refused("anna", ".", &["pack", "build", "roads", "-o", output], told);
    }
    desk.refused("anna", ".", &["pack", "build", "roads"], "is no archive of a pack");
    assert_eq!(desk.files("."), before);
    for _ in 0..2 {
        desk.fine("anna", ".", &["pack", "build", "roads", "-o", "roads/r.pack"]);
        desk.fine("anna", ".", &["pack", "build", "roads", "-o", "r.pack"]);
    }
    let same = fs::read(desk.path("roads/r.pack")).unwrap();
    assert!(same == fs::read(desk.path("r.pack")).unwrap());
}

#[test]
fn a_pack_is_not_published_without_the_signature_that_it_had() {
    let desk = Desk::new();
    desk.key("anna", "anna");
    desk.pack("roads", "roads", "1.0.0", "");
    let sign = ["pack", "sign", "roads", "--key", "keys/anna.key"];
    let publish = ["pack", "publish", "roads", "--to", "site", "--key", "keys/anna.key"];
    desk.fine("anna", ".", &sign);
    desk.shelf.put("roads/README.md", "Roads.\n");
    let told = desk.refused("anna", ".", &publish, "sign it again");
    assert!(told.contains("nothing was published"), "{told}");
    desk.shelf.put("roads/pack.minisig", "broken\n");
    let ran = desk.run("anna", ".", &publish);
    assert_eq!((ran.code, ran.err.contains("nothing was published")), (2, true), "{}", ran.err);
    assert!(!desk.path("site").exists());
    desk.fine("anna", ".", &sign);
    desk.fine("anna", ".", &publish);
}

#[test]
fn a_pack_that_does_not_load_is_not_shared() {
    let desk = Desk::new();
    desk.key("anna", "anna");
    desk.pack("roads", "roads", "1.0.0", "");
    let with_key = |args: &[&'static str]| [args, &["--key", "keys/anna.key"]].concat();
    let all = || {
        let publish = with_key(&["pack", "publish", "roads", "--to", "site"]);
        [vec!["pack", "build", "roads"], with_key(&["pack", "sign", "roads"]), publish]
    };
    desk.shelf.put("roads/more.rhai", "rule(\"road/open\").when(\"road opened\";\n");
    for args in all() {
        let told = desk.refused("anna", ".", &args, "roads has 1 fault");
        assert!(told.contains("more.rhai"), "{told}");
    }
    assert!(!desk.path("site").exists() && !desk.path("roads/pack.minisig").exists());
    desk.fine("anna", ".", &["pack", "build", "roads", "--force"]);
    let archive = "roads-1.0.0.pack";
    desk.refused("anna", ".", &with_key(&["pack", "sign", archive]), "has 1 fault");
    desk.refused("anna", ".", &["pack", "publish", archive, "--to", "site"], "has 1 fault");
    fs::remove_file(desk.path("roads/more.rhai")).unwrap();
    let depends = "[depends]\narms = { version = \"1.0\", from = \"https://packs.example.org\" }";
    desk.pack("roads", "roads", "1.0.0", depends);
    for args in all() {
        let told = desk.refused("anna", ".", &args, "since it does not load");
        assert!(told.contains("dateline pack sync"), "{told}");
    }
}

#[test]
fn no_pack_takes_the_name_of_a_shipped_one() {
    let desk = Desk::new();
    let told = "two packs of one name";
    desk.refused("anna", ".", &["pack", "new", "syria"], told);
    desk.refused("anna", ".", &["pack", "new", "world", "--in", "mine"], told);
    assert!(!desk.path("syria").exists() && !desk.path("mine").exists());
    desk.pack("syria", "syria", "1.0.0", "");
    desk.refused("anna", ".", &["pack", "build", "syria"], told);
    desk.refused("anna", ".", &["pack", "publish", "syria", "--to", "site"], told);
    assert!(!desk.path("site").exists() && !desk.path("syria-1.0.0.pack").exists());
    // What others built and published.
    let files = ["pack.toml", "roads.rhai"];
    let of = |file: &str| (file.to_owned(), fs::read(desk.path("syria").join(file)).unwrap());
    let archive = dateline::pack::archive::write(&files.map(of).into()).unwrap();
    fs::write(desk.path("theirs.pack"), archive).unwrap();
    desk.refused("anna", ".", &["pack", "publish", "theirs.pack", "--to", "site"], told);
    desk.repository("syria", &["v1.0.0"]);
    desk.study("study");
    let before = desk.files("study");
    desk.refused("ben", "study", &["pack", "add", "../theirs.pack"], told);
    desk.refused("ben", "study", &["pack", "add", &desk.git_url("syria")], told);
    assert_eq!(desk.files("study"), before);
    assert!(desk.stored("ben").is_empty());
    desk.fine("ben", "study", &["pack", "add", "syria"]);
}
