//! Patterns of any shape, and texts of words that they may contain.

use arbitrary::{Arbitrary, Result, Unstructured};
use dateline::pattern::{Op, Pattern, PatternError, Scope};

/// Words of patterns and texts: forms of one word, capitals, digits, marks inside words, letters of several bytes.
const WORDS: &[&str] = &[
    "bomb",
    "bombs",
    "bombed",
    "Bomb",
    "hill",
    "hills",
    "truce",
    "Syria",
    "Syrian",
    "ALEPPO",
    "Aleppo",
    "north",
    "7",
    "twenty",
    "Monday",
    "said",
    "U.N.",
    "didn't",
    "co-op",
    "naïve",
    "Şanlıurfa",
    "ٱلسلام",
    "日本",
    "rebel's",
    "ﬁre",
    "İzmir",
    "so\u{ad}ft",
    "e\u{301}te",
    "army",
    "government",
    "killed",
    "people",
];

/// What stands between the words of a text.
const BETWEEN: &[&str] = &[
    " ", " ", " ", " ", ", ", ". ", ".\n\n", "\n\n", "; ", "-", " \"", "\" ", "’s ", " – ", "? ",
    "\u{a0}",
];

/// How deep a pattern may be.
const DEEPEST: usize = 6;

/// A pattern as it is written.
#[derive(Clone, Debug)]
pub enum Tree {
    /// Any of these phrases.
    Words(Vec<String>),
    /// Any form of these words.
    Stem(Vec<String>),
    /// What this regex finds.
    Regex(String),
    /// `actor()`, `place()`, `number()`, `date()`.
    Entity(&'static str),
    Quoted(Box<Tree>),
    Any(Vec<Tree>),
    All(Vec<Tree>),
    Not(Box<Tree>),
    Seq(Vec<Tree>, usize),
    Near(Box<Tree>, Box<Tree>, usize),
    Within(Box<Tree>, Scope),
    Named(Box<Tree>, &'static str),
}

impl<'a> Arbitrary<'a> for Tree {
    fn arbitrary(from: &mut Unstructured<'a>) -> Result<Tree> {
        Tree::of(from, DEEPEST)
    }
}

impl Tree {
    fn of(from: &mut Unstructured<'_>, depth: usize) -> Result<Tree> {
        let inner = |from: &mut Unstructured<'_>| Tree::of(from, depth - 1).map(Box::new);
        let parts = |from: &mut Unstructured<'_>| -> Result<Vec<Tree>> {
            let count = from.int_in_range(1..=3)?;
            (0..count).map(|_| Tree::of(from, depth - 1)).collect()
        };
        let gap = |from: &mut Unstructured<'_>| from.int_in_range(0..=6);
        let last = if depth == 0 { 4 } else { 13 };
        Ok(match from.int_in_range(0..=last)? {
            0 | 1 => Tree::Words(phrases(from)?),
            2 => Tree::Stem(vec![word(from)?]),
            3 => Tree::Regex(regex(from)?),
            4 => Tree::Entity(from.choose(&["actor()", "place()", "number()", "date()"])?),
            5 => Tree::Quoted(inner(from)?),
            6 => Tree::Any(parts(from)?),
            7 | 8 => Tree::All(parts(from)?),
            9 => Tree::Not(inner(from)?),
            10 => Tree::Seq(parts(from)?, gap(from)?),
            11 => Tree::Near(inner(from)?, inner(from)?, gap(from)?),
            12 => Tree::Within(inner(from)?, scope(from)?),
            _ => Tree::Named(inner(from)?, from.choose(&["trigger", "part", "other"])?),
        })
    }

    /// The pattern.
    pub fn pattern(&self) -> std::result::Result<Pattern, PatternError> {
        let each = |parts: &[Tree]| {
            parts.iter().map(Tree::pattern).collect::<std::result::Result<Vec<_>, _>>()
        };
        match self {
            Tree::Words(phrases) => Pattern::words(phrases),
            Tree::Stem(words) => Pattern::stems(words),
            Tree::Regex(regex) => Pattern::regex(regex),
            Tree::Entity(name) => Ok(Pattern::entity(match *name {
                "actor()" => Op::Actor,
                "place()" => Op::Place,
                "number()" => Op::Number,
                _ => Op::Date,
            })),
            Tree::Quoted(inner) => Pattern::quoted(inner.pattern()?),
            Tree::Any(parts) => Pattern::any(each(parts)?),
            Tree::All(parts) => Pattern::all(each(parts)?),
            Tree::Not(inner) => Pattern::negate(inner.pattern()?),
            Tree::Seq(parts, gap) => {
                let made = Pattern::seq(each(parts)?)?;
                Ok(made.gap(*gap).unwrap_or(made))
            }
            Tree::Near(left, right, gap) => Pattern::near(left.pattern()?, right.pattern()?, *gap),
            Tree::Within(inner, scope) => Ok(inner.pattern()?.within(*scope)),
            Tree::Named(inner, name) => Ok(inner.pattern()?.named(name)),
        }
    }

    /// The pattern as a rule file has it.
    pub fn script(&self) -> String {
        let texts = |texts: &[String]| {
            texts.iter().map(|text| literal(text)).collect::<Vec<_>>().join(", ")
        };
        let each = |parts: &[Tree]| parts.iter().map(Tree::script).collect::<Vec<_>>().join(", ");
        match self {
            Tree::Words(phrases) => format!("any({})", texts(phrases)),
            Tree::Stem(words) => format!("stem({})", texts(words)),
            Tree::Regex(regex) => format!("regex({})", literal(regex)),
            Tree::Entity(name) => (*name).to_owned(),
            Tree::Quoted(inner) => format!("quoted({})", inner.script()),
            Tree::Any(parts) => format!("any({})", each(parts)),
            Tree::All(parts) => format!("all({})", each(parts)),
            Tree::Not(inner) => format!("!({})", inner.script()),
            Tree::Seq(parts, gap) => format!("seq({}).gap({gap})", each(parts)),
            Tree::Near(left, right, gap) => {
                format!("near({}, {}, {gap})", left.script(), right.script())
            }
            Tree::Within(inner, scope) => {
                format!("({}).within({:?})", inner.script(), scope.name())
            }
            Tree::Named(inner, name) => format!("({}).named({name:?})", inner.script()),
        }
    }
}

/// A text in quotes, as the rule language reads it.
pub fn literal(text: &str) -> String {
    format!(
        "\"{}\"",
        text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\r', "\\r")
    )
}

/// Any scope.
pub fn scope(from: &mut Unstructured<'_>) -> Result<Scope> {
    from.choose(&[Scope::Sentence, Scope::Paragraph, Scope::Article]).copied()
}

/// A word, seldom of letters that are not in the list.
fn word(from: &mut Unstructured<'_>) -> Result<String> {
    if from.ratio(1, 12)? {
        let len = from.int_in_range(1..=8)?;
        return Ok(String::from_utf8_lossy(from.bytes(len)?).into_owned());
    }
    Ok((*from.choose(WORDS)?).to_owned())
}

fn phrases(from: &mut Unstructured<'_>) -> Result<Vec<String>> {
    let count = from.int_in_range(1..=3)?;
    (0..count)
        .map(|_| {
            let mut phrase = word(from)?;
            for _ in 0..from.int_in_range(0..=2)? {
                phrase += from.choose(&[" ", "-", "*", " * "])?;
                phrase += &word(from)?;
            }
            if from.ratio(1, 6)? {
                phrase.push('*');
            }
            Ok(phrase)
        })
        .collect()
}

fn regex(from: &mut Unstructured<'_>) -> Result<String> {
    let mut regex = word(from)?;
    for _ in 0..from.int_in_range(0..=3)? {
        regex += from.choose(&[
            "s?", " ", "\\w+", "|", "(a|b)", "[0-9]+", ".*", "\\b", "\\s+", "$", "{2,3}",
        ])?;
        regex += &word(from)?;
    }
    Ok(regex)
}

/// A text of such words; what is left of the bytes is its end.
pub fn text(from: &mut Unstructured<'_>) -> Result<String> {
    let mut text = String::new();
    for _ in 0..from.int_in_range(1..=60)? {
        text += &word(from)?;
        text += from.choose(BETWEEN)?;
    }
    Ok(text)
}
