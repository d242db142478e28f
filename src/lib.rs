//! Dateline turns news into event data that can be checked: who did what to whom, where, when, how many, and who
//! says so. Analysts write small rules in Rhai; the engine finds where their patterns hold, calls their closures there,
//! and fills in what they leave open.
//!
//! # The house
//!
//! One crate, a library and a thin binary. A module leans on modules below it; inside a floor only where the picture
//! says so.
//!
//! ```text
//! 8  main        parse, call one command, map the outcome to an exit code
//! 7  cmd         one file a subcommand; alone prints and knows how arguments are spelt
//! 6  check       examples beside rules, scores against gold
//! 5  incident    mentions of the whole corpus joined to the occurrences they tell
//!    coder       packs made ready; an article in, its events and faults out
//! 4  pack        a folder of rules, helpers, lexicons, gazetteers: loaded, with its faults
//! 3  script      the rule language; alone names Rhai; stands on frame
//!    frame       who says so, whether it happened, who, where, when, how many
//!    sink        events as JSONL, CSV, table
//! 2  pattern     the pattern value, compiled, judged, explained
//!    gazetteer   names with codes
//!    corpus      files to articles, with the way back to the raw bytes
//!    event       the record
//! 1  text        decoding, layout, words, sentences, quotations, numbers, dates: pure values
//!    ontology    what other codebooks are made of: facts
//! ```
//!
//! # Invariants
//!
//! - The same articles and packs give the same bytes, on any number of threads.
//! - An [`event::Event`]'s evidence can be cut out of the cleaned text (`start..end`) and out of the raw file
//!   (`raw_start..raw_end`, undone as the article's decoding says). All offsets are half-open and count bytes.
//! - A [`coder::Coder`] never changes; threads share it, and each codes through a [`coder::Worker`] of its own.
//! - A mistake in a pack is a [`script::Fault`], a file that cannot be read a [`corpus::CorpusError`]: values, collected. Neither ends a run.
//! - A rule reaches nothing but the article it is called for: no files, network, clock, random numbers.
//! - Furniture (menus, buttons, teasers) is kept in the text and never coded.
//!
//! `tests/tidy.rs` holds the floors and who may print, open files, or name a guest crate. `ARCHITECTURE.md` tells the
//! rest, `docs/src/rules.md` how rules are written.
//!
//! # An example
//!
//! A pack held in memory, one article, one event:
//!
//! ```
//! use dateline::coder::Coder;
//! use dateline::corpus::{ReadOptions, embedded};
//! use dateline::event::Realis;
//! use dateline::pack::{Store, load};
//!
//! let files = [
//!     ("tiny/pack.toml", "name = 'tiny'\nversion = '0.1.0'\n"),
//!     ("tiny/gazetteers/places.csv", "name,kind,country\nGullhaven,town,SYR\n"),
//!     ("tiny/truce.rhai", r#"
//!         rule("truce/agreed").kind("ceasefire").mode("agreed")
//!             .when("truce" & stem("agree"))
//!             .code(|m| #{ length: m.duration() });
//!     "#),
//! ];
//! let store = Store::Memory(
//!     files.map(|(path, text)| (path.to_owned(), text.as_bytes().into())).into(),
//! );
//! let (packs, faults) = load(&store, "tiny")?;
//! assert!(faults.is_empty());
//! let (coder, faults) = Coder::new(&packs);
//! assert!(faults.is_empty());
//!
//! let text = "Published: 12 August 2016\n\nBoth sides agreed on Thursday to a 48-hour truce in Gullhaven.\n";
//! let options = ReadOptions::default();
//! let mut worker = coder.worker();
//! for chunk in embedded(vec![("wire.txt".to_owned(), text.as_bytes().into())], &options) {
//!     for article in chunk?.articles(&options) {
//!         let coded = worker.code(article?);
//!         let [event] = &coded.events[..] else { panic!("one event: {:?}", coded.events) };
//!         println!("{event:#?}");
//!         assert_eq!((event.kind.as_str(), event.trigger.text.as_str()), ("ceasefire", "truce"));
//!         assert_eq!(event.place.as_ref().and_then(|place| place.name.as_deref()), Some("Gullhaven"));
//!         assert_eq!(event.date.start.as_deref(), Some("2016-08-11"));
//!         assert_eq!((event.realis, &event.extra["length"]), (Realis::Actual, &"48-hour".into()));
//!         let raw = event.evidence.raw_start as usize..event.evidence.raw_end as usize;
//!         assert_eq!(&text[raw], event.evidence.text);
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![deny(missing_docs)]

pub mod check;
pub mod coder;
pub mod corpus;
pub mod event;
pub mod frame;
pub mod gazetteer;
pub mod incident;
pub mod live;
pub mod ontology;
pub mod pack;
pub mod pattern;
pub mod repl;
pub mod script;
pub mod sink;
pub mod text;
