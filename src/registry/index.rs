//! A static index of packs: files in a web folder, on a share or a stick. `index.json` has a serial number, an expiry
//! date and the hashes of all other files; `index.minisig` signs it; `index/NAME.jsonl` has one line for each version of a
//! pack; `packs/NAME-VERSION.pack` is its archive. An index is a curator's choice: what it serves is checked against the
//! lock like everything else.

use super::seen::Seen;
use super::transport::Transport;
use super::trust::{Required, Trust};
use super::{OpenedPack, RegistryError, Result, sign};
use crate::pack::archive;
use crate::pack::depends;
use crate::pack::locate::archive_name;
use crate::pack::lock::{is_name, is_tree};
use semver::Version;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The file that names all others.
pub const HEAD: &str = "index.json";
/// Its signature.
pub const SIGNATURE: &str = "index.minisig";
/// The format of this version.
pub const FORMAT: u32 = 1;
/// The most bytes of `index.json` and of a list of versions.
const MOST_BYTES: u64 = 8 << 20;

/// `index.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The format.
    pub format: u32,
    /// Higher in every later state of the index.
    pub serial: u64,
    /// The last day on which this state may be used, as 2027-02-28.
    pub expires: String,
    /// The hashes of all files, by path.
    pub files: BTreeMap<String, FileFacts>,
}

/// What `index.json` says of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileFacts {
    /// Its size, in bytes.
    pub size: u64,
    /// The BLAKE3 hash of its bytes.
    pub blake3: String,
}

/// A version of a pack: one line of `index/NAME.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The pack's name.
    pub name: String,
    /// The version.
    pub version: String,
    /// The hash over the pack's files.
    pub tree: String,
    /// The size of the archive, in bytes.
    pub size: u64,
    /// What it stands on.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The key that signed it.
    #[serde(default)]
    pub key: Option<String>,
    /// Whether it was withdrawn: it is not offered any more, and a lock that names it still gets it.
    #[serde(default)]
    pub yanked: bool,
    /// What the curator says of it.
    #[serde(default)]
    pub note: String,
}

impl Head {
    /// Reads `index.json`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(bytes: &[u8]) -> std::result::Result<Head, String> {
        #[derive(Deserialize)]
        struct FormatOnly {
            format: u32,
        }
        if let Ok(FormatOnly { format }) = serde_json::from_slice(bytes)
            && format > FORMAT
        {
            return Err(format!("its format {format} is that of a newer dateline: use that"));
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|why| why.to_string())?;
        if head.format != FORMAT {
            return Err(format!("its format {} is unknown", head.format));
        }
        if head.expires.parse::<jiff::civil::Date>().is_err() {
            return Err(format!("its expiry {:?} is no date", head.expires));
        }
        Ok(head)
    }
}

/// Reads the lines of `index/NAME.jsonl`, sorted by version.
///
/// # Errors
/// A line that is no version of that pack, or a version twice.
pub fn releases(name: &str, bytes: &[u8]) -> std::result::Result<Vec<Release>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let mut all = BTreeMap::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |why: String| format!("line {}: {why}", at + 1);
        let release: Release = serde_json::from_str(line).map_err(|why| wrong(why.to_string()))?;
        if release.name != name {
            return Err(wrong(format!("it is of {:?}, not of {name}", release.name)));
        }
        let Ok(version) = Version::parse(&release.version) else {
            return Err(wrong(format!("{:?} is no version", release.version)));
        };
        if !is_tree(&release.tree) || release.size > archive::MOST_BYTES {
            return Err(wrong("its tree or size cannot be that of a pack".to_owned()));
        }
        if all.insert(version, release).is_some() {
            return Err(wrong("the version is there twice".to_owned()));
        }
    }
    Ok(all.into_values().collect())
}

/// The path of a pack's list of versions.
pub fn list_path(name: &str) -> String {
    format!("index/{name}.jsonl")
}

/// The path of an archive.
pub fn pack_path(name: &str, version: &str) -> String {
    format!("packs/{}", archive_name(name, version))
}

/// An index whose signature, serial and expiry were checked.
pub struct Index {
    url: String,
    transport: Transport,
    head: Head,
    /// The key that signed it.
    pub key: Option<String>,
}

