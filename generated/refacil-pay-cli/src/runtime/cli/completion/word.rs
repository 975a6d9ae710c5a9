//! Values as a shell takes them from a completion: whatever they hold, they stay one word and run nothing.

use super::super::super::core::text::visible;

/// A shell that completes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// Puts what it is given on the line as it is.
    Bash,
    /// Quotes by itself.
    Zsh,
    /// Quotes by itself.
    Fish,
    /// PowerShell, which puts what it is given on the line as it is.
    Pwsh,
}

impl Shell {
    /// The value as it is to be offered; none where a shell or a terminal could take it for something else.
    #[must_use]
    pub fn word(self, value: &str) -> Option<String> {
        // A dash makes it a flag; zsh and fish separate fields by what is hidden anyway.
        if value.is_empty() || value.starts_with('-') || visible(value) != value {
            return None;
        }
        let plain = |c: char| c.is_alphanumeric() || "-_./:@%+=,".contains(c);
        if value.chars().all(plain) {
            return Some(value.to_owned());
        }
        Some(match self {
            Self::Zsh | Self::Fish => value.to_owned(),
            Self::Bash => {
                value.chars().flat_map(|c| (!plain(c)).then_some('\\').into_iter().chain([c])).collect()
            }
            Self::Pwsh => format!("'{}'", value.replace('\'', "''")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_values_stay_one_word_or_are_not_offered() {
        assert_eq!(Shell::Bash.word("COP"), Some("COP".to_owned()));
        assert_eq!(Shell::Bash.word("$(x) 'a'"), Some(r"\$\(x\)\ \'a\'".to_owned()));
        assert_eq!(Shell::Pwsh.word("$(x)'a"), Some("'$(x)''a'".to_owned()));
        assert_eq!(Shell::Zsh.word("a b"), Some("a b".to_owned()));
        for hidden in ["a\nb", "\u{1b}[2J", "a\u{202e}b", "", "--yes", "a\tb"] {
            assert_eq!(Shell::Fish.word(hidden), None, "{hidden:?}");
        }
    }
}
