//! The words of tolls: verbs and nouns of killing, wounding, detaining, displacing and besieging, and the nouns that
//! name people or things. `count` links figures to them.

use super::word_class::class;
use crate::event::Counted;

/// Whether both belong to one type of event: a toll reports dead and wounded alike.
pub(super) fn is_akin(one: Counted, other: Counted) -> bool {
    one == other || one.is_harm() && other.is_harm()
}

/// Whether its words are also used of things ("captured three villages").
pub(super) fn needs_people(what: Counted) -> bool {
    matches!(what, Counted::Detained | Counted::Displaced | Counted::Besieged)
}

/// How a cue is connected to its figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CueForm {
    /// "Killed": takes an object, or a subject where passive or in a headline.
    Participle,
    /// "Killing", "kills": takes an object.
    Active,
    /// "Died", "fled": takes a subject.
    Subject,
    /// "Dead": modifies the figure.
    Adjective,
    /// "Deaths": follows the figure, or precedes it with "of".
    Noun,
}

/// What a lower-case word counts, if it is a toll word.
pub(crate) fn cue(word: &str) -> Option<(Counted, CueForm)> {
    use Counted::*;
    use CueForm::*;
    Some(match word {
        "killed" | "slain" | "murdered" | "massacred" | "slaughtered" | "executed" | "beheaded"
        | "martyred" | "assassinated" | "slayed" | "crucified" | "lynched" | "eliminated"
        | "neutralized" | "neutralised" | "liquidated" => (Killed, Participle),
        "kill" | "execute" | "kills" | "killing" | "murdering" | "massacring" | "slaughtering"
        | "executing" | "executes" | "beheading" | "beheads" | "slays" | "crucifies"
        | "crucifying" | "eliminate" | "eliminates" | "eliminating" | "neutralize"
        | "neutralizes" | "neutralizing" | "neutralise" | "neutralises" | "neutralising" => {
            (Killed, Active)
        }
        "died" | "die" | "dies" | "dying" | "perished" | "perish" | "drowned" | "succumbed" => {
            (Killed, Subject)
        }
        "dead" | "lifeless" => (Killed, Adjective),
        "deaths" | "death" | "fatalities" | "fatality" | "martyrs" | "corpses" | "bodies"
        | "killings" | "lives" => (Killed, Noun),
        "wounded" | "injured" | "hurt" | "maimed" | "hospitalised" | "hospitalized" => {
            (Wounded, Participle)
        }
        "wounds" | "wounding" | "injuring" | "wound" | "injure" | "injures" | "maiming" => {
            (Wounded, Active)
        }
        "injuries" | "injury" => (Wounded, Noun),
        "casualties" | "casualty" => (Casualties, Noun),
        "arrested" | "detained" | "imprisoned" | "jailed" | "kidnapped" | "abducted"
        | "captured" | "seized" | "interned" | "incarcerated" => (Detained, Participle),
        "arrest" | "arrests" | "arresting" | "detain" | "detains" | "detaining" | "kidnap"
        | "kidnaps" | "kidnapping" | "abduct" | "abducts" | "abducting" | "capturing"
        | "captures" | "released" | "freed" | "releasing" | "freeing" | "release" | "took"
        | "holding" => (Detained, Active),
        "hostage" | "captive" | "prisoner" => (Detained, Adjective),
        "detainees" | "prisoners" | "hostages" | "captives" | "inmates" | "abductees" => {
            (Detained, Noun)
        }
        "displaced" | "evacuated" | "uprooted" | "evicted" => (Displaced, Participle),
        "displacing" | "displace" | "displaces" | "evacuating" | "evacuate" | "uprooting" => {
            (Displaced, Active)
        }
        "fled" | "flee" | "flees" | "fleeing" | "escaped" | "left" | "returned" | "crossed"
        | "crossing" => (Displaced, Subject),
        "refugees" | "evacuees" | "evacuations" | "evacuation" | "displacement" | "exodus" => {
            (Displaced, Noun)
        }
        "besieged" | "trapped" | "encircled" | "stranded" => (Besieged, Participle),
        "trapping" | "besieging" | "trap" | "besiege" | "encircling" => (Besieged, Active),
        "siege" | "sieges" | "blockade" => (Besieged, Adjective),
        _ => return None,
    })
}

