//! Text files of a crate, from templates.

use std::borrow::Cow;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use serde::Serialize;

use super::manifest::DependencyTable;
use super::readme::{self, Readme};
use super::server::Server;
use super::sources::{Sources, Tree};
use super::{GENERATOR, RUST_VERSION, escape, format, lock, target};
use crate::error::Error;
use crate::model::{Api, Target, TargetKind};

/// Ending of a template.
const ENDING: &str = ".j2";

/// What a template can name. Everything is decided: templates only lay out.
#[derive(Serialize)]
struct Context<'a> {
    notice: &'a str,
    app: &'a str,
    /// The crate's name in Rust.
    module: String,
    version: &'a str,
    about: &'a str,
    generator: &'a str,
    rust_version: &'a str,
    /// Folders of the runtime.
    folders: &'a [&'a str],
    tables: &'a [DependencyTable],
    readme: Option<Readme<'a>>,
    /// Of an MCP server only.
    server: Option<Server<'a>>,
}

/// Renders the templates of a target's kind and copies the files beside them.
pub fn render_tree(api: &Api, target: &Target, sources: &Sources) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let notice = format::notice(api);
    let folders = sources.folders(target.kind);
    let tables = sources.manifest().dependencies(&folders)?;
    let context = Context {
        readme: Some(Readme::new(api, target)),
        server: (target.kind == TargetKind::Mcp).then(|| Server::new(api, target, &readme::prefix(target))),
        ..context(&notice, target, &folders, &tables)
    };
    let context = Value::from(Serde(context));
    let environment = environment(sources.templates(target.kind))?;
    let mut files = Vec::new();
    for (source, content) in sources.templates(target.kind) {
        let Some(path) = localized(source, &target.language) else { continue };
        let file = match path.strip_suffix(ENDING) {
            None => (path.into_owned(), content.clone()),
            Some(path) => {
                let text = render_one(&environment, source, &context)?;
                (path.to_owned(), finish(path, &text)?.into_bytes())
            }
        };
        files.push(file);
    }
    check_lock(target, sources, &files)?;
    Ok(files)
}

/// Renders the manifest alone.
pub fn render_manifest(target: &Target, sources: &Sources) -> Result<String, Error> {
    let folders = sources.folders(target.kind);
    let tables = sources.manifest().dependencies(&folders)?;
    let context = Value::from(Serde(context("", target, &folders, &tables)));
    render_one(&environment(sources.templates(target.kind))?, "Cargo.toml.j2", &context)
}

/// Renders a page of a skill in that language; `name` is what it would be called without one.
pub fn render_page(sources: &Sources, name: &str, language: &str, context: &Value) -> Result<String, Error> {
    let fits = |source: &&String| {
        let path = localized(source, language);
        path.is_some_and(|path| path.strip_suffix(ENDING) == Some(name))
    };
    let source = sources.skill().keys().find(fits).ok_or_else(|| Error::Template {
        template: name.to_owned(),
        message: "there is no such page of a skill".to_owned(),
    })?;
    render_one(&environment(sources.skill())?, source, context)
}

fn context<'a>(
    notice: &'a str,
    target: &'a Target,
    folders: &'a [&'a str],
    tables: &'a [DependencyTable],
) -> Context<'a> {
    Context {
        notice,
        app: &target.name,
        module: target::module_name(&target.name),
        version: &target.version,
        about: &target.about,
        generator: GENERATOR,
        rust_version: RUST_VERSION,
        folders,
        tables,
        readme: None,
        server: None,
    }
}

fn environment(templates: &Tree) -> Result<Environment<'_>, Error> {
    let mut environment = Environment::new();
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.map_err(|error| fault("", &error))?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_debug(true);
    environment.add_filter("toml", |text: &str| escape::toml(text));
    environment.add_filter("json", |text: &str| escape::json(text));
    environment.add_filter("line", |text: &str| escape::one_line(text));
    environment.add_filter("md", |text: &str| escape::markdown(text));
    environment.add_filter("code", |text: &str| escape::code(text));
    for (name, content) in templates.iter().filter(|(name, _)| name.ends_with(ENDING)) {
        let text = std::str::from_utf8(content)
            .map_err(|error| Error::Template { template: name.clone(), message: error.to_string() })?;
        environment.add_template(name, text).map_err(|error| fault(name, &error))?;
    }
    Ok(environment)
}

fn render_one(environment: &Environment<'_>, name: &str, context: &Value) -> Result<String, Error> {
    let template = environment.get_template(name).map_err(|error| fault(name, &error))?;
    template.render(context).map_err(|error| fault(name, &error))
}

fn fault(template: &str, error: &minijinja::Error) -> Error {
    Error::Template { template: template.to_owned(), message: format!("{error:#}") }
}

/// The path that a template gets in a crate of that language; none when it belongs to another language.
fn localized<'a>(path: &'a str, language: &str) -> Option<Cow<'a, str>> {
    for known in ["en", "es"] {
        let mark = format!(".{known}.");
        if path.contains(&mark) {
            let chosen = if language == "es" { "es" } else { "en" };
            return (known == chosen).then(|| Cow::Owned(path.replacen(&mark, ".", 1)));
        }
    }
    Some(Cow::Borrowed(path))
}

fn finish(path: &str, text: &str) -> Result<String, Error> {
    if path.ends_with(".rs") {
        format::check(path, text)?;
    }
    Ok(if path == "Cargo.lock" { lock::sort(text) } else { text.to_owned() })
}

fn check_lock(target: &Target, sources: &Sources, files: &[(String, Vec<u8>)]) -> Result<(), Error> {
    let found = files.iter().find(|(path, _)| path == "Cargo.lock");
    let text = found.map(|(_, content)| String::from_utf8_lossy(content)).ok_or_else(|| Error::Template {
        template: "Cargo.lock.j2".into(),
        message: "there is none; run `cargo xtask lock`".into(),
    })?;
    let folders = sources.folders(target.kind);
    lock::check(&text, &target.name, &sources.manifest().requirements(&folders))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_language_is_left_out() {
        assert_eq!(localized("README.es.md.j2", "es").as_deref(), Some("README.md.j2"));
        assert_eq!(localized("README.es.md.j2", "en"), None);
        assert_eq!(localized("README.en.md.j2", "").as_deref(), Some("README.md.j2"));
        assert_eq!(localized("LICENSE.j2", "es").as_deref(), Some("LICENSE.j2"));
    }
}
