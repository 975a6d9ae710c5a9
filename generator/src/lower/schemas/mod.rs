//! Typed shapes of a request: parameters, body, answer, errors, from every source that the file has.
//!
//! Sources are merged fact by fact; later ones win: example bodies and values, descriptions of folders, the
//! description of the request, the collection's own entries for parameters. What holds in one case only is
//! kept in the body's schema without its limits where cases differ, and nobody has to give it; see [`rules`] for the
//! alternatives and the rules between fields.

mod body;
mod dirty_json;
mod documented;
mod errors;
mod facts;
mod fields;
mod graphql;
mod headers;
mod markdown;
mod placeholder;
mod prose;
mod query;
mod response;
mod route;
mod rules;
mod secrets;
mod settle;
mod time_limit;
mod tree;
mod vocabulary;

use std::collections::HashMap;

use super::variables::Variables;
use crate::model::{
    Body, BodyKind, Condition, Diagnostic, DocumentedError, FixedHeader, Kind, Location, Param, Place,
    Property, Response, Schema, Severity, Variants,
};
use crate::postman::{Folder, Request};
use body::ReadBody;
use documented::{Author, Passage};
use fields::{BodyFields, Fields, Flat};
use settle::{Settler, Use};

pub(crate) use dirty_json::read as read_json;
pub use prose::prose;
pub use route::{Route, RouteParam, route};

/// What a request says about its data.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shapes {
    /// Path, query and header parameters, in this order.
    pub params: Vec<Param>,
    /// What is sent as body.
    pub body: Option<Body>,
    /// What comes back.
    pub response: Response,
    /// Documented refusals.
    pub errors: Vec<DocumentedError>,
    /// Headers with a constant value.
    pub headers: Vec<FixedHeader>,
    /// Dotted paths of the answer that are secret (`[]` for elements of a list).
    pub secret_answers: Vec<String>,
    /// Alternatives chosen by the value of a field.
    pub variants: Vec<Variants>,
    /// Rules between fields.
    pub conditions: Vec<Condition>,
    /// Longest documented wait for an answer, milliseconds.
    pub timeout_ms: Option<u64>,
    /// What was found odd.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the shapes of one collection's requests. Folders' descriptions are read once.
#[derive(Debug)]
pub struct Reader<'a> {
    variables: &'a Variables,
    file: &'a str,
    folders: HashMap<usize, Description>,
}

/// A description, as far as shapes are concerned.
#[derive(Debug, Default)]
struct Description {
    passages: Vec<Passage>,
    spoken: rules::Spoken,
    errors: Vec<DocumentedError>,
    timeout_ms: Option<u64>,
}

impl Description {
    fn read(text: &str) -> Self {
        if text.trim().is_empty() {
            return Self::default();
        }
        let blocks = markdown::blocks(text);
        Self {
            passages: documented::passages(&blocks),
            spoken: rules::read(&blocks),
            errors: errors::documented(&blocks),
            timeout_ms: time_limit::documented(&blocks),
        }
    }
}

impl<'a> Reader<'a> {
    /// For the requests of that file.
    #[must_use]
    pub fn new(variables: &'a Variables, file: &'a str) -> Self {
        Self { variables, file, folders: HashMap::new() }
    }

    /// The shapes of a request that stands in these folders, outermost first.
    pub fn shapes(&mut self, request: &Request, folders: &[&'a Folder]) -> Shapes {
        for folder in folders {
            let key = address(folder);
            self.folders.entry(key).or_insert_with(|| Description::read(&folder.description));
        }
        let above = folders.iter().filter_map(|folder| self.folders.get(&address(folder)));
        let above: Vec<&Description> = above.collect();
        let own = Description::read(&request.description);
        let mut work = Work { request, file: self.file, shapes: Shapes::default() };
        work.read(self.variables, &above, &own);
        work.shapes
    }
}

/// The shapes of a request that has a description and nothing else: an entry for fuzzers of Markdown.
#[must_use]
pub fn described(description: &str) -> Shapes {
    let request =
        Request { method: "POST".into(), description: description.to_owned(), ..Request::default() };
    Reader::new(&Variables::default(), "").shapes(&request, &[])
}

/// Tells folders apart: names repeat, and texts are too long to compare.
fn address(folder: &Folder) -> usize {
    std::ptr::from_ref(folder).addr()
}

struct Work<'a> {
    request: &'a Request,
    file: &'a str,
    shapes: Shapes,
}

