//! A file that is read whole, as its reader gets it.

use super::ReadOptions;
use super::assemble::Container;

/// A file that is read whole.
pub(super) struct Source<'a> {
    pub container: &'a Container,
    pub options: &'a ReadOptions,
    /// Its content, decompressed.
    pub bytes: &'a [u8],
    /// The encoding that the server named from which it came.
    pub charset: Option<&'static str>,
}

/// A file of many articles may be so many times as large as one article.
pub(super) const COLLECTION: usize = 16;
