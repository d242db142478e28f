//! Rhai at a prompt: entries that last from one to the next, questions to a corpus, rules that are live once typed.
//! Knows no terminal; the session of `repl/` reads lines and shows what comes back.

pub mod answer;
mod questions;
mod sources;

pub use answer::{Desk, Headline, Line, Numbered, Tally, Unanswered, Value, Wanted, Which};
pub use questions::SharedDesk;

use super::advice::Site;
use super::api::RESERVED;
use super::engine::{self, Host, Limits, Loading};
use super::fault::Fault;
use super::spec::{ScriptFile, ScriptSet};
use rhai::{AST, Dynamic, Engine, ParseErrorType, Position, Scope, Stmt};
use sources::Sources;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A prompt's engine, and what lasts of the entries.
pub struct Console {
    engine: Engine,
    host: Host,
    scope: Scope<'static>,
    /// The functions typed, closures included.
    functions: AST,
    sources: Sources,
    lexicons: Rc<BTreeMap<String, Vec<String>>>,
    printed: Rc<RefCell<String>>,
    names: Vec<String>,
}

/// What came of an entry.
#[derive(Debug)]
pub struct Said {
    /// What its last statement came to.
    pub value: Value,
    /// What it printed.
    pub printed: String,
    /// The rules it made, each a rule file that stands alone.
    pub rules: Vec<Typed>,
}

/// A rule typed at the prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Its id.
    pub id: String,
    /// The rule with the `let`s and functions that it stands on.
    pub text: String,
}

/// A variable that lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// What it is, as a person would say: "a pattern".
    pub sort: String,
}

/// A prompt's entries are a person's own: they may take longer and hold more than a pack's closures.
fn limits() -> Limits {
    Limits {
        load_operations: 100_000_000,
        deadline: std::time::Duration::from_secs(3600),
        string_size: 64 << 20,
        array_size: 10_000_000,
        map_size: 1_000_000,
        ..Limits::default()
    }
}

impl Console {
    /// A prompt that sees the lexicons and modules of `sets`, asks `desk`, and stops once `interrupt` is set.
    pub fn new(sets: &[Arc<ScriptSet>], desk: &SharedDesk, interrupt: Arc<AtomicBool>) -> Console {
        let host = Host { interrupt, ..Host::default() };
        let mut engine = engine::build(&limits(), &host);
        questions::register(&mut engine, desk);
        let printed = Rc::new(RefCell::new(String::new()));
        let paper = printed.clone();
        engine.on_print(move |text| {
            let mut paper = paper.borrow_mut();
            paper.push_str(text);
            paper.push('\n');
        });
        let names = super::program::callable(&engine);
        let mut console = Console {
            engine,
            host,
            scope: Scope::new(),
            functions: AST::empty(),
            sources: Sources::default(),
            lexicons: Rc::default(),
            printed,
            names,
        };
        console.take(sets);
        console
    }

    /// Takes the lexicons and modules of `sets` in place of those it saw. Modules with mistakes are left out: the packs'
    /// own loading tells of them.
    pub fn take(&mut self, sets: &[Arc<ScriptSet>]) {
        self.lexicons = match sets.len() {
            0 => Rc::default(),
            count => engine::lexicons(sets, count - 1),
        };
        self.host.loading.replace(Some(Loading::default()));
        for file in sets.iter().flat_map(|set| &set.lib) {
            let name = file.path.rsplit('/').next().unwrap_or(&file.path);
            let script = self.engine.compile(&file.text);
            let module = script.ok().and_then(|script| {
                rhai::Module::eval_ast_as_new(Scope::new(), &script, &self.engine).ok()
            });
            if let Some(module) = module {
                self.engine.register_static_module(name.trim_end_matches(".rhai"), module.into());
            }
        }
        self.host.loading.replace(None);
    }

