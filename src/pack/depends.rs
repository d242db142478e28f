//! `depends` in `pack.toml`: the packs that a pack stands on, each with the lowest version that will do and with its
//! source beside the name, so that no order of search can confuse two packs of one name.

use super::toml_text::{line_of, unknown_key};
use semver::Version;
use std::fmt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A pack that another stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The name of the pack; of one in a list, what is written there.
    pub name: String,
    /// The lowest version that will do; `None`: any.
    pub version: Option<Minimum>,
    /// Where it comes from.
    pub source: Source,
    /// Its line in the manifest, from 1.
    pub line: usize,
}

/// Where a dependency comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An item of the list form: a folder relative to the pack's, else a shipped pack.
    Listed,
    /// The packs that the program carries.
    Named,
    /// A folder or an archive, relative to the pack's folder.
    Path(String),
    /// A git repository, and the pack's folder in it (empty: its top).
    Git {
        /// The repository's address.
        url: String,
        /// The folder in it, with `/`.
        path: String,
    },
    /// A static index: the address of its top.
    Index(String),
}

impl fmt::Display for Source {
    /// The source as `from` of the lock names it, without a commit.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Listed => f.write_str("path"),
            Source::Named => f.write_str("shipped"),
            Source::Path(path) => write!(f, "path:{path}"),
            Source::Git { url, path } if path.is_empty() => write!(f, "git+{url}"),
            Source::Git { url, path } => write!(f, "git+{url}?path={path}"),
            Source::Index(url) => f.write_str(url),
        }
    }
}

/// The lowest version that will do. Higher ones will too, up to the next major version; before 1.0, up to the next
/// minor one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minimum(pub Version);

impl Minimum {
    /// Reads `1`, `1.2` or `1.2.3`; missing numbers are 0.
    pub fn parse(text: &str) -> Result<Minimum, String> {
        version(text).map(Minimum).ok_or_else(|| {
            format!("{text:?} is not a version: write the lowest that will do, such as \"1.2\"")
        })
    }

    /// Whether a version will do.
    pub fn allows(&self, version: &Version) -> bool {
        *version >= self.0 && is_compatible(&self.0, version)
    }
}

impl fmt::Display for Minimum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether two versions can stand for each other: one major version; before 1.0, one minor version.
pub fn is_compatible(one: &Version, other: &Version) -> bool {
    one.major == other.major && (one.major > 0 || one.minor == other.minor)
}

/// A version whose last numbers may be left out; `None` if it is none.
pub fn version(text: &str) -> Option<Version> {
    let (numbers, rest) = text.split_at(text.find(['-', '+']).unwrap_or(text.len()));
    let missing = match numbers.split('.').count() {
        1 => ".0.0",
        2 => ".0",
        _ => "",
    };
    Version::parse(&format!("{numbers}{missing}{rest}")).ok()
}

/// The keys of one dependency's table.
const KEYS: &[&str] = &["version", "from", "path"];

/// Reads `depends` of a manifest that is valid TOML; the error has the line and the cause.
pub(super) fn read(text: &str) -> Result<Vec<Dependency>, String> {
    let Ok(table) = DeTable::parse(text) else { return Ok(Vec::new()) };
    let found = table.get_ref().iter().find(|(key, _)| key.get_ref() == "depends");
    let Some((key, depends)) = found else { return Ok(Vec::new()) };
    let fault = |at: usize, message: String| format!("line {}: {message}", line_of(text, at));
    match depends.get_ref() {
        DeValue::Array(list) => list.iter().map(|item| listed(item, text, &fault)).collect(),
        DeValue::Table(table) => {
            let mut all = Vec::new();
            for (name, value) in table {
                let line = line_of(text, name.span().start);
                let (version, source) = one(name.get_ref(), value, &fault)?;
                let name = name.get_ref().clone().into_owned();
                all.push(Dependency { name, version, source, line });
            }
            all.sort_by(|one, other| one.name.cmp(&other.name));
            Ok(all)
        }
        other => {
            let found = other.type_str();
            let message = format!(
                "`depends` is a {found}: write a list in brackets, [\"../mine\"], or a table, \
                 [depends] with lines such as syria = \"0.1\""
            );
            Err(fault(key.span().start, message))
        }
    }
}

fn listed(
    item: &Spanned<DeValue<'_>>,
    text: &str,
    fault: &impl Fn(usize, String) -> String,
) -> Result<Dependency, String> {
    let at = item.span().start;
    let Some(name) = item.get_ref().as_str() else {
        let message = "an item of `depends` is a string in quotes".to_owned();
        return Err(fault(at, message));
    };
    let source = Source::Listed;
    Ok(Dependency { name: name.to_owned(), version: None, source, line: line_of(text, at) })
}

