//! Hashes of packs. A pack's *tree* covers every file that an archive of it holds, its *rules hash* only what is loaded,
//! and the packs it stands on. Both are BLAKE3 with all 256 bits, as 64 hexadecimal digits, and do not depend on line
//! ends: git writes CRLF on some systems.

use blake3::{Hash, Hasher};
use memchr::{memchr, memmem};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The hashes of a pack's files, by path inside the pack.
pub type FileHashes = BTreeMap<String, Hash>;

/// Whether an archive holds the file at `path`, a path inside a pack. Left out are hidden files, archives, signatures,
/// the folder `packs/` of copied dependencies and the lock: what comes and goes without a change of the pack itself.
pub fn is_packed(path: &str) -> bool {
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    let beside = path.starts_with("packs/") || path == "dateline.lock";
    !(hidden || beside || path.ends_with(".pack") || path.ends_with(".minisig"))
}

/// The hash of a file's bytes; in a text, a file without a NUL byte, CRLF counts as LF.
pub fn file_hash(bytes: &[u8]) -> Hash {
    if memchr(b'\r', bytes).is_none() || memchr(0, bytes).is_some() {
        return blake3::hash(bytes);
    }
    let mut hasher = Hasher::new();
    let mut rest = 0;
    for at in memmem::find_iter(bytes, b"\r\n") {
        hasher.update(&bytes[rest..at]);
        rest = at + 1;
    }
    hasher.update(&bytes[rest..]).finalize()
}

/// The bytes of a file as an archive holds it: of a text with LF for CRLF.
pub fn with_line_feeds(bytes: &[u8]) -> Cow<'_, [u8]> {
    if memchr(b'\r', bytes).is_none() || memchr(0, bytes).is_some() {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = 0;
    for at in memmem::find_iter(bytes, b"\r\n") {
        out.extend_from_slice(&bytes[rest..at]);
        rest = at + 1;
    }
    out.extend_from_slice(&bytes[rest..]);
    Cow::Owned(out)
}

/// [`file_hash`] of a file of a store. Files that the program carries are hashed at most once in a process.
#[expect(clippy::ptr_arg, reason = "only a borrowed slice is static")]
pub(super) fn stored_hash(bytes: &Cow<'static, [u8]>) -> Hash {
    let Cow::Borrowed(carried) = bytes else { return file_hash(bytes) };
    let mut known = carried_hashes();
    *known.entry(place(carried)).or_insert_with(|| file_hash(carried))
}

/// Tells the [`file_hash`] of a file that the program carries, as it was computed when the program was built: the names
/// of the world are some fifteen megabytes, and hashing them would take longer than a short run.
pub fn set_carried_hash(bytes: &'static [u8], hash: [u8; 32]) {
    carried_hashes().insert(place(bytes), Hash::from_bytes(hash));
}

/// The place of a static slice, which names its content.
fn place(carried: &'static [u8]) -> (usize, usize) {
    (carried.as_ptr() as usize, carried.len())
}

fn carried_hashes() -> MutexGuard<'static, HashMap<(usize, usize), Hash>> {
    static CARRIED: OnceLock<Mutex<HashMap<(usize, usize), Hash>>> = OnceLock::new();
    CARRIED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

/// The tree of a pack of these files; files that an archive does not hold are left out.
pub fn tree_hash(files: &FileHashes) -> String {
    let mut hasher = Hasher::new();
    hasher.update(b"dateline tree 1\n");
    for (path, hash) in files.iter().filter(|(path, _)| is_packed(path)) {
        line(&mut hasher, path, &hash.to_hex());
    }
    hasher.finalize().to_hex().to_string()
}

/// The rules hash of a pack: over its loaded files, and the rules hashes of the packs it stands on, by name.
pub fn rules_hash<'a>(
    files: &FileHashes,
    below: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut hasher = Hasher::new();
    hasher.update(b"dateline rules 1\n");
    files.iter().for_each(|(path, hash)| line(&mut hasher, path, &hash.to_hex()));
    hasher.update(b"stands on\n");
    let below: BTreeMap<&str, &str> = below.into_iter().collect();
    below.iter().for_each(|(name, hash)| line(&mut hasher, name, hash));
    hasher.finalize().to_hex().to_string()
}

