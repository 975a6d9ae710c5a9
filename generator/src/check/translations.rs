//! Translations: of texts that are there, and of all that stands in a list. A changed collection still generates, so
//! both are warnings.

use super::Report;
use crate::model::Translation;
use crate::suggest;

pub(super) fn check(report: &mut Report<'_>) {
    let api = report.api;
    let (headlines, details) = (api.headlines(), api.details());
    for translation in &api.translations {
        let place = format!("translation.{}", translation.language);
        if api.targets.iter().all(|target| target.language != translation.language) {
            let message = format!("no target speaks `{}`", translation.language);
            let help = "set the `language` of a target, or remove the translation";
            report.error("unused-translation", report.at_api(&place), message, help);
            continue;
        }
        check_known(report, translation, &[headlines.as_slice(), &details].concat(), &place);
        // Where the API itself is said to speak the language, the overlay wrote its headlines in it.
        let lacks = |text: &&String| translation.language != api.language && translation.of(text).is_none();
        for text in headlines.iter().filter(lacks) {
            let message = format!("`{text}` is not translated");
            let help = "a target that says half of its texts in another language confuses its readers";
            report.warning("untranslated-text", report.at_api(&place), message, help);
        }
    }
}

/// What stands in no text of the API says nothing: a text has changed, or is spelled otherwise.
fn check_known(report: &mut Report<'_>, translation: &Translation, known: &[String], place: &str) {
    for (text, _) in translation.texts.iter().filter(|(text, _)| !known.contains(text)) {
        let help = match suggest::nearest(text, known.iter().map(String::as_str)) {
            Some(near) => format!("the nearest is `{near}`"),
            None => "remove it, or write it as the API has it".to_owned(),
        };
        let message = format!("nothing of the API says `{text}`");
        report.warning("unused-translation", report.at_api(place), message, &help);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::lower::text::TITLE;
    use crate::model::{Api, Flow, Operation, Target, TargetKind, Translation};

    fn api(texts: &[(&str, &str)]) -> Api {
        let owned = |(text, said): &(&str, &str)| ((*text).to_owned(), (*said).to_owned());
        Api {
            operations: vec![Operation { id: "pay".into(), title: "Pay".into(), ..Operation::default() }],
            flows: vec![Flow { name: "paying".into(), title: "Paying".into(), ..Flow::default() }],
            translations: vec![Translation {
                language: "es".into(),
                texts: texts.iter().map(owned).collect(),
            }],
            targets: vec![Target {
                kind: TargetKind::Mcp,
                name: "shop-mcp".into(),
                version: "1.0.0".into(),
                env_prefix: "SHOP".into(),
                language: "es".into(),
                about: String::new(),
                output: None,
                audit_log: None,
                registry: None,
                image: None,
            }],
            ..Api::default()
        }
    }

    fn told(api: &Api) -> Vec<String> {
        let found = check(api).into_iter().filter(|found| found.place.field.starts_with("translation"));
        found.map(|found| format!("{}: {}", found.code, found.message)).collect()
    }

    #[test]
    fn a_translation_is_whole_and_of_texts_that_are_there() {
        assert_eq!(told(&api(&[("Pay", "Pagar"), ("Paying", "El pago")])), Vec::<String>::new());
        let long = "x".repeat(500);
        assert_eq!(
            told(&api(&[("Pay", &long), ("Pai", "Pagar")])),
            [
                "unused-translation: nothing of the API says `Pai`",
                "untranslated-text: `Paying` is not translated",
                &format!("text-too-long: the title has 500 characters, at most {TITLE} fit"),
            ]
        );
        let own = Api { language: "es".into(), ..api(&[("Pay", "Pagar")]) };
        assert_eq!(told(&own), Vec::<String>::new());
        let mut nobody = api(&[]);
        nobody.targets.clear();
        assert_eq!(told(&nobody), ["unused-translation: no target speaks `es`"]);
    }

    #[test]
    fn a_target_reads_its_own_language() {
        let api = api(&[("Pay", "Pagar"), ("Paying", "El pago")]);
        let spanish = api.in_language("es");
        assert_eq!(
            (spanish.operations[0].title.as_str(), spanish.flows[0].title.as_str()),
            ("Pagar", "El pago")
        );
        assert_eq!(api.in_language("en").operations[0].title, "Pay");
    }
}
