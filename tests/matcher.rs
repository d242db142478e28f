//! Tests the matcher against a naive evaluator of patterns, which uses no tries, anchors or caches: both must agree
//! on random patterns over random texts; an explanation must agree with the result; and no match may be lost because
//! the engine looks only where a required word occurs.

use dateline::check::examples::article;
use dateline::coder::Coder;
use dateline::pack::{Manifest, Pack};
use dateline::pattern::eval::{Entities, Unit};
use dateline::pattern::matcher::Plan;
use dateline::pattern::{EvalMemo, Hit, WordCache};
use dateline::pattern::{MatchContext, Matcher, MatcherBuilder, Op, Pattern, PatternError, Scope};
use dateline::script::{ScriptFile, ScriptSet};
use dateline::text::{Document, Vocabulary};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// A pattern as a syntax tree.
#[derive(Clone, Debug)]
enum Meant {
    /// Any of these phrases, words separated by spaces.
    Words(Vec<String>),
    /// Any form of these words.
    Stem(Vec<String>),
    Actor,
    Number,
    Quoted(Box<Meant>),
    Any(Vec<Meant>),
    All(Vec<Meant>),
    Not(Box<Meant>),
    Seq(Vec<Meant>, usize),
    Near(Box<Meant>, Box<Meant>, usize),
    Within(Box<Meant>, Scope),
    Named(Box<Meant>),
}

impl Meant {
    fn pattern(&self) -> Result<Pattern, PatternError> {
        let each =
            |parts: &[Meant]| parts.iter().map(Meant::pattern).collect::<Result<Vec<_>, _>>();
        match self {
            Meant::Words(phrases) => Pattern::words(phrases),
            Meant::Stem(words) => Pattern::stems(words),
            Meant::Actor => Ok(Pattern::entity(Op::Actor)),
            Meant::Number => Ok(Pattern::entity(Op::Number)),
            Meant::Quoted(inner) => Ok(Pattern::quoted(inner.pattern()?)),
            Meant::Any(parts) => Pattern::any(each(parts)?),
            Meant::All(parts) => Pattern::all(each(parts)?),
            Meant::Not(inner) => Ok(Pattern::negate(inner.pattern()?)),
            Meant::Seq(parts, gap) => {
                let made = Pattern::seq(each(parts)?)?;
                Ok(made.gap(*gap).unwrap_or(made))
            }
            Meant::Near(left, right, gap) => Pattern::near(left.pattern()?, right.pattern()?, *gap),
            Meant::Within(inner, scope) => Ok(inner.pattern()?.within(*scope)),
            Meant::Named(inner) => Ok(inner.pattern()?.named("part")),
        }
    }

    /// The pattern as written in a rule file.
    fn script(&self) -> String {
        let quoted = |texts: &[String]| {
            texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", ")
        };
        let each = |parts: &[Meant]| parts.iter().map(Meant::script).collect::<Vec<_>>().join(", ");
        match self {
            Meant::Words(phrases) => format!("any({})", quoted(phrases)),
            Meant::Stem(words) => format!("stem({})", quoted(words)),
            Meant::Actor => "actor()".into(),
            Meant::Number => "number()".into(),
            Meant::Quoted(inner) => format!("quoted({})", inner.script()),
            Meant::Any(parts) => format!("any({})", each(parts)),
            Meant::All(parts) => format!("all({})", each(parts)),
            Meant::Not(inner) => format!("!({})", inner.script()),
            Meant::Seq(parts, gap) => format!("seq({}).gap({gap})", each(parts)),
            Meant::Near(left, right, gap) => {
                format!("near({}, {}, {gap})", left.script(), right.script())
            }
            Meant::Within(inner, scope) => {
                format!("({}).within({:?})", inner.script(), scope.name())
            }
            Meant::Named(inner) => format!("({}).named(\"part\")", inner.script()),
        }
    }
}

/// Entities found by simple rules: `Alef` and `Bet` are actors, digits are numbers, and every seventh token begins a
/// quotation of four.
struct Shown<'a>(&'a Document);

impl Shown<'_> {
    fn tokens(&self, within: &Range<usize>, is: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
        within.clone().filter(|&at| is(self.0.surface(at))).map(|at| at..at + 1).collect()
    }
}

