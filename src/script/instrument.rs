//! Changes the scripts of a pack so that they note which of their branches run, for `dateline test --coverage` only. They
//! are changed as text before they are loaded: at the beginning of each branch is a call that notes its number. Where
//! the branches begin is what Rhai's own parser says. A change keeps every line where it is and no value changes, so
//! that the events are the same; a file that the parser does not accept after the change is left as it was and
//! reported.
//!
//! Rhai's debugger was not used: with its feature every statement of every run would ask whether one is attached.

use super::probe::{NOTE, Probe};
use super::spec::{ScriptFile, ScriptSet};
use rhai::{ASTNode, Engine, Expr, OptimizationLevel, Position, Stmt, StmtBlock};
use std::collections::{BTreeMap, BTreeSet};

/// A branch of a function or closure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBranch {
    /// The file inside the pack.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// What it is: `body`, `if`, `else`, `no else`, `case`, `loop`.
    pub what: &'static str,
}

/// A pack's scripts, changed to note their branches.
pub struct ProbedSet {
    /// The changed scripts.
    pub set: ScriptSet,
    /// The branches, by number.
    pub branches: Vec<CodeBranch>,
    /// The files left as they were.
    pub unmeasured: Vec<String>,
}

/// Changes the scripts of `set`; the branches that run are then in `probe`.
pub fn instrument(set: &ScriptSet, probe: &Probe) -> ProbedSet {
    let mut engine = Engine::new_raw();
    engine.set_optimization_level(OptimizationLevel::None).set_max_expr_depths(256, 64);
    let mut probed = ProbedSet { set: set.clone(), branches: Vec::new(), unmeasured: Vec::new() };
    probed.set.probe = Some(probe.clone());
    let ScriptSet { rules, lib, .. } = set;
    let mut change = |file: &ScriptFile| {
        let first = probed.branches.len();
        let found = Branches::of(&engine, &file.text);
        let text = found.as_ref().map(|found| found.apply(&file.text, first));
        match text.filter(|text| engine.compile(text).is_ok()) {
            Some(text) => {
                let branch = |(line, what)| CodeBranch { file: file.path.clone(), line, what };
                let found = found.iter().flat_map(Branches::listed);
                probed.branches.extend(found.map(branch));
                ScriptFile { path: file.path.clone(), text }
            }
            None => {
                probed.unmeasured.push(file.path.clone());
                file.clone()
            }
        }
    };
    let rules: Vec<ScriptFile> = rules.iter().map(&mut change).collect();
    let lib: Vec<ScriptFile> = lib.iter().map(&mut change).collect();
    (probed.set.rules, probed.set.lib) = (rules, lib);
    probed
}

/// How a branch is noted.
#[derive(Clone, Copy)]
enum Insertion {
    /// As the first statement of a block.
    Statement,
    /// Before an expression, whose value it does not change.
    Operand,
    /// As the `else` that an `if` does not have.
    Else,
}

