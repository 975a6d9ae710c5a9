//! What a mutation is done to: money, access, notices.

use super::fields::{self, AMOUNTS, BANK_DETAILS, GRANTS, NEW_PASSWORD, RECIPIENTS};
use super::judge::{Case, reason};
use super::path::Literal;
use super::phrase::{Hit, Phrase};
use super::session::Session;
use super::spoken::{Spoken, spoken};
use super::table::Tells;
use super::{Family, describe, notices};
use crate::model::{Class, Evidence};

impl Case<'_> {
    /// What the request is done to.
    pub(super) fn things(
        &self,
        said: &[(&'static str, Spoken<'_>)],
        session: Option<Session>,
        found: &mut Vec<Evidence>,
    ) {
        let edits = said.iter().any(|(_, one)| one.row.tells == Tells::Edits);
        self.targets(edits, found);
        self.steered(found);
        self.commands_before(found);
        self.settled(said, found);
        self.fields(edits, found);
        if session.is_none() {
            self.named_things(edits, found);
            found.extend(describe::evidence(self.subject.description, self.collects()));
        }
    }

    /// The thing that the path ends in.
    fn targets(&self, edits: bool, found: &mut Vec<Evidence>) {
        let Some(target) = self.target() else { return };
        if let Some(hit) = target.phrase.head() {
            self.grave(hit, "path", edits, found);
        }
        // `/payments/instant` is a kind of payment, `/payments/{id}/notes` is not.
        let is_last = self.path.last().is_some_and(|last| std::ptr::eq(last, target));
        let kind = is_last
            && !target.after_parameter
            && target.phrase.hits.is_empty()
            && !is_ordinary(&target.phrase);
        let before = self.path.before_last().filter(|_| kind && self.family == Family::Posts);
        if let Some(hit) = before.and_then(|before| before.phrase.head()) {
            self.grave(hit, "path", edits, found);
        }
    }

    /// The last segment, or the one before when the last is a verb or a side of it.
    fn target(&self) -> Option<&Literal> {
        let last = self.path.last()?;
        let verbs = spoken(&last.phrase);
        if last.phrase.head().is_some() {
            return Some(last);
        }
        if verbs.iter().any(|one| one.row.tells == Tells::Mild) {
            return None;
        }
        let covered =
            last.phrase.hits.iter().map(|hit| hit.end - hit.start).sum::<usize>() == last.phrase.tokens.len();
        if covered && !last.phrase.hits.is_empty() { self.path.before_last() } else { Some(last) }
    }

    /// Access, money and notices: steered also by a change of their parts.
    pub(super) fn steered(&self, found: &mut Vec<Evidence>) {
        let target = self.target().and_then(|literal| steering(&literal.phrase));
        self.balance_set(found);
        self.members_of_role(found);
        let part_of = self.path.before_last().filter(|_| self.family == Family::Alters);
        let part_of =
            part_of.and_then(|literal| steering(&literal.phrase)).filter(|hit| hit.is(Tells::Controls));
        for hit in target.into_iter().chain(part_of) {
            self.grave(hit, "path", false, found);
        }
    }

    /// `PUT /wallets/{id}/balance`: what can only be asked about is money when it is set.
    fn balance_set(&self, found: &mut Vec<Evidence>) {
        let last = self.path.last().filter(|_| self.family == Family::Alters);
        let balance = last.and_then(|last| last.phrase.last());
        if let Some(hit) = balance.filter(|hit| matches!(hit.text.as_str(), "balance" | "saldo")) {
            found.push(reason("path", &hit.text, 80, Class::Dangerous));
        }
    }

    /// `POST /roles/{id}/users`: who is added gets the role's permissions.
    fn members_of_role(&self, found: &mut Vec<Evidence>) {
        let inside = self.path.last().is_some_and(|last| last.after_parameter && is_ordinary(&last.phrase));
        let role = self.path.before_last().filter(|_| inside && self.family == Family::Posts);
        let role = role.and_then(|literal| literal.phrase.whole());
        if let Some(hit) = role.filter(|hit| {
            matches!(hit.text.as_str(), "role" | "roles" | "rol" | "permission" | "permissions")
        }) {
            self.grave(hit, "path", false, found);
        }
    }

    /// `/cash-out/.../token`, `/delete/user`: a command before what it is said of.
    fn commands_before(&self, found: &mut Vec<Evidence>) {
        let Some((_, earlier)) = self.path.literals.split_last() else { return };
        for hit in earlier.iter().filter_map(|literal| literal.phrase.first()) {
            let row =
                hit.row(Tells::Spends).filter(|row| row.weight >= 90).or_else(|| hit.row(Tells::Deletes));
            if let Some(row) = row {
                found.push(reason("path", &hit.text, row.weight - 5, row.tells.class()));
            }
        }
    }

    /// `confirm`, `approve`, `execute` beside money.
    fn settled(&self, said: &[(&'static str, Spoken<'_>)], found: &mut Vec<Evidence>) {
        let Some((source, verb)) = said.iter().find(|(_, one)| one.row.tells == Tells::Settles) else {
            return;
        };
        if let Some(money) = self.money_near() {
            let text = format!("{} {}", verb.hit.text, money.text);
            found.push(reason(source, text, 85, Class::Dangerous));
        }
    }

    /// A word of money in the last segments, the name or the actions.
    pub(super) fn money_near(&self) -> Option<&Hit> {
        let near = self.path.literals.iter().rev().take(3).map(|literal| &literal.phrase);
        let mut phrases = near.chain(&self.name).chain(self.actions.iter().map(|action| &action.phrase));
        phrases.find_map(|phrase| {
            phrase.hits.iter().find(|hit| {
                [Tells::Money, Tells::Trades, Tells::Spends, Tells::Collects]
                    .iter()
                    .any(|tells| hit.is(*tells))
            })
        })
    }

    /// The thing that the name or the action speaks of.
    fn named_things(&self, edits: bool, found: &mut Vec<Evidence>) {
        let names = self.name.first().map(|phrase| ("name", phrase)).filter(|_| !self.collects());
        let actions = self.actions.iter().map(|action| (action.source, &action.phrase));
        for (source, phrase) in names.into_iter().chain(actions) {
            let beside = spoken(phrase).iter().any(|one| matches!(one.row.tells, Tells::Mild | Tells::Asks));
            for hit in phrase.head().into_iter().chain(steering(phrase)).filter(|_| !beside) {
                self.grave(hit, source, edits, found);
            }
        }
    }

    fn grave(&self, hit: &Hit, source: &str, edits: bool, found: &mut Vec<Evidence>) {
        // An order is bought when it is made, not when it is edited.
        let made = self.family == Family::Posts && !edits;
        let kinds = [Tells::Controls, Tells::Access, Tells::Money, Tells::Removal, Tells::Trades];
        let row =
            kinds.into_iter().filter(|kind| made || *kind != Tells::Trades).find_map(|kind| hit.row(kind));
        if let Some(row) = row {
            found.push(reason(source, &hit.text, row.weight, row.tells.class()));
        }
    }

    /// `POST /account/settings`: what stands there already is set anew.
    fn sets(&self) -> bool {
        const SET: &[&str] =
            &["ajustes", "config", "configuracion", "configuration", "preferences", "setting", "settings"];
        let last = self.path.last().and_then(|last| last.phrase.tokens.last());
        last.is_some_and(|token| SET.contains(&token.as_str()))
    }

    /// The path collects money rather than spending it.
    fn collects(&self) -> bool {
        let near = self.path.literals.iter().rev().take(3);
        near.flat_map(|literal| &literal.phrase.hits).any(|hit| hit.is(Tells::Collects))
    }

    fn fields(&self, edits: bool, found: &mut Vec<Evidence>) {
        let mut steers = fields::first_of(&self.fields, NEW_PASSWORD);
        if self.family == Family::Alters || edits || self.sets() {
            steers = steers.or_else(|| fields::steering(&self.fields));
        }
        if let Some(field) = steers {
            found.push(reason("body", field, 82, Class::Dangerous));
        }
        let body = self.subject.body.as_deref().unwrap_or_default();
        if let Some((field, state)) = fields::final_state(body) {
            found.push(reason("body", format!("{field} {state}"), 82, Class::Dangerous));
        }
        if let Some(field) = fields::switch(body) {
            found.push(reason("body", field, 82, Class::Dangerous));
        }
        let rank = self.subject.query.iter().find(|(_, value)| matches!(*value, "admin" | "owner"));
        if let Some((key, value)) = rank {
            found.push(reason("query", format!("{key}={value}"), 80, Class::Dangerous));
        }
        if let Some(fields) = notices::subscribed(body) {
            found.push(reason("body", fields, 82, Class::Dangerous));
        }
        if fields::deletes_some(body) {
            found.push(reason("body", "deletes", 82, Class::Dangerous));
        }
        if let Some(field) =
            fields::first_of(&self.fields, BANK_DETAILS).or_else(|| fields::first_of(&self.fields, GRANTS))
        {
            found.push(reason("body", field, 78, Class::Dangerous));
        }
        let amount = fields::first_of(&self.fields, AMOUNTS).filter(|_| !self.collects());
        if let (Some(amount), Some(to)) = (amount, fields::first_of(&self.fields, RECIPIENTS)) {
            found.push(reason("body", format!("{amount} and {to}"), 78, Class::Dangerous));
        }
    }
}

