//! Packs in git repositories, read with the program `git`: nothing is checked out, no hook, filter, submodule or helper
//! runs, and nothing asks for a password at the terminal. A version is a tag, NAME-v1.2.0 or v1.2.0.

use super::{OpenedPack, RegistryError, Result};
use crate::pack::archive::{self, ArchiveError, SIGNATURE};
use crate::pack::depends;
use crate::pack::tree::is_packed;
use semver::Version;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Variables that would make git work on another repository than the one meant.
const REDIRECTING: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_PREFIX",
];

/// Settings of each call: what could run a program, or wait for ever, is off.
const SETTINGS: &[&str] = &[
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.askPass=",
    "protocol.ext.allow=never",
    "protocol.fd.allow=never",
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=30",
    "advice.detachedHead=false",
];

/// The most bytes of a list of tags or files.
const MOST_LISTED: usize = 8 << 20;

/// The tags of a repository that are versions: by version, the tag. `name` is preferred to tags without a name.
pub struct Tags {
    /// By the name before `-v`; without a name by the empty text.
    by_name: BTreeMap<String, BTreeMap<Version, String>>,
}

impl Tags {
    /// Reads the output of `git ls-remote --tags`.
    fn parse(text: &str) -> Tags {
        let mut by_name: BTreeMap<String, BTreeMap<Version, String>> = BTreeMap::new();
        for line in text.lines() {
            let Some((_, tag)) = line.split_once("\trefs/tags/") else { continue };
            let (name, version) = match tag.rsplit_once("-v") {
                Some((name, version)) if Version::parse(version).is_ok() => (name, version),
                _ => ("", tag.strip_prefix('v').unwrap_or_default()),
            };
            if let Ok(version) = Version::parse(version) {
                by_name.entry(name.to_owned()).or_default().insert(version, tag.to_owned());
            }
        }
        Tags { by_name }
    }

    /// The tag of a version of a pack.
    fn of(&self, name: &str, version: &Version) -> Option<&str> {
        let named = |name: &str| self.by_name.get(name)?.get(version).map(String::as_str);
        named(name).or_else(|| named(""))
    }

    /// The versions of a pack, the lowest first.
    pub fn versions(&self, name: &str) -> Vec<Version> {
        let of = |name: &str| self.by_name.get(name).into_iter().flat_map(BTreeMap::keys);
        let all: BTreeSet<&Version> = of(name).chain(of("")).collect();
        all.into_iter().cloned().collect()
    }

    /// The names of the packs that have tags of their own.
    pub fn names(&self) -> Vec<&str> {
        self.by_name.keys().map(String::as_str).filter(|name| !name.is_empty()).collect()
    }
}

/// A pack read from a repository.
pub struct Fetched {
    /// The pack.
    pub pack: OpenedPack,
    /// The full id of the commit.
    pub commit: String,
}

/// A repository, and a folder of its own for what is fetched from it.
pub struct Repository {
    url: String,
    folder: tempfile::TempDir,
    tags: Tags,
}

impl Repository {
    /// Asks for the tags of the repository at `url`, which was checked ([`super::source::check`]).
    ///
    /// # Errors
    /// There is no program `git`, or it cannot reach the repository.
    pub fn open(url: &str) -> Result<Repository> {
        let folder = tempfile::Builder::new().prefix("dateline-git-").tempdir();
        let folder = folder.map_err(|why| RegistryError::Write(std::env::temp_dir(), why))?;
        run(folder.path(), &["init", "--quiet", "--bare", "."], &[])?;
        // A relative path is one from where the user is, not from the folder of its own.
        let is_path = super::source::is_local(&depends::Source::Git {
            url: url.to_owned(),
            path: String::new(),
        }) && !url.contains("://");
        let url = match is_path {
            true => std::path::absolute(url)
                .map_or_else(|_| url.to_owned(), |path| path.to_string_lossy().into_owned()),
            false => url.to_owned(),
        };
        let listed =
            run(folder.path(), &["ls-remote", "--quiet", "--tags", "--refs", "--", &url], &[])?;
        let tags = Tags::parse(&String::from_utf8_lossy(&listed));
        Ok(Repository { url, folder, tags })
    }

