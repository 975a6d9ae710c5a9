//! Collection -> [`Api`]: what each request is, decided from the collection alone.

pub mod auth;
pub mod base;
mod called;
pub mod chains;
pub mod codes;
mod credential_names;
mod decided;
mod distrust;
mod feeds;
pub mod fixed;
mod follow;
mod hosts;
pub mod naming;
mod operations;
pub mod repeat;
pub mod safety;
pub mod schemas;
// One list of words for what is lowered here and what a generated crate shows.
#[path = "../../../templates/runtime/src/runtime/core/standing.rs"]
mod standing;
pub mod suspicious;
pub mod text;
pub mod variables;
pub(crate) mod words;

use std::collections::HashSet;

use crate::model::{Api, Group};
use crate::postman::{self, Collection, Folder, Item, Read, Request};

use base::Base;
use operations::Context;
use variables::Variables;

/// Where a collection came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Short name of the API.
    pub name: String,
    /// The file, as the user named it.
    pub file: String,
}

/// A request with the folders that hold it, outermost first.
#[derive(Debug, Clone)]
pub(crate) struct Visit<'a> {
    pub(crate) request: &'a Request,
    pub(crate) folders: Vec<&'a Folder>,
}

impl<'a> Visit<'a> {
    /// Auth of the request, else of the nearest folder that states one, else of the collection.
    fn auth(&self, collection: &'a Collection) -> Option<auth::Stated<'a>> {
        if let Some(auth) = &self.request.auth {
            return Some(auth::Stated { auth, at: self.request.path.clone() });
        }
        let names = |depth: usize| self.folders.iter().take(depth).map(|folder| folder.name.clone());
        for depth in (1..=self.folders.len()).rev() {
            if let Some(auth) = self.folders.get(depth - 1).and_then(|folder| folder.auth.as_ref()) {
                return Some(auth::Stated { auth, at: names(depth).collect() });
            }
        }
        collection.auth.as_ref().map(|auth| auth::Stated { auth, at: Vec::new() })
    }
}

/// Lowers a collection: one operation for each request, in its order.
#[must_use]
pub fn lower(read: Read, source: Source) -> Api {
    let Read { collection, mut diagnostics, sha256 } = read;
    let mut groups = Vec::new();
    let mut visits = Vec::new();
    walk(&collection.items, &mut Vec::new(), &mut groups, &mut visits);
    let variables = Variables::new(&collection.variables);
    let base = Base::of(visits.iter().map(|visit| &visit.request.url), &variables);
    let context = Context { collection: &collection, base: &base, variables: &variables, file: &source.file };
    let lowered = operations::lower(&visits, context);
    diagnostics.extend(base.diagnostic(&source.file).filter(|_| !visits.is_empty()));
    let mut screener = distrust::Screener::new(&source.file);
    screener.judge("description", &collection.description);
    // The title is shown to models: one that speaks to them gives way to the API's short name.
    let spoken = screener.judge("name", &collection.name).is_none();
    diagnostics.extend(screener.finish());
    diagnostics.extend(distrust::groups(&groups, &source.file));
    diagnostics.extend(lowered.diagnostics);
    // A value in a header may have been found by its look and by its place. Two requests of one name that are left
    // out are two.
    let mut seen = HashSet::new();
    diagnostics.retain(|found| {
        postman::is_skipped(found) || seen.insert((found.code.clone(), found.place.to_string()))
    });
    let environment = base.environment();
    let title = text::shorten(&text::clean(&collection.name), text::TITLE);
    let mut api = Api {
        title: if title.is_empty() || !spoken { source.name.clone() } else { title },
        name: source.name,
        description: collection.description.clone(),
        language: "en".into(),
        default_environment: environment.name.clone(),
        environments: vec![environment],
        settings: lowered.settings,
        groups,
        operations: lowered.operations,
        requests: collection.requests,
        source_sha256: sha256,
        source_file: file_name(&source.file),
        diagnostics,
        ..Api::default()
    };
    let traced = chains::Context { collection: &collection, variables: &variables, file: &source.file };
    let (chains, found) = chains::trace(&visits, &mut api.operations, traced);
    api.chains = chains;
    api.diagnostics.extend(found);
    let context = auth::Context { file: &source.file, variables: &variables, base: &base };
    give_session(&mut api, lowered.servers, context);
    auth::keep_out_of_texts(&mut api, &lowered.literals);
    feeds::give(&mut api);
    api
}

/// Finds what gives the session token, now that all operations and their chains are known.
fn give_session(api: &mut Api, mut servers: auth::Servers, context: auth::Context<'_>) {
    let login = chains::login(&api.operations, &api.chains);
    if let Some(found) = chains::client(&api.operations, &api.chains) {
        servers.add(api, found);
    }
    auth::settle(api, servers, login.as_ref(), context);
}

fn walk<'a>(
    items: &'a [Item],
    folders: &mut Vec<&'a Folder>,
    groups: &mut Vec<Group>,
    visits: &mut Vec<Visit<'a>>,
) {
    for item in items {
        match item {
            Item::Request(request) => visits.push(Visit { request, folders: folders.clone() }),
            Item::Folder(folder) => {
                folders.push(folder);
                groups.push(Group {
                    path: folders.iter().map(|folder| folder.name.clone()).collect(),
                    description: folder.description.clone(),
                });
                walk(&folder.items, folders, groups, visits);
                folders.pop();
            }
        }
    }
}

fn file_name(file: &str) -> String {
    std::path::Path::new(file).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
