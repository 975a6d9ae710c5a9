//! A few tools for an API of any size: find an operation, have it explained, run it. Reading, writing and moving money
//! are three tools, so that what a client is told of each holds for all that it can run.

use rmcp::model::{CallToolResult, ContentBlock, JsonObject, Tool};
use serde_json::{Map, Value, json};

use crate::runtime::core::failure::Failure;
use crate::runtime::core::spec::{Class, Language, Operation};
use crate::runtime::core::text::visible_capped;
use crate::runtime::core::words::{Said, say};

use super::super::catalog::Catalog;
use super::super::{describe, schema};
use super::annotations;

/// The tool that finds operations.
pub(in super::super) const SEARCH: &str = "search_operations";

/// The tools that run operations, with the class that each is for.
const RUNNERS: [(&str, &str, &str, Class); 3] = [
    ("read_operation", "Read", "Runs an operation of class read-only.", Class::ReadOnly),
    ("write_operation", "Write", "Runs an operation of class safe-mutation.", Class::SafeMutation),
    ("money_operation", "Money", "Runs a dangerous operation; a person is asked first.", Class::Dangerous),
];

/// The most operations in one answer.
const MOST: usize = 10;

/// The tools for these operations; a class that none of them has gets no tool.
pub(super) fn tools(listed: &[&'static Operation], language: Language) -> Vec<Tool> {
    let said = |sentence: &'static str| Said::from(sentence).in_language(language);
    if listed.is_empty() {
        return Vec::new();
    }
    let runners = RUNNERS.iter().filter(|(.., class)| listed.iter().any(|known| known.class == *class));
    let run = runners.map(|(name, title, text, class)| {
        Tool::new(*name, said(text), of_run()).with_annotations(annotations::of_class(&said(title), *class))
    });
    let find = Tool::new(
        SEARCH,
        said(
            "Finds operations by words; empty lists all. Then describe_operation, then run it by its class.",
        ),
        schema::open(Map::from_iter([("query".to_owned(), json!({"type": "string"}))]), &[]),
    )
    .with_annotations(annotations::of_class(&said("Search"), Class::ReadOnly).open_world(false));
    [find, describe::tool(language)].into_iter().chain(run).collect()
}

fn of_run() -> JsonObject {
    let properties = Map::from_iter([
        ("operation".to_owned(), json!({"type": "string"})),
        ("arguments".to_owned(), json!({"type": "object"})),
    ]);
    schema::open(properties, &["operation"])
}

/// The class of operations that the tool of that name runs.
pub(in super::super) fn runs(name: &str) -> Option<Class> {
    RUNNERS.iter().find(|(known, ..)| *known == name).map(|(.., class)| *class)
}

/// The tool that runs operations of that class.
pub(in super::super) fn runner(class: Class) -> &'static str {
    RUNNERS.iter().find(|(.., known)| *known == class).map_or("", |(name, ..)| *name)
}

/// The operation that a running tool is asked for, and its arguments.
///
/// # Errors
/// There is no such operation, it is of another class, or the arguments are no object.
pub(in super::super) fn run(
    catalog: &Catalog,
    class: Class,
    mut given: Map<String, Value>,
) -> Result<(&'static Operation, Map<String, Value>), Failure> {
    let name =
        given.shift_remove("operation").as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
    let arguments = match given.shift_remove("arguments") {
        None => Map::new(),
        Some(Value::Object(arguments)) => arguments,
        Some(_) => return Err(Failure::invalid_argument("arguments", "must be an object")),
    };
    if let Some(stranger) = given.keys().next() {
        let message = "is not an argument of this tool; what the operation takes stands inside `arguments`";
        return Err(Failure::invalid_argument(stranger, message));
    }
    let Some(operation) = catalog.known(&name) else {
        let name = format!("\"{}\"", visible_capped(&name, 80));
        let message = say("{} is no operation; {} finds them", &[&name, &SEARCH]);
        return Err(Failure::invalid_argument("operation", message));
    };
    if operation.class != class {
        let right = runner(operation.class);
        let message = say("{} is {}; call {}", &[&operation.id, &operation.class.said(), &right]);
        return Err(Failure::invalid_argument("operation", message));
    }
    Ok((operation, arguments))
}

/// Answers a search.
///
/// # Errors
/// The query is no text, or something else was given.
pub(in super::super) fn find(
    catalog: &Catalog,
    arguments: &Map<String, Value>,
) -> Result<CallToolResult, Failure> {
    let query = match arguments.get("query") {
        None | Some(Value::Null) => "",
        Some(Value::String(query)) => query,
        Some(_) => return Err(Failure::invalid_argument("query", "must be a text")),
    };
    if let Some(stranger) = arguments.keys().find(|name| *name != "query") {
        return Err(Failure::invalid_argument(stranger, "is not an argument of this tool"));
    }
    let wanted = words(query);
    let mut found: Vec<(usize, &'static Operation)> = catalog
        .listed()
        .iter()
        .map(|operation| (score(&wanted, operation), *operation))
        .filter(|(score, _)| wanted.is_empty() || *score > 0)
        .collect();
    // Equal ones keep the collection's order.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    Ok(CallToolResult::success(vec![ContentBlock::text(shown(
        &found,
        wanted.is_empty(),
        catalog.api().language,
    ))]))
}

