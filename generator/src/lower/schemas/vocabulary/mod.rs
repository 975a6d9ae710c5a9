//! What words mean: columns, headings, types, yes and no. The words stand in [`tables`].

mod tables;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use deunicode::deunicode_char;

use super::markdown::Target;
use crate::model::Kind;
use tables::{COLUMNS, CONDITIONS, CROSSES, FILLERS, NO, PAST, PLACES, TARGETS, TICKS, TYPES, YES};

pub(super) use tables::{AMBIGUOUS_TYPES, LENGTHS, LIMIT_FILLERS, LIST_FILLERS, OPEN_LISTS, REMARKS};

/// What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Header,
    QueryName,
    PathName,
    Type,
    Required,
    Optional,
    Description,
    Example,
    Choices,
    Default,
    Limits,
    Length,
    ShortestLength,
    Smallest,
    Largest,
    Place,
    Pattern,
    Unit,
    Nullable,
    Status,
    Code,
    Message,
    Cause,
    /// When a field belongs, in a table of fields.
    Condition,
    Action,
}

/// Lower case without accents; everything that is no letter or digit is a space, once.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            push_folded(&mut folded, letter);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Adds a letter in lower case without its accent.
pub(super) fn push_folded(folded: &mut String, letter: char) {
    if letter.is_ascii() {
        folded.push(letter.to_ascii_lowercase());
    } else {
        match deunicode_char(letter) {
            Some(plain) if !plain.is_empty() && plain.len() <= 4 => {
                folded.push_str(&plain.to_ascii_lowercase())
            }
            _ => folded.extend(letter.to_lowercase()),
        }
    }
}

/// The tables above, by word.
struct Words {
    columns: HashMap<&'static str, Column>,
    /// With the row, since the first row wins.
    targets: HashMap<&'static str, (usize, Target)>,
    conditions: HashSet<&'static str>,
    past: HashSet<&'static str>,
    types: HashMap<&'static str, (Kind, Option<&'static str>)>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words {
        columns: HashMap::new(),
        targets: HashMap::new(),
        conditions: CONDITIONS.split_whitespace().collect(),
        past: PAST.split_whitespace().collect(),
        types: HashMap::new(),
    };
    for (column, phrases) in COLUMNS {
        phrases.split('|').for_each(|phrase| _ = words.columns.entry(phrase).or_insert(*column));
    }
    for (row, (target, list)) in TARGETS.iter().enumerate() {
        list.split_whitespace().for_each(|word| _ = words.targets.entry(word).or_insert((row, *target)));
    }
    for (kind, format, list) in TYPES {
        list.split_whitespace().for_each(|word| _ = words.types.entry(word).or_insert((*kind, *format)));
    }
    words
});

/// What a column with this heading holds.
pub(super) fn column(heading: &str) -> Option<Column> {
    let heading = without_code(heading);
    let folded = fold(heading.split('(').next().unwrap_or_default());
    let named = |phrase: &str| WORDS.columns.get(phrase).copied();
    named(&folded).or_else(|| {
        let weighty: Vec<_> = folded.split(' ').filter(|word| !is_one_of(word, FILLERS)).collect();
        named(&weighty.join(" "))
    })
}

/// The text without what stands in backticks.
fn without_code(text: &str) -> String {
    text.split('`').step_by(2).collect()
}

/// What a heading or label announces.
pub(super) fn target(text: &str) -> Option<Target> {
    let folded = fold(&without_code(text));
    if folded.ends_with("you get") {
        return Some(Target::Response);
    }
    let (_, found) =
        *folded.split(' ').filter_map(|word| WORDS.targets.get(word)).min_by_key(|(row, _)| *row)?;
    // "Response headers" are nobody's arguments.
    let headers = |word: &str| WORDS.targets.get(word).is_some_and(|(_, target)| *target == Target::Headers);
    let of_answer = found == Target::Response && folded.split(' ').any(headers);
    Some(if of_answer { Target::Nothing } else { found })
}

/// Where a cell says that a parameter goes.
pub(super) fn place(cell: &str) -> Option<Target> {
    let folded = fold(cell);
    PLACES
        .iter()
        .find(|(_, list)| list.split_whitespace().any(|known| folded.split(' ').any(|word| word == known)))
        .map(|(target, _)| *target)
}

