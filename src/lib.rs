//! Dateline turns news into event data that can be checked: who did what to whom, where, when, how many, and who says
//! so. Analysts write small rules in Rhai; the engine finds where their patterns hold, calls their closures there,
//! and fills in the attributes that they leave open.
//!
//! # As a library
//!
//! A [`Pack`] is a set of rules. A [`Coder`] is compiled packs; threads share it, and each codes through its own
//! [`Worker`]. An [`Article`] goes in, its [`Event`]s come out, and a [`Sink`] writes them. A mistake in a rule is a
//! [`Fault`]: a value, collected, which does not stop the run.
//!
//! ```
//! use dateline::{Article, Coder, Pack};
//! use dateline::event::Realis;
//!
//! // A pack held in memory; `Pack::load` takes a folder.
//! let (packs, faults) = Pack::from_memory("tiny", [
//!     ("tiny/pack.toml", "name = 'tiny'\nversion = '0.1.0'\n"),
//!     ("tiny/gazetteers/places.csv", "name,kind,country\nGullhaven,town,SYR\n"),
//!     ("tiny/truce.rhai", r#"
//!         rule("truce/agreed").kind("ceasefire").mode("agreed")
//!             .when("truce" & stem("agree"))
//!             .code(|m| #{ length: m.duration() });
//!     "#),
//! ])?;
//! assert!(faults.is_empty());
//! let (coder, faults) = Coder::new(&packs);
//! assert!(faults.is_empty());
//!
//! let text = "Both sides agreed on Thursday to a 48-hour truce in Gullhaven.\n";
//! let article = Article::builder("wire-17", text).date("2016-08-12").build()?;
//! let coded = coder.worker().code(article);
//! assert!(coded.faults.is_empty());
//!
//! let [event] = &coded.events[..] else { panic!("one event: {:?}", coded.events) };
//! assert_eq!((event.kind.as_str(), event.trigger.text.as_str()), ("ceasefire", "truce"));
//! assert_eq!(event.place.as_ref().and_then(|place| place.name.as_deref()), Some("Gullhaven"));
//! assert_eq!((event.realis, &event.extra["length"]), (Realis::Actual, &"48-hour".into()));
//! // The record as JSON, and the evidence as a range of the text given.
//! assert_eq!(serde_json::to_value(event)?["date"]["start"], "2016-08-11");
//! let raw = event.evidence.raw_start as usize..event.evidence.raw_end as usize;
//! assert_eq!(&text[raw], event.evidence.text);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`corpus`] reads articles from files of many formats, [`event`] is the record and its parts, [`sink`] the formats
//! in which it is written. The programs in the project's `examples/` code an article and implement a custom sink.
//!
//! What a caller should know:
//!
//! - Make coders and code articles on threads of [`STACK_BYTES`] of stack or more: rules may nest deeply.
//! - A [`Worker`] stays on its thread and is expensive to create, since it loads the rules: create one for each
//!   thread, not one for each article.
//! - Errors are typed: [`PackError`] if a pack cannot be loaded at all, [`CorpusError`] if an article cannot be read.
//! - Public modules and items that are not on this page are for this project's own command and tests. They may change
//!   in any release.
//!
//! # Features
//!
//! All but `arrow`, `parquet` and `pdf` are on by default; without them the library builds without a command line and without a terminal.
//!
//! - `cli`: the command `dateline`, with the shipped packs and articles embedded.
//! - `net`: for the command, packs from an index over HTTP.
//! - `repl`: the live session, as a module and as `dateline repl`.
//! - `pdf`: PDF as a format of articles.
//! - `arrow`: events as columns in memory.
//! - `parquet`: Parquet as a format of events and of articles.
//!
//! # Inside
//!
//! One crate, a library and a thin binary. A module uses only modules of lower layers.
//!
//! ```text layers
//! 12  main       parses the command line, runs one command, maps the outcome to an exit code
//! 11  cmd        one file for each subcommand; only this module prints and names clap
//! 10  repl       the live session; only `repl/editor` names rustyline
//!     card       what a pack is, as data: its codebook, rules, names, sources, scores and cost
//!     report     what a set of events says, as data: columns, incidents, what is not known
//!     annotation events as tasks of annotation tools, and their judgements as gold
//! 9   check      examples of rules, scores against gold, agreement between coders
//!     compare    the events of two versions of rules, and packs at revisions of git
//!     incident   mentions of the whole corpus joined into incidents
//!     lint       findings about a pack: what can never match, repeats, is unused, is missing, deceives the eye
//!     live       a corpus in memory for rules that change
//!     registry   packs built, signed, fetched from git and indexes, locked; only this module names minisign and ureq
//! 8   coder      compiled packs; an article in, its events and faults out
//! 7   pack       loads a folder of rules, modules, lexicons and gazetteers, with its faults
//! 6   script     the rule language; only this module names Rhai
//! 5   frame      the context of a mention: who says so, whether it happened, who, where, when, how many
//! 4   pattern    patterns: compiled, evaluated, explained
//! 3   gazetteer  tables of names with codes
//!     corpus     reads files into articles, with offsets back to the raw bytes
//!     repeat     finds articles that repeat an earlier one
//!     sink       writes events as JSONL, CSV, table, databases, maps and the formats of other tools
//!     analysis   grammar of a sentence: verbs of saying, speakers, quotations, coreference
//! 2   arrow      events as columns in memory, for data frames
//!     text       encoding, layout, tokens, sentences, numbers, dates; no I/O
//! 1   event      the event record
//!     ontology   tables of other codebooks
//!     suggest    the known name nearest to a mistyped one
//!     file       files opened only if they are plain, replaced atomically, locked, known under all their names
//! 0   legible    text from outside made fit to show: hidden characters as escapes, long text cut
//!     quiet      panics of code that is not ours, caught
//! ```
//!
//! # Invariants
//!
//! - The same articles and packs give the same bytes, on any number of threads.
//! - An [`event::Event`]'s evidence can be cut out of the cleaned text (`start..end`) and out of the raw file
//!   (`raw_start..raw_end`, undone as the article's decoding says). All offsets are half-open and count bytes; those in
//!   the cleaned text can be made to count something else ([`event::count_in`]).
//! - A [`coder::Coder`] never changes; threads share it, and each codes through its own [`coder::Worker`].
//! - A mistake in a pack is a [`script::Fault`], a file that cannot be read a [`corpus::CorpusError`]: values,
//!   collected. Neither stops a run.
//! - A rule can access only the article it is called for: no files, network, clock or random numbers.
//! - Furniture (menus, buttons, teasers) is kept in the text and never coded.
//!
//! `tests/tidy.rs` checks the layers, and which modules may print, open files, or name a dependency.
//! `ARCHITECTURE.md` describes the rest, `docs/src/rules.md` how rules are written.

