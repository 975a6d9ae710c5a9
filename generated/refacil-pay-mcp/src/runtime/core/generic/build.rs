//! An operation, put together from what was written and what is known of its route.

use serde_json::{Map, Value};

use super::super::failure::{Exit, Failure};
use super::super::plain::plain;
use super::super::spec::{
    Api, BodyKind, Class, Follow, Header, Location, Lookup, Money, Nature, Operation, Param, Repeat, Schema,
    Source,
};
use super::super::words::say;
use super::names::{is_header_name, is_refused_header, is_secret_field, is_secret_header, overrides_method};
use super::route::Route;
use super::{pages, shapes};

/// The parts so far.
pub struct Builder<'a> {
    api: &'a Api,
    method: &'static str,
    route: Route,
    template: String,
    title: String,
    params: Vec<Param>,
    arguments: Map<String, Value>,
    body: BodyKind,
}

impl<'a> Builder<'a> {
    pub fn new(api: &'a Api, method: &'static str, route: Route) -> Self {
        Self {
            api,
            method,
            route,
            template: String::new(),
            title: format!("{method} "),
            params: Vec::new(),
            arguments: Map::new(),
            body: BodyKind::None,
        }
    }

    /// Words stay in the path; everything else is an argument, as it is where the path is documented.
    pub fn path(&mut self, segments: Vec<String>) {
        let known = self.route.known.map_or("", |known| known.path);
        let mut known = known.split('/').filter(|word| !word.is_empty());
        for (at, segment) in segments.into_iter().enumerate() {
            self.title.push('/');
            self.title.push_str(&segment);
            self.template.push('/');
            let word = known.next().unwrap_or_default();
            let is_word = segment.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_'));
            if word == segment || (is_word && !word.contains('{')) {
                self.template.push_str(&segment);
                continue;
            }
            let name = word.strip_prefix('{').and_then(|word| word.strip_suffix('}'));
            // Whom it is about is nobody's business but the caller's: records mask identifiers.
            let name = name.map_or_else(|| format!("identifier-{}", at + 1), str::to_owned);
            self.template.push_str(&format!("{{{name}}}"));
            self.push(Location::Path, name, Value::String(segment));
        }
        if self.template.is_empty() {
            self.template.push('/');
            self.title.push('/');
        }
    }

    pub fn query(&mut self, name: String, value: String) -> Result<(), Failure> {
        self.check_field(Location::Query, &name)?;
        let of_tool = self.own_headers().any(|header| header.in_query && header.name == name);
        if of_tool {
            return Err(not_yours(&name));
        }
        self.push(Location::Query, name, Value::String(value));
        Ok(())
    }

    pub fn header(&mut self, name: &str, value: String) -> Result<(), Failure> {
        if !is_header_name(name) {
            let message = say("{} cannot be the name of a header", &[&format!("{name:?}")]);
            return Err(Failure::new(Exit::Invalid, "invalid-header", message).param("--header"));
        }
        let steps = self.api.operations().flat_map(|known| known.steps).map(|step| step.header);
        let secret = self.own_headers().filter(|header| !matches!(header.source, Source::Literal(_)));
        let mut of_tool = secret.map(|header| header.name).chain(steps);
        if is_refused_header(name) || of_tool.any(|known| known.eq_ignore_ascii_case(name)) {
            return Err(not_yours(name));
        }
        let name = name.to_ascii_lowercase();
        if self.params.iter().any(|param| param.location == Location::Header && param.name == name) {
            return Err(twice(&name));
        }
        self.push(Location::Header, name, Value::String(value));
        Ok(())
    }

    pub fn data(&mut self, body: Option<Value>, fields: Vec<(String, Value)>) -> Result<(), Failure> {
        if matches!(self.method, "GET" | "HEAD") {
            if body.is_some() {
                let message = "a GET carries no body; its fields are written KEY=VALUE";
                return Err(Failure::new(Exit::Invalid, "invalid-input", message).param("--data"));
            }
            return fields.into_iter().try_for_each(|(name, value)| match value {
                Value::String(text) => self.query(name, text),
                other => self.query(name, other.to_string()),
            });
        }
        let documented = self.route.known.map_or(BodyKind::Json, |known| known.body);
        let (mut map, kind) = match (body, documented) {
            (Some(Value::Object(map)), _) => (map, BodyKind::Json),
            (Some(_), _) if !fields.is_empty() => {
                let message = "fields are added to an object only";
                return Err(Failure::new(Exit::Invalid, "invalid-input", message).param("--data"));
            }
            (Some(other), _) => {
                self.body = BodyKind::Json;
                self.push(Location::WholeBody, "body".to_owned(), other);
                return Ok(());
            }
            (None, _) if fields.is_empty() => return Ok(()),
            (None, BodyKind::Urlencoded | BodyKind::Multipart) => (Map::new(), documented),
            (None, _) => (Map::new(), BodyKind::Json),
        };
        for (name, value) in fields {
            if map.contains_key(&name) {
                return Err(twice(&name));
            }
            let schema = self.known_param(Location::Body, &name).map_or(&Schema::ANY, |known| known.schema);
            let value = match value {
                Value::String(text) => shapes::typed(schema, text),
                other => other,
            };
            map.insert(name, value);
        }
        self.body = kind;
        for (name, value) in map {
            self.check_field(Location::Body, &name)?;
            self.push(Location::Body, name, value);
        }
        Ok(())
    }

