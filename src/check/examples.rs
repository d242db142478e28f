//! Runs rules on their own examples: each example must give an event of its rule, each counterexample must not, and
//! each known miss must still be missed (once it is found it should become an example).

use super::expect::{differences, shown};
use crate::coder::{Coder, NO_CONTEXT, Worker};
use crate::event::Event;
use crate::gazetteer::Gazetteer;
use crate::script::fault::Fault;
use crate::script::{Example, RuleSpec};
use crate::text::{Article, Decoding, Escape, Layout, OffsetMap, Origin, Region, RegionKind, Span};
use serde_json::{Map, Value};
use std::fmt::Write;

/// The result of trying the examples of a coder's rules.
#[derive(Debug, Default)]
pub struct ExampleReport {
    /// How many rules there are.
    pub rules: usize,
    /// How many examples, counterexamples and known misses were tried.
    pub examples: usize,
    /// What was tried, in order.
    pub tried: Vec<TriedExample>,
    /// The examples that failed.
    pub failures: Vec<ExampleFailure>,
    /// Faults that occurred while they were coded.
    pub faults: Vec<Fault>,
    /// Ids of rules without any example.
    pub without_example: Vec<String>,
    /// Ids of rules without any counterexample.
    pub without_counterexample: Vec<String>,
}

/// An example, counterexample or known miss that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriedExample {
    /// The rule's id.
    pub rule: String,
    /// Which of the three it is.
    pub sort: ExampleKind,
    /// Its place among those of its rule, from 1.
    pub number: usize,
    /// Its file inside the pack.
    pub file: String,
    /// Its line there, from 1.
    pub line: usize,
    /// The index of its failure in [`ExampleReport::failures`], if it failed.
    pub failure: Option<usize>,
}

/// An example, counterexample or known miss that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleFailure {
    /// The rule's id.
    pub rule: String,
    /// The pack that holds it.
    pub pack: String,
    /// The rule's file.
    pub file: String,
    /// The rule's first line.
    pub line: usize,
    /// Which of the three it is.
    pub sort: ExampleKind,
    /// The text.
    pub text: String,
    /// What was expected.
    pub expected: String,
    /// What was found instead, one line for each event.
    pub came: Vec<String>,
}

/// What a text in a rule file is expected to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExampleKind {
    /// The rule gives an event for it.
    Example,
    /// The rule gives no event for it.
    Counterexample,
    /// The rule should give an event for it and does not yet.
    KnownMiss,
}

impl ExampleKind {
    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            ExampleKind::Example => "example",
            ExampleKind::Counterexample => "counterexample",
            ExampleKind::KnownMiss => "known miss",
        }
    }
}

/// Tries all examples of the rules of pack `pack`, or of all packs for `None`. All rules of `coder` run, as they do in
/// use. Call it on a thread with a stack as large as a worker's.
pub fn examine(coder: &Coder, pack: Option<&str>) -> ExampleReport {
    examine_where(coder, |rule| pack.is_none_or(|pack| rule.pack == pack))
}

/// [`examine`] for the rules that `wanted` selects.
pub fn examine_where(coder: &Coder, wanted: impl Fn(&RuleSpec) -> bool) -> ExampleReport {
    let mut worker = coder.worker();
    let mut examined = ExampleReport::default();
    for rule in coder.rules().iter().filter(|rule| wanted(rule)) {
        examined.rules += 1;
        if rule.examples.is_empty() {
            examined.without_example.push(rule.id.clone());
        }
        if rule.counterexamples.is_empty() {
            examined.without_counterexample.push(rule.id.clone());
        }
        let sorts = [
            (ExampleKind::Example, &rule.examples),
            (ExampleKind::Counterexample, &rule.counterexamples),
            (ExampleKind::KnownMiss, &rule.known_misses),
        ];
        for (sort, examples) in sorts {
            for (index, example) in examples.iter().enumerate() {
                let id = format!("{} {} {}", rule.id, sort.name(), index + 1);
                let failed = examined.failures.len();
                try_one(&mut worker, rule, sort, example, id, &mut examined);
                examined.tried.push(TriedExample {
                    rule: rule.id.clone(),
                    sort,
                    number: index + 1,
                    file: rule.file.clone(),
                    line: example.line,
                    failure: (examined.failures.len() > failed).then_some(failed),
                });
            }
        }
    }
    examined
}