    /// Whether `text` goes on: a bracket, a text in quotes or a comment is open.
    pub fn is_open(&self, text: &str) -> bool {
        let Err(error) = self.engine.compile(text) else { return comment_is_open(text) };
        let at_end = || {
            let lines = text.trim_end().lines().count();
            error.1 == Position::NONE
                || error.1.line().is_none_or(|line| line > lines)
                || self.stands_at_end(text, error.1)
        };
        match error.0.as_ref() {
            ParseErrorType::UnexpectedEOF => true,
            ParseErrorType::BadInput(lexed) => {
                matches!(lexed, rhai::LexError::UnterminatedString)
            }
            ParseErrorType::MissingToken(..) | ParseErrorType::PropertyExpected => at_end(),
            _ => comment_is_open(text),
        }
    }

    fn stands_at_end(&self, text: &str, position: Position) -> bool {
        let end = text.trim_end();
        let line = end.lines().count();
        let column = end.lines().last().map_or(0, |line| line.chars().count());
        position.line() == Some(line) && position.position().is_some_and(|at| at > column)
    }

    /// Runs an entry, a statement at a time. What stood before a mistake lasts.
    pub fn eval(&mut self, text: &str) -> Result<Said, Box<Fault>> {
        let file = ScriptFile { path: "prompt".to_owned(), text: text.to_owned() };
        let script = match self.engine.compile(text) {
            Ok(script) => script,
            Err(error) => return Err(Box::new(self.site(&file).parse_fault(&error))),
        };
        if let Some(name) =
            script.iter_functions().map(|f| f.name).find(|name| RESERVED.contains(name))
        {
            let message =
                format!("fn {name} would hide the function of that name in the rule language");
            return Err(Box::new(Fault::of("prompt", None, &message, "give it another name")));
        }
        let slices = super::slice::Slices::new(text, &script);
        for (name, body) in slices.named_functions() {
            self.sources.define(name, body);
        }
        self.functions = self.functions.merge(&script.clone_functions_only());
        self.host.interrupt.store(false, std::sync::atomic::Ordering::Relaxed);
        let loading = Loading { lexicons: self.lexicons.clone(), ..Loading::default() };
        self.host.loading.replace(Some(loading));
        let said = self.run(&file, &script, &slices);
        self.host.loading.replace(None);
        said
    }

    fn run(
        &mut self,
        file: &ScriptFile,
        script: &AST,
        slices: &super::slice::Slices<'_>,
    ) -> Result<Said, Box<Fault>> {
        self.printed.borrow_mut().clear();
        let mut value = Dynamic::UNIT;
        let mut rules = Vec::new();
        for (index, statement) in script.statements().iter().enumerate() {
            let single = AST::new([statement.clone()], self.functions.shared_lib().clone());
            let known = self.scope.len();
            match self.engine.eval_ast_with_scope::<Dynamic>(&mut self.scope, &single) {
                Ok(came) => value = came,
                Err(error) => {
                    self.scope.rewind(known);
                    return Err(Box::new(self.site(file).fault(&error)));
                }
            }
            let text = slices.statement(index);
            self.note(statement, text);
            rules.extend(
                self.begun().into_iter().map(|id| Typed { id, text: self.sources.file(text) }),
            );
        }
        self.one_of_each_name();
        Ok(Said {
            value: questions::value_of(value),
            printed: std::mem::take(&mut *self.printed.borrow_mut()),
            rules,
        })
    }

    /// The ids of the rules begun since this was last asked.
    fn begun(&self) -> Vec<String> {
        let mut loading = self.host.loading.borrow_mut();
        let rules = loading.as_mut().map(|loading| std::mem::take(&mut loading.rules));
        rules.unwrap_or_default().iter().map(|rule| rule.0.borrow().id.clone()).collect()
    }

    /// Remembers the text of a statement that lasts.
    fn note(&mut self, statement: &Stmt, text: &str) {
        match statement {
            Stmt::Var(declared, ..) => self.sources.define(declared.0.name.as_str(), text),
            Stmt::Assignment(..) => {
                let name = text.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_');
                if let Some(name) = name.into_iter().next() {
                    self.sources.change(name, text);
                }
            }
            _ => {}
        }
    }

