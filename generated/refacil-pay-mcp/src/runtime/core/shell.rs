//! Command lines that a person can copy into a shell.

use super::failure::LookupCall;
use super::plain::plain;
use super::spec::Param;
use super::text::visible;

/// How this run was called.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The program.
    pub app: &'static str,
    /// The environment, when it is not the default.
    pub environment: Option<&'static str>,
    /// The profile, when it is not the default.
    pub profile: Option<String>,
}

/// The command that finds out what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookupCommand {
    /// The command line; flags in `missing` still need a value.
    pub line: String,
    /// Flags whose value only the lost answer knew.
    pub missing: Vec<String>,
}

impl Caller {
    /// The command line of these words and flags, in the profile and environment of this run.
    #[must_use]
    pub fn command(&self, words: &[&str], flags: &[(&str, String)]) -> String {
        let mut line = vec![quoted(self.app)];
        line.extend(words.iter().map(|word| quoted(word)));
        for (flag, value) in flags {
            // A value that begins with a dash would be taken for a flag.
            let joint = if value.starts_with('-') { '=' } else { ' ' };
            line.push(format!("--{flag}{joint}{}", quoted(value)));
        }
        if let Some(environment) = self.environment {
            line.extend(["--env".to_owned(), quoted(environment)]);
        }
        if let Some(profile) = &self.profile {
            line.extend(["--profile".to_owned(), quoted(profile)]);
        }
        line.join(" ")
    }

    /// The command that finds out what happened.
    #[must_use]
    pub fn lookup(&self, lookup: &LookupCall) -> LookupCommand {
        let value =
            |param: &Param| lookup.arguments.get(param.argument).filter(|_| !param.schema.secret).map(plain);
        let params = lookup.operation.params.iter().filter(|param| param.fixed.is_none());
        let (mut flags, mut missing) = (Vec::new(), Vec::new());
        for param in params {
            match value(param) {
                Some(value) => flags.push((param.flag, value)),
                None if param.required => missing.push(format!("--{}", param.flag)),
                None => {}
            }
        }
        LookupCommand { line: self.command(lookup.operation.command, &flags), missing }
    }
}

/// The text as one word of a POSIX shell; hidden characters are spelled out, so that a terminal shows what is run.
pub fn quoted(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_./:@%+=,".contains(&b);
    // Zsh takes a word that begins with an equals sign for the path of a command.
    if !text.is_empty() && !text.starts_with('=') && text.bytes().all(plain) {
        return text.to_owned();
    }
    if visible(text) == text {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let mut out = String::from("$'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            c if visible(c.encode_utf8(&mut [0; 4])).starts_with('\\') => {
                let mut bytes = [0; 4];
                let bytes = c.encode_utf8(&mut bytes).bytes();
                out.extend(bytes.map(|byte| format!("\\x{byte:02x}")));
            }
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_one_word() {
        assert_eq!(quoted("abc-1.2"), "abc-1.2");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("a b; rm"), "'a b; rm'");
        assert_eq!((quoted("a=b"), quoted("=ls")), ("a=b".into(), "'=ls'".into()));
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("$(x)`y`"), "'$(x)`y`'");
        assert_eq!(quoted("a\u{1b}'\\\u{202e}"), r"$'a\x1b\'\\\xe2\x80\xae'");
    }

    #[test]
    fn the_environment_and_the_profile_come_along() {
        let caller = Caller { app: "shop", environment: Some("prod"), profile: Some("till".into()) };
        assert_eq!(
            caller.command(&["payouts", "status"], &[("reference", "a b".into())]),
            "shop payouts status --reference 'a b' --env prod --profile till"
        );
    }
}
