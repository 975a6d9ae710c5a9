//! Parameters, destructuring and assignment.

use oxc_ast::ast::{
    AssignmentTarget, AssignmentTargetMaybeDefault, AssignmentTargetProperty, BindingPattern, Expression,
    FormalParameters, MemberExpression, PropertyKey,
};

use super::machine::Machine;
use super::value::{Key, Value};

impl<'a> Machine<'a, '_> {
    pub(super) fn parameters(&mut self, parameters: &'a FormalParameters<'a>, arguments: Vec<Value<'a>>) {
        let mut arguments = arguments.into_iter();
        for parameter in &parameters.items {
            let value = match (arguments.next().unwrap_or_default(), &parameter.initializer) {
                (Value::Unknown, Some(default)) => self.evaluate(default),
                (value, _) => value,
            };
            self.bind(&parameter.pattern, value);
        }
        if let Some(rest) = &parameters.rest {
            self.bind(&rest.rest.argument, Value::list(arguments.collect()));
        }
    }

    /// Takes a value apart into new variables.
    pub(super) fn bind(&mut self, pattern: &'a BindingPattern<'a>, value: Value<'a>) {
        if !self.descend() {
            return;
        }
        match pattern {
            BindingPattern::BindingIdentifier(identifier) => self.declare(identifier.symbol_id.get(), value),
            BindingPattern::ObjectPattern(object) => {
                for property in &object.properties {
                    let key = self.property_key(&property.key);
                    let part = self.member(value.clone(), &key);
                    self.bind(&property.value, part);
                }
                if let Some(rest) = &object.rest {
                    self.bind(&rest.argument, value);
                }
            }
            BindingPattern::ArrayPattern(list) => {
                for (element, number) in list.elements.iter().zip(0..) {
                    if let Some(element) = element {
                        let part = self.member(value.clone(), &Key::Index(number));
                        self.bind(element, part);
                    }
                }
                if let Some(rest) = &list.rest {
                    self.bind(&rest.argument, some_of(value));
                }
            }
            BindingPattern::AssignmentPattern(with_default) => {
                let value = if value.is_unknown() { self.evaluate(&with_default.right) } else { value };
                self.bind(&with_default.left, value);
            }
        }
        self.rise();
    }

    pub(super) fn property_key(&mut self, key: &'a PropertyKey<'a>) -> Key {
        match key {
            PropertyKey::StaticIdentifier(name) => Key::Field(name.name.as_str().to_owned()),
            PropertyKey::PrivateIdentifier(_) => Key::Dynamic,
            other => other.as_expression().map_or(Key::Dynamic, |expression| self.evaluate(expression).key()),
        }
    }

    /// Puts a value wherever the left side of an assignment says.
    pub(super) fn assign_to(&mut self, target: &'a AssignmentTarget<'a>, value: Value<'a>) {
        if !self.descend() {
            return;
        }
        match target {
            AssignmentTarget::AssignmentTargetIdentifier(identifier) => {
                let slot = self.slot(identifier);
                self.assign(slot, value);
            }
            AssignmentTarget::ObjectAssignmentTarget(object) => {
                for property in &object.properties {
                    self.assign_property(property, &value);
                }
                if let Some(rest) = &object.rest {
                    self.assign_to(&rest.target, value);
                }
            }
            AssignmentTarget::ArrayAssignmentTarget(list) => {
                for (element, number) in list.elements.iter().zip(0..) {
                    if let Some(element) = element {
                        let part = self.member(value.clone(), &Key::Index(number));
                        self.assign_or_default(element, part);
                    }
                }
                if let Some(rest) = &list.rest {
                    self.assign_to(&rest.target, some_of(value));
                }
            }
            other => {
                if let Some(member) = other.as_member_expression() {
                    self.assign_member(member, value);
                }
            }
        }
        self.rise();
    }

    fn assign_property(&mut self, property: &'a AssignmentTargetProperty<'a>, value: &Value<'a>) {
        match property {
            AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(short) => {
                let key = Key::Field(short.binding.name.as_str().to_owned());
                let part = match (self.member(value.clone(), &key), &short.init) {
                    (Value::Unknown, Some(default)) => self.evaluate(default),
                    (part, _) => part,
                };
                let slot = self.slot(&short.binding);
                self.assign(slot, part);
            }
            AssignmentTargetProperty::AssignmentTargetPropertyProperty(long) => {
                let key = self.property_key(&long.name);
                let part = self.member(value.clone(), &key);
                self.assign_or_default(&long.binding, part);
            }
        }
    }

    fn assign_or_default(&mut self, target: &'a AssignmentTargetMaybeDefault<'a>, value: Value<'a>) {
        match target {
            AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(with_default) => {
                let value = if value.is_unknown() { self.evaluate(&with_default.init) } else { value };
                self.assign_to(&with_default.binding, value);
            }
            other => {
                if let Some(target) = other.as_assignment_target() {
                    self.assign_to(target, value);
                }
            }
        }
    }

    /// A field of an object that the script wrote.
    fn assign_member(&mut self, member: &'a MemberExpression<'a>, value: Value<'a>) {
        let key = self.member_key(member);
        let Expression::Identifier(identifier) = member.object() else {
            self.evaluate(member.object());
            return;
        };
        let slot = self.slot(identifier);
        let (Some(Value::Object(fields)), Key::Field(name)) = (self.scope.get(slot), key) else { return };
        let mut fields = fields.as_ref().clone();
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
        self.scope.set(slot, Value::object(fields));
    }
}

fn some_of(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Answer(answer) => Value::Answer(answer.some()),
        _ => Value::Unknown,
    }
}
