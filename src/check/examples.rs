//! Each rule on its own examples: what it says it finds it must find, what it says it leaves alone it must leave
//! alone, and what it is known to miss it must still miss (else the miss is an example now).

use super::expect::{differences, shown};
use crate::coder::{Coder, Worker};
use crate::event::Event;
use crate::script::fault::Fault;
use crate::script::{Example, RuleSpec};
use crate::text::{Article, Decoding, Escape, Layout, OffsetMap, Origin, Region, RegionKind, Span};
use serde_json::{Map, Value};
use std::fmt::Write;

/// What became of all examples of a coder's rules.
#[derive(Debug, Default)]
pub struct ExampleReport {
    /// How many rules there are.
    pub rules: usize,
    /// How many examples, counterexamples and known misses were tried.
    pub examples: usize,
    /// Those that did not go as the rule says.
    pub failures: Vec<ExampleFailure>,
    /// Faults met on the way.
    pub faults: Vec<Fault>,
    /// Ids of rules without any example.
    pub without_example: Vec<String>,
    /// Ids of rules without any counterexample.
    pub without_counterexample: Vec<String>,
}

/// An example that did not go as its rule says.
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
    /// What the text was to show.
    pub sort: ExampleKind,
    /// The text.
    pub text: String,
    /// What was expected.
    pub expected: String,
    /// What came instead, a line each.
    pub came: Vec<String>,
}

/// What a text beside a rule shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExampleKind {
    /// The rule finds it.
    Example,
    /// The rule leaves it alone.
    Counterexample,
    /// The rule should find it and does not yet.
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

/// Tries all examples of the rules of pack `pack`, with all of `coder`'s rules at work, as they will be; `None` tries
/// those of all packs. Call it on a thread with a stack as large as a worker's.
pub fn examine(coder: &Coder, pack: Option<&str>) -> ExampleReport {
    examine_where(coder, |rule| pack.is_none_or(|pack| rule.pack == pack))
}

/// [`examine`] for the rules that `wanted` names.
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
                try_one(&mut worker, rule, sort, example, id, &mut examined);
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
    let found = is_found(&example.expect, &own);
    if found == (sort == ExampleKind::Example) {
        return;
    }
    let came = match sort {
        ExampleKind::Example if own.is_empty() => nothing(&coded.events),
        ExampleKind::Example => own.iter().map(|event| compare(&example.expect, event)).collect(),
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

/// Whether each expectation is met by an event of its own; with none, whether there is an event at all.
fn is_found(expect: &[Map<String, Value>], own: &[&Event]) -> bool {
    if expect.is_empty() {
        return !own.is_empty();
    }
    let fits: Vec<Vec<usize>> = expect
        .iter()
        .map(|wanted| {
            let fitting = own.iter().enumerate();
            let fitting = fitting.filter(|(_, event)| differences(wanted, event).is_empty());
            fitting.map(|(index, _)| index).collect()
        })
        .collect();
    let mut holder = vec![None; own.len()];
    (0..fits.len()).all(|wanted| place(wanted, &fits, &mut holder, &mut vec![false; own.len()]))
}

/// Gives `wanted` an event, moving others to another one where that helps (Kuhn's augmenting path).
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

fn nothing(others: &[Event]) -> Vec<String> {
    let mut lines = vec!["no event of this rule".to_owned()];
    lines.extend(others.iter().map(|event| format!("of another rule: {}", describe(event))));
    lines
}

/// The event, and where it differs from the expectation that it comes nearest to.
fn compare(expect: &[Map<String, Value>], event: &Event) -> String {
    let nearest = expect.iter().map(|wanted| differences(wanted, event)).min_by_key(Vec::len);
    let mut line = describe(event);
    for found in nearest.unwrap_or_default() {
        let _ = write!(line, "; {} is {}, not {}", found.key, found.came, found.expected);
    }
    line
}

fn describe(event: &Event) -> String {
    let mode = event.mode.as_ref().map(|mode| format!("/{mode}")).unwrap_or_default();
    format!("{}: {}{mode} by \"{}\"", event.rule, event.kind, event.trigger.text)
}

/// An example's text as an article of its own: all of it is running text, paragraphs parted by blank lines.
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
            decoding: Decoding { charset: "utf-8", escape: Escape::None },
            offsets: OffsetMap::default(),
        },
        remarks: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            _ => panic!("a map, please"),
        }
    }

    #[test]
    fn each_expectation_needs_an_event_of_its_own() {
        let mut homs = sample();
        homs.place = None;
        let raqqa = sample();
        let any = map(json!({ "kind": "air_strike" }));
        let at_raqqa = map(json!({ "place": "Raqqa" }));
        let both = [&homs, &raqqa];
        assert!(is_found(&[any.clone(), at_raqqa.clone()], &both));
        assert!(is_found(&[at_raqqa.clone(), any.clone()], &[&raqqa, &homs]));
        assert!(!is_found(&[any.clone(), at_raqqa.clone()], &[&raqqa]));
        assert!(!is_found(&[at_raqqa.clone(), at_raqqa], &both));
        assert!(is_found(&[], &[&homs]) && !is_found(&[], &[]));
    }

    #[test]
    fn a_failure_says_what_differs() {
        let wanted = [map(json!({ "place": "Homs", "kind": "air_strike" }))];
        let line = compare(&wanted, &sample());
        assert_eq!(
            line,
            "air_strike/struck: air_strike by \"struck\"; place is Raqqa / Ar Raqqah, not Homs"
        );
    }

    #[test]
    fn an_example_is_all_running_text() {
        let made = article("x", "One. Two.\n\n\n Three.\n\n");
        let cut: Vec<&str> =
            made.layout.regions.iter().map(|region| region.span.cut(&made.text)).collect();
        assert_eq!(cut, ["One. Two.", "Three."]);
        assert!(article("x", "").layout.regions.is_empty());
    }
}
