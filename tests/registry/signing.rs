//! Signatures: archives and folders, the trust file, the keys that locks pin.

use crate::desk::{Desk, ran};
use std::fs;
use std::process::Command;

#[test]
fn an_archive_carries_its_signature_and_keeps_its_tree() {
    let desk = Desk::new();
    let key = desk.key("anna", "anna");
    desk.pack("roads", "roads", "1.0.0", "");
    let unsigned = desk.fine("anna", ".", &["pack", "build", "roads"]);
    let bytes = fs::read(desk.path("roads-1.0.0.pack")).unwrap();
    let told = desk.run("ben", ".", &["pack", "verify", "roads-1.0.0.pack"]);
    assert_eq!((told.code, told.err.contains("not signed")), (1, true), "{}", told.err);
    desk.fine(
        "anna",
        ".",
        &["pack", "sign", "roads-1.0.0.pack", "--key", "keys/anna.key", "--date", "2026-11-30"],
    );
    assert_ne!(fs::read(desk.path("roads-1.0.0.pack")).unwrap(), bytes);
    let verified =
        desk.fine("ben", ".", &["pack", "verify", "roads-1.0.0.pack", "--key", "keys/anna.pub"]);
    assert!(verified.contains(&key) && verified.contains("2026-11-30"), "{verified}");
    let tree = verified.lines().last().unwrap().trim_start_matches("tree ").to_owned();
    assert!(unsigned.contains(&tree[..12]), "{unsigned} {tree}");
    // A signature in the folder goes into the archive.
    desk.fine("anna", ".", &["pack", "sign", "roads", "--key", "keys/anna.key"]);
    assert!(desk.fine("anna", ".", &["pack", "build", "roads"]).ends_with("signed\n"));
    desk.fine("ben", ".", &["pack", "verify", "roads", "--key", &key]);
    // After a change it is left out, and said so.
    desk.shelf.put("roads/README.md", "Roads.\n");
    let built = desk.run("anna", ".", &["pack", "build", "roads"]);
    assert!(
        built.out.ends_with("not signed\n") && built.err.contains("left out: pack.minisig"),
        "{}",
        built.err
    );
    let told = desk.run("ben", ".", &["pack", "verify", "roads"]);
    assert_eq!(
        (told.code, told.err.contains("is not over roads 1.0.0")),
        (1, true),
        "{}",
        told.err
    );
}

#[test]
fn the_program_minisign_accepts_a_signature() {
    let desk = Desk::new();
    let key = desk.key("anna", "anna");
    desk.pack("roads", "roads", "1.0.0", "");
    desk.fine("anna", ".", &["pack", "sign", "roads", "--key", "keys/anna.key"]);
    let lines = desk.fine("ben", ".", &["pack", "verify", "roads", "--lines"]);
    assert!(
        lines.starts_with("dateline-pack 1\nroads\n1.0.0\n") && lines.lines().count() == 5,
        "{lines}"
    );
    desk.shelf.put("lines.txt", &lines);
    if Command::new("minisign").arg("-v").output().is_err() {
        eprintln!("skipped: the program minisign is not installed");
        return;
    }
    let args = ["-V", "-P", &key, "-m", "lines.txt", "-x", "roads/pack.minisig"];
    let checked = ran(desk.command("minisign", "ben", ".").args(args));
    assert_eq!(checked.code, 0, "{}{}", checked.out, checked.err);
}

#[test]
fn the_trust_file_decides_on_every_load() {
    let desk = Desk::new();
    let (anna, mallory) = (desk.key("anna", "anna"), desk.key("mallory", "mallory"));
    desk.pack("roads", "roads", "1.0.0", "");
    desk.fine("anna", ".", &["pack", "build", "roads", "-o", "unsigned.pack"]);
    for who in ["anna", "mallory"] {
        let (file, key) = (format!("{who}.pack"), format!("keys/{who}.key"));
        desk.fine(who, ".", &["pack", "build", "roads", "-o", &file]);
        desk.fine(who, ".", &["pack", "sign", &file, "--key", &key]);
    }
    let loads = |file: &str| desk.run("ben", ".", &["run", "--pack", file, "articles"]);
    for file in ["unsigned.pack", "anna.pack", "mallory.pack"] {
        assert_eq!(loads(file).code, 0, "{file}: {}", loads(file).err);
    }
    desk.fine("ben", ".", &["pack", "trust", "keys/anna.pub", "--as", "Anna", "--names", "road*"]);
    assert_eq!(loads("anna.pack").code, 0);
    for (file, told) in [("unsigned.pack", "it is not signed"), ("mallory.pack", "it is signed by")]
    {
        let ran = loads(file);
        assert!(
            ran.code == 2 && ran.err.contains("lets only") && ran.err.contains(told),
            "{}",
            ran.err
        );
        assert!(ran.err.contains(&anna) && ran.err.contains("Anna"), "{}", ran.err);
    }
    let shown = desk.fine("ben", ".", &["pack", "trust", "--require", "signed"]);
    assert!(shown.contains("require = signed") && shown.contains("(Anna): road*"), "{shown}");
    desk.pack("walls", "walls", "1.0.0", "");
    desk.fine("mallory", ".", &["pack", "build", "walls"]);
    desk.fine("mallory", ".", &["pack", "sign", "walls-1.0.0.pack", "--key", "keys/mallory.key"]);
    let ran = loads("walls-1.0.0.pack");
    assert!(ran.err.contains(&mallory) && ran.err.contains("which is not in it"), "{}", ran.err);
    assert!(ran.err.contains("if you trust the signer"), "{}", ran.err);
    desk.pack("bare", "bare", "1.0.0", "");
    desk.fine("mallory", ".", &["pack", "build", "bare"]);
    let ran = loads("bare-1.0.0.pack");
    assert!(ran.err.contains("it is not signed: ask its author"), "{}", ran.err);
    assert!(!ran.err.contains("trust the signer"), "{}", ran.err);
    // Folders and shipped packs are the user's own.
    assert_eq!(loads("roads").code, 0);
    desk.fine("ben", ".", &["pack", "trust", "--require", "none"]);
    assert_eq!(loads("mallory.pack").code, 0);
    // A damaged file switches nothing off.
    desk.shelf.put("homes/ben/.config/dateline/trust.toml", "require = \"singed\"\n");
    assert!(loads("anna.pack").err.contains("trust.toml"));
}

