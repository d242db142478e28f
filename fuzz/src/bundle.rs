//! Several files written as one text, so that a fuzzer can make packs: a line `=== PATH` begins a file.

/// The files of `text`, by path; what comes before the first such line is the file `first`.
pub fn files(text: &str, first: &str) -> Vec<(String, String)> {
    let mut files = vec![(first.to_owned(), String::new())];
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix("=== "), files.last_mut()) {
            (Some(path), _) => files.push((path.trim_end().to_owned(), String::new())),
            (None, Some((_, inside))) => inside.push_str(line),
            (None, None) => {}
        }
    }
    files
}