impl Entities for Shown<'_> {
    fn actors(&self, tokens: &Range<usize>) -> Vec<Range<usize>> {
        self.tokens(tokens, |word| ["Alef", "Bet"].contains(&word))
    }
    fn places(&self, _: &Range<usize>) -> Vec<Range<usize>> {
        Vec::new()
    }
    fn numbers(&self, tokens: &Range<usize>) -> Vec<Range<usize>> {
        self.tokens(tokens, |word| word.bytes().all(|byte| byte.is_ascii_digit()))
    }
    fn dates(&self, _: &Range<usize>) -> Vec<Range<usize>> {
        Vec::new()
    }
    fn quotes(&self, tokens: &Range<usize>) -> Vec<Range<usize>> {
        let starts = (0..self.0.len()).step_by(7);
        let quotes = starts.map(|start| start..start + 4);
        quotes.filter(|quote| tokens.start <= quote.start && quote.end <= tokens.end).collect()
    }
}

type Spans = BTreeSet<(usize, usize)>;

/// The naive evaluator.
struct Naive<'a> {
    document: &'a Document,
    shown: Shown<'a>,
}

impl Naive<'_> {
    fn holds(&self, meant: &Meant, unit: &Unit) -> bool {
        match meant {
            Meant::Within(inner, scope) => {
                let inner = bare(inner);
                self.units(unit, *scope).iter().any(|unit| self.holds(inner, unit))
            }
            Meant::Named(inner) => self.holds(inner, unit),
            Meant::Any(parts) => parts.iter().any(|part| self.holds(part, unit)),
            Meant::All(parts) => parts.iter().all(|part| self.holds(part, unit)),
            Meant::Not(inner) => !self.holds(inner, unit),
            _ => !self.spans(meant, unit).is_empty(),
        }
    }

    fn spans(&self, meant: &Meant, unit: &Unit) -> Spans {
        let union = |parts: &[Meant]| -> Spans {
            parts.iter().flat_map(|part| self.spans(part, unit)).collect()
        };
        let set = |ranges: Vec<Range<usize>>| -> Spans {
            ranges.into_iter().map(|range| (range.start, range.end)).collect()
        };
        match meant {
            Meant::Words(phrases) => {
                phrases.iter().flat_map(|phrase| self.phrase(phrase, unit, is_word)).collect()
            }
            Meant::Stem(words) => {
                words.iter().flat_map(|word| self.phrase(word, unit, is_form)).collect()
            }
            Meant::Actor => set(self.shown.actors(&unit.tokens)),
            Meant::Number => set(self.shown.numbers(&unit.tokens)),
            Meant::Quoted(inner) => {
                let quotes = self.shown.quotes(&unit.tokens);
                let inside = |span: &(usize, usize)| {
                    quotes.iter().any(|quote| quote.start <= span.0 && span.1 <= quote.end)
                };
                self.spans(inner, unit).into_iter().filter(inside).collect()
            }
            Meant::Any(parts) => union(parts),
            Meant::All(parts) if parts.iter().all(|part| self.holds(part, unit)) => union(parts),
            Meant::All(_) | Meant::Not(_) => Spans::new(),
            Meant::Seq(parts, gap) => {
                let parts: Vec<Spans> = parts.iter().map(|part| self.spans(part, unit)).collect();
                rows(&parts, *gap)
            }
            Meant::Near(left, right, gap) => {
                let (left, right) = (self.spans(left, unit), self.spans(right, unit));
                let mut both = rows(&[left.clone(), right.clone()], *gap);
                both.extend(rows(&[right, left], *gap));
                both
            }
            Meant::Within(inner, scope) => {
                let (inner, units) = (bare(inner), self.units(unit, *scope));
                units.iter().flat_map(|unit| self.spans(inner, unit)).collect()
            }
            Meant::Named(inner) => self.spans(inner, unit),
        }
    }

    fn phrase(&self, phrase: &str, unit: &Unit, is: fn(&str, &str) -> bool) -> Spans {
        let words: Vec<&str> = phrase.split(' ').collect();
        let starts = unit.tokens.clone().filter(|start| start + words.len() <= unit.tokens.end);
        let found = starts.filter(|start| {
            let mut pairs = words.iter().enumerate();
            pairs.all(|(at, word)| is(word, self.document.surface(start + at)))
        });
        found.map(|start| (start, start + words.len())).collect()
    }

    /// All units of `scope` that share a sentence with `unit`.
    fn units(&self, unit: &Unit, scope: Scope) -> Vec<Unit> {
        let sentences = self.document.sentences();
        let mut found: Vec<Unit> = Vec::new();
        for sentence in unit.sentences.clone() {
            let fellows: Vec<usize> = (0..sentences.len())
                .filter(|&other| match scope {
                    Scope::Sentence => other == sentence,
                    Scope::Paragraph => sentences[other].paragraph == sentences[sentence].paragraph,
                    Scope::Article => true,
                })
                .collect();
            let (first, last) = (fellows[0], fellows[fellows.len() - 1]);
            let tokens = sentences[first].tokens.start..sentences[last].tokens.end;
            let made = Unit { sentences: first..last + 1, tokens };
            if !found.contains(&made) {
                found.push(made);
            }
        }
        found
    }
}

