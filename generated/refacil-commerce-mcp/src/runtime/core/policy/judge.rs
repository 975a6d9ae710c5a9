//! Whether a policy lets a call pass.

use super::super::amount::Amount;
use super::super::failure::{Exit, Failure};
use super::super::spec::Api;
use super::super::text::visible_capped;
use super::super::words::{Said, say};
use super::{Day, Deal, Policy, Rule};

impl Policy {
    /// The rules that hold for calls of that profile or principal in that environment.
    pub fn fitting<'a>(&'a self, who: &'a str, environment: &'a str) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(move |rule| rule.fits(who, environment))
    }

    /// Lets the call pass; `moved` tells how much the calls that a rule fits have moved on that day.
    ///
    /// # Errors
    /// A rule forbids it; the failure says which, and what is left of the day.
    pub fn judge(
        &self,
        api: &Api,
        deal: &Deal,
        day: &Day,
        moved: &dyn Fn(&Rule) -> Amount,
    ) -> Result<(), Failure> {
        let rules: Vec<&Rule> = self.fitting(&deal.who, deal.environment).collect();
        let broken = rules
            .iter()
            .find_map(|rule| operation(rule, deal).or_else(|| recipient(rule, deal)))
            .or_else(|| currency(api, &rules, deal))
            .or_else(|| {
                let mut limits = rules.iter().filter(|rule| counts(api, rule, deal));
                limits.find_map(|rule| amount(rule, deal, day, moved))
            });
        match broken {
            None => Ok(()),
            Some(Broken { rule, code, why, hint }) => {
                let message = say("{}: {}; nothing was sent", &[&rule, &why]);
                Err(Failure::new(Exit::Refused, code, message).hint(self.with_place(hint)))
            }
        }
    }

    fn with_place(&self, hint: Said) -> Said {
        match &self.path {
            Some(path) => say("{}; the policy is {}", &[&hint, &path.display()]),
            None => hint,
        }
    }
}

/// What a call breaks.
struct Broken {
    rule: String,
    code: &'static str,
    why: Said,
    hint: Said,
}

fn operation(rule: &Rule, deal: &Deal) -> Option<Broken> {
    let names = |list: &[String]| list.iter().any(|id| id == deal.operation);
    let lists = rule.allow.is_some() || !rule.deny.is_empty();
    let (why, hint) = if deal.by_hand && lists {
        let why = "a dangerous request by hand is none of the operations that the policy names";
        (why.into(), "use the command of the operation")
    } else if names(&rule.deny) {
        (say("{} may not run here", &[&deal.operation]), "whoever keeps the policy may change it")
    } else if rule.allow.as_ref().is_some_and(|allowed| !names(allowed)) {
        let why = say("{} is none of the operations that may run here", &[&deal.operation]);
        (why, "whoever keeps the policy may change it")
    } else {
        return None;
    };
    Some(Broken { rule: rule.name.clone(), code: "policy-operation", why, hint: hint.into() })
}

fn recipient(rule: &Rule, deal: &Deal) -> Option<Broken> {
    let allowed = rule.recipients.as_ref()?;
    let (why, hint) = match &deal.recipient {
        Some(recipient) if allowed.contains(recipient) => return None,
        Some(recipient) => {
            let shown = format!("{:?}", visible_capped(recipient, 80));
            (
                say("{} is no recipient that the policy names", &[&shown]),
                "whoever keeps the policy may add it",
            )
        }
        None => {
            let why = "nobody can tell to whom a request by hand goes, and recipients are limited";
            (why.into(), "use the command of the operation")
        }
    };
    Some(Broken { rule: rule.name.clone(), code: "policy-recipient", why, hint: hint.into() })
}

/// The rule counts in the currency of the call: amounts of different currencies cannot be compared.
fn counts(api: &Api, rule: &Rule, deal: &Deal) -> bool {
    match (rule.counts_in(api), &deal.currency) {
        (Some(limit), Some(call)) => limit.eq_ignore_ascii_case(call),
        (None, Some(_)) => false,
        (_, None) => true,
    }
}

/// Where amounts are limited, an amount of a currency that no rule limits does not pass.
fn currency(api: &Api, rules: &[&Rule], deal: &Deal) -> Option<Broken> {
    let mut limits = rules.iter().filter(|rule| rule.limits_amounts()).peekable();
    let first = limits.peek()?.name.clone();
    if limits.any(|rule| counts(api, rule, deal)) {
        return None;
    }
    let call = visible_capped(deal.currency.as_deref().unwrap_or_default(), 20);
    let why = say("amounts are limited, and none of the limits is in {}", &[&call]);
    let hint = "whoever keeps the policy may add a rule with that \"currency\"".into();
    Some(Broken { rule: first, code: "policy-currency", why, hint })
}

fn amount(rule: &Rule, deal: &Deal, day: &Day, moved: &dyn Fn(&Rule) -> Amount) -> Option<Broken> {
    if !rule.limits_amounts() {
        return None;
    }
    let Some(amount) = deal.amount else {
        let why = say("nobody can tell how much {} moves, and amounts are limited", &[&deal.operation]);
        let hint =
            say("state what one call costs: \"prices\": {{}: \"...\"}", &[&format!("{:?}", deal.operation)]);
        return Some(Broken { rule: rule.name.clone(), code: "policy-amount-unknown", why, hint });
    };
    let left = rule.per_day.map(|limit| limit.less(moved(rule)));
    let hint = match left {
        Some(left) => say("{} is left {}", &[&left, &day.told()]),
        None => "whoever keeps the policy may change it".into(),
    };
    if let Some(limit) = rule.per_call.filter(|limit| amount > *limit) {
        let why = say("{} is more than the {} that one call may move", &[&amount, &limit]);
        return Some(Broken { rule: rule.name.clone(), code: "policy-per-call", why, hint });
    }
    let limit = rule.per_day.filter(|_| left.is_some_and(|left| amount > left))?;
    let why = say("{} is more than what is left of the {} that a day may move", &[&amount, &limit]);
    Some(Broken { rule: rule.name.clone(), code: "policy-per-day", why, hint })
}
