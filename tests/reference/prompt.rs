//! Runs the examples of the prompt: each is typed at a prompt over the shipped corpus with the shipped pack `syria`,
//! line by line. `expression // -> value` gives the value of a line, `expression // error: start` the beginning of
//! its error; any other line must succeed.

use dateline::coder;
use dateline::corpus::{self, ReadOptions};
use dateline::live::LiveCorpus;
use dateline::pack::{self, Store};
use dateline::repl::corpus_queries::CorpusQueries;
use dateline::script::Limits;
use dateline::script::console::{Console, SharedCorpusAccess, Value};
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

/// A prompt over the shipped corpus.
pub struct Prompt {
    packs: Vec<std::sync::Arc<pack::Pack>>,
    desk: SharedCorpusAccess,
}

impl Prompt {
    pub fn new() -> Prompt {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let options = ReadOptions::default();
        let mut live =
            LiveCorpus::new(2, Limits::default(), Default::default()).expect("two threads");
        live.load(corpus::open(&[root.join("corpus")], &options), &options, |_| {})
            .expect("the corpus loads");
        let folder = root.join("rules/syria");
        let (packs, _) = pack::load(&Store::Disk, folder.to_str().expect("a UTF-8 path"))
            .expect("the pack loads");
        live.update(&packs).expect("the rules run");
        let shelves = CorpusQueries::new(Rc::new(RefCell::new(live))).expect("a desk");
        Prompt { packs, desk: Rc::new(RefCell::new(shelves)) }
    }

    /// All failures of an example.
    pub fn failures(&self, example: &str) -> Vec<String> {
        let mut console = Console::new(&coder::sets(&self.packs), &self.desk, Default::default());
        let wrong: Vec<String> =
            example.lines().filter_map(|line| wrong(&mut console, line)).collect();
        match example.contains("// -> ") || example.contains("// error: ") {
            true => wrong,
            false => vec!["the example claims nothing".to_owned()],
        }
    }
}

/// The failure of a line, if it does not give what it claims.
fn wrong(console: &mut Console, line: &str) -> Option<String> {
    if let Some((expression, message)) = line.split_once("// error: ") {
        return match console.eval(expression) {
            Err(fault) if fault.message.starts_with(message) => None,
            other => Some(format!("{line}: {other:?}")),
        };
    }
    let Some((expression, value)) = line.split_once("// -> ") else {
        return console.eval(line).err().map(|fault| format!("{line}: {fault:?}"));
    };
    let mut listed = |text: &str| match console.eval(&format!("[{text}]")) {
        Ok(said) => match said.value {
            Value::Plain(text) => Ok(text),
            other => Err(format!("{line}: gives no plain value: {other:?}")),
        },
        Err(fault) => Err(format!("{line}: {fault:?}")),
    };
    match (listed(expression), listed(value)) {
        (Ok(came), Ok(want)) if came == want => None,
        (Ok(came), Ok(want)) => Some(format!("{line}: {came}, not {want}")),
        (came, want) => Some(format!("{came:?} {want:?}")),
    }
}
