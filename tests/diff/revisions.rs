//! Revisions of a real git repository as sides.

use crate::common::Ran;
use crate::desk::{Desk, NEW, OLD};
use assert_cmd::Command;
use std::path::Path;

/// Runs git in a folder, without the settings of the machine.
fn git(folder: &Path, args: &[&str]) {
    let mut command = Command::new("git");
    let output = command
        .args([
            "-c",
            "user.name=Test",
            "-c",
            "user.email=test@example.org",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(args)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository: the tag `one` has the old rules, `HEAD` the new ones, and the work tree others. The pack stands on a
/// pack beside it, whose word changes in the last commit.
struct Repository {
    desk: Desk,
}

impl Repository {
    fn new() -> Repository {
        let desk = Desk::new();
        let top = desk.shelf.path().join("repo");
        let put = |rules: &str, word: &str| {
            desk.shelf.pack("repo/packs/mine", &[("rules.rhai", rules)]);
            let manifest = desk.shelf.path().join("repo/packs/mine/pack.toml");
            let text = std::fs::read_to_string(&manifest).expect("a manifest");
            let text = text.replacen("\n[", "\ndepends = [\"../words\"]\n[", 1);
            std::fs::write(manifest, text).expect("a manifest");
            desk.shelf.pack(
                "repo/packs/words",
                &[(
                    "rules.rhai",
                    &format!(
                        "//! Words.\n\nrule(\"word/said\").kind(\"word\").when(\"{word}\");\n"
                    ),
                )],
            );
        };
        put(OLD, "mill");
        git(&top, &["init", "-q"]);
        // Hooks of the repository must not run.
        desk.shelf.put("repo/.git/hooks/post-checkout", "#!/bin/sh\ntouch ../hooked\n");
        git(&top, &["add", "-A"]);
        git(&top, &["commit", "-q", "-m", "one"]);
        git(&top, &["tag", "one"]);
        put(NEW, "bridge");
        git(&top, &["commit", "-q", "-a", "-m", "two"]);
        put(OLD, "bridge");
        Repository { desk }
    }

    fn diff_in(&self, folder: &str, args: &[&str]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .arg("diff")
            .args(args)
            .args(["--on", &self.desk.news])
            .current_dir(self.desk.shelf.path().join(folder))
            // As in a hook of another repository.
            .env("GIT_DIR", "elsewhere/.git")
            .output()
            .expect("the binary runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

#[test]
fn revisions_are_read_with_the_packs_they_stand_on() {
    let repository = Repository::new();
    for (folder, sides) in [
        ("repo", ["one:packs/mine", "HEAD:packs/mine"]),
        ("repo/packs", ["one:./mine", "HEAD:packs/mine"]),
        ("repo/packs/mine", ["one:./", "HEAD"]),
    ] {
        let ran = repository.diff_in(folder, &sides);
        assert_eq!(ran.code, 1, "{}", ran.err);
        // The word of the other pack went from "mill" to "bridge".
        let verdict =
            "3 articles, 5 events before and 5 after: 2 came, 2 went, 2 changed, 1 the same";
        assert!(ran.out.contains(verdict), "{}", ran.out);
        assert!(ran.out.contains("one:") && ran.out.contains("revision "), "{}", ran.out);
    }
    assert!(!repository.desk.shelf.path().join("hooked").exists());
}

#[test]
fn a_revision_alone_is_that_of_the_other_sides_folder() {
    let repository = Repository::new();
    let (code, verdict) = (1, "2 changed");
    let ran = repository.diff_in("repo", &["HEAD", "packs/mine"]);
    assert!(ran.code == code && ran.out.contains(verdict), "{}{}", ran.out, ran.err);
    // From outside of the repository as well.
    let ran = repository.diff_in(".", &["repo/packs/words", "HEAD"]);
    assert_eq!(ran.code, 0, "the work tree has the words of HEAD: {}{}", ran.out, ran.err);
    let ran = repository.diff_in(".", &["one", "repo/packs/words"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
}

#[test]
fn what_git_does_not_have_is_told() {
    let repository = Repository::new();
    for (folder, sides, wanted) in [
        ("repo", ["none:packs/mine", "HEAD:packs/mine"], "git knows no revision \"none\""),
        (
            "repo",
            ["one:packs/nine", "HEAD:packs/mine"],
            "there is no folder \"packs/nine\" at revision one; packs there: packs/mine, packs/words",
        ),
        ("repo", ["one:packs/mine/rules.rhai", "packs/mine"], "name the folder of a pack"),
        ("repo", ["onne", "packs/mine"], "no pack \"onne\""),
        ("repo", ["onne", "packs/mine"], "git knows no revision \"onne\""),
        ("repo", ["onne", "twoo"], "a revision of git is written as REVISION:FOLDER"),
        ("repo", ["one:packs", "packs/mine"], "has no pack.toml"),
        (".", ["one:packs/mine", "repo/packs/mine"], "is in no git repository"),
    ] {
        let ran = repository.diff_in(folder, &sides);
        assert_eq!(ran.code, 2, "{sides:?}: {}", ran.out);
        assert!(ran.err.contains(wanted), "no {wanted:?} in {}", ran.err);
    }
    let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["diff", "one:packs/mine", "packs/mine"])
        .current_dir(repository.desk.shelf.path().join("repo"))
        .env("PATH", "")
        .output()
        .expect("the binary runs");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.contains("install git, or give a folder"), "{err}");
}

#[test]
fn a_pack_at_the_top_of_a_repository_is_read() {
    let desk = Desk::new();
    let old = Path::new(&desk.old);
    git(old, &["init", "-q"]);
    git(old, &["add", "-A"]);
    git(old, &["commit", "-q", "-m", "one"]);
    let repository = Repository { desk };
    for sides in [["HEAD:", "."], ["HEAD", "."], [".", "HEAD:./"]] {
        let ran = repository.diff_in("old/mine", &sides);
        assert_eq!(ran.code, 0, "{sides:?} {}{}", ran.out, ran.err);
    }
}
