//! Rows find the fields that they document.

use std::collections::HashMap;

use super::{Passage, Row};
use crate::lower::schemas::facts::Facts;
use crate::lower::schemas::fields::{BodyFields, Fields, Flat};
use crate::lower::schemas::headers;
use crate::lower::schemas::markdown::Target;
use crate::lower::schemas::tree::{Node, Source, Step, steps};
use crate::model::Kind;

/// Whose description it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Author {
    /// A folder's: it speaks of fields that a request has, and gives it no new ones.
    Folder,
    /// The request's own.
    Request,
}

impl Author {
    fn source(self) -> Source {
        match self {
            Self::Folder => Source::Folder,
            Self::Request => Source::Description,
        }
    }
}

/// Adds what passages state to the fields of a request.
pub(in super::super) fn apply(passages: &[Passage], author: Author, fields: &mut Fields) {
    if passages.is_empty() {
        return;
    }
    // Where names are written as paths, a bare name is a field at the top.
    let mut rows = passages.iter().flat_map(|passage| &passage.rows);
    let paths = rows.any(|row| row.parent.is_some() || row.names.iter().any(|name| name.contains('.')));
    let leaves = |tree: Option<&Node>| {
        tree.filter(|_| !paths || author == Author::Folder).map(Node::leaves).unwrap_or_default()
    };
    let known = fields.names();
    let finder =
        Finder { author, body: leaves(fields.body.nested()), response: leaves(Some(&fields.response)) };
    for passage in passages {
        // A folder may document hundreds of fields for thousands of requests: most need no closer look.
        if author == Author::Request || passage.last_names().any(|name| known.contains(name)) {
            finder.passage(passage, fields);
        }
    }
}

/// Fields by their last name.
type Leaves = HashMap<String, Option<Vec<Step>>>;

/// Where a row was found.
type Found = (Target, Vec<Step>);

struct Finder {
    author: Author,
    body: Leaves,
    response: Leaves,
}

/// What happens to a field that no example shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unknown {
    Add,
    Ignore,
}

/// A passage with the place where its fields belong.
struct Reading<'p> {
    passage: &'p Passage,
    target: Target,
    /// Fields that no example shows are taken over.
    new: bool,
}

impl Finder {
    fn passage(&self, passage: &Passage, fields: &mut Fields) {
        let Some(reading) = self.belonging(passage, fields) else { return };
        let mut found: Vec<Option<Found>> = Vec::with_capacity(passage.rows.len());
        for row in &passage.rows {
            let parent = row.parent.and_then(|at| found.get(at).cloned().flatten());
            let mut first = None;
            for name in &row.names {
                let at = self.row(row, name, parent.as_ref(), &reading, fields);
                if let Some((place, path)) = &at
                    && *place != Target::Response
                {
                    fields.rules.add(row, &passage.section, path);
                }
                first = first.or(at);
            }
            found.push(first);
        }
    }

