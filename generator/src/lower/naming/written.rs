//! What people write around a name: numbers, methods, marks of copies and of states, HTML.

use std::borrow::Cow;

use crate::lower::safety;
use crate::lower::words::words;

/// A name as it is read: without tags, and with entities as the characters that they stand for.
pub(super) fn plain(name: &str) -> Cow<'_, str> {
    if !name.contains(['<', '&']) {
        return Cow::Borrowed(name);
    }
    let mut text = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, tag)) = rest.split_once('<') {
        let starts = tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        // `<b>` goes; `<id>` of a path and `a < b` stay.
        match tag.split_once('>').filter(|(inside, _)| starts && is_html(inside)) {
            Some((_, after)) => {
                text.push_str(before);
                text.push(' ');
                rest = after;
            }
            None => {
                text.push_str(before);
                text.push('<');
                rest = tag;
            }
        }
    }
    text.push_str(rest);
    const ENTITIES: &[(&str, &str)] = &[
        ("&nbsp;", " "),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    Cow::Owned(ENTITIES.iter().fold(text, |text, (entity, character)| text.replace(entity, character)))
}

fn is_html(tag: &str) -> bool {
    const TAGS: &[&str] =
        &["b", "br", "code", "em", "h1", "h2", "h3", "i", "p", "small", "span", "strong", "u"];
    let name = tag.trim_matches('/').split_whitespace().next().unwrap_or_default();
    TAGS.contains(&name.to_ascii_lowercase().as_str())
}

fn is_ornament(character: char) -> bool {
    !character.is_alphanumeric() && !matches!(character, '/' | '{' | '[' | '(')
}

/// A name without its number: `2.1.1: Create`, `0 - Create`, `Step 3: Create`.
pub(super) fn without_ordinal(name: &str) -> &str {
    let name = name.trim_start_matches(is_ornament);
    let step = ["step ", "Step ", "STEP ", "paso ", "Paso "].iter().find_map(|word| name.strip_prefix(word));
    let numbered = step.unwrap_or(name);
    let rest = numbered.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let digits = numbered.len() - rest.len();
    let separated = rest.trim_start_matches([' ', '-', '–', ':', ')', '_', '.']);
    let is_ordinal = digits > 0 && separated.len() < rest.len() && !separated.is_empty();
    if is_ordinal { separated.trim_start_matches(is_ornament) } else { name }
}

/// A name without the method that it repeats: `GET users`, `[GET] users`, `POST: Create`, `PUT - user`.
pub(super) fn without_method<'a>(name: &'a str, method: &str) -> &'a str {
    let opened = name.trim_start_matches(['[', '(']);
    let Some(rest) = opened.strip_prefix(method) else { return name };
    let closed = rest.trim_start_matches([']', ')', ' ', '-', ':', '|', '_', '–', '/']);
    let apart = rest.starts_with([']', ')', ' ', ':', '|', '-']) && !closed.is_empty();
    match apart {
        true if rest.trim_start().starts_with(['/', '{']) => rest.trim_start(),
        true => closed,
        false => name,
    }
}

/// Whether a name is an address or a path rather than words.
pub(super) fn is_address(name: &str, route: &str) -> bool {
    if name.starts_with(['/', '{']) || name.contains("://") || (name.contains('/') && name.contains("{{")) {
        return true;
    }
    let Some((host, _)) = name.split_once('/').filter(|_| !name.contains(char::is_whitespace)) else {
        return false;
    };
    let of_route = words(route);
    host.contains(['.', ':']) || name.contains("/:") || words(name).iter().all(|word| of_route.contains(word))
}

/// Words without the mark of a copy, and that mark: `Copy of X`, `X Copy`, `X Copy 2`.
pub(super) fn without_copy(mut words: Vec<String>) -> (Vec<String>, Option<String>) {
    let copy = |at: usize| words.get(at).is_some_and(|word| word == "copy");
    if copy(0) && words.get(1).is_some_and(|word| word == "of") && words.len() > 2 {
        words.drain(..2);
        return (words, Some("copy".into()));
    }
    let number = words.last().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let end = words.len().saturating_sub(usize::from(number));
    // `Make copy` makes one.
    let said_of = end.checked_sub(2).and_then(|at| words.get(at));
    let is_mark =
        end >= 2 && copy(end - 1) && (end > 2 || said_of.is_some_and(|word| !safety::is_verb(word)));
    if is_mark {
        words.truncate(end - 1);
        return (words, Some("copy".into()));
    }
    (words, None)
}