#![deny(missing_docs)]
#![forbid(unsafe_code)]

#[doc(inline)]
pub use coder::{CodedArticle, Coder, STACK_BYTES, Worker};
#[doc(inline)]
pub use corpus::{ArticleBuilder, CorpusError, DateOrder};
#[doc(inline)]
pub use event::Event;
#[doc(inline)]
pub use pack::{Pack, PackError, PacksAndFaults};
#[doc(inline)]
pub use script::Fault;
#[doc(inline)]
pub use sink::{Loss, Sink, SinkError};
#[doc(inline)]
pub use text::Article;

pub mod corpus;
pub mod event;
pub mod sink;

// The command, the tests and the benches are separate crates and need more than an embedder does. The modules below
// are public only for them and may change at any time.
#[doc(hidden)]
pub mod annotation;
#[cfg(feature = "arrow")]
#[doc(hidden)]
pub mod arrow;
#[doc(hidden)]
pub mod card;
#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod coder;
#[doc(hidden)]
pub mod compare;
#[doc(hidden)]
pub mod file;
#[doc(hidden)]
pub mod gazetteer;
#[doc(hidden)]
pub mod incident;
#[doc(hidden)]
pub mod legible;
#[doc(hidden)]
pub mod lint;
#[doc(hidden)]
pub mod live;
#[doc(hidden)]
pub mod pack;
#[doc(hidden)]
pub mod pattern;
#[doc(hidden)]
pub mod quiet;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod registry;
#[doc(hidden)]
pub mod repeat;
#[cfg(feature = "repl")]
#[doc(hidden)]
pub mod repl;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod script;
#[doc(hidden)]
pub mod suggest;
#[doc(hidden)]
pub mod text;

pub(crate) mod analysis;
pub(crate) mod frame;
pub(crate) mod ontology;
