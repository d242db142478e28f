//! Verbs of saying, and the stance they give to their content.

use crate::text::tokens::memo::Manner;

/// The manner of `word` as a cue, if it is one.
pub(crate) fn manner(word: &str) -> Option<Manner> {
    if SAY.binary_search(&word).is_ok() {
        return Some(Manner::Say);
    }
    Some(match word {
        "alleged" | "alleges" | "alleging" | "accused" | "accuses" | "accusing" | "accuse"
        | "blamed" | "blames" | "blaming" | "believe" | "believes" | "suspect" | "suspects"
        | "fear" | "fears" => Manner::Allege,
        "confirmed" | "confirms" | "confirm" | "confirming" | "acknowledged" | "acknowledges"
        | "acknowledging" | "admitted" | "admits" | "admitting" | "conceded" | "concedes"
        | "verified" | "verifies" => Manner::Confirm,
        "denied" | "denies" | "deny" | "denying" | "refuted" | "refutes" | "dismissed" => {
            Manner::Deny
        }
        _ => return None,
    })
}

/// Verbs of saying that state nothing about the truth; sorted.
#[rustfmt::skip]
const SAY: &[&str] = &[
    "add", "added", "adding", "adds", "announce", "announced", "announces", "announcing",
    "argued", "argues", "asserted", "asserts", "charged", "cited", "claim", "claimed", "claiming",
    "claims", "concluded", "continued", "counted", "counts", "declared", "declares", "describe",
    "described", "determined", "disclosed", "documented", "documents", "emphasised",
    "emphasized", "established", "estimate", "estimated", "estimates", "explained", "explains", "found", "indicated",
    "indicates", "informed", "insisted", "insists", "maintained", "mentioned", "noted", "notes",
    "noting", "pointed", "posted", "predicted", "put", "puts", "quoted", "quotes", "recalled", "recounted", "reiterated",
    "reiterates", "reiterating", "relates", "remarked", "report", "reported", "reporting",
    "reports", "revealed", "reveals", "said", "saw", "say", "saying", "says", "state", "stated",
    "states", "stating", "stressed", "stresses", "stressing", "suggested", "tell", "telling",
    "tells", "termed", "testified", "told", "tweeted", "tweets", "warned", "warning", "warns",
    "wrote",
];

/// Words that almost always mean saying: their subject is not the actor of the content. Compared with [`SAY`] it lacks
/// words that mean saying only beside a speaker ("continued", "report"), and adds words of another stance ("alleged",
/// "confirmed"). Sorted.
#[rustfmt::skip]
const UNAMBIGUOUS: &[&str] = &[
    "according", "added", "adds", "alleged", "alleges", "announced", "announces", "argued",
    "cited", "citing", "claimed", "claims", "confirmed", "confirms", "declared", "documented",
    "estimated", "estimates", "explained", "insisted", "insists", "noted", "quoted", "reported",
    "reports", "revealed", "said", "say", "saying", "says", "stated", "states", "tells",
    "testified", "told", "tweeted", "warned", "wrote",
];

/// Whether `word` means saying in any context.
pub(crate) fn is_unambiguous(word: &str) -> bool {
    UNAMBIGUOUS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_sorted() {
        assert!(SAY.is_sorted(), "{:?}", SAY.windows(2).find(|pair| pair[0] > pair[1]));
        assert!(UNAMBIGUOUS.is_sorted());
        assert_eq!(manner("said"), Some(Manner::Say));
        assert_eq!(manner("denied"), Some(Manner::Deny));
    }
}
