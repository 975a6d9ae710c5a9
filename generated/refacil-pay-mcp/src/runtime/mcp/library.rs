//! The documentation as resources: an overview, one page for each folder and each operation, and the errors, values
//! and notices of the whole API.

use std::fmt::Write;

use rmcp::model::Resource;

use crate::runtime::core::docs::{ErrorDocs, OperationDocs, ParamDocs};
use crate::runtime::core::spec::{Api, Folder, Group, Nature, Operation};
use crate::runtime::core::text::{visible_capped, visible_lines};
use crate::runtime::core::words::Said;

use super::catalog::Catalog;
use super::describe::{self, Section};

/// The content type of every page.
pub(super) const MARKDOWN: &str = "text/markdown";

/// What a page is about.
enum Page {
    Overview,
    Errors,
    Values,
    Notices,
    Folder(&'static Group),
    /// A folder of folders.
    Around(&'static Folder),
    Operation(&'static Operation),
}

/// All pages, the overview first.
pub(super) fn list(catalog: &Catalog) -> Vec<Resource> {
    pages(catalog.api()).iter().map(|page| page.resource(catalog)).collect()
}

/// The page at that address.
pub(super) fn read(catalog: &Catalog, uri: &str) -> Option<String> {
    let api = catalog.api();
    pages(api).into_iter().find(|page| page.uri(api) == uri).map(|page| page.text(catalog))
}

fn pages(api: &'static Api) -> Vec<Page> {
    let mut pages = vec![Page::Overview, Page::Errors, Page::Values];
    if api.operations().any(|operation| operation.nature == Nature::Callback) {
        pages.push(Page::Notices);
    }
    pages.extend(api.groups.iter().map(Page::Folder));
    let around = |folder: &&Folder| api.groups.iter().all(|group| group.name != folder.name);
    pages.extend(api.folders.iter().filter(around).map(Page::Around));
    pages.extend(api.operations().map(Page::Operation));
    pages
}

impl Page {
    fn uri(&self, api: &Api) -> String {
        let name = api.name;
        match self {
            Self::Overview => format!("docs://{name}/overview"),
            Self::Errors => format!("docs://{name}/errors"),
            Self::Values => format!("docs://{name}/values"),
            Self::Notices => format!("docs://{name}/notices"),
            Self::Folder(group) => format!("docs://{name}/folder/{}", group.name),
            Self::Around(folder) => format!("docs://{name}/folder/{}", folder.name),
            Self::Operation(operation) => format!("docs://{name}/operation/{}", operation.id),
        }
    }

    fn resource(&self, catalog: &Catalog) -> Resource {
        let api = catalog.api();
        let (name, title, about) = match self {
            Self::Overview => {
                ("overview", api.title, "Environments, folders and operations with their class.")
            }
            Self::Errors => ("errors", "Errors", "Documented refusals and what to do about each."),
            Self::Values => ("values", "Values", "What the allowed values of arguments mean."),
            Self::Notices => {
                ("notices", "Notices", "Calls that your own server receives, and how to prove them.")
            }
            Self::Folder(group) => (group.name, group.title, ""),
            Self::Around(folder) => (folder.name, folder.title, ""),
            Self::Operation(operation) => (catalog.spoken(operation), operation.title, ""),
        };
        let said = |sentence: &'static str| Said::from(sentence).in_language(api.language);
        // Titles of the API are its own; ours are sentences.
        let title = if matches!(self, Self::Errors | Self::Values | Self::Notices) {
            said(title)
        } else {
            title.to_owned()
        };
        let resource = Resource::new(self.uri(api), name)
            .with_title(visible_capped(&title, 80))
            .with_mime_type(MARKDOWN);
        if about.is_empty() { resource } else { resource.with_description(said(about)) }
    }

    fn text(&self, catalog: &Catalog) -> String {
        match self {
            Self::Overview => overview(catalog),
            Self::Errors => errors(catalog),
            Self::Values => values(catalog),
            Self::Notices => {
                let all = catalog.api().operations();
                let notices = all.filter(|operation| operation.nature == Nature::Callback);
                notices.map(|operation| whole(catalog, operation)).collect::<Vec<_>>().join("\n")
            }
            Self::Folder(group) => folder(catalog, group),
            Self::Around(folder) => said(folder),
            Self::Operation(operation) => whole(catalog, operation),
        }
    }
}

// Writing to a string cannot fail, so the results of `write!` are dropped here.

/// Environments, folders and operations.
pub(super) fn overview(catalog: &Catalog) -> String {
    let api = catalog.api();
    let said = |sentence: &'static str| Said::from(sentence).in_language(api.language);
    let mut out = format!(
        "# {}\n\n{}\n\n## {}\n\n",
        visible_capped(api.title, 120),
        visible_lines(api.about),
        said("Environments")
    );
    for environment in api.environments {
        let kind = said(if environment.production { "real money" } else { "for tests" });
        let _ = writeln!(out, "- {}: {} ({kind})", environment.name, environment.base_url);
    }
    for group in api.groups {
        let _ = writeln!(out, "\n## {} (`{}`)\n", visible_capped(group.title, 120), group.name);
        operations(&mut out, catalog, group);
    }
    out
}

fn operations(out: &mut String, catalog: &Catalog, group: &'static Group) {
    for operation in group.operations {
        let _ = writeln!(
            out,
            "- `{}` ({}): {}",
            catalog.spoken(operation),
            operation.class.name(),
            visible_capped(operation.summary, 300)
        );
    }
}

/// A folder's operations, after what the collection says of it.
pub(super) fn folder(catalog: &Catalog, group: &'static Group) -> String {
    let text = catalog.api().folders.iter().find(|folder| folder.name == group.name);
    let mut out = text.map_or_else(|| format!("# {}\n", visible_capped(group.title, 120)), said);
    out.push('\n');
    operations(&mut out, catalog, group);
    out
}

/// What the collection says of a folder.
pub(super) fn said(folder: &Folder) -> String {
    format!("# {}\n\n{}\n", visible_capped(folder.title, 120), visible_lines(folder.text))
}

/// All that is documented of an operation.
pub(super) fn whole(catalog: &Catalog, operation: &'static Operation) -> String {
    let docs = OperationDocs::parse(operation).unwrap_or_default();
    let mut out = describe::head(catalog, operation);
    for part in
        Section::ALL.into_iter().filter_map(|section| section.page(operation, &docs, catalog.api().language))
    {
        let _ = write!(out, "\n{part}");
    }
    out
}

/// Every documented refusal once, with the tools that it is documented for.
fn errors(catalog: &Catalog) -> String {
    let mut known: Vec<(ErrorDocs, Vec<&str>)> = Vec::new();
    for operation in catalog.api().operations() {
        for error in OperationDocs::parse(operation).unwrap_or_default().errors {
            match known.iter_mut().find(|(seen, _)| *seen == error) {
                Some((_, tools)) => tools.push(catalog.spoken(operation)),
                None => known.push((error, vec![catalog.spoken(operation)])),
            }
        }
    }
    let language = catalog.api().language;
    let mut out = format!("# {}\n\n", Said::from("Errors").in_language(language));
    for (error, tools) in known {
        let _ = writeln!(out, "{}  ({})", describe::error(&error, language).trim_end(), tools.join(", "));
    }
    out
}

/// The meaning of values, under the tool and the argument that takes them.
fn values(catalog: &Catalog) -> String {
    let mut out = format!("# {}\n", Said::from("Values").in_language(catalog.api().language));
    for operation in catalog.api().operations() {
        let docs = OperationDocs::parse(operation).unwrap_or_default();
        let mut lines = String::new();
        for param in &docs.params {
            meanings(&mut lines, &param.argument, param);
        }
        if !lines.is_empty() {
            let _ = write!(out, "\n## `{}`\n\n{lines}", catalog.spoken(operation));
        }
    }
    out
}

fn meanings(out: &mut String, path: &str, docs: &ParamDocs) {
    if !docs.choices.is_empty() {
        let choices = docs.choices.iter().map(|choice| format!("{} = {}", choice.value, choice.label));
        let line = format!("- `{path}`: {}", choices.collect::<Vec<_>>().join("; "));
        let _ = writeln!(out, "{}", visible_lines(&line.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    for field in &docs.fields {
        meanings(out, &format!("{path}.{}", field.argument), field);
    }
}
