//! The files beside the rules of a pack: `pack.toml` with overlays, the lock, records of runs, the manifest of a corpus,
//! and the files of a pack's tests.

use super::wide_stack::on_wide_stack;
use super::{bundle, pack};
use dateline::check::fixtures;
use dateline::check::pack_test::{Selection, test};
use dateline::check::test_files::TestFiles;
use dateline::corpus::{ReadOptions, embedded};
use dateline::pack::{Lock, Manifest, RunRecord, Store};

/// The rules of a pack whose manifest is checked.
const RULES: &str = "rule(\"aid/sent\").kind(\"aid\").when(\"aid\").example(\"Aid came.\");\n";

/// An article of a corpus.
const ARTICLE: &str = "Both sides agreed on Thursday to a truce in Aleppo.\n";

/// The first byte chooses the file; the rest is its text.
pub fn check(data: &[u8]) {
    on_wide_stack(data, |data| {
        let [which, text @ ..] = data else { return };
        let text = String::from_utf8_lossy(text);
        match which % 5 {
            0 => manifest(&text),
            1 => lock(&text),
            2 => record(&text),
            3 => corpus(&text),
            _ => tests(&text),
        }
    });
}

fn manifest(text: &str) {
    if let Ok(manifest) = Manifest::parse(text) {
        assert!(!manifest.name.trim().is_empty());
        manifest.building_problem();
    }
    let files = [("pack.toml", text), ("r.rhai", RULES)];
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
    match pack::of(files.into()) {
        Ok((packs, faults)) => drop(pack::coder(&packs, &faults)),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn lock(text: &str) {
    if let Ok(lock) = Lock::parse(text) {
        let again = Lock::parse(&lock.text()).expect("what it writes, it reads");
        assert_eq!(format!("{:?}", again.packs()), format!("{:?}", lock.packs()));
        assert_eq!(again.text(), lock.text());
    }
}

fn record(text: &str) {
    if let Ok(record) = RunRecord::parse(text) {
        let written = record.text().expect("a record is JSON");
        let again = RunRecord::parse(&written).expect("what it writes, it reads");
        assert_eq!(again.text().ok(), Some(written));
    }
}

/// A manifest that cannot be read is an error, and the article beside it is read all the same.
fn corpus(text: &str) {
    let options = ReadOptions::default();
    let files = [("c/manifest.toml", text), ("c/wire.txt", ARTICLE)];
    let files = files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec().into()));
    let (mut articles, mut errors) = (0, 0);
    for chunk in embedded(files.into(), &options) {
        let Ok(chunk) = chunk else {
            errors += 1;
            continue;
        };
        for article in chunk.articles(&options) {
            assert_eq!(article.expect("it has a text").text, ARTICLE);
            articles += 1;
        }
    }
    assert!(articles == 1 && errors <= 1, "{articles} articles and {errors} errors with {text:?}");
}

/// Fixtures, quiet articles and gold of a pack, as files in one text.
fn tests(text: &str) {
    let mut files = bundle::files(text, "fixtures/a.txt");
    for (_, text) in files.iter().filter(|(path, _)| path.ends_with(".jsonl")) {
        if let Ok(golden) = fixtures::read(text) {
            fixtures::differences(&golden, &[]);
        }
    }
    files.push(("r.rhai".to_owned(), RULES.to_owned()));
    let inside = files.iter().map(|(path, text)| (format!("p/{path}"), text.as_str()));
    let store = Store::memory(inside);
    let Ok(found) = TestFiles::of(&store, "p") else { return };
    let Ok((packs, faults)) = pack::of(files) else { return };
    let Some(own) = packs.last() else { return };
    let coder = pack::coder(&packs, &faults);
    let selection = Selection { coverage: true, ..Selection::default() };
    let report = test(&coder, &packs, own, &found, &selection);
    assert!(report.failed().count() <= report.cases.len());
}
