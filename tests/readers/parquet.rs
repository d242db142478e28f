//! Parquet: which columns give articles, whatever their types are, in files of any size, and what is told of damaged ones.
//! Without the feature `parquet`: the refusal.

#[cfg(feature = "parquet")]
mod tables;

#[cfg(not(feature = "parquet"))]
mod without {
    use crate::expect::{errors, readings};

    #[test]
    fn parquet_is_refused_with_what_to_do() {
        assert_eq!(
            errors(&readings("a.parquet", b"PAR1\x15\x04PAR1")),
            [
                "a.parquet: it is a table in a binary format (Parquet), which is not read; export it as .csv or .jsonl, or build with the feature parquet"
            ]
        );
    }
}