/// The version and source of the dependency `name`.
fn one(
    name: &str,
    value: &Spanned<DeValue<'_>>,
    fault: &impl Fn(usize, String) -> String,
) -> Result<(Option<Minimum>, Source), String> {
    let at = value.span().start;
    let minimum = |text: &str, at| Minimum::parse(text).map_err(|why| fault(at, why)).map(Some);
    if let Some(text) = value.get_ref().as_str() {
        return Ok((minimum(text, at)?, Source::Named));
    }
    let Some(table) = value.get_ref().as_table() else {
        let message = format!(
            "`{name}` in `depends` is neither a version nor a table: write {name} = \"0.1\" or \
             {name} = {{ path = \"../{name}\" }}"
        );
        return Err(fault(at, message));
    };
    let (mut version, mut from, mut path) = (None, None, None);
    for (key, value) in table {
        let (key, at) = (key.get_ref().as_ref(), key.span().start);
        let Some(text) = value.get_ref().as_str() else {
            return Err(fault(at, format!("`{key}` of `{name}` in `depends` is not a string")));
        };
        match key {
            "version" => version = minimum(text, value.span().start)?,
            "from" => from = Some((text.to_owned(), value.span().start)),
            "path" => path = Some(text.to_owned()),
            _ => return Err(fault(at, unknown_key(key, KEYS))),
        }
    }
    let source = match (from, path) {
        (None, None) => Source::Named,
        (None, Some(path)) => Source::Path(path),
        (Some((from, at)), path) => match from.strip_prefix("git+") {
            Some(url) => Source::Git { url: url.to_owned(), path: path.unwrap_or_default() },
            None if path.is_some() => {
                let message = "`path` beside `from` is the folder in a git repository: write \
                    from = \"git+https://...\", or leave one of the two out";
                return Err(fault(at, message.to_owned()));
            }
            None if ["https://", "http://", "file://"].iter().any(|it| from.starts_with(it)) => {
                Source::Index(from.trim_end_matches('/').to_owned())
            }
            None => {
                let message = format!(
                    "`from` is {from:?}: it begins with git+, https://, http:// or file://; a folder is a `path`"
                );
                return Err(fault(at, message));
            }
        },
    };
    if version.is_none() && matches!(source, Source::Git { .. } | Source::Index(_)) {
        let message = format!("`{name}` has no `version`: write the lowest that will do");
        return Err(fault(at, message));
    }
    Ok((version, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(String, String, String)> {
        let read = read(text).unwrap_or_else(|why| panic!("{why}"));
        let version = |one: &Dependency| one.version.as_ref().map(Minimum::to_string);
        read.iter()
            .map(|one| (one.name.clone(), version(one).unwrap_or_default(), one.source.to_string()))
            .collect()
    }

    #[test]
    fn every_source_is_read() {
        let text = "[depends]\nsyria = \"0.3\"\n\
            arms = { version = \"1.1\", from = \"git+https://host/group/packs\", path = \"arms\" }\n\
            unhcr = { version = \"0.4.2\", from = \"https://packs.example.org/\" }\n\
            mine = { path = \"../mine\" }\n";
        let found = names(text);
        let found: Vec<[&str; 3]> =
            found.iter().map(|(name, version, from)| [&**name, &**version, &**from]).collect();
        assert_eq!(
            found,
            [
                ["arms", "1.1.0", "git+https://host/group/packs?path=arms"],
                ["mine", "", "path:../mine"],
                ["syria", "0.3.0", "shipped"],
                ["unhcr", "0.4.2", "https://packs.example.org"],
            ]
        );
        let found = names("depends = [\"../syria\", \"world\"]\n");
        assert_eq!(found[1], ("world".into(), String::new(), "path".into()));
        assert!(names("name = \"a\"\n").is_empty());
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        for (text, line, wanted) in [
            ("depends = 3\n", 1, "in brackets"),
            ("depends = [\"a\",\n 3]\n", 2, "in quotes"),
            ("[depends]\na = \"soon\"\n", 2, "is not a version"),
            ("[depends]\na = \">=1\"\n", 2, "is not a version"),
            ("[depends]\nb = \"1\"\na = { verson = \"1\" }\n", 3, "did you mean `version`?"),
            ("[depends]\na = { version = \"1\", from = \"ftp://x\" }\n", 2, "begins with git+"),
            ("[depends]\na = { from = \"https://x\" }\n", 2, "has no `version`"),
            ("[depends]\na = { version = 1 }\n", 2, "is not a string"),
            ("[depends]\na = 1\n", 2, "neither a version nor a table"),
            (
                "[depends]\na = { version = \"1\", from = \"https://x\", path = \"y\" }\n",
                2,
                "in a git repository",
            ),
        ] {
            let why = read(text).expect_err(text);
            assert!(why.starts_with(&format!("line {line}: ")) && why.contains(wanted), "{why}");
        }
    }

    #[test]
    fn a_minimum_allows_what_is_compatible() {
        let allows = |minimum: &str, found: &str| {
            Minimum::parse(minimum).unwrap().allows(&version(found).unwrap())
        };
        assert!(allows("1.1", "1.1.0") && allows("1.1", "1.9") && allows("0.3", "0.3.7"));
        assert!(!allows("1.1", "1.0.9") && !allows("1.1", "2.0") && !allows("0.3", "0.4"));
        assert!(allows("1", "1.4.2") && !allows("1", "1.0.0-rc.1"));
    }
}
