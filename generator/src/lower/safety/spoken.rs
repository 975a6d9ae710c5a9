//! Which verbs a phrase really speaks, and what it only mentions.

use super::phrase::{Hit, Phrase};
use super::reading::is_often_noun;
use super::table::{self, Language, Row, Tells};

/// A word with the meaning that it has in its phrase.
pub(super) struct Spoken<'a> {
    pub hit: &'a Hit,
    pub row: &'static Row,
}

/// Strong enough to make a POST read-only.
const ASKS_FOR_ITSELF: i32 = 65;

/// `Withdraw balance` takes it; `Withdraw status` only asks.
const TAKEN: &[&str] = &["balance", "saldo", "information", "suggestion"];

/// Verbs, and nouns that one can only ask about, at the ends of a phrase.
pub(super) fn spoken(phrase: &Phrase) -> Vec<Spoken<'_>> {
    let (first, last) = (phrase.first(), phrase.last().filter(|hit| hit.start > 0));
    let Some(first) = first else {
        return last.map(all).unwrap_or_default();
    };
    let Some(last) = last else {
        // The whole phrase, or a verb before words that the table does not know.
        let whole = first.end == phrase.tokens.len();
        return all(first).into_iter().filter(|one| whole || one.row.tells.is_verb()).collect();
    };
    if asks_about_following(phrase, first) {
        return all(first);
    }
    if first.is(Tells::Asks) {
        // `get refund` and `preview change` ask for one; `get and delete` does not only ask.
        let noun = last.is_also_noun() || is_often_noun(&last.text) && !is_joined(phrase, last);
        let also_does = all(last).into_iter().filter(|one| one.row.tells.is_verb() && !noun);
        return verbs(first).into_iter().chain(also_does).collect();
    }
    let asks_last = last.is(Tells::Asks)
        || last.row(Tells::AsksAbout).is_some_and(|row| row.weight >= ASKS_FOR_ITSELF)
            && !TAKEN.contains(&last.text.as_str());
    // `transfer history`, `pay status`: the verb names the thing that is asked about.
    // A Spanish or Portuguese infinitive names nothing.
    let spends = |row: &Row| row.tells == Tells::Spends && row.language == Language::En;
    let names_a_thing = |one: &Spoken<'_>| spends(one.row) || one.hit.is_also_noun();
    let kept: Vec<Spoken<'_>> =
        verbs(first).into_iter().filter(|one| !(asks_last && names_a_thing(one))).collect();
    // `Comment on bid`, `Create checkout`: the last word is what it is done to.
    let object = is_object(phrase, last) || first.is(Tells::Changes) && last.is(Tells::Collects);
    let about = all(last).into_iter().filter(|one| one.row.tells.is_verb() && !object || kept.is_empty());
    let about: Vec<Spoken<'_>> = about.collect();
    kept.into_iter().chain(about).collect()
}

/// `Estado del pago`, `Status of refund`: the noun in front is asked about.
fn asks_about_following(phrase: &Phrase, first: &Hit) -> bool {
    let next = phrase.tokens.get(first.end).map(String::as_str);
    first.row(Tells::AsksAbout).is_some_and(|row| row.weight >= ASKS_FOR_ITSELF)
        && first.verbs().next().is_none()
        && matches!(
            next,
            Some("da" | "das" | "de" | "del" | "della" | "der" | "des" | "di" | "do" | "dos" | "du" | "of")
        )
}

fn before<'a>(phrase: &'a Phrase, hit: &Hit) -> Option<&'a str> {
    hit.start.checked_sub(1).and_then(|at| phrase.tokens.get(at)).map(String::as_str)
}

fn is_joined(phrase: &Phrase, hit: &Hit) -> bool {
    matches!(before(phrase, hit), Some("and" | "e" | "or" | "then" | "y"))
}

/// A word right behind a preposition, and no verb strong enough to be one there.
fn is_object(phrase: &Phrase, hit: &Hit) -> bool {
    let behind = matches!(
        before(phrase, hit),
        Some(
            "about"
                | "by"
                | "de"
                | "del"
                | "do"
                | "em"
                | "en"
                | "for"
                | "from"
                | "in"
                | "of"
                | "on"
                | "via"
                | "with"
        )
    );
    behind && hit.verbs().all(|row| row.tells == Tells::Mild || row.tells == Tells::Spends && row.weight < 90)
}

fn verbs(hit: &Hit) -> Vec<Spoken<'_>> {
    hit.verbs().map(|row| Spoken { hit, row }).collect()
}

fn all(hit: &Hit) -> Vec<Spoken<'_>> {
    let told = hit.rows.iter().filter(|row| row.tells.is_verb() || row.tells == Tells::AsksAbout);
    told.map(|row| Spoken { hit, row }).collect()
}

/// Parts of a name, each a phrase: `Sell | Insurance (monthly)` has three.
pub(super) fn parts(name: &str, method: &str) -> Vec<Phrase> {
    let name = name.trim();
    // A path or a URL as name says nothing that the route does not say.
    if name.starts_with(['/', '{']) || name.contains("://") {
        return Vec::new();
    }
    let name = match name.split_once(' ') {
        Some((first, rest)) if first == method => rest,
        _ => name,
    };
    let mut name = name.to_owned();
    for separator in [" - ", " – ", " — ", " / ", " and ", " y ", " e "] {
        name = name.replace(separator, "|");
    }
    name.split(['|', ':', '(', ')', '[', ']', '>', ',', ';', '.', '→', '&'])
        .map(str::trim)
        // `Search patients (POST)` repeats the method; it posts nothing.
        .filter(|part| !part.eq_ignore_ascii_case(method))
        .map(|part| Phrase::new(&infinitive(part)))
        .filter(|phrase| !phrase.tokens.is_empty())
        .collect()
}

/// `Calculates a refund` as `calculate a refund`: the third person, before an article.
pub(crate) fn infinitive(part: &str) -> String {
    let Some((verb, rest)) = part.split_once(' ') else { return part.to_owned() };
    let lower = verb.to_lowercase();
    let article = rest.split(' ').next().is_some_and(|word| {
        matches!(
            word.to_lowercase().as_str(),
            "a" | "all" | "an" | "any" | "one" | "several" | "the" | "your"
        )
    });
    if !article || table::rows(&lower).next().is_some() {
        return part.to_owned();
    }
    let stems = ["s", "es"].into_iter().filter_map(|ending| lower.strip_suffix(ending));
    let known = |stem: &&str| table::rows(stem).any(|row| row.tells.is_verb());
    stems.into_iter().find(known).map_or_else(|| part.to_owned(), |stem| format!("{stem} {rest}"))
}

/// `Timers show` in the folder `Timers` is `show`, unless the folder's words say more than a topic.
pub(super) fn without_folder(mut parts: Vec<Phrase>, folder: &str) -> Vec<Phrase> {
    let folder = Phrase::new(folder);
    let topic = folder.hits.iter().all(|hit| hit.rows.iter().all(|row| row.tells == Tells::AsksAbout));
    let Some(first) = parts.first_mut().filter(|_| topic && !folder.tokens.is_empty()) else { return parts };
    let rest = first.tokens.strip_prefix(folder.tokens.as_slice()).map(|rest| Phrase::new(&rest.join(" ")));
    let speaks = |rest: &Phrase| rest.first().is_some_and(|hit| hit.verbs().next().is_some());
    if let Some(rest) = rest.filter(speaks) {
        *first = rest;
    }
    parts
}
