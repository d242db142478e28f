//! Hits: which rules have an event in which article, `ARTICLE<TAB>RULE` a line. A rule is called until its first event
//! and nothing is filled in, so this is what benchmarks and first sketches use; not made of events, it is no `Sink`.

/// Writes lines of article and rule ids.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hits;

impl Hits {
    /// Writes one line for each of `rules`, in their order. Tabs and line breaks in an id become spaces, so that a
    /// line is always two fields.
    pub fn article<'a>(
        &self,
        article: &str,
        rules: impl IntoIterator<Item = &'a str>,
        out: &mut Vec<u8>,
    ) {
        for rule in rules {
            field(article, out);
            out.push(b'\t');
            field(rule, out);
            out.push(b'\n');
        }
    }
}

fn field(text: &str, out: &mut Vec<u8>) {
    out.extend(text.bytes().map(|byte| if byte.is_ascii_control() { b' ' } else { byte }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_two_fields() {
        let mut out = Vec::new();
        Hits.article("a\tb\n", ["aid/sent", "siege"], &mut out);
        assert_eq!(out, b"a b \taid/sent\na b \tsiege\n");
    }
}