    /// Of several variables of one name the last is the one meant; the others would only grow.
    fn one_of_each_name(&mut self) {
        let mut seen = std::collections::BTreeSet::new();
        let kept: Vec<(String, bool, Dynamic)> = self
            .scope
            .iter()
            .map(|(name, constant, value)| (name.to_owned(), constant, value))
            .collect();
        let last: Vec<_> = kept.into_iter().rev().filter(|v| seen.insert(v.0.clone())).collect();
        self.scope.clear();
        for (name, constant, value) in last.into_iter().rev() {
            match constant {
                true => self.scope.push_constant_dynamic(name, value),
                false => self.scope.push_dynamic(name, value),
            };
        }
    }

    fn site<'a>(&'a self, file: &'a ScriptFile) -> Site<'a> {
        Site { pack: "prompt", rule: None, file, lib: &[], functions: &self.names }
    }

    /// The variables that last, in the order first typed.
    pub fn variables(&self) -> Vec<Variable> {
        let sort = |value: Dynamic| super::advice::plain(value.flatten().type_name());
        let each = self
            .scope
            .iter()
            .map(|(name, _, value)| Variable { name: name.to_owned(), sort: sort(value) });
        each.collect()
    }

    /// The names of all functions that can be called, sorted.
    pub fn functions(&self) -> &[String] {
        &self.names
    }
}

