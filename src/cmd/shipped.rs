//! The packs of `rules/` and the articles of `corpus/`, embedded in the binary so that it works in any folder.

use dateline::corpus::{self, Chunks, ReadOptions};
use dateline::pack::{Store, tree};
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::sync::Once;

#[derive(RustEmbed)]
#[folder = "rules/"]
struct ShippedRules;

#[derive(RustEmbed)]
#[folder = "corpus/"]
struct ShippedArticles;

/// The pack used if none is named.
pub const DEFAULT_PACK: &str = "syria";

/// The names of the shipped packs, sorted.
pub fn pack_names() -> Vec<String> {
    let mut names: Vec<String> = ShippedRules::iter()
        .filter_map(|path| path.strip_suffix("/pack.toml").map(str::to_owned))
        .filter(|name| !name.contains('/'))
        .collect();
    names.sort();
    names
}

/// The shipped mapping of kinds to the incident types of answer keys.
pub const MAPPING: &str = "conflict/muc4.toml";

/// Its text.
pub fn mapping() -> anyhow::Result<String> {
    let file = ShippedRules::get(MAPPING)
        .ok_or_else(|| anyhow::anyhow!("no shipped mapping {MAPPING}"))?;
    Ok(String::from_utf8(file.data.into_owned())?)
}

/// The hashes of the files of packs, by path, computed when the program was built.
static HASHES: &[(&str, [u8; 32])] = &include!(concat!(env!("OUT_DIR"), "/shipped_hashes.rs"));

/// The shipped packs, one folder each; a pack may depend on others beside it.
pub fn store() -> Store {
    static KNOWN: Once = Once::new();
    KNOWN.call_once(|| {
        for (path, hash) in HASHES {
            if let Some(Cow::Borrowed(bytes)) = ShippedRules::get(path).map(|file| file.data) {
                tree::set_carried_hash(bytes, *hash);
            }
        }
    });
    let files = ShippedRules::iter()
        .filter_map(|path| Some((path.to_string(), ShippedRules::get(&path)?.data)));
    Store::Memory(files.collect())
}

/// The shipped articles, in order of their names.
pub fn articles(options: &ReadOptions) -> Chunks {
    let files = article_files();
    corpus::embedded(
        files.into_iter().map(|(path, bytes)| (format!("corpus/{path}"), bytes)).collect(),
        options,
    )
}

/// The shipped article whose id is `id`.
pub fn article(id: &str, options: &ReadOptions) -> Option<Chunks> {
    let name = format!("{id}.txt");
    let bytes = ShippedArticles::get(&name)?.data;
    Some(corpus::embedded(vec![(format!("corpus/{name}"), bytes)], options))
}

/// The ids of the shipped articles, sorted.
pub fn article_ids() -> Vec<String> {
    let names = article_files().into_iter().map(|(name, _)| name);
    names.map(|name| name.trim_end_matches(".txt").to_owned()).collect()
}

fn article_files() -> Vec<(String, Cow<'static, [u8]>)> {
    let mut files: Vec<_> = ShippedArticles::iter()
        .filter(|name| name.ends_with(".txt"))
        .filter_map(|name| Some((name.to_string(), ShippedArticles::get(&name)?.data)))
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_of_the_build_are_those_of_the_files() {
        let mut known = 0;
        for (path, hash) in HASHES {
            let file = ShippedRules::get(path).unwrap();
            assert_eq!(tree::file_hash(&file.data).as_bytes(), hash, "{path}");
            known += usize::from(matches!(file.data, Cow::Borrowed(_)));
        }
        assert_eq!(known, ShippedRules::iter().count());
    }
}
