//! The machine that follows a script: its state, its bounds, and what it writes down.

use std::collections::HashMap;

use oxc_ast::ast::{Argument, Expression, IdentifierReference, Program};
use oxc_semantic::{Scoping, SymbolId};

use super::answer::Answer;
use super::scope::{Scope, Slot};
use super::value::{Callable, Value};
use super::{Derived, Findings, Placed, Sent, Stored};
use crate::lower::variables::uses;
use crate::model::Use;

/// Steps that a script may take. A function that calls another twice, and that another, would never end.
const FUEL: u32 = 2_000_000;
/// How deep expressions and statements may nest.
const DEEPEST: u32 = 1_000;
/// How deep functions may call each other.
const CALLS: usize = 8;
/// How much one script may write down.
const MOST: usize = 1_000;

/// State of a script that is followed.
pub(super) struct Machine<'a, 's> {
    scoping: &'s Scoping,
    pub(super) scope: Scope<'a>,
    findings: Findings,
    /// What the script itself has put into Postman's variables.
    kept: HashMap<String, Value<'a>>,
    fuel: u32,
    depth: u32,
    /// Functions that are being called.
    calling: Vec<u32>,
    /// What they have returned so far, innermost last.
    returned: Vec<Value<'a>>,
}

impl<'a, 's> Machine<'a, 's> {
    pub(super) fn new(scoping: &'s Scoping) -> Self {
        Self {
            scoping,
            scope: Scope::default(),
            findings: Findings::default(),
            kept: HashMap::new(),
            fuel: FUEL,
            depth: 0,
            calling: Vec::new(),
            returned: vec![Value::Unknown],
        }
    }

    /// Follows a whole script.
    pub(super) fn run(mut self, program: &'a Program<'a>) -> Findings {
        self.statements(&program.body);
        self.findings
    }

    /// Takes one step, unless the bounds are reached; [`Self::rise`] follows.
    pub(super) fn descend(&mut self) -> bool {
        if self.fuel == 0 || self.depth >= DEEPEST {
            return false;
        }
        self.fuel -= 1;
        self.depth += 1;
        true
    }

    pub(super) fn rise(&mut self) {
        self.depth -= 1;
    }

