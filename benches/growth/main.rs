//! How the time of one article grows with its length: shapes of text that once took the square of it, coded by
//! `dateline run` with the shipped packs as whole processes. The time may grow as much as the text.

mod options;
mod shapes;

use options::{HELP, Options};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;
use std::{env, fs, io};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("growth: runs only under `cargo bench`");
        return ExitCode::SUCCESS;
    }
    let run = Options::read(arguments.into_iter().filter(|argument| argument != "--bench"));
    match run.and_then(|options| options.map_or(Ok(()), |options| table(&options))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("growth: {message}\n\n{HELP}");
            ExitCode::FAILURE
        }
    }
}

/// A cost that says nothing about growth, in seconds or millions of instructions.
const NOTHING: f64 = 0.05;

/// Measures and prints one line for each shape.
fn table(options: &Options) -> Result<(), String> {
    let bench = Bench::new(options)?;
    let unit = if options.instructions { "million instructions" } else { "seconds" };
    println!("{unit} without the {:.2} of the start, by bytes of one article;", bench.start);
    println!("in brackets: how many times that of the size before, of as many times the text");
    for shape in &options.shapes {
        let mut row = format!("{:22}", shape.name);
        let mut before: Option<(usize, f64)> = None;
        for &size in &options.sizes {
            let expected =
                before.map(|(less, cost): (usize, f64)| cost * size as f64 / less as f64);
            if !options.instructions && expected.is_some_and(|cost| cost > options.most) {
                row.push_str(&format!(" {size:>9}    left out"));
                break;
            }
            let failed = |error| format!("{}: {error}", shape.name);
            let cost = bench.cost(&shape.text(size)).map_err(failed)? - bench.start;
            let cost = cost.max(0.0);
            // What takes nearly nothing has no ratio.
            let times = before.filter(|before| before.1 > NOTHING).map(|(less, of_less)| {
                format!("({:.1} of {:.1})", cost / of_less, size as f64 / less as f64)
            });
            row.push_str(&format!(" {size:>9} {cost:9.2} {:14}", times.unwrap_or_default()));
            before = Some((size, cost));
        }
        println!("{}", row.trim_end());
    }
    Ok(())
}

/// What one run is measured with.
struct Bench {
    article: PathBuf,
    instructions: bool,
    /// What a run on an article of one sentence costs.
    start: f64,
}

impl Bench {
    fn new(options: &Options) -> Result<Bench, String> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("growth");
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let article = folder.join(format!("{}.txt", std::process::id()));
        let mut bench = Bench { article, instructions: options.instructions, start: 0.0 };
        // The first run may compile the packs and keep the result.
        bench.start = f64::INFINITY;
        for _ in 0..if options.instructions { 2 } else { 4 } {
            let cost = bench.cost("The army shelled Idlib.\n");
            bench.start = bench.start.min(cost.map_err(|error| error.to_string())?);
        }
        Ok(bench)
    }

    /// What the program takes for an article, in seconds or millions of instructions.
    fn cost(&self, text: &str) -> io::Result<f64> {
        fs::write(&self.article, text)?;
        let program = env!("CARGO_BIN_EXE_dateline");
        let mut command = match self.instructions {
            true => Command::new("valgrind"),
            false => Command::new(program),
        };
        if self.instructions {
            command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", program]);
        }
        command.args(["run", "--quiet", "--format", "jsonl", "--jobs", "1"]).arg(&self.article);
        let start = Instant::now();
        let output = command.stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
        let seconds = start.elapsed().as_secs_f64();
        if !output.status.success() {
            return Err(io::Error::other(format!("dateline ended with {}", output.status)));
        }
        if !self.instructions {
            return Ok(seconds);
        }
        let told = String::from_utf8_lossy(&output.stderr);
        let collected = told.lines().find_map(|line| line.split_once("Collected :"));
        let count = collected.and_then(|(_, count)| count.trim().parse::<f64>().ok());
        count.map(|count| count / 1e6).ok_or_else(|| io::Error::other("valgrind told no count"))
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.article);
    }
}
