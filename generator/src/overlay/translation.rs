//! `[translation.es]`: texts of the API and of the overlay in the language of other targets.

use super::fields::Fields;
use super::parse::LANGUAGES;
use crate::model::Translation;

pub(super) fn read(fields: Fields<'_, '_>) -> Vec<Translation> {
    let translations = LANGUAGES
        .iter()
        .filter(|(language, _)| fields.has(language))
        .map(|(language, _)| Translation {
            language: (*language).to_owned(),
            texts: texts(&fields, language),
        })
        .collect();
    fields.finish();
    translations
}

fn texts(fields: &Fields<'_, '_>, language: &'static str) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (text, said) in fields.scalars(language) {
        match said.as_str().map(str::trim) {
            Some(said) if !said.is_empty() => texts.push((text, said.to_owned())),
            _ => {
                let message = format!("the translation of `{text}` must be a text");
                fields.report("overlay-type", language, message, "put it into quotes".into());
            }
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use crate::error::Error;
    use crate::overlay::Overlay;

    #[test]
    fn translations_are_read_and_all_their_mistakes_are_told() {
        let good = "[translation.es]\n'Log in' = 'Iniciar sesión'\n";
        let translations = Overlay::parse(good, "a.toml").expect("sound").translations;
        assert_eq!(translations[0].of("Log in"), Some("Iniciar sesión"));
        let bad = "[translation.fr]\n'Log in' = 'Ouvrir'\n[translation.es]\n'Log in' = 3\n'Balance' = ''\n";
        let Err(Error::Problems(found)) = Overlay::parse(bad, "a.toml") else { panic!("not sound") };
        let mut told: Vec<&str> = found.iter().map(|found| found.place.field.as_str()).collect();
        told.sort_unstable();
        assert_eq!(told, ["translation.es", "translation.es", "translation.fr"]);
    }
}
