//! A session over packs and articles in memory. Nothing it does reaches a file: commands that write one are left out.

use dateline::corpus::{self, Chunks, ReadOptions};
use dateline::pack::{self, Store};
use dateline::repl::history::History;
use dateline::repl::pack_source::{LoadedPacks, PackSource};
use dateline::repl::{Session, SessionOptions, Surface};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

const TRUCE: &str = "Rebels declared a truce in Hama on Monday. The truce collapsed within hours. The army said a new \
truce would follow.\n";
const SHELLS: &str =
    "Government forces kept up their shelling of the town. At least 20 people were killed.\n";

/// Commands that write files, and may therefore not be run.
const WRITERS: &[&str] = &["save", "export", "gold"];

/// Packs and articles in memory, and a fixed clock.
struct Memory;

impl PackSource for Memory {
    fn pack(&self, name: &str) -> Result<LoadedPacks, String> {
        let store = Store::memory([
            (
                "war/pack.toml",
                "name = \"war\"\nversion = \"0.1.0\"\n[kinds.shelling]\n[kinds.truce]\n",
            ),
            ("war/war.rhai", "rule(\"war/shelling\").kind(\"shelling\").when(\"shelling\");\n"),
            ("war/lexicons/arms.txt", "rifle*\nmortar\n"),
            ("war/gazetteers/places.csv", "name,kind,country\nHama,town,SYR\n"),
        ]);
        let (packs, faults) = pack::load(&store, name).map_err(|error| error.to_string())?;
        Ok(LoadedPacks { packs, faults, on_disk: false })
    }

    fn shipped_packs(&self) -> Vec<String> {
        vec!["war".to_owned()]
    }

    fn corpus(&self, paths: &[PathBuf]) -> Result<Chunks, String> {
        match paths.first() {
            Some(path) => Err(format!("no file or folder {}", path.display())),
            None => {
                let files = [("truce.txt", TRUCE), ("shells.txt", SHELLS)];
                let files = files.map(|(name, text)| (name.to_owned(), text.as_bytes().into()));
                Ok(corpus::embedded(files.into(), &ReadOptions::default()))
            }
        }
    }

    fn options(&self) -> ReadOptions {
        ReadOptions::default()
    }

    fn signature(&self) -> (String, String) {
        ("tester".into(), "2026-01-02T03:04:05Z".into())
    }
}

/// A new session.
pub fn open() -> Session {
    let opening = SessionOptions {
        pack_source: Box::new(Memory),
        corpus: Vec::new(),
        packs: vec!["war".to_owned()],
        interrupt: Arc::default(),
        history: Arc::new(Mutex::new(History::open(None))),
        threads: 1,
        surface: Surface { width: 80, color: false },
        attended: true,
    };
    let (session, _) = Session::open(opening).expect("packs in memory load");
    session
}

/// Whether an entry may run a command that writes files: anywhere in it, since an entry can be pasted from several
/// lines, copied with prompts, or the argument of another.
pub fn writes_files(entry: &str) -> bool {
    let entry = entry.to_lowercase();
    let is_writer = |word: &str| WRITERS.contains(&word);
    if entry.split(|c: char| !c.is_alphabetic()).any(is_writer) {
        return true;
    }
    // A command can be cut short as long as it is the only one.
    entry.split(':').skip(1).any(|rest| {
        let word = rest.trim_start().split(char::is_whitespace).next().unwrap_or_default();
        !word.is_empty() && WRITERS.iter().any(|writer| writer.starts_with(word))
    })
}
