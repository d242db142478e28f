//! PLOVER: its events, their modes, quad codes and scale, and the contexts. Facts taken from the PLOVER 2.0 tables of
//! events, modes, contexts and scores (Open Event Data Alliance, CC BY-SA 4.0). The tables' score of +3 for a bare
//! ACCUSE is a misprint and left out; PROTEST/vandalize has none there. `pack` and `script` check that a code exists,
//! `sink::plover` writes it.

use super::unknown::UnknownCode;

/// One of PLOVER's event categories.
#[derive(Debug)]
pub struct PloverEvent {
    /// Its name, in capitals.
    pub name: &'static str,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub quad: u8,
    /// Whether the manual requires a recipient.
    pub requires_recipient: bool,
    /// The value on PLOVER's scale where no mode is given.
    scale: Option<f64>,
    modes: &'static [(&'static str, Option<f64>)],
}

/// A code as packs write it: `EVENT`, `EVENT/mode`, each also with contexts: `ASSAULT/unconventional + cbrn`.
#[derive(Clone, Debug)]
pub struct PloverCode {
    /// The event.
    pub event: &'static PloverEvent,
    /// The mode.
    pub mode: Option<&'static str>,
    /// The contexts, as written.
    pub contexts: Vec<&'static str>,
    /// PLOVER's scale from -10 (conflict) to 10 (cooperation), where its table has one.
    pub scale: Option<f64>,
}

impl PloverCode {
    /// Parses a code.
    pub fn parse(code: &str) -> Result<PloverCode, UnknownCode> {
        let mut parts = code.split('+').map(str::trim);
        let (event, mode) = match parts.next().unwrap_or_default().split_once('/') {
            Some((event, mode)) => (event.trim(), Some(mode.trim())),
            None => (code.split('+').next().unwrap_or_default().trim(), None),
        };
        let event = EVENTS.iter().find(|known| known.name == event).ok_or_else(|| {
            let names = EVENTS.iter().map(|event| event.name).collect::<Vec<_>>().join(", ");
            UnknownCode::of("PLOVER event", event, &format!("its events: {names}"))
        })?;
        let contexts = parts.map(context).collect::<Result<Vec<_>, _>>()?;
        let Some(mode) = mode else {
            return Ok(PloverCode { event, mode: None, contexts, scale: event.scale });
        };
        let (mode, scale) =
            event.modes.iter().find(|(known, _)| *known == mode).ok_or_else(|| {
                let modes =
                    event.modes.iter().map(|(mode, _)| *mode).collect::<Vec<_>>().join(", ");
                let help = match modes.as_str() {
                    "" => format!("{} has no modes", event.name),
                    _ => format!("modes of {}: {modes}", event.name),
                };
                UnknownCode::of("PLOVER mode", &format!("{}/{mode}", event.name), &help)
            })?;
        Ok(PloverCode { event, mode: Some(mode), contexts, scale: *scale })
    }
}

fn context(word: &str) -> Result<&'static str, UnknownCode> {
    CONTEXTS
        .split(' ')
        .find(|known| *known == word)
        .ok_or_else(|| UnknownCode::of("PLOVER context", word, &format!("contexts: {CONTEXTS}")))
}