/// The pattern without its own scope: a scope given later replaces it.
fn bare(meant: &Meant) -> &Meant {
    match meant {
        Meant::Within(inner, _) | Meant::Named(inner) => bare(inner),
        other => other,
    }
}

/// Every way to take one span of each part, in order, with at most `gap` tokens between two.
fn rows(parts: &[Spans], gap: usize) -> Spans {
    let [first, rest @ ..] = parts else { return Spans::new() };
    let mut found = Spans::new();
    for &(start, end) in first {
        if rest.is_empty() {
            found.insert((start, end));
            continue;
        }
        let reach = |at: usize, span: &(usize, usize)| span.0 >= at && span.0 - at <= gap;
        let mut ends = BTreeSet::from([end]);
        for part in rest {
            ends = ends
                .iter()
                .flat_map(|&at| part.iter().filter(move |span| reach(at, span)).map(|span| span.1))
                .collect();
        }
        found.extend(ends.into_iter().map(|end| (start, end)));
    }
    found
}

fn is_word(written: &str, word: &str) -> bool {
    if written == "*" {
        return true;
    }
    if written.contains('*') {
        return is_like(
            &written.chars().collect::<Vec<_>>(),
            &word.to_lowercase().chars().collect::<Vec<_>>(),
        );
    }
    if written.chars().any(char::is_uppercase) {
        return word == written || word == written.to_uppercase();
    }
    word.to_lowercase() == written
}

fn is_like(glob: &[char], word: &[char]) -> bool {
    match glob.split_first() {
        None => word.is_empty(),
        Some(('*', rest)) => (0..=word.len()).any(|at| is_like(rest, &word[at..])),
        Some((letter, rest)) => word.first() == Some(letter) && is_like(rest, &word[1..]),
    }
}

fn is_form(written: &str, word: &str) -> bool {
    let stemmer = rust_stemmers::Stemmer::create(rust_stemmers::Algorithm::English);
    stemmer.stem(written) == stemmer.stem(&word.to_lowercase())
}

const WORDS: &[&str] = &[
    "bomb", "bombs", "bombed", "hill", "hills", "truce", "mill", "Alef", "Bet", "ALEF", "north",
    "7",
];

fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS);
    // A plain verb in each sentence keeps it from being a heading, and from being all in capitals.
    let sentence = prop::collection::vec(word, 1..7)
        .prop_map(|words| format!("They saw {} there.", words.join(" ")));
    let paragraph = prop::collection::vec(sentence, 1..4).prop_map(|all| all.join(" "));
    prop::collection::vec(paragraph, 1..4).prop_map(|all| all.join("\n\n"))
}

fn phrase() -> impl Strategy<Value = String> {
    let first = prop::sample::select(vec![
        "bomb", "bombs", "hill", "truce", "Alef", "Bet", "north", "bomb*", "h*l", "*ill", "saw",
        "there",
    ]);
    let next =
        prop::sample::select(vec!["bomb", "hills", "mill", "Alef", "*", "b*", "there", "they"]);
    (first, prop::collection::vec(next, 0..3))
        .prop_map(|(first, rest)| [vec![first], rest].concat().join(" "))
}