    fn check_field(&self, location: Location, name: &str) -> Result<(), Failure> {
        let is_known = self.known_param(location, name).is_some();
        if overrides_method(name) && !is_known { Err(not_yours(name)) } else { Ok(()) }
    }

    /// Every value under a name of its own; a query parameter that is repeated is a list.
    fn push(&mut self, location: Location, name: String, value: Value) {
        let again = self.params.iter().find(|param| param.location == location && param.name == name);
        if let Some(argument) = again.map(|param| param.argument) {
            if let Some(kept) = self.arguments.get_mut(argument) {
                match kept {
                    Value::Array(list) => list.push(value),
                    one => *one = Value::Array(vec![one.take(), value]),
                }
            }
            return;
        }
        let known = self.known_param(location, &name);
        let schema = match known {
            Some(known) => shapes::without_rules(known.schema),
            None if location == Location::Header && is_secret_header(&name) => &shapes::SECRET,
            None if is_secret_field(&name) => &shapes::SECRET,
            None => &Schema::ANY,
        };
        let argument = self.free_argument(known, &name);
        self.arguments.insert(argument.clone(), value);
        let name: &'static str = name.leak();
        let argument: &'static str = argument.leak();
        self.params.push(Param {
            name,
            argument,
            flag: argument,
            location,
            required: false,
            fixed: None,
            schema,
        });
    }

    /// A name among the arguments. Those of the route are for its own parameters: a field of the same name elsewhere must
    /// not pass for the amount or the recipient.
    fn free_argument(&self, known: Option<&Param>, name: &str) -> String {
        let mut argument = known.map_or(name, |known| known.argument).to_owned();
        let of_route = |argument: &str| {
            let mut params = self.route.operations.iter().flat_map(|known| known.params);
            params.any(|param| param.argument == argument)
        };
        while self.arguments.contains_key(&argument) || (known.is_none() && of_route(&argument)) {
            argument.push('_');
        }
        argument
    }

