//! GET and its like: read-only, unless a verb says that something changes.

use super::fields::{self, AMOUNTS};
use super::judge::{Case, reason};
use super::phrase::{Hit, Phrase};
use super::table::{Row, Tells};
use crate::lower::words::{singular, words};
use crate::model::{Class, Evidence};

/// Verbs that are as often nouns or adjectives: in a GET, path and name must agree on them.
const WEAK: &[&str] = &[
    "add",
    "alta",
    "answer",
    "apply",
    "batch",
    "bulk",
    "cambio",
    "check in",
    "check out",
    "claim",
    "clear",
    "clone",
    "close",
    "comment",
    "complete",
    "connect",
    "convert",
    "copy",
    "drop",
    "echo",
    "email",
    "expire",
    "finish",
    "follow",
    "generate",
    "import",
    "init",
    "initiate",
    "insert",
    "invite",
    "issue",
    "join",
    "label",
    "leave",
    "like",
    "link",
    "lock",
    "make",
    "mark",
    "merge",
    "move",
    "new",
    "note",
    "novo",
    "nova",
    "nueva",
    "nuevo",
    "open",
    "patch",
    "pin",
    "place",
    "post",
    "print",
    "process",
    "put",
    "refresh",
    "register",
    "registro",
    "release",
    "reply",
    "request",
    "reset",
    "reverse",
    "review",
    "run",
    "save",
    "schedule",
    "set",
    "share",
    "sign",
    "sign up",
    "signup",
    "star",
    "start",
    "stop",
    "store",
    "sync",
    "tag",
    "test",
    "trash",
    "trigger",
    "upload",
    "verify",
    "void",
    "vote",
    "watch",
];

/// Query parameters that say who is paid: with an amount, a money noun in the singular is a command.
const TO_WHOM: &[&str] =
    &["to", "destino", "celular", "phone", "telefono", "telefone", "msisdn", "mobile", "numero", "number"];

/// Whether a verb is as often a noun or an adjective.
pub(super) fn is_often_noun(verb: &str) -> bool {
    WEAK.contains(&verb) || matches!(verb, "change" | "order" | "search" | "update")
}

