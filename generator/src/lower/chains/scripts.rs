//! The scripts around each request: its own, those of its folders, those of the collection.

use std::collections::HashMap;

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

/// Every script of a collection, each text followed once however often it occurs.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    findings: Vec<Option<Findings>>,
    /// By the script's place in memory: a long script above many requests would be hashed for each of them.
    known: HashMap<*const Script, usize>,
}

impl Scripts {
    /// What runs around a request.
    pub(super) fn around<'s>(
        &'s self,
        visit: &Visit<'_>,
        event: ScriptEvent,
        context: Context<'_>,
    ) -> Around<'s> {
        let of = |list: &[Script]| {
            let of_event = list.iter().filter(|script| script.event == event);
            of_event.filter_map(|script| self.findings(script)).collect::<Vec<_>>()
        };
        let mut inherited = of(&context.collection.scripts);
        inherited.extend(visit.folders.iter().flat_map(|folder| of(&folder.scripts)));
        Around { own: of(&visit.request.scripts), inherited }
    }

    fn findings(&self, script: &Script) -> Option<&Findings> {
        let at = self.known.get(&std::ptr::from_ref(script))?;
        self.findings.get(*at)?.as_ref()
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
    let mut gathered = Gathered::default();
    gathered.take(&context.collection.scripts, &Vec::new);
    for visit in visits {
        for (folder, depth) in visit.folders.iter().copied().zip(1..) {
            let names = || visit.folders.iter().take(depth).map(|folder| folder.name.clone()).collect();
            gathered.take(&folder.scripts, &names);
        }
        gathered.take(&visit.request.scripts, &|| visit.request.path.clone());
    }
    let Gathered { firsts, known, .. } = gathered;
    let sources: Vec<&str> = firsts.iter().map(|first| first.source).collect();
    let mut scripts = Scripts { findings: Vec::with_capacity(firsts.len()), known };
    let mut diagnostics: Vec<_> = signing(context.file, &firsts).into_iter().collect();
    for (first, result) in firsts.iter().zip(script::read_all(&sources)) {
        if let Err(why) = &result {
            diagnostics.push(unreadable(context.file, first, why));
        }
        scripts.findings.push(result.ok());
    }
    (scripts, diagnostics)
}

#[derive(Default)]
struct Gathered<'a> {
    firsts: Vec<First<'a>>,
    by_text: HashMap<&'a str, usize>,
    known: HashMap<*const Script, usize>,
}

impl<'a> Gathered<'a> {
    fn take(&mut self, list: &'a [Script], place: &dyn Fn() -> Vec<String>) {
        for script in list {
            let key = std::ptr::from_ref(script);
            if self.known.contains_key(&key) || script.source.trim().is_empty() {
                continue;
            }
            let next = self.firsts.len();
            let at = *self.by_text.entry(script.source.as_str()).or_insert(next);
            if at == next {
                self.firsts.push(First { source: &script.source, place: place(), event: script.event });
            }
            self.known.insert(key, at);
        }
    }
}

/// Calls of the libraries that Postman has for signatures, and of its own.
const SIGNS: &[&str] = &[
    "CryptoJS.Hmac",
    "createHmac(",
    "createSign(",
    "KJUR.crypto.Signature",
    "KJUR.jws.JWS.sign",
    "subtle.sign(",
    "nacl.sign",
];

/// The first script that signs requests: no generated tool runs it, so what it computes is asked of the caller.
fn signing(file: &str, firsts: &[First<'_>]) -> Option<Diagnostic> {
    let mut before = firsts.iter().filter(|first| first.event == ScriptEvent::Prerequest);
    let first = before.find(|first| {
        let code = first.source.lines().filter(|line| !line.trim_start().starts_with("//"));
        code.into_iter().any(|line| SIGNS.iter().any(|call| line.contains(call)))
    })?;
    Some(Diagnostic {
        severity: Severity::Warning,
        code: "script-signature".into(),
        place: Place {
            file: file.to_owned(),
            request: first.place.clone(),
            field: "script.prerequest".into(),
        },
        message: "a script signs requests before they are sent, and generated tools run no scripts".into(),
        help: "whoever calls has to give the values that it computes".into(),
    })
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
        help: "what it keeps in variables is not known; correct it, or name login and steps in an overlay"
            .into(),
    }
}