    /// The variable that an identifier means.
    pub(super) fn slot(&self, identifier: &'a IdentifierReference<'a>) -> Slot<'a> {
        let symbol = identifier
            .reference_id
            .get()
            .and_then(|reference| self.scoping.get_reference(reference).symbol_id());
        symbol.map_or_else(|| Slot::Global(identifier.name.as_str()), Slot::Symbol)
    }

    pub(super) fn lookup(&self, identifier: &'a IdentifierReference<'a>) -> Value<'a> {
        let slot = self.slot(identifier);
        match (self.scope.get(slot), slot) {
            (Some(value), _) => value.clone(),
            (None, Slot::Symbol(_)) => Value::Unknown,
            (None, Slot::Global(name)) => super::sandbox::global(name),
        }
    }

    pub(super) fn declare(&mut self, symbol: Option<SymbolId>, value: Value<'a>) {
        if let Some(symbol) = symbol {
            self.assign(Slot::Symbol(symbol), value);
        }
    }

    /// A number that changes counts something: which value it has is not known.
    pub(super) fn assign(&mut self, slot: Slot<'a>, value: Value<'a>) {
        let changes = match slot {
            Slot::Symbol(symbol) => self.scoping.symbol_is_mutated(symbol),
            Slot::Global(_) => true,
        };
        let value = if changes && matches!(value, Value::Number(_)) { Value::Unknown } else { value };
        self.scope.set(slot, value);
    }

    pub(super) fn arguments(&mut self, arguments: &'a [Argument<'a>]) -> Vec<Value<'a>> {
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match argument {
                Argument::SpreadElement(spread) => match self.evaluate(&spread.argument) {
                    Value::List(list) => values.extend(list.iter().cloned()),
                    _ => values.push(Value::Unknown),
                },
                other => values.extend(other.as_expression().map(|expression| self.evaluate(expression))),
            }
        }
        values
    }

    /// Calls a function of the script.
    pub(super) fn invoke(&mut self, function: Callable<'a>, arguments: Vec<Value<'a>>) -> Value<'a> {
        if self.calling.contains(&function.start()) || self.calling.len() >= CALLS {
            return Value::Unknown;
        }
        self.calling.push(function.start());
        self.returned.push(Value::Unknown);
        let value = match function {
            Callable::Function(function) => {
                self.parameters(&function.params, arguments);
                if let Some(body) = &function.body {
                    self.statements(&body.statements);
                }
                Value::Unknown
            }
            Callable::Arrow(arrow) => {
                self.parameters(&arrow.params, arguments);
                match arrow.body.as_function_body() {
                    Some(body) => {
                        self.statements(&body.statements);
                        Value::Unknown
                    }
                    None => arrow.body.as_expression().map_or(Value::Unknown, |body| self.evaluate(body)),
                }
            }
        };
        self.calling.pop();
        self.returned.pop().unwrap_or_default().or(value)
    }

    /// Calls every function among the arguments of a call that is not known, with nothing known.
    pub(super) fn invoke_all(&mut self, arguments: &[Value<'a>]) {
        for argument in arguments {
            if let Value::Function(function) = argument {
                self.invoke(*function, Vec::new());
            }
        }
    }

    pub(super) fn give_back(&mut self, expression: Option<&'a Expression<'a>>) {
        let value = expression.map_or(Value::Unknown, |expression| self.evaluate(expression));
        if let Some(last) = self.returned.last_mut() {
            *last = std::mem::take(last).or(value);
        }
    }

    /// A value goes into a variable of Postman.
    pub(super) fn store(&mut self, setter: &str, name: &Value<'a>, value: Value<'a>) {
        let Some(variable) = name.plain_text().map(str::trim).filter(|name| !name.is_empty()) else { return };
        match &value {
            Value::Answer(answer) => self.note_stored(setter, variable, answer),
            Value::Text(text) => {
                for (_, _, from) in uses(text).filter(|(_, _, from)| *from != variable) {
                    let derived = Derived { variable: variable.to_owned(), from: from.to_owned() };
                    push(&mut self.findings.derived, derived);
                }
            }
            _ => {}
        }
        self.kept.insert(variable.to_owned(), value);
    }

    fn note_stored(&mut self, setter: &str, variable: &str, answer: &Answer) {
        let stored = Stored {
            variable: variable.to_owned(),
            setter: setter.to_owned(),
            source: answer.source,
            json_path: answer.path(),
            sent: answer.sent,
        };
        push(&mut self.findings.stored, stored);
    }

    /// What a variable of Postman holds: what the script has just put there, else whatever it held before.
    pub(super) fn recall(&mut self, name: &Value<'a>) -> Value<'a> {
        let Some(variable) = name.plain_text().map(str::trim).filter(|name| !name.is_empty()) else {
            return Value::Unknown;
        };
        if let Some(value @ Value::Answer(_)) = self.kept.get(variable) {
            return value.clone();
        }
        push(&mut self.findings.read, variable.to_owned());
        Value::Text(format!("{{{{{variable}}}}}"))
    }

    /// A value goes into the request at hand.
    pub(super) fn place(&mut self, value: &Value<'a>, place: &Use) {
        let Value::Text(text) = value else { return };
        for (_, _, variable) in uses(text) {
            push(&mut self.findings.placed, Placed { variable: variable.to_owned(), place: place.clone() });
        }
    }

    /// A text with `{{names}}` is resolved: they are read.
    pub(super) fn note_uses(&mut self, text: &str) {
        for (_, _, variable) in uses(text) {
            push(&mut self.findings.read, variable.to_owned());
        }
    }

    /// The script sends a request of its own; the number stands for its answer.
    pub(super) fn send(&mut self, sent: Sent) -> usize {
        self.findings.sent.push(sent);
        self.findings.sent.len() - 1
    }
}

/// Each thing once, and not without end.
fn push<T: PartialEq>(list: &mut Vec<T>, new: T) {
    if list.len() < MOST && !list.contains(&new) {
        list.push(new);
    }
}