/// The branches of a script, by the byte at which each is noted.
struct Branches(BTreeMap<usize, (Insertion, usize, &'static str)>);

impl Branches {
    /// The branches of the script's functions and closures; `None` if it cannot be parsed.
    fn of(engine: &Engine, text: &str) -> Option<Branches> {
        let script = engine.compile(text).ok()?;
        let mut finder = Finder { text, lines: line_starts(text), found: BTreeMap::new() };
        let bodies: BTreeSet<Position> =
            script.iter_fn_def().map(|function| function.body.start_position()).collect();
        bodies.iter().for_each(|&body| finder.braced(body, "body"));
        script.clone_functions_only().walk(&mut |path: &[ASTNode<'_>]| {
            if let [ASTNode::Stmt(body)] = path
                && bodies.contains(&body.position())
            {
                finder.in_place_of_block(body, "body");
            }
            if let Some(ASTNode::Stmt(statement)) = path.last() {
                finder.statement(statement);
            }
            true
        });
        Some(Branches(finder.found))
    }

    /// The line and sort of each branch.
    fn listed(&self) -> impl Iterator<Item = (usize, &'static str)> {
        self.0.values().map(|&(_, line, what)| (line, what))
    }

    /// `text` with a call at each branch; the first has the number `first`.
    fn apply(&self, text: &str, first: usize) -> String {
        let mut changed = String::with_capacity(text.len() * 2);
        let mut done = 0;
        for (number, (&at, (insertion, ..))) in (first..).zip(&self.0) {
            changed.push_str(&text[done..at]);
            done = at;
            changed.push_str(&match insertion {
                Insertion::Statement => format!(" {NOTE}({number}); "),
                Insertion::Operand => format!("{NOTE}({number}) ?? "),
                Insertion::Else => format!(" else {{ {NOTE}({number}); }}"),
            });
        }
        changed.push_str(&text[done..]);
        changed
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect()
}

struct Finder<'a> {
    text: &'a str,
    lines: Vec<usize>,
    found: BTreeMap<usize, (Insertion, usize, &'static str)>,
}

impl Finder<'_> {
    /// The byte at a position.
    fn byte(&self, position: Position) -> Option<usize> {
        let start = *self.lines.get(position.line()?.checked_sub(1)?)?;
        let column = position.position()?.checked_sub(1)?;
        let line = self.text.get(start..)?;
        let at = line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
        Some(start + at)
    }

    fn add(&mut self, at: usize, insertion: Insertion, position: Position, what: &'static str) {
        let line = position.line().unwrap_or(1);
        self.found.entry(at).or_insert((insertion, line, what));
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::If(flow, _) => {
                self.block(&flow.body, "if");
                match flow.branch.statements() {
                    [Stmt::If(..)] if !self.is_brace(flow.branch.position()) => {}
                    _ if self.is_brace(flow.branch.position()) => self.block(&flow.branch, "else"),
                    _ => self.missing_else(&flow.body),
                }
            }
            Stmt::Switch(switch, _) => {
                for case in &switch.1.expressions {
                    match &case.rhs {
                        Expr::Stmt(block) => self.block(block, "case"),
                        other => self.operand(start(other), "case"),
                    }
                }
            }
            Stmt::While(flow, _) | Stmt::Do(flow, ..) => self.block(&flow.body, "loop"),
            Stmt::For(each, _) => self.block(&each.2.body, "loop"),
            _ => {}
        }
    }

    /// Whether a brace is at that position.
    fn is_brace(&self, position: Position) -> bool {
        self.byte(position).is_some_and(|at| self.text[at..].starts_with('{'))
    }

    /// A block in braces that begins at that position, if one does.
    fn braced(&mut self, position: Position, what: &'static str) {
        if self.is_brace(position)
            && let Some(at) = self.byte(position)
        {
            self.add(at + 1, Insertion::Statement, position, what);
        }
    }

    /// A block in braces, or a single expression in its place.
    fn block(&mut self, block: &StmtBlock, what: &'static str) {
        match block.statements() {
            [only] if !self.is_brace(block.position()) => self.in_place_of_block(only, what),
            _ => self.braced(block.position(), what),
        }
    }

    /// An expression that stands where a block could; other statements, such as `return`, are not counted.
    fn in_place_of_block(&mut self, statement: &Stmt, what: &'static str) {
        match statement {
            Stmt::Expr(value) => self.operand(start(value), what),
            Stmt::FnCall(call, position) => {
                let first = call.args.first().map(start).filter(|_| call.is_operator_call());
                self.operand(first.map_or(*position, |first| first.min(*position)), what);
            }
            _ => {}
        }
    }

    fn operand(&mut self, position: Position, what: &'static str) {
        let Some(mut at) = self.byte(position) else { return };
        // The position of a call in a module is that of its name.
        while let Some(before) = self.text[..at].strip_suffix("::") {
            at = before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
        }
        self.add(at, Insertion::Operand, position, what);
    }

    fn missing_else(&mut self, body: &StmtBlock) {
        let Some(at) = self.byte(body.end_position()) else { return };
        if self.text[at..].starts_with('}') {
            self.add(at + 1, Insertion::Else, body.position(), "no else");
        }
    }
}

/// The position of the first word of an expression; Rhai has that of an operator between its operands.
fn start(value: &Expr) -> Position {
    match value {
        Expr::FnCall(call, position) if call.is_operator_call() => {
            call.args.first().map_or(*position, |first| start(first).min(*position))
        }
        Expr::And(parts, _) | Expr::Or(parts, _) | Expr::Coalesce(parts, _) => {
            parts.first().map_or(value.start_position(), start)
        }
        Expr::Index(pair, ..) | Expr::Dot(pair, ..) => start(&pair.lhs),
        other => other.start_position(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str) -> (String, Vec<(usize, &'static str)>) {
        let mut engine = Engine::new_raw();
        engine.set_optimization_level(OptimizationLevel::None);
        let found = Branches::of(&engine, text).unwrap();
        (found.apply(text, 0), found.listed().collect())
    }

    #[test]
    fn each_branch_notes_its_number() {
        let (text, branches) = changed("fn f(x) {\n  if x { 1 } else if y { 2 } else { 3 }\n}\n");
        assert_eq!(
            text,
            "fn f(x) { __ran(0); \n  if x { __ran(1);  1 } else if y { __ran(2);  2 } else { __ran(3);  3 }\n}\n"
        );
        assert_eq!(branches, [(1, "body"), (2, "if"), (2, "if"), (2, "else")]);
    }

    #[test]
    fn a_missing_else_and_expressions_in_place_of_blocks_are_branches() {
        let (text, _) = changed("rule(|m| #{ a: 1 }); let f = |m| { if m { g(); } };");
        assert_eq!(
            text,
            "rule(|m| __ran(0) ?? #{ a: 1 }); let f = |m| { __ran(1);  if m { __ran(2);  g(); } else { __ran(3); } };"
        );
        let (text, _) = changed("fn f(x) { switch x { 1 => war::g(x), 2 => { 3 } _ => -x } }");
        assert!(text.contains("1 => __ran(1) ?? war::g(x), 2 => { __ran(2);  3 } _ => "), "{text}");
    }

    #[test]
    fn values_do_not_change() {
        let text = "fn f(x) { let s = 0; for i in 0..x { if i % 2 == 0 { s += i; } } \
                    switch s { 6 => \"six\".len() + 1, _ => -s } } \
                    let g = |x| if x > 1 { f(x) } else { (x + 1) * 2 }; [g.call(5), g.call(9), g.call(1)]";
        let mut engine = Engine::new();
        let probe = Probe::default();
        probe.attach(&mut engine);
        let (noted, branches) = changed(text);
        let run = |text: &str| {
            engine
                .eval::<rhai::Array>(text)
                .unwrap()
                .iter()
                .map(|x| x.as_int().unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(run(text), run(&noted));
        assert_eq!(probe.ran().len(), branches.len(), "{noted}");
    }
}
