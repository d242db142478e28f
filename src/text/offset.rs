//! Cleaned byte offsets to raw byte offsets.

/// Maps byte offsets of a cleaned text to byte offsets of its container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    _private: (),
}
