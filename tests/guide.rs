//! Tests the rules in the documentation: each block of Rhai in `README.md` and in the pages of `docs/src` loads
//! without a fault as a separate pack, and its examples pass. Blocks with a path after their language (` ```csv
//! gazetteers/x.csv `) are files that all these packs have.

use dateline::check::examples::examine;
use dateline::coder::Coder;
use dateline::pack::{self, Store};
use dateline::script::reference;
use dateline::script::reference::CallForm;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

type Files = BTreeMap<String, Cow<'static, [u8]>>;

/// A fenced block: the page and line it opens on, its language, the path behind that, its text.
#[derive(Clone)]
struct Block {
    place: String,
    language: String,
    path: String,
    text: String,
}

const GUIDE: &str = "docs/src/rules.md";

/// The fenced blocks of all pages.
fn all_blocks() -> Vec<Block> {
    let mut pages = vec!["README.md".to_owned()];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src");
    for entry in fs::read_dir(folder).expect("the pages can be listed") {
        let name = entry.expect("a page").file_name().into_string().expect("a UTF-8 name");
        if name.ends_with(".md") {
            pages.push(format!("docs/src/{name}"));
        }
    }
    pages.sort();
    pages.iter().flat_map(|page| blocks(page)).collect()
}

/// The fenced blocks of a page of the project.
fn blocks(page: &str) -> Vec<Block> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = fs::read_to_string(path).expect("the page can be read");
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for (at, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(head), None) => {
                let (language, path) = head.split_once(' ').unwrap_or((head, ""));
                let (language, path) = (language.to_owned(), path.to_owned());
                let place = format!("{page}:{}", at + 1);
                open = Some(Block { place, language, path, text: String::new() });
            }
            (None, Some(block)) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block of {page} is never closed");
    found
}

fn manifest(name: &str, depends: &str) -> Cow<'static, [u8]> {
    Cow::Owned(format!("name = \"{name}\"\nversion = \"0.1.0\"\n{depends}\n").into_bytes())
}

/// The gazetteers of the shipped packs as a pack without rules, so that only a block's own rules are tested.
fn names() -> Files {
    let mut files = Files::from([("names/pack.toml".to_owned(), manifest("names", ""))]);
    for pack in ["conflict", "syria"] {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(pack).join("gazetteers");
        for table in ["actors", "places", "roles", "states", "weapons"] {
            if let Ok(text) = fs::read(folder.join(format!("{table}.csv"))) {
                files.insert(format!("names/gazetteers/{pack}-{table}.csv"), Cow::Owned(text));
            }
        }
    }
    files
}

/// What is wrong with a rule file, in a pack with `files`: faults and failed examples.
fn wrong(files: &Files, rules: &Block) -> Vec<String> {
    let mut files = files.clone();
    files.insert("guide/block.rhai".to_owned(), Cow::Owned(rules.text.clone().into_bytes()));
    let (packs, mut faults) = pack::load(&Store::Memory(files), "guide").expect("the pack loads");
    let (coder, found) = Coder::new(&packs);
    faults.extend(found);
    let examined = examine(&coder, None);
    faults.extend(examined.faults);
    let mut told: Vec<String> = faults.iter().map(|fault| fault.render(false)).collect();
    if examined.rules == 0 || examined.examples == 0 {
        told.push("the block has no rule or no example".to_owned());
    }
    told.extend(examined.failures.iter().map(|failure| format!("{failure:?}")));
    told.iter().map(|what| format!("{}: {what}", rules.place)).collect()
}

#[test]
fn every_block_of_rules_works() {
    let blocks = all_blocks();
    let mut files = names();
    files.insert("guide/pack.toml".to_owned(), manifest("guide", "depends = [\"../names\"]"));
    let beside = |block: &&Block| {
        ["lib/", "lexicons/", "gazetteers/"].iter().any(|folder| block.path.starts_with(folder))
    };
    for block in blocks.iter().filter(beside) {
        files.insert(format!("guide/{}", block.path), Cow::Owned(block.text.clone().into_bytes()));
    }
    let rules: Vec<&Block> =
        blocks.iter().filter(|block| block.language == "rhai" && block.path.is_empty()).collect();
    assert!(rules.len() > 10, "the guide has lost its rules: {}", rules.len());
    // Rules run on a stack as large as a worker's.
    let check = move || rules.iter().flat_map(|rules| wrong(&files, rules)).collect::<Vec<_>>();
    let wrong = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(8 << 20);
        thread.spawn_scoped(scope, check).expect("a thread starts").join().expect("no panic")
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_manifest_of_the_guide_loads() {
    let blocks = all_blocks();
    let manifests: Vec<_> = blocks.iter().filter(|block| block.language == "toml").collect();
    assert!(!manifests.is_empty());
    for block in manifests {
        // A block may show only one table of a manifest.
        let whole = block.text.lines().any(|line| line.starts_with("name = "));
        let opening = if whole { "" } else { "name = \"part\"\nversion = \"0.1.0\"\n" };
        let read = pack::Manifest::parse(&format!("{opening}{}", block.text));
        assert!(read.is_ok(), "{}: {read:?}", block.place);
    }
}

#[test]
fn the_guide_and_the_reference_name_the_same_functions() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(GUIDE);
    let guide = fs::read_to_string(path).expect("the guide can be read");
    // The functions by which Rhai prints a value; nobody calls them.
    let written = |name: &str| name == "to_string" || name == "to_debug";
    for entry in reference().of_rules().filter(|entry| !written(&entry.name)) {
        let call = match entry.form {
            CallForm::Method => format!(".{}(", entry.name),
            CallForm::Function => format!("{}(", entry.name),
            CallForm::Operator => format!("`{}`", entry.name),
        };
        let plus = entry.name == "+" && guide.contains("`+` with text");
        assert!(guide.contains(&call) || plus, "the guide does not tell of {}", entry.full_name());
    }
    let methods = reference().methods("Match");
    for (at, _) in guide.match_indices("`m.") {
        let name: String =
            guide[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let known = methods.iter().any(|method| method.name == name);
        assert!(known, "the guide tells of m.{name}, which is no method");
    }
}