/// What `coded_by` of an event stands for: the version of this program, every loaded pack with its rules hash (in which
/// are its overlays), and the options that change events.
pub fn coded_by<'a>(
    packs: impl IntoIterator<Item = (&'a str, &'a str)>,
    options: &BTreeMap<String, String>,
) -> String {
    let mut hasher = Hasher::new();
    hasher.update(b"dateline coder 1\n");
    line(&mut hasher, "dateline", super::version::OWN);
    // Their order decides which of two duplicates is kept.
    packs.into_iter().for_each(|(name, hash)| line(&mut hasher, name, hash));
    hasher.update(b"options\n");
    options.iter().for_each(|(name, value)| line(&mut hasher, name, value));
    hasher.finalize().to_hex().to_string()
}

/// Adds a line `hash  path`, as `b3sum` writes it. Lengths keep a line break in a name from making two lines of one.
fn line(hasher: &mut Hasher, name: &str, value: &str) {
    hasher.update(value.as_bytes()).update(b"  ").update(name.as_bytes());
    hasher.update(format!("  {} {}\n", value.len(), name.len()).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hashes(files: &[(String, String)]) -> FileHashes {
        files.iter().map(|(path, text)| (path.clone(), file_hash(text.as_bytes()))).collect()
    }

    #[test]
    fn a_file_is_a_text_if_it_has_no_nul() {
        assert_eq!(file_hash(b"a\r\nb\r\n"), file_hash(b"a\nb\n"));
        assert_eq!(file_hash(b"a\n"), blake3::hash(b"a\n"));
        assert_ne!(file_hash(b"a\r\n\0"), file_hash(b"a\n\0"));
        assert_ne!(file_hash(b"a\rb"), file_hash(b"a\nb"));
        assert_eq!(with_line_feeds(b"a\r\n\r\n").as_ref(), b"a\n\n");
        assert_eq!(with_line_feeds(b"a\r\n\0").as_ref(), b"a\r\n\0");
    }

    #[test]
    fn what_comes_and_goes_beside_a_pack_is_not_in_its_tree() {
        let held = ["pack.toml", "lib/a.rhai", "README.md", "fixtures/packs/a.txt", "packs.md"];
        assert!(held.iter().all(|path| is_packed(path)));
        let left =
            [".git/config", "lib/.a.swp", "packs/a-1.0.0.pack", "packs/x/y.rhai", "dateline.lock"];
        assert!(left.iter().all(|path| !is_packed(path)));
        assert!(!is_packed("pack.minisig") && !is_packed("old.pack"));
    }

    #[test]
    fn the_rules_hash_covers_the_packs_below() {
        let files = hashes(&[("pack.toml".to_owned(), "a".to_owned())]);
        let alone = rules_hash(&files, []);
        let one = rules_hash(&files, [("b", "1"), ("c", "2")]);
        assert_eq!(one, rules_hash(&files, [("c", "2"), ("b", "1")]));
        assert_ne!(one, rules_hash(&files, [("b", "1"), ("c", "3")]));
        assert_ne!(one, alone);
        assert_eq!((alone.len(), one.len()), (64, 64));
    }

    proptest! {
        #[test]
        fn a_tree_is_independent_of_line_ends_and_order(
            files in prop::collection::btree_map("[a-z]{1,6}(/[a-z]{1,6})?", "[a-z\\n,é]{0,40}", 0..8),
            rotated in 0..8_usize,
        ) {
            let mut files: Vec<(String, String)> = files.into_iter().collect();
            let tree = tree_hash(&hashes(&files));
            for (_, text) in &mut files {
                *text = text.replace('\n', "\r\n");
            }
            let by = rotated.min(files.len());
            files.rotate_left(by);
            prop_assert_eq!(tree_hash(&hashes(&files)), tree);
        }

        #[test]
        fn a_changed_byte_changes_the_tree(text in "[a-z\\n]{1,40}", at in 0..40_usize) {
            let tree = |text: &str| tree_hash(&hashes(&[("a".to_owned(), text.to_owned())]));
            let at = at % text.len();
            let mut other = text.clone().into_bytes();
            other[at] = b'Z';
            prop_assert_ne!(tree(&text), tree(std::str::from_utf8(&other).unwrap()));
        }
    }
}
