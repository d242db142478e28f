//! The page about sharing is true: its commands run, in the folders that they name, by people with homes of their own;
//! they print what the page says. `…` stands for anything.

use crate::desk::{Desk, ran};
use crate::server::Server;
use std::fs;

const PAGE: &str = "docs/src/sharing.md";
const INDEX: &str = "https://packs.example.org";
const REPOSITORY: &str = "https://git.example.org/anna/roads.git";

/// A block of the page: the words after its fence, and its lines.
struct Block {
    head: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let parts = page.split("\n```");
    // Every second part is inside a block.
    let inside = parts.skip(1).step_by(2).filter_map(|part| part.split_once('\n'));
    inside.map(|(head, text)| Block { head: head.to_owned(), text: format!("{text}\n") }).collect()
}

/// Whether `found` is `wanted`, in which `…` stands for anything.
fn fits(wanted: &str, found: &str) -> bool {
    let mut parts = wanted.split('…');
    let Some(mut rest) = found.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut is_open = false;
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
        is_open = part.trim_end().is_empty();
    }
    rest.is_empty() || is_open
}

#[test]
#[cfg(all(feature = "net", unix))]
fn the_page_about_sharing_is_true() {
    let page = fs::read_to_string(crate::common::project(PAGE)).expect("the page");
    let desk = Desk::new();
    fs::remove_file(desk.path("articles/a.txt")).expect("the article");
    fs::create_dir_all(desk.path("anna/site")).expect("a folder");
    let server = Server::start(&desk.path("anna/site"));
    desk.git("repository", &["init", "--quiet", "--bare"]);
    let repository = format!("file://{}", desk.path("repository").display());
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_dateline"));
    let folder = binary.parent().expect("its folder").to_str().expect("a UTF-8 path").to_owned();
    let search = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    let mut key = String::new();
    let mut count = 0;
    for block in blocks(&page) {
        let Some((kind, place)) = block.head.split_once(' ') else { continue };
        if kind != "console" {
            desk.shelf.put(place, &block.text);
            continue;
        }
        let who = place.split('/').next().unwrap_or_default();
        for command in block.text.split("$ ").skip(1) {
            let (line, wanted) = command.split_once('\n').unwrap_or((command, ""));
            let typed = line
                .replace("RWKEY", &key)
                .replace(REPOSITORY, &repository)
                .replace(INDEX, &server.url);
            let ran = ran(desk.command("sh", who, place).args(["-c", &typed]).env("PATH", &search));
            // A comparison that finds differences ends in 1.
            let may_differ = line.starts_with("dateline diff ") && ran.code == 1;
            assert!(ran.code == 0 || may_differ, "{line}: {}{}", ran.out, ran.err);
            let wanted = wanted.replace(INDEX, &server.url);
            assert!(
                fits(&wanted, &ran.out),
                "{line} prints\n{}\nand the page says\n{wanted}",
                ran.out
            );
            if line.contains("keygen") {
                key = ran.out.lines().last().unwrap_or_default().to_owned();
            }
            count += 1;
        }
    }
    assert!(count >= 25, "only {count} commands");
    // The last comparison shows the ferry that the overlay takes away.
    let diff = desk.run(
        "ben",
        "ben/study",
        &["diff", "HEAD", ".", "--on", "../../articles", "--format", "json"],
    );
    let report: serde_json::Value = serde_json::from_str(&diff.out).expect("a report");
    assert_eq!(report["total"]["went"], 1, "{report}");
    // What came over HTTP and what lies in the repository are one pack.
    desk.shelf.put("ben/other/pack.toml", "name = \"other\"\nversion = \"0.1.0\"\n");
    let added = desk.fine(
        "ben",
        "ben/other",
        &["pack", "add", &format!("git+{repository}"), "--as", "roads"],
    );
    let lock = fs::read_to_string(desk.path("ben/checkout/dateline.lock")).expect("a lock");
    let tree = added.lines().find_map(|line| line.trim().strip_prefix("tree ")).expect("a tree");
    assert!(lock.contains(tree), "{lock}");
}

#[test]
fn wildcards_stand_for_anything() {
    assert!(
        fits("a … c\n", "a b b c\n") && fits("…\n", "") == fits("…\n", "x") || fits("…\n", "x\n")
    );
    assert!(!fits("a … c\n", "a b\n") && !fits("a\n", "a\nb\n") && fits("", ""));
}
