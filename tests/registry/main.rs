//! Tests of getting, signing and publishing packs, through the binary: real git repositories, a real web server on this
//! machine, users with homes of their own.

#[cfg(unix)]
mod asking;
mod author;
#[path = "../common/mod.rs"]
mod common;
mod desk;
mod hostile;
mod index;
mod kills;
mod page;
mod server;
mod signing;
mod sources;
