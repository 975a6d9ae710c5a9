//! The skill: its words speak of fields that flows ask for, and its description fits.

use super::{Report, flows};
use crate::lower::suspicious::suspicious_text;
use crate::model::{Operation, Skill, TargetKind};
use crate::suggest;

/// The format of skills allows no longer description.
const LONGEST: usize = 1024;

pub(super) fn check(report: &mut Report<'_>) {
    let api = report.api;
    let Some(skill) = &api.skill else { return };
    let length = described(skill).chars().count();
    if length > LONGEST {
        let message = format!("description and keywords have {length} characters, at most {LONGEST} fit");
        report.error("text-too-long", report.at_api("skill.description"), message, "shorten them");
    }
    if api.targets.iter().all(|target| target.kind != TargetKind::Cli) {
        let message = "no target is a command-line tool, which the skill is about".to_owned();
        report.error(
            "unused-skill",
            report.at_api("skill"),
            message,
            "add such a target, or remove the skill",
        );
    }
    let steps = api.flows.iter().flat_map(|flow| &flow.steps);
    let ids = steps.flat_map(|step| &step.operations);
    let named: Vec<&Operation> =
        ids.filter_map(|id| api.operations.iter().find(|operation| operation.id == *id)).collect();
    let known: Vec<String> = named.iter().flat_map(|operation| flows::fields(operation)).collect();
    for (field, _) in skill.words.iter().filter(|(field, _)| !known.contains(field)) {
        let help = suggest::help(field, known.iter().map(String::as_str));
        let message = format!("no step of a flow takes `{field}`");
        report.error("unknown-field", report.at_api("skill.words"), message, &help);
    }
}

/// The description with the keywords, as it stands in the skill; nothing of it that no reader should see.
pub(crate) fn described(skill: &Skill) -> String {
    let harmless = |text: &&String| suspicious_text(text).is_none();
    let description = Some(&skill.description).filter(harmless).map(|text| text.trim());
    let keywords: Vec<&str> = skill.keywords.iter().filter(harmless).map(String::as_str).collect();
    let keywords = (!keywords.is_empty()).then(|| format!("({})", keywords.join(", ")));
    description.map(str::to_owned).into_iter().chain(keywords).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::model::{Api, Skill};

    #[test]
    fn a_skill_speaks_of_what_is_there() {
        let skill = Skill {
            description: "x".repeat(1000),
            keywords: vec!["y".repeat(30)],
            words: vec![("amount".into(), "how much".into())],
            ..Skill::default()
        };
        let found = check(&Api { skill: Some(skill), ..Api::default() });
        let codes: Vec<&str> = found.iter().map(|found| found.code.as_str()).collect();
        assert_eq!(codes, ["text-too-long", "unused-skill", "unknown-field"]);
    }
}
