//! Expressions: what is known of their value.

use oxc_ast::ast::{
    ArrayExpressionElement, AssignmentExpression, AssignmentTarget, ChainElement, Expression,
    LogicalExpression, MemberExpression, ObjectExpression, ObjectPropertyKind, SimpleAssignmentTarget,
    TemplateLiteral,
};
use oxc_syntax::operator::{BinaryOperator, LogicalOperator, UnaryOperator};

use super::answer::Answer;
use super::machine::Machine;
use super::value::{Callable, Key, Value, concatenate};
use crate::model::ChainSource;

impl<'a> Machine<'a, '_> {
    pub(super) fn evaluate(&mut self, expression: &'a Expression<'a>) -> Value<'a> {
        if !self.descend() {
            return Value::Unknown;
        }
        let value = self.value(expression);
        self.rise();
        value
    }

    fn value(&mut self, expression: &'a Expression<'a>) -> Value<'a> {
        match expression {
            Expression::StringLiteral(literal) => Value::Text(literal.value.as_str().to_owned()),
            Expression::NumericLiteral(literal) => number(literal.value),
            Expression::TemplateLiteral(template) => self.template(template),
            Expression::Identifier(identifier) => self.lookup(identifier),
            Expression::ArrayExpression(list) => self.list(&list.elements),
            Expression::ObjectExpression(object) => self.object(object),
            Expression::ArrowFunctionExpression(arrow) => Value::Function(Callable::Arrow(arrow)),
            Expression::FunctionExpression(function) => Value::Function(Callable::Function(function)),
            Expression::AssignmentExpression(assignment) => self.assignment(assignment),
            Expression::AwaitExpression(awaited) => self.evaluate(&awaited.argument),
            Expression::YieldExpression(yielded) => {
                yielded.argument.as_ref().map_or(Value::Unknown, |argument| self.evaluate(argument))
            }
            Expression::BinaryExpression(binary) => {
                let left = self.evaluate(&binary.left);
                let right = self.evaluate(&binary.right);
                operation(binary.operator, left, right)
            }
            Expression::LogicalExpression(logical) => self.logical(logical),
            Expression::ConditionalExpression(choice) => {
                self.evaluate(&choice.test);
                let first = self.evaluate(&choice.consequent);
                let second = self.evaluate(&choice.alternate);
                first.or(second)
            }
            Expression::CallExpression(call) => self.call(call),
            Expression::ChainExpression(chain) => match &chain.expression {
                ChainElement::CallExpression(call) => self.call(call),
                other => other.as_member_expression().map_or(Value::Unknown, |member| self.reach(member)),
            },
            Expression::NewExpression(new) => {
                self.evaluate(&new.callee);
                let arguments = self.arguments(&new.arguments);
                self.invoke_all(&arguments);
                arguments.into_iter().next().unwrap_or_default().changed()
            }
            Expression::SequenceExpression(sequence) => {
                let mut last = Value::Unknown;
                for expression in &sequence.expressions {
                    last = self.evaluate(expression);
                }
                last
            }
            Expression::UnaryExpression(unary) => {
                let value = self.evaluate(&unary.argument);
                let keeps = matches!(unary.operator, UnaryOperator::UnaryPlus | UnaryOperator::UnaryNegation);
                if keeps { value.changed() } else { Value::Unknown }
            }
            Expression::UpdateExpression(update) => {
                if let SimpleAssignmentTarget::AssignmentTargetIdentifier(identifier) = &update.argument {
                    let slot = self.slot(identifier);
                    self.assign(slot, Value::Unknown);
                }
                Value::Unknown
            }
            Expression::TaggedTemplateExpression(tagged) => {
                self.template(&tagged.quasi);
                Value::Unknown
            }
            other => other.as_member_expression().map_or(Value::Unknown, |member| self.reach(member)),
        }
    }

    fn template(&mut self, template: &'a TemplateLiteral<'a>) -> Value<'a> {
        let mut parts = Vec::new();
        let mut expressions = template.expressions.iter();
        for quasi in &template.quasis {
            let text = quasi.value.cooked.unwrap_or(quasi.value.raw);
            parts.push(Value::Text(text.as_str().to_owned()));
            parts.extend(expressions.next().map(|expression| self.evaluate(expression)));
        }
        // A template of one expression is that value as a text.
        concatenate(parts)
    }

    fn list(&mut self, elements: &'a [ArrayExpressionElement<'a>]) -> Value<'a> {
        let mut values = Vec::new();
        for element in elements {
            match element {
                ArrayExpressionElement::SpreadElement(spread) => match self.evaluate(&spread.argument) {
                    // `[...json.items]` is that list.
                    Value::Answer(answer) if elements.len() == 1 => return Value::Answer(answer),
                    other => values.extend(super::lists::elements(other)),
                },
                ArrayExpressionElement::Elision(_) => values.push(Value::Unknown),
                other => values.extend(other.as_expression().map(|expression| self.evaluate(expression))),
            }
        }
        Value::list(values)
    }

    fn object(&mut self, object: &'a ObjectExpression<'a>) -> Value<'a> {
        let mut fields: Vec<(String, Value<'a>)> = Vec::new();
        for property in &object.properties {
            match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    let key = self.property_key(&property.key);
                    let value = self.evaluate(&property.value);
                    if let Key::Field(name) = key {
                        fields.push((name, value));
                    }
                }
                ObjectPropertyKind::SpreadProperty(spread) => match self.evaluate(&spread.argument) {
                    Value::Object(more) => fields.extend(more.iter().cloned()),
                    // `{...json}` is that object.
                    Value::Answer(answer) if object.properties.len() == 1 => return Value::Answer(answer),
                    _ => {}
                },
            }
        }
        Value::object(fields)
    }

    fn assignment(&mut self, assignment: &'a AssignmentExpression<'a>) -> Value<'a> {
        let right = self.evaluate(&assignment.right);
        let value = if assignment.operator.is_assign() {
            right
        } else {
            let AssignmentTarget::AssignmentTargetIdentifier(identifier) = &assignment.left else {
                return Value::Unknown;
            };
            let left = self.lookup(identifier);
            if assignment.operator.is_logical() { left.or(right) } else { concatenate(vec![left, right]) }
        };
        self.assign_to(&assignment.left, value.clone());
        value
    }

    fn logical(&mut self, logical: &'a LogicalExpression<'a>) -> Value<'a> {
        let left = self.evaluate(&logical.left);
        let right = self.evaluate(&logical.right);
        match logical.operator {
            // The left side decides whether there is a value; the right side is it.
            LogicalOperator::And => right,
            LogicalOperator::Or | LogicalOperator::Coalesce => left.or(right),
        }
    }

    pub(super) fn member_key(&mut self, member: &'a MemberExpression<'a>) -> Key {
        match member {
            MemberExpression::StaticMemberExpression(member) => {
                Key::Field(member.property.name.as_str().to_owned())
            }
            MemberExpression::ComputedMemberExpression(member) => self.evaluate(&member.expression).key(),
            MemberExpression::PrivateFieldExpression(_) => Key::Dynamic,
        }
    }

    fn reach(&mut self, member: &'a MemberExpression<'a>) -> Value<'a> {
        let object = self.evaluate(member.object());
        let key = self.member_key(member);
        self.member(object, &key)
    }

    /// What a key of a value leads to.
    pub(super) fn member(&mut self, object: Value<'a>, key: &Key) -> Value<'a> {
        match (object, key) {
            (Value::Answer(answer), key) => answer.member(key).map_or(Value::Unknown, Value::Answer),
            (Value::Name(name), Key::Field(field)) => match name.as_str() {
                // `environment.token`, as scripts read variables before there was `pm`.
                "environment" | "globals" => self.recall(&Value::Text(field.clone())),
                name => super::sandbox::below(name, field),
            },
            (Value::Response(sent), Key::Field(field)) => match field.as_str() {
                "headers" => Value::Headers(sent),
                "cookies" => Value::Cookies(sent),
                "body" | "stream" | "data" => Value::Answer(Answer::text(sent)),
                _ => Value::Unknown,
            },
            (Value::Headers(sent), Key::Field(field)) => named(ChainSource::Header, field, sent),
            (Value::Cookies(sent), Key::Field(field)) => named(ChainSource::Cookie, field, sent),
            (Value::Object(fields), Key::Field(field)) => fields
                .iter()
                .rev()
                .find(|(name, _)| name == field)
                .map(|(_, value)| value.clone())
                .unwrap_or_default(),
            (Value::List(list), Key::Index(number)) => {
                usize::try_from(*number).ok().and_then(|at| list.get(at)).cloned().unwrap_or_default()
            }
            // Which element is not known; where one of them leads further, it is that.
            (Value::List(list), Key::Dynamic) => list.iter().cloned().fold(Value::Unknown, Value::or),
            _ => Value::Unknown,
        }
    }
}

/// A header or cookie by its name; the collection's own words are none.
fn named<'a>(source: ChainSource, name: &str, sent: Option<usize>) -> Value<'a> {
    match name {
        "members" | "reference" if source == ChainSource::Header => Value::Headers(sent),
        "length" => Value::Unknown,
        _ => Value::Answer(Answer::named(source, name, sent)),
    }
}

fn number<'a>(value: f64) -> Value<'a> {
    let whole = value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&value);
    if whole { format!("{value}").parse().map_or(Value::Unknown, Value::Number) } else { Value::Unknown }
}

fn operation<'a>(operator: BinaryOperator, left: Value<'a>, right: Value<'a>) -> Value<'a> {
    if operator == BinaryOperator::Addition {
        concatenate(vec![left, right])
    } else if operator.is_arithmetic() || operator.is_bitwise() {
        left.changed().or(right.changed())
    } else {
        Value::Unknown
    }
}
