//! How the time of one article grows with its length: shapes of text that once took the square of it, in articles of
//! 0.1, 1 and 10 MB, coded by `dateline run` with the shipped packs as whole processes. The time may grow as much as the
//! text: ten times a step. `SIZES=100000,1000000` chooses other sizes, in bytes; `SHAPES=lines,quotes` some shapes.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;
use std::{env, fs};

/// A shape of text: its name, and a piece of it by number.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: &[Shape] = &[
    ("lines", |_| "Air strikes hit X\n".to_owned()),
    ("tolls", |n| format!("Shelling by the army killed {} people in Idlib.\n\n", n % 50 + 2)),
    ("quotations", |_| "“The army shelled Idlib,” he said. ".to_owned()),
    ("unclosed quotations", |_| "He said “the army shelled Idlib. ".to_owned()),
    ("straight quotations", |_| "\"The army shelled Idlib. ".to_owned()),
    ("brackets", |_| "The army (shelled (Idlib ".to_owned()),
    ("names", |_| "President Assad and Minister Walid Muallem met Abu Omar. ".to_owned()),
    ("different names", |n| format!("Mr Abu{n} shelled Town{n}. ")),
    ("numbers", |_| "Some 12 people and 13 others were killed. ".to_owned()),
    ("dates", |_| "On 3 March the army shelled Idlib. ".to_owned()),
    ("a day earlier", |_| "The army shelled Idlib a day earlier. ".to_owned()),
    ("denials", |_| "The army denied shelling Idlib. The army shelled Idlib. ".to_owned()),
    ("one sentence", |_| "the army shelled Idlib and ".to_owned()),
    ("one word", |_| "abcdefghijklmnopqrstuvwxyz".to_owned()),
    ("capitals", |_| "THE ARMY SHELLED IDLIB\n".to_owned()),
    ("datelines", |_| "BEIRUT (Reuters) - The army shelled Idlib.\n\n".to_owned()),
    ("live blog", |n| format!("{:02}:{:02}\n\nThe army shelled Idlib.\n", n / 60 % 24, n % 60)),
    ("posts", |_| "The army shelled Idlib.\n— Wire (@wire) March 3, 2015\n".to_owned()),
    ("soft hyphens", |_| "The army shel\u{ad}led Id\u{ad}lib. ".to_owned()),
    ("references", |_| "The army&#8217;s guns shelled Idlib. ".to_owned()),
];

fn main() -> ExitCode {
    if !env::args().any(|argument| argument == "--bench") {
        println!("growth: runs only under `cargo bench`");
        return ExitCode::SUCCESS;
    }
    let sizes: Vec<usize> = match env::var("SIZES") {
        Ok(sizes) => sizes.split(',').filter_map(|size| size.trim().parse().ok()).collect(),
        Err(_) => vec![100_000, 1_000_000, 10_000_000],
    };
    let wanted = env::var("SHAPES").unwrap_or_default();
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("growth");
    println!("seconds by bytes of one article, and how many times as long as the size before");
    for (name, piece) in SHAPES {
        if !wanted.is_empty() && !wanted.split(',').any(|shape| shape == *name) {
            continue;
        }
        let mut row = format!("{name:22}");
        let mut before = None;
        for &size in &sizes {
            match seconds(&scratch, *piece, size) {
                Ok(seconds) => {
                    let times =
                        before.map_or(String::new(), |before| format!("x{:.1}", seconds / before));
                    row.push_str(&format!(" {size:>9} {seconds:8.2} s {times:6}"));
                    before = Some(seconds);
                }
                Err(error) => {
                    eprintln!("growth: {name}: {error}");
                    return ExitCode::FAILURE;
                }
            }
        }
        println!("{row}");
    }
    ExitCode::SUCCESS
}

/// The time that the program takes for an article of `size` bytes.
fn seconds(scratch: &Path, piece: fn(usize) -> String, size: usize) -> std::io::Result<f64> {
    fs::create_dir_all(scratch)?;
    let mut text = String::with_capacity(size + 100);
    for number in 0.. {
        text.push_str(&piece(number));
        if text.len() >= size {
            break;
        }
    }
    let path = scratch.join("article.txt");
    fs::write(&path, text)?;
    let mut program = Command::new(env!("CARGO_BIN_EXE_dateline"));
    program.args(["run", "--quiet", "--format", "jsonl"]).arg(&path).stdout(Stdio::null());
    let start = Instant::now();
    let status = program.status()?;
    match status.success() {
        true => Ok(start.elapsed().as_secs_f64()),
        false => Err(std::io::Error::other(format!("dateline ended with {status}"))),
    }
}
