//! Countries by their ISO 3166-1 codes, with the name that the shipped gazetteers use and ACLED's region. ISO codes and
//! numbers as GeoNames lists them (CC BY 4.0), regions after ACLED's list of countries.

use std::sync::LazyLock;

/// A country or territory.
#[derive(Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub iso2: &'static str,
    /// ISO 3166-1 alpha-3.
    pub iso3: &'static str,
    /// ISO 3166-1 numeric.
    pub number: &'static str,
    /// Its usual name in English.
    pub name: &'static str,
    /// ACLED's region; empty for uninhabited islands.
    pub region: &'static str,
}

/// The table, compiled in: alpha-2, alpha-3, number, name, region; no cell contains a comma.
const TABLE: &str = include_str!("countries.csv");

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let mut cells = line.split(',');
        let mut cell = || cells.next().unwrap_or_default();
        Country { iso2: cell(), iso3: cell(), number: cell(), name: cell(), region: cell() }
    };
    TABLE.lines().skip(1).map(row).collect()
});

/// The country with this alpha-2 code.
pub fn by_iso2(code: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.iso2 == code)
}

/// The country with this alpha-3 code.
pub fn by_iso3(code: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.iso3 == code)
}

/// The country of this name, ignoring case.
pub fn by_name(name: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_found_by_each_of_its_codes() {
        for country in [by_iso2("SY"), by_iso3("SYR"), by_name("syria")] {
            let country = country.unwrap();
            assert_eq!((country.number, country.region), ("760", "Middle East"));
        }
        assert!(by_iso3("QQQ").is_none() && by_iso2("").is_none());
    }

    #[test]
    fn every_row_is_complete_and_unique() {
        assert_eq!(COUNTRIES.len(), 250);
        for (at, country) in COUNTRIES.iter().enumerate() {
            assert!(country.iso2.len() == 2 && country.iso3.len() == 3, "{country:?}");
            assert!(
                country.number.parse::<u16>().is_ok() && !country.name.is_empty(),
                "{country:?}"
            );
            assert!(COUNTRIES[at + 1..].iter().all(|other| {
                other.iso3 != country.iso3
                    && other.iso2 != country.iso2
                    && other.name != country.name
            }));
        }
    }
}
