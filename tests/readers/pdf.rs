//! PDF: the text of pages as a reader takes it, the page of each passage, and what is told of files without text, locked ones
//! and damaged ones. Without the feature `pdf`: the refusal.

#[cfg(feature = "pdf")]
mod pages;

#[cfg(not(feature = "pdf"))]
mod without {
    use crate::expect::{errors, readings, sample};

    #[test]
    fn pdf_is_refused_with_what_to_do() {
        let told = errors(&readings("two.pdf", &sample("pdf/two.pdf")));
        assert_eq!(
            told,
            [
                "two.pdf: it is pages to print (PDF), which is not read; convert it to text first: pdftotext -layout FILE, or build with the feature pdf"
            ]
        );
    }
}
