//! Agents: programs that run this one for a person, often at a terminal of their own where nobody types.

/// Variables that agents set for the commands that they run, with the agent's name. Variables of an editor's own
/// terminal, where a person types, are not among them.
const KNOWN: &[(&str, &str)] = &[
    ("CLAUDECODE", "Claude Code"),
    ("CLAUDE_CODE", "Claude Code"),
    ("CURSOR_AGENT", "Cursor"),
    ("CODEX_SANDBOX", "Codex"),
    ("CODEX_CI", "Codex"),
    ("CODEX_THREAD_ID", "Codex"),
    ("GEMINI_CLI", "Gemini CLI"),
    ("OPENCODE", "OpenCode"),
    ("OPENCODE_CLIENT", "OpenCode"),
    ("ANTIGRAVITY_AGENT", "Antigravity"),
    ("AUGMENT_AGENT", "Augment"),
    ("CLINE_ACTIVE", "Cline"),
    ("GOOSE_TERMINAL", "Goose"),
    ("TRAE_AI_SHELL_ID", "Trae"),
    // Proposed for all of them; their value names the agent.
    ("AI_AGENT", "an agent"),
    ("AGENT", "an agent"),
];

/// The agent that runs this program, by its variables; `own` is what the user says in a variable of this program: `0`
/// that there is none, anything else that there is one.
#[must_use]
pub fn named(own: Option<&str>, variable: &dyn Fn(&str) -> Option<String>) -> Option<&'static str> {
    match own.filter(|text| !text.is_empty()) {
        Some(text) if is_no(text) => None,
        Some(_) => Some("an agent"),
        None => {
            let set = |name: &str| variable(name).is_some_and(|text| !text.is_empty() && !is_no(&text));
            KNOWN.iter().find(|(name, _)| set(name)).map(|(_, agent)| *agent)
        }
    }
}

fn is_no(text: &str) -> bool {
    matches!(text, "0" | "false" | "no")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_are_known_by_what_they_set_and_the_user_has_the_last_word() {
        let with = |own: Option<&str>, name: &'static str, value: &'static str| {
            named(own, &|asked| (asked == name).then(|| value.to_owned()))
        };
        assert_eq!(with(None, "CLAUDECODE", "1"), Some("Claude Code"));
        assert_eq!(with(None, "AI_AGENT", "devin@1"), Some("an agent"));
        for (name, value) in
            [("CLAUDECODE", ""), ("CLAUDECODE", "0"), ("SSH_AGENT_PID", "17"), ("CI", "true")]
        {
            assert_eq!(with(None, name, value), None, "{name}={value}");
        }
        assert_eq!(with(Some("0"), "CLAUDECODE", "1"), None);
        assert_eq!(with(Some("1"), "CI", "true"), Some("an agent"));
        assert_eq!(with(Some(""), "CURSOR_AGENT", "1"), Some("Cursor"));
    }
}
