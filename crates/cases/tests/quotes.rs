//! The requirements quote the three documents word for word, and leave none of their sentences out.

use errconform_cases::requirement::{Requirement, Requirements, Source};

/// Whether a sentence has the parts of a quote, in their order.
fn has(sentence: &str, quote: &str) -> bool {
    let mut rest = sentence;
    quote.split(" … ").all(|part| match rest.split_once(part) {
        Some((_, behind)) => {
            rest = behind;
            true
        }
        None => false,
    })
}

fn live(requirements: &Requirements) -> impl Iterator<Item = &Requirement> {
    requirements.rows.iter().filter(|row| !row.retired)
}

#[test]
fn every_quote_of_a_document_is_word_for_word() {
    let requirements = Requirements::built_in().unwrap();
    for source in [Source::S0, Source::S1, Source::S2] {
        let mut documents = requirements.documents.iter();
        let document = documents.find(|one| one.source == source).unwrap();
        for row in live(&requirements).filter(|row| row.source == source) {
            let mut sentences = document.sentences.iter();
            let found = sentences.any(|sentence| has(sentence, &row.quote));
            assert!(found, "{} is not in {source:?}: {}", row.id, row.quote);
        }
    }
}

#[test]
fn every_sentence_of_a_document_has_a_row() {
    let requirements = Requirements::built_in().unwrap();
    assert_eq!(requirements.documents.len(), 3);
    for document in &requirements.documents {
        assert!(!document.sentences.is_empty());
        for sentence in &document.sentences {
            let mut rows = live(&requirements).filter(|row| row.source == document.source);
            let quoted = rows.any(|row| has(sentence, &row.quote));
            assert!(quoted, "no row of {:?} quotes {sentence}", document.source);
        }
    }
}

#[test]
fn every_contradiction_names_the_sources_that_contradict() {
    let requirements = Requirements::built_in().unwrap();
    for row in live(&requirements) {
        let is_contradiction = row.id.starts_with("contradictions/");
        assert_eq!(row.between.len() >= 2, is_contradiction, "{}", row.id);
    }
}

#[test]
fn the_parts_of_a_quote_stand_in_their_order() {
    assert!(has("a b c d", "a … c"));
    assert!(!has("a b c d", "c … a"));
    assert!(!has("a b", "a … b … b"));
}