impl Work<'_> {
    fn read(&mut self, variables: &Variables, above: &[&Description], own: &Description) {
        let request = self.request;
        let route = route::route(&request.url, variables);
        let headers = headers::read(&request.headers);
        let answers = response::read(&request.responses);
        let mut body = body::read(request);
        let mut fields = Fields {
            body: body.as_mut().map(|body| std::mem::take(&mut body.fields)).unwrap_or_default(),
            query: query::fields(&request.url.query),
            path: route::fields(&request.url, &route),
            headers: headers.fields,
            response: answers.fields,
            may_have_body: matches!(request.method.as_str(), "POST" | "PUT" | "PATCH"),
            rules: rules::Collected::default(),
        };
        for folder in above {
            documented::apply(&folder.passages, Author::Folder, &mut fields);
        }
        documented::apply(&own.passages, Author::Request, &mut fields);
        self.shapes.headers = headers.fixed;
        self.secrets("header", &headers.secrets);
        self.secrets("query", &query::secrets(&request.url.query));
        self.params(&fields);
        self.body(body, &fields.body);
        self.rules(&fields.rules, above, own);
        self.secrets("response", &answers.secrets);
        let schema = (!fields.response.is_empty())
            .then(|| Settler::new(Use::Response).settle(&fields.response, "", "").schema);
        self.shapes.secret_answers = schema.as_ref().map(secrets::paths).unwrap_or_default();
        self.shapes.response = Response { schema, examples: answers.examples };
        self.shapes.errors = self.errors(above, own);
        let folder_limit = || above.iter().rev().find_map(|folder| folder.timeout_ms);
        self.shapes.timeout_ms = own.timeout_ms.or_else(folder_limit);
    }

    /// What holds in one case or under a condition only.
    fn rules(&mut self, collected: &rules::Collected, above: &[&Description], own: &Description) {
        let spoken: Vec<&rules::Spoken> =
            [own].into_iter().chain(above.iter().rev().copied()).map(|said| &said.spoken).collect();
        let body = self.shapes.body.as_ref();
        let example = body.and_then(|body| body.example.as_ref());
        let scope = rules::Scope::new(&self.shapes.params, body.map(|body| &body.schema), example);
        let rules = rules::lower(collected, &spoken, &scope);
        for field in rules.plain {
            if let Some(body) = &mut self.shapes.body
                && let Some(property) = crate::dotted::property_mut(&mut body.schema, &field.path)
            {
                property.required = field.required;
                property.schema = field.schema;
            }
        }
        (self.shapes.variants, self.shapes.conditions) = (rules.variants, rules.conditions);
        for field in rules.contradictions {
            self.diagnostic(
                Severity::Note,
                "condition-contradicted",
                format!("body.{field}"),
                "the example breaks a rule that the description states, so that is not enforced",
                "correct the example or the description",
            );
        }
    }

    fn errors(&self, above: &[&Description], own: &Description) -> Vec<DocumentedError> {
        let mut errors = errors::Errors::default();
        errors.extend(&own.errors);
        above.iter().rev().for_each(|folder| errors.extend(&folder.errors));
        errors.saved(&self.request.responses);
        errors.finish()
    }

    fn params(&mut self, fields: &Fields) {
        let groups = [
            (Location::Path, &fields.path, "path"),
            (Location::Query, &fields.query, "query"),
            (Location::Header, &fields.headers, "header"),
        ];
        for (location, flat, place) in groups {
            for property in self.flat(flat, place) {
                let is_path = location == Location::Path;
                let schema = if is_path { route::settle(property.schema) } else { property.schema };
                self.shapes.params.push(Param {
                    location,
                    name: property.name,
                    schema,
                    required: is_path || property.required,
                    fixed: None,
                });
            }
        }
    }

    fn flat(&mut self, flat: &Flat, place: &str) -> Vec<Property> {
        let mut settler = Settler::new(Use::Text);
        let mut properties = Vec::new();
        for (name, node) in flat.iter() {
            let mut settled = settler.settle(node, name, &format!("{place}.{name}"));
            if settled.schema.kind == Kind::Any {
                // Whatever it is, it travels as text.
                settled.schema.kind = Kind::String;
            }
            properties.push(Property {
                name: name.to_owned(),
                required: settled.required,
                fixed: settled.fixed,
                schema: settled.schema,
            });
        }
        self.contradictions(settler);
        properties
    }

    fn body(&mut self, read: Option<ReadBody>, fields: &BodyFields) {
        let read = match (read, fields) {
            (Some(read), _) => read,
            (None, BodyFields::Nested(_)) => {
                // Only the description knows of a body.
                ReadBody {
                    kind: BodyKind::Json,
                    fields: BodyFields::None,
                    example: None,
                    content_type: None,
                    broken: false,
                }
            }
            (None, _) => return,
        };
        if read.broken {
            self.diagnostic(
                Severity::Warning,
                "unreadable-body",
                "body".into(),
                "the body says that it is JSON and cannot be read as such",
                "correct it in Postman; until then it is sent as text",
            );
        }
        let mut example = read.example;
        let mut found = Vec::new();
        if let Some(example) = &mut example {
            secrets::mask(example, "", &mut found);
        }
        self.secrets("body", &found);
        let schema = match fields {
            BodyFields::Nested(node) if read.kind == BodyKind::Graphql => {
                graphql::body(self.settled(node), example.as_ref(), self.request)
            }
            BodyFields::Nested(node) => self.settled(node),
            BodyFields::Form(form) => {
                Schema { properties: self.flat(form, "body"), ..Schema::of(Kind::Object) }
            }
            BodyFields::None | BodyFields::Opaque => Schema {
                format: (read.kind == BodyKind::Binary).then(|| "binary".to_owned()),
                ..Schema::of(Kind::String)
            },
        };
        self.shapes.body = Some(Body { kind: read.kind, schema, example, content_type: read.content_type });
    }

    fn settled(&mut self, node: &tree::Node) -> Schema {
        let mut settler = Settler::new(Use::Request);
        let schema = settler.settle(node, "", "").schema;
        for (path, _) in &mut settler.contradictions {
            *path = format!("body.{path}");
        }
        self.contradictions(settler);
        schema
    }

    fn contradictions(&mut self, settler: Settler) {
        for (path, what) in settler.contradictions {
            self.diagnostic(
                Severity::Note,
                "limit-contradicted",
                path,
                &format!("the example breaks the documented {what}, so that is not enforced"),
                "correct the example or the description",
            );
        }
    }

    fn secrets(&mut self, place: &str, paths: &[String]) {
        for path in paths {
            let field = if path.is_empty() { place.to_owned() } else { format!("{place}.{path}") };
            self.diagnostic(
                Severity::Warning,
                "secret-literal",
                field,
                "the file holds what looks like a real credential; it is copied nowhere",
                "revoke it and put a variable in its place",
            );
        }
    }

    fn diagnostic(&mut self, severity: Severity, code: &str, field: String, message: &str, help: &str) {
        self.shapes.diagnostics.push(Diagnostic {
            severity,
            code: code.into(),
            place: Place { file: self.file.to_owned(), request: self.request.path.clone(), field },
            message: message.into(),
            help: help.into(),
        });
    }
}

#[cfg(test)]
mod robustness;
#[cfg(test)]
mod tests;