/// Whether a block comment is open at the end of `text`.
fn comment_is_open(text: &str) -> bool {
    sources::ends_in_comment(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Pattern;

    /// Answers with the pattern it was asked about.
    struct Echo;

    impl Desk for Echo {
        fn concordance(&mut self, pattern: &Pattern) -> Result<Vec<Line>, Unanswered> {
            let line = Line {
                article: "a".into(),
                sentence: 1,
                before: String::new(),
                found: pattern.to_string(),
                after: String::new(),
            };
            Ok(vec![line])
        }

        fn tally(&mut self, _: &Pattern) -> Result<Tally, Unanswered> {
            Ok(Tally { matches: 3, sentences: 2, articles: 1 })
        }

        fn frequencies(&mut self, _: &Pattern) -> Result<Vec<(String, usize)>, Unanswered> {
            Ok(vec![("truce".into(), 3)])
        }

        fn articles(&mut self, _: Option<&Pattern>) -> Result<Vec<Headline>, Unanswered> {
            Ok(Vec::new())
        }

        fn events(&mut self, wanted: &Wanted) -> Result<Vec<Arc<crate::event::Event>>, Unanswered> {
            match &wanted.kind {
                Some(kind) if kind == "none" => {
                    Err(Unanswered { message: "no kind \"none\"".into(), help: "ask".into() })
                }
                _ => Ok(vec![Arc::new(crate::event::sample())]),
            }
        }

        fn sentences(
            &mut self,
            article: &Which,
            only: Option<usize>,
        ) -> Result<Vec<Numbered>, Unanswered> {
            let text = format!("{article:?}");
            let number = only.unwrap_or(1);
            Ok(vec![Numbered { article: "a".into(), number, text, furniture: false }])
        }

        fn rules(&mut self) -> Vec<String> {
            vec!["x/y".into()]
        }
    }

    fn console() -> Console {
        let set = ScriptSet {
            pack: "p".into(),
            lib: vec![ScriptFile { path: "lib/war.rhai".into(), text: "fn two() { 2 }".into() }],
            lexicons: BTreeMap::from([("few".to_owned(), vec!["a few".to_owned()])]),
            ..ScriptSet::default()
        };
        let desk: SharedDesk = Rc::new(RefCell::new(Echo));
        Console::new(&[Arc::new(set)], &desk, Arc::default())
    }

    fn plain(console: &mut Console, text: &str) -> String {
        match console.eval(text) {
            Ok(Said { value: Value::Plain(text), .. }) => text,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn what_is_defined_lasts() {
        let mut console = console();
        assert_eq!(
            plain(&mut console, "let a = 1; fn more(x) { x + 1 }"),
            "Ok(Said { value: Nothing, printed: \"\", rules: [] })"
        );
        assert_eq!(plain(&mut console, "more(a) + war::two()"), "4");
        assert_eq!(plain(&mut console, "a += 5; a"), "6");
        assert_eq!(plain(&mut console, "let a = \"x\"; a"), "\"x\"");
        assert_eq!(console.variables(), [Variable { name: "a".into(), sort: "a text".into() }]);
        assert_eq!(plain(&mut console, "[1, 2].map(|n| more(n))"), "[2, 3]");
    }

    #[test]
    fn a_mistake_is_told_with_its_place_and_what_stood_before_it_lasts() {
        let mut console = console();
        let fault = console.eval("let b = 2;\nlet c = kwick(b);").unwrap_err();
        assert_eq!(fault.line, Some(2));
        assert!(fault.help.contains("kwic"), "{fault:?}");
        assert_eq!(plain(&mut console, "b"), "2");
        assert!(console.eval("c").is_err());
        let fault = console.eval("events(\"none\")").unwrap_err();
        assert_eq!((fault.message.as_str(), fault.help.as_str()), ("no kind \"none\"", "ask"));
        assert!(console.eval("fn stem(x) { x }").is_err());
    }

    #[test]
    fn questions_are_answered() {
        let mut console = console();
        let mut ask = |text: &str| console.eval(text).unwrap().value;
        assert!(
            matches!(ask("kwic(\"truce\" | lexicon(\"few\"))"), Value::Concordance(lines) if lines.len() == 1)
        );
        assert!(matches!(ask("count(\"truce\")"), Value::Tally(tally) if tally.matches == 3));
        assert!(matches!(ask("freq(stem(\"x\"))"), Value::Frequencies(_)));
        assert!(matches!(ask("stem(\"x\")"), Value::Pattern(_)));
        assert!(
            matches!(ask("events().filter(|e| e.stance() == \"attributed\")"), Value::Events(e) if e.len() == 1)
        );
        assert!(matches!(ask("article(3)"), Value::Sentences(s) if s[0].text == "Number(3)"));
        assert!(matches!(ask("sentence(\"b\", 4)"), Value::Sentences(s) if s[0].number == 4));
        assert_eq!(plain(&mut console, "kwic(\"a\").len() + count(\"a\").articles()"), "2");
        assert!(console.eval("article(0)").unwrap_err().message.contains("counts from 1"));
        assert_eq!(console.eval("print(7)").unwrap().printed, "7\n");
    }

    #[test]
    fn a_rule_typed_comes_with_what_it_stands_on() {
        let mut console = console();
        console.eval("let t = any(\"truce\"); let unused = 3;").unwrap();
        console.eval("fn short(m) { m.text() }").unwrap();
        let said = console
            .eval("rule(\"t/x\").kind(\"k\").when(t).code(|m| #{ note: short(m) })")
            .unwrap();
        assert_eq!(said.rules.len(), 1);
        assert_eq!(
            said.rules[0].text,
            "let t = any(\"truce\");\nfn short(m) { m.text() }\n\n\
             rule(\"t/x\").kind(\"k\").when(t).code(|m| #{ note: short(m) });\n"
        );
        assert!(matches!(said.value, Value::Nothing));
    }

    #[test]
    fn an_entry_goes_on_while_something_is_open() {
        let console = console();
        for open in [
            "let a = any(",
            "rule(\"x\")\n  .when(",
            "\"abc",
            "fn f(x) {",
            "[1,",
            "/* so",
            "let a =",
            "#{ a: 1",
            "1 +",
        ] {
            assert!(console.is_open(open), "{open}");
        }
        for whole in
            ["let a = 1", "kwic(\"a\")", "let = 3", "a b", "f(1))", "", "// so", "rule(\"x\")"]
        {
            assert!(!console.is_open(whole), "{whole}");
        }
    }

    #[test]
    fn a_runaway_entry_ends_when_it_is_told_to() {
        let mut console = console();
        let flag = console.host.interrupt.clone();
        let done = Arc::new(AtomicBool::new(false));
        let seen = done.clone();
        let stopper = std::thread::spawn(move || {
            while !seen.load(std::sync::atomic::Ordering::Relaxed) {
                flag.store(true, std::sync::atomic::Ordering::Relaxed);
                std::thread::yield_now();
            }
        });
        let fault = console.eval("loop { }").unwrap_err();
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        stopper.join().unwrap();
        assert!(fault.message.contains("interrupted"), "{fault:?}");
        assert_eq!(plain(&mut console, "1 + 1"), "2");
    }
}
