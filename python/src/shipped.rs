//! The packs of `rules/`, carried by the package as the program carries them.

use dateline::pack::Store;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../rules/"]
struct ShippedRules;

/// The pack used if none is named.
pub const DEFAULT_PACK: &str = "syria";

/// The shipped packs, one folder each; a pack may depend on others beside it.
pub fn store() -> Store {
    let files = ShippedRules::iter()
        .filter_map(|path| Some((path.to_string(), ShippedRules::get(&path)?.data)));
    Store::Memory(files.collect())
}