fn shown(found: &[(usize, &'static Operation)], everything: bool, language: Language) -> String {
    if found.is_empty() {
        return Said::from("No operation fits; try fewer or other words.").in_language(language);
    }
    let most = if everything { found.len() } else { MOST };
    let mut lines: Vec<String> = found
        .iter()
        .take(most)
        .map(|(_, operation)| {
            let about = if everything {
                String::new()
            } else {
                format!(": {}", super::description::sentence(operation.summary))
            };
            format!("{} ({}){about}", operation.id, operation.class.name())
        })
        .collect();
    if let Some(more) = found.len().checked_sub(most).filter(|more| *more > 0) {
        lines.push(say("{} more; add words to narrow the search", &[&more]).in_language(language));
    }
    lines.join("\n")
}

/// How well an operation fits the words: names count most.
fn score(wanted: &[String], operation: &Operation) -> usize {
    let names: Vec<String> = [operation.id, operation.tool].iter().flat_map(|name| words(name)).collect();
    let aliases: Vec<String> = operation.aliases.iter().flat_map(|name| words(name)).collect();
    // What an operation can be told to do: a way of payment, say.
    let cases = operation.variants.iter().flat_map(|variants| variants.cases);
    let cases: Vec<String> = cases.flat_map(|case| words(case.label)).collect();
    let fields =
        [(4, names), (3, words(operation.title)), (2, aliases), (2, cases), (1, words(operation.summary))];
    let best = |word: &String| {
        let has = |known: &&(usize, Vec<String>)| known.1.iter().any(|known| fits(word, known));
        fields.iter().filter(has).map(|(weight, _)| *weight).max().unwrap_or(0)
    };
    wanted.iter().map(best).sum()
}

/// One begins with the other, its plural aside. A short word is an article more often than a beginning; in scripts
/// without blanks a word stands inside others.
fn fits(word: &str, known: &str) -> bool {
    match word.chars().count() {
        _ if !word.is_ascii() && known.contains(word) => true,
        0..=2 => known == word,
        long => {
            let plural =
                ["es", "s"].iter().filter_map(|ending| word.strip_suffix(ending)).filter(|_| long > 4);
            plural.chain([word]).any(|word| known.starts_with(word))
        }
    }
}

/// The words of a text in small letters, without accents.
fn words(text: &str) -> Vec<String> {
    let plain: String = text.chars().flat_map(char::to_lowercase).map(without_accent).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

const fn without_accent(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::SHOP;
    use super::*;

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(words("Depósito por TRANSFIYA, año"), ["deposito", "por", "transfiya", "ano"]);
    }

    #[test]
    fn names_count_more_than_texts() {
        let best = |query: &str| {
            let wanted = words(query);
            let best = SHOP.operations().max_by_key(|operation| score(&wanted, operation));
            best.filter(|operation| score(&wanted, operation) > 0).map(|operation| operation.id)
        };
        assert_eq!(best("sell goods"), Some("sale"));
        assert_eq!(best("DEPOSITO"), Some("list"));
        assert_eq!(best("money back"), Some("refund"));
        assert_eq!(best("zebra"), None);
    }

    #[test]
    fn a_plural_finds_its_singular_and_an_article_finds_nothing() {
        for (word, known) in [
            ("sales", "sale"),
            ("pagos", "pago"),
            ("operaciones", "operacion"),
            ("予約", "新予約一覧"),
            ("ip", "ip"),
        ] {
            assert!(fits(word, known), "{word} {known}");
        }
        for (word, known) in [("a", "archive"), ("de", "delete"), ("ale", "sale"), ("gas", "gate")] {
            assert!(!fits(word, known), "{word} {known}");
        }
    }

    #[test]
    fn each_class_has_its_own_tool() {
        let listed: Vec<_> = SHOP.operations().collect();
        let names =
            |tools: Vec<Tool>| tools.into_iter().map(|tool| tool.name.to_string()).collect::<Vec<_>>();
        let all = names(tools(&listed, Language::English));
        assert_eq!(
            all,
            [
                "search_operations",
                "describe_operation",
                "read_operation",
                "write_operation",
                "money_operation"
            ]
        );
        let reads: Vec<_> = listed.into_iter().filter(|known| known.class == Class::ReadOnly).collect();
        assert_eq!(
            names(tools(&reads, Language::English)),
            ["search_operations", "describe_operation", "read_operation"]
        );
    }
}
