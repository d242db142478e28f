//! A custom sink: who did what to whom, one tab-separated row per event, and a report of what such a row cannot hold.
//!
//! Run it with `cargo run --example own_sink`.

use dateline::event::{Party, Realis};
use dateline::{Article, Coder, Event, Loss, Pack, STACK_BYTES, Sink, SinkError};
use std::error::Error;
use std::thread;

/// Any error; it may come from another thread.
type Failure = Box<dyn Error + Send + Sync>;

/// Writes day, actor, kind, recipient and article of each event that happened.
struct WhoDidWhat;

impl Sink for WhoDidWhat {
    fn name(&self) -> &'static str {
        "who-did-what"
    }

    /// The header, written once.
    fn begin(&self, out: &mut Vec<u8>) -> Result<(), SinkError> {
        out.extend_from_slice(b"day\tactor\tkind\trecipient\tarticle\n");
        Ok(())
    }

    /// The rows of one article. What they leave out is counted in `loss`.
    fn article(
        &self,
        events: &[Event],
        out: &mut Vec<u8>,
        loss: &mut Loss,
    ) -> Result<(), SinkError> {
        for event in events {
            if !matches!(event.realis, Realis::Actual | Realis::Ongoing | Realis::Historical) {
                loss.left_out("did not happen, or not yet", &event.id);
                continue;
            }
            let day = event.date.start.as_ref().map(ToString::to_string).unwrap_or_default();
            let row = [
                day,
                names(&event.actor),
                event.kind.clone(),
                names(&event.recipient),
                event.article.id.clone(),
            ];
            out.extend_from_slice(row.map(cell).join("\t").as_bytes());
            out.push(b'\n');
            loss.written();
            loss.field("counts", "no column for it", event.counts.len());
        }
        Ok(())
    }
}

/// The parties, by their gazetteer name, else as the article names them.
fn names(parties: &[Party]) -> String {
    let name = |party: &Party| party.name.clone().unwrap_or_else(|| party.text.clone());
    parties.iter().map(name).collect::<Vec<_>>().join("; ")
}

/// A value without characters that would end its cell: evidence may contain line breaks.
fn cell(value: String) -> String {
    value.replace(['\t', '\n', '\r'], " ")
}

const PACK: [(&str, &str); 3] = [
    ("harbour/pack.toml", "name = 'harbour'\nversion = '0.1.0'\n"),
    (
        "harbour/gazetteers/actors.csv",
        "name,kind,aliases\nHarbour Guard,police,the Guard\nPier Gang,criminal,\n",
    ),
    (
        "harbour/arrest.rhai",
        r#"
            let seize = stem("arrest", "detain");
            rule("arrest/arrested").kind("arrest").when(seize)
                .code(|m| #{ recipient: m.actor_after(seize) });
        "#,
    ),
];

const ARTICLES: [(&str, &str); 2] = [
    ("gullhaven-1", "The Harbour Guard detained the Pier Gang on Thursday."),
    ("gullhaven-2", "The Harbour Guard will arrest the Pier Gang, an officer said."),
];

pub fn main() -> Result<(), Failure> {
    // Rules may nest deeply: prepare packs and code articles on a thread with a large stack.
    let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn(written)?;
    let (rows, report) = thread.join().map_err(|_| "coding the articles panicked")??;
    print!("{rows}");
    eprint!("{report}");
    Ok(())
}

/// The rows of all articles, and the report of what they cannot hold.
pub fn written() -> Result<(String, String), Failure> {
    let (packs, mut faults) = Pack::from_memory("harbour", PACK)?;
    let (coder, found) = Coder::new(&packs);
    faults.extend(found);

    // One worker for all articles of a thread: it loads the rules and caches words.
    let mut worker = coder.worker();
    let (mut rows, mut loss) = (Vec::new(), Loss::default());
    WhoDidWhat.begin(&mut rows)?;
    for (id, text) in ARTICLES {
        let coded = worker.code(Article::builder(id, text).date("2016-08-12").build()?);
        faults.extend(coded.faults);
        WhoDidWhat.article(&coded.events, &mut rows, &mut loss)?;
    }
    for fault in &faults {
        eprintln!("{}", fault.render(false));
    }
    Ok((String::from_utf8(rows)?, loss.text(WhoDidWhat.name(), WhoDidWhat.remarks())))
}
