//! Diagnostics that a person has judged.

use super::fields::problem;
use super::rules::{Accept, Overlay};
use crate::model::{Diagnostic, Severity};

/// A diagnostic with the reason why it is all right.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Accepted {
    /// What was found.
    #[serde(flatten)]
    pub diagnostic: Diagnostic,
    /// Why it may stay.
    pub reason: String,
}

/// Parts the accepted diagnostics from the rest. An acceptance that matches nothing becomes an error of the rest.
#[must_use]
pub fn judge(found: Vec<Diagnostic>, overlay: &Overlay) -> (Vec<Diagnostic>, Vec<Accepted>) {
    let mut used = vec![false; overlay.accepted.len()];
    let mut rest = Vec::new();
    let mut accepted = Vec::new();
    for diagnostic in found {
        let position = overlay.accepted.iter().position(|accept| accept.covers(&diagnostic));
        match position.and_then(|at| Some((used.get_mut(at)?, overlay.accepted.get(at)?))) {
            Some((used, accept)) => {
                *used = true;
                accepted.push(Accepted { diagnostic, reason: accept.reason.clone() });
            }
            None => rest.push(diagnostic),
        }
    }
    for (accept, _) in overlay.accepted.iter().zip(used).filter(|(_, used)| !used) {
        rest.push(unused(accept));
    }
    (rest, accepted)
}

impl Accept {
    /// Errors cannot be accepted, only corrected.
    fn covers(&self, diagnostic: &Diagnostic) -> bool {
        diagnostic.severity < Severity::Error
            && diagnostic.code == self.code
            && (self.within.is_empty()
                || diagnostic.place.to_string().contains(&self.within)
                || diagnostic.message.contains(&self.within))
    }
}

fn unused(accept: &Accept) -> Diagnostic {
    let within = if accept.within.is_empty() { String::new() } else { format!(" at `{}`", accept.within) };
    problem(
        "overlay-unused",
        accept.at.clone(),
        format!("no warning or note `{}`{within} occurs", accept.code),
        "remove this [[accept]]; errors cannot be accepted, only corrected".into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;

    fn found(severity: Severity, code: &str, request: &str) -> Diagnostic {
        let place = Place { file: "a.json".into(), request: vec![request.into()], field: String::new() };
        Diagnostic { severity, code: code.into(), place, message: "odd".into(), help: String::new() }
    }

    #[test]
    fn an_acceptance_covers_what_it_names_and_nothing_else() {
        let text = "[[accept]]\ncode = 'odd'\nwhere = 'Pay'\nreason = 'known'\n\
                    [[accept]]\ncode = 'gone'\nreason = 'was so'\n";
        let overlay = Overlay::parse(text, "a.toml").expect("a sound fixture");
        let list = vec![
            found(Severity::Warning, "odd", "Pay"),
            found(Severity::Warning, "odd", "Refund"),
            found(Severity::Error, "odd", "Pay"),
        ];
        let (rest, accepted) = judge(list, &overlay);
        assert_eq!(accepted.len(), 1);
        assert_eq!(accepted[0].reason, "known");
        let codes: Vec<_> = rest.iter().map(|found| found.code.as_str()).collect();
        assert_eq!(codes, ["odd", "odd", "overlay-unused"]);
    }
}
