//! Headers and cookies of an answer, in the ways in which scripts look for one.

use oxc_ast::ast::{ArrowFunctionExpression, Expression, FunctionBody, Statement};

use super::answer::Answer;
use super::calls::function_of;
use super::machine::Machine;
use super::value::{Callable, Value};
use crate::model::ChainSource;

impl<'a> Machine<'a, '_> {
    pub(super) fn header_method(
        &mut self,
        this: Value<'a>,
        name: &str,
        arguments: Vec<Value<'a>>,
    ) -> Value<'a> {
        match name {
            "get" | "one" => arguments
                .first()
                .and_then(Value::plain_text)
                .and_then(|name| header(&this, name))
                .unwrap_or_default(),
            "find" | "filter" | "findLast" => {
                let wanted = function_of(&arguments).and_then(compared_text);
                wanted.and_then(|name| header(&this, name)).unwrap_or_default()
            }
            "all" | "toObject" | "toJSON" | "members" | "values" => this,
            _ => {
                self.invoke_all(&arguments);
                Value::Unknown
            }
        }
    }
}

/// A header or cookie by its name.
pub(super) fn header<'a>(among: &Value<'a>, name: &str) -> Option<Value<'a>> {
    let (source, sent) = match among {
        Value::Headers(sent) => (ChainSource::Header, *sent),
        Value::Cookies(sent) => (ChainSource::Cookie, *sent),
        _ => return None,
    };
    Some(Value::Answer(Answer::named(source, name, sent)))
}

/// `_.find(headers, {key: "X"})`.
pub(super) fn by_shape<'a>(among: &Value<'a>, shape: Option<&Value<'a>>) -> Option<Value<'a>> {
    let Some(Value::Object(fields)) = shape else { return None };
    let key = fields.iter().find(|(field, _)| field == "key" || field == "name")?;
    header(among, key.1.plain_text()?)
}

/// The text to which a function compares what it is given: `h => h.key === "X"`.
fn compared_text(function: Callable<'_>) -> Option<&str> {
    match function {
        Callable::Arrow(arrow) => of_arrow(arrow),
        Callable::Function(function) => of_body(function.body.as_deref()?),
    }
}

fn of_arrow<'a>(arrow: &'a ArrowFunctionExpression<'a>) -> Option<&'a str> {
    match arrow.body.as_function_body() {
        Some(body) => of_body(body),
        None => of_expression(arrow.body.as_expression()?),
    }
}

fn of_body<'a>(body: &'a FunctionBody<'a>) -> Option<&'a str> {
    body.statements.iter().find_map(|statement| match statement {
        Statement::ReturnStatement(statement) => of_expression(statement.argument.as_ref()?),
        _ => None,
    })
}

fn of_expression<'a>(expression: &'a Expression<'a>) -> Option<&'a str> {
    let Expression::BinaryExpression(binary) = expression else { return None };
    if !binary.operator.is_equality() {
        return None;
    }
    [&binary.left, &binary.right].into_iter().find_map(|side| match side {
        Expression::StringLiteral(literal) => Some(literal.value.as_str()),
        _ => None,
    })
}
