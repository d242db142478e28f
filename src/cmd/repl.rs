//! `dateline repl`: the live session at a terminal, or a script from standard input.

use super::args::ReadArgs;
use super::gate::show;
use super::messages::counted;
use super::{CommandOutcome, note, note_lines, pipeline, refuses_color, setup, shipped, width};
use anyhow::bail;
use clap::Args;
use dateline::check::gold;
use dateline::corpus::{Chunks, ReadOptions};
use dateline::repl::batch::{self, BatchEnd};
use dateline::repl::history::{self, History};
use dateline::repl::pack_source::{LoadedPacks, PackSource};
use dateline::repl::{Reply, ReplyEnd, Session, SessionOptions, Surface, editor};
use dateline::script::console::Syntax;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

/// The arguments of `repl`.
#[derive(Debug, Args)]
pub struct ReplArgs {
    /// Files and folders of articles, as for `run`; the shipped corpus where none is named
    pub corpus: Vec<PathBuf>,
    /// A pack's folder or a rule file (mine.rhai), which is watched from then on, an archive (arms-1.1.0.pack), the name of a shipped pack, or name@version; repeatable [default: syria]
    #[arg(short, long = "pack", value_name = "PACK")]
    pub packs: Vec<String>,
    /// Show each entry of a script before its reply, as at a terminal
    #[arg(long)]
    pub echo: bool,
    #[command(flatten)]
    pub reading: ReadArgs,
}

impl ReplArgs {
    /// Whether a person sits at the session's terminal, with its editor.
    pub fn is_at_terminal(&self) -> bool {
        is_person() && !self.echo
    }
}

fn is_person() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Opens a session and sends it lines.
pub fn run(args: &ReplArgs) -> anyhow::Result<CommandOutcome> {
    let options = args.reading.options()?;
    let interrupt = Arc::new(AtomicBool::new(false));
    let person = is_person();
    // The lines of a script are not added to the user's history.
    let history = History::open(history::path().filter(|_| person));
    let history = Arc::new(Mutex::new(history));
    let surface =
        Surface { width: width().into(), color: io::stdout().is_terminal() && !refuses_color() };
    let opening = SessionStart {
        options,
        corpus: args.corpus.clone(),
        packs: packs(&args.packs),
        interrupt: interrupt.clone(),
        history: history.clone(),
        surface,
        attended: args.is_at_terminal(),
    };
    match args.is_at_terminal() {
        true => at_terminal(opening, interrupt, history, surface),
        false => pipeline::on_deep_stack(|| piped(opening, args.echo))?,
    }
}

fn packs(named: &[String]) -> Vec<String> {
    match named {
        [] => vec![shipped::DEFAULT_PACK.to_owned()],
        named => named.to_vec(),
    }
}

/// For a corpus of more bytes a message is shown before it is read.
const LARGE_CORPUS_BYTES: u64 = 5_000_000;

/// The arguments of a session. They can be sent to the session's thread; the session itself cannot.
struct SessionStart {
    options: ReadOptions,
    corpus: Vec<PathBuf>,
    packs: Vec<String>,
    interrupt: Arc<AtomicBool>,
    history: Arc<Mutex<History>>,
    surface: Surface,
    attended: bool,
}

impl SessionStart {
    fn session(self) -> Result<(Session, dateline::repl::Reply), String> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Session::open(SessionOptions {
            pack_source: Box::new(ShippedPackSource { options: self.options }),
            corpus: self.corpus,
            packs: self.packs,
            interrupt: self.interrupt,
            history: self.history,
            threads,
            surface: self.surface,
            attended: self.attended,
        })
    }
}

fn at_terminal(
    begin: SessionStart,
    interrupt: Arc<AtomicBool>,
    history: Arc<Mutex<History>>,
    surface: Surface,
) -> anyhow::Result<CommandOutcome> {
    // A large corpus takes seconds.
    let size = dateline::corpus::size_hint_bytes(&begin.corpus).unwrap_or(0);
    if size > LARGE_CORPUS_BYTES {
        note(&format!("reading {} MB of articles and running the rules ...", size / 1_000_000));
    }
    let start = move || {
        let (mut session, reply) = begin.session()?;
        let text = session.greeting(env!("CARGO_PKG_VERSION")) + reply.text.as_str();
        Ok((session, Reply { text, ..reply }))
    };
    match editor::run(start, interrupt, history, surface)? {
        editor::EditorExit::Left => Ok(CommandOutcome::Fine),
        editor::EditorExit::Failed(why) => bail!("{why}"),
    }
}

/// Runs a script: replies go to standard output, errors to standard error; it ends at the first error.
fn piped(begin: SessionStart, echo: bool) -> anyhow::Result<CommandOutcome> {
    let (mut session, opened) = begin.session().map_err(anyhow::Error::msg)?;
    note_some(&opened.text);
    if io::stdin().is_terminal() {
        note(
            "standard output is not a terminal: type each entry on its own line or lines; Ctrl-D ends the input",
        );
    }
    let ended = batch::run(&mut session, io::stdin().lock(), &Syntax::new(), |entry, reply| {
        let mut out = String::new();
        if echo {
            let shown = entry.trim_end().replace('\n', "\n........> ");
            out = format!("dateline> {shown}\n");
        }
        match reply.end == ReplyEnd::Fault && !echo {
            true => note_some(&reply.text),
            false => out.push_str(&reply.text),
        }
        if echo {
            out.push('\n');
        }
        show(&out)
    })?;
    let unsaved = session.unsaved();
    if !unsaved.is_empty() {
        note(&format!("note: typed and not saved: {}", unsaved.join(", ")));
    }
    match ended {
        BatchEnd::Fine => Ok(CommandOutcome::Fine),
        BatchEnd::Fault { line, left } => {
            let rest = match left {
                0 => String::new(),
                left => format!("; {} after it not run", counted(left as u64, "line")),
            };
            note(&format!("stopped at line {line} of the script{rest}"));
            Ok(CommandOutcome::Faults)
        }
    }
}

fn note_some(text: &str) {
    if !text.trim().is_empty() {
        note_lines(text.trim_end());
    }
}

/// Finds packs and articles on disk and among the embedded ones.
struct ShippedPackSource {
    options: ReadOptions,
}

impl PackSource for ShippedPackSource {
    fn pack(&self, name: &str) -> Result<LoadedPacks, String> {
        let found = setup::find_pack(name).map_err(|error| format!("{error:#}"))?;
        let (packs, faults, on_disk) = (found.packs, found.faults, found.is_editable);
        Ok(LoadedPacks { packs, faults, on_disk })
    }

    fn shipped_packs(&self) -> Vec<String> {
        shipped::pack_names()
    }

    fn corpus(&self, paths: &[PathBuf]) -> Result<Chunks, String> {
        if paths.is_empty() {
            return Ok(shipped::articles(&self.options));
        }
        let missing: Vec<String> = paths
            .iter()
            .filter(|path| path.as_os_str() != "-" && !path.exists())
            .map(|path| format!("no file or folder {}", path.display()))
            .collect();
        match missing.is_empty() {
            true => Ok(dateline::corpus::open(paths, &self.options)),
            false => Err(missing.join("; ")),
        }
    }

    fn options(&self) -> ReadOptions {
        self.options.clone()
    }

    fn signature(&self) -> (String, String) {
        let names = ["DATELINE_CODER", "USER", "LOGNAME", "USERNAME"];
        let name = names.iter().find_map(|name| std::env::var(name).ok().filter(|n| !n.is_empty()));
        (name.unwrap_or_else(|| "unknown".to_owned()), gold::now())
    }
}
