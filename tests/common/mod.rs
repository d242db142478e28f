//! Helpers shared by the tests of the binary: a temporary folder with packs, and runs of the binary with their
//! output.

#![allow(dead_code, reason = "each test file uses a part of it")]

use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder that is removed when the test ends.
pub struct Shelf(TempDir);

impl Shelf {
    /// An empty one.
    pub fn new() -> Self {
        Shelf(tempfile::tempdir().expect("a temporary folder"))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The path of `name` in it.
    pub fn at(&self, name: &str) -> String {
        self.0.path().join(name).to_str().expect("a UTF-8 path").to_owned()
    }

    /// Writes a file and its folders; returns its path.
    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, bytes).expect("a file");
        self.at(name)
    }

    /// Writes a pack with a manifest, which declares the kinds its rules use, and these files; returns its path.
    pub fn pack(&self, name: &str, files: &[(&str, &str)]) -> String {
        self.put(&format!("{name}/pack.toml"), manifest(name, files));
        for (file, text) in files {
            self.put(&format!("{name}/{file}"), text);
        }
        self.at(name)
    }
}

/// A manifest that says no more than a pack's name, its version, and which kinds its rule files name.
pub fn manifest(name: &str, files: &[(&str, &str)]) -> String {
    let mut text = format!("name = \"{name}\"\nversion = \"0.1.0\"\n");
    let named = files.iter().flat_map(|(_, text)| text.split(".kind(\"").skip(1));
    let mut kinds: Vec<&str> = named.filter_map(|rest| rest.split('"').next()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let is_bare = |kind: &&str| {
        !kind.is_empty() && kind.chars().all(|c| c.is_alphanumeric() || "_-".contains(c))
    };
    for kind in kinds.into_iter().filter(is_bare) {
        text.push_str(&format!("[kinds.{kind}]\n"));
    }
    text
}

/// The result of a run.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; -1 if a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// The events of JSONL output.
    pub fn events(&self) -> Vec<serde_json::Value> {
        let lines = self.out.lines();
        lines.map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }

    /// The ids of the articles that have events, in order of the output, each once.
    pub fn articles(&self) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for event in self.events() {
            let id = event["article"]["id"].as_str().expect("an article id").to_owned();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }
}

/// Runs the binary.
pub fn dateline(args: &[&str]) -> Ran {
    dateline_reading(args, b"")
}

/// Runs the binary with `input` on standard input.
pub fn dateline_reading(args: &[&str], input: &[u8]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    let output = command.args(args).write_stdin(input).output().expect("the binary runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("messages in UTF-8");
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// A rule file with one rule without faults, `good/strike`: an air strike.
pub const GOOD: &str = r#"//! A sound rule.

rule("good/strike")
    .about("An air strike.")
    .kind("air_strike")
    .when("air strike")
    .example("An air strike hit the mill.")
    .counterexample("The mill stood still."); kind("air_strike");
"#;

/// A sentence for [`GOOD`].
pub const STRIKE: &str = "An air strike hit the bridge on Monday.\n";

/// A folder of this project.
pub fn project(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

/// Runs `work` on a stack as large as a worker's: code that loads or calls rules needs more than a test thread has.
pub fn deep<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(8 << 20);
        let handle = thread.spawn_scoped(scope, work).expect("a thread");
        handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// The shipped packs in `rules/`.
pub mod packs {
    use dateline::coder::Coder;
    use dateline::pack::{self, Store};
    use dateline::script::Fault;
    use std::collections::BTreeSet;
    use std::fs;

    /// Their names, sorted: the folders of `rules/` that contain a manifest.
    pub fn names() -> Vec<String> {
        let entries = fs::read_dir(super::project("rules")).expect("the shipped packs");
        let folders = entries.map(|entry| entry.expect("a folder").path());
        let mut names: Vec<String> = folders
            .filter(|path| path.join("pack.toml").exists())
            .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert!(!names.is_empty(), "no pack is shipped");
        names
    }

    /// The folder of a shipped pack.
    pub fn folder(name: &str) -> String {
        super::project("rules").join(name).to_str().expect("a UTF-8 path").to_owned()
    }

    /// The coder of a shipped pack with its dependencies, and all faults found.
    pub fn coder(name: &str) -> (Coder, Vec<Fault>) {
        let (packs, mut faults) = pack::load(&Store::Disk, &folder(name)).expect("a pack");
        let (coder, found) = Coder::new(&packs);
        faults.extend(found);
        (coder, faults)
    }

    /// The kinds that a pack and its dependencies declare in their manifests.
    pub fn declared(name: &str) -> BTreeSet<String> {
        let (packs, _) = pack::load(&Store::Disk, &folder(name)).expect("a pack");
        packs.iter().flat_map(|pack| pack.scripts.kinds.keys().cloned()).collect()
    }
}
