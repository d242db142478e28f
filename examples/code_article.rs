//! Codes one article with a pack, both held in memory, and prints its events as JSON lines.
//!
//! Run it with `cargo run --example code_article`.

use dateline::{Article, Coder, Loss, Pack, STACK_BYTES, Sink, sink};
use std::error::Error;
use std::thread;

/// Any error; it may come from another thread.
type Failure = Box<dyn Error + Send + Sync>;

/// A pack of two files. Paths begin with the pack's folder, so that one list can contain several packs.
const PACK: [(&str, &str); 2] = [
    ("harbour/pack.toml", "name = 'harbour'\nversion = '0.1.0'\n"),
    (
        "harbour/protest.rhai",
        r#"
            rule("protest/gathered")
                .kind("protest")
                .when(stem("march", "gather") & stem("protester", "demonstrator", "dockworker"));
        "#,
    ),
];

/// An article as a program may hold it: its parts in separate fields.
const TITLE: &str = "Quiet week in Gullhaven";
const TEXT: &str = "Dockworkers marched through the port on Thursday. Ferries ran as usual.";

pub fn main() -> Result<(), Failure> {
    // Rules may nest deeply: prepare packs and code articles on a thread with a large stack.
    let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn(coded)?;
    let lines = thread.join().map_err(|_| "coding the article panicked")??;
    print!("{lines}");
    Ok(())
}

/// The events of the article, one JSON object per line.
pub fn coded() -> Result<String, Failure> {
    // `Pack::load("rules/syria")` would read a folder instead.
    let (packs, mut faults) = Pack::from_memory("harbour", PACK)?;
    let (coder, found) = Coder::new(&packs);
    faults.extend(found);

    let article = Article::builder("gullhaven-1", TEXT)
        .title(TITLE)
        .outlet("Example Wire")
        .date("2016-08-12")
        .build()?;
    let coded = coder.worker().code(article);
    faults.extend(coded.faults);

    // Faults are mistakes in rules. They stop nothing, but should be reported to the rule author.
    for fault in &faults {
        eprintln!("{}", fault.render(false));
    }

    let (mut lines, mut loss) = (Vec::new(), Loss::default());
    sink::JsonlSink.article(&coded.events, &mut lines, &mut loss)?;
    Ok(String::from_utf8(lines)?)
}
