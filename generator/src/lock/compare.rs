//! Old lock against new: what it means for users, and what a person must allow first.

use std::collections::HashMap;

use semver::Version;
use serde::Serialize;

use super::file::{Accepted, Entry, Lock};
use super::{guard, wire};
use crate::model::{Diagnostic, Place, Severity};
use crate::overlay::Allow;

/// One change for users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it does to them.
    pub kind: ChangeKind,
    /// Operation id, host, name or `login`.
    pub subject: String,
    /// What changes.
    pub message: String,
    /// The overlay's reason, for a guarded change.
    pub allowed: Option<String>,
}

/// What a change does to users. Ordered from bad to good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Weakens a promise; named as in [`super::CHANGES`].
    Guarded(&'static str),
    /// Calls that worked may fail.
    Breaking,
    /// A stricter class.
    Safety,
    /// Something more.
    Added,
}

/// Which part of a version must rise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bump {
    /// None.
    #[default]
    None,
    /// The second number.
    Minor,
    /// The first number.
    Major,
}

/// A crate whose version is too low for what changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Demand {
    /// Crate name.
    pub target: String,
    /// What the overlay says.
    pub stated: String,
    /// The lowest version that fits.
    pub lowest: String,
}

/// All that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Bad ones first.
    pub changes: Vec<Change>,
    /// Which part of the versions must rise.
    pub bump: Bump,
    /// Crates whose version is too low.
    pub demands: Vec<Demand>,
    /// Guarded changes that nobody allowed, and allowances without a change.
    pub problems: Vec<Diagnostic>,
}

impl Change {
    pub(super) fn new(kind: ChangeKind, subject: &str, message: String) -> Self {
        Self { kind, subject: subject.to_owned(), message, allowed: None }
    }
}

/// Compares; writes what the overlay allowed into the new lock, so that the allowance may stay in the overlay.
#[must_use]
pub fn compare(old: Option<&Lock>, new: &mut Lock, allowed: &[Allow], file: &str) -> Comparison {
    let mut comparison = Comparison::default();
    if let Some(old) = old {
        comparison.changes = find(old, new);
        comparison.bump = bump(&comparison.changes);
        comparison.demands = demands(old, new, comparison.bump);
    }
    let recorded = old.map(|old| old.allowed.as_slice()).unwrap_or_default();
    for allow in allowed {
        let entry = Accepted {
            change: allow.change.clone(),
            subject: allow.subject.clone(),
            reason: allow.reason.clone(),
        };
        let is_recorded = recorded.contains(&entry);
        let mut covers = false;
        // An allowance that is in the lock already has been spent: a further change needs a further reason.
        for change in comparison.changes.iter_mut().filter(|_| !is_recorded) {
            if change.kind_name() == Some(&allow.change) && change.subject == allow.subject {
                change.allowed = Some(allow.reason.clone());
                covers = true;
            }
        }
        if is_recorded || covers {
            new.allowed.push(entry);
        } else {
            comparison.problems.push(unused(allow));
        }
    }
    let open = comparison.changes.iter().filter(|change| change.allowed.is_none());
    comparison.problems.extend(open.filter_map(|change| stop(change, file)).collect::<Vec<_>>());
    comparison
}

impl Change {
    fn kind_name(&self) -> Option<&'static str> {
        match self.kind {
            ChangeKind::Guarded(name) => Some(name),
            ChangeKind::Breaking | ChangeKind::Safety | ChangeKind::Added => None,
        }
    }
}

fn find(old: &Lock, new: &Lock) -> Vec<Change> {
    let mut changes = Vec::new();
    guard::compare_api(old, new, &mut changes);
    let now: HashMap<&str, &Entry> = new.operations.iter().map(|entry| (entry.key.as_str(), entry)).collect();
    for entry in &old.operations {
        match now.get(entry.key.as_str()) {
            Some(found) => {
                guard::compare_operation(entry, found, &mut changes);
                wire::compare(entry, found, &mut changes);
                if found.class > entry.class {
                    let message = format!("is {} now, it was {}", found.class, entry.class);
                    changes.push(Change::new(ChangeKind::Safety, &found.id, message));
                }
            }
            None => {
                let message =
                    format!("`{}` would disappear with its command and tool", entry.path.join(" > "));
                changes.push(Change::new(ChangeKind::Guarded("removed"), &entry.id, message));
            }
        }
    }
    for entry in &new.operations {
        if !old.operations.iter().any(|was| was.key == entry.key) {
            let message = format!("`{}` is new, {}", entry.path.join(" > "), entry.class);
            changes.push(Change::new(ChangeKind::Added, &entry.id, message));
        }
    }
    changes.sort_by_key(|change| change.kind);
    changes
}

fn bump(changes: &[Change]) -> Bump {
    let of = |change: &Change| match change.kind {
        ChangeKind::Guarded(_) | ChangeKind::Breaking => Bump::Major,
        ChangeKind::Safety | ChangeKind::Added => Bump::Minor,
    };
    changes.iter().map(of).max().unwrap_or_default()
}

fn demands(old: &Lock, new: &Lock, bump: Bump) -> Vec<Demand> {
    let mut demands = Vec::new();
    for target in &new.targets {
        let Some(was) = old.targets.iter().find(|was| was.name == target.name) else { continue };
        let (Ok(was), Ok(now)) = (Version::parse(&was.version), Version::parse(&target.version)) else {
            continue;
        };
        let lowest = raised(&was, bump);
        if now < lowest {
            demands.push(Demand {
                target: target.name.clone(),
                stated: target.version.clone(),
                lowest: lowest.to_string(),
            });
        }
    }
    demands
}

/// The next version; below 1.0.0 the second number stands for the first.
fn raised(version: &Version, bump: Bump) -> Version {
    let &Version { major, minor, patch, .. } = version;
    match bump {
        Bump::None => version.clone(),
        Bump::Major if major > 0 => Version::new(major + 1, 0, 0),
        Bump::Minor if major > 0 => Version::new(major, minor + 1, 0),
        Bump::Major => Version::new(0, minor + 1, 0),
        Bump::Minor => Version::new(0, minor, patch + 1),
    }
}

fn stop(change: &Change, file: &str) -> Option<Diagnostic> {
    let name = change.kind_name()?;
    Some(Diagnostic {
        severity: Severity::Error,
        code: format!("lock-{name}"),
        place: Place { file: file.to_owned(), request: Vec::new(), field: change.subject.clone() },
        message: change.message.clone(),
        help: format!(
            "if this is right, say so in the overlay: [[allow]] with change = \"{name}\", subject = {:?} and a reason",
            change.subject
        ),
    })
}

fn unused(allow: &Allow) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: "overlay-unused".into(),
        place: allow.at.clone(),
        message: format!("there is no change `{}` of `{}`", allow.change, allow.subject),
        help: "remove this [[allow]]; a change that was allowed before needs a reason of its own".into(),
    }
}