#[test]
fn the_first_key_is_pinned_and_another_is_refused_with_both_shown() {
    let desk = Desk::new();
    let (anna, mallory) = (desk.key("anna", "anna"), desk.key("mallory", "mallory"));
    desk.pack("roads", "roads", "1.0.0", "");
    desk.fine("anna", ".", &["pack", "sign", "roads", "--key", "keys/anna.key"]);
    desk.repository("roads", &["v1.0.0"]);
    desk.study("study");
    desk.fine("ben", "study", &["pack", "add", &desk.git_url("roads")]);
    let lock = fs::read_to_string(desk.path("study/dateline.lock")).unwrap();
    assert!(lock.contains(&format!("key = \"{anna}\"")), "{lock}");
    let files = desk.files("study");
    // The next version is signed by another key, then by none.
    desk.pack("roads", "roads", "1.1.0", "");
    desk.fine("mallory", ".", &["pack", "sign", "roads", "--key", "keys/mallory.key"]);
    desk.repository("roads", &["v1.1.0"]);
    let update = ["pack", "update", "--yes", "--on", "../articles"];
    let told = desk.refused("ben", "study", &update, "is signed by");
    assert!(told.contains(&anna) && told.contains(&mallory), "{told}");
    fs::remove_file(desk.path("roads/pack.minisig")).unwrap();
    desk.repository("roads", &["v1.1.0"]);
    desk.refused("ben", "study", &update, "has no signature now");
    assert_eq!(desk.files("study"), files);
    // The archive in the store is exchanged for the same files without a signature: the lock knows better.
    desk.pack("roads", "roads", "1.0.0", "");
    desk.fine("mallory", ".", &["pack", "build", "roads", "-o", "stripped.pack"]);
    let stored = desk.stored("ben");
    assert_eq!(stored.len(), 1, "{stored:?}");
    let place = desk.path("homes/ben").join(&stored[0]);
    fs::copy(desk.path("stripped.pack"), &place).unwrap();
    desk.refused("ben", "study", &["run", "--pack", "."], "has no signature now");
    // Sync gets the signed one again.
    desk.fine("ben", "study", &["pack", "sync", "--locked"]);
    assert_eq!(desk.run("ben", "study", &["run", "--pack", ".", "../articles"]).code, 0);
    // Who was told by the author that the key changed, begins anew.
    desk.pack("roads", "roads", "1.1.0", "");
    desk.fine("mallory", ".", &["pack", "sign", "roads", "--key", "keys/mallory.key"]);
    desk.repository("roads", &["v1.1.0"]);
    desk.fine("ben", "study", &["pack", "remove", "roads"]);
    desk.fine("ben", "study", &["pack", "add", &desk.git_url("roads")]);
}

#[test]
fn keys_are_not_overwritten_and_may_have_a_password() {
    let desk = Desk::new();
    desk.key("anna", "anna");
    let again = ["pack", "keygen", "--no-password", "-o", "anna.key"];
    desk.refused("anna", "keys", &again, "is there already");
    desk.refused("anna", "keys", &["pack", "keygen", "-o", "b.key"], "no terminal to ask");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &fs::metadata(desk.path("keys/anna.key")).unwrap().permissions(),
        );
        assert_eq!(mode & 0o777, 0o600);
    }
    desk.pack("roads", "roads", "1.0.0", "");
    desk.refused("anna", ".", &["pack", "sign", "roads"], "dateline pack keygen");
    desk.refused(
        "anna",
        ".",
        &["pack", "sign", "roads", "--key", "keys/anna.pub"],
        "no secret key",
    );
}
