//! The rule loader: any text as a pack, and the shipped rule files with edits. No panic; faults can be shown; what loads
//! can code, be explained, checked and edited.

use super::wide_stack::on_wide_stack;
use super::{bundle, event, mutation, pack};
use arbitrary::Unstructured;
use dateline::check::examples;
use dateline::lint::{LintInput, check as lint, file::PackFile};
use dateline::script::{edit, lexeme};
use dateline::{Article, Coder, Pack};
use std::sync::Arc;

/// An article that many rules match.
const ARTICLE: &str = "Rebels agreed to a truce in Aleppo on Monday, the army said.\n\nAt least 20 people were killed when \
government planes bombed a market near the hill. \"We will not stop,\" a spokesman said.\n";

/// Bytes after a first one of 255 choose edits of a shipped file; others are files of a pack in one text, the first of
/// them rules.
pub fn check(data: &[u8]) {
    on_wide_stack(data, |data| match data {
        [255, edits @ ..] => {
            if let Ok(files) = mutation::files(&mut Unstructured::new(edits)) {
                load(files, true);
            }
        }
        _ => load(bundle::files(&String::from_utf8_lossy(data), "r.rhai"), false),
    });
}

/// Loads the files. `shipped` are many rules with many examples, of which checking each would take too long.
fn load(files: Vec<(String, String)>, shipped: bool) {
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rhai")) {
        edited(path, text);
    }
    let read: Vec<PackFile> =
        files.iter().filter_map(|(path, text)| PackFile::new(path, text.as_bytes())).collect();
    let Ok((packs, faults)) = pack::of(files) else { return };
    let coder = pack::coder(&packs, &faults);
    let mut worker = coder.worker();
    let article = Article::builder("a", ARTICLE).date("2016-08-12").build().expect("it has a text");
    let coded = worker.code(article.clone());
    coded.faults.iter().for_each(|fault| assert!(!fault.render(false).is_empty()));
    event::hold(&coded, ARTICLE.as_bytes());
    assert!(!worker.explain(article, None, None).to_string().is_empty());
    if let Some(own) = packs.last().filter(|_| !shipped) {
        judged(&coder, own, &read);
    }
}

fn judged(coder: &Coder, own: &Arc<Pack>, files: &[PackFile]) {
    let input = LintInput {
        pack: own,
        files,
        rules: coder.rules(),
        others: Vec::new(),
        findings: Vec::new(),
        measured: false,
    };
    for finding in lint(input) {
        assert!(!finding.render_to(false, 80).is_empty());
    }
    examples::examine(coder, None);
}

/// What the editor of rule files does with a text.
fn edited(path: &str, text: &str) {
    let mut at = 0;
    for lexeme in lexeme::lexemes(text) {
        assert!(
            at <= lexeme.start && text.get(lexeme.range()) == Some(lexeme.text),
            "{lexeme:?} of {path}"
        );
        at = lexeme.end();
    }
    assert!(at <= text.len());
    let typed = "rule(\"r/r\").kind(\"k\").when(\"bomb\")";
    if let Ok(placed) = edit::place(text, "r/r", typed, &[(true, "A bomb fell.".to_owned())]) {
        assert!(
            edit::source(&placed.text, "r/r").is_some(),
            "what was placed is not found: {}",
            placed.text
        );
    }
    edit::renamed(text, "r/r", "r/s");
}
