//! Variables in a file: all of one that the operator names, and of `.env` in the working folder only harmless ones.
//!
//! A working folder is not trusted: whoever prepared it must not choose hosts, credentials or permissions.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::Api;
use crate::runtime::core::words::{Said, reason, say};

use super::variables::{self, Variable};

/// What a file in the working folder may set.
const HARMLESS: [Variable; 3] = [variables::ENVIRONMENT, variables::PORT, variables::TOKEN_CACHE_TTL];
/// The file of the working folder.
const HERE: &str = ".env";

/// Variables of the process, and beneath them those of a file.
#[derive(Debug, Default)]
pub(super) struct Environment {
    file: BTreeMap<String, String>,
    /// Names that the working folder would have set.
    pub(super) ignored: Vec<String>,
}

impl Environment {
    /// Reads the file that the operator named, else that of the working folder.
    ///
    /// # Errors
    /// The named file cannot be read.
    pub(super) fn read(api: &Api) -> Result<Self, Failure> {
        if let Some(path) = variables::ENV_FILE.read(api, &process) {
            let file = load(Path::new(&path)).map_err(|error| unreadable(api, &path, &error))?;
            return Ok(Self { file, ignored: Vec::new() });
        }
        // A folder without such a file is the usual one.
        Ok(load(Path::new(HERE)).map_or_else(|_| Self::default(), |file| Self::of_folder(api, file)))
    }

    fn of_folder(api: &Api, file: BTreeMap<String, String>) -> Self {
        let harmless: Vec<_> = HARMLESS.iter().map(|variable| variable.full_name(api)).collect();
        let (file, ignored): (BTreeMap<_, _>, BTreeMap<_, _>) =
            file.into_iter().partition(|(name, _)| harmless.contains(name));
        Self { file, ignored: ignored.into_keys().collect() }
    }

    /// The value of a variable; the process comes first.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        process(name).or_else(|| self.file.get(name).cloned())
    }

    /// Something was left out, and how to have it.
    pub(super) fn notice(&self, api: &Api) -> Option<Said> {
        if self.ignored.is_empty() {
            return None;
        }
        Some(say(
            "{} of this folder is not trusted and sets harmless variables only; {}={} reads all of it",
            &[&HERE, &variables::ENV_FILE.full_name(api), &HERE],
        ))
    }
}

fn process(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn load(path: &Path) -> io::Result<BTreeMap<String, String>> {
    fs::read_to_string(path).map(|text| parse(&text))
}

fn unreadable(api: &Api, path: &str, error: &io::Error) -> Failure {
    let message =
        say("{}={} cannot be read: {}", &[&variables::ENV_FILE.full_name(api), &path, &reason(error)]);
    Failure::new(Exit::Invalid, "setting-unusable", message)
}

/// The lines of such a file as Node's tools read them: quotes keep everything, without them `#` begins a comment.
fn parse(text: &str) -> BTreeMap<String, String> {
    let mut variables = BTreeMap::new();
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=') else { continue };
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() || name.starts_with('#') || name.contains(char::is_whitespace) {
            continue;
        }
        variables.insert(name.to_owned(), plain(value));
    }
    variables
}

fn plain(value: &str) -> String {
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'));
    let quoted = quote.and_then(|quote| {
        let inner = value.strip_prefix(quote)?;
        let end = inner.rfind(quote)?;
        Some((quote, inner.get(..end)?))
    });
    match quoted {
        Some(('"', inner)) => inner.replace("\\n", "\n").replace("\\r", "\r"),
        Some((_, inner)) => inner.to_owned(),
        None => value.split('#').next().unwrap_or_default().trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_users_of_such_files_expect() {
        let text = "\u{feff}# a comment\nA=1\r\nexport B = two words # remark\nC=\"p#a$s\\ns\" # remark\nD='it''s'\nE=\n\
                    no line\n=x\nF=a=b\nG=`g`\nA=2";
        let read = parse(text);
        let get = |name: &str| read.get(name).map(String::as_str);
        assert_eq!(get("A"), Some("2"));
        assert_eq!(get("B"), Some("two words"));
        assert_eq!(get("C"), Some("p#a$s\ns"));
        assert_eq!(get("D"), Some("it''s"));
        assert_eq!((get("E"), get("F"), get("G")), (Some(""), Some("a=b"), Some("g")));
        assert_eq!(read.len(), 7);
    }
}
