//! Hits: which rules have an event in which article, one `ARTICLE<TAB>RULE` per line. A rule is called until its first
//! event and no attribute is filled in, so this is for benchmarks and quick checks; it does not take events and so is
//! no `Sink`.

/// Writes lines of article and rule ids.
#[derive(Clone, Copy, Debug, Default)]
pub struct HitsSink;

impl HitsSink {
    /// Writes one line for each of `rules`, in their order. Tabs and line breaks in an id become spaces, so that a line
    /// always has two fields.
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
        HitsSink.article("a\tb\n", ["aid/sent", "siege"], &mut out);
        assert_eq!(out, b"a b \taid/sent\na b \tsiege\n");
    }
}
