//! What agents are told about the program.

/// A folder of texts that an agent reads before it uses the program.
#[derive(Debug)]
pub struct Skill {
    /// Name of the folder, and of the skill.
    pub name: &'static str,
    /// Its files; the first is the one that an agent reads first.
    pub files: &'static [SkillFile],
}

/// A file of a skill.
#[derive(Debug)]
pub struct SkillFile {
    /// Path below the skill's folder, with forward slashes.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}
