//! The skill of a command-line tool: what an agent reads before it uses the tool, and where the tool finds these files.
//!
//! Command lines come from the names that parser and help have. Of a collection's texts only names and short labels
//! come here, and none that speaks to a model.

mod asked;
mod body;
mod call;
mod flow;
mod line;

use minijinja::Value;
use minijinja::value::Serde;
use proc_macro2::TokenStream;
use quote::quote;
use serde::Serialize;

use super::layout::Layout;
use super::readme::{self, Ways};
use super::sources::Sources;
use super::{escape, names, template};
use crate::check::described;
use crate::error::Error;
use crate::lower::suspicious::suspicious_text;
use crate::model::{Api, Nature, Operation, Provider, Skill, Target, TargetKind};

use flow::FlowView;

/// Pages that depend on nothing but how one logs in.
const ENVIRONMENTS: &[&str] = &["environment-local", "environment-headless", "environment-server"];

/// What the pages can name.
#[derive(Serialize)]
struct Page<'a> {
    notice: &'a str,
    app: &'a str,
    name: &'a str,
    version: &'a str,
    title: &'a str,
    description: String,
    /// What the names of variables start with.
    prefix: String,
    sessions: bool,
    ways: Ways,
    /// Exit code of a login that nobody has agreed to yet.
    pending_exit: u8,
    environments: Vec<&'a str>,
    default_environment: &'a str,
    /// The environment where money is real.
    production: Option<&'a str>,
    /// Variables of the login.
    credentials: Vec<String>,
    /// A URL for notices can be kept.
    notices: bool,
    /// Variables of the keys that notices are signed with, where they can be verified.
    notice_keys: Vec<String>,
    flows: &'a [FlowView<'a>],
    /// Of the page of a flow.
    flow: Option<&'a FlowView<'a>>,
    operations: &'a [OperationLine<'a>],
}

#[derive(Serialize)]
struct OperationLine<'a> {
    command: String,
    title: &'a str,
    class: String,
    callback: bool,
}

/// The skill of a target, where it has one.
fn of<'a>(api: &'a Api, target: &Target) -> Option<&'a Skill> {
    api.skill.as_ref().filter(|_| target.kind == TargetKind::Cli)
}

/// The name of a target's skill, where it has one.
pub fn name(api: &Api, target: &Target) -> Option<String> {
    of(api, target).map(|skill| names::file_stem(skill.name.as_deref().unwrap_or(&target.name)))
}

/// The pages, by their paths below the skill's folder.
fn paths(api: &Api) -> Vec<String> {
    let flows = api.flows.iter().map(|flow| format!("references/{}.md", flow::stem(flow)));
    let sessions = api.has_sessions();
    let environments = ENVIRONMENTS.iter().filter(|_| sessions);
    let environments = environments.map(|name| format!("references/{name}.md"));
    let notices = (!api.notices.is_empty()).then(|| "references/notices.md".to_owned());
    let fixed = ["SKILL.md".to_owned(), "references/operations.md".to_owned()];
    fixed.into_iter().chain(notices).chain(environments).chain(flows).collect()
}

/// The files below the crate's folder.
pub fn files(layout: &Layout<'_>, sources: &Sources) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let Layout { api, target, .. } = layout;
    let (Some(skill), Some(name)) = (of(api, target), name(api, target)) else { return Ok(Vec::new()) };
    let flows: Vec<FlowView<'_>> = api.flows.iter().map(|flow| FlowView::new(layout, skill, flow)).collect();
    let operations: Vec<OperationLine<'_>> = operations(api);
    let language = skill.language.as_deref().unwrap_or(&target.language);
    let page = |path: &String| {
        let flow = flows.iter().find(|flow| *path == format!("references/{}.md", flow.stem));
        let template = match flow {
            Some(_) => "flow.md",
            None => path.strip_prefix("references/").unwrap_or(path),
        };
        let page = page(layout, skill, &name, &flows, flow, &operations);
        let text = template::render_page(sources, template, language, &Value::from(Serde(page)))?;
        Ok((format!("skills/{name}/{path}"), text.into_bytes()))
    };
    paths(api).iter().map(page).collect()
}

fn page<'a>(
    layout: &'a Layout<'a>,
    skill: &Skill,
    name: &'a str,
    flows: &'a [FlowView<'a>],
    flow: Option<&'a FlowView<'a>>,
    operations: &'a [OperationLine<'a>],
) -> Page<'a> {
    let Layout { api, target, .. } = layout;
    let prefix = readme::prefix(target);
    let fields = api.login.iter().flat_map(|login| &login.fields);
    let names = api.environments.iter().map(|environment| environment.name.as_str());
    let automatic = api.operations.iter().flat_map(|operation| &operation.automatic);
    Page {
        notice: &layout.notice,
        app: &target.name,
        name,
        version: &target.version,
        title: harmless(&api.title).unwrap_or(&target.name),
        description: escape::joined(&described(skill)),
        sessions: api.has_sessions(),
        ways: Ways::of(api),
        pending_exit: api.oauth.as_ref().and_then(|oauth| oauth.pending_exit).unwrap_or(9),
        environments: names.filter_map(harmless).collect(),
        default_environment: harmless(&api.default_environment).unwrap_or_default(),
        production: api
            .environments
            .iter()
            .find(|environment| environment.production)
            .and_then(|environment| harmless(&environment.name)),
        notice_keys: api
            .notices
            .iter()
            .filter(|notice| is_plain(&notice.key))
            .map(|notice| format!("{prefix}{}", notice.key))
            .collect(),
        credentials: fields
            .filter(|field| is_plain(&field.variable))
            .map(|field| format!("{prefix}{}", field.variable))
            .collect(),
        notices: automatic.map(|automatic| automatic.from).any(|from| from == Provider::WebhookUrl),
        prefix,
        flows,
        flow,
        operations,
    }
}

/// The commands; the API's own login is behind `login`.
fn operations<'a>(api: &'a Api) -> Vec<OperationLine<'a>> {
    let login = api.login.as_ref().map(|login| login.operation.as_str());
    let shown = api.operations.iter().filter(|operation| Some(operation.id.as_str()) != login);
    let line = |operation: &'a Operation| {
        Some(OperationLine {
            command: words(operation)?,
            title: harmless(&operation.title).unwrap_or_default(),
            class: operation.safety.class.to_string(),
            callback: operation.nature == Nature::Callback,
        })
    };
    shown.filter_map(line).collect()
}

/// A text that does not speak to models.
fn harmless(text: &str) -> Option<&str> {
    (!text.is_empty() && suspicious_text(text).is_none()).then_some(text)
}

/// The words of its command, where they are fit for a shell.
fn words(operation: &Operation) -> Option<String> {
    let fit = !operation.cli.is_empty() && operation.cli.iter().all(|word| is_plain(word));
    fit.then(|| operation.cli.join(" "))
}

/// Nothing in it means anything to a shell or to Markdown.
fn is_plain(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !word.is_empty() && word.chars().all(plain) && harmless(word).is_some()
}

/// The value for the statics: the files, taken in as they stand.
pub fn tokens(layout: &Layout<'_>) -> TokenStream {
    let Some(name) = name(layout.api, layout.target) else { return quote!(None) };
    let files = paths(layout.api).into_iter().map(|path| {
        // From `src/api/mod.rs`.
        let place = format!("../../skills/{name}/{path}");
        quote!(SkillFile { path: #path, text: include_str!(#place) })
    });
    quote!(Some(Skill { name: #name, files: &[#(#files),*] }))
}
