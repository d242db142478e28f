//! All tests of a pack: its examples, fixtures, quiet articles and gold. A pack, folder or selection in which nothing
//! is tested is a failure, since a test that looks at nothing would always pass.

use super::coverage::{self, Coverage};
use super::examples::{ExampleKind, ExampleReport, TriedExample, examine_where};
use super::gates;
use super::gold::{self, GoldMention};
use super::score::{Score, compare};
use super::test_case::{Suite, TestCase};
use super::test_files::{TestFiles, article_stem};
use super::{fixtures, quiet};
use crate::coder::{Coder, Worker};
use crate::corpus::CorpusError;
use crate::event::Event;
use crate::pack::Pack;
use crate::script::{Fault, RuleSpec};
use crate::text::Article;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Which tests to run.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these suites; all if empty.
    pub suites: Vec<Suite>,
    /// Only these rules, by id, or by the beginning of an id before a `*`; all if empty.
    pub rules: Vec<String>,
    /// Whether to measure what the tests leave untested.
    pub coverage: bool,
}

impl Selection {
    fn has(&self, suite: Suite) -> bool {
        self.suites.is_empty() || self.suites.contains(&suite)
    }

    /// Whether the rule of this id is selected.
    pub fn has_rule(&self, id: &str) -> bool {
        let is = |wanted: &String| match wanted.strip_suffix('*') {
            Some(start) => id.starts_with(start),
            None => id == wanted,
        };
        self.rules.is_empty() || self.rules.iter().any(is)
    }
}

/// What the tests of one pack found.
#[derive(Debug, Default)]
pub struct PackTest {
    /// The pack's name.
    pub pack: String,
    /// Its version.
    pub version: String,
    /// All tests, in the order run.
    pub cases: Vec<TestCase>,
    /// The examples, with rules that have none.
    pub examples: ExampleReport,
    /// Faults of rules on the articles.
    pub faults: Vec<Fault>,
    /// The score on the pack's gold.
    pub score: Option<Score>,
    /// How many known exceptions of the quiet corpus occurred.
    pub excused: usize,
    /// Golden files that differ from the events coded: path inside the pack, and the new text.
    pub golden: Vec<(String, String)>,
    /// What the tests leave untested.
    pub coverage: Option<Coverage>,
}

impl PackTest {
    /// How many tests of `suite` ran.
    pub fn count(&self, suite: Suite) -> usize {
        self.cases.iter().filter(|case| case.suite == suite).count()
    }

    /// The tests that failed.
    pub fn failed(&self) -> impl Iterator<Item = &TestCase> {
        self.cases.iter().filter(|case| case.has_failed())
    }

    /// How many known misses were tried.
    pub fn known_misses(&self) -> usize {
        let tried = self.examples.tried.iter();
        tried.filter(|tried| tried.sort == ExampleKind::KnownMiss).count()
    }
}

/// Tests the pack `own` of `packs`, which `coder` was made from; `files` are its test files. Call it on a thread with a
/// stack as large as a worker's.
pub fn test(
    coder: &Coder,
    packs: &[Arc<Pack>],
    own: &Pack,
    files: &TestFiles,
    selection: &Selection,
) -> PackTest {
    let mut run = Run {
        worker: coder.worker(),
        files,
        selection,
        own,
        test: PackTest {
            pack: own.manifest.name.clone(),
            version: own.manifest.version.clone(),
            ..PackTest::default()
        },
    };
    if selection.has(Suite::Examples) {
        run.examples(coder);
    }
    let mut read = Vec::new();
    if selection.has(Suite::Fixtures) && run.has_folder(Suite::Fixtures) {
        read = run.fixtures();
    }
    if selection.has(Suite::Quiet) && run.has_folder(Suite::Quiet) {
        run.quiet();
    }
    if selection.has(Suite::Gold) && selection.rules.is_empty() && run.has_gold() {
        run.gold();
    }
    if run.test.cases.is_empty() {
        run.nothing();
    }
    if selection.coverage {
        run.test.coverage = Some(coverage::measure(packs, &own.manifest.name, &read));
    }
    run.test
}

