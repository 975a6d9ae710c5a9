//! All fields of one request while their facts are being collected.

use std::collections::{HashMap, HashSet};

use super::rules::Collected;
use super::tree::{Node, Step, steps};

/// Where the fields of a request and its answer are collected.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub body: BodyFields,
    pub query: Flat,
    pub path: Flat,
    pub headers: Flat,
    pub response: Node,
    /// The method usually has a body, so a documented field may open one.
    pub may_have_body: bool,
    /// What holds in one case or under a condition only.
    pub rules: Collected,
}

/// Fields of a body.
#[derive(Debug, Default)]
pub(super) enum BodyFields {
    #[default]
    None,
    /// JSON, or the variables of a GraphQL query.
    Nested(Node),
    /// A form: names are sent as they are written, brackets and all.
    Form(Flat),
    /// Text or a file: no fields.
    Opaque,
}

/// Parameters with one level of names.
#[derive(Debug, Default)]
pub(super) struct Flat {
    list: Vec<(String, Node)>,
    index: HashMap<String, usize>,
    naming: Naming,
}

/// When two written names mean one parameter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Naming {
    /// `a[b]` and `a.b` are one.
    #[default]
    Brackets,
    /// Case does not matter.
    Header,
    /// Letter by letter.
    Exact,
}

impl Fields {
    /// Names of all fields, wherever they stand.
    pub fn names(&self) -> HashSet<String> {
        let mut names = HashSet::new();
        let flats = [Some(&self.query), Some(&self.path), Some(&self.headers), self.body.form()];
        for flat in flats.into_iter().flatten() {
            names.extend(flat.list.iter().map(|(name, _)| name.clone()));
        }
        for tree in [Some(&self.response), self.body.nested()].into_iter().flatten() {
            tree.collect_names(&mut names);
        }
        names
    }
}

impl BodyFields {
    pub fn nested(&self) -> Option<&Node> {
        if let Self::Nested(node) = self { Some(node) } else { None }
    }

    fn form(&self) -> Option<&Flat> {
        if let Self::Form(form) = self { Some(form) } else { None }
    }
}

impl Flat {
    pub fn new(naming: Naming) -> Self {
        Self { naming, ..Self::default() }
    }

    fn key(&self, name: &str) -> String {
        match self.naming {
            Naming::Header => name.to_ascii_lowercase(),
            Naming::Exact => name.to_owned(),
            Naming::Brackets => {
                let parts = steps(name).into_iter().map(|step| match step {
                    Step::Name(name) => name,
                    Step::Items => "[]".to_owned(),
                });
                parts.collect::<Vec<_>>().join(".")
            }
        }
    }

    /// The parameter of that name as first written.
    pub fn find(&self, name: &str) -> Option<&Node> {
        self.list.get(*self.index.get(&self.key(name))?).map(|(_, node)| node)
    }

    /// The parameter of that name, made when there is none.
    pub fn reach(&mut self, name: &str) -> &mut Node {
        let key = self.key(name);
        let at = *self.index.entry(key).or_insert_with(|| {
            self.list.push((name.to_owned(), Node::default()));
            self.list.len() - 1
        });
        &mut self.list[at].1
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.list.iter().map(|(name, node)| (name.as_str(), node))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_the_same_in_their_notations() {
        let mut form = Flat::new(Naming::Brackets);
        form.reach("a[0][b]");
        form.reach("a[1][b]");
        assert_eq!(form.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["a[0][b]"]);
        assert!(form.find("a[].b").is_some());
        let mut headers = Flat::new(Naming::Header);
        headers.reach("X-Id");
        assert!(headers.find("x-id").is_some());
    }
}
