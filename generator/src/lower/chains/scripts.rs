//! The scripts around each request: its own, those of its folders, those of the collection.

use std::collections::{HashMap, HashSet};

use super::Context;
use super::script::{self, Findings, Unreadable};
use crate::lower::Visit;
use crate::model::{Diagnostic, Place, Severity};
use crate::postman::{Script, ScriptEvent};

/// What the scripts of one event around one request do.
#[derive(Debug, Default)]
pub(super) struct Around<'a> {
    pub(super) own: Vec<&'a Findings>,
    /// Of folders and the collection, outermost first.
    pub(super) inherited: Vec<&'a Findings>,
}

/// Every script of a collection, followed once however often it occurs.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    findings: HashMap<String, Findings>,
}

impl Scripts {
    /// What runs around a request.
    pub(super) fn around<'s>(
        &'s self,
        visit: &Visit<'_>,
        event: ScriptEvent,
        context: Context<'_>,
    ) -> Around<'s> {
        let known = |list: &[Script]| {
            let of_event = list.iter().filter(|script| script.event == event);
            of_event.filter_map(|script| self.findings.get(&script.source)).collect::<Vec<_>>()
        };
        let mut inherited = known(&context.collection.scripts);
        inherited.extend(visit.folders.iter().flat_map(|folder| known(&folder.scripts)));
        Around { own: known(&visit.request.scripts), inherited }
    }
}

/// A script where it first occurs.
struct First<'a> {
    source: &'a str,
    place: Vec<String>,
    event: ScriptEvent,
}

/// Follows every script; those that cannot be read are reported where they first occur.
pub(super) fn read(visits: &[Visit<'_>], context: Context<'_>) -> (Scripts, Vec<Diagnostic>) {
    let firsts = firsts(visits, context);
    let sources: Vec<&str> = firsts.iter().map(|first| first.source).collect();
    let mut scripts = Scripts::default();
    let mut diagnostics = Vec::new();
    for (first, result) in firsts.iter().zip(script::read_all(&sources)) {
        match result {
            Ok(findings) => {
                scripts.findings.insert(first.source.to_owned(), findings);
            }
            Err(why) => diagnostics.push(unreadable(context.file, first, &why)),
        }
    }
    (scripts, diagnostics)
}

fn firsts<'a>(visits: &[Visit<'a>], context: Context<'a>) -> Vec<First<'a>> {
    let mut seen = HashSet::new();
    let mut firsts = Vec::new();
    let mut gather = |list: &'a [Script], place: &dyn Fn() -> Vec<String>| {
        for script in list.iter().filter(|script| !script.source.trim().is_empty()) {
            if seen.insert(script.source.as_str()) {
                firsts.push(First { source: &script.source, place: place(), event: script.event });
            }
        }
    };
    gather(&context.collection.scripts, &Vec::new);
    for visit in visits {
        for (folder, depth) in visit.folders.iter().copied().zip(1..) {
            let names = || visit.folders.iter().take(depth).map(|folder| folder.name.clone()).collect();
            gather(&folder.scripts, &names);
        }
        gather(&visit.request.scripts, &|| visit.request.path.clone());
    }
    firsts
}

fn unreadable(file: &str, first: &First<'_>, why: &Unreadable) -> Diagnostic {
    let field = match first.event {
        ScriptEvent::Prerequest => "script.prerequest",
        ScriptEvent::Test => "script.test",
    };
    Diagnostic {
        severity: Severity::Note,
        code: "script-unreadable".into(),
        place: Place { file: file.to_owned(), request: first.place.clone(), field: field.into() },
        message: format!("the script was not followed: {why}"),
        help: "what it keeps in variables is not known; mend it, or name login and steps in an overlay"
            .into(),
    }
}