    /// Its versions.
    pub fn tags(&self) -> &Tags {
        &self.tags
    }

    /// Reads a version of the pack `name` from the folder `path` of the repository.
    ///
    /// # Errors
    /// There is no such tag or folder, or no archive can hold what is there.
    pub fn fetch(&self, name: &str, version: &Version, path: &str) -> Result<Fetched> {
        let Some(tag) = self.tags.of(name, version) else {
            let known: Vec<String> =
                self.tags.versions(name).iter().rev().take(10).map(Version::to_string).collect();
            let known = match known.is_empty() {
                true => "it has no tag of a version of this pack".to_owned(),
                false => format!("it has {}", known.join(", ")),
            };
            return Err(RegistryError::Version(format!(
                "there is no {name} {version} in {}: {known}; a version is a tag, {name}-v{version} or v{version}",
                self.url
            )));
        };
        let reference = format!("refs/tags/{tag}");
        let fetch = ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules"];
        run(self.folder.path(), &[&fetch[..], &["--", &self.url, &reference]].concat(), &[])?;
        let commit =
            run(self.folder.path(), &["rev-parse", "--verify", "FETCH_HEAD^{commit}"], &[])?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        let place = format!("{} at {tag}", self.url);
        let files = self.files(&commit, path, &place)?;
        Ok(Fetched { pack: OpenedPack::pack(&files, &place)?, commit })
    }

    /// The files in the folder `path` of a commit that an archive holds.
    fn files(&self, commit: &str, path: &str, place: &str) -> Result<BTreeMap<String, Vec<u8>>> {
        let tree = format!("{commit}:{path}");
        let listed =
            run(self.folder.path(), &["ls-tree", "-r", "-z", "-l", "--full-tree", &tree], &[])
                .map_err(|why| match path.is_empty() {
                    true => why,
                    false => RegistryError::Git(format!("{place} has no folder {path}: {why}")),
                })?;
        let wanted = wanted(&listed, place)?;
        let ids: String = wanted.iter().map(|(_, id, _)| format!("{id}\n")).collect();
        let blobs = run(self.folder.path(), &["cat-file", "--batch"], ids.as_bytes())?;
        let mut files = BTreeMap::new();
        let mut rest = blobs.as_slice();
        for (path, id, size) in wanted {
            let head = format!("{id} blob {size}\n");
            let torn = || RegistryError::Git(format!("{place}: git gave no whole file {path}"));
            let content = rest.strip_prefix(head.as_bytes()).ok_or_else(torn)?;
            let bytes = content.get(..size).ok_or_else(torn)?;
            rest = content.get(size + 1..).ok_or_else(torn)?;
            if bytes.starts_with(b"version https://git-lfs.github.com/") {
                return Err(RegistryError::Git(format!(
                    "{place}: {path} is only a pointer of Git LFS: a pack in git holds its files themselves"
                )));
            }
            files.insert(path, bytes.to_vec());
        }
        Ok(files)
    }
}

/// Of a list of `git ls-tree -l -z`: the plain files that an archive holds, with object and size.
fn wanted(listed: &[u8], place: &str) -> Result<Vec<(String, String, usize)>> {
    let mut wanted = Vec::new();
    let mut bytes = 0;
    for line in listed.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
        let line = std::str::from_utf8(line).map_err(|_| {
            RegistryError::Git(format!("{place}: the name of a file is not UTF-8: rename it"))
        })?;
        let Some((facts, path)) = line.split_once('\t') else { continue };
        let mut facts = facts.split_whitespace();
        let (mode, _, id) = (facts.next(), facts.next(), facts.next());
        // Links and submodules may lead elsewhere; they are left out, as they are of a folder.
        let is_plain = matches!(mode, Some("100644" | "100755"));
        if !is_plain || !(path == SIGNATURE || is_packed(path)) {
            continue;
        }
        let (Some(id), Some(Ok(size))) = (id, facts.next().map(str::parse::<usize>)) else {
            return Err(RegistryError::Git(format!("{place}: git gave no size of {path}")));
        };
        bytes += size as u64;
        if bytes > archive::MOST_BYTES {
            return Err(RegistryError::Archive(place.to_owned(), ArchiveError::TooLarge));
        }
        wanted.push((path.to_owned(), id.to_owned(), size));
        if wanted.len() > archive::MOST_FILES {
            return Err(RegistryError::Archive(place.to_owned(), ArchiveError::TooMany));
        }
    }
    Ok(wanted)
}

