//! Static indexes: over folders and over HTTP; what a dishonest server could try.

use crate::desk::{Desk, MORE_RULES};
use crate::server::Server;
use std::fs;
use std::sync::atomic::Ordering;

/// An index in `site` with the signed pack `roads`, and a study.
fn published(desk: &Desk) -> String {
    let key = desk.key("anna", "anna");
    desk.pack("roads", "roads", "1.0.0", "");
    publish(desk, &[]);
    desk.study("study");
    key
}

fn publish(desk: &Desk, more: &[&str]) {
    desk.fine("anna", ".", &["pack", "sign", "roads", "--key", "keys/anna.key"]);
    let args = ["pack", "publish", "roads", "--to", "site", "--key", "keys/anna.key"];
    desk.fine("anna", ".", &[&args[..], more].concat());
}

#[test]
#[cfg(feature = "net")]
fn a_pack_comes_over_http_and_is_the_same() {
    let desk = Desk::new();
    let key = published(&desk);
    let server = Server::start(&desk.path("site"));
    let out = desk.fine("ben", "study", &["pack", "add", &server.url]);
    assert!(out.contains("+ roads 1.0.0") && out.contains(&key), "{out}");
    assert_eq!(desk.events("ben", ".", "study"), desk.events("ben", ".", "study"));
    assert_eq!(desk.events("ben", "study", "roads@1.0.0"), desk.events("anna", ".", "roads"));
    // Runs, listings and checks do not use the network.
    let asked = server.requests.load(Ordering::Relaxed);
    desk.events("ben", ".", "study");
    desk.fine("ben", "study", &["pack", "list"]);
    desk.fine("ben", "study", &["pack", "sync", "--locked"]);
    assert_eq!(server.requests.load(Ordering::Relaxed), asked);
    desk.fine("eve", "study", &["pack", "sync", "--locked"]);
    assert_eq!(desk.events("eve", ".", "study"), desk.events("ben", ".", "study"));
}

#[test]
#[cfg(feature = "net")]
fn a_server_cannot_keep_a_command_for_ever() {
    let desk = Desk::new();
    published(&desk);
    let server = Server::start(&desk.path("site"));
    for (path, told) in
        [("round", "redirect"), ("endless", "larger than"), ("nowhere", "no index.json")]
    {
        let url = format!("{}/{path}", server.url);
        let files = desk.files("study");
        desk.refused("ben", "study", &["pack", "add", &url], told);
        assert_eq!(desk.files("study"), files);
    }
    assert!(desk.stored("ben").is_empty());
    desk.refused("ben", "study", &["pack", "add", "http://127.0.0.1:1"], "cannot get");
}

#[test]
fn a_folder_is_an_index_too() {
    let desk = Desk::new();
    published(&desk);
    desk.fine("ben", "study", &["pack", "add", "../site"]);
    let manifest = fs::read_to_string(desk.path("study/pack.toml")).unwrap();
    assert!(manifest.contains("roads = { version = \"1.0.0\", from = \"file:///"), "{manifest}");
    desk.shelf.put("roads/roads.rhai", MORE_RULES);
    desk.fine("anna", ".", &["pack", "sign", "roads", "--key", "keys/anna.key"]);
    desk.refused(
        "anna",
        ".",
        &["pack", "publish", "roads", "--to", "site", "--key", "keys/anna.key"],
        "never changes",
    );
    desk.pack("roads", "roads", "1.1.0", "");
    publish(&desk, &["--note", "Looks at bridges."]);
    desk.fine("ben", "study", &["pack", "update", "--yes", "--on", "../articles"]);
    assert!(desk.fine("ben", "study", &["pack", "list"]).starts_with("roads  1.1.0"));
    // A pack that was withdrawn is not offered, and a lock that names it still gets it.
    let list = fs::read_to_string(desk.path("site/index/roads.jsonl")).unwrap();
    assert!(list.contains("\"note\":\"Looks at bridges.\""), "{list}");
    desk.refused(
        "ben",
        "study",
        &["pack", "add", "../site", "--as", "bridges"],
        "has no version of bridges",
    );
    desk.refused(
        "ben",
        "study",
        &["pack", "add", "../site", "--version", "3"],
        "it has 1.1.0, 1.0.0",
    );
}

#[test]
fn an_old_or_expired_or_foreign_index_is_refused() {
    let desk = Desk::new();
    let key = published(&desk);
    let add = ["pack", "add", "../site"];
    let old = desk.files("site");
    let put_back = || {
        old.iter().for_each(|(path, bytes)| drop(desk.shelf.put(&format!("site/{path}"), bytes)));
    };
    publish(&desk, &[]);
    desk.fine("ben", "study", &add);
    let files = desk.files("study");
    let refused = |told: &str| {
        let told = desk.refused("ben", "study", &["pack", "update", "--yes"], told);
        assert_eq!(desk.files("study"), files);
        told
    };
    put_back();
    refused("its serial is 1, and 2 was seen here before");
    // Another state with the serial that was seen.
    publish(&desk, &["--note", "another"]);
    refused("with another content");
    // Past its expiry: new to this user, who has seen nothing of it.
    publish(&desk, &["--date", "2020-01-01", "--days", "30"]);
    refused("it expired on 2020-01-31");
    publish(&desk, &[]);
    desk.run("ben", "study", &["pack", "update"]);
    // Signed by another key, then by none.
    let mallory = desk.key("mallory", "mallory");
    fs::remove_file(desk.path("site/index.minisig")).unwrap();
    let stripped = refused("has no signature now");
    assert!(stripped.contains(&key), "{stripped}");
    desk.fine(
        "mallory",
        ".",
        &["pack", "publish", "roads", "--to", "site", "--key", "keys/mallory.key"],
    );
    let told = refused("is signed by");
    assert!(told.contains(&key) && told.contains(&mallory), "{told}");
    desk.refused(
        "anna",
        ".",
        &["pack", "publish", "roads", "--to", "site", "--key", "keys/anna.key"],
        "use the same key",
    );
    // A file that the index does not name so.
    let list = desk.path("site/index/roads.jsonl");
    let text = fs::read_to_string(&list).unwrap();
    desk.study("other");
    let withdrawn = text.replace("\"yanked\":false", "\"yanked\":true ");
    assert_ne!(withdrawn, text);
    fs::write(&list, withdrawn).unwrap();
    desk.refused("eve", "other", &add, "is not the file that index.json names");
    fs::write(&list, text).unwrap();
    fs::write(desk.path("site/packs/roads-1.0.0.pack"), "x").unwrap();
    desk.refused("eve", "other", &add, "is not the file that index.json names");
    assert!(desk.stored("eve").is_empty());
    // Bytes that the signature is not over.
    let head = desk.path("site/index.json");
    let text = fs::read_to_string(&head).unwrap();
    fs::write(&head, text.replace("\"serial\": ", "\"serial\": 9")).unwrap();
    desk.refused("eve", "other", &add, "is not over the index.json");
    // Who heard why from the curator forgets what was seen.
    let site = desk.path("site").canonicalize().unwrap();
    let url = format!("file://{}", site.display());
    desk.fine("ben", "study", &["pack", "trust", "--forget", &url]);
    desk.refused("ben", "study", &["pack", "trust", "--forget", &url], "nothing was seen");
}

#[test]
fn an_index_without_the_network_is_told_how_to_get_it() {
    if cfg!(feature = "net") {
        return;
    }
    let desk = Desk::new();
    desk.study("study");
    desk.refused(
        "ben",
        "study",
        &["pack", "add", "https://packs.example.org"],
        "with the feature \"net\"",
    );
}