    /// Where a passage belongs: as its heading says, unless the fields themselves say otherwise.
    fn belonging<'p>(&self, passage: &'p Passage, fields: &Fields) -> Option<Reading<'p>> {
        let stated = passage.section.target;
        if matches!(stated, Some(Target::Nothing | Target::Errors)) {
            return None;
        }
        let top: Vec<_> =
            passage.rows.iter().filter(|row| row.parent.is_none()).flat_map(|row| &row.names).collect();
        let in_request = top.iter().filter(|name| self.is_known(name, passage, fields)).count();
        let in_response = top.iter().filter(|name| self.is_answered(name, passage, fields)).count();
        let most = |hits: usize| hits * 2 >= top.len() && hits > 0;
        let reading = |target, new| Some(Reading { passage, target, new });
        match stated {
            Some(Target::Response) => reading(Target::Response, true),
            // A "payload" that only answers show is an answer.
            Some(_) if in_request == 0 && most(in_response) && !passage.states_necessity => {
                reading(Target::Response, true)
            }
            Some(target) => reading(target, true),
            None if passage.states_necessity => {
                let typed = passage.rows.iter().all(|row| row.typed);
                reading(Target::Request, most(in_request) || typed)
            }
            None if in_request > 0 && in_request >= in_response => reading(Target::Request, most(in_request)),
            None if in_response > 0 => reading(Target::Response, most(in_response)),
            // A case of the request: what tells it apart is one of its fields.
            None if passage.section.case.is_some() && passage.rows.iter().all(|row| row.typed) => {
                reading(Target::Request, true)
            }
            None => None,
        }
    }

    /// Adds the facts of one name; tells where it was found.
    fn row(
        &self,
        row: &Row,
        name: &str,
        parent: Option<&Found>,
        reading: &Reading<'_>,
        fields: &mut Fields,
    ) -> Option<Found> {
        let passage = reading.passage;
        let stated = row.place.or(parent.map(|(place, _)| *place)).unwrap_or(reading.target);
        let place = if stated == Target::Request { self.home(name, passage, fields) } else { stated };
        let firm = row.typed || passage.section.target.is_some();
        let adds = reading.new && firm && self.author == Author::Request;
        let unknown = if adds { Unknown::Add } else { Unknown::Ignore };
        let facts = self.facts(row, place, passage);
        let source = self.author.source();
        match place {
            Target::Query => flat(&mut fields.query, name, facts, source, unknown),
            Target::Headers => {
                let may_be_new = row.typed && headers::is_parameter(name);
                let unknown = if may_be_new { unknown } else { Unknown::Ignore };
                flat(&mut fields.headers, name, facts, source, unknown);
            }
            Target::Path => flat(&mut fields.path, name, facts, source, Unknown::Ignore),
            Target::Response => {
                let path = self.path(name, parent, passage, &fields.response, &self.response);
                nested(&mut fields.response, &path, facts, source, unknown);
                return Some((place, path));
            }
            Target::Body | Target::Request => {
                if matches!(fields.body, BodyFields::None) && adds && fields.may_have_body {
                    fields.body = BodyFields::Nested(Node::default());
                }
                match &mut fields.body {
                    BodyFields::Nested(node) => {
                        let path = self.path(name, parent, passage, node, &self.body);
                        nested(node, &path, facts, source, unknown);
                        return Some((place, path));
                    }
                    BodyFields::Form(form) => flat(form, name, facts, source, unknown),
                    BodyFields::None | BodyFields::Opaque => return None,
                }
            }
            Target::Errors | Target::Nothing => return None,
        }
        Some((place, steps(name)))
    }

    /// What a row states, as far as it may be believed here.
    fn facts(&self, row: &Row, place: Target, passage: &Passage) -> Facts {
        let mut facts = row.facts.clone();
        facts.required = facts.required.or(passage.section.required.filter(|_| place != Target::Response));
        if passage.section.case.is_some() || row.case.is_some() {
            facts.required = None;
            facts.case = true;
        }
        let firm = row.typed || passage.section.target.is_some();
        if self.author == Author::Folder && !firm { facts.unrestricted() } else { facts }
    }

    /// Where a field of a request goes: where it is known, else into the body, else into the query.
    fn home(&self, name: &str, passage: &Passage, fields: &Fields) -> Target {
        let opens_body = fields.may_have_body && fields.query.iter().next().is_none();
        if self.is_in_body(name, passage, fields) {
            Target::Body
        } else if fields.query.find(name).is_some() {
            Target::Query
        } else if fields.path.find(name).is_some() {
            Target::Path
        } else if fields.headers.find(name).is_some() {
            Target::Headers
        } else if opens_body || !matches!(fields.body, BodyFields::None) {
            Target::Body
        } else {
            Target::Query
        }
    }

    fn is_known(&self, name: &str, passage: &Passage, fields: &Fields) -> bool {
        self.is_in_body(name, passage, fields)
            || fields.query.find(name).is_some()
            || fields.path.find(name).is_some()
            || fields.headers.find(name).is_some()
    }

    fn is_in_body(&self, name: &str, passage: &Passage, fields: &Fields) -> bool {
        match &fields.body {
            BodyFields::Nested(node) => {
                node.find(&self.path(name, None, passage, node, &self.body)).is_some()
            }
            BodyFields::Form(form) => form.find(name).is_some(),
            BodyFields::None | BodyFields::Opaque => false,
        }
    }

    fn is_answered(&self, name: &str, passage: &Passage, fields: &Fields) -> bool {
        fields.response.find(&self.path(name, None, passage, &fields.response, &self.response)).is_some()
    }

    /// The path that a written name means in a tree.
    fn path(
        &self,
        name: &str,
        parent: Option<&Found>,
        passage: &Passage,
        tree: &Node,
        leaves: &Leaves,
    ) -> Vec<Step> {
        let exact = vec![Step::Name(name.to_owned())];
        if parent.is_none() && name.contains(['.', '[']) && tree.find(&exact).is_some() {
            return exact;
        }
        let own = steps(name);
        if let Some((_, above)) = parent {
            return below(above, own);
        }
        if let Some(base) = passage
            .section
            .base
            .as_deref()
            .map(steps)
            .filter(|base| tree.find(base).is_some_and(Node::may_have_parts))
        {
            let joined = below(&base, own.clone());
            if tree.find(&joined).is_some() || tree.find(&own).is_none() {
                return joined;
            }
        }
        if tree.find(&own).is_some() {
            return own;
        }
        match own.as_slice() {
            [Step::Name(wrapper), rest @ ..]
                if is_wrapper(wrapper) && !rest.is_empty() && tree.find(&own[..1]).is_none() =>
            {
                rest.to_vec()
            }
            [Step::Name(leaf)] => leaves.get(leaf).cloned().flatten().unwrap_or(own),
            _ => own,
        }
    }
}

/// A name below a field; names that repeat the path of that field are paths already.
fn below(above: &[Step], own: Vec<Step>) -> Vec<Step> {
    let names =
        |steps: &[Step]| steps.iter().filter(|step| **step != Step::Items).cloned().collect::<Vec<_>>();
    if own.len() > 1 && names(&own).starts_with(&names(above)) {
        return own;
    }
    let mut path = above.to_vec();
    path.extend(own);
    path.truncate(64);
    path
}

fn is_wrapper(name: &str) -> bool {
    matches!(name.to_ascii_lowercase().as_str(), "body" | "request" | "response" | "payload" | "root" | "$")
}

/// Adds facts to a parameter; makes it when it may be new.
fn flat(flat: &mut Flat, name: &str, facts: Facts, source: Source, unknown: Unknown) {
    if unknown == Unknown::Add || flat.find(name).is_some() {
        flat.reach(name).state(source, facts);
    }
}

/// Adds facts to the field at a path; makes it when it may be new.
fn nested(tree: &mut Node, path: &[Step], facts: Facts, source: Source, unknown: Unknown) {
    let path = match path {
        // "`items[]` (array)" speaks of the list, not of its elements.
        [rest @ .., Step::Items] if matches!(facts.kind, Some(Kind::Array) | None) && !rest.is_empty() => {
            rest
        }
        path => path,
    };
    if path.is_empty() || (unknown == Unknown::Ignore && tree.find(path).is_none()) {
        return;
    }
    let node = tree.reach(path);
    if let Some(items) = facts.items {
        node.items.get_or_insert_default().state(source, Facts { kind: Some(items), ..Facts::default() });
    }
    node.state(source, facts);
}
