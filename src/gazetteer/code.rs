//! Which codes exist: countries (ISO 3166-1 alpha-3) and the parts of CAMEO-like actor codes. Lists only.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// ISO 3166-1 alpha-3, with XKX for Kosovo, in order.
const COUNTRIES: &str = "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD \
BGR BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI \
CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA \
GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM \
JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX \
MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK \
PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM \
SPM SRB SSD STP SUN SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR \
UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM XKX YEM YUG ZAF ZMB ZWE";

/// Three-letter parts that may start a code instead of a country, or follow one: CAMEO's sectors, regions,
/// organisations, religions and the ethnic groups that its dictionaries name.
const PARTS: &str = "ABD ACC ADB AFB AFR AGR ALE ALQ AMF AMN AMU ANG ARB ARL ASA ASN ATD ATH BCA BIS BLK BUD BUS CAS CAU CEM CES CFA CFR \
CHR CIS COE CON COP CPA CPC CPT CRB CRM CSS CTH CVL CWN DEV DOX DRZ EAC EAF EBR ECA EDU EEC EEU EFT EIN ELI ENV EUR \
FAO FID FRN GCC GOE GOS GOV GSS HCH HCR HIN HIP HLH HRI HRW HSD IAC IAD IAE ICC ICG ICJ ICO IDB IGC IGO IHF ILO IMF \
IMG INS INT IPU IRC ISI ITP ITR JAN JEW JHW JMA JUD JUR KUR LAB LAM LDS LEG LLY MDT MEA MED MIL MNC MOD MOS MSF MSP \
MUS NAF NAT NEP NGM NGO NMR NON OAS OAU OIC OPC OPP OXF PAL PAP PGS PKO PRO PTY RAD RCR REB REF REL SAA SAD SAF SAM \
SAS SCE SCN SEA SEP SET SFI SHI SIK SOT SPY SUN TAM TAO TIB UAF UDX UER UIG UIS UNK UNO WAD WAF WAM WAS WBK WCT WEF \
WEU WFP WHO WST WTO XFM ZRO";

/// Whether `code` is a country's ISO code.
pub(super) fn is_country(code: &str) -> bool {
    static KNOWN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| COUNTRIES.split(' ').collect());
    KNOWN.contains(code)
}

/// Whether `code` consists of three-letter parts, each a country's or in the list.
pub(super) fn is_actor_code(code: &str) -> bool {
    static KNOWN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| PARTS.split(' ').collect());
    !code.is_empty()
        && code.is_ascii()
        && code.len().is_multiple_of(3)
        && (0..code.len() / 3).all(|part| {
            let part = &code[part * 3..part * 3 + 3];
            is_country(part) || KNOWN.contains(part)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_made_of_known_parts() {
        assert!(is_actor_code("RUSGOV") && is_actor_code("REB") && is_actor_code("IGOUNO"));
        assert!(!is_actor_code("RUSGO") && !is_actor_code("XXXGOV") && !is_actor_code("éé"));
        assert!(is_country("SYR") && !is_country("SY"));
    }
}
