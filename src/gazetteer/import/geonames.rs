//! GeoNames' places: the dump format (19 columns separated by tabs) and the JSON form (a list of objects, as in
//! `cities500.json`). Places are sorted by population, so that of equal names the better known place is preferred;
//! spellings are converted to ASCII and limited to those that a news text may contain.

use super::spelling::{
    arabic_variants, is_all_common, is_arabic, is_close, is_common, is_generic, plain,
    region_names, words_key,
};
use super::{Imported, Skipped};
use crate::gazetteer::Table;
use crate::ontology::country;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The names of first-order admin areas by their code, "SY.09".
#[derive(Clone, Debug, Default)]
pub struct AdminNames(HashMap<String, (String, Option<u64>)>);

impl AdminNames {
    /// Reads `admin1CodesASCII.txt`: code, name, name in ASCII, id, separated by tabs.
    pub fn parse(text: &str) -> AdminNames {
        let rows = text.lines().filter_map(|line| {
            let mut cells = line.split('\t');
            let (code, name) = (cells.next()?, cells.next()?);
            let ascii = cells.next().filter(|ascii| !ascii.is_empty());
            let id = cells.next().and_then(|id| id.trim().parse().ok());
            Some((code.to_owned(), (plain(ascii.unwrap_or(name))?, id)))
        });
        AdminNames(rows.collect())
    }

    /// The number of areas.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no areas.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Which places are imported.
#[derive(Clone, Debug, Default)]
pub struct PlaceFilter {
    /// Places with fewer people are left out; admin areas, bases and the like are always kept.
    pub population: u64,
    /// Other names are kept only of places with so many people, and only if they resemble the name: for tables of the
    /// whole world, where names in all languages would take each other's place. `None`: all are kept.
    pub close_aliases: Option<u64>,
    /// Whether the admin areas are imported too, each with the coordinates of its largest place.
    pub regions: bool,
}

/// A place as in GeoNames' data.
#[derive(Debug, Deserialize)]
struct GeonamesPlace {
    #[serde(rename = "geonameid")]
    id: u64,
    name: String,
    #[serde(default)]
    asciiname: String,
    latitude: f64,
    longitude: f64,
    #[serde(rename = "countrycode", default)]
    iso2: String,
    #[serde(default)]
    population: u64,
    #[serde(rename = "admin1code", default)]
    admin1: Option<String>,
    #[serde(default)]
    alternatenames: Option<Vec<String>>,
    /// Class and code, "P.PPL"; the JSON form contains only towns and has no such field.
    #[serde(skip)]
    feature: String,
    #[serde(skip)]
    at: (usize, u64),
}

/// Makes a table of places from dumps, given as file name and text.
pub fn geonames<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
    admin: &AdminNames,
    filter: &PlaceFilter,
) -> Imported {
    let mut places = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    let mut skipped = Vec::new();
    for (at, (file, text)) in files.into_iter().enumerate() {
        names.push(file);
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut skip = |line: u64, why: &'static str, what: &str| {
            let what = what.chars().take(80).collect();
            skipped.push((at, Skipped { file: file.to_owned(), line, why, what }));
        };
        match text.trim_start().starts_with(['[', '{']) {
            true => from_json(text, at, &mut places, &mut skip),
            false => from_dump(text, at, &mut places, &mut skip),
        }
    }
    places.sort_by_key(|place| (std::cmp::Reverse(place.population), place.id));
    let regions = if filter.regions { regions(&places, admin) } else { Vec::new() };
    let mut rows = rows(places, admin, filter, |place, why, what| {
        let (at, line) = place.at;
        let file = names.get(at).copied().unwrap_or_default().to_owned();
        skipped.push((at, Skipped { file, line, why, what: what.to_owned() }));
    });
    rows.extend(regions);
    skipped.sort_by_key(|(at, skipped)| (*at, skipped.line));
    let skipped = skipped.into_iter().map(|(_, skipped)| skipped).collect();
    Imported { table: Table::Places, rows, skipped }
}

