//! A folder with the homes of several people, packs, and repositories.

use crate::common::{Ran, Shelf};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The rule that all packs here have, in a file `roads.rhai`.
pub const RULES: &str = r#"//! Roads that are closed.

rule("road/closed")
    .about("A road is closed.")
    .kind("road_closure")
    .when("road closed")
    .example("A road closed on Monday.")
    .counterexample("The shop closed.");
"#;

/// A rule that finds more.
pub const MORE_RULES: &str = r#"//! Roads and bridges that are closed.

rule("road/closed")
    .about("A road or bridge is closed.")
    .kind("road_closure")
    .when(any("road closed", "bridge closed"))
    .example("A road closed on Monday.")
    .counterexample("The shop closed.");
"#;

const ARTICLE: &str = "A road closed on Monday. The bridge closed on Tuesday.\n";

/// The folder.
pub struct Desk {
    pub shelf: Shelf,
}

impl Desk {
    /// With an article in `articles/`.
    pub fn new() -> Desk {
        let shelf = Shelf::new();
        shelf.put("articles/a.txt", ARTICLE);
        Desk { shelf }
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.shelf.path().join(name)
    }

    /// A command of `who`, in a folder.
    pub fn command(&self, program: &str, who: &str, folder: &str) -> Command {
        let home = self.path(&format!("homes/{who}"));
        fs::create_dir_all(&home).expect("a home");
        let folder = self.path(folder);
        fs::create_dir_all(&folder).expect("a folder");
        let mut command = Command::new(program);
        for name in [
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "APPDATA",
            "GIT_DIR",
            "GIT_WORK_TREE",
            "DATELINE_KILL_AT",
        ] {
            command.env_remove(name);
        }
        command.env("HOME", &home).env("USERPROFILE", &home).current_dir(folder);
        command.env("GIT_CONFIG_GLOBAL", home.join("gitconfig")).env("GIT_CONFIG_NOSYSTEM", "1");
        for (name, value) in [("NAME", who), ("EMAIL", "someone@example.org")] {
            command.env(format!("GIT_AUTHOR_{name}"), value);
            command.env(format!("GIT_COMMITTER_{name}"), value);
        }
        command
    }

    /// Runs the binary for `who` in a folder.
    pub fn run(&self, who: &str, folder: &str, args: &[&str]) -> Ran {
        ran(self.command(env!("CARGO_BIN_EXE_dateline"), who, folder).args(args))
    }

    /// Runs it, and shows everything if it fails; returns what it prints.
    #[track_caller]
    pub fn fine(&self, who: &str, folder: &str, args: &[&str]) -> String {
        let ran = self.run(who, folder, args);
        assert_eq!(ran.code, 0, "{args:?}: {}{}", ran.out, ran.err);
        ran.out
    }

    /// Runs it, and expects to be refused with these words; returns the whole message.
    #[track_caller]
    pub fn refused(&self, who: &str, folder: &str, args: &[&str], told: &str) -> String {
        let ran = self.run(who, folder, args);
        assert!(ran.code != 0, "{args:?} is not refused: {}", ran.out);
        assert!(ran.err.contains(told), "{args:?}: {}; wanted: {told}", ran.err);
        assert!(!ran.err.contains("internal error"), "{}", ran.err);
        ran.err
    }

    /// Runs git.
    #[track_caller]
    pub fn git(&self, folder: &str, args: &[&str]) {
        let ran = ran(self.command("git", "anna", folder).args(args));
        assert_eq!(ran.code, 0, "git {args:?}: {}", ran.err);
    }

    /// A pack's folder with the usual rule.
    pub fn pack(&self, folder: &str, name: &str, version: &str, more: &str) {
        let manifest = format!(
            "name = \"{name}\"\nversion = \"{version}\"\nlicence = \"MIT\"\n{more}\n[kinds.road_closure]\nabout = \"A road is closed.\"\n"
        );
        self.shelf.put(&format!("{folder}/pack.toml"), manifest);
        self.shelf.put(&format!("{folder}/roads.rhai"), RULES);
    }

    /// A repository with a commit of what is in the folder, and these tags.
    pub fn repository(&self, folder: &str, tags: &[&str]) {
        if !self.path(folder).join(".git").exists() {
            self.git(folder, &["init", "--quiet"]);
        }
        self.git(folder, &["add", "--all"]);
        self.git(folder, &["commit", "--quiet", "--message", "Change rules"]);
        for tag in tags {
            self.git(folder, &["tag", "--force", tag]);
        }
    }

    /// The address of a folder as a repository.
    pub fn git_url(&self, folder: &str) -> String {
        format!("git+file://{}", self.path(folder).display())
    }

    /// A study without rules, of a pack `name` in the folder `study`.
    pub fn study(&self, folder: &str) {
        self.shelf.put(
            &format!("{folder}/pack.toml"),
            "# A study.\nname = \"study\"\nversion = \"0.1.0\"\n\n# What it stands on.\n[depends]\n",
        );
    }

    /// A pair of keys in the folder `keys`; returns the public one.
    pub fn key(&self, who: &str, name: &str) -> String {
        let out = self.fine(
            who,
            "keys",
            &["pack", "keygen", "--no-password", "-o", &format!("{name}.key")],
        );
        out.lines().last().expect("the public key").to_owned()
    }

    /// The events of the article, without its record.
    #[track_caller]
    pub fn events(&self, who: &str, folder: &str, pack: &str) -> String {
        let articles = self.path("articles").to_string_lossy().into_owned();
        let events =
            self.fine(who, folder, &["run", "--pack", pack, &articles, "--format", "jsonl"]);
        // The folder has another name in each test.
        events.replace(&articles, "articles")
    }

    /// All files in a folder with their bytes, but those of git.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(folder);
        let all = walkdir::WalkDir::new(&root).into_iter().flatten();
        let files = all.filter(|item| item.file_type().is_file());
        let inner =
            |path: &Path| path.strip_prefix(&root).expect("inside").to_string_lossy().into_owned();
        files
            .map(|item| (inner(item.path()), fs::read(item.path()).expect("a file")))
            .filter(|(path, _)| !path.starts_with(".git/"))
            .collect()
    }

    /// The archives in somebody's store.
    pub fn stored(&self, who: &str) -> Vec<String> {
        let files = self.files(&format!("homes/{who}"));
        files.into_keys().filter(|path| path.ends_with(".pack")).collect()
    }
}

/// Runs a command to its end.
pub fn ran(command: &mut Command) -> Ran {
    let output = command.output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("messages in UTF-8");
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}