/// Words without the lead-in of a sentence: `This endpoint is used to create a user`, `API to create a user`.
pub(super) fn without_lead_in(mut words: Vec<String>) -> Vec<String> {
    const SELF: &[&str] = &["api", "call", "endpoint", "method", "operation", "request", "route", "service"];
    const LEADS: &[&str] =
        &["allows", "allow", "can", "is", "lets", "this", "to", "us", "use", "used", "you"];
    let of_itself = |word: &String| SELF.contains(&word.as_str());
    let lead = words.iter().take_while(|word| of_itself(word) || LEADS.contains(&word.as_str())).count();
    let said = words.get(..lead).unwrap_or_default();
    let leads = said.iter().any(of_itself) && said.iter().any(|word| word == "this" || word == "to");
    // `Request to join` is no lead-in.
    let asks = said.first().is_some_and(|word| word == "request");
    if leads && !asks && lead < words.len() {
        words.drain(..lead);
    }
    words
}

/// A name without the answer that it is an example of: `Get users - 200 OK`, and that answer.
pub(super) fn without_status(name: &str) -> (&str, &str) {
    let parted = [" - ", " | ", ": "].iter().find_map(|mark| name.rsplit_once(mark));
    parted.filter(|(before, after)| !before.is_empty() && is_status(after)).unwrap_or((name, ""))
}

fn is_status(text: &str) -> bool {
    let code = text.split_whitespace().next().unwrap_or_default();
    code.len() == 3
        && code.starts_with(['1', '2', '3', '4', '5'])
        && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// Text outside and inside round and square brackets.
pub(super) fn brackets(name: &str) -> (String, String) {
    let (mut outside, mut inside) = (String::new(), String::new());
    let mut depth = 0_usize;
    for character in name.chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let target = if depth > 0 { &mut inside } else { &mut outside };
        target.push(if matches!(character, '(' | ')' | '[' | ']') { ' ' } else { character });
    }
    (outside, inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_a_name_goes() {
        assert_eq!(plain("<b>Get</b> info &amp; more").trim(), "Get  info & more");
        assert_eq!(plain("a < b <id>"), "a < b <id>");
        for name in ["GET users", "[GET] users", "GET: users", "GET - users", "users"] {
            assert_eq!(without_method(name, "GET"), "users");
        }
        assert_eq!(without_method("GETTER", "GET"), "GETTER");
        assert_eq!(without_status("Get users - 404 Not found"), ("Get users", "404 Not found"));
        assert_eq!(without_status("Users - all"), ("Users - all", ""));
    }

    #[test]
    fn copies_and_sentences_lose_their_marks() {
        let copy = |name: &str| without_copy(words(name)).0.join(" ");
        assert_eq!(copy("Copy of Create user"), "create user");
        assert_eq!(copy("Create user Copy 2"), "create user");
        assert_eq!(copy("Make copy"), "make copy");
        assert_eq!(copy("Copy file"), "copy file");
        let told = |name: &str| without_lead_in(words(name)).join(" ");
        assert_eq!(told("This endpoint is used to create a user"), "create a user");
        assert_eq!(told("API to list orders"), "list orders");
        assert_eq!(told("API key"), "api key");
        assert_eq!(told("Request to join"), "request to join");
    }

    #[test]
    fn addresses_are_told_from_words() {
        for name in ["/users", "https://a.example/b", "localhost:3000/users", "api/users", "{{url}}/users"] {
            assert!(is_address(name, "/api/users"), "{name}");
        }
        for name in ["create/update", "Users / list", "users", "And/or"] {
            assert!(!is_address(name, "/api/users"), "{name}");
        }
    }
}
