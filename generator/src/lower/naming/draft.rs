//! The first name of a request, before it meets the others.

use super::route::{last_parameter, literals};
use super::{Subject, written};
use crate::lower::safety;
use crate::lower::words::{alike, singular, words};

/// A name in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    /// Words of the group; none for a request outside all folders.
    pub group: Vec<String>,
    /// Words of the command.
    pub command: Vec<String>,
    /// More words of the request's own name, for a clash.
    pub details: Vec<String>,
    /// The request has no usable name of its own.
    pub named_by_route: bool,
}

/// Longest command and longest group, in words and characters.
const WORDS: usize = 5;
const CHARACTERS: usize = 40;

const ARTICLES: &[&str] = &[
    "a", "an", "das", "dem", "den", "der", "die", "ein", "eine", "einem", "einen", "einer", "el", "gli",
    "il", "la", "las", "le", "les", "los", "o", "os", "the", "um", "uma", "un", "una", "une", "uno", "unos",
    "unas",
];

/// Words that join others and carry little themselves.
pub(super) const JOINTS: &[&str] = &[
    "about", "and", "as", "at", "aux", "avec", "based", "by", "com", "con", "da", "de", "degli", "dei",
    "del", "della", "delle", "des", "di", "do", "dos", "du", "e", "em", "en", "et", "for", "from", "fur",
    "in", "into", "is", "mit", "of", "on", "or", "para", "per", "por", "pour", "que", "that", "through",
    "to", "und", "under", "using", "via", "von", "when", "where", "which", "whose", "with", "y", "zum",
    "zur",
];

/// Names that Postman or a hurried author gave.
const EMPTY_NAMES: &[&str] = &["new request", "untitled request", "untitled", "request", "copy", "new"];

impl Draft {
    pub(super) fn new(subject: &Subject, group: Vec<String>) -> Self {
        let own = own_words(subject);
        let named_by_route = own.is_none();
        let (full, mut details) = own.unwrap_or_else(|| (route_words(subject), Vec::new()));
        let group = if group.is_empty() && named_by_route { route_group(subject) } else { group };
        let (proper, clause) = without_clause(full);
        let mut told = without_group(proper.clone(), &mut details, &group, subject);
        if told == proper && details.is_empty() && !named_by_route {
            told = completed(told, &group, subject);
        }
        let (command, rest) = shortened(told);
        details.splice(0..0, rest.into_iter().chain(clause));
        details.retain(|word| !JOINTS.contains(&word.as_str()));
        Self { group, command, details, named_by_route }
    }

    /// All words, the group's first.
    pub(super) fn words(&self) -> Vec<String> {
        self.group.iter().chain(&self.command).cloned().collect()
    }

    pub(super) fn id(&self) -> String {
        self.words().join("-")
    }
}

/// Words of the request's own name and, apart, those in brackets; `None` when they say nothing.
fn own_words(subject: &Subject) -> Option<(Vec<String>, Vec<String>)> {
    let method = &subject.method;
    let plain = written::plain(&subject.name);
    let name = written::without_ordinal(written::without_method(plain.trim(), method));
    let name = written::without_method(name, method).trim();
    if written::is_address(name, &subject.route) {
        return None;
    }
    // SOAP actions are called `DoSearch`.
    let name = match name.strip_prefix("Do") {
        Some(rest) if rest.starts_with(|c: char| c.is_uppercase()) => rest,
        _ => name,
    };
    let (name, status) = written::without_status(name);
    let (outside, inside) = written::brackets(name);
    let outside = safety::infinitive(outside.trim());
    let (mut outside, mut inside) = (without_articles(&outside), without_articles(&inside));
    if !says_something(&outside) {
        outside = std::mem::take(&mut inside);
    }
    let (outside, copy) = written::without_copy(written::without_lead_in(outside));
    inside.extend(copy.into_iter().chain(words(status)));
    let only_method =
        outside.len() == 1 && outside.first().is_some_and(|word| word.eq_ignore_ascii_case(method));
    let empty = EMPTY_NAMES.contains(&outside.join(" ").as_str()) || only_method;
    (says_something(&outside) && !empty).then(|| (listing(outside, method), inside))
}

/// A name that is nothing but the thing its path ends in gets the verb of its method, `Users` is `list users`; one that
/// is nothing but a verb gets the thing, where no group says it.
fn completed(mut words: Vec<String>, group: &[String], subject: &Subject) -> Vec<String> {
    const VERBS: &[&str] = &["add", "create", "delete", "edit", "get", "list", "remove", "show", "update"];
    let last = literals(&subject.route).pop().unwrap_or_default();
    let one = subject.route.trim_end_matches('/').ends_with('}');
    if group.is_empty() && words.len() == 1 && words.iter().all(|word| VERBS.contains(&word.as_str())) {
        let many = words.first().is_some_and(|word| word == "list");
        words.extend(if many { last } else { one_of(last) });
        return words;
    }
    let thing = |word: &String| {
        last.iter().any(|of_path| alike(word, of_path))
            && !safety::is_verb(word)
            && safety::may_be_english(word)
    };
    let many = last.last().is_some_and(|word| singular(word) != *word);
    // A single word at the end of a path may be a verb that nobody listed: `POST /encode`.
    let alters = matches!(subject.method.as_str(), "DELETE" | "PATCH" | "PUT");
    if (many || one || alters) && words.iter().all(thing) {
        let of_one = one || makes(subject);
        words = if of_one { one_of(words) } else { words };
        words.insert(0, method_verb(subject));
    }
    words
}

