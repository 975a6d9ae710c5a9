//! What is to be done in the folder of a skill, and what a person must agree to first.

use std::collections::BTreeMap;

use super::super::super::core::spec::{Skill, SkillFile};
use super::record::{Record, digest};

/// What is in the folder of a skill.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Digest of each file, by its path below the folder; the record is not among them.
    pub files: BTreeMap<String, String>,
    /// What was installed, where this program did it.
    pub record: Option<Record>,
}

/// How a skill stands in one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It is not there.
    Absent,
    /// It is there as this program has it.
    Current,
    /// Another version of it is there.
    Outdated,
    /// A person changed these files of it, or removed them.
    Edited(Vec<String>),
    /// A skill of that name is there that this program did not install: one of the program before, say.
    Foreign,
}

impl State {
    /// In a word.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Current => "current",
            Self::Outdated => "outdated",
            Self::Edited(_) => "edited",
            Self::Foreign => "foreign",
        }
    }
}

/// What to do in one folder.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Files to write.
    pub write: Vec<&'static SkillFile>,
    /// Files to remove, by path.
    pub remove: Vec<String>,
    /// Those among them that somebody else wrote or changed: a person must agree.
    pub theirs: Vec<String>,
    /// Files that stay, since they are none of the skill.
    pub stay: Vec<String>,
}

impl Plan {
    /// There is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.write.is_empty() && self.remove.is_empty()
    }
}

impl Found {
    /// How the skill stands here.
    #[must_use]
    pub fn state(&self, skill: &Skill, version: &str) -> State {
        let Some(record) = &self.record else {
            return if self.files.is_empty() { State::Absent } else { State::Foreign };
        };
        let edited = self.edited(record);
        if !edited.is_empty() {
            return State::Edited(edited);
        }
        let same = record.version == version
            && record.files.len() == skill.files.len()
            && skill
                .files
                .iter()
                .all(|file| self.files.get(file.path) == Some(&digest(file.text.as_bytes())));
        if same { State::Current } else { State::Outdated }
    }

    fn edited(&self, record: &Record) -> Vec<String> {
        let other = record.files.iter().filter(|(path, known)| self.files.get(*path) != Some(known));
        other.map(|(path, _)| path.clone()).collect()
    }

    /// Brings the skill here, or to this version.
    #[must_use]
    pub fn install(&self, skill: &'static Skill) -> Plan {
        let ours = |path: &str, found: &String| {
            self.record.as_ref().is_some_and(|record| record.files.get(path) == Some(found))
        };
        let mut plan = Plan::default();
        for file in skill.files {
            match self.files.get(file.path) {
                Some(found) if *found == digest(file.text.as_bytes()) => {}
                Some(found) if !ours(file.path, found) => {
                    plan.theirs.push(file.path.to_owned());
                    plan.write.push(file);
                }
                _ => plan.write.push(file),
            }
        }
        for (path, found) in &self.files {
            if skill.files.iter().all(|file| file.path != path) {
                if ours(path, found) { &mut plan.remove } else { &mut plan.stay }.push(path.clone());
            }
        }
        plan
    }

    /// Takes away what was installed here, and nothing else.
    #[must_use]
    pub fn uninstall(&self) -> Plan {
        let mut plan = Plan::default();
        let known = self.record.as_ref().map(|record| &record.files);
        for (path, found) in &self.files {
            match known.and_then(|files| files.get(path)) {
                Some(installed) => {
                    if installed != found {
                        plan.theirs.push(path.clone());
                    }
                    plan.remove.push(path.clone());
                }
                None => plan.stay.push(path.clone()),
            }
        }
        plan
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static OLD: Skill = Skill {
        name: "shop",
        files: &[
            SkillFile { path: "SKILL.md", text: "old" },
            SkillFile { path: "references/gone.md", text: "gone" },
        ],
    };
    static NEW: Skill = Skill {
        name: "shop",
        files: &[
            SkillFile { path: "SKILL.md", text: "new" },
            SkillFile { path: "references/a.md", text: "a" },
        ],
    };

    fn installed(skill: &Skill) -> Found {
        let files: BTreeMap<String, String> =
            skill.files.iter().map(|file| (file.path.to_owned(), digest(file.text.as_bytes()))).collect();
        let record = Record { by: "shop".into(), version: "1".into(), made: 0, files: files.clone() };
        Found { files, record: Some(record) }
    }

    fn paths(plan: &Plan) -> Vec<&str> {
        plan.write.iter().map(|file| file.path).collect()
    }

    #[test]
    fn an_older_version_is_replaced_and_what_it_had_more_goes() {
        let found = installed(&OLD);
        assert_eq!(found.state(&NEW, "2"), State::Outdated);
        let plan = found.install(&NEW);
        assert_eq!(paths(&plan), ["SKILL.md", "references/a.md"]);
        assert_eq!(plan.remove, ["references/gone.md"]);
        assert!(plan.theirs.is_empty() && plan.stay.is_empty());
        let found = installed(&NEW);
        assert_eq!(found.state(&NEW, "1"), State::Current);
        assert!(found.install(&NEW).is_empty());
    }

    #[test]
    fn what_a_person_changed_is_theirs() {
        let mut found = installed(&OLD);
        found.files.insert("SKILL.md".into(), digest(b"mine"));
        found.files.insert("notes.md".into(), digest(b"notes"));
        assert_eq!(found.state(&NEW, "2"), State::Edited(vec!["SKILL.md".into()]));
        let plan = found.install(&NEW);
        assert_eq!(
            (plan.theirs.as_slice(), plan.stay.as_slice()),
            (&["SKILL.md".to_owned()][..], &["notes.md".to_owned()][..])
        );
        let plan = found.uninstall();
        assert_eq!(plan.theirs, ["SKILL.md"]);
        assert_eq!(plan.remove, ["SKILL.md", "references/gone.md"]);
        assert_eq!(plan.stay, ["notes.md"]);
    }

    #[test]
    fn a_skill_of_another_program_is_asked_about_and_never_removed() {
        let found = Found {
            files: BTreeMap::from([
                ("SKILL.md".to_owned(), digest(b"theirs")),
                ("references/b.md".to_owned(), digest(b"theirs")),
            ]),
            record: None,
        };
        assert_eq!(found.state(&NEW, "1"), State::Foreign);
        let plan = found.install(&NEW);
        assert_eq!(plan.theirs, ["SKILL.md"]);
        assert_eq!(plan.stay, ["references/b.md"]);
        assert!(plan.remove.is_empty());
        assert!(found.uninstall().is_empty());
        assert_eq!(Found::default().state(&NEW, "1"), State::Absent);
    }
}