/// Forms of "be", "have" and similar words that make a participle passive.
pub(crate) fn is_auxiliary(word: &str) -> bool {
    matches!(
        word,
        "was"
            | "were"
            | "been"
            | "be"
            | "being"
            | "is"
            | "are"
            | "got"
            | "get"
            | "gets"
            | "getting"
            | "reported"
            | "reportedly"
            | "feared"
            | "believed"
            | "confirmed"
            | "presumed"
            | "found"
            | "left"
            | "lay"
            | "lie"
    )
}

/// Whether a word names people.
pub(crate) fn is_people(word: &str) -> bool {
    if names_people(word) {
        return true;
    }
    // Workers, fighters, Syrians, Iraqis: most plurals in -ers, -ors, -ans and -is are people; words for things are
    // listed.
    let ending = [
        "ers", "ors", "eers", "ans", "ists", "sts", "crats", "mates", "people", "women", "girls",
        "boys", "folk",
    ]
    .iter()
    .any(|end| word.ends_with(end));
    let singular = [
        "worker",
        "fighter",
        "officer",
        "teacher",
        "driver",
        "doctor",
        "farmer",
        "leader",
        "commander",
        "soldier",
        "helmet",
        "syrian",
        "iraqi",
        "russian",
        "engineer",
        "lawyer",
        "bomber",
        "protester",
        "reporter",
        "photographer",
    ];
    word.len() > 4 && ending && !is_thing(word) || singular.contains(&word)
}

/// Whether a word names things, which tolls of people never count.
pub(crate) fn is_thing(word: &str) -> bool {
    let word = word.strip_suffix('s').unwrap_or(word);
    names_thing(word)
}

class! {
    /// Nouns that name people.
    names_people = "
        people civilian civilians person persons man men woman women child children boy boys girl
        girls baby babies infant infants toddler soldier soldiers troops servicemen serviceman
        personnel staff crew police policemen policeman gunmen gunman clergy peasants peasant others
        family families relatives relative brothers brother sisters sister father mother son sons
        daughter daughters wife husband uncle cousin grandmother grandfather parents priest priests
        nun nuns medic medics nurse nurses youth youths student students pupils victim victims dead
        wounded injured patient patients captives hostages prisoners detainees refugees martyrs
        souls general colonel captain lieutenant chief figures recruits conscripts militants
        militant rebels rebel insurgents insurgent terrorists terrorist jihadists jihadist
        guerrillas guerrilla elements combatants combatant members member officials official
        activists activist journalists journalist tourists tourist cases villagers villager
        residents resident inhabitants entourage companions aides colleagues comrades escorts dependants
         citizens citizen nationals national kurds turks arabs adults
        pilgrims passersby bystanders bystander volunteers volunteer suspects suspect locals elderly
        miners deputies mayor mayors judge judges bodyguard bodyguards guard guards commandos
        marines paratroopers pilots pilot passengers passenger monks
        clerk clerks cleric clerics sheikh imam envoy diplomat diplomats deputy minister senator baker shepherd
        agent agents lads teenager captain migrants tribesmen clansmen townsmen
        technician technicians paramedic paramedics rescuer sailor sailors sniper snipers pedestrian pedestrians";
    /// Nouns that name things, without the -s of their plural.
    names_thing = "
        bomb barrel strike airstrike raid attack missile rocket shell mortar round village town
        citie city district neighbourhood neighborhood area house home building hospital clinic
        school market mosque churche church vehicle truck car tank bus buse plane warplane jet
        aircraft helicopter drone convoy post checkpoint position base site explosion blast bombing
        incident operation sortie breache breach violation time mile road bridge point weapon gun
        rifle center centre facilitie facility province countrie country state side front order
        power tower number matter border quarter container cylinder trailer bulldozer launcher
        carrier animal sheep cow goat horse storie report statement letter deal ceasefire truce war
        battle clashe clash toll plan mean reason shelter sector corridor crater paper hour factor
        error dollar metre meter liter litre acre boat ship vessel group organisation organization
        depot cache tunnel trench nest workshop stronghold dump warehouse bunker fortification headquarter
        faction clan van ocean";
}