/// Whether a cell says yes or no. What depends on something else is no plain yes.
pub(super) fn yes_or_no(cell: &str) -> Option<bool> {
    let trimmed = cell.trim().trim_matches('`');
    // Some sites write marks by name.
    match trimmed {
        ":heavy_check_mark:" | ":white_check_mark:" | ":ballot_box_with_check:" | ":check:" => {
            return Some(true);
        }
        ":x:" | ":heavy_minus_sign:" | ":heavy_multiplication_x:" | ":no_entry:" => return Some(false),
        _ => {}
    }
    if let Some(mark) = trimmed.chars().next() {
        if TICKS.contains(mark) {
            return Some(true);
        }
        if CROSSES.contains(mark) {
            return Some(false);
        }
    }
    let folded = fold(trimmed);
    let mut words = folded.split(' ');
    let first = words.next()?;
    if is_one_of(first, NO) {
        return Some(false);
    }
    if !is_one_of(first, YES) {
        return first_is_condition(first).then_some(false);
    }
    // "si" is yes in a cell and "if" in a sentence.
    Some(!words.any(is_condition))
}

/// Whether a folded word is one of a list.
pub(super) fn is_one_of(word: &str, list: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

fn first_is_condition(word: &str) -> bool {
    is_condition(word) || matches!(word, "for" | "c" | "para")
}

/// Whether a folded word makes a statement depend on something else.
pub(super) fn is_condition(word: &str) -> bool {
    WORDS.conditions.contains(word)
}

/// Whether a folded word makes a statement one about an earlier version.
pub(super) fn is_past(word: &str) -> bool {
    WORDS.past.contains(word)
}

/// Whether a folded word is a verb with which a sentence states something of a field.
pub(super) fn states(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "must"
            | "should"
            | "has"
            | "have"
            | "es"
            | "son"
            | "debe"
            | "deben"
            | "deve"
            | "devem"
            | "sao"
            | "e"
    )
}

/// Whether a folded word by itself says that a field is required or optional.
pub(super) fn necessity(word: &str) -> Option<bool> {
    match word {
        "required" | "mandatory" | "obligatory" | "compulsory" | "obligatorio" | "obligatoria"
        | "obligatorios" | "obligatorias" | "requerido" | "requerida" | "requeridos" | "requeridas"
        | "obrigatorio" | "obrigatoria" | "obrigatorios" | "obrigatorias" | "requirido" | "obligatoire"
        | "obligatoires" | "pflichtfeld" => Some(true),
        "optional" | "opcional" | "opcionales" | "opcionais" | "facultativo" | "facultativa"
        | "optionnel" | "optionnelle" | "facultatif" | "facultative" => Some(false),
        _ => None,
    }
}

/// The type that a folded word names, with the form it implies.
pub(super) fn kind(word: &str) -> Option<(Kind, Option<&'static str>)> {
    WORDS.types.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_in_five_languages_and_any_case() {
        for (heading, expected) in [
            ("**Field**", Some(Column::Name)),
            ("Nombre del parámetro", Some(Column::Name)),
            ("Column in `data[]`", Some(Column::Name)),
            ("¿Obligatorio?", Some(Column::Required)),
            ("Obrigatório", Some(Column::Required)),
            ("Tipo de dato", Some(Column::Type)),
            ("Descrição", Some(Column::Description)),
            ("Nom du champ", Some(Column::Name)),
            ("Obligatoire", Some(Column::Required)),
            ("Pflichtfeld?", Some(Column::Required)),
            ("Mögliche Werte", Some(Column::Choices)),
            ("Required fields", None),
            ("paymentMethod.id", None),
            ("", None),
        ] {
            assert_eq!(column(heading), expected, "{heading}");
        }
    }

    #[test]
    fn yes_and_no_in_all_notations() {
        for cell in [
            "Yes",
            "`true`",
            "✓",
            "✔️",
            ":heavy_check_mark:",
            "Sí",
            "sim",
            "M",
            "Obligatorio",
            "yes (`assumed`)",
            "x",
        ] {
            assert_eq!(yes_or_no(cell), Some(true), "{cell}");
        }
        for cell in
            ["No", "no (`assumed`)", "-", "não", "Opcional", "O", "❌", "Yes, if type is 2", "for 264", "C"]
        {
            assert_eq!(yes_or_no(cell), Some(false), "{cell}");
        }
        for cell in ["", "`cellphone`", "see below"] {
            assert_eq!(yes_or_no(cell), None, "{cell}");
        }
    }

    #[test]
    fn headings_announce_what_follows() {
        for (heading, expected) in [
            ("Request body", Some(Target::Body)),
            ("Request parameters", Some(Target::Request)),
            ("Query params", Some(Target::Query)),
            ("Respuesta (Response)", Some(Target::Response)),
            ("What you get", Some(Target::Response)),
            ("Fields of the answer (`data`)", Some(Target::Response)),
            ("Códigos de error", Some(Target::Errors)),
            ("Example request", Some(Target::Nothing)),
            ("Response headers", Some(Target::Nothing)),
            ("GET /payments", None),
            ("117 Card, 262 Card Gateway", None),
            ("Value lists", None),
        ] {
            assert_eq!(target(heading), expected, "{heading}");
        }
    }
}