impl Index {
    /// Opens the index at an address. `today` is the date on which its expiry is checked. What was seen of it earlier is
    /// in `seen`, and is kept there.
    ///
    /// # Errors
    /// There is none; its signature is missing, wrong, or of another key than before; it is older than the one seen
    /// earlier, or past its expiry.
    pub fn open(url: &str, trust: &Trust, seen: &Seen, today: &str) -> Result<Index> {
        let transport = Transport::open(url)?;
        let refused = |why: String| RegistryError::Index(format!("the index {url}: {why}"));
        let Some(bytes) = transport.get(HEAD, MOST_BYTES)? else {
            return Err(refused(format!("there is no {HEAD}: it is no index of packs")));
        };
        let signature = transport.get(SIGNATURE, sign::MOST_BYTES as u64)?;
        let key = match &signature {
            None => None,
            Some(text) => Some(
                sign::check_index(&String::from_utf8_lossy(text), &bytes)
                    .map_err(|why| refused(why.to_string()))?,
            ),
        };
        let head = Head::parse(&bytes).map_err(|why| refused(format!("{HEAD}: {why}")))?;
        let earlier = seen.read(url)?;
        if trust.require != Required::None {
            check_key(trust, earlier.as_ref().and_then(|seen| seen.key.as_deref()), key.as_deref())
                .map_err(refused)?;
        }
        if head.expires.as_str() < today {
            return Err(refused(format!(
                "it expired on {}: somebody may be serving an old state; ask its curator to publish it again",
                head.expires
            )));
        }
        let hash = blake3::hash(&bytes).to_hex().to_string();
        if let Some(earlier) = &earlier {
            let is_other = head.serial == earlier.serial && hash != earlier.hash;
            if head.serial < earlier.serial || is_other {
                return Err(refused(format!(
                    "its serial is {}{}, and {} was seen here before: somebody may be serving an old state; ask its \
                     curator",
                    head.serial,
                    if is_other { " with another content" } else { "" },
                    earlier.serial
                )));
            }
        }
        seen.write(url, head.serial, &hash, key.as_deref())?;
        Ok(Index { url: url.to_owned(), transport, head, key })
    }

    /// The names of its packs.
    pub fn names(&self) -> Vec<&str> {
        let lists = self.head.files.keys();
        lists.filter_map(|path| path.strip_prefix("index/")?.strip_suffix(".jsonl")).collect()
    }

    /// The versions of a pack, the lowest first; empty if it has none.
    ///
    /// # Errors
    /// The list cannot be got, or is not what `index.json` says.
    pub fn releases(&self, name: &str) -> Result<Vec<Release>> {
        let path = list_path(name);
        if !is_name(name) || !self.head.files.contains_key(&path) {
            return Ok(Vec::new());
        }
        let bytes = self.file(&path, MOST_BYTES)?;
        releases(name, &bytes)
            .map_err(|why| RegistryError::Index(format!("the index {}: {path}: {why}", self.url)))
    }

    /// A file of the index, checked against `index.json`.
    fn file(&self, path: &str, most: u64) -> Result<Vec<u8>> {
        let place = format!("the index {}: {path}", self.url);
        let Some(facts) = self.head.files.get(path) else {
            return Err(RegistryError::Index(format!("{place} is not in {HEAD}")));
        };
        let Some(bytes) = self.transport.get(path, facts.size.min(most))? else {
            return Err(RegistryError::Index(format!("{place} is missing: tell its curator")));
        };
        if blake3::hash(&bytes).to_hex().as_str() != facts.blake3 {
            return Err(RegistryError::Content(format!(
                "{place} is not the file that {HEAD} names: it was changed, or is being published now; try again, then \
                 tell its curator"
            )));
        }
        Ok(bytes)
    }

    /// The archive of a version.
    ///
    /// # Errors
    /// There is no such version, or the archive is not what the index says.
    pub fn fetch(&self, name: &str, version: &Version) -> Result<OpenedPack> {
        let all = self.releases(name)?;
        let wanted = version.to_string();
        let Some(release) = all.iter().find(|release| release.version == wanted) else {
            let known: Vec<&str> =
                all.iter().rev().take(10).map(|release| release.version.as_str()).collect();
            let known = match known.is_empty() {
                true => format!("it has no pack of that name; it has {}", self.names().join(", ")),
                false => format!("it has {}", known.join(", ")),
            };
            return Err(RegistryError::Version(format!(
                "there is no {name} {version} in the index {}: {known}",
                self.url
            )));
        };
        let path = pack_path(name, &release.version);
        let place = format!("the index {}: {path}", self.url);
        let pack = OpenedPack::read(self.file(&path, archive::MOST_BYTES)?, &place)?;
        if pack.tree != release.tree {
            return Err(RegistryError::Content(format!(
                "{place} is not the pack that {} names: its tree is {}, and the index says {}",
                list_path(name),
                pack.tree,
                release.tree
            )));
        }
        Ok(pack)
    }
}

/// The archive of a version of a pack from the index at an address, which is not asked for anything else: for a pack
/// whose tree the lock names, an index past its expiry serves as well as any other.
///
/// # Errors
/// There is no such archive there, or it is none.
pub fn fetch_locked(url: &str, name: &str, version: &str) -> Result<OpenedPack> {
    let path = pack_path(name, version);
    let place = format!("the index {url}: {path}");
    match Transport::open(url)?.get(&path, archive::MOST_BYTES)? {
        Some(bytes) => OpenedPack::read(bytes, &place),
        None => Err(RegistryError::Index(format!(
            "{place} is missing: ask its curator, or somebody who has the archive, for it"
        ))),
    }
}

