//! The report of tests as JUnit XML, which services for continuous integration read: a suite for each group of tests of
//! a pack, and one for its faults.

use super::TestedPack;
use dateline::check::test_case::{Suite, TestCase};
use std::fmt::Write;

/// The whole document.
pub fn report(tested: &[TestedPack]) -> String {
    let mut suites = String::new();
    let (mut tests, mut failures) = (0, 0);
    for one in tested {
        for &suite in Suite::ALL {
            let cases: Vec<&TestCase> =
                one.test.cases.iter().filter(|case| case.suite == suite).collect();
            if !cases.is_empty() {
                let failed = cases.iter().filter(|case| case.has_failed()).count();
                (tests, failures) = (tests + cases.len(), failures + failed);
                open(&mut suites, &format!("{}.{suite}", one.test.pack), cases.len(), failed);
                cases.iter().for_each(|case| write_case(&mut suites, &one.test.pack, case));
                suites.push_str("  </testsuite>\n");
            }
        }
        let faults: Vec<String> = one.faults.iter().map(|fault| fault.render(false)).collect();
        if !faults.is_empty() {
            (tests, failures) = (tests + faults.len(), failures + faults.len());
            let name = format!("{}.faults", one.test.pack);
            open(&mut suites, &name, faults.len(), faults.len());
            for (number, fault) in (1..).zip(&faults) {
                let class = escaped(&name);
                let _ = writeln!(
                    suites,
                    "    <testcase classname=\"{class}\" name=\"fault {number}\">"
                );
                write_failure(&mut suites, fault);
                suites.push_str("    </testcase>\n");
            }
            suites.push_str("  </testsuite>\n");
        }
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"dateline test\" tests=\"{tests}\" failures=\"{failures}\">\n{suites}</testsuites>\n"
    )
}

fn open(text: &mut String, name: &str, tests: usize, failures: usize) {
    let name = escaped(name);
    let _ =
        writeln!(text, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\">");
}

fn write_case(text: &mut String, pack: &str, case: &TestCase) {
    let class = escaped(&format!("{pack}.{}", case.suite));
    let _ = write!(text, "    <testcase classname=\"{class}\" name=\"{}\"", escaped(&case.name));
    if let Some(file) = &case.file {
        let _ = write!(text, " file=\"{}\"", escaped(file));
    }
    if let Some(line) = case.line {
        let _ = write!(text, " line=\"{line}\"");
    }
    if !case.has_failed() {
        text.push_str("/>\n");
        return;
    }
    text.push_str(">\n");
    write_failure(text, &case.failure.join("\n"));
    text.push_str("    </testcase>\n");
}

fn write_failure(text: &mut String, why: &str) {
    let first = why.lines().next().unwrap_or_default();
    let _ =
        writeln!(text, "      <failure message=\"{}\">{}</failure>", escaped(first), escaped(why));
}

/// Text for XML: what XML 1.0 does not allow, control characters above all, becomes U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push('\u{fffd}')
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn markup_and_control_characters_are_escaped() {
        assert_eq!(
            escaped("a<b> & \"c\"\n\u{1b}[31m\u{0}"),
            "a&lt;b&gt; &amp; &quot;c&quot;&#10;\u{fffd}[31m\u{fffd}"
        );
    }
}
