//! `reset`: forgets all sessions and choices. The records of what was done stay.

use serde_json::{Value, json};

use super::super::super::account::private_file::PrivateFile;
use super::super::super::core::failure::Failure;
use super::super::context::Context;
use super::super::login;
use super::super::parser::Effect;
use super::super::printer::Printer;
use super::super::whatsapp;
use super::command::Tokens;

pub(super) fn run(context: &Context, printer: &Printer, tokens: Tokens) -> Result<(), Failure> {
    let real = context.effect == Effect::Real;
    let sessions: Vec<Value> = context
        .store()
        .list()?
        .iter()
        .map(|listed| json!({"profile": listed.key.profile, "env": listed.key.environment}))
        .collect();
    super::confirm(context, &format!("Forget {} and all choices?", counted(sessions.len())))?;
    let sessions = match tokens {
        Tokens::Revoked => login::take_back_all(context, printer)?,
        Tokens::Forgotten => sessions,
    };
    if real {
        let home = context.home();
        context.store().delete()?;
        context.settings().delete()?;
        PrivateFile::new(home.pending_logins()).delete()?;
        whatsapp::Store::new(home.whatsapp()).forget(None, context.vault())?;
    }
    let notices = Some(context.home().webhooks()).filter(|folder| folder.exists());
    let records = [context.home().audit_log(), context.home().ledger()].into_iter().chain(notices);
    let kept: Vec<String> = records.map(|path| path.display().to_string()).collect();
    let done = json!({"reset": real, "dry_run": !real, "sessions": sessions, "kept": kept});
    printer.data(&done, |_| {
        let verb = if real { "forgotten" } else { "would be forgotten" };
        let sessions = counted(sessions.len());
        format!("{verb}: {sessions} and all choices; records stay in {}", kept.join(" and "))
    });
    Ok(())
}

fn counted(sessions: usize) -> String {
    if sessions == 1 { "1 session".to_owned() } else { format!("{sessions} sessions") }
}
