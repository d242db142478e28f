//! Packs in memory, and where the shipped ones are.

use dateline::script::Limits;
use dateline::{Coder, Fault, Pack, PacksAndFaults};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The manifest of a pack that has none of its own.
const MANIFEST: &str = "name = \"p\"\nversion = \"0.1.0\"\n";

/// The folder of the shipped rules. These checks are compiled in two places: as a package of their own, and in a test.
pub fn rules_folder() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [here.join("rules"), here.join("../rules")];
    folders.into_iter().find(|folder| folder.is_dir()).expect("the project has rules")
}

/// A pack of `files` in the folder `p`. The manifest among them is used, if there is one. `base` is a pack that it may
/// stand on.
pub fn of(files: Vec<(String, String)>) -> Result<PacksAndFaults, dateline::PackError> {
    let base = [
        ("base/pack.toml", "name = \"base\"\nversion = \"0.1.0\"\n[kinds.truce]\n"),
        (
            "base/truce.rhai",
            "rule(\"truce/agreed\").kind(\"truce\").when(\"truce\" & stem(\"agree\"));\n",
        ),
        ("base/lexicons/arms.txt", "rifle*\nmortar\n"),
        ("p/pack.toml", MANIFEST),
    ];
    let base = base.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let own = files.into_iter().map(|(path, text)| (format!("p/{path}"), text));
    Pack::from_memory("p", base.into_iter().chain(own))
}

/// What scripts may use: less than in a run, so that an input that reaches a limit costs little.
fn limits() -> Limits {
    Limits {
        call_operations: 4_000,
        load_operations: 20_000,
        deadline: Duration::from_secs(5),
        ..Limits::default()
    }
}

/// Compiles `packs`; all faults can be shown.
pub fn coder(packs: &[Arc<Pack>], faults: &[Fault]) -> Coder {
    let (coder, more) = Coder::with_limits(packs, limits());
    for fault in faults.iter().chain(&more) {
        assert!(!fault.render(false).is_empty());
    }
    for notice in coder.notices() {
        assert!(!notice.render_to(true, 60).is_empty());
    }
    coder
}
