//! Statements, in the order in which they run. Every branch is taken.

use oxc_ast::ast::{
    ForInStatement, ForOfStatement, ForStatement, ForStatementInit, ForStatementLeft, IfStatement, Statement,
    SwitchStatement, TryStatement, VariableDeclaration,
};

use super::machine::Machine;
use super::scope::Changes;
use super::value::{Callable, Value};

/// Whether the next statement of a list is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Stop,
}

impl<'a> Machine<'a, '_> {
    /// A list of statements; functions are known before the first.
    pub(super) fn statements(&mut self, list: &'a [Statement<'a>]) -> Flow {
        for statement in list {
            if let Statement::FunctionDeclaration(function) = statement {
                let symbol = function.id.as_ref().and_then(|id| id.symbol_id.get());
                self.declare(symbol, Value::Function(Callable::Function(function)));
            }
        }
        for statement in list {
            if self.statement(statement) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Next
    }

    fn statement(&mut self, statement: &'a Statement<'a>) -> Flow {
        if !self.descend() {
            return Flow::Next;
        }
        let flow = self.step(statement);
        self.rise();
        flow
    }

    fn step(&mut self, statement: &'a Statement<'a>) -> Flow {
        match statement {
            Statement::BlockStatement(block) => return self.statements(&block.body),
            Statement::ExpressionStatement(statement) => {
                self.evaluate(&statement.expression);
            }
            Statement::VariableDeclaration(declaration) => self.declaration(declaration),
            Statement::IfStatement(statement) => return self.choice(statement),
            Statement::ForStatement(statement) => self.count(statement),
            Statement::ForInStatement(statement) => self.each_key(statement),
            Statement::ForOfStatement(statement) => self.each_element(statement),
            Statement::WhileStatement(statement) => {
                self.evaluate(&statement.test);
                self.maybe(&statement.body);
            }
            Statement::DoWhileStatement(statement) => {
                self.statement(&statement.body);
                self.evaluate(&statement.test);
            }
            Statement::ReturnStatement(statement) => {
                self.give_back(statement.argument.as_ref());
                return Flow::Stop;
            }
            Statement::ThrowStatement(statement) => {
                self.evaluate(&statement.argument);
                return Flow::Stop;
            }
            Statement::BreakStatement(_) | Statement::ContinueStatement(_) => return Flow::Stop,
            Statement::TryStatement(statement) => self.attempt(statement),
            Statement::SwitchStatement(statement) => self.switch(statement),
            Statement::LabeledStatement(statement) => return self.statement(&statement.body),
            Statement::WithStatement(statement) => return self.statement(&statement.body),
            _ => {}
        }
        Flow::Next
    }

    pub(super) fn declaration(&mut self, declaration: &'a VariableDeclaration<'a>) {
        for declarator in &declaration.declarations {
            if let Some(init) = &declarator.init {
                let value = self.evaluate(init);
                self.bind(&declarator.id, value);
            }
        }
    }

    /// One way of several; what it changes is handed out.
    fn branch(&mut self, run: impl FnOnce(&mut Self) -> Flow) -> (Changes<'a>, Flow) {
        let mark = self.scope.mark();
        let flow = run(self);
        (self.scope.leave(mark), flow)
    }

    /// A statement that may not run.
    fn maybe(&mut self, statement: &'a Statement<'a>) {
        let (changes, _) = self.branch(|machine| machine.statement(statement));
        self.scope.join(vec![changes]);
    }

    fn choice(&mut self, statement: &'a IfStatement<'a>) -> Flow {
        self.evaluate(&statement.test);
        let (first, one) = self.branch(|machine| machine.statement(&statement.consequent));
        let Some(alternate) = &statement.alternate else {
            self.scope.join(vec![first]);
            return Flow::Next;
        };
        let (second, other) = self.branch(|machine| machine.statement(alternate));
        self.scope.join(vec![first, second]);
        if one == Flow::Stop && other == Flow::Stop { Flow::Stop } else { Flow::Next }
    }

    fn count(&mut self, statement: &'a ForStatement<'a>) {
        match &statement.init {
            Some(ForStatementInit::VariableDeclaration(declaration)) => self.declaration(declaration),
            Some(other) => {
                other.as_expression().map(|expression| self.evaluate(expression));
            }
            None => {}
        }
        statement.test.as_ref().map(|test| self.evaluate(test));
        self.maybe(&statement.body);
        statement.update.as_ref().map(|update| self.evaluate(update));
    }

    fn each_key(&mut self, statement: &'a ForInStatement<'a>) {
        let keys = match self.evaluate(&statement.right) {
            Value::Object(fields) => fields.iter().map(|(name, _)| Value::Text(name.clone())).collect(),
            _ => vec![Value::Unknown],
        };
        self.rounds(&statement.left, keys, &statement.body);
    }

    fn each_element(&mut self, statement: &'a ForOfStatement<'a>) {
        let list = self.evaluate(&statement.right);
        let elements = super::lists::elements(list);
        self.rounds(&statement.left, elements, &statement.body);
    }

    fn rounds(&mut self, left: &'a ForStatementLeft<'a>, values: Vec<Value<'a>>, body: &'a Statement<'a>) {
        for value in values {
            match left {
                ForStatementLeft::VariableDeclaration(declaration) => {
                    if let Some(declarator) = declaration.declarations.first() {
                        self.bind(&declarator.id, value);
                    }
                }
                other => {
                    if let Some(target) = other.as_assignment_target() {
                        self.assign_to(target, value);
                    }
                }
            }
            self.maybe(body);
        }
    }

    fn attempt(&mut self, statement: &'a TryStatement<'a>) {
        self.statements(&statement.block.body);
        if let Some(handler) = &statement.handler {
            let (changes, _) = self.branch(|machine| machine.statements(&handler.body.body));
            self.scope.join(vec![changes]);
        }
        if let Some(last) = &statement.finalizer {
            self.statements(&last.body);
        }
    }

    fn switch(&mut self, statement: &'a SwitchStatement<'a>) {
        self.evaluate(&statement.discriminant);
        let mut branches = Vec::new();
        for case in &statement.cases {
            case.test.as_ref().map(|test| self.evaluate(test));
            branches.push(self.branch(|machine| machine.statements(&case.consequent)).0);
        }
        self.scope.join(branches);
    }
}