impl Case<'_> {
    /// Evidence about a request whose method promises to read.
    pub(super) fn reading(&self) -> Vec<Evidence> {
        let mut found = Vec::new();
        let last = self.path.last().map(|literal| &literal.phrase);
        let in_path: Vec<(&Hit, &Row)> = last.into_iter().flat_map(changing_ends).collect();
        let in_name: Vec<(&Hit, &Row)> = self.name.first().into_iter().flat_map(changing_start).collect();
        for (source, verbs) in [("path", &in_path), ("name", &in_name)] {
            for (hit, row) in verbs {
                let agreed =
                    in_path.iter().chain(&in_name).filter(|(other, _)| other.text == hit.text).count() > 1;
                let weak = WEAK.contains(&hit.text.as_str()) || source == "name" && self.names_a_list(hit);
                let weight = if weak && !agreed { 40 } else { row.weight };
                found.push(reason(source, &hit.text, weight, row.tells.class()));
                if row.tells == Tells::Settles && weight > 40 {
                    found.extend(self.money_near().map(|money| {
                        reason(source, format!("{} {}", hit.text, money.text), 85, Class::Dangerous)
                    }));
                }
            }
        }
        if found.iter().any(|one| one.weight > 60) {
            self.pairs(&mut found);
            self.steered(&mut found);
        }
        self.spends_by_path_and_name(&mut found);
        self.earlier_commands(&mut found);
        self.named_actions(&mut found);
        self.money_by_query(&mut found);
        if self.subject.query.iter().any(|(key, _)| *key == "grant_type") {
            found.push(reason("query", "grant_type (session)", 70, Class::SafeMutation));
        }
        found
    }

    /// `Sell orders` of `/sell/orders`, `Update log`: the verb stands before the noun that is listed.
    fn names_a_list(&self, hit: &Hit) -> bool {
        let Some(name) = self.name.first().filter(|name| name.tokens.len() > 1) else { return false };
        let aside = name.last().is_some_and(|last| last.row(Tells::AsksAbout).is_some());
        let last = name.tokens.last().filter(|last| singular(last) != **last);
        let listed = self.path.last().and_then(|literal| literal.phrase.tokens.last());
        aside || hit.is(Tells::Spends) && last.is_some() && last == listed
    }

    /// `/orders/{id}/refund` named `Refund order`: a command, though each alone could be a noun.
    fn spends_by_path_and_name(&self, found: &mut Vec<Evidence>) {
        let Some(name) = self.name.first().filter(|name| name.tokens.len() > 1 && !ends_asking(name)) else {
            return;
        };
        let path = self.path.last().and_then(|literal| literal.phrase.whole());
        let Some(hit) = name.first().filter(|hit| path.is_some_and(|path| path.text == hit.text)) else {
            return;
        };
        if let Some(row) = hit.row(Tells::Spends).filter(|_| hit.is_also_noun()) {
            found.push(reason("name", &hit.text, row.weight, row.tells.class()));
        }
    }

    /// `/cancel/orders/{id}`: a command before what it is said of.
    fn earlier_commands(&self, found: &mut Vec<Evidence>) {
        let asks = self.path.last().and_then(|literal| literal.phrase.last()).is_some_and(asks);
        let Some((_, earlier)) = self.path.literals.split_last() else { return };
        for hit in earlier.iter().filter_map(|literal| literal.phrase.whole()).filter(|_| !asks) {
            if let Some(row) = hit.row(Tells::Deletes).filter(|_| !WEAK.contains(&hit.text.as_str())) {
                found.push(reason("path", &hit.text, row.weight, row.tells.class()));
            }
        }
    }

    /// `?Action=TerminateInstances`.
    fn named_actions(&self, found: &mut Vec<Evidence>) {
        for action in &self.actions {
            let verb = action.phrase.hits.iter().find_map(|hit| Some((hit, hit.verbs().next()?)));
            if let Some((hit, row)) = verb {
                let weight = if row.tells == Tells::Asks { 80 } else { row.weight };
                found.push(reason(action.source, &hit.text, weight, row.tells.class()));
            }
        }
    }

    /// `/transfer?amount=10&to=7`: the noun is a command when the amount comes along.
    fn money_by_query(&self, found: &mut Vec<Evidence>) {
        let keys: Vec<String> = self.subject.query.iter().map(|(key, _)| words(key).concat()).collect();
        let Some(amount) = fields::first_of(&keys, AMOUNTS) else { return };
        let near = [self.path.last(), self.path.before_last()].into_iter().flatten();
        let to_whom = keys.iter().any(|key| TO_WHOM.contains(&key.as_str()));
        let spends = near
            .filter_map(|literal| literal.phrase.last())
            .find(|hit| hit.is(Tells::Spends) || to_whom && hit.is(Tells::Money) && !hit.text.ends_with('s'));
        if let Some(hit) = spends {
            found.push(reason("query", format!("{} with {amount}", hit.text), 85, Class::Dangerous));
        }
    }
}

/// Verbs that change, at either end of a path segment: `cancel`, `order-cancel`.
fn changing_ends(phrase: &Phrase) -> Vec<(&Hit, &'static Row)> {
    // `cancel-reasons` and `delete-history` are things to read about.
    if phrase.tokens.len() > 1 && ends_asking(phrase) {
        return Vec::new();
    }
    phrase.ends().flat_map(changing).collect()
}

/// A verb that changes, at the start of a name. `Order cancel` may be anything, `Cancel order` is not.
fn changing_start(phrase: &Phrase) -> Vec<(&Hit, &'static Row)> {
    // `Start of time`: a noun.
    let second = phrase.tokens.get(1).map(String::as_str);
    if matches!(second, Some("of" | "de" | "do" | "da" | "del")) {
        return Vec::new();
    }
    if phrase.tokens.len() > 1 && ends_asking(phrase) {
        return Vec::new();
    }
    phrase.first().map(changing).unwrap_or_default()
}

fn changing(hit: &Hit) -> Vec<(&Hit, &'static Row)> {
    // `transfer` and `order` are nouns when they are read.
    let noun = hit.is_also_noun() && !hit.is(Tells::Undone);
    hit.verbs().filter(|row| row.tells != Tells::Asks && !noun).map(|row| (hit, row)).collect()
}

/// `cancel reasons`, `delete history`; not `mark as read`, nor `start job`.
fn ends_asking(phrase: &Phrase) -> bool {
    let behind_as = |hit: &Hit| {
        hit.start.checked_sub(1).and_then(|at| phrase.tokens.get(at)).is_some_and(|before| before == "as")
    };
    phrase.last().is_some_and(|hit| asks(hit) && !behind_as(hit))
}

/// Nouns below this weight may be acted on as well.
const ASKED_ABOUT: i32 = 30;

fn asks(hit: &Hit) -> bool {
    hit.is(Tells::Asks) || hit.row(Tells::AsksAbout).is_some_and(|row| row.weight >= ASKED_ABOUT)
}