fn leaf() -> BoxedStrategy<Meant> {
    prop_oneof![
        4 => prop::collection::vec(phrase(), 1..4).prop_map(Meant::Words),
        2 => prop::collection::vec(prop::sample::select(vec!["bomb", "hill", "mill"]), 1..3)
            .prop_map(|words| Meant::Stem(words.into_iter().map(str::to_owned).collect())),
    ]
    .boxed()
}

fn scope() -> impl Strategy<Value = Scope> {
    prop::sample::select(vec![Scope::Sentence, Scope::Paragraph, Scope::Article])
}

/// Patterns of every kind.
fn meant() -> impl Strategy<Value = Meant> {
    let leaf = prop_oneof![6 => leaf(), 1 => Just(Meant::Actor), 1 => Just(Meant::Number)];
    leaf.prop_recursive(3, 16, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let some = prop::collection::vec(inner, 1..4);
        prop_oneof![
            some.clone().prop_map(Meant::Any),
            some.clone().prop_map(Meant::All),
            boxed.clone().prop_map(Meant::Not),
            (some, 0..4usize).prop_map(|(parts, gap)| Meant::Seq(parts, gap)),
            (boxed.clone(), boxed.clone(), 0..4usize)
                .prop_map(|(l, r, gap)| Meant::Near(l, r, gap)),
            boxed.clone().prop_map(Meant::Quoted),
            (boxed.clone(), scope()).prop_map(|(inner, scope)| Meant::Within(inner, scope)),
            boxed.prop_map(Meant::Named),
        ]
    })
}

/// Patterns of words only, in which a sequence has no scope of its own.
fn wordy() -> impl Strategy<Value = Meant> {
    let row = prop_oneof![
        3 => leaf(),
        1 => (prop::collection::vec(leaf(), 1..4), 0..4usize).prop_map(|(parts, gap)| Meant::Seq(parts, gap)),
        1 => (leaf(), leaf(), 0..4usize)
            .prop_map(|(l, r, gap)| Meant::Near(Box::new(l), Box::new(r), gap)),
    ];
    row.prop_recursive(3, 12, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let some = prop::collection::vec(inner, 1..4);
        prop_oneof![
            some.clone().prop_map(Meant::Any),
            some.prop_map(Meant::All),
            boxed.clone().prop_map(Meant::Not),
            (boxed, scope()).prop_map(|(inner, scope)| Meant::Within(inner, scope)),
        ]
    })
}

fn document(text: &str, vocabulary: &mut Vocabulary) -> Document {
    Document::new(article("random", text), vocabulary)
}

fn hits(matcher: &Matcher, document: &Document, vocabulary: &Vocabulary) -> Vec<Hit> {
    let mut hits = Vec::new();
    matcher.scan(document, vocabulary, &mut WordCache::default(), &mut hits);
    hits
}