/// Runs git in `folder`; returns what it prints.
fn run(folder: &Path, args: &[&str], input: &[u8]) -> Result<Vec<u8>> {
    let mut command = Command::new("git");
    command.arg("--no-pager").arg("--literal-pathspecs");
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    command.args(args).current_dir(folder);
    for name in REDIRECTING {
        command.env_remove(name);
    }
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_ALLOW_PROTOCOL", "file:git:http:https:ssh");
    command.env("GIT_LFS_SKIP_SMUDGE", "1").env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let failed = |why: std::io::Error| {
        match why.kind() {
        std::io::ErrorKind::NotFound => RegistryError::Git(
            "there is no program git, which gets packs from repositories: install it, or use an index or an archive".into(),
        ),
        _ => RegistryError::Git(format!("git cannot be run: {why}")),
    }
    };
    let mut child = command.spawn().map_err(failed)?;
    // Written by a thread of its own: git may print before it has read everything.
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            // If git ends early, its message says why.
            stdin.map(|mut stdin| stdin.write_all(input))
        });
        child.wait_with_output()
    });
    let output = output.map_err(failed)?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        let why: Vec<&str> = why.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let what = args.first().unwrap_or(&"");
        return Err(RegistryError::Git(format!("git {what}: {}", why.join("; "))));
    }
    let is_list = !args.contains(&"cat-file");
    if is_list && output.stdout.len() > MOST_LISTED {
        return Err(RegistryError::Git("the repository has too many files or tags".into()));
    }
    Ok(output.stdout)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_are_versions_with_or_without_a_name() {
        let text = "aa\trefs/tags/arms-v1.1.0\nbb\trefs/tags/v1.0.0\ncc\trefs/tags/arms-v1.0.0\n\
            dd\trefs/tags/soon\nee\trefs/tags/food-aid-v0.2.0\nff\trefs/tags/v2\n";
        let tags = Tags::parse(text);
        let version = |text: &str| Version::parse(text).unwrap();
        assert_eq!(tags.of("arms", &version("1.0.0")), Some("arms-v1.0.0"));
        assert_eq!(tags.of("food-aid", &version("1.0.0")), Some("v1.0.0"));
        assert_eq!(tags.of("arms", &version("0.2.0")), None);
        assert_eq!(tags.versions("arms"), [version("1.0.0"), version("1.1.0")]);
        assert_eq!(tags.names(), ["arms", "food-aid"]);
    }

    #[test]
    fn links_submodules_and_hidden_files_are_left_out() {
        let listed = b"100644 blob aa 5\tpack.toml\x00120000 blob bb 9\tlink\x00160000 commit cc -\tsub\x00\
            100755 blob dd 3\tlib/a.rhai\x00100644 blob ee 1\t.gitattributes\x00100644 blob ff 1\tpack.minisig\x00";
        let found = wanted(listed, "here").unwrap();
        let paths: Vec<&str> = found.iter().map(|(path, ..)| path.as_str()).collect();
        assert_eq!(paths, ["pack.toml", "lib/a.rhai", "pack.minisig"]);
        let bomb = format!("100644 blob aa {}\tbig.txt\0", archive::MOST_BYTES + 1);
        assert!(wanted(bomb.as_bytes(), "here").is_err());
        assert!(wanted(b"100644 blob aa 1\t\xff\0", "here").is_err());
    }

    proptest! {
        #[test]
        fn no_output_of_git_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,80}") {
            let _ = wanted(&bytes, "here");
            let _ = Tags::parse(&text);
        }
    }
}
