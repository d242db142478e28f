//! Compiled rules that are kept between runs. Running the rule files of the shipped packs takes most of a short run, and
//! gives the same each time. What it gave is kept in the user's cache folder, in a file named by a hash over this build of
//! the program and the packs. Such a file can be deleted at any time; one that was changed or cut short is not used.

use dateline::coder::Coder;
use dateline::file::plain;
use dateline::file::staged::Staged;
use dateline::pack::Pack;
use dateline::script::{Fault, Limits};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// What a file begins with; then follow the hash of the rest in hexadecimal digits, a line break, and the rest.
const HEADER: &str = "dateline compiled 1 ";

/// The ending of the files' names.
const ENDING: &str = "rules";

/// The most bytes of a file; those of the shipped packs have two million.
const MOST_BYTES: u64 = 256 << 20;

/// How many files are kept: each set of packs has one, and each edit of a pack makes another.
const MOST_FILES: usize = 16;

/// A coder of `packs` and their faults, as [`Coder::new`] gives them.
pub fn coder(packs: &[Arc<Pack>]) -> (Coder, Vec<Fault>) {
    let Some(folder) = folder(|name| std::env::var_os(name).map(PathBuf::from)) else {
        return Coder::new(packs);
    };
    let path = folder.join(key(packs)).with_extension(ENDING);
    let kept = plain::read(&path, MOST_BYTES).ok();
    let content = kept.as_deref().and_then(content);
    let kept = content.and_then(|content| Coder::restore(packs, Limits::default(), content));
    if let Some(coder) = kept {
        return (coder, Vec::new());
    }
    let (coder, faults) = Coder::new(packs);
    if faults.is_empty() {
        // Without the file the next run takes a tenth of a second longer; that is not worth a message.
        let _ = write(&folder, &path, &coder);
    }
    (coder, faults)
}

/// The folder of the files: `$DATELINE_CACHE`, or nowhere if that is empty; else `dateline` in `$XDG_CACHE_HOME`, else in
/// `~/.cache`, on Windows in `%LOCALAPPDATA%`.
fn folder(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    if let Some(given) = variable("DATELINE_CACHE") {
        return (!given.as_os_str().is_empty()).then_some(given);
    }
    // The XDG standard says that relative folders are to be ignored.
    let cache = variable("XDG_CACHE_HOME").or_else(|| variable("LOCALAPPDATA"));
    let cache = cache.filter(|cache| cache.is_absolute());
    let home = || variable("HOME").filter(|home| home.is_absolute());
    Some(cache.or_else(|| Some(home()?.join(".cache")))?.join("dateline"))
}

/// A name for the compiled rules of `packs`.
fn key(packs: &[Arc<Pack>]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("DATELINE_BUILD").as_bytes());
    for pack in packs {
        let set = &pack.scripts;
        let own = [&set.pack, &set.hash, &set.version];
        let parts = own.into_iter().chain(&set.depends).chain(&set.beside);
        for part in parts {
            hasher.update(&part.len().to_le_bytes()).update(part.as_bytes());
        }
        hasher.update(&[u8::from(set.lone), u8::from(set.replaces), u8::from(set.probe.is_some())]);
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// The content of a file of these bytes, if it is whole.
fn content(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.strip_prefix(HEADER.as_bytes())?;
    let (hash, rest) = rest.split_at_checked(blake3::OUT_LEN * 2)?;
    let content = rest.strip_prefix(b"\n")?;
    (blake3::hash(content).to_hex().as_bytes() == hash).then_some(content)
}

fn write(folder: &Path, path: &Path, coder: &Coder) -> io::Result<()> {
    let content = coder.snapshot()?;
    fs::create_dir_all(folder)?;
    let mut out = Staged::open(path)?;
    writeln!(out, "{HEADER}{}", blake3::hash(&content).to_hex())?;
    out.write_all(&content)?;
    out.commit()?;
    remove_old(folder)
}

/// Removes all but the files written last.
fn remove_old(folder: &Path) -> io::Result<()> {
    let mut files: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|ending| ending == ENDING) {
            files.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    files.sort();
    let too_many = files.len().saturating_sub(MOST_FILES);
    files.iter().take(too_many).try_for_each(|(_, path)| fs::remove_file(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_the_users_cache() {
        let with = |set: &[(&str, &str)]| {
            folder(|name| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| PathBuf::from(value))
            })
        };
        let home = ("HOME", "/home/a");
        assert_eq!(with(&[home]), Some("/home/a/.cache/dateline".into()));
        assert_eq!(with(&[home, ("XDG_CACHE_HOME", "/c")]), Some("/c/dateline".into()));
        assert_eq!(with(&[home, ("XDG_CACHE_HOME", "c")]), with(&[home]));
        assert_eq!(with(&[home, ("DATELINE_CACHE", "/k")]), Some("/k".into()));
        assert_eq!(with(&[home, ("DATELINE_CACHE", "")]), None);
        assert_eq!(with(&[]), None);
    }

    #[test]
    fn a_changed_or_cut_file_is_not_read() {
        let whole = format!("{HEADER}{}\ncontent", blake3::hash(b"content").to_hex());
        assert_eq!(content(whole.as_bytes()), Some(&b"content"[..]));
        for end in 0..whole.len() {
            assert_eq!(content(&whole.as_bytes()[..end]), None);
        }
        assert_eq!(content(whole.replace("content", "Content").as_bytes()), None);
    }

    #[test]
    fn few_files_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("other.txt"), "").unwrap();
        for number in 0..20 {
            let file = fs::File::create(folder.path().join(format!("{number}.rules"))).unwrap();
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(number);
            file.set_modified(time).unwrap();
        }
        remove_old(folder.path()).unwrap();
        let kept = fs::read_dir(folder.path()).unwrap();
        let mut kept: Vec<String> =
            kept.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        kept.sort();
        assert_eq!(kept.len(), MOST_FILES + 1);
        assert!(kept.contains(&"other.txt".to_owned()) && !kept.contains(&"3.rules".to_owned()));
        assert!(kept.contains(&"4.rules".to_owned()));
    }
}
