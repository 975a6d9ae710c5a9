//! Agents of today, and the folders of a user in which they look for skills (<https://agentskills.io>).

use std::path::{Path, PathBuf};

/// An agent, or a folder that several of them read.
#[derive(Debug)]
pub struct Agent {
    /// What `--ide` calls it.
    pub id: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Other words for `--ide`.
    pub aliases: &'static [&'static str],
    root: Root,
    /// Its folder of skills, below the root.
    skills: &'static str,
    /// Folders that exist where it is used: the root itself when none is listed.
    signs: &'static [Sign],
}

/// Where an agent keeps what is a user's.
#[derive(Debug)]
struct Root {
    /// Below the home folder.
    folder: &'static str,
    /// The variable that names another folder in its place.
    variable: Option<&'static str>,
}

/// A folder that tells of an agent.
#[derive(Debug)]
enum Sign {
    /// Below its root.
    InRoot(&'static str),
    /// Below the home folder.
    InHome(&'static str),
}

/// All of them, in the order in which they are listed.
pub const AGENTS: &[Agent] = &[
    Agent {
        id: "claude-code",
        title: "Claude Code",
        aliases: &["claude"],
        root: Root { folder: ".claude", variable: Some("CLAUDE_CONFIG_DIR") },
        skills: "skills",
        signs: &[],
    },
    Agent {
        id: "cursor",
        title: "Cursor",
        aliases: &[],
        root: Root { folder: ".cursor", variable: None },
        skills: "skills",
        signs: &[],
    },
    Agent {
        id: "opencode",
        title: "OpenCode",
        aliases: &["open-code"],
        root: Root { folder: ".config", variable: Some("XDG_CONFIG_HOME") },
        skills: "opencode/skills",
        signs: &[Sign::InRoot("opencode")],
    },
    // Codex reads the folder that all agents may read; its own is for what comes with it.
    Agent {
        id: "codex",
        title: "Codex",
        aliases: &[],
        root: Root { folder: ".agents", variable: None },
        skills: "skills",
        signs: &[Sign::InHome(".codex")],
    },
    // One folder for the application, the editor and the command line.
    Agent {
        id: "antigravity",
        title: "Antigravity",
        aliases: &["agy"],
        root: Root { folder: ".gemini", variable: None },
        skills: "config/skills",
        signs: &[
            Sign::InRoot("antigravity"),
            Sign::InRoot("antigravity-ide"),
            Sign::InRoot("antigravity-cli"),
            Sign::InRoot("config"),
        ],
    },
    Agent {
        id: "agents",
        title: "Agents that share ~/.agents",
        aliases: &["common"],
        root: Root { folder: ".agents", variable: None },
        skills: "skills",
        signs: &[],
    },
];

/// Where a user's agents are.
#[derive(Debug, Clone)]
pub struct Homes<'a> {
    /// The home folder.
    pub home: &'a Path,
    /// Variables of the process that name other folders; none where another home was asked for.
    pub variables: &'a [(&'static str, PathBuf)],
}

impl Homes<'_> {
    /// The variables that may name folders of agents.
    pub fn names() -> impl Iterator<Item = &'static str> {
        AGENTS.iter().filter_map(|agent| agent.root.variable)
    }

    fn root(&self, root: &Root) -> PathBuf {
        let named = self.variables.iter().find(|(name, _)| Some(*name) == root.variable);
        named.map_or_else(|| self.home.join(root.folder), |(_, path)| path.clone())
    }
}

impl Agent {
    /// The agent of that word.
    #[must_use]
    pub fn find(word: &str) -> Option<&'static Self> {
        AGENTS.iter().find(|agent| agent.id == word || agent.aliases.contains(&word))
    }

    /// Its folder of skills.
    #[must_use]
    pub fn folder(&self, homes: &Homes<'_>) -> PathBuf {
        homes.root(&self.root).join(self.skills)
    }

    /// What must hold its folder of skills, links or not: the user's home, or what a variable names.
    #[must_use]
    pub fn bounds(&self, homes: &Homes<'_>) -> PathBuf {
        let root = homes.root(&self.root);
        if root.starts_with(homes.home) { homes.home.to_owned() } else { root }
    }

    /// Folders of which one exists where the agent is used.
    #[must_use]
    pub fn signs(&self, homes: &Homes<'_>) -> Vec<PathBuf> {
        let root = homes.root(&self.root);
        let sign = |sign: &Sign| match sign {
            Sign::InRoot(folder) => root.join(folder),
            Sign::InHome(folder) => homes.home.join(folder),
        };
        if self.signs.is_empty() { vec![root] } else { self.signs.iter().map(sign).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_agent_has_a_folder_of_its_own_or_the_common_one() {
        let homes = Homes { home: Path::new("/home/ana"), variables: &[] };
        let folders: Vec<String> =
            AGENTS.iter().map(|agent| agent.folder(&homes).display().to_string()).collect();
        assert_eq!(
            folders,
            [
                "/home/ana/.claude/skills",
                "/home/ana/.cursor/skills",
                "/home/ana/.config/opencode/skills",
                "/home/ana/.agents/skills",
                "/home/ana/.gemini/config/skills",
                "/home/ana/.agents/skills",
            ]
        );
        for agent in AGENTS {
            assert!(Agent::find(agent.id).is_some_and(|found| found.id == agent.id));
            assert_eq!(agent.bounds(&homes), Path::new("/home/ana"));
        }
    }

    #[test]
    fn a_variable_moves_the_folder_and_its_bounds() {
        let variables = [("CLAUDE_CONFIG_DIR", PathBuf::from("/elsewhere/claude"))];
        let homes = Homes { home: Path::new("/home/ana"), variables: &variables };
        let claude = Agent::find("claude").expect("known");
        assert_eq!(claude.folder(&homes), Path::new("/elsewhere/claude/skills"));
        assert_eq!(claude.bounds(&homes), Path::new("/elsewhere/claude"));
        assert_eq!(claude.signs(&homes), [Path::new("/elsewhere/claude")]);
        assert_eq!(Homes::names().count(), 2);
    }
}