/// Words of a text, each said once in a row; articles go, unless nothing else is there.
fn without_articles(text: &str) -> Vec<String> {
    let all = words(text);
    let names = in_capitals(text);
    let is_article = |word: &String| ARTICLES.contains(&word.as_str()) && !names.contains(word);
    let mut telling: Vec<String> = all.iter().filter(|word| !is_article(word)).cloned().collect();
    telling.dedup();
    if says_something(&telling) { telling } else { all }
}

/// Words in capitals, where not all of the text is: the `DER` of an energy company is no article.
fn in_capitals(text: &str) -> Vec<String> {
    if !text.contains(char::is_lowercase) {
        return Vec::new();
    }
    let written = text.split(|character: char| !character.is_alphanumeric());
    let capitals = written.filter(|word| word.len() > 1 && word.chars().all(char::is_uppercase));
    capitals.map(str::to_lowercase).collect()
}

fn says_something(words: &[String]) -> bool {
    words.iter().any(|word| word.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

/// `Get list of orders`, `Get all orders` and, of a GET, `All orders` are `list orders`.
fn listing(mut words: Vec<String>, method: &str) -> Vec<String> {
    const GETS: &[&str] =
        &["fetch", "fetches", "get", "gets", "retrieve", "retrieves", "return", "returns", "show", "shows"];
    const MANY: &[&str] = &["all", "complete", "entire", "full", "list", "of"];
    let is = |at: usize, texts: &[&str]| words.get(at).is_some_and(|word| texts.contains(&word.as_str()));
    let start = usize::from(is(0, GETS));
    let end = start + words.iter().skip(start).take_while(|word| MANY.contains(&word.as_str())).count();
    let said = words.get(start..end).unwrap_or_default();
    let lists =
        said.iter().any(|word| word == "list") || (said.iter().any(|word| word == "all") && method == "GET");
    if lists && end < words.len() {
        words.splice(0..end, ["list".to_owned()]);
    }
    words
}

/// A long name without what only explains it, and those words.
fn without_clause(mut words: Vec<String>) -> (Vec<String>, Vec<String>) {
    const EXPLAINS: &[&str] = &[
        "about", "as", "based", "que", "sem", "sin", "that", "through", "under", "using", "via", "when",
        "where", "which", "whose", "without",
    ];
    if words.len() <= WORDS {
        return (words, Vec::new());
    }
    let starts = |list: &'static [&str]| {
        let near = words.iter().enumerate().take(WORDS + 1).skip(2);
        near.filter(move |(_, word)| list.contains(&word.as_str())).map(|(at, _)| at)
    };
    let joint = |at: &usize| {
        words.get(*at).is_some_and(|word| !matches!(word.as_str(), "and" | "de" | "of" | "y" | "e"))
    };
    let cut = starts(EXPLAINS).next().or_else(|| starts(JOINTS).rfind(joint));
    let clause = cut.map(|at| words.split_off(at)).unwrap_or_default();
    (words, clause)
}

/// Words short enough to type, and those that were left out.
fn shortened(mut words: Vec<String>) -> (Vec<String>, Vec<String>) {
    let mut rest = if words.len() > WORDS { words.split_off(WORDS) } else { Vec::new() };
    while words.len() > 1 && words.join("-").len() > CHARACTERS {
        rest.splice(0..0, words.pop());
    }
    if !rest.is_empty() {
        drop_last_joints(&mut words);
    }
    for word in &mut words {
        word.truncate(CHARACTERS);
    }
    (words, rest)
}

fn drop_last_joints(words: &mut Vec<String>) {
    while words.len() > 1 && words.last().is_some_and(|word| JOINTS.contains(&word.as_str())) {
        words.pop();
    }
}

/// Words of a folder, short enough for a group.
pub(super) fn folder_words(folder: &str) -> Vec<String> {
    let clean = without_articles(written::without_ordinal(written::plain(folder).trim()));
    if says_something(&clean) { shortened(clean).0 } else { Vec::new() }
}

/// The command without its group's words: `payments list` instead of `payments payments-list`.
fn without_group(
    mut words: Vec<String>,
    details: &mut Vec<String>,
    group: &[String],
    subject: &Subject,
) -> Vec<String> {
    let before = words.len();
    drop_group(&mut words, details, group);
    let dropped = words.len() < before;
    if dropped {
        drop_last_joints(&mut words);
    }
    let starts_with_joint = dropped && words.first().is_some_and(|word| JOINTS.contains(&word.as_str()));
    if !says_something(&words) || starts_with_joint {
        words.splice(0..0, verb(subject, group));
    }
    words
}

fn drop_group(words: &mut Vec<String>, details: &mut Vec<String>, group: &[String]) {
    let Some(last_of_group) = group.last() else { return };
    // `WebHooks` and `webhooks`.
    let whole = group.concat();
    if let Some(at) = words.iter().position(|word| group.len() > 1 && alike(word, &whole)) {
        words.remove(at);
        return;
    }
    // The whole group, or the end of a long one: `single-task-request approve`, not `... approve-task-request`.
    for start in 0..group.len() {
        let end = group.get(start..).unwrap_or_default();
        if (start == 0 || end.len() > 1) && remove(words, end) {
            return;
        }
    }
    // `ACL (host)` around `Create ACL (host) config`.
    let said = |word: &String| words.iter().chain(details.iter()).any(|own| alike(own, word));
    if group.iter().all(said) {
        words.retain(|word| !group.iter().any(|of_group| alike(word, of_group)));
        details.retain(|word| !group.iter().any(|of_group| alike(word, of_group)));
        return;
    }
    // `user-webhooks create-webhook`, `merchant-enrollment enrollment-data`.
    if words.len() > 1 && words.last().is_some_and(|word| alike(word, last_of_group)) {
        words.pop();
    } else if words.len() > 1 && words.first().is_some_and(|word| alike(word, last_of_group)) {
        words.remove(0);
    }
}

/// Takes the first occurrence of these words out.
fn remove(words: &mut Vec<String>, group: &[String]) -> bool {
    let same = |window: &[String]| window.iter().zip(group).all(|(one, other)| alike(one, other));
    let found = (!group.is_empty()).then(|| words.windows(group.len()).position(same)).flatten();
    if let Some(at) = found {
        words.drain(at..at + group.len());
    }
    found.is_some()
}

/// What a request does that has no name for it: the verb its path ends in, else its method's.
pub(super) fn verb(subject: &Subject, group: &[String]) -> Vec<String> {
    let literals = literals(&subject.route);
    let mut last = literals.last().cloned().unwrap_or_default();
    remove(&mut last, group);
    let ends_in_literal = !subject.route.trim_end_matches('/').ends_with('}');
    if ends_in_literal && last.first().is_some_and(|word| safety::is_verb(word)) {
        return last;
    }
    vec![method_verb(subject)]
}

/// A GET, and a POST that makes nothing.
fn asks(subject: &Subject) -> bool {
    subject.method == "GET" || subject.asks
}

fn makes(subject: &Subject) -> bool {
    subject.method == "POST" && !subject.asks
}

/// The verb that a method stands for.
pub(super) fn method_verb(subject: &Subject) -> String {
    let one = subject.route.trim_end_matches('/').ends_with('}');
    let plural = literals(&subject.route).last().and_then(|words| words.last().cloned());
    let plural = plural.is_some_and(|word| singular(&word) != word);
    let verb = match subject.method.as_str() {
        "GET" | "POST" if asks(subject) && !one && plural => "list",
        "GET" | "POST" if asks(subject) => "get",
        "HEAD" => "check",
        "POST" => "create",
        "PUT" | "PATCH" => "update",
        "DELETE" => "delete",
        other => return words(other).into_iter().next().unwrap_or_else(|| "call".into()),
    };
    verb.to_owned()
}

/// `list user-webhooks`, `get order`, `cancel order`, made of method and path.
fn route_words(subject: &Subject) -> Vec<String> {
    let mut literals = literals(&subject.route);
    literals.retain(|words| words.join(" ") != "api");
    let Some(mut last) = literals.pop() else {
        let parameter = last_parameter(&subject.route);
        let thing = if parameter.is_empty() { vec!["root".to_owned()] } else { parameter };
        return std::iter::once(method_verb(subject)).chain(thing).collect();
    };
    let one = subject.route.trim_end_matches('/').ends_with('}');
    if !one && last.first().is_some_and(|word| safety::is_verb(word)) {
        if last.len() == 1 {
            last.extend(literals.pop().map(one_of).unwrap_or_default());
        }
        return last;
    }
    let verb = method_verb(subject);
    let of_one = verb != "list";
    let thing = if of_one && (one || makes(subject)) { one_of(last) } else { last };
    std::iter::once(verb).chain(thing).collect()
}

fn one_of(mut words: Vec<String>) -> Vec<String> {
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

/// Outside all folders, the first word of the path is the group of a request without a name.
fn route_group(subject: &Subject) -> Vec<String> {
    let mut literals = literals(&subject.route).into_iter().filter(|words| words.join(" ") != "api");
    literals.next().map(|words| shortened(words).0).unwrap_or_default()
}
