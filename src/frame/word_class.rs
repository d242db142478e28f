//! Closed classes of English words that `party_phrase` and `place` use, the macro that makes them, and a range of
//! tokens with folded words to test. Lists only; no grammar.

use crate::gazetteer::key;
use crate::text::Document;
use std::ops::Range;

/// A range of tokens with their folded words; indices are those of the document.
pub(super) struct PhraseWords<'d> {
    pub document: &'d Document,
    pub tokens: Range<usize>,
    folded: Vec<String>,
}

impl<'d> PhraseWords<'d> {
    pub fn new(document: &'d Document, tokens: Range<usize>) -> Self {
        let tokens = tokens.start..tokens.end.min(document.len());
        let mut buffer = String::new();
        let folded =
            tokens.clone().map(|at| key(document.surface(at), &mut buffer).to_owned()).collect();
        PhraseWords { document, tokens, folded }
    }

    /// The folded word at `at`; empty outside the range.
    pub fn get(&self, at: usize) -> &str {
        at.checked_sub(self.tokens.start)
            .and_then(|nth| self.folded.get(nth))
            .map_or("", String::as_str)
    }

    /// The folded word before `at`; empty at the start.
    pub fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |at| self.get(at))
    }

    /// Whether the token begins with a capital.
    pub fn is_capital(&self, at: usize) -> bool {
        self.tokens.contains(&at) && self.document.surface(at).starts_with(char::is_uppercase)
    }

    /// The text between token `at` and the next; empty at the end of the range.
    pub fn gap(&self, at: usize) -> &'d str {
        if at + 1 < self.tokens.end && at >= self.tokens.start {
            self.document.gap_after(at)
        } else {
            ""
        }
    }

    /// Whether token `at` and the next are in one phrase: space, hyphen, opening quote or possessive ending between
    /// them.
    pub fn is_close(&self, at: usize) -> bool {
        at + 1 < self.tokens.end
            && !self.is_time_before_dash(at)
            && self.gap(at).chars().all(|c| match c {
                '.' => self.document.token_span(at).len() <= 4,
                _ => c.is_whitespace() || "-'’‘“s\u{2010}\u{2011}`".contains(c),
            })
    }

    /// "09:15 - Jets bombed": the dash after the time of an item.
    fn is_time_before_dash(&self, at: usize) -> bool {
        self.gap(at).contains(" - ") && self.get(at).starts_with(|c: char| c.is_ascii_digit())
    }

    /// Whether only a hyphen is between token `at` and the next.
    pub fn is_hyphen(&self, at: usize) -> bool {
        matches!(self.gap(at), "-" | "\u{2010}" | "\u{2011}" | "–")
    }

    /// Whether most words begin with a capital, as in a headline.
    pub fn is_headline(&self) -> bool {
        let long = self.tokens.clone().filter(|&at| self.get(at).len() > 3);
        let (mut all, mut capitals) = (0, 0);
        for at in long {
            all += 1;
            capitals += usize::from(self.is_capital(at));
        }
        all >= 3 && capitals * 10 >= all * 7
    }
}

