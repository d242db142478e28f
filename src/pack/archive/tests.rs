//! Archives that are read as they were written, and archives that nobody should have made.

use super::*;
use proptest::prelude::*;

fn files(of: &[(&str, &[u8])]) -> BTreeMap<String, Vec<u8>> {
    of.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect()
}

fn content(store: &Store) -> BTreeMap<String, Vec<u8>> {
    match store {
        Store::Memory(files) => {
            files.iter().map(|(path, bytes)| (path.clone(), bytes.to_vec())).collect()
        }
        Store::Disk => BTreeMap::new(),
    }
}

/// A tar of these entries, compressed: whatever paths and kinds, as a hostile archive has them.
fn crafted(entries: &[(&[u8], EntryType, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (path, kind, bytes) in entries {
        let mut header = Header::new_gnu();
        header.set_entry_type(*kind);
        header.set_size(bytes.len() as u64);
        header.as_gnu_mut().unwrap().name[..path.len()].copy_from_slice(path);
        if matches!(kind, EntryType::Symlink | EntryType::Link) {
            header.set_link_name("/etc/passwd").unwrap();
        }
        header.set_cksum();
        builder.append(&header, *bytes).unwrap();
    }
    packed(&builder.into_inner().unwrap())
}

fn packed(tar: &[u8]) -> Vec<u8> {
    zstd::encode_all(tar, 1).unwrap()
}

fn refusal(bytes: &[u8]) -> String {
    read(bytes).err().map(|error| error.to_string()).unwrap_or_default()
}

const FILE: EntryType = EntryType::Regular;

#[test]
fn an_archive_reads_as_it_was_written() {
    let long = format!("lib/{}.rhai", "a".repeat(150));
    let files = files(&[("pack.toml", b"name"), ("lib/a.rhai", b""), (&long, b"x\n")]);
    let bytes = write(&files).unwrap();
    assert_eq!(content(&read(&bytes).unwrap()), files);
    assert_eq!(write(&files).unwrap(), bytes);
}

#[test]
fn nothing_may_follow_the_files() {
    let bytes = write(&files(&[("pack.toml", b"name")])).unwrap();
    let after = [&bytes[..], b"more"].concat();
    assert!(refusal(&after).contains("follows its end"), "{}", refusal(&after));
    let twice = [&bytes[..], &bytes[..]].concat();
    assert!(refusal(&twice).contains("follows its end"), "{}", refusal(&twice));
    let mut tar = zstd::decode_all(&bytes[..]).unwrap();
    tar.extend(b"more");
    assert!(refusal(&packed(&tar)).contains("follows its last file"), "{}", refusal(&packed(&tar)));
}

#[test]
fn texts_are_packed_with_line_feeds() {
    let bytes = |text: &[u8]| write(&files(&[("a.txt", text)])).unwrap();
    assert_eq!(bytes(b"a\r\nb\r\n"), bytes(b"a\nb\n"));
    assert_ne!(bytes(b"a\r\n\0"), bytes(b"a\n\0"));
}

#[test]
fn hostile_paths_are_refused() {
    let cases: &[(&[u8], &str)] = &[
        (b"../pack.toml", "leads out of the pack"),
        (b"lib/../../x", "leads out of the pack"),
        (b"/etc/passwd", "not absolute"),
        (b"C:\\x", "not allowed in paths"),
        (b"lib//x", "is empty"),
        (b"./pack.toml", "is empty"),
        (b"lib/x/", "is empty"),
        (b"a\nb", "control characters"),
        (b"cafe\xcc\x81.rhai", "NFC"),
        ("a\u{202e}ihr.txt".as_bytes(), "the direction of writing"),
        ("a\u{200b}.rhai".as_bytes(), "invisible"),
        (b"caf\xe9.rhai", "not UTF-8"),
        (b".git/config", "no hidden files"),
        (b"packs/other-1.0.0.pack", "no hidden files"),
        (b"dateline.lock", "no hidden files"),
        (b"lib/a.", "ends in a dot"),
    ];
    for (path, wanted) in cases {
        let why = refusal(&crafted(&[(path, FILE, b"x")]));
        assert!(why.contains(wanted), "{}: {why}", String::from_utf8_lossy(path));
    }
    let long = "a/".repeat(120) + "b";
    let mut header = Header::new_gnu();
    header.set_size(0);
    let mut builder = Builder::new(Vec::new());
    builder.append_data(&mut header, &long, &b""[..]).unwrap();
    assert!(refusal(&packed(&builder.into_inner().unwrap())).contains("240 bytes"));
}

#[test]
fn links_devices_and_folders_are_refused() {
    for (kind, wanted) in [
        (EntryType::Symlink, "a link"),
        (EntryType::Link, "a link"),
        (EntryType::Char, "a device"),
        (EntryType::Block, "a device"),
        (EntryType::Fifo, "a device or pipe"),
        (EntryType::Directory, "a folder"),
        (EntryType::Continuous, "of an unknown kind"),
    ] {
        let why = refusal(&crafted(&[(b"pack.toml", FILE, b"x"), (b"b", kind, b"")]));
        assert!(why.contains(wanted), "{kind:?}: {why}");
    }
}

#[test]
fn clashing_names_are_refused() {
    let why = |one: &[u8], two: &[u8]| refusal(&crafted(&[(one, FILE, b"1"), (two, FILE, b"2")]));
    assert!(why(b"a.rhai", b"a.rhai").contains("twice"));
    assert!(why(b"a.rhai", b"A.rhai").contains("where capitals do not count"));
    assert!(why(b"lib/a.rhai", b"LIB/b.rhai").contains("where capitals do not count"));
    assert!(why(b"lib", b"lib/b.rhai").contains("twice"));
    assert!(why(b"lib/b.rhai", b"lib").contains("twice"));
    assert_eq!(why(b"lib/a.rhai", b"lib/b.rhai"), "");
}

#[test]
fn bombs_are_refused_while_they_are_unpacked() {
    // Many gigabytes in a few kilobytes.
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..(MOST_BYTES + TAR_BYTES) / zeros.len() as u64 + 2 {
        std::io::Write::write_all(&mut encoder, &zeros).unwrap();
    }
    assert_eq!(read(&encoder.finish().unwrap()).err(), Some(ArchiveError::TooLarge));
    // One file over the limit; and one that is said to be larger than the archive.
    let large = vec![0; MOST_BYTES as usize + 1];
    assert_eq!(read(&crafted(&[(b"a", FILE, &large)])).err(), Some(ArchiveError::TooLarge));
    let mut header = Header::new_gnu();
    header.set_size(u64::MAX >> 8);
    header.as_gnu_mut().unwrap().name[..1].copy_from_slice(b"a");
    header.set_cksum();
    assert!(read(&packed(header.as_bytes())).is_err());
    let many: Vec<String> = (0..=MOST_FILES).map(|at| format!("f{at}")).collect();
    let many: Vec<_> = many.iter().map(|name| (name.as_bytes(), FILE, &b""[..])).collect();
    assert_eq!(read(&crafted(&many)).err(), Some(ArchiveError::TooMany));
}

#[test]
fn damaged_bytes_are_refused() {
    let whole = write(&files(&[("pack.toml", b"name = \"a\"\n"), ("b", b"x")])).unwrap();
    for bytes in [&b""[..], b"PK\x03\x04", b"name = \"a\"", &whole[..whole.len() / 2]] {
        assert!(refusal(bytes).contains("damaged"), "{:?}", read(bytes).err());
    }
    assert!(refusal(&packed(b"")).contains("no file in it"));
}

#[test]
fn nothing_is_written_that_is_not_read() {
    let error = |path: &str| write(&files(&[(path, b"x")])).err().unwrap().to_string();
    assert!(error("../a").contains("leads out"));
    assert!(error(".hidden").contains("hidden"));
    let error = write(&files(&[("a", b""), ("A", b"")])).err().unwrap();
    assert!(matches!(error, ArchiveError::Case(..)));
    assert!(write(&files(&[("pack.toml", b""), (SIGNATURE, b"x")])).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn write_read_write_gives_the_same_bytes(
        files in prop::collection::btree_map("[a-z]{1,8}(/[a-z]{1,8}){0,2}\\.rhai", prop::collection::vec(any::<u8>(), 0..60), 1..8),
    ) {
        let bytes = write(&files).unwrap();
        let again = content(&read(&bytes).unwrap());
        prop_assert_eq!(write(&again).unwrap(), bytes);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), at in any::<u16>()) {
        let _ = read(&bytes);
        let _ = read(&packed(&bytes));
        let mut whole = write(&files(&[("pack.toml", b"name"), ("lib/a.rhai", b"x")])).unwrap();
        let at = at as usize % whole.len();
        whole[at] ^= 0x55;
        let _ = read(&whole);
    }
}
