//! A pack as it was at a revision of a git repository, read by the program `git` into memory: the pack's folder and the
//! folders of the packs that it depends on by path. Nothing is checked out, no hook, filter or pager runs, and nothing
//! is fetched.

use crate::pack::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A pack at a revision.
pub struct PackAtRevision {
    /// The files of the pack and of those it depends on.
    pub store: Store,
    /// The pack's folder in the store.
    pub root: String,
    /// The revision's id, in full.
    pub id: String,
    /// The pack's folder in the repository, with `/`; empty for the top.
    pub path: String,
}

/// Where in the repository the pack is.
#[derive(Clone, Copy, Debug)]
pub enum RevisionPath<'a> {
    /// A path as git writes it: from the top of the repository, or from the current folder where it begins with `./`
    /// or `../`.
    Written(&'a str),
    /// The path of the folder asked about.
    SameFolder,
}

/// Why a pack cannot be read from a revision.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// The program is missing.
    #[error(
        "a revision is read by the program git, which cannot be started ({0}): install git, or give a folder"
    )]
    NoGit(io::Error),
    /// Not inside of a repository.
    #[error("{folder} is in no git repository that can be read ({why})")]
    NoRepository {
        /// The folder asked about.
        folder: String,
        /// What git said.
        why: String,
    },
    /// No such revision.
    #[error("git knows no revision \"{0}\" here: `git log` and `git tag` list them")]
    NoRevision(String),
    /// No such folder at the revision.
    #[error("there is no folder \"{path}\" at revision {revision}{hint}")]
    NoFolder {
        /// The revision as it was typed.
        revision: String,
        /// The path in the repository.
        path: String,
        /// The packs that the revision has, as the end of the sentence.
        hint: String,
    },
    /// A rule file where a pack is needed.
    #[error("{0} is a rule file: at a revision, name the folder of a pack")]
    RuleFile(String),
    /// Another error of git.
    #[error("git failed: {0}")]
    Failed(String),
}

/// Reads the pack at `path` from `revision` of the repository around `folder`.
pub fn read(
    folder: &Path,
    revision: &str,
    path: RevisionPath<'_>,
) -> Result<PackAtRevision, RevisionError> {
    let git = Git { folder };
    // Asked first, because it is also what tells a missing repository from a missing revision.
    let top = git.run(&["rev-parse", "--show-prefix"]).map_err(|error| match error {
        RevisionError::Failed(why) => {
            RevisionError::NoRepository { folder: folder.display().to_string(), why }
        }
        other => other,
    })?;
    let here = top.trim_end_matches(['\n', '\r']).trim_end_matches('/');
    let path = match path {
        RevisionPath::SameFolder => here.to_owned(),
        RevisionPath::Written(path) if path.starts_with("./") || path.starts_with("../") => {
            joined(here, path)
        }
        RevisionPath::Written(path) => joined("", path),
    };
    if path.ends_with(".rhai") {
        return Err(RevisionError::RuleFile(path));
    }
    // A leading hyphen would be an option, and a colon names a file.
    if revision.is_empty() || revision.starts_with('-') || revision.contains(':') {
        return Err(RevisionError::NoRevision(revision.to_owned()));
    }
    let id_of = |kind: &str| {
        let id = git.run(&["rev-parse", "--verify", "--quiet", &format!("{revision}^{{{kind}}}")]);
        id.map(|id| id.trim().to_owned())
    };
    let unknown = |error| match error {
        RevisionError::Failed(_) => RevisionError::NoRevision(revision.to_owned()),
        other => other,
    };
    let tree = id_of("tree").map_err(unknown)?;
    let id = id_of("commit").unwrap_or_else(|_| tree.clone());
    let listed = git.run(&["ls-tree", "-r", "-z", "--full-tree", &tree])?;
    let tree = Tree::of(&listed);
    if !tree.has_folder(&path) {
        let hint = tree.hint();
        return Err(RevisionError::NoFolder { revision: revision.to_owned(), path, hint });
    }
    let files = Reader::start(&git)?.pack(&tree, &path)?;
    // Messages about the pack begin with this folder, which says that it is not the one on disk.
    let top = id.get(..10).unwrap_or(&id).to_owned();
    let files = files.into_iter().map(|(path, bytes)| (format!("{top}/{path}"), bytes));
    let root = if path.is_empty() { top.clone() } else { format!("{top}/{path}") };
    Ok(PackAtRevision { store: Store::memory(files), root, id, path })
}

/// The program, for the repository around a folder.
struct Git<'a> {
    folder: &'a Path,
}

impl Git<'_> {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command
            .args(["--no-pager", "-c", "core.hooksPath=", "-c", "core.fsmonitor=false"])
            .args(["-c", "protocol.allow=never"])
            .arg("-C")
            .arg(self.folder)
            .args(args)
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        // Set in hooks, for another repository or folder than the one asked about.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(name);
        }
        command
    }

    /// Runs it and returns what it printed.
    fn run(&self, args: &[&str]) -> Result<String, RevisionError> {
        let output = self.command(args).output().map_err(RevisionError::NoGit)?;
        if !output.status.success() {
            return Err(RevisionError::Failed(last_line(&output.stderr)));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// The most telling line of an error message of git, without its prefix.
fn last_line(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let line = text.lines().find(|line| line.starts_with("fatal:")).or(text.lines().last());
    let line = line.unwrap_or("no message");
    line.strip_prefix("fatal: ").unwrap_or(line).to_owned()
}

/// The regular files of a revision: path to object id. Links and submodules are left out, as in folders on disk.
struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    fn of(listed: &str) -> Tree {
        let entries = listed.split('\0').filter_map(|entry| entry.split_once('\t'));
        let files = entries.filter_map(|(about, path)| {
            let mut about = about.split(' ');
            match about.next().is_some_and(|mode| mode.starts_with("100")) {
                true => Some((path.to_owned(), about.nth(1)?.to_owned())),
                false => None,
            }
        });
        Tree { files: files.collect() }
    }

    fn under(&self, folder: &str) -> impl Iterator<Item = (&String, &String)> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        self.files.iter().filter(move |(path, _)| path.starts_with(&prefix))
    }

    fn has_folder(&self, folder: &str) -> bool {
        self.under(folder).next().is_some()
    }

    /// The end of a message about a folder that is missing: which packs there are.
    fn hint(&self) -> String {
        let manifests = self.files.keys().filter_map(|path| path.strip_suffix("/pack.toml"));
        let packs: Vec<&str> = manifests.take(10).collect();
        match packs.is_empty() {
            true => "; it has no pack in any folder".to_owned(),
            false => format!("; packs there: {}", packs.join(", ")),
        }
    }
}