/// Makes a function of each list of words (separated by white space) that says whether the list contains a word.
macro_rules! class {
    ($(#[$about:meta] $name:ident = $list:literal;)*) => {
        $(#[$about]
        pub(super) fn $name(word: &str) -> bool {
            static SET: std::sync::LazyLock<rustc_hash::FxHashSet<&'static str>> =
                std::sync::LazyLock::new(|| $list.split_whitespace().collect());
            SET.contains(word)
        })*
    };
}
pub(super) use class;

class! {
    /// Words that open a noun phrase.
    is_determiner = "the a an this these those its their his her our your my some any all both each every no such
        another other";
    /// Number words, and words that count like one.
    is_numeral = "one two three four five six seven eight nine ten eleven twelve dozen dozens scores hundreds thousands
        several many few most more half twenty thirty forty fifty hundred thousand million countless numerous";
    /// Adjectives and nouns before the head of a party's name.
    is_modifier = "armed local senior top key moderate foreign islamist islamic extremist sunni shiite shia kurdish arab
        muslim christian alawite druze western eastern northern southern allied main new former hardline secular jihadist
        anonymous unidentified unknown unnamed masked young old elderly innocent ordinary peaceful trapped wounded injured
        sick desperate poor unarmed displaced besieged international global regional joint pro anti non high ranking
        military civil humanitarian medical political rebel opposition government regime terrorist militant insurgent
        security intelligence ground air naval elite special loyalist independent state national federal provincial municipal
        official public private powerful leading prominent veteran radical leftist rightist communist marxist maoist
        urban rural tribal religious ethnic foreign-backed surrendering retreating advancing defending attacking fleeing
        warring rival close longtime staunch larger small large major minor big so-called self-styled presumed suspected
        alleged deputy acting permanent chief general lt lieutenant col colonel gen maj capt sgt brig brigadier mr mrs ms dr
        sir president vice first second third relief rescue emergency human rights media news activist monitoring advocacy
        war aid peacekeeping border coast republican presidential royal salvadoran drug white innocent pregnant
        badly critically seriously severely entire whole remaining exiled free fellow our multiple various certain different
        non-state un european american gulf african asian latin broad loose long range european-backed u.n. us";
    /// After a name and a hyphen: both together are a modifier ("Turkish-backed").
    is_backing = "backed led allied supported linked affiliated aligned trained armed sponsored inspired funded speaking
        majority dominated run leaning born brokered";
    /// After a name and a hyphen: the name says where, not who ("rebel-held").
    is_holding = "held controlled occupied based besieged ruled area areas populated free made designed";
    /// Words that may follow a place and its preposition.
    is_preposition = "in on at by of to from for with without against near over under into across around inside outside between
        among amid during since until after before about towards toward through along behind beyond despite including
        like off onto upon via within according alongside";
    /// Words that join clauses: the search for a subject or object stops at them.
    is_boundary = "when while after before because although though if where whether whereas but unless until as
        amid";
    /// Forms of being, having and the modals.
    is_auxiliary = "is are was were be been being am has have had having do does did will would shall should can could may might
        must cannot not never also still reportedly allegedly already now then again just only recently repeatedly
        consistently deliberately";
    /// Forms of "be" and "get", which make a passive.
    is_being = "is are was were be been being am get gets got getting";
    /// Verbs whose subject is the actor of the event that their object names: "launched an assault".
    is_light_verb = "launch launched launches launching carry carried carries carrying conduct conducted conducts conducting
        begin began begun begins beginning start started starts starting continue continued continues continuing resume
        resumed resumes resuming stage staged staging announce announced announces announcing declare declared declares
        declaring promise promised promises propose proposed proposes proposing offer offered offers offering order ordered
        orders unleash unleashed unleashing mount mounted mounting wage waged waging escalate escalated intensify
        intensified intensifying hold held holds holding halt halted halts halting stop stopped stops stopping violate
        violated violating break broke broken breaking breach breached breaching impose imposed imposing lift lifted lifting
        make made makes making deliver delivered delivering agree agreed agrees agreeing threaten threatened threatens
        intervene intervened retaliated responded suspend impose lift break stage mount wage
        reject rejected rejects rejecting accept accepted accepting seek sought seeking plan planned plans planning execute
        executed executing perform performed commit committed committing suspend suspended suspends suspending end ended
        ending join joined joining sign signed signing open opened opening fire fired firing drop dropped dropping use used
        using renew renewed renewing step stepped keep kept call called calls calling demand demanded reach reached";
    /// Nouns for events; the adjective of a party before one is the actor.
    is_event_noun = "airstrike airstrikes strike strikes raid raids attack attacks bombing bombings bombardment bombardments
        shelling assault assaults offensive offensives advance advances campaign operation operations clash clashes
        fighting battle battles ceasefire ceasefires truce truces fire pause talks negotiations meeting summit visit call
        calls offer offers proposal proposals demand demands plan plans suggestion idea accusation accusations allegation
        allegations claim claims denial rejection threat threats warning warnings ultimatum siege blockade killing killings
        massacre massacres execution executions murder murders kidnapping kidnappings abduction abductions arrest arrests
        detention release evacuation evacuations withdrawal retreat capture seizure takeover fall deployment
        intervention incursion invasion investigation inquiry probe sanctions delivery aid assistance convoy violation
        violations breach breaches barrage blitz onslaught push explosion explosions blast blasts crackdown agreement deal
        cooperation co-operation contacts relations ties barbarism crime crimes destruction use sweep ambush ambushes
        rockets rocket missile missiles mortars mortar shells bombs bomb gunfire sorties flights policy decision objection
        approval pledge promise commitment announcement statement";
    /// Irregular past forms and participles of verbs that news of conflict uses, and some present ones.
    is_irregular = "hit struck shot fought fell fallen took taken held left lost won broke broken began begun drove driven
        threw thrown met sent brought gave given made put set cut led fled kept blew blown saw seen told said stole shut
        withdrew withdrawn overran hold holds take takes kill kills bomb bombs target targets capture captures seize seizes
        reject rejects accuse accuses deny denies urge urges demand demands announce announces agree agrees launch launches
        continue continues make makes want wants need needs control controls carry carries hits leave leaves rejects blames
        blame warn warns fire fires shell shells attack attacks strike strikes raid raids storm storms press retake retook
        retaken regain bear bore spoke speaks met meets meet went came got find found become became";
    /// Points of the compass and similar words beside a place.
    is_direction = "north south east west northern southern eastern western northeast northwest southeast southwest
        northeastern northwestern southeastern southwestern north-eastern central rural downtown upper lower greater old
        inner outer border mid";
    /// Nouns for places, most of them towns or parts of towns.
    is_place_noun = "city cities town towns village villages hamlet district districts neighborhood neighborhoods neighbourhood
        neighbourhoods suburb suburbs outskirts quarter quarters area areas countryside province provinces governorate
        region regions territory territories border frontier crossing camp road roads highway route routes valley mountains
        hills airport airbase base front frontline lines capital enclave stronghold pocket zone zones department municipality
        square street parts part side sites site farm farms districts city's";
    /// Sites, as recipients of attacks and as places.
    is_site_noun = "hospital clinic market school mosque church building house home shop bakery bridge refinery plant station
        prison embassy residence office headquarters barracks checkpoint post university camp crossing airport airbase
        stadium dam square street facility center centre";
    /// Adjectives of places.
    is_place_modifier = "besieged embattled contested divided battered devastated rebel opposition government regime held
        controlled strategic key largest main neighboring neighbouring nearby historic ancient ravaged torn war militant
        jihadist populated densely residential syrian turkish iraqi kurdish lebanese same small important occupied
        jihadi ypg isis is former de facto self-declared coastal desert mainly predominantly arab western";
    /// Quantities that take "of": "dozens of civilians".
    is_quantity = "dozens scores hundreds thousands tens number group groups majority handful members half most some many
        all one";
}

pub(super) use crate::analysis::speech_verb::is_unambiguous as is_saying;

/// Whether a word looks like a verb's past form or participle, or like its -ing form.
pub(super) fn is_verbal(word: &str) -> bool {
    is_irregular(word)
        || (word.len() > 4
            && (word.ends_with("ed") || word.ends_with("ing"))
            && !is_event_noun(word))
}

/// Whether a word is a number in digits or letters.
pub(super) fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) || is_numeral(word)
}