struct Run<'a> {
    worker: Worker,
    files: &'a TestFiles,
    selection: &'a Selection,
    own: &'a Pack,
    test: PackTest,
}

impl Run<'_> {
    fn fail(&mut self, suite: Suite, name: &str, file: Option<&str>, why: String) {
        self.test.cases.push(TestCase::failed(suite, name, file, vec![why]));
    }

    /// Whether the folder of `suite` is there; if it alone was asked for, it must be.
    fn has_folder(&mut self, suite: Suite) -> bool {
        let there = self.files.has(suite.name());
        if !there && self.selection.suites.contains(&suite) {
            let why =
                format!("the pack has no folder {suite}: make one, or leave out --only {suite}");
            self.fail(suite, suite.name(), None, why);
        }
        there
    }

    /// Whether there is gold, which gates need.
    fn has_gold(&mut self) -> bool {
        let there = self.has_folder(Suite::Gold);
        if !there && !self.own.manifest.gates.min_f1.is_empty() && self.test.count(Suite::Gold) == 0
        {
            let why = "[gates] in pack.toml asks for a score, and the pack has no folder gold: add gold, or remove the gates";
            self.fail(Suite::Gold, "gates", Some("pack.toml"), why.to_owned());
        }
        there
    }

    fn nothing(&mut self) {
        let pack = &self.own.manifest.name;
        let (suite, why) = match (&self.selection.rules[..], &self.selection.suites[..]) {
            ([], []) => (
                Suite::Examples,
                format!(
                    "{pack} has nothing to test: no rules with examples, no fixtures, quiet or gold"
                ),
            ),
            ([], [only, ..]) => (*only, format!("{pack} has no {only} to test")),
            (rules, _) => (
                Suite::Examples,
                format!("nothing of {pack} was tested for the rule {}", rules.join(", ")),
            ),
        };
        self.fail(suite, "nothing tested", None, why);
    }

    fn examples(&mut self, coder: &Coder) {
        let name = &self.own.manifest.name;
        let wanted = |rule: &RuleSpec| rule.pack == *name && self.selection.has_rule(&rule.id);
        let mut examined = examine_where(coder, wanted);
        self.test.faults.append(&mut examined.faults);
        self.test.cases.extend(examined.tried.iter().map(|tried| case(tried, &examined)));
        if examined.examples == 0 && examined.rules > 0 {
            let why = format!(
                "no rule of the pack has an example: add .example(\"...\") and .counterexample(\"...\") to {}",
                examined.without_example.join(", ")
            );
            self.fail(Suite::Examples, "nothing tested", None, why);
        }
        self.test.examples = examined;
    }

    /// Codes the articles in the files at `paths`; what cannot be read fails.
    fn code(&mut self, suite: Suite, paths: &[&str]) -> (Vec<Article>, Vec<Event>, usize) {
        let (mut articles, mut events, mut unread) = (Vec::new(), Vec::new(), 0);
        for article in self.files.articles(paths) {
            match article {
                Ok(article) => {
                    articles.push(article.clone());
                    let coded = self.worker.code(article);
                    self.test.faults.extend(coded.faults);
                    events.extend(coded.events);
                }
                Err(error) => {
                    unread += 1;
                    self.unread(suite, &error);
                }
            }
        }
        events.retain(|event| self.selection.has_rule(&event.rule));
        (articles, events, unread)
    }

    fn unread(&mut self, suite: Suite, error: &CorpusError) {
        let count = self.test.count(suite);
        self.fail(suite, &format!("unreadable {}", count + 1), None, error.to_string());
    }

    /// Compares each fixture with its golden events. Returns the articles.
    fn fixtures(&mut self) -> Vec<Article> {
        let mut by_golden: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        let files = self.files;
        let paths = files.paths("fixtures").filter(|path| !path.ends_with(fixtures::GOLDEN));
        for path in paths {
            if let Some(stem) = article_stem(path) {
                by_golden.entry(format!("{stem}{}", fixtures::GOLDEN)).or_default().push(path);
            }
        }
        if by_golden.is_empty() {
            let why = "the folder fixtures holds no articles (.txt, .jsonl or .csv): add one, or remove the folder";
            self.fail(Suite::Fixtures, "fixtures", Some("fixtures"), why.to_owned());
        }
        let golden = files.paths("fixtures").filter(|path| path.ends_with(fixtures::GOLDEN));
        for path in golden.filter(|path| !by_golden.contains_key(*path)) {
            let why = "there is no article for these events: remove the file, or add the article"
                .to_owned();
            self.fail(Suite::Fixtures, path, Some(path), why);
        }
        let mut read = Vec::new();
        for (golden, paths) in by_golden {
            read.extend(self.fixture(&golden, &paths));
        }
        read
    }

    fn fixture(&mut self, golden: &str, paths: &[&str]) -> Vec<Article> {
        let (articles, events, unread) = self.code(Suite::Fixtures, paths);
        let name = golden.trim_start_matches("fixtures/").trim_end_matches(fixtures::GOLDEN);
        let path = paths.first().copied();
        if articles.is_empty() && unread == 0 {
            self.fail(Suite::Fixtures, name, path, "the file holds no article".to_owned());
            return articles;
        }
        let wanted = self.files.read(golden).map(|bytes| {
            let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
            let mut wanted = fixtures::read(text)?;
            wanted.retain(|event| self.selection.has_rule(event.rule()));
            Ok(wanted)
        });
        let (mut why, hint) = match &wanted {
            None => {
                let count = events.len();
                let mut lines =
                    vec![format!("it has no golden events {golden}; {count} were coded")];
                lines.extend(fixtures::differences(&[], &events));
                (lines, "--bless writes them: read them first")
            }
            Some(Err(why)) => {
                let why: &String = why;
                (
                    vec![format!("{golden}: {why}")],
                    "correct the line, or let --bless write the file again",
                )
            }
            Some(Ok(wanted)) => {
                (fixtures::differences(wanted, &events), "if this is right, --bless writes it")
            }
        };
        let differs = !why.is_empty();
        if differs {
            why.push(hint.to_owned());
            if unread == 0 {
                self.test.golden.push((golden.to_owned(), fixtures::golden(&events)));
            }
        }
        let case = TestCase::failed(Suite::Fixtures, name, path, why);
        self.test.cases.push(TestCase { can_bless: differs && unread == 0, ..case });
        articles
    }

    fn quiet(&mut self) {
        let files = self.files;
        let is_article = |path: &&str| *path != quiet::EXPECTED && article_stem(path).is_some();
        let paths: Vec<&str> = files.paths("quiet").filter(is_article).collect();
        let (articles, events, _) = self.code(Suite::Quiet, &paths);
        if articles.is_empty() {
            let why = "the folder quiet holds no articles (.txt, .jsonl or .csv): add some, or remove the folder";
            self.fail(Suite::Quiet, "quiet", Some("quiet"), why.to_owned());
        }
        let text = files.read(quiet::EXPECTED).map(String::from_utf8_lossy).unwrap_or_default();
        let mut expected = match quiet::read(&text) {
            Ok(expected) => expected,
            Err(why) => {
                self.fail(Suite::Quiet, "expected.jsonl", Some(quiet::EXPECTED), why);
                return;
            }
        };
        if !self.selection.rules.is_empty() {
            let of_rule = |rule: &Option<String>| {
                rule.as_ref().is_some_and(|rule| self.selection.has_rule(rule))
            };
            expected.retain(|(_, known)| of_rule(&known.rule));
        }
        let report = quiet::compare(&events, &expected);
        for article in &articles {
            let mut why = report.noise.get(&article.id).cloned().unwrap_or_default();
            if !why.is_empty() {
                why.push(format!(
                    "a quiet article gives no event: correct the rule, or name the event in {} as known",
                    quiet::EXPECTED
                ));
            }
            let path = article.origin.path.as_str();
            self.test.cases.push(TestCase::failed(Suite::Quiet, &article.id, Some(path), why));
        }
        for (line, why) in report.gone {
            let name = format!("expected.jsonl line {line}");
            let case = TestCase::failed(Suite::Quiet, &name, Some(quiet::EXPECTED), vec![why]);
            self.test.cases.push(TestCase { line: Some(line), ..case });
        }
        self.test.excused = report.excused;
    }

    fn gold(&mut self) {
        let files = self.files;
        let is_gold = |path: &&str| path.ends_with(".jsonl") && !path.ends_with(gates::ARTICLES);
        let lines: Vec<&str> = files.paths("gold").filter(is_gold).collect();
        let is_article = |path: &&str| !is_gold(path) && article_stem(path).is_some();
        let paths: Vec<&str> = files.paths("gold").filter(is_article).collect();
        let mut mentions: Vec<GoldMention> = Vec::new();
        for path in &lines {
            match gold::parse(files.read(path).unwrap_or_default(), path) {
                Ok(gold) => mentions.extend(gold.mentions.into_iter().chain(gold.rejected)),
                Err(error) => self.fail(Suite::Gold, path, Some(path), error.to_string()),
            }
        }
        if self.test.count(Suite::Gold) > 0 {
            return;
        }
        if mentions.is_empty() {
            let why =
                "the folder gold holds no gold (gold/NAME.jsonl): add some, or remove the folder";
            return self.fail(Suite::Gold, "gold", Some("gold"), why.to_owned());
        }
        let mut by_article: BTreeMap<&str, Vec<&GoldMention>> = BTreeMap::new();
        mentions.iter().for_each(|one| by_article.entry(&one.article).or_default().push(one));
        let mut compared = Vec::new();
        let mut seen = BTreeSet::new();
        for article in files.articles(&paths) {
            match article {
                Err(error) => self.unread(Suite::Gold, &error),
                Ok(article) => {
                    let Some(gold) = by_article.get(article.id.as_str()) else { continue };
                    if seen.insert(article.id.clone()) {
                        let coded = self.worker.code(article);
                        self.test.faults.extend(coded.faults);
                        compared.push(compare(&coded.document, coded.events, gold));
                    }
                }
            }
        }
        let missing: Vec<&str> =
            by_article.keys().copied().filter(|id| !seen.contains(*id)).collect();
        if !missing.is_empty() {
            let why = format!(
                "no file of the folder gold holds the articles {}: add them, as gold/NAME{} or text files",
                missing.join(", "),
                gates::ARTICLES
            );
            return self.fail(Suite::Gold, "gold", Some("gold"), why);
        }
        let kinds: BTreeSet<String> = mentions.iter().map(|one| one.kind.clone()).collect();
        let score = Score::new(&compared, &kinds);
        let gates = gates::judge(&score, &self.own.manifest.gates.min_f1);
        if gates.is_empty() {
            // Without a gate nothing can fail, but the score was made.
            self.test.cases.push(TestCase::passed(Suite::Gold, "score", Some("gold")));
        }
        self.test.cases.extend(gates);
        self.test.score = Some(score);
    }
}

/// The case of an example.
fn case(tried: &TriedExample, examined: &ExampleReport) -> TestCase {
    let name = format!("{} {} {}", tried.rule, tried.sort.name(), tried.number);
    let mut case = TestCase::passed(Suite::Examples, &name, Some(&tried.file));
    (case.rule, case.subject) = (Some(tried.rule.clone()), tried.rule.clone());
    case.line = Some(tried.line);
    if let Some(failure) = tried.failure.and_then(|at| examined.failures.get(at)) {
        case.failure.push(format!("{}: {}", failure.sort.name(), failure.text));
        case.failure.push(format!("expected: {}", failure.expected));
        case.failure.extend(failure.came.iter().map(|came| format!("got: {came}")));
        // The rule, not the example: that is what is edited.
        case.line = Some(failure.line);
    }
    case
}
