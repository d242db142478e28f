//! Saved web pages, and tags of HTML in other texts. `token` cuts a page into texts and tags, `plain` makes text of them,
//! `outline` finds its elements and blocks, `choose` the blocks that are its article, `head` and `json_ld` what it says of
//! the article, `published` when it was published, `several` whether there are more, `oddity` what is to be told, `hidden`
//! what is not shown; `page` reads a page by all of these.

mod choose;
mod head;
mod hidden;
mod json_ld;
mod oddity;
mod outline;
mod page;
mod plain;
mod published;
mod several;
mod signs;
mod sniff;
mod tag;
mod title;
mod token;

pub(super) use page::read;
pub(super) use plain::text_of;
pub(super) use published::day_in;
pub(super) use sniff::{is_page, looks_like_html, markup_of};
