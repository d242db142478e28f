//! A part of a corpus, for runs that share it: on several machines, or one after the other. Parts are cut by bytes, so that each
//! knows without the others what is its own: a chunk belongs to the part in which its first byte lies. Parts follow each
//! other, so that their outputs, one after the other, are the output of a run over everything.

use super::format::FileKind;
use super::walk::{InputFile, InputSource};
use std::str::FromStr;

/// Which part of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its number, from 1.
    pub number: u64,
    /// How many there are.
    pub of: u64,
}

impl FromStr for Part {
    type Err = String;

    /// Reads `2/8`.
    fn from_str(text: &str) -> Result<Part, String> {
        let wrong = || {
            format!(
                "{text:?} is no part: write the number of this part, from 1, and how many there are, such as 2/8"
            )
        };
        let (number, of) = text.split_once('/').ok_or_else(wrong)?;
        let (Ok(number), Ok(of)) = (number.trim().parse(), of.trim().parse()) else {
            return Err(wrong());
        };
        match (1..=of).contains(&number) {
            true => Ok(Part { number, of }),
            false => Err(wrong()),
        }
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// Which bytes of a corpus are wanted, and how far its files were gone through.
#[derive(Debug)]
pub(super) struct PartCutter {
    /// The first byte that is wanted, and the first after it that is not.
    from: u64,
    to: u64,
    /// Where the current file begins, and where the next one does.
    begin: u64,
    next: u64,
    /// Bytes of the current file that were cut.
    cut: u64,
    /// Whether the current file is not cut: all of it belongs to one part.
    is_whole: bool,
}

impl PartCutter {
    /// The bytes of `part` of so many.
    pub fn new(part: Part, bytes: u64) -> PartCutter {
        let share = |number: u64| {
            let share = u128::from(bytes) * u128::from(number) / u128::from(part.of);
            u64::try_from(share).unwrap_or(u64::MAX)
        };
        // Files may have grown since they were counted.
        let to = if part.number == part.of { u64::MAX } else { share(part.number) };
        let from = share(part.number - 1);
        PartCutter { from, to, begin: 0, next: 0, cut: 0, is_whole: false }
    }

    /// Goes on to a file; returns whether something in it may be wanted.
    pub fn enter(&mut self, item: &InputFile) -> bool {
        // The members of an archive go with it.
        if matches!(item.source, InputSource::Member(..)) {
            return self.owns_file();
        }
        self.begin = self.next;
        self.next += item.size.unwrap_or(0);
        (self.cut, self.is_whole) = (0, item.kind == FileKind::Zip);
        match self.is_whole {
            true => self.owns_file(),
            false => self.owns_file() || (self.begin < self.from && self.from < self.next),
        }
    }

    /// Whether the current file, taken as a whole, is wanted.
    pub fn owns_file(&self) -> bool {
        self.owns(self.begin)
    }

    /// From now on all of the current file belongs to one part.
    pub fn take_whole(&mut self) {
        self.is_whole = true;
    }

    /// Goes on by a chunk of so many bytes of the current file; returns whether it is wanted.
    pub fn advance(&mut self, bytes: u64) -> bool {
        if self.is_whole {
            return self.owns_file();
        }
        let at = (self.begin + self.cut).min(self.next.saturating_sub(1).max(self.begin));
        self.cut += bytes;
        self.owns(at)
    }

    /// Whether nothing more of the current file is wanted.
    pub fn is_past(&self) -> bool {
        !self.is_whole && self.begin + self.cut >= self.to
    }

    fn owns(&self, at: u64) -> bool {
        (self.from..self.to).contains(&at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Chunks, ReadOptions, embedded, open};
    use proptest::prelude::*;
    use std::path::PathBuf;

    /// The ids and texts of the articles.
    fn articles(chunks: Chunks) -> Vec<(String, String)> {
        let options = ReadOptions::default();
        let mut found = Vec::new();
        for chunk in chunks {
            let chunk = chunk.unwrap();
            found.extend(chunk.articles(&options).map(|article| {
                let article = article.unwrap();
                (article.id, article.text)
            }));
        }
        found
    }

    fn parts(open: impl Fn() -> Chunks, of: u64) -> Vec<(String, String)> {
        let each = (1..=of).map(|number| open().part(Part { number, of }).unwrap());
        each.flat_map(articles).collect()
    }

    #[test]
    fn parts_are_read_by_their_numbers() {
        assert_eq!("2/8".parse(), Ok(Part { number: 2, of: 8 }));
        assert_eq!("8/8".parse::<Part>().unwrap().to_string(), "8/8");
        for odd in ["0/8", "9/8", "1", "1/0", "a/b", "-1/2", ""] {
            assert!(odd.parse::<Part>().unwrap_err().contains("such as 2/8"), "{odd}");
        }
    }

    #[test]
    fn parts_of_files_of_many_sorts_are_the_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let lines = |from: usize, to: usize| -> String {
            let line = |at| {
                format!("{{\"id\": \"l{at}\", \"text\": \"{}\"}}\n", "Calm. ".repeat(at % 90 + 40))
            };
            (from..to).map(line).collect()
        };
        std::fs::write(path("a.jsonl"), lines(0, 9_000)).unwrap();
        std::fs::write(
            path("c.jsonl.zst"),
            zstd::encode_all(lines(9_000, 20_000).as_bytes(), 1).unwrap(),
        )
        .unwrap();
        for at in 0..40 {
            std::fs::write(path(&format!("b{at:02}.txt")), format!("A truce held {at}.\n"))
                .unwrap();
        }
        let mut packed = zip::ZipWriter::new(std::fs::File::create(path("d.zip")).unwrap());
        for name in ["x.txt", "y.txt"] {
            packed.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut packed, b"Shells fell.\n").unwrap();
        }
        packed.finish().unwrap();
        let all = || open(&[PathBuf::from(folder.path())], &ReadOptions::default());
        let whole = articles(all());
        assert_eq!(whole.len(), 20_042);
        for of in [1, 2, 3, 7, 50] {
            assert!(parts(all, of) == whole, "{of} parts");
        }
        let shares: Vec<usize> = (1..=4)
            .map(|number| articles(all().part(Part { number, of: 4 }).unwrap()).len())
            .collect();
        assert!(shares.iter().all(|&share| share > 1_000), "{shares:?}");
    }

    #[test]
    fn standard_input_has_no_parts() {
        let chunks = open(&[PathBuf::from("-")], &ReadOptions::default());
        let error = chunks.part(Part { number: 1, of: 2 }).err().unwrap();
        assert!(error.to_string().contains("standard input has no parts"), "{error}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn each_article_is_in_one_part(sizes in prop::collection::vec(1_usize..3_000_000, 1..6), of in 1_u64..12) {
            let files = || {
                let each = sizes.iter().enumerate().map(|(number, size)| {
                    let line = |at| format!("{{\"id\": \"{number}-{at}\", \"text\": \"Calm.\"}}\n{}\n", " ".repeat(5_000));
                    let text: String = (0..size / 5_000 + 1).map(line).collect();
                    (format!("{number}.jsonl"), text.into_bytes().into())
                });
                embedded(each.collect(), &ReadOptions::default())
            };
            prop_assert!(parts(files, of) == articles(files()));
        }
    }
}
