//! Pack archives: any bytes, and any tar compressed as an archive is. No panic; what is read has only sound paths, and
//! is written and read again as it was.

use super::wide_stack::on_wide_stack;
use dateline::pack::{Store, archive, load};
use std::collections::BTreeMap;
use std::io::Write;

/// The first byte chooses what the rest is: an archive, the tar in one, or the paths and contents of files.
pub fn check(data: &[u8]) {
    on_wide_stack(data, |data| {
        let [which, rest @ ..] = data else { return };
        match which % 4 {
            0 => read(rest),
            1 => read(&compressed(rest)),
            2 => read(&compressed(&tar(rest))),
            _ => write(rest),
        }
    });
}

fn read(bytes: &[u8]) {
    let Ok(Store::Memory(files)) = archive::read(bytes) else { return };
    for path in files.keys() {
        assert_eq!(archive::path_problem(path), None, "{path:?}");
    }
    let plain = files.iter().map(|(path, content)| (path.clone(), content.to_vec())).collect();
    let written = archive::write(&plain).expect("what was read can be written");
    let Ok(Store::Memory(again)) = archive::read(&written) else {
        panic!("what was written is not read")
    };
    assert!(again.keys().eq(files.keys()), "{:?}", files.keys());
    if let Ok((packs, _)) = load(&Store::Memory(files), "") {
        assert!(!packs.is_empty());
    }
}

fn compressed(tar: &[u8]) -> Vec<u8> {
    let mut packer = zstd::Encoder::new(Vec::new(), 1).expect("memory takes all");
    packer.write_all(tar).expect("memory takes all");
    packer.finish().expect("memory takes all")
}

/// The files of `data`: `PATH`, a line end, and the content up to a NUL byte.
fn files(data: &[u8]) -> Vec<(String, Vec<u8>)> {
    let each = data.split(|byte| *byte == 0).take(40);
    each.map(|file| {
        let end = file.iter().position(|byte| *byte == b'\n').unwrap_or(file.len());
        let content = file.get(end + 1..).unwrap_or_default();
        (String::from_utf8_lossy(&file[..end]).into_owned(), content.to_vec())
    })
    .collect()
}

/// A tar whose entries have any paths and kinds: the first byte of a content says which.
fn tar(data: &[u8]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, content) in files(data) {
        let mut header = tar::Header::new_gnu();
        let name = path.as_bytes();
        let len = name.len().min(99);
        if let Some(gnu) = header.as_gnu_mut() {
            gnu.name[..len].copy_from_slice(&name[..len]);
        }
        let kinds = [b'0', b'0', b'0', b'1', b'2', b'5', b'6', b'g', b'x', b'L', b'S'];
        let kind = content.first().map_or(b'0', |first| kinds[usize::from(*first) % kinds.len()]);
        header.set_entry_type(tar::EntryType::new(kind));
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, content.as_slice()).expect("memory takes all");
    }
    builder.into_inner().expect("memory takes all")
}

fn write(data: &[u8]) {
    let files: BTreeMap<String, Vec<u8>> = files(data).into_iter().collect();
    let Ok(written) = archive::write(&files) else { return };
    let read = archive::read(&written);
    match read {
        Ok(Store::Memory(again)) => assert!(again.keys().eq(files.keys()), "{:?}", files.keys()),
        Ok(Store::Disk) => panic!("an archive is not on disk"),
        // An archive of nothing is none.
        Err(error) => assert!(files.is_empty(), "{error} with {:?}", files.keys()),
    }
}