fn try_one(
    worker: &mut Worker,
    rule: &RuleSpec,
    sort: ExampleKind,
    example: &Example,
    id: String,
    examined: &mut ExampleReport,
) {
    let coded = worker.code(article(&id, &example.text));
    examined.examples += 1;
    examined.faults.extend(coded.faults);
    let own: Vec<&Event> = coded.events.iter().filter(|event| event.rule == rule.id).collect();
    let gazetteer = worker.coder().gazetteer().clone();
    let found = is_found(&example.expect, &own, &gazetteer);
    if found == (sort == ExampleKind::Example) {
        return;
    }
    let came = match sort {
        ExampleKind::Example if own.is_empty() => nothing(worker, rule, example, &coded.events),
        ExampleKind::Example => {
            own.iter().map(|event| compare(&example.expect, event, &gazetteer)).collect()
        }
        ExampleKind::Counterexample | ExampleKind::KnownMiss => {
            own.iter().map(|event| describe(event)).collect()
        }
    };
    examined.failures.push(ExampleFailure {
        rule: rule.id.clone(),
        pack: rule.pack.clone(),
        file: rule.file.clone(),
        line: rule.line,
        sort,
        text: example.text.clone(),
        expected: expected(sort, &example.expect),
        came,
    });
}

/// Whether each expectation is met by a different event; without expectations, whether there is any event.
fn is_found(expect: &[Map<String, Value>], own: &[&Event], gazetteer: &Gazetteer) -> bool {
    if expect.is_empty() {
        return !own.is_empty();
    }
    let fits: Vec<Vec<usize>> = expect
        .iter()
        .map(|wanted| {
            let fitting = own.iter().enumerate();
            let fitting =
                fitting.filter(|(_, event)| differences(wanted, event, gazetteer).is_empty());
            fitting.map(|(index, _)| index).collect()
        })
        .collect();
    let mut holder = vec![None; own.len()];
    (0..fits.len()).all(|wanted| place(wanted, &fits, &mut holder, &mut vec![false; own.len()]))
}

/// Assigns an event to expectation `wanted`, reassigning others where needed (Kuhn's augmenting path).
fn place(
    wanted: usize,
    fits: &[Vec<usize>],
    holder: &mut Vec<Option<usize>>,
    tried: &mut Vec<bool>,
) -> bool {
    fits[wanted].iter().any(|&event| {
        if std::mem::replace(&mut tried[event], true) {
            return false;
        }
        let free = match holder[event] {
            None => true,
            Some(other) => place(other, fits, holder, tried),
        };
        if free {
            holder[event] = Some(wanted);
        }
        free
    })
}

fn expected(sort: ExampleKind, expect: &[Map<String, Value>]) -> String {
    match (sort, expect) {
        (ExampleKind::Counterexample, _) => "no event of this rule".into(),
        (ExampleKind::KnownMiss, _) => "still a miss; it works now: make it an example".into(),
        (ExampleKind::Example, []) => "an event of this rule".into(),
        (ExampleKind::Example, expect) => {
            let maps = expect.iter().map(|wanted| {
                let pairs = wanted.iter().map(|(key, value)| format!("{key}: {}", shown(value)));
                format!("an event with {}", pairs.collect::<Vec<_>>().join(", "))
            });
            maps.collect::<Vec<_>>().join("; and ")
        }
    }
}

