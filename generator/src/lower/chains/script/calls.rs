//! Calls: of the script's own functions, of methods, of what Postman and the language give.

use oxc_ast::ast::{CallExpression, Expression, MemberExpression};

use super::answer::Answer;
use super::machine::Machine;
use super::value::{Callable, Key, Value, concatenate};
use crate::lower::variables::uses;

impl<'a> Machine<'a, '_> {
    pub(super) fn call(&mut self, call: &'a CallExpression<'a>) -> Value<'a> {
        let Some(member) = call.callee.as_member_expression() else {
            let callee = self.evaluate(&call.callee);
            let arguments = self.arguments(&call.arguments);
            return self.apply(callee, arguments);
        };
        let this = self.evaluate(member.object());
        let key = self.member_key(member);
        let arguments = self.arguments(&call.arguments);
        let Key::Field(name) = key else {
            self.invoke_all(&arguments);
            return Value::Unknown;
        };
        if name == "push" {
            self.extend(member, this, arguments);
            return Value::Unknown;
        }
        self.method(this, &name, arguments)
    }

    /// `list.push(value)` on a list that the script wrote.
    fn extend(&mut self, member: &'a MemberExpression<'a>, this: Value<'a>, arguments: Vec<Value<'a>>) {
        if let (Expression::Identifier(identifier), Value::List(list)) = (member.object(), this) {
            let mut elements = list.as_ref().clone();
            elements.extend(arguments);
            let slot = self.slot(identifier);
            self.assign(slot, Value::list(elements));
        }
    }

    fn apply(&mut self, callee: Value<'a>, arguments: Vec<Value<'a>>) -> Value<'a> {
        match callee {
            Value::Function(function) => self.invoke(function, arguments),
            Value::Name(name) => self.native(&name, arguments),
            // `$("selector")` of a parsed page.
            Value::Answer(answer) if answer.is_opaque() => Value::Answer(answer),
            _ => {
                self.invoke_all(&arguments);
                Value::Unknown
            }
        }
    }

    pub(super) fn method(&mut self, this: Value<'a>, name: &str, arguments: Vec<Value<'a>>) -> Value<'a> {
        if let Value::Name(base) = &this {
            return self.native(&format!("{base}.{name}"), arguments);
        }
        if let ("then", Some(function)) = (name, function_of(&arguments)) {
            return self.invoke(function, vec![this]);
        }
        if matches!(name, "catch" | "finally") {
            self.invoke_all(&arguments);
            return this;
        }
        match this {
            Value::Response(sent) => match name {
                "json" => Value::Answer(Answer::body(sent)),
                "text" | "toString" => Value::Answer(Answer::text(sent)),
                _ => {
                    self.invoke_all(&arguments);
                    Value::Unknown
                }
            },
            Value::Headers(_) | Value::Cookies(_) => self.header_method(this, name, arguments),
            Value::Answer(answer) => self.answer_method(answer, name, arguments),
            Value::List(list) => self.list_method(&list, name, arguments),
            Value::Text(text) => self.text_method(&text, name, arguments),
            Value::Function(function) => self.function_method(function, name, arguments),
            Value::Object(_) => match self.member(this, &Key::Field(name.to_owned())) {
                Value::Unknown => {
                    self.invoke_all(&arguments);
                    Value::Unknown
                }
                function => self.apply(function, arguments),
            },
            Value::Unknown | Value::Number(_) | Value::Name(_) => {
                self.invoke_all(&arguments);
                Value::Unknown
            }
        }
    }

    fn function_method(
        &mut self,
        function: Callable<'a>,
        name: &str,
        mut arguments: Vec<Value<'a>>,
    ) -> Value<'a> {
        match name {
            "call" => {
                arguments.drain(..arguments.len().min(1));
                self.invoke(function, arguments)
            }
            "apply" => {
                let list = arguments.into_iter().nth(1);
                let arguments =
                    if let Some(Value::List(list)) = list { list.as_ref().clone() } else { Vec::new() };
                self.invoke(function, arguments)
            }
            "bind" => Value::Function(function),
            _ => Value::Unknown,
        }
    }

    fn text_method(&mut self, text: &str, name: &str, arguments: Vec<Value<'a>>) -> Value<'a> {
        let whole = Value::Text(text.to_owned());
        let plain = uses(text).next().is_none();
        match name {
            "concat" => concatenate(std::iter::once(whole).chain(arguments).collect()),
            "toString" | "valueOf" => whole,
            "trim" => Value::Text(text.trim().to_owned()),
            "toLowerCase" if plain => Value::Text(text.to_lowercase()),
            "toUpperCase" if plain => Value::Text(text.to_uppercase()),
            "split" if plain => {
                match arguments.first().and_then(Value::plain_text).filter(|mark| !mark.is_empty()) {
                    Some(mark) => {
                        Value::list(text.split(mark).map(|part| Value::Text(part.to_owned())).collect())
                    }
                    None => Value::Unknown,
                }
            }
            _ => whole.changed(),
        }
    }
}

/// The first function among arguments.
pub(super) fn function_of<'a>(arguments: &[Value<'a>]) -> Option<Callable<'a>> {
    arguments.iter().find_map(|argument| match argument {
        Value::Function(function) => Some(*function),
        _ => None,
    })
}
