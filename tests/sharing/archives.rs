//! A pack as one file: it codes as its folder does, and is found by name and version.

use super::common::{Shelf, dateline, dateline_reading};
use super::{ARTICLE, WELLS, archived, dateline_in, manifest, packed, refusal, wells};

#[test]
fn an_archive_codes_as_its_folder_does() {
    let shelf = Shelf::new();
    let folder = wells(&shelf, "wells", "depends = [\"world\"]\ndateline = \">=0.1, <2\"");
    let article = shelf.put("a.txt", ARTICLE);
    let archive = shelf.put("any-name.pack", packed(&folder).0);
    let from_folder = dateline(&["run", "--pack", &folder, &article]);
    let from_archive = dateline(&["run", "--pack", &archive, &article]);
    assert_eq!((from_folder.code, from_folder.events().len()), (0, 2), "{}", from_folder.err);
    assert_eq!(from_folder.out, from_archive.out, "{}", from_archive.err);
    for command in ["test", "check"] {
        let ran = dateline(&[command, &archive]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{command}: {}", ran.out);
        assert!(ran.out.contains("2 rules"), "{}", ran.out);
    }
    let ran = dateline(&["explain", "--pack", &archive, &article]);
    assert!(ran.code == 0 && ran.out.contains("water/cut"), "{}", ran.err);
    let ran = dateline(&["code", "--pack", &archive, "The well in Gullhaven was closed."]);
    assert!(ran.code == 0 && ran.out.contains("water"), "{}", ran.err);
}

#[test]
fn a_session_reads_an_archive() {
    let shelf = Shelf::new();
    let folder = wells(&shelf, "wells", "");
    let article = shelf.put("a.txt", ARTICLE);
    let archive = shelf.put("wells-1.1.0.pack", packed(&folder).0);
    let ran = dateline_reading(&["repl", "--pack", &archive, &article], b"events()\n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("Gullhaven"), "{}", ran.out);
}

#[test]
fn the_same_files_give_the_same_archive_whatever_their_line_ends() {
    let shelf = Shelf::new();
    let folder = wells(&shelf, "wells", "");
    let (bytes, tree) = packed(&folder);
    shelf.put("wells/water.rhai", WELLS.replace('\n', "\r\n"));
    shelf.put("wells/.hidden", "x");
    assert_eq!(packed(&folder), (bytes, tree.clone()));
    shelf.put("wells/README.md", "# Wells!\n");
    assert_ne!(packed(&folder).1, tree);
}

#[test]
fn archives_that_nobody_should_have_made_are_refused() {
    let shelf = Shelf::new();
    let article = shelf.put("a.txt", ARTICLE);
    let whole = archived(&[("pack.toml", &manifest("a", "1.0.0", ""))]);
    for (name, bytes, wanted) in [
        ("text", b"name = \"a\"".to_vec(), "it is damaged, or no pack archive"),
        ("cut", whole[..whole.len() - 9].to_vec(), "it is damaged, or no pack archive"),
        ("bare", archived(&[("README.md", "x")]), "has no pack.toml"),
        (
            "odd",
            archived(&[("pack.toml", "name = \"a\"\nversion = \"1\"\nlicense_of = 1\n")]),
            "unknown key `license_of`",
        ),
        (
            "newer",
            archived(&[("pack.toml", &manifest("a", "1.0.0", "dateline = \">=9\"\nfuture = 1"))]),
            "it was written for dateline >=9",
        ),
        (
            "circle",
            archived(&[("pack.toml", &manifest("a", "1.0.0", "depends = [\"../b\"]"))]),
            "an archive holds no other packs",
        ),
    ] {
        let file = format!("{name}.pack");
        let path = shelf.put(&file, bytes);
        let why = refusal(shelf.path(), &["run", "--pack", &path, &article]);
        assert!(why.contains(wanted) && why.contains(&file), "{name}: {why}");
    }
    let why = refusal(shelf.path(), &["run", "--pack", "none.pack", &article]);
    assert!(why.contains("there is no archive none.pack"), "{why}");
}

#[test]
fn a_pack_is_found_by_name_and_version() {
    let shelf = Shelf::new();
    let folder = wells(&shelf, "wells", "");
    let (bytes, tree) = packed(&folder);
    shelf.put("a.txt", ARTICLE);
    let study = shelf.path();
    let ran = dateline_in(study, &["check", "syria@0.1.0"]);
    assert!(ran.code == 0 && ran.out.contains("syria 0.1.0"), "{}", ran.err);
    let why = refusal(study, &["check", "syria@7.0"]);
    assert!(why.contains("no pack syria 7.0.0") && why.contains("carries syria 0.1.0"), "{why}");
    let why = refusal(study, &["check", "wells@soon"]);
    assert!(why.contains("is not a version"), "{why}");
    let why = refusal(study, &["check", "wells@1.1.0"]);
    assert!(why.contains("neither in packs/ nor in the store"), "{why}");
    // In the user's store, by its tree.
    shelf.put(&format!("home/.local/share/dateline/packs/{tree}.pack"), &bytes);
    let stored = dateline_in(study, &["run", "--pack", "wells@1.1.0", "a.txt"]);
    assert_eq!((stored.code, stored.events().len()), (0, 2), "{}", stored.err);
    // A copy beside the study.
    shelf.put("packs/wells-1.1.0.pack", &bytes);
    let copied = dateline_in(study, &["run", "--pack", "wells@1.1", "a.txt"]);
    assert_eq!((copied.code, copied.out), (0, stored.out), "{}", copied.err);
    // One that is not what its file's name says.
    shelf.put("packs/wells-2.0.0.pack", &bytes);
    let why = refusal(study, &["check", "wells@2.0.0"]);
    assert!(why.contains("says that it is wells 1.1.0, not wells 2.0.0"), "{why}");
}