/// Parses objects one by one, so that a bad one does not affect the others; its line is the one on which it begins.
fn from_json(
    text: &str,
    at: usize,
    places: &mut Vec<GeonamesPlace>,
    skip: &mut impl FnMut(u64, &'static str, &str),
) {
    let mut from = 0;
    let mut line = 1;
    while let Some(open) = text[from..].find('{').map(|found| from + found) {
        line += text[from..open].matches('\n').count() as u64;
        let mut values =
            serde_json::Deserializer::from_str(&text[open..]).into_iter::<serde_json::Value>();
        let (found, length) = (values.next(), values.byte_offset());
        let first = text[open..].lines().nth(1).unwrap_or_default();
        let length = match found {
            Some(Ok(value)) => {
                match serde_json::from_value::<GeonamesPlace>(value) {
                    Ok(place) => places.push(GeonamesPlace {
                        feature: "P.PPL".into(),
                        at: (at, line),
                        ..place
                    }),
                    Err(_) => skip(
                        line,
                        "not a place: id, name, latitude and longitude are required",
                        first,
                    ),
                }
                length
            }
            _ => {
                skip(line, "not a JSON object", first);
                1
            }
        };
        line += text[open..open + length].matches('\n').count() as u64;
        from = open + length;
    }
}

fn from_dump(
    text: &str,
    at: usize,
    places: &mut Vec<GeonamesPlace>,
    skip: &mut impl FnMut(u64, &'static str, &str),
) {
    for (line, number) in text.lines().zip(1u64..) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() != 19 {
            skip(number, "not the 19 columns of a GeoNames dump, separated by tabs", line);
            continue;
        }
        let number_of = |cell: &str| cell.trim().parse::<f64>().ok();
        let (Ok(id), Some(latitude), Some(longitude)) =
            (cells[0].parse(), number_of(cells[4]), number_of(cells[5]))
        else {
            skip(number, "an id or coordinates that are not numbers", line);
            continue;
        };
        places.push(GeonamesPlace {
            id,
            name: cells[1].to_owned(),
            asciiname: cells[2].to_owned(),
            latitude,
            longitude,
            iso2: cells[8].to_owned(),
            population: cells[14].parse().unwrap_or(0),
            admin1: Some(cells[10].to_owned()),
            alternatenames: Some(cells[3].split(',').map(str::to_owned).collect()),
            feature: format!("{}.{}", cells[6], cells[7]),
            at: (at, number),
        });
    }
}

fn rows(
    places: Vec<GeonamesPlace>,
    admin: &AdminNames,
    filter: &PlaceFilter,
    mut skip: impl FnMut(&GeonamesPlace, &'static str, &str),
) -> Vec<Vec<String>> {
    let mut ids = HashSet::new();
    let mut said: HashSet<[String; 4]> = HashSet::new();
    let mut kept: Vec<(GeonamesPlace, [String; 4])> = Vec::new();
    for place in places {
        let draft = match draft(&place, admin, filter) {
            Ok(draft) => draft,
            Err(why) => {
                skip(&place, why, &place.name);
                continue;
            }
        };
        let [name, kind, admin1, country] = &draft;
        if !ids.insert(place.id) {
            skip(&place, "an earlier record has the same id", &place.name);
        } else if !said.insert([words_key(name), kind.clone(), admin1.clone(), country.clone()]) {
            skip(&place, "a larger place of this name is in the same area", &place.name);
        } else {
            kept.push((place, draft));
        }
    }
    let names: HashSet<String> = kept.iter().map(|(_, [name, ..])| words_key(name)).collect();
    kept.into_iter().map(|(place, draft)| cells(place, draft, &names, filter)).collect()
}

/// Name, kind, admin area and country of a place to import; otherwise the reason why it is left out.
fn draft(
    place: &GeonamesPlace,
    admin: &AdminNames,
    filter: &PlaceFilter,
) -> Result<[String; 4], &'static str> {
    let kind = kind(&place.feature)?;
    if kind == "town" && place.population < filter.population {
        return Err("population below the requested minimum");
    }
    if !(-90.0..=90.0).contains(&place.latitude) || !(-180.0..=180.0).contains(&place.longitude) {
        return Err("coordinates out of range");
    }
    let country =
        country::by_iso2(&place.iso2).ok_or("a country code that ISO 3166-1 does not have")?;
    let name = main_name(place).filter(|name| is_name(name)).ok_or(
        "no name that is safe to look for: short, or a common word, or not in Latin script",
    )?;
    let code = format!("{}.{}", place.iso2, place.admin1.as_deref().unwrap_or_default());
    let admin1 = admin.0.get(&code).map(|(name, _)| name.clone()).unwrap_or_default();
    Ok([name, kind.to_owned(), admin1, country.iso3.to_owned()])
}

/// The place's main name, in Latin script. Other names become aliases only, except for a place whose main name is in
/// another script.
fn main_name(place: &GeonamesPlace) -> Option<String> {
    let main = [&place.asciiname, &place.name].into_iter().find_map(|name| plain(name));
    let mut others = place.alternatenames.iter().flatten();
    main.or_else(|| others.find_map(|name| plain(name).filter(|name| is_name(name))))
}

/// The kind's table word for a feature class and code.
fn kind(feature: &str) -> Result<&'static str, &'static str> {
    let (class, code) = feature.split_once('.').unwrap_or((feature, ""));
    match (class, code) {
        ("P", "PPLX") => Ok("area"),
        ("P", "PPLH" | "PPLQ" | "PPLW" | "PPLCH") => Err("a place that no longer exists"),
        ("P", _) => Ok("town"),
        ("A", "ADM1") | ("L", "RGN") => Ok("region"),
        ("A", code) if code.starts_with("PCL") => Err("a state: states.csv has it"),
        ("A", code) if code.starts_with("ADM") && !code.ends_with('H') => Ok("area"),
        (
            "S",
            "AIRB" | "AIRP" | "AIRF" | "DAM" | "OILR" | "PS" | "PRN" | "CSTM" | "BDG" | "HSP",
        )
        | ("L", "MILB" | "NVB")
        | ("R", "BDG") => Ok("site"),
        _ => Err("a feature that is not a town, area, region or site"),
    }
}

/// Whether a spelling is safe to search for: it begins with a capital (possibly after an article), has three letters or
/// more, and is neither a common word nor a code.
fn is_name(name: &str) -> bool {
    let letters = name.chars().filter(char::is_ascii_alphabetic).count();
    let code = name.len() <= 5 && !name.contains(char::is_lowercase);
    let first = name.trim_start_matches("al-").trim_start_matches("el-");
    letters >= 3
        && !code
        && first.starts_with(|c: char| c.is_ascii_uppercase())
        && !name.contains(['|', '(', ')', '/', ',', ';', '"'])
        && !name.contains(|c: char| c.is_ascii_digit())
        && !is_common(name)
        && !is_generic(name)
        && !is_all_common(name)
}

/// The table's cells. An alias has four letters or more, five if it is one word (SANA is an agency), is distinguishable
/// from the name in a text, and is no other place's name.
fn cells(
    place: GeonamesPlace,
    [name, kind, admin1, country]: [String; 4],
    names: &HashSet<String>,
    filter: &PlaceFilter,
) -> Vec<String> {
    let is_wanted = |alias: &str| match filter.close_aliases {
        Some(people) => place.population >= people && is_close(alias, &name),
        None => true,
    };
    let mut seen = HashSet::from([words_key(&name)]);
    let mut aliases: Vec<String> = Vec::new();
    let given = std::iter::once(place.name.as_str())
        .chain(place.alternatenames.iter().flatten().map(String::as_str));
    let mut given: Vec<String> = given.filter_map(plain).collect();
    if is_arabic(&country) && filter.close_aliases.is_some_and(|people| place.population >= people)
    {
        // Those of the name's own spellings come after GeoNames' own, which are surer.
        let all = std::iter::once(&name).chain(given.iter().filter(|alias| is_close(alias, &name)));
        let others: Vec<String> = all.flat_map(|alias| arabic_variants(alias)).collect();
        given.extend(others);
    }
    for alias in given {
        let key = words_key(&alias);
        if alias.len() >= if alias.contains(' ') { 4 } else { 5 }
            && alias.len() <= 60
            && is_name(&alias)
            && is_wanted(&alias)
            && !names.contains(&key)
            && seen.insert(key)
        {
            aliases.push(alias);
        }
    }
    aliases.sort();
    let degrees = |value: f64| value.to_string();
    let id = place.id.to_string();
    let (lat, lon) = (degrees(place.latitude), degrees(place.longitude));
    // In capitals such a short word is more likely an acronym: SANA is an agency, Sana a city.
    let case = if name.len() <= 4 { "exact" } else { "" };
    let people = if place.population > 0 { place.population.to_string() } else { String::new() };
    vec![name, aliases.join("|"), kind, admin1, country, lat, lon, id, people, case.to_owned()]
}

/// The admin areas that a place is in, with the coordinates of their largest place. `places` are in order of population.
fn regions(places: &[GeonamesPlace], admin: &AdminNames) -> Vec<Vec<String>> {
    let mut seats: BTreeMap<String, &GeonamesPlace> = BTreeMap::new();
    for place in places {
        let code = format!("{}.{}", place.iso2, place.admin1.as_deref().unwrap_or_default());
        seats.entry(code).or_insert(place);
    }
    let row = |(code, seat): (&String, &&GeonamesPlace)| {
        let (full, id) = admin.0.get(code)?;
        let country = country::by_iso2(&seat.iso2)?.iso3.to_owned();
        let (name, others) = region_names(full);
        if !is_name(&name) {
            return None;
        }
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        let (lat, lon) = (seat.latitude.to_string(), seat.longitude.to_string());
        let kind = "region".to_owned();
        let aliases = others.join("|");
        Some(vec![
            name,
            aliases,
            kind,
            full.clone(),
            country,
            lat,
            lon,
            id,
            String::new(),
            String::new(),
        ])
    };
    seats.iter().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(
        id: u64,
        name: &str,
        alternate: &str,
        feature: &str,
        country: &str,
        people: u64,
    ) -> String {
        let (class, code) = feature.split_once('.').unwrap();
        format!(
            "{id}\t{name}\t\t{alternate}\t35.5\t36.25\t{class}\t{code}\t{country}\t\t09\t\t\t\t{people}\t\t10\tAsia/X\t2020-01-01\n"
        )
    }

    fn import(text: &str) -> Imported {
        let admin = AdminNames::parse("SY.09\tḨalab\tAleppo\t1\n");
        geonames(
            [("SY.txt", text)],
            &admin,
            &PlaceFilter { population: 500, ..PlaceFilter::default() },
        )
    }

    #[test]
    fn a_place_has_its_area_country_and_selected_names() {
        let alternate = "Gulhavn,Gull Haven,ghlhfn,GHV,Гал,حلب,Gūllhāven,Will,Gul";
        let imported = import(&line(7, "Gullhāven", alternate, "P.PPL", "SY", 900));
        assert_eq!(
            imported.rows,
            [[
                "Gullhaven",
                "Gulhavn|Gull Haven",
                "town",
                "Aleppo",
                "SYR",
                "35.5",
                "36.25",
                "7",
                "900",
                "",
            ]]
        );
        assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
    }

    #[test]
    fn json_and_dump_give_the_same_table() {
        let dump = line(7, "Gullhāven", "Gull Haven", "P.PPL", "SY", 900);
        let json = "[\n{\n\"geonameid\": 7,\n\"name\": \"Gullhāven\",\n\"latitude\": 35.5,\n\"longitude\": 36.25,\n\
            \"countrycode\": \"SY\",\n\"population\": 900,\n\"admin1code\": \"09\",\n\"alternatenames\": [\"Gull Haven\"]\n},\n\
            {\"geonameid\": \"x\"},\n{\n\"name\": ]\n";
        let imported = import(json);
        assert_eq!(imported.rows, import(&dump).rows);
        let skipped: Vec<_> =
            imported.skipped.iter().map(|skipped| (skipped.line, skipped.why.len() > 5)).collect();
        assert_eq!(skipped, [(12, true), (13, true)]);
    }

    #[test]
    fn an_alternative_name_never_replaces_the_main_one() {
        let text = [
            line(1, "Good", "Goud Haven", "P.PPL", "SY", 900),
            line(2, "حلب", "Halab", "P.PPL", "SY", 800),
        ];
        let imported = import(&text.concat());
        let names: Vec<_> = imported.rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(names, ["Halab"], "one whose own name is in another script");
        assert_eq!((imported.skipped.len(), imported.skipped[0].line), (1, 1));
    }

    #[test]
    fn left_out_records_are_reported_by_line() {
        let text = [
            line(1, "Gullhaven", "Heron Port", "P.PPL", "SY", 900),
            line(2, "Gullhaven", "", "P.PPL", "SY", 800),
            line(3, "Hit", "", "P.PPL", "IQ", 60_000),
            line(4, "Tinytown", "", "P.PPL", "SY", 20),
            line(5, "Nowhere", "", "P.PPL", "QQ", 900),
            line(6, "Long River", "", "H.STM", "SY", 0),
            line(7, "Syria", "", "A.PCLI", "SY", 9_000_000),
            "a\tb\n".to_owned(),
            line(9, "Heron Port", "Gullhaven", "P.PPL", "SY", 700),
            line(10, "Heronshire", "", "A.ADM1", "SY", 0),
            line(1, "Gullhaven", "", "P.PPLX", "SY", 900),
        ];
        let imported = import(&text.concat());
        let names: Vec<_> = imported.rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(names, ["Gullhaven", "Heron Port", "Heronshire"]);
        assert!(
            imported.rows.iter().all(|row| row[1].is_empty()),
            "an alias that is another place's name"
        );
        let lines: Vec<u64> = imported.skipped.iter().map(|skipped| skipped.line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8, 11]);
    }

    proptest! {
        #[test]
        fn no_dump_panics_and_its_table_is_clean(
            text in "(\\[?\\{\"geonameid\": ?[0-9]{1,2}, ?|\"name\": ?\"|[A-Zé]{1,4}|\t|\n|[0-9.]{1,4}|\\}|\\PC){0,60}",
            names in prop::collection::vec(("[A-Za-zé ]{0,8}", "[A-Za-z,]{0,20}", 0u64..3000), 0..6),
        ) {
            let _ = import(&text);
            let lines = names.iter().zip(1u64..);
            let dump: String = lines.map(|((name, other, people), id)| line(id, name, other, "P.PPL", "SY", *people)).collect();
            let imported = import(&dump);
            let mut builder = crate::gazetteer::GazetteerBuilder::new();
            prop_assert_eq!(builder.add_table(Table::Places, "places.csv", &imported.csv()), vec![]);
        }
    }
}
