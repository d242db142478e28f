//! Readers of text, JSONL and CSV, plain, gzip and zstd: no panic; a file gives the same articles and errors compressed
//! or not, and wherever the limit of a block falls; an article leads back to its bytes.

use super::evidence::leads_back;
use dateline::Article;
use dateline::corpus::{ReadOptions, embedded};
use std::io::Write;

/// The size of the blocks in which records are read, in bytes: where a file must be cut for the check to be of use.
const BLOCK: usize = 1 << 18;

/// One article or error, as far as it may not depend on how the file was read.
type Outcome = Result<Article, String>;

/// The first byte chooses format and check, the second the limit of an article's size; the rest is the file.
pub fn check(data: &[u8]) {
    let [how, limit, content @ ..] = data else { return };
    let mut options = ReadOptions::default();
    if *limit >= 128 {
        options.max_article = usize::from(limit - 127);
    }
    let ending = ["txt", "jsonl", "csv"][usize::from(how % 3)];
    match how / 3 % 5 {
        0 => packed_or_not(ending, content, &options),
        1 => broken_off(ending, content, &options),
        2 => drop(read(&format!("wire.{ending}.gz"), content, &options)),
        3 => drop(read(&format!("wire.{ending}.zst"), content, &options)),
        _ => moved(ending, content, usize::from(how / 15) * content.len() / 17),
    }
}

/// All articles and errors of a file; the errors without its name.
fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Vec<Outcome> {
    let mut all = Vec::new();
    let told = |error: &dyn ToString| Err(error.to_string().replacen(name, "FILE", 1));
    for chunk in embedded(vec![(name.to_owned(), bytes.to_vec().into())], options) {
        match chunk {
            Err(error) => all.push(told(&error)),
            Ok(chunk) => {
                let each = chunk.articles(options);
                all.extend(each.map(|one| one.or_else(|error| told(&error))));
            }
        }
    }
    for article in all.iter_mut().flatten() {
        article.origin.path.clear();
        article.remarks.iter_mut().for_each(|remark| *remark = remark.replacen(name, "FILE", 1));
    }
    all
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("memory takes all");
    packer.finish().expect("memory takes all")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("memory takes all")
}

/// The file as it is, and compressed, gives the same.
fn packed_or_not(ending: &str, content: &[u8], options: &ReadOptions) {
    // A file that is packed is unpacked under any name.
    if content.starts_with(b"\x1f\x8b") || content.starts_with(b"\x28\xb5\x2f\xfd") {
        return drop(read(&format!("wire.{ending}"), content, options));
    }
    let plain = read(&format!("wire.{ending}"), content, options);
    for article in plain.iter().flatten() {
        leads_back(article, content);
    }
    let packed = [("gz", gzip(content)), ("zst", zstd(content))];
    for (packing, bytes) in packed {
        let unpacked = read(&format!("wire.{ending}.{packing}"), &bytes, options);
        assert_eq!(format!("{unpacked:?}"), format!("{plain:?}"), "{packing}");
    }
}

/// A compressed file that breaks off gives the articles before the break, and then one error. Only text in UTF-8 without NUL:
/// which other encoding a block has, and whether it is text, is decided from all of it.
fn broken_off(ending: &str, content: &[u8], options: &ReadOptions) {
    let [at, content @ ..] = content else { return };
    if std::str::from_utf8(content).is_err() || content.contains(&0) {
        return;
    }
    let whole = read(&format!("wire.{ending}"), content, options);
    let mut packed = gzip(content);
    packed.truncate(usize::from(*at) * packed.len() / 256);
    let part = read(&format!("wire.{ending}.gz"), &packed, options);
    let Some((last, before)) = part.split_last() else {
        panic!("a broken file is read without a word")
    };
    assert!(last.is_err(), "the break is not told: {last:?}");
    let start: String = format!("{:?}", whole.iter().take(before.len()).collect::<Vec<_>>());
    assert_eq!(format!("{:?}", before.iter().collect::<Vec<_>>()), start);
}

/// The same records with the end of a block at byte `at` of them. Only text in UTF-8, as above.
fn moved(ending: &str, content: &[u8], at: usize) {
    let (header, filler) = match ending {
        "jsonl" => ("", ["{\"text\": \"", "\"}\n"]),
        "csv" => ("id,title,text,date\n", ["f,,", ",\n"]),
        _ => return,
    };
    if std::str::from_utf8(content).is_err() || content.contains(&0) {
        return;
    }
    let with = |len: usize| {
        let before = [header, filler[0], &"x".repeat(len), filler[1]].concat();
        let file = [before.as_bytes(), content].concat();
        let all = read(&format!("wire.{ending}"), &file, &ReadOptions::default());
        let shown: Vec<String> =
            all.into_iter().skip(1).map(|one| shown(one, before.len())).collect();
        (shown, before.len())
    };
    let (near, least) = with(1);
    let (far, _) = with((BLOCK - at).saturating_sub(least));
    assert_eq!(far, near, "the end of a block at byte {at} changes what is read");
}

/// An outcome with offsets from `base`.
fn shown(outcome: Outcome, base: usize) -> String {
    outcome.map_or_else(
        |error| error,
        |article| {
            let offsets = &article.origin.offsets;
            let starts = article.text.char_indices();
            let starts: Vec<u64> = starts
                .map(|(at, _)| offsets.raw_start(at as u32).wrapping_sub(base as u64))
                .collect();
            let Article { id, outlet, text, layout, remarks, .. } = &article;
            format!("{id} {outlet:?} {text:?} {layout:?} {remarks:?} {starts:?}")
        },
    )
}
