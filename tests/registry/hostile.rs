//! Packs from strangers that try more than a pack may: each is refused, told plainly, and nothing is half-installed.

use crate::desk::{Desk, MORE_RULES};
use std::fs;
use tar::{Builder, EntryType, Header};

const MANIFEST: &str = "name = \"evil\"\nversion = \"1.0.0\"\nlicence = \"MIT\"\n";

/// A tar of entries, each a kind, a path as raw bytes, and a content.
fn tar(entries: &[(EntryType, &str, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (kind, path, content) in entries {
        let mut header = Header::new_gnu();
        // Not by the crate's own setter, which refuses such paths.
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        header.set_entry_type(*kind);
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

fn archive(entries: &[(EntryType, &str, &[u8])]) -> Vec<u8> {
    let mut all: Vec<(EntryType, &str, &[u8])> =
        vec![(EntryType::Regular, "pack.toml", MANIFEST.as_bytes())];
    all.extend(entries);
    zstd::encode_all(tar(&all).as_slice(), 3).unwrap()
}

fn with_manifest(manifest: &str) -> Vec<u8> {
    let entries = [(EntryType::Regular, "pack.toml", manifest.as_bytes())];
    zstd::encode_all(tar(&entries).as_slice(), 3).unwrap()
}

#[test]
fn archives_that_no_honest_builder_makes_are_refused() {
    let desk = Desk::new();
    desk.study("study");
    let file = EntryType::Regular;
    let bomb = vec![0_u8; 80 << 20];
    let many: Vec<String> = (0..10_001).map(|at| format!("f{at}")).collect();
    let many: Vec<(EntryType, &str, &[u8])> =
        many.iter().map(|path| (file, path.as_str(), &b""[..])).collect();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("up", archive(&[(file, "../x", b"x")]), "leads out of the pack"),
        ("inner up", archive(&[(file, "lib/../../x", b"x")]), "leads out of the pack"),
        ("absolute", archive(&[(file, "/etc/x", b"x")]), "not absolute"),
        ("drive", archive(&[(file, "C:x", b"x")]), "not allowed in paths"),
        ("backslash", archive(&[(file, "..\\x", b"x")]), "not allowed in paths"),
        ("link", archive(&[(EntryType::Symlink, "x", b"")]), "a link"),
        ("hard link", archive(&[(EntryType::Link, "x", b"")]), "a link"),
        ("device", archive(&[(EntryType::Char, "x", b"")]), "a device"),
        ("pipe", archive(&[(EntryType::Fifo, "x", b"")]), "a device or pipe"),
        ("folder", archive(&[(EntryType::Directory, "x/", b"")]), "a folder"),
        ("twice", archive(&[(file, "a.rhai", b""), (file, "a.rhai", b"")]), "twice"),
        ("case", archive(&[(file, "a.rhai", b""), (file, "A.rhai", b"")]), "capitals do not count"),
        ("nfd", archive(&[(file, "cafe\u{301}.rhai", b"")]), "NFC"),
        ("hidden", archive(&[(file, ".git/config", b"")]), "hidden"),
        ("bomb", archive(&[(file, "big.txt", &bomb)]), "more than 64 MiB"),
        ("many", archive(&many), "more than 10000 files"),
        ("no zstd", b"PK\x03\x04".to_vec(), "damaged, or no pack archive"),
        (
            "cut",
            archive(&[(file, "a.rhai", b"// a")])[..40].to_vec(),
            "damaged, or no pack archive",
        ),
        (
            "no manifest",
            zstd::encode_all(tar(&[(file, "a.rhai", b"")]).as_slice(), 3).unwrap(),
            "pack.toml",
        ),
        (
            "newer",
            with_manifest(&format!("{MANIFEST}dateline = \">=99\"\n")),
            "was written for dateline >=99",
        ),
        ("name", with_manifest(&MANIFEST.replace("evil", "../evil")), "not made of a-z"),
        (
            "version",
            with_manifest(&MANIFEST.replace("1.0.0", "1.0.0/../x")),
            "has not three numbers",
        ),
        ("key", with_manifest(&format!("{MANIFEST}run = \"sh\"\n")), "unknown key `run`"),
        (
            "signature",
            archive(&[(file, "pack.minisig", b"untrusted comment: x\nRWQ\n")]),
            "the signature is damaged",
        ),
    ];
    let (files, around) = (desk.files("study"), names(&desk));
    for (what, bytes, told) in cases {
        let path = desk.shelf.put("evil-1.0.0.pack", bytes);
        desk.refused("ben", "study", &["pack", "add", &path], told);
        assert_eq!(desk.files("study"), files, "{what}");
        let run = desk.run("ben", ".", &["run", "--pack", &path, "articles"]);
        assert!(run.code == 2 && run.out.is_empty(), "{what}: {}", run.err);
        fs::remove_file(path).unwrap();
        assert_eq!(names(&desk), around, "{what}");
    }
    assert!(desk.stored("ben").is_empty());
}

/// The names of everything beside the study, but homes.
fn names(desk: &Desk) -> Vec<String> {
    let all = fs::read_dir(desk.path(".")).unwrap();
    let names = all.map(|item| item.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != "homes").collect();
    names.sort();
    names
}

/// A study that stands on nothing; whatever is refused leaves it so.
struct Untouched {
    desk: Desk,
}

impl Untouched {
    fn new() -> Untouched {
        let desk = Desk::new();
        desk.study("study");
        Untouched { desk }
    }

    #[track_caller]
    fn refuses(&self, from: &str, more: &[&str], told: &str) -> String {
        let files = self.desk.files("study");
        let told =
            self.desk.refused("ben", "study", &[&["pack", "add", from][..], more].concat(), told);
        assert_eq!(self.desk.files("study"), files);
        told
    }
}

#[test]
fn a_manifest_that_lies_about_its_name_or_version_is_refused() {
    let study = Untouched::new();
    let desk = &study.desk;
    desk.pack("roads", "rails", "1.0.0", "");
    desk.repository("roads", &["v1.0.0", "v1.1.0"]);
    let lie = ["--as", "roads", "--version", "1.0.0"];
    study.refuses(&desk.git_url("roads"), &lie, "says that it is rails 1.0.0");
    desk.pack("roads", "roads", "1.0.0", "");
    desk.repository("roads", &["v1.1.0"]);
    study.refuses(&desk.git_url("roads"), &[], "says that it is roads 1.0.0");
}

#[test]
fn a_tag_that_moved_is_refused() {
    let desk = Desk::new();
    desk.pack("roads", "roads", "1.0.0", "");
    desk.repository("roads", &["v1.0.0"]);
    desk.study("study");
    desk.fine("ben", "study", &["pack", "add", &desk.git_url("roads")]);
    let files = desk.files("study");
    desk.shelf.put("roads/roads.rhai", MORE_RULES);
    desk.repository("roads", &["v1.0.0"]);
    // Who has the pack is not concerned; who gets it is told.
    desk.fine("ben", "study", &["pack", "sync", "--locked"]);
    for args in [&["pack", "sync", "--locked"][..], &["pack", "sync"]] {
        let told = desk.refused("eve", "study", args, "must not change");
        assert!(told.contains("its tree is"), "{told}");
    }
    // The same files under another commit.
    desk.pack("roads", "roads", "1.0.0", "");
    desk.repository("roads", &["v1.0.0"]);
    desk.refused("eve", "study", &["pack", "sync"], "was moved");
    assert_eq!(desk.files("study"), files);
    assert!(desk.stored("eve").is_empty());
}

#[test]
fn circles_and_two_packs_of_one_name_are_refused() {
    let study = Untouched::new();
    let desk = &study.desk;
    let needs = |name: &str, folder: &str| {
        format!("[depends]\n{name} = {{ version = \"1.0\", from = \"{}\" }}", desk.git_url(folder))
    };
    desk.pack("one", "one", "1.0.0", &needs("two", "two"));
    desk.pack("two", "two", "1.0.0", &needs("one", "one"));
    desk.pack("left", "left", "1.0.0", &needs("words", "words"));
    desk.pack("right", "right", "1.0.0", &needs("words", "elsewhere"));
    desk.pack(
        "both",
        "both",
        "1.0.0",
        &format!(
            "{}\n{}",
            needs("left", "left"),
            needs("right", "right").replace("[depends]\n", "")
        ),
    );
    for folder in ["words", "elsewhere"] {
        desk.pack(folder, "words", "1.0.0", "");
    }
    for folder in ["one", "two", "left", "right", "both", "words", "elsewhere"] {
        desk.repository(folder, &["v1.0.0"]);
    }
    study.refuses(&desk.git_url("one"), &[], "in a circle: one -> two -> one");
    let told = study.refuses(&desk.git_url("both"), &[], "two packs of one name");
    assert!(
        told.contains("left 1.0.0 needs words from") && told.contains("right 1.0.0 needs it from"),
        "{told}"
    );
    // Versions that cannot stand for each other.
    desk.pack("old", "old", "1.0.0", &needs("words", "words").replace("\"1.0\"", "\"2.0\""));
    desk.pack("words", "words", "2.0.0", "");
    desk.repository("words", &["v2.0.0"]);
    desk.repository("old", &["v1.0.0"]);
    desk.fine("ben", "study", &["pack", "add", &desk.git_url("left")]);
    let told = study.refuses(&desk.git_url("old"), &[], "cannot be used together");
    assert!(
        told.contains("left 1.0.0 needs words 1.0.0, and old 1.0.0 needs words 2.0.0"),
        "{told}"
    );
    // The study's own name.
    desk.pack("self", "study", "1.0.0", "");
    study.refuses("../self", &[], "is the name of the pack");
}

#[test]
fn repositories_run_nothing_and_lead_nowhere() {
    let study = Untouched::new();
    let desk = &study.desk;
    for (url, told) in [
        ("git+--upload-pack=touch pwned", "as an option"),
        ("git+ext::sh -c touch% pwned", "helper program"),
        ("git+-oProxyCommand=touch pwned", "as an option"),
        ("git+https://127.0.0.1:1/x.git", "git ls-remote"),
        ("git+file:///no/such/repository", "git ls-remote"),
    ] {
        study.refuses(url, &[], told);
    }
    assert!(!desk.path("study/pwned").exists() && !desk.path("pwned").exists());
    // Links, submodules and filters in a repository.
    desk.pack("roads", "roads", "1.0.0", "");
    desk.shelf.put("roads/.gitattributes", "*.txt filter=pwn\n");
    desk.shelf.put("roads/a.txt", "a\n");
    desk.shelf.put("secret.txt", "secret\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../secret.txt", desk.path("roads/link.txt")).unwrap();
    desk.repository("roads", &["v1.0.0"]);
    desk.git("study", &["config", "--global", "filter.pwn.smudge", "touch pwned"]);
    desk.git("study", &["config", "--global", "core.hooksPath", "/nowhere"]);
    desk.fine("anna", "study", &["pack", "add", &desk.git_url("roads")]);
    desk.fine("anna", "study", &["pack", "vendor"]);
    let bytes = fs::read(desk.path("study/packs/roads-1.0.0.pack")).unwrap();
    let tar = zstd::decode_all(bytes.as_slice()).unwrap();
    let text = String::from_utf8_lossy(&tar);
    assert!(text.contains("a.txt") && !text.contains("link.txt") && !text.contains("secret"));
    assert!(!desk.path("study/pwned").exists());
    // A pack that is only a pointer.
    desk.shelf.put("roads/a.txt", "version https://git-lfs.github.com/spec/v1\noid sha256:00\n");
    desk.repository("roads", &["v1.1.0"]);
    desk.refused(
        "ben",
        "study",
        &["pack", "add", &desk.git_url("roads"), "--version", "1.1.0"],
        "Git LFS",
    );
}

#[test]
fn what_comes_over_the_network_names_nothing_on_this_machine() {
    if !cfg!(feature = "net") {
        return;
    }
    let study = Untouched::new();
    let desk = &study.desk;
    desk.pack("private", "private", "1.0.0", "");
    desk.repository("private", &["v1.0.0"]);
    let from = desk.git_url("private");
    desk.pack(
        "evil",
        "evil",
        "1.0.0",
        &format!("[depends]\nprivate = {{ version = \"1.0\", from = \"{from}\" }}"),
    );
    desk.fine("eve", "evil", &["pack", "sync"]);
    desk.fine("eve", ".", &["pack", "publish", "evil", "--to", "site"]);
    let server = crate::server::Server::start(&desk.path("site"));
    study.refuses(&server.url, &[], "came over the network, needs private from");
}