/// The units of every scope, each once.
fn units(reading: &MatchContext<'_>) -> Vec<Unit> {
    let mut found: Vec<Unit> = Vec::new();
    for sentence in 0..reading.document.sentences().len() {
        for scope in [Scope::Sentence, Scope::Paragraph, Scope::Article] {
            let unit = reading.unit(sentence, scope);
            if !found.contains(&unit) {
                found.push(unit);
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn patterns_agree_with_a_naive_evaluator(
        text in text(),
        patterns in prop::collection::vec(meant(), 1..6),
    ) {
        let mut builder = MatcherBuilder::default();
        let mut nodes = Vec::new();
        for meant in &patterns {
            // Invalid patterns, such as a negation in a sequence, have no result to compare.
            if let Ok(node) = builder.pattern(&meant.pattern().unwrap()) {
                nodes.push((meant, node));
            }
        }
        let matcher = builder.build();
        let mut vocabulary = Vocabulary::new();
        let document = document(&text, &mut vocabulary);
        let hits = hits(&matcher, &document, &vocabulary);
        let shown = Shown(&document);
        let memo = EvalMemo::default();
        let reading = MatchContext { matcher: &matcher, document: &document, hits: &hits, entities: &shown, memo: &memo };
        let naive = Naive { document: &document, shown: Shown(&document) };
        for unit in units(&reading) {
            for (meant, node) in &nodes {
                let at = || format!("{} over {unit:?} of {text:?}", meant.script());
                prop_assert_eq!(reading.holds(*node, &unit), naive.holds(meant, &unit), "{}", at());
                let spans = reading.spans(*node, &unit);
                let came: Vec<_> = spans.iter().map(|span| (span.start, span.end)).collect();
                let wanted: Vec<_> = naive.spans(meant, &unit).into_iter().collect();
                prop_assert_eq!(came, wanted, "{}", at());
            }
        }
    }

    #[test]
    fn an_explanation_agrees_with_evaluation(
        text in text(),
        when in meant(),
        unless in prop::option::of(meant()),
        within in scope(),
    ) {
        let mut builder = MatcherBuilder::default();
        let mut compiled = |meant: &Meant| builder.pattern(&meant.pattern().unwrap()).ok();
        // Invalid patterns, such as a negation in a sequence, are never explained.
        let Some(when_node) = compiled(&when) else { return Ok(()) };
        let unless = unless.as_ref().and_then(compiled);
        let plan = Plan { when: when_node, unless, within, per: within };
        let matcher = builder.build();
        let mut vocabulary = Vocabulary::new();
        let document = document(&text, &mut vocabulary);
        let hits = hits(&matcher, &document, &vocabulary);
        let shown = Shown(&document);
        let memo = EvalMemo::default();
        let reading = MatchContext { matcher: &matcher, document: &document, hits: &hits, entities: &shown, memo: &memo };
        for unit in units(&reading) {
            let verdict = reading.explain(&plan, &unit);
            prop_assert_eq!(verdict.fires, reading.fires(&plan, &unit));
            prop_assert_eq!(verdict.steps[0].held, reading.holds(plan.when, &unit));
            if verdict.fires {
                prop_assert_eq!(verdict.first_failure, None);
            } else {
                prop_assert!(verdict.first_failure.is_some(), "{} over {:?}: {:#?}", when.script(), unit, verdict);
            }
        }
    }
}

/// A pack of one file.
fn pack(script: String) -> Arc<Pack> {
    let manifest = Manifest::parse("name = \"random\"\nversion = \"0.1.0\"\n").unwrap();
    let rules = vec![ScriptFile { path: "random.rhai".into(), text: script }];
    let scripts = ScriptSet { pack: "random".into(), rules, ..ScriptSet::default() };
    let scripts = Arc::new(scripts);
    Arc::new(Pack { root: String::new(), file: None, manifest, scripts, tables: Vec::new() })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn anchors_lose_no_match(
        texts in prop::collection::vec(text(), 1..4),
        rules in prop::collection::vec((wordy(), prop::option::of(wordy()), scope()), 1..8),
    ) {
        let mut script = String::from("//! Random rules.\n");
        for (index, (when, unless, within)) in rules.iter().enumerate() {
            script += &format!("rule(\"r/{index}\").kind(\"k\").when({})", when.script());
            if let Some(unless) = unless {
                script += &format!(".unless({})", unless.script());
            }
            script += &format!(".within({:?});\n", within.name());
        }
        let (coder, _) = Coder::new(&[pack(script.clone())]);
        prop_assert_eq!(coder.rules().len(), rules.len(), "{}", script);
        let mut worker = coder.worker();
        for text in &texts {
            let came = worker.hits(article("random", text)).rules;
            let mut vocabulary = Vocabulary::new();
            let document = document(text, &mut vocabulary);
            let naive = Naive { document: &document, shown: Shown(&document) };
            let whole = Unit { sentences: 0..document.sentences().len(), tokens: 0..document.len() };
            let mut wanted = Vec::new();
            for (index, (when, unless, within)) in rules.iter().enumerate() {
                let unless_made = unless.as_ref().map(|unless| unless.pattern().unwrap());
                let sound = MatcherBuilder::default()
                    .rule(&when.pattern().unwrap(), unless_made.as_ref(), *within, *within)
                    .is_ok();
                let fires = |unit: &Unit| {
                    naive.holds(when, unit) && !unless.as_ref().is_some_and(|u| naive.holds(u, unit))
                };
                if sound && naive.units(&whole, *within).iter().any(fires) {
                    wanted.push(index as u32);
                }
            }
            prop_assert_eq!(&came, &wanted, "{}\nover {:?}", script, text);
        }
    }
}