#[rustfmt::skip]
const EVENTS: &[PloverEvent] = &[
    PloverEvent { name: "AGREE", quad: 1, requires_recipient: false, scale: Some(2.5), modes: &[] },
    PloverEvent { name: "CONSULT", quad: 1, requires_recipient: false, scale: Some(2.5), modes: &[("visit", Some(4.0)), ("third-party", Some(1.0)), ("multilateral", Some(4.0)), ("phone", Some(1.5))] },
    PloverEvent { name: "SUPPORT", quad: 1, requires_recipient: false, scale: Some(5.0), modes: &[] },
    PloverEvent { name: "CONCEDE", quad: 1, requires_recipient: false, scale: Some(4.5), modes: &[] },
    PloverEvent { name: "COOPERATE", quad: 2, requires_recipient: true, scale: Some(9.5), modes: &[] },
    PloverEvent { name: "AID", quad: 2, requires_recipient: true, scale: Some(10.0), modes: &[] },
    PloverEvent { name: "RETREAT", quad: 2, requires_recipient: false, scale: Some(6.5), modes: &[("withdraw", Some(8.0)), ("release", Some(6.5)), ("disarm", Some(10.0)), ("ceasefire", Some(7.5)), ("access", Some(6.5)), ("resign", Some(4.5))] },
    PloverEvent { name: "REQUEST", quad: 3, requires_recipient: false, scale: Some(0.0), modes: &[("assist", Some(0.5)), ("change", Some(-1.0)), ("yield", Some(-1.0)), ("meet", Some(0.0))] },
    PloverEvent { name: "ACCUSE", quad: 3, requires_recipient: false, scale: None, modes: &[("disapprove", Some(-2.0)), ("investigate", Some(-3.5)), ("allege", Some(-3.5))] },
    PloverEvent { name: "REJECT", quad: 3, requires_recipient: false, scale: Some(-2.0), modes: &[("assist", Some(-1.5)), ("change", Some(-2.0)), ("yield", Some(-2.0)), ("meet", Some(-2.0))] },
    PloverEvent { name: "THREATEN", quad: 3, requires_recipient: false, scale: Some(-3.5), modes: &[("restrict", Some(-3.0)), ("arrest", Some(-3.5)), ("relations", Some(-3.5)), ("expel", Some(-3.5)), ("territory", Some(-4.0)), ("violence", Some(-3.5))] },
    PloverEvent { name: "PROTEST", quad: 4, requires_recipient: false, scale: Some(-5.0), modes: &[("demo", Some(-5.0)), ("riot", Some(-7.0)), ("strike", Some(-5.0)), ("hunger", Some(-4.5)), ("boycott", Some(-4.5)), ("obstruct", Some(-4.5)), ("vandalize", None)] },
    PloverEvent { name: "SANCTION", quad: 4, requires_recipient: true, scale: Some(-6.0), modes: &[("convict", Some(-6.0)), ("expel", Some(-5.5)), ("withdraw", Some(-6.0)), ("discontinue", Some(-6.0))] },
    PloverEvent { name: "MOBILIZE", quad: 4, requires_recipient: false, scale: Some(-5.5), modes: &[("troops", Some(-6.5)), ("weapons", Some(-6.5)), ("police", Some(-5.5)), ("militia", Some(-6.0))] },
    PloverEvent { name: "COERCE", quad: 4, requires_recipient: false, scale: Some(-7.0), modes: &[("seize", Some(-7.0)), ("restrict", Some(-7.0)), ("censor", Some(-6.5)), ("curfew", Some(-6.5)), ("martial-law", Some(-7.5)), ("arrest", Some(-7.0)), ("deport", Some(-7.0)), ("withhold", Some(-7.0)), ("misinformation", Some(-6.5)), ("cyber", Some(-7.0))] },
    PloverEvent { name: "ASSAULT", quad: 4, requires_recipient: false, scale: Some(-9.0), modes: &[("abduct", Some(-8.5)), ("beat", Some(-7.5)), ("torture", Some(-8.5)), ("sexual", Some(-8.5)), ("targeted", Some(-9.5)), ("destroy", Some(-8.5)), ("primitive", Some(-8.0)), ("firearms", Some(-9.0)), ("explosives", Some(-9.0)), ("suicide-attack", Some(-9.5)), ("aerial", Some(-9.5)), ("drone", Some(-9.5)), ("heavy-weapons", Some(-9.5)), ("crowd-control", Some(-7.5)), ("unconventional", Some(-10.0))] },
];

const CONTEXTS: &str = "military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic \
legal reparations human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity \
inequality diplomatic territory peacekeeping health asylum migration disasters natural_resource environment \
technology terrorism cbrn cyber misinformation crime corruption illegal_drugs trafficking";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_with_mode_and_contexts() {
        let code = PloverCode::parse("ASSAULT/unconventional + cbrn").unwrap();
        assert_eq!(
            (code.event.name, code.mode, code.event.quad),
            ("ASSAULT", Some("unconventional"), 4)
        );
        assert_eq!((code.contexts, code.scale), (vec!["cbrn"], Some(-10.0)));
        let bare = PloverCode::parse("ACCUSE").unwrap();
        assert_eq!((bare.mode, bare.scale, bare.event.quad), (None, None, 3));
        assert!(PloverCode::parse("AID").unwrap().event.requires_recipient);
    }

    #[test]
    fn unknown_codes_are_named_in_the_error() {
        for (code, told) in [
            ("FIGHT", "PLOVER event \"FIGHT\""),
            ("ASSAULT/airborne", "PLOVER mode \"ASSAULT/airborne\""),
            ("AGREE/visit", "PLOVER mode"),
            ("ASSAULT/aerial + bees", "PLOVER context \"bees\""),
            ("", "PLOVER event"),
            ("assault", "PLOVER event"),
        ] {
            let unknown = PloverCode::parse(code).unwrap_err();
            assert!(unknown.message.contains(told), "{code}: {}", unknown.message);
        }
        assert!(PloverCode::parse("ASSAULT/airborne").unwrap_err().help.contains("aerial"));
    }
}