/// Reads objects one by one from a running git.
struct Reader {
    git: Child,
    asked: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Reader {
    fn start(git: &Git<'_>) -> Result<Reader, RevisionError> {
        let mut command = git.command(&["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut git = command.spawn().map_err(RevisionError::NoGit)?;
        match (git.stdin.take(), git.stdout.take()) {
            (Some(asked), Some(answers)) => {
                Ok(Reader { git, asked: Some(asked), answers: BufReader::new(answers) })
            }
            _ => Err(RevisionError::Failed("it has no input or output".to_owned())),
        }
    }

    /// The files of the pack at `root` and of the packs it depends on by path, by path.
    fn pack(mut self, tree: &Tree, root: &str) -> Result<BTreeMap<String, Vec<u8>>, RevisionError> {
        let mut files = BTreeMap::new();
        let (mut open, mut seen) = (vec![root.to_owned()], BTreeSet::new());
        while let Some(folder) = open.pop() {
            if !seen.insert(folder.clone()) {
                continue;
            }
            for (path, id) in tree.under(&folder) {
                if !files.contains_key(path) {
                    files.insert(path.clone(), self.object(id)?);
                }
            }
            let manifest = files.get(&joined(&folder, "pack.toml"));
            let text = manifest.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            let below = text.map(|text| folders_below(&text)).unwrap_or_default();
            let below = below.iter().map(|path| joined(&folder, path));
            open.extend(below.filter(|path| !path.is_empty() && tree.has_folder(path)));
        }
        Ok(files)
    }

    fn object(&mut self, id: &str) -> Result<Vec<u8>, RevisionError> {
        let failed = |why: io::Error| RevisionError::Failed(format!("object {id}: {why}"));
        if let Some(asked) = &mut self.asked {
            writeln!(asked, "{id}").and_then(|()| asked.flush()).map_err(failed)?;
        }
        let mut head = String::new();
        self.answers.read_line(&mut head).map_err(failed)?;
        // "ID blob SIZE"; for an object that is not there, as in a partial clone, "ID missing".
        let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
        let Some(size) = size else {
            let why = "it is not in this repository; `git fetch` it first";
            return Err(RevisionError::Failed(format!("object {id}: {why}")));
        };
        let mut bytes = Vec::new();
        let taken = self.answers.by_ref().take(size + 1).read_to_end(&mut bytes);
        match taken.map_err(failed)? as u64 == size + 1 {
            true => bytes.pop(), // the line feed behind every object
            false => return Err(failed(io::ErrorKind::UnexpectedEof.into())),
        };
        Ok(bytes)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It ends when its input ends.
        self.asked = None;
        let _ = self.git.wait();
    }
}

/// The folders that a manifest's `depends` names, relative to its own: the texts of a list, or of a table the values of
/// `path`. A manifest that cannot be read has none; loading the pack reports it.
fn folders_below(manifest: &str) -> Vec<String> {
    let Ok(manifest) = manifest.parse::<toml::Table>() else { return Vec::new() };
    let text = |value: &toml::Value| value.as_str().map(str::to_owned);
    match manifest.get("depends") {
        Some(toml::Value::Array(list)) => list.iter().filter_map(text).collect(),
        Some(toml::Value::Table(table)) => {
            table.values().filter_map(|one| text(one.get("path")?)).collect()
        }
        _ => Vec::new(),
    }
}

/// `path` from the folder `base`, both with `/`; `..` beyond the top stays at the top.
fn joined(base: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_within_the_repository() {
        assert_eq!(joined("rules/mine", "../other"), "rules/other");
        assert_eq!(joined("", "rules//mine/./"), "rules/mine");
        assert_eq!(joined("a", "../../../b"), "b");
    }

    #[test]
    fn dependencies_by_path_are_found_in_lists_and_tables() {
        assert_eq!(folders_below("depends = [\"../a\", \"syria\"]"), ["../a", "syria"]);
        let table = "[depends]\nsyria = \"0.3\"\nmine = { path = \"../mine\" }\n";
        assert_eq!(folders_below(table), ["../mine"]);
        assert!(folders_below("depends = 3").is_empty() && folders_below("[").is_empty());
    }

    #[test]
    fn links_and_submodules_are_left_out() {
        let tree = Tree::of(
            "100644 blob a1\tp/pack.toml\x00120000 blob b2\tp/l\x00160000 commit c3\tp/m\x00",
        );
        assert_eq!(tree.files, BTreeMap::from([("p/pack.toml".to_owned(), "a1".to_owned())]));
        assert!(tree.has_folder("p") && !tree.has_folder("q"));
        assert_eq!(tree.hint(), "; packs there: p");
    }
}