/// The highest version that is offered: not withdrawn, and no preview if there is another.
pub fn newest(versions: impl IntoIterator<Item = Version>) -> Option<Version> {
    let all: BTreeSet<Version> = versions.into_iter().collect();
    let finished = all.iter().rev().find(|version| version.pre.is_empty());
    finished.or(all.last()).cloned()
}

/// The versions that an index offers.
pub fn offered(releases: &[Release]) -> Vec<Version> {
    let offered = releases.iter().filter(|release| !release.yanked);
    offered.filter_map(|release| depends::version(&release.version)).collect()
}

/// Why the key of an index is refused.
fn check_key(
    trust: &Trust,
    pinned: Option<&str>,
    key: Option<&str>,
) -> std::result::Result<(), String> {
    match (pinned, key) {
        (Some(pinned), None) => Err(format!(
            "it was signed by {} when it was first used, and has no signature now",
            trust.shown(pinned)
        )),
        (Some(pinned), Some(key)) if pinned != key => Err(format!(
            "it was signed by {} when it was first used, and is signed by {} now: ask its curator whether the key was \
             changed; if so, remove what was seen of it with `dateline pack trust --forget ADDRESS`",
            trust.shown(pinned),
            trust.shown(key)
        )),
        (_, key) if trust.require == Required::Signed => match key {
            Some(key) if trust.who(key).is_some() => Ok(()),
            Some(key) => Err(format!(
                "your trust file requires signatures of its keys, and the index is signed by {key}: if you trust its \
                 curator, run `dateline pack trust KEY --as WHO`"
            )),
            None => Err("your trust file requires signatures, and the index has none".to_owned()),
        },
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TREE: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    fn line(version: &str, rest: &str) -> String {
        format!(
            "{{\"name\":\"arms\",\"version\":\"{version}\",\"tree\":\"{TREE}\",\"size\":10{rest}}}\n"
        )
    }

    #[test]
    fn versions_are_sorted_and_checked() {
        let text = [line("1.10.0", ""), line("1.2.0", ",\"yanked\":true"), line("2.0.0-rc.1", "")]
            .concat();
        let found = releases("arms", text.as_bytes()).unwrap();
        let versions: Vec<&str> = found.iter().map(|one| one.version.as_str()).collect();
        assert_eq!(versions, ["1.2.0", "1.10.0", "2.0.0-rc.1"]);
        assert_eq!(newest(offered(&found)).unwrap().to_string(), "1.10.0");
        let short = line("1.0.0", "").replace(TREE, "00");
        let huge = line("1.0.0", "").replace("10}", "99999999999}");
        for (text, wanted) in [
            (line("1.0.0", "").repeat(2), "line 2: the version is there twice"),
            (line("1.0", ""), "no version"),
            (line("1.0.0", ",\"grade\":3"), "unknown field"),
            (short, "cannot be that of a pack"),
            (huge, "cannot be that of a pack"),
            ("[".into(), "line 1"),
        ] {
            let why = releases("arms", text.as_bytes()).unwrap_err();
            assert!(why.contains(wanted), "{why}");
        }
        assert!(
            releases("alms", line("1.0.0", "").as_bytes()).unwrap_err().contains("not of alms")
        );
    }

    #[test]
    fn the_head_says_its_format_serial_and_expiry() {
        let head = |text: &str| Head::parse(text.as_bytes());
        let whole = "{\"format\":1,\"serial\":3,\"expires\":\"2027-01-01\",\"files\":{}}";
        assert_eq!(head(whole).unwrap().serial, 3);
        assert!(head(&whole.replace("1,", "2,")).unwrap_err().contains("newer dateline"));
        assert!(head(&whole.replace("2027-01-01", "soon")).unwrap_err().contains("no date"));
        assert!(head("{}").is_err() && head("").is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "\\PC{0,200}") {
            let _ = (Head::parse(&bytes), releases("arms", &bytes));
            let _ = (Head::parse(text.as_bytes()), releases("arms", text.as_bytes()));
        }

        #[test]
        fn a_cut_or_changed_line_is_read_or_refused(cut in 0_usize..200, with in "\\PC") {
            let text = line("1.2.3", ",\"needs\":[\"syria\"],\"note\":\"n\"");
            let mut changed = text.clone();
            if cut < text.len() {
                changed.replace_range(cut..cut + 1, &with);
            }
            let _ = releases("arms", changed.as_bytes());
            let _ = releases("arms", &text.as_bytes()[..cut.min(text.len())]);
        }
    }
}
