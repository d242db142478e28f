//! A session over two invented articles and a pack of one rule, in a temporary folder.

use dateline::corpus::{self, Chunks, ReadOptions};
use dateline::pack::{self, Store};
use dateline::repl::history::History;
use dateline::repl::pack_source::{LoadedPacks, PackSource};
use dateline::repl::{Reply, ReplyEnd, Session, SessionOptions, Surface};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

const TRUCE: &str = "Rebels declared a truce in Hama on Monday. The truce collapsed within hours. The army said a new \
truce would follow.\n";
const SHELLS: &str =
    "Government forces kept up their shelling of the town. Shells fell on the market.\n";

pub struct Desk {
    folder: TempDir,
    session: Session,
}

/// Packs and articles only from disk, and a fixed clock.
struct Disk;

impl PackSource for Disk {
    fn pack(&self, name: &str) -> Result<LoadedPacks, String> {
        let (packs, faults) = pack::load(&Store::Disk, name).map_err(|error| error.to_string())?;
        Ok(LoadedPacks { packs, faults, on_disk: true })
    }

    fn shipped_packs(&self) -> Vec<String> {
        Vec::new()
    }

    fn corpus(&self, paths: &[PathBuf]) -> Result<Chunks, String> {
        match paths.iter().find(|path| !path.exists()) {
            Some(path) => Err(format!("no file or folder {}", path.display())),
            None => Ok(corpus::open(paths, &ReadOptions::default())),
        }
    }

    fn options(&self) -> ReadOptions {
        ReadOptions::default()
    }

    fn signature(&self) -> (String, String) {
        ("tester".into(), "2026-01-02T03:04:05Z".into())
    }
}

impl Desk {
    pub fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("corpus/truce.txt", TRUCE);
        write("corpus/shells.txt", SHELLS);
        write("war/pack.toml", "name = \"war\"\nversion = \"0.1.0\"\n");
        write("war/war.rhai", "rule(\"war/shelling\").kind(\"shelling\").when(\"shelling\");\n");
        let root = folder.path().canonicalize().unwrap();
        let opening = SessionOptions {
            pack_source: Box::new(Disk),
            corpus: vec![root.join("corpus")],
            packs: vec![root.join("war").to_string_lossy().into_owned()],
            interrupt: Arc::default(),
            history: Arc::new(Mutex::new(History::open(None))),
            threads: 2,
            surface: Surface { width: 100, color: false },
            attended: true,
        };
        let (session, reply) = Session::open(opening).unwrap();
        assert_eq!(reply.end, ReplyEnd::Fine, "{reply:?}");
        Desk { folder, session }
    }

    /// The reply's text; the line must succeed.
    pub fn say(&mut self, line: &str) -> String {
        let reply = self.session.eval(line);
        assert_eq!(reply.end, ReplyEnd::Fine, "{line}: {}", reply.text);
        reply.text
    }

    /// The reply, whether it is an error or not.
    pub fn eval(&mut self, line: &str) -> Reply {
        self.session.eval(line)
    }

    /// The reply's text; the line must fail.
    pub fn fault(&mut self, line: &str) -> String {
        let reply = self.session.eval(line);
        assert_eq!(reply.end, ReplyEnd::Fault, "{line}: {}", reply.text);
        reply.text
    }

    pub fn leave(&mut self) -> Reply {
        self.session.leave()
    }

    pub fn tick(&mut self) -> String {
        self.session.tick().text
    }

    /// Reports to the session that a file changed.
    pub fn changed(&mut self, path: &str) -> String {
        let root = self.folder.path().canonicalize().unwrap();
        self.session.files_changed(&[root.join(path)]).text
    }

    pub fn path(&self, path: &str) -> String {
        let root = self.folder.path().canonicalize().unwrap();
        root.join(path).to_string_lossy().into_owned()
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.folder.path().join(path)).unwrap();
    }

    pub fn rename(&self, from: &str, to: &str) {
        std::fs::rename(self.folder.path().join(from), self.folder.path().join(to)).unwrap();
    }
}
