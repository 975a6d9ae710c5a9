//! POST and everything stricter: what is done.

use super::Family;
use super::fields::{self, STATES};
use super::graphql::Nature;
use super::judge::{Case, reason};
use super::phrase::{Hit, Phrase};
use super::session::{self, Session};
use super::spoken::{Spoken, spoken};
use super::table::{self, Tells};
use crate::model::{Class, Evidence};

/// Nouns that one asks about, but that a POST may as well make when another word stands before them.
const MADE_TOO: &[&str] = &[
    "catalog",
    "catalogue",
    "detail",
    "details",
    "detalle",
    "detalles",
    "detalhe",
    "detalhes",
    "feature",
    "features",
    "info",
    "informacion",
    "information",
    "listing",
    "listings",
    "recommendation",
    "recommendations",
    "result",
    "results",
    "statement",
    "suggestion",
    "suggestions",
    "summary",
];

/// A POST is this much of a mutation by its method alone.
const BASE: i32 = 40;

impl Case<'_> {
    /// Evidence about a request that may change something.
    pub(super) fn mutating(&self) -> Vec<Evidence> {
        let mut found = Vec::new();
        match self.graphql {
            Some(Nature::Hidden) => {
                found.push(reason("body", "GraphQL hash without text", 80, Class::Dangerous))
            }
            Some(_) => found.push(reason("body", "GraphQL mutation", 60, Class::SafeMutation)),
            None => {}
        }
        let session = session::of_path(&self.path).filter(|_| self.family != Family::Deletes);
        if session.is_some() {
            found.push(reason("path", "session or token (auth)", 95, Class::SafeMutation));
            if session == Some(Session::Token) {
                return found;
            }
        }
        let said = self.said();
        for (source, one) in &said {
            // `Get admin token` of `/admin/token` gives a session, or makes a credential.
            if *source == "name" && one.row.tells == Tells::Asks && self.ends_in_token() {
                continue;
            }
            let weight = self.weight(source, one);
            // Words like `search` count for a POST only; nothing makes a PUT or DELETE read-only.
            if one.row.tells.class() != Class::ReadOnly || self.family == Family::Posts {
                found.push(reason(source, &one.hit.text, weight, one.row.tells.class()));
            }
        }
        self.pairs(&mut found);
        self.state_set_by_body(&mut found);
        let asks = self.asks(&found);
        if asks.is_none() {
            self.things(&said, session, &mut found);
        } else if asks == Some(Asked::ByNameOnly) {
            self.steered(&mut found);
        }
        self.undone(&mut found);
        if found.is_empty() {
            found.extend(self.unknown_command());
        }
        found
    }

    /// `POST /doors/{id}/frobnicate`: a command that no table knows is taken for the worst.
    ///
    /// What ends in a plural is rather a list that something is added to.
    fn unknown_command(&self) -> Option<Evidence> {
        let last = self.path.last().filter(|last| last.after_parameter && self.family == Family::Posts)?;
        let token = last.phrase.tokens.last().filter(|token| !token.ends_with('s'))?;
        let named = self.name.iter().any(|phrase| !phrase.hits.is_empty());
        (!named).then(|| reason("path", format!("{token} (unknown command)"), BASE + 5, Class::Dangerous))
    }

    fn ends_in_token(&self) -> bool {
        let last = self.path.last().and_then(|last| last.phrase.tokens.last());
        last.is_some_and(|token| session::is_token(token))
    }

    /// Verbs of the last segment, of the name and of the actions.
    fn said(&self) -> Vec<(&'static str, Spoken<'_>)> {
        let mut said: Vec<(&'static str, Spoken<'_>)> = Vec::new();
        if let Some(last) = self.path.last() {
            said.extend(spoken(&last.phrase).into_iter().map(|one| ("path", one)));
        }
        for (position, part) in self.name.iter().enumerate() {
            // Later parts of a name only count for what they begin with: `Users | delete`.
            let kept = spoken(part).into_iter().filter(|one| position == 0 || one.hit.start == 0);
            said.extend(kept.map(|one| ("name", one)));
        }
        // One of several calls that only asks says nothing about the others.
        let all_ask = self
            .actions
            .iter()
            .all(|action| first_verb(&action.phrase).is_none_or(|hit| hit.is(Tells::Asks)));
        for action in &self.actions {
            // `eth_getBalance`, `DoSearch`: the first verb, wherever it stands.
            let first = first_verb(&action.phrase);
            let verbs = first.into_iter().flat_map(|hit| hit.verbs().map(move |row| Spoken { hit, row }));
            let asks = first.is_some_and(|hit| hit.is(Tells::Asks));
            let others = spoken(&action.phrase).into_iter().filter(|_| !asks);
            let counts = |one: &Spoken<'_>| all_ask || one.row.tells.class() != Class::ReadOnly;
            said.extend(verbs.chain(others).filter(counts).map(|one| (action.source, one)));
        }
        if said.is_empty() && self.search_before_noun() {
            let before = self.path.before_last();
            said.extend(
                before.into_iter().flat_map(|literal| spoken(&literal.phrase)).map(|one| ("path", one)),
            );
        }
        said
    }

    /// `POST /search/orders`.
    fn search_before_noun(&self) -> bool {
        let hit = self.path.before_last().and_then(|literal| literal.phrase.whole());
        hit.is_some_and(|hit| {
            hit.is(Tells::Asks) && !matches!(hit.text.as_str(), "list" | "lista" | "view" | "show")
        })
    }

    fn weight(&self, source: &str, one: &Spoken<'_>) -> i32 {
        let class_of_action = one.row.tells == Tells::Asks && matches!(source, "body" | "header" | "query");
        // `POST /users/{id}/status` rather sets the status of that user.
        let sets = one.row.tells == Tells::AsksAbout
            && source == "path"
            && self.path.last().is_some_and(|last| last.after_parameter);
        // `onboarding-details` may be what is made; `payment/details` hardly.
        let made_too = MADE_TOO.contains(&one.hit.text.as_str()) && one.hit.start > 0;
        match (class_of_action, sets || made_too) {
            (true, _) => 80,
            (_, true) => one.row.weight.min(BASE - 5),
            _ => one.row.weight,
        }
    }

    /// Whether the request only asks: then the things it names are only named.
    fn asks(&self, found: &[Evidence]) -> Option<Asked> {
        if self.family != Family::Posts {
            return None;
        }
        let asking = found.iter().filter(|one| one.class == Class::ReadOnly && one.weight > BASE);
        let acting = found.iter().filter(|one| one.class != Class::ReadOnly).map(|one| one.weight).max();
        let strong: Vec<&Evidence> = asking.filter(|one| Some(one.weight) > acting).collect();
        if strong.is_empty() {
            None
        } else if strong.iter().all(|one| one.source == "name") {
            Some(Asked::ByNameOnly)
        } else {
            Some(Asked::Clearly)
        }
    }

    /// What is deleted can be had again at once: a follower, a star, an entry of a cart.
    fn undone(&self, found: &mut Vec<Evidence>) {
        let mut grave = found.iter().filter(|one| one.class == Class::Dangerous).peekable();
        let deletes = self.family == Family::Deletes || grave.peek().is_some();
        // One may log in again; all users at once notice.
        let mut words = self.path.literals.iter().map(|literal| &literal.phrase).chain(&self.name);
        let of_all = words.any(|phrase| phrase.tokens.iter().any(|token| token == "all"));
        // Nothing but a deletion can be taken back like this: a cart that is paid stays paid.
        if !deletes || !grave.all(|one| table::rows(&one.found).any(|row| row.tells == Tells::Deletes)) {
            return;
        }
        let entries =
            ["entries", "entry", "id", "item", "items", "itens", "line", "lines", "product", "products"];
        let of_last = self.path.last().into_iter().filter_map(|literal| literal.phrase.head());
        let entry_last = self.path.last().is_some_and(|literal| {
            let verbs = !spoken(&literal.phrase).is_empty();
            verbs || literal.phrase.tokens.iter().all(|token| entries.contains(&token.as_str()))
        });
        let of_before =
            self.path.before_last().filter(|_| entry_last).and_then(|literal| literal.phrase.head());
        let of_name = self.name.iter().flat_map(|phrase| &phrase.hits);
        let hit = of_last.chain(of_before).chain(of_name).find(|hit| hit.is(Tells::Undone));
        let hit = hit.filter(|hit| !(of_all && matches!(hit.text.as_str(), "sessions" | "logout")));
        if let Some((hit, row)) = hit.and_then(|hit| Some((hit, hit.row(Tells::Undone)?))) {
            found.push(reason(
                "path",
                format!("{} (easily undone)", hit.text),
                row.weight,
                row.tells.class(),
            ));
        }
    }

    /// `POST /users/{id}/status` with a state in its body.
    fn state_set_by_body(&self, found: &mut Vec<Evidence>) {
        let about = self.path.last().filter(|last| last.after_parameter);
        let about = about.and_then(|last| last.phrase.last()).is_some_and(|hit| hit.is(Tells::AsksAbout));
        if let Some(field) = fields::first_of(&self.fields, STATES).filter(|_| about) {
            found.push(reason("body", field, 76, Class::SafeMutation));
        }
    }
}

/// The first verb of an action, wherever it stands.
fn first_verb(phrase: &Phrase) -> Option<&Hit> {
    phrase.hits.iter().find(|hit| hit.verbs().next().is_some())
}

/// How a request asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// The path or the body says so.
    Clearly,
    /// Only its name says so; not enough where access or notices are at stake.
    ByNameOnly,
}
