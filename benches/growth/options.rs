//! What the bench is asked to measure.

use crate::shapes::{SHAPES, Shape};

pub const HELP: &str = "cargo bench --bench growth -- [OPTIONS] [SHAPE]...
  SHAPE                a shape, or a part of its name; all where none is named
  --sizes BYTES,...    the sizes of the article [default: 50000,100000,200000]
  --most SECONDS       leave out a size that will take longer [default: 30]
  --instructions       count instructions with valgrind and not time: for a busy machine; slow
  --list               print the names of the shapes";

/// What to measure.
pub struct Options {
    pub shapes: Vec<&'static Shape>,
    /// In bytes, growing.
    pub sizes: Vec<usize>,
    /// In seconds.
    pub most: f64,
    pub instructions: bool,
}

impl Options {
    /// From the arguments; `None` where there is nothing to measure.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
        let mut options = Options {
            shapes: Vec::new(),
            sizes: vec![50_000, 100_000, 200_000],
            most: 30.0,
            instructions: false,
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} has no value"));
            let wrong = |value: &str| format!("{argument}: \"{value}\" is no number");
            match argument.as_str() {
                "--sizes" => {
                    let value = value()?;
                    let sizes =
                        value.split(',').map(|size| size.trim().parse().map_err(|_| wrong(size)));
                    options.sizes = sizes.collect::<Result<_, _>>()?;
                    options.sizes.sort_unstable();
                }
                "--most" => {
                    let value = value()?;
                    options.most = value.parse().map_err(|_| wrong(&value))?;
                }
                "--instructions" => options.instructions = true,
                "--help" | "-h" => {
                    println!("{HELP}");
                    return Ok(None);
                }
                "--list" => {
                    SHAPES.iter().for_each(|shape| println!("{}", shape.name));
                    return Ok(None);
                }
                name => {
                    let before = options.shapes.len();
                    options.shapes.extend(SHAPES.iter().filter(|shape| shape.name.contains(name)));
                    if options.shapes.len() == before {
                        return Err(format!("no shape is named \"{name}\""));
                    }
                }
            }
        }
        if options.shapes.is_empty() {
            options.shapes = SHAPES.iter().collect();
        }
        Ok(Some(options))
    }
}
