//! Whether what a server must write down can be: whoever calls first must not be the one who finds out.

use std::io;
use std::path::{Path, PathBuf};

use crate::runtime::core::credentials::Credentials;
use crate::runtime::core::durable;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::ledger;
use crate::runtime::core::spec::{Api, Class, Nature, Operation};
use crate::runtime::core::words::{Said, reason, say};

use super::super::approvals::Approvals;
use super::super::args;
use super::super::places::Places;
use super::super::problems::Problems;
use super::super::variables::{self, Variable};
use super::unusable;

/// Checks the places of a server that offers these operations, and makes none of them. Dangerous operations would all be
/// refused, so that a server which offers some does not start; what else is not as it should be is returned.
pub(super) fn check(
    api: &Api,
    places: &Places,
    offered: impl Iterator<Item = &'static Operation>,
    credentials: &Credentials,
    approvals: Option<&Approvals>,
    problems: &mut Problems,
) -> Vec<Said> {
    let sent = offered.filter(|operation| matches!(operation.nature, Nature::Call | Nature::Token));
    let strictest = sent.map(|operation| operation.class).max().unwrap_or(Class::ReadOnly);
    let audit = || places.audit.check();
    let mut warnings = Vec::new();
    if strictest == Class::Dangerous {
        let state = ledger::check(&places.ledger())
            .and_then(|()| approvals.map_or(Ok(()), |approvals| durable::check_folder(approvals.folder())));
        for (variable, path, checked) in [
            (variables::AUDIT_PATH, places.audit.path(), audit()),
            (variables::STATE_PATH, places.state(), state),
        ] {
            problems.take(checked.map_err(|error| refused(api, variable, path, &error)));
        }
    } else if let (true, Err(error)) = (strictest.is_mutation(), audit()) {
        let name = variables::AUDIT_PATH.full_name(api);
        warnings.push(say(
            "{}={} cannot be written ({}): calls that change something will be refused",
            &[&name, &places.audit.path().display(), &reason(&error)],
        ));
    }
    let is_counted = credentials.can_log_in() || !credentials.settings.is_empty();
    let file = places.audit.file().ok().filter(|_| strictest.is_mutation());
    let audited = file.map(|file| [durable::folder_of(file).to_owned(), file.to_owned()]);
    warnings.extend(open_to_all(api, variables::AUDIT_PATH, audited.into_iter().flatten()));
    let counted = (is_counted || strictest == Class::Dangerous).then(|| places.kept());
    warnings.extend(open_to_all(api, variables::STATE_PATH, counted.into_iter().flatten()));
    if let (true, Err(error)) = (is_counted, places.logins().check()) {
        let name = variables::STATE_PATH.full_name(api);
        warnings.push(say(
            "{}={} cannot be written ({}): refused logins are forgotten at a restart, and repeated ones may lock the account",
            &[&name, &places.state().display(), &reason(&error)],
        ));
    }
    warnings
}

/// The first of these that every user may write to. It is no reason to stop: the volume of a container may be open to all, and
/// nobody else be there.
fn open_to_all(api: &Api, variable: Variable, mut paths: impl Iterator<Item = PathBuf>) -> Option<Said> {
    let (path, mode) = paths.find_map(|path| durable::open_to_all(&path).map(|mode| (path, mode)))?;
    let (name, path) = (variable.full_name(api), path.display());
    Some(say(
        "{}: every user of this machine may write to {} (mode {}) and so change what is recorded there; run chmod o-w {}",
        &[&name, &path, &format!("{mode:o}"), &path],
    ))
}

fn refused(api: &Api, variable: Variable, path: &Path, error: &io::Error) -> Failure {
    let why = say("it cannot be written ({}), so dangerous operations could not run", &[&reason(error)]);
    let (name, option) = (variable.full_name(api), args::option_of(variables::READ_ONLY));
    unusable(api, variable, &path.display().to_string(), why).hint(say(
        "set {} to a place that this server may write to, or offer only what changes nothing with {}",
        &[&name, &option],
    ))
}
