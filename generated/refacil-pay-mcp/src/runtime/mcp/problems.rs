//! Everything that keeps a server from running, told at once: whoever corrects one thing must not learn of the next by another
//! start.

use serde_json::{Value, json};

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::Api;
use crate::runtime::core::text::visible_lines;
use crate::runtime::core::words::{Said, say};

/// What was found wrong, in the order in which it was read.
#[derive(Debug, Default)]
pub(super) struct Problems {
    all: Vec<Failure>,
    /// What may be behind some of them.
    note: Option<Said>,
}

impl From<Failure> for Problems {
    fn from(failure: Failure) -> Self {
        Self { all: vec![failure], note: None }
    }
}

impl Problems {
    /// What was read; where it cannot be used, that is remembered.
    pub(super) fn take<T>(&mut self, read: Result<T, Failure>) -> Option<T> {
        read.map_err(|failure| self.all.push(failure)).ok()
    }

    /// Remembers one more.
    pub(super) fn add(&mut self, failure: Failure) {
        self.all.push(failure);
    }

    /// Remembers these too.
    pub(super) fn append(&mut self, others: Self) {
        self.all.extend(others.all);
    }

    /// What was read, if nothing at all is wrong.
    ///
    /// # Errors
    /// Something is.
    pub(super) fn unless_any<T>(self, read: Option<T>) -> Result<T, Self> {
        match read {
            Some(read) if self.all.is_empty() => Ok(read),
            _ => Err(self),
        }
    }

    /// With what may be behind them.
    pub(super) fn with_note(self, note: Option<Said>) -> Self {
        Self { note, ..self }
    }

    /// The code of the first: those that follow may have come of it.
    pub(super) fn exit(&self) -> Exit {
        self.all.first().map_or(Exit::Other, |first| first.exit)
    }

    /// For a person.
    pub(super) fn words(&self, api: &Api) -> String {
        let in_words = |said: &Said| visible_lines(&said.in_language(api.language));
        let mut text = format!("{}: ", api.app);
        match self.all.as_slice() {
            [only] => {
                text.push_str(&in_words(&only.message));
                add_lines(&mut text, "  ", only.hint.as_ref().map(in_words));
            }
            all => {
                text.push_str(&in_words(&self.title()));
                for (at, failure) in all.iter().enumerate() {
                    text.push_str(&format!("\n  {}. {}", at + 1, in_words(&failure.message)));
                    // What helps several of a kind is said after the last of them.
                    let hint = failure.hint.as_ref();
                    let next = all.get(at + 1).and_then(|next| next.hint.as_ref());
                    add_lines(&mut text, "     ", hint.filter(|hint| next != Some(*hint)).map(in_words));
                }
            }
        }
        add_lines(&mut text, "  ", self.note.as_ref().map(in_words));
        text
    }

    /// For a program: as any failure, and where there are several, each with the variable or option that it is about.
    pub(super) fn to_json(&self, api: &Api) -> Value {
        if let [only] = self.all.as_slice() {
            let hint = only.hint.clone().into_iter().chain(self.note.clone()).collect::<Vec<_>>();
            let hint = (!hint.is_empty()).then_some(Said::List(hint, "\n"));
            return only.clone().with(|details| details.hint = hint).to_json(api.language);
        }
        let whole = Failure::new(self.exit(), "several-problems", self.title());
        let mut whole = whole.with(|details| details.hint = self.note.clone()).to_json(api.language);
        if let Value::Object(map) = &mut whole {
            map.insert(
                "problems".into(),
                self.all.iter().flat_map(|failure| entries(failure, api)).collect(),
            );
        }
        whole
    }

    fn title(&self) -> Said {
        say("cannot start, {} problems were found", &[&self.all.len()])
    }
}

/// Each variable of a failure has an entry of its own.
fn entries(failure: &Failure, api: &Api) -> Vec<Value> {
    let said = |said: &Said| said.in_language(api.language);
    let hint = failure.hint.as_ref().map(said);
    let entry = |param: Option<&str>, message: &Said| json!({"param": param, "message": said(message), "hint": hint, "code": failure.code});
    match failure.problems.as_slice() {
        [] => vec![entry(failure.param.as_deref(), &failure.message)],
        each => each.iter().map(|one| entry(Some(one.path.as_str()), &one.said())).collect(),
    }
}

fn add_lines(text: &mut String, indent: &str, lines: Option<String>) {
    for line in lines.iter().flat_map(|lines| lines.lines()) {
        text.push_str(&format!("\n{indent}{line}"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::surface::sample::SHOP;
    use super::*;

    fn wrong(name: &str, hint: &'static str) -> Failure {
        Failure::new(Exit::Invalid, "setting-unusable", format!("{name} is wrong")).hint(hint).param(name)
    }

    #[test]
    fn one_problem_is_told_as_any_failure_and_several_with_one_line_each() {
        let app = SHOP.app;
        let mut problems = Problems::from(wrong("A", "see a\nsee b"));
        assert_eq!(problems.words(&SHOP), format!("{app}: A is wrong\n  see a\n  see b"));
        assert_eq!(problems.to_json(&SHOP)["param"], "A");
        problems.add(wrong("B", "see c"));
        problems.add(Failure::new(Exit::Auth, "setting-unusable", "C\u{202e} is wrong").hint("see c"));
        let problems = problems.with_note(Some("a note".into()));
        assert_eq!(
            problems.words(&SHOP),
            format!(
                "{app}: cannot start, 3 problems were found\n  1. A is wrong\n     see a\n     see b\n  2. B is wrong\n  \
                 3. C\\u{{202e}} is wrong\n     see c\n  a note"
            )
        );
        let data = problems.to_json(&SHOP);
        assert_eq!((&data["exit_code"], &data["hint"]), (&json!(3), &json!("a note")));
        assert_eq!(
            data["problems"][1],
            json!({"param": "B", "message": "B is wrong", "hint": "see c", "code": "setting-unusable"})
        );
    }
}