/// What came of an example without an event of its rule.
fn nothing(
    worker: &mut Worker,
    rule: &RuleSpec,
    example: &Example,
    others: &[Event],
) -> Vec<String> {
    let mut lines = vec!["no event of this rule".to_owned()];
    if !rule.given.is_empty() {
        let report = worker.explain(article(&rule.id, &example.text), Some(&rule.id), None);
        let rules = report.sentences.iter().flat_map(|sentence| &sentence.rules);
        let missing = rules.filter_map(|rule| rule.missing_context.as_ref());
        lines.extend(missing.take(1).map(|missing| format!("{NO_CONTEXT}: {missing}")));
    }
    lines.extend(others.iter().map(|event| format!("of another rule: {}", describe(event))));
    lines
}

/// Describes the event, and how it differs from the expectation with the fewest differences.
fn compare(expect: &[Map<String, Value>], event: &Event, gazetteer: &Gazetteer) -> String {
    let nearest =
        expect.iter().map(|wanted| differences(wanted, event, gazetteer)).min_by_key(Vec::len);
    let mut line = describe(event);
    for found in nearest.unwrap_or_default() {
        let _ = write!(line, "; {} is {}, not {}", found.key, found.came, found.expected);
    }
    line
}

/// The event in one line: rule, kind and trigger.
pub(super) fn describe(event: &Event) -> String {
    let mode = event.mode.as_ref().map(|mode| format!("/{mode}")).unwrap_or_default();
    format!("{}: {}{mode} by \"{}\"", event.rule, event.kind, event.trigger.text)
}

/// Makes an article of an example's text: all of it is body text, with paragraphs separated by blank lines.
pub fn article(id: &str, text: &str) -> Article {
    let mut regions = Vec::new();
    let mut start = 0;
    for part in text.split("\n\n") {
        let span = Span::new(start, start + part.len()).trimmed(text);
        if !span.is_empty() {
            let paragraph = regions.len() as u32;
            regions.push(Region { span, kind: RegionKind::Body, paragraph });
        }
        start += part.len() + 2;
    }
    Article {
        id: id.to_owned(),
        outlet: None,
        text: text.to_owned(),
        layout: Layout { regions, ..Layout::default() },
        origin: Origin {
            path: "(example)".into(),
            decoding: Decoding::of("utf-8", Escape::None),
            cleaning: Default::default(),
            offsets: OffsetMap::default(),
            pages: Vec::new(),
        },
        remarks: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;
    use serde_json::json;

    fn found(expect: &[Map<String, Value>], own: &[&Event]) -> bool {
        is_found(expect, own, &Gazetteer::empty())
    }

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            _ => panic!("not a map"),
        }
    }

    #[test]
    fn each_expectation_needs_a_different_event() {
        let mut homs = sample();
        homs.place = None;
        let raqqa = sample();
        let any = map(json!({ "kind": "air_strike" }));
        let at_raqqa = map(json!({ "place": "Raqqa" }));
        let both = [&homs, &raqqa];
        assert!(found(&[any.clone(), at_raqqa.clone()], &both));
        assert!(found(&[at_raqqa.clone(), any.clone()], &[&raqqa, &homs]));
        assert!(!found(&[any.clone(), at_raqqa.clone()], &[&raqqa]));
        assert!(!found(&[at_raqqa.clone(), at_raqqa], &both));
        assert!(found(&[], &[&homs]) && !found(&[], &[]));
    }

    #[test]
    fn a_failure_says_what_differs() {
        let wanted = [map(json!({ "place": "Homs", "kind": "air_strike" }))];
        let line = compare(&wanted, &sample(), &Gazetteer::empty());
        assert_eq!(
            line,
            "air_strike/struck: air_strike by \"struck\"; place is Raqqa / Ar Raqqah, not Homs"
        );
    }

    #[test]
    fn an_example_is_all_body_text() {
        let made = article("x", "One. Two.\n\n\n Three.\n\n");
        let cut: Vec<&str> =
            made.layout.regions.iter().map(|region| region.span.cut(&made.text)).collect();
        assert_eq!(cut, ["One. Two.", "Three."]);
        assert!(article("x", "").layout.regions.is_empty());
    }
}
