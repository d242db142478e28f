//! Bytes to clean text, with offset maps back to the bytes: decoding, repair of mojibake, offset maps.

pub(crate) mod decode;
pub(crate) mod offset;
pub(crate) mod repair;