    fn known_param(&self, location: Location, name: &str) -> Option<&'static Param> {
        let mut params = self.route.operations.iter().flat_map(|known| known.params);
        params.find(|param| param.location == location && param.name == name)
    }

    /// The credentials that requests of this API carry.
    fn own_headers(&self) -> impl Iterator<Item = &'static Header> + use<> {
        self.api.operations().filter(|known| known.foreign_origin.is_none()).flat_map(|known| known.headers)
    }

    pub fn finish(mut self) -> (&'static Operation, Map<String, Value>) {
        let pages = pages::of(self.method, self.route.known, &mut self.params);
        let known = self.route.known;
        let model = known.or_else(|| usual(self.api));
        let verb = self.method.to_ascii_lowercase();
        let id = known.map_or_else(|| format!("{verb} {}", self.template), |known| known.id.to_owned());
        let is_token = self.route.operations.iter().any(|known| known.nature == Nature::Token);
        let class = self.class();
        let operation = Operation {
            id: id.leak(),
            headers: self.headers(model.map_or(&[], |model| model.headers)),
            secret_answers: self.secret_answers(),
            money: self.money(),
            command: vec![verb.leak() as &'static str, self.template.clone().leak()].leak(),
            title: self.title.leak(),
            method: self.method,
            path: self.template.leak(),
            class,
            nature: if is_token { Nature::Token } else { Nature::Call },
            params: self.params.leak(),
            body: self.body,
            steps: known.map_or(&[], |known| known.steps),
            timeout_ms: model.map_or(DEFAULT_TIMEOUT_MS, |model| model.timeout_ms),
            repeat: known.map_or(Repeat::None, |known| known.repeat),
            lookup: known.and_then(|known| known.lookup.as_ref()).map(copied),
            docs: known.map_or("{}", |known| known.docs),
            follow: Follow { pages, ..Follow::NOTHING },
            ..Operation::EMPTY
        };
        (Box::leak(Box::new(operation)), self.arguments)
    }

    /// The route's class. Where something that is sent says what is done (a GraphQL document, a constant of each operation),
    /// a request that is none of the documented ones may do anything.
    fn class(&self) -> Class {
        let operations = &self.route.operations;
        let is_other = |known: &&Operation| says_what_is_done(known) && !self.has_constants_of(known);
        let is_unknown = !operations.is_empty() && operations.iter().all(is_other);
        let reads = matches!(self.method, "GET" | "HEAD");
        if is_unknown && !reads { Class::Dangerous } else { self.route.class }
    }

    /// The constants that make the operation what it is are all there; those of a document never are.
    fn has_constants_of(&self, known: &Operation) -> bool {
        let is_there = |constant: &Param| {
            let same = |param: &&Param| param.location == constant.location && param.name == constant.name;
            let given = self.params.iter().find(same).and_then(|param| self.arguments.get(param.argument));
            given.zip(constant.fixed).is_some_and(|(given, fixed)| is_constant(given, fixed))
        };
        !matches!(known.body, BodyKind::Graphql(_)) && constants(known).all(is_there)
    }

    /// The model's headers, without those that the caller chose to write otherwise.
    fn headers(&self, model: &'static [Header]) -> &'static [Header] {
        let is_given = |name: &str| {
            let mut headers = self.params.iter().filter(|param| param.location == Location::Header);
            headers.any(|param| param.name.eq_ignore_ascii_case(name))
        };
        let kept = model.iter().filter(|header| !is_given(header.name));
        let kept: Vec<Header> = kept
            .map(|&Header { name, in_query, prefix, source }| Header { name, in_query, prefix, source })
            .collect();
        kept.leak()
    }

    /// What all operations of the route state alike: which of several this is, nobody can tell.
    fn money(&self) -> Money {
        let mut stated = self.route.operations.iter().map(|known| known.money);
        let first = stated.next().unwrap_or(Money::UNSTATED);
        if stated.all(|other| other == first) { first } else { Money::UNSTATED }
    }

    fn secret_answers(&self) -> &'static [&'static str] {
        let paths = self.route.operations.iter().flat_map(|known| known.secret_answers.iter().copied());
        paths.collect::<Vec<_>>().leak()
    }
}

const DEFAULT_TIMEOUT_MS: u64 = 30_000;

/// An operation whose credentials most operations carry.
fn usual(api: &Api) -> Option<&'static Operation> {
    let same = |a: &Operation, b: &Operation| {
        let key = |header: &Header| (header.name, header.in_query, header.source);
        a.headers.iter().map(key).eq(b.headers.iter().map(key))
    };
    let calls =
        || api.operations().filter(|known| known.nature == Nature::Call && known.foreign_origin.is_none());
    let mut best: Option<(usize, &'static Operation)> = None;
    for candidate in calls() {
        // One that carries the same as an earlier one cannot be counted higher.
        if best.is_some_and(|(_, best)| same(best, candidate)) {
            continue;
        }
        let count = calls().filter(|other| same(candidate, other)).count();
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, candidate));
        }
    }
    best.map(|(_, operation)| operation)
}

fn says_what_is_done(known: &Operation) -> bool {
    matches!(known.body, BodyKind::Graphql(_)) || constants(known).next().is_some()
}

fn constants(known: &Operation) -> impl Iterator<Item = &Param> {
    let is_sent = |param: &&Param| matches!(param.location, Location::Query | Location::Body);
    known.params.iter().filter(is_sent).filter(|param| param.fixed.is_some())
}

/// What is written by hand in a query is a text, whatever it is in a body.
fn is_constant(given: &Value, fixed: &str) -> bool {
    serde_json::from_str(fixed).is_ok_and(|fixed: Value| plain(&fixed) == plain(given))
}

fn copied(&Lookup { operation, argument, field }: &Lookup) -> Lookup {
    Lookup { operation, argument, field }
}

fn not_yours(name: &str) -> Failure {
    let message = say(
        "{} cannot be set by hand: it would change where the request goes, or as whose",
        &[&format!("{name:?}")],
    );
    Failure::new(Exit::Refused, "refused-name", message)
        .hint("credentials come from the login and the configuration; the method is the command's own")
}

fn twice(name: &str) -> Failure {
    Failure::new(Exit::Invalid, "invalid-input", say("{} is given twice", &[&format!("{name:?}")]))
}
