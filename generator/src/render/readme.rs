//! What README says of an API.

use std::collections::BTreeMap;

use serde::Serialize;

use super::arguments::{self, Argument, Location};
use crate::model::{Api, Class, Nature, Operation, Target, TargetKind};

/// Facts for the README templates. The words are theirs.
#[derive(Serialize)]
pub struct Readme<'a> {
    title: &'a str,
    collection: &'a str,
    environments: Vec<Place<'a>>,
    /// The user logs in with a session.
    login: bool,
    variables: Vec<Variable<'a>>,
    groups: Vec<Section<'a>>,
    /// How many operations there are of each class.
    counts: Counts,
    /// An operation that reads and needs nothing, for a first try.
    first: Option<Line<'a>>,
    /// An operation that changes something harmless by a body, to show how one is filled in.
    change: Option<Line<'a>>,
    /// A dangerous operation, to show what a confirmation is.
    dangerous: Option<Line<'a>>,
    prefix: String,
}

#[derive(Serialize)]
struct Place<'a> {
    name: &'a str,
    base_url: &'a str,
    production: bool,
    chosen: bool,
}

#[derive(Serialize)]
struct Variable<'a> {
    name: String,
    about: &'a str,
    secret: bool,
    /// Part of the login.
    login: bool,
}

#[derive(Serialize)]
struct Section<'a> {
    title: &'a str,
    operations: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    command: String,
    tool: &'a str,
    aliases: &'a [String],
    summary: &'a str,
    class: String,
    callback: bool,
    /// Its fields may come together as one body.
    body: bool,
    params: Vec<Input>,
}

#[derive(Serialize)]
struct Input {
    argument: String,
    flag: String,
    required: bool,
}

#[derive(Serialize)]
struct Counts {
    total: usize,
    read_only: usize,
    safe_mutation: usize,
    dangerous: usize,
}

impl<'a> Readme<'a> {
    pub fn new(api: &'a Api, target: &'a Target) -> Self {
        let prefix =
            if target.env_prefix.is_empty() { String::new() } else { format!("{}_", target.env_prefix) };
        let of =
            |class: Class| api.operations.iter().filter(|operation| operation.safety.class == class).count();
        Self {
            title: &api.title,
            collection: &api.source_file,
            environments: environments(api),
            login: api.login.is_some(),
            variables: variables(api, &prefix),
            groups: groups(api, target.kind),
            counts: Counts {
                total: api.operations.len(),
                read_only: of(Class::ReadOnly),
                safe_mutation: of(Class::SafeMutation),
                dangerous: of(Class::Dangerous),
            },
            first: calls(api, Class::ReadOnly).find(|operation| is_first_try(operation)).map(line),
            change: calls(api, Class::SafeMutation).find(|operation| takes_body(operation)).map(line),
            dangerous: calls(api, Class::Dangerous).next().map(line),
            prefix,
        }
    }
}

fn environments(api: &Api) -> Vec<Place<'_>> {
    let place = |environment: &'_ crate::model::Environment| environment.name == api.default_environment;
    let places = api.environments.iter().map(|environment| Place {
        name: &environment.name,
        base_url: &environment.base_url,
        production: environment.production,
        chosen: place(environment),
    });
    places.collect()
}

fn variables<'a>(api: &'a Api, prefix: &str) -> Vec<Variable<'a>> {
    let fields = api.login.iter().flat_map(|login| &login.fields).map(|field| Variable {
        name: format!("{prefix}{}", field.variable),
        about: &field.field,
        secret: field.secret,
        login: true,
    });
    let settings = api.settings.iter().map(|setting| Variable {
        name: format!("{prefix}{}", setting.name),
        about: &setting.about,
        secret: setting.secret,
        login: false,
    });
    fields.chain(settings).collect()
}

/// Operations by folder, in collection order. A command-line tool has its own `login` in place of the API's.
fn groups(api: &Api, kind: TargetKind) -> Vec<Section<'_>> {
    let login = api.login.as_ref().filter(|_| kind == TargetKind::Cli).map(|login| login.operation.as_str());
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut places: BTreeMap<&[String], usize> = BTreeMap::new();
    for operation in api.operations.iter().filter(|operation| Some(operation.id.as_str()) != login) {
        let folder = operation.path.split_last().map_or(&[][..], |(_, folder)| folder);
        let at = *places.entry(folder).or_insert_with(|| {
            let title = folder.last().map_or(api.title.as_str(), String::as_str);
            sections.push(Section { title, operations: Vec::new() });
            sections.len() - 1
        });
        if let Some(section) = sections.get_mut(at) {
            section.operations.push(line(operation));
        }
    }
    sections
}

fn calls(api: &Api, class: Class) -> impl Iterator<Item = &Operation> {
    let fits =
        move |operation: &&Operation| operation.safety.class == class && operation.nature == Nature::Call;
    api.operations.iter().filter(fits)
}

fn is_first_try(operation: &Operation) -> bool {
    !arguments::arguments(operation).iter().any(|argument| argument.required && argument.fixed.is_none())
}

fn takes_body(operation: &Operation) -> bool {
    let of_body = |argument: &Argument<'_>| argument.location == Location::Body && argument.fixed.is_none();
    arguments::arguments(operation).iter().any(of_body)
}

fn line(operation: &Operation) -> Line<'_> {
    let inputs = arguments::arguments(operation).into_iter().filter(|argument| argument.fixed.is_none());
    Line {
        command: operation.cli.join(" "),
        tool: &operation.mcp,
        aliases: &operation.aliases,
        summary: if operation.summary.is_empty() { &operation.title } else { &operation.summary },
        class: operation.safety.class.to_string(),
        callback: operation.nature == Nature::Callback,
        body: takes_body(operation),
        params: inputs
            .map(|argument| Input {
                required: argument.required,
                argument: argument.argument,
                flag: argument.flag,
            })
            .collect(),
    }
}
