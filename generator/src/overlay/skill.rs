//! `[skill]`: what agents are told about the command-line tool.

use super::fields::Fields;
use super::parse::LANGUAGES;
use crate::model::Skill;

/// The format of skills allows no more.
const LONGEST_NAME: usize = 64;

pub(super) fn read(fields: Fields<'_, '_>) -> Skill {
    let name = fields.text("name");
    if let Some(name) = name.as_deref().filter(|name| !is_name(name)) {
        let message = format!("`{name}` is no name of a skill");
        let help = "use lower-case words joined by single hyphens, at most 64 characters, such as `shop-cli`";
        fields.report("overlay-value", "name", message, help.into());
    }
    let mut words = Vec::new();
    for (field, text) in fields.scalars("words") {
        match text.as_str() {
            Some(text) => words.push((field, text.to_owned())),
            None => {
                let message = format!("`{field}` must be a text");
                fields.report("overlay-type", "words", message, "put it into quotes".into());
            }
        }
    }
    let skill = Skill {
        name,
        language: fields.choice("language", LANGUAGES).map(str::to_owned),
        description: fields.needed("description"),
        keywords: fields.texts("keywords").unwrap_or_default(),
        words,
    };
    fields.finish();
    skill
}

/// As the format of skills has it.
fn is_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    name.len() <= LONGEST_NAME && name.split('-').all(|word| !word.is_empty() && word.bytes().all(plain))
}

#[cfg(test)]
mod tests {
    use crate::error::Error;
    use crate::overlay::Overlay;

    #[test]
    fn a_skill_is_read_and_all_its_mistakes_are_told() {
        let good = "[skill]\nname = 'shop-cli'\ndescription = 'Sells.'\nkeywords = ['buy']\nwords = { amount = 'how much' }\n";
        let skill = Overlay::parse(good, "a.toml").expect("sound").skill.expect("a skill");
        assert_eq!(skill.words, [("amount".to_owned(), "how much".to_owned())]);
        let bad = "[skill]\nname = 'Shop--cli'\nlanguage = 'fr'\nkeyword = []\nwords = { amount = 3 }\n";
        let Err(Error::Problems(found)) = Overlay::parse(bad, "a.toml") else { panic!("not sound") };
        let told: Vec<&str> = found.iter().map(|found| found.place.field.as_str()).collect();
        assert_eq!(told.len(), 5, "{found:#?}");
        for field in ["skill.name", "skill.language", "skill.keyword", "skill.words", "skill.description"] {
            assert!(told.contains(&field), "{field}: {told:?}");
        }
    }
}