/// What steers access, money or notices: `webhook` counts anywhere before a preposition, `key` as main noun only.
fn steering(phrase: &Phrase) -> Option<&Hit> {
    let anywhere = phrase.hits.iter().filter(|hit| hit.end <= phrase.chunk_end());
    let anywhere = anywhere.filter(|hit| hit.is(Tells::Controls)).find(|hit| !phrase.has_noun_behind(hit));
    anywhere.or_else(|| phrase.head().filter(|hit| hit.is(Tells::Access)))
}

/// Nouns of paths for things that are no money and give no access.
///
/// The words for who logs in (`WHO` of `chains::login`) are names of fields: `email` and `id` name a person there, and
/// nothing that a path leads to.
const ORDINARY: &[&str] = &[
    "account",
    "address",
    "attachment",
    "card",
    "category",
    "client",
    "cliente",
    "comment",
    "company",
    "contact",
    "cuenta",
    "conta",
    "customer",
    "device",
    "document",
    "documento",
    "draft",
    "file",
    "group",
    "image",
    "item",
    "member",
    "merchant",
    "message",
    "note",
    "notification",
    "partner",
    "person",
    "product",
    "producto",
    "produto",
    "profile",
    "shop",
    "source",
    "store",
    "terminal",
    "user",
    "usuario",
    "vendor",
];

/// A thing that nothing grave is known of.
fn is_ordinary(phrase: &Phrase) -> bool {
    phrase.tokens.last().is_some_and(|token| {
        let singular = token.strip_suffix('s').unwrap_or(token);
        ORDINARY.contains(&token.as_str()) || ORDINARY.contains(&singular) || token.ends_with("ies")
    })
}
