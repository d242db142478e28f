//! Patterns of any shape over any text: explaining agrees with judging, what is found is in the text, an event's trigger
//! is inside its evidence, and a rule that gave an event is said to fire there.

use super::tree::{Tree, scope, text};
use super::wide_stack::on_wide_stack;
use super::{event, pack};
use arbitrary::Unstructured;
use dateline::pattern::eval::{Entities, Unit};
use dateline::pattern::matcher::Plan;
use dateline::pattern::{EvalMemo, MatchContext, MatcherBuilder, Scope, WordCache};
use dateline::text::{Document, Vocabulary};
use dateline::{Article, Worker};
use std::ops::Range;

/// The bytes are a rule and a text.
pub fn check(data: &[u8]) {
    on_wide_stack(data, |data| {
        if let Ok(case) = Case::of(&mut Unstructured::new(data)) {
            case.check();
        }
    });
}

/// A rule and a text.
#[derive(Debug)]
struct Case {
    when: Tree,
    given: Option<Tree>,
    unless: Option<Tree>,
    within: Scope,
    per: Scope,
    text: String,
    /// Whether the rule is also loaded and run, which takes longer.
    coded: bool,
}

impl Case {
    fn of(from: &mut Unstructured<'_>) -> arbitrary::Result<Case> {
        let coded = from.ratio(1, 4)?;
        let text = text(from)?;
        let (within, per) = (scope(from)?, scope(from)?);
        let given = if from.ratio(1, 3)? { Some(from.arbitrary()?) } else { None };
        let unless = if from.ratio(1, 3)? { Some(from.arbitrary()?) } else { None };
        Ok(Case { when: from.arbitrary()?, given, unless, within, per, text, coded })
    }

    fn check(&self) {
        self.judge();
        if self.coded {
            self.code();
        }
    }

    /// Compiled patterns, with entities found by simple rules.
    fn judge(&self) {
        let mut builder = MatcherBuilder::default();
        let mut compiled = |tree: &Tree| builder.pattern(&tree.pattern().ok()?).ok();
        let Some(when) = compiled(&self.when) else { return };
        let given = self.given.as_ref().and_then(&mut compiled).into_iter().collect();
        let unless = self.unless.as_ref().and_then(&mut compiled);
        let plan = Plan { when, given, unless, within: self.within, per: self.within };
        let matcher = builder.build();
        let mut vocabulary = Vocabulary::new();
        let Ok(article) = Article::builder("a", &self.text).build() else { return };
        let document = Document::new(article, &mut vocabulary);
        let mut hits = Vec::new();
        matcher.scan(&document, &vocabulary, &mut WordCache::default(), &mut hits);
        let (entities, memo) = (Simple(&document), EvalMemo::default());
        let context = MatchContext {
            matcher: &matcher,
            document: &document,
            hits: &hits,
            entities: &entities,
            memo: &memo,
        };
        for sentence in 0..document.sentences().len() {
            self.agree(&context, &plan, &context.unit(sentence, self.within));
        }
    }

    fn agree(&self, context: &MatchContext<'_>, plan: &Plan, unit: &Unit) {
        let verdict = context.explain(plan, unit);
        assert_eq!(verdict.fires, context.fires(plan, unit), "{self:?} over {unit:?}");
        assert_eq!(verdict.steps[0].held, context.holds(plan.when, unit), "{self:?} over {unit:?}");
        assert_eq!(
            verdict.first_failure.is_none(),
            verdict.fires,
            "{self:?} over {unit:?}: {verdict:?}"
        );
        let trigger = context.trigger(plan.when, unit);
        let found = verdict.steps.iter().flat_map(|step| &step.found).chain(&trigger);
        for tokens in found {
            assert!(
                tokens.start < tokens.end && tokens.end <= context.document.len(),
                "{tokens:?} of {self:?}"
            );
            let span = context.document.tokens_span(tokens.clone());
            assert!(context.document.text().get(span.range()).is_some(), "{span:?} of {self:?}");
        }
    }

    /// The rule as a file, through the whole program.
    fn code(&self) {
        let mut script = format!("rule(\"r/r\").kind(\"k\").when({})", self.when.script());
        for (name, tree) in [("given", &self.given), ("unless", &self.unless)] {
            let written = tree.as_ref().map(|tree| format!(".{name}({})", tree.script()));
            script += &written.unwrap_or_default();
        }
        let (within, per) = (self.within.name(), self.per.name());
        script += &format!(".within({within:?}).per({per:?});\n");
        let places = "name,kind,country\nAleppo,town,SYR\n".to_owned();
        let actors = "name,kind,country\nSyrian army,military,SYR\n".to_owned();
        let files = [
            ("r.rhai", script.clone()),
            ("gazetteers/places.csv", places),
            ("gazetteers/actors.csv", actors),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text)).into();
        let (packs, faults) = pack::of(files).expect("a pack in memory loads");
        let mut worker = pack::coder(&packs, &faults).worker();
        let Ok(article) = Article::builder("a", &self.text).date("2016-08-12").build() else {
            return;
        };
        self.fires_where_coded(&mut worker, &article, &script);
    }

    fn fires_where_coded(&self, worker: &mut Worker, article: &Article, script: &str) {
        let coded = worker.code(article.clone());
        event::hold(&coded, self.text.as_bytes());
        for event in &coded.events {
            let sentence = event.evidence.sentence as usize;
            let report = worker.explain(article.clone(), Some("r/r"), Some(sentence));
            let mut told = report.sentences.iter().flat_map(|sentence| &sentence.rules);
            assert!(
                told.any(|rule| rule.fires),
                "{script} does not fire: {report} {:?}",
                self.text
            );
            assert!(!report.to_string().is_empty());
        }
    }
}

/// Entities found by simple rules: words with a capital are actors, those of many letters places, digits numbers, and
/// every seventh token begins a quotation of four.
struct Simple<'a>(&'a Document);

impl Simple<'_> {
    fn where_is(&self, within: &Range<usize>, is: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
        within.clone().filter(|&at| is(self.0.surface(at))).map(|at| at..at + 1).collect()
    }
}

impl Entities for Simple<'_> {
    fn actors(&self, tokens: &Range<usize>) -> Vec<Range<usize>> {
        self.where_is(tokens, |word| word.starts_with(char::is_uppercase))
    }
    fn places(&self, tokens: &Range<usize>) -> Vec<Range<usize>> {
        self.where_is(tokens, |word| word.len() > 6)
    }
    fn numbers(&self, tokens: &Range<usize>) -> Vec<Range<usize>> {
        self.where_is(tokens, |word| word.bytes().all(|byte| byte.is_ascii_digit()))
    }
    fn dates(&self, tokens: &Range<usize>) -> Vec<Range<usize>> {
        self.where_is(tokens, |word| word == "Monday")
    }
    fn quotes(&self, tokens: &Range<usize>) -> Vec<Range<usize>> {
        let quotes = (0..self.0.len()).step_by(7).map(|start| start..start + 4);
        quotes.filter(|quote| tokens.start <= quote.start && quote.end <= tokens.end).collect()
    }
}
