//! Bytes to clean text, with offset maps back to the bytes: decoding, references of HTML, repair of mojibake, characters
//! made plain, offset maps.

pub(crate) mod decode;
pub(crate) mod entity;
pub(crate) mod foreign;
pub(crate) mod offset;
pub(crate) mod plain;
pub(crate) mod repair;
pub(crate) mod rtf;
