//! The words that bound a number: "at least", "up to", "some", "or more".

use crate::event::Bound;
use crate::text::tokens::token_window::TokenWindow;

/// The bound before a number at `at`, and where its words start; looks back no further than `floor`.
pub(crate) fn bound_before(run: &TokenWindow, at: usize, floor: usize) -> (usize, Option<Bound>) {
    if let Some(bound) = sign_before(run, at) {
        return (at, Some(bound));
    }
    if at > floor
        && matches!(run.before(at, 1), "c" | "ca" | "approx" | "est")
        && run.gap(at - 1).trim_end() == "."
    {
        return (at - 1, Some(Bound::About)); // "c. 12"
    }
    let mut start = at;
    while start > floor
        && matches!(
            run.before(start, 1),
            "another" | "further" | "additional" | "a" | "an" | "the" | "other"
        )
        && run.is_joined(start - 1)
    {
        start -= 1;
    }
    for from in [start, at] {
        for (words, bound) in BOUNDS {
            let begin = from.wrapping_sub(words.len());
            if run.has_before(from, words) && begin >= floor && run.is_joined(from - 1) {
                let begin = if matches!(run.before(begin, 1), "an" | "the")
                    && begin > floor
                    && *bound == Bound::About
                {
                    begin - 1
                } else {
                    begin
                };
                return (begin, Some(*bound));
            }
        }
    }
    if start < at && run.word(start) != "a" && run.word(start) != "an" && run.word(start) != "the" {
        return (start, None); // "another four"
    }
    (at, None)
}

/// The bound that a sign right before a number gives: "~12", ">100".
fn sign_before(run: &TokenWindow, at: usize) -> Option<Bound> {
    match run.gap_before(at).trim_end().chars().next_back()? {
        '~' | '≈' | '∼' | '±' => Some(Bound::About),
        '>' | '≥' => Some(Bound::AtLeast),
        '<' | '≤' => Some(Bound::UpTo),
        _ => None,
    }
}

/// Longer phrases first: "no more than" is not "more than".
const BOUNDS: &[(&[&str], Bound)] = &[
    (&["no", "fewer", "than"], Bound::AtLeast),
    (&["no", "less", "than"], Bound::AtLeast),
    (&["not", "less", "than"], Bound::AtLeast),
    (&["not", "fewer", "than"], Bound::AtLeast),
    (&["a", "minimum", "of"], Bound::AtLeast),
    (&["in", "excess", "of"], Bound::AtLeast),
    (&["no", "more", "than"], Bound::UpTo),
    (&["not", "more", "than"], Bound::UpTo),
    (&["a", "maximum", "of"], Bound::UpTo),
    (&["as", "many", "as"], Bound::UpTo),
    (&["as", "much", "as"], Bound::UpTo),
    (&["at", "the", "least"], Bound::AtLeast),
    (&["at", "least"], Bound::AtLeast),
    (&["atleast"], Bound::AtLeast),
    (&["more", "than"], Bound::AtLeast),
    (&["greater", "than"], Bound::AtLeast),
    (&["upwards", "of"], Bound::AtLeast),
    (&["upward", "of"], Bound::AtLeast),
    (&["well", "over"], Bound::AtLeast),
    (&["over"], Bound::AtLeast),
    (&["exceeding"], Bound::AtLeast),
    (&["exceeded"], Bound::AtLeast),
    (&["up", "to"], Bound::UpTo),
    (&["at", "most"], Bound::UpTo),
    (&["fewer", "than"], Bound::UpTo),
    (&["less", "than"], Bound::UpTo),
    (&["under"], Bound::UpTo),
    (&["close", "to"], Bound::About),
    (&["estimates", "that"], Bound::About),
    (&["estimated"], Bound::About),
    (&["estimates"], Bound::About),
    (&["estimate"], Bound::About),
    (&["about"], Bound::About),
    (&["around"], Bound::About),
    (&["some"], Bound::About),
    (&["roughly"], Bound::About),
    (&["approximately"], Bound::About),
    (&["nearly"], Bound::About),
    (&["almost"], Bound::About),
    (&["circa"], Bound::About),
    (&["ca"], Bound::About),
    (&["approx"], Bound::About),
    (&["just", "under"], Bound::About),
    (&["somewhere", "around"], Bound::About),
    (&["between"], Bound::AtLeast),
];

/// The bound stated after a number that ends at `end` ("100 or more", "100+"), else `bound`; and the new end.
pub(super) fn bound_after(
    run: &TokenWindow,
    end: usize,
    bound: Option<Bound>,
) -> (usize, Option<Bound>) {
    if bound.is_some() {
        let odd = matches!(run.word(end), "odd" | "ish");
        return (end + usize::from(odd), bound); // "some 30-odd"
    }
    if run.gap(end - 1).starts_with('+') {
        return (end, Some(Bound::AtLeast));
    }
    match (run.word(end), run.word(end + 1)) {
        ("or", "more") => (end + 2, Some(Bound::AtLeast)),
        ("or", "so") => (end + 2, Some(Bound::About)),
        ("odd" | "ish", _) => (end + 1, Some(Bound::About)),
        ("plus", _) if run.is_hyphened(end - 1) => (end + 1, Some(Bound::AtLeast)),
        _ => (end, None),
    }
}
