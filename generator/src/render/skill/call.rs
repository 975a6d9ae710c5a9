//! A call of a flow: what is asked and looked up for it, and the command lines that do it.

use serde::Serialize;

use super::super::arguments::{self, Location};
use super::super::escape;
use super::super::layout::Layout;
use super::asked::{self, Asked, Rules};
use super::body;
use super::harmless;
use super::line::flags;
use crate::dotted;
use crate::model::{
    BodyKind, Case, CaseField, Class, FlowLookup, FlowStep, Kind, Nature, Operation, Provider, Schema, Skill,
    Variants,
};
use crate::plain::plain;

/// The file that a body is written to.
const BODY_FILE: &str = "request.json";

/// Up to this many fields are given by flags.
const FEW: usize = 2;

/// A call.
#[derive(Serialize)]
pub(super) struct CallView<'a> {
    title: &'a str,
    pub(super) dangerous: bool,
    asked: Vec<Asked<'a>>,
    /// Alternatives among which a person chooses.
    cases: Option<CasesView<'a>>,
    look_ups: Vec<LookUpView<'a>>,
    /// The body, to be written to a file.
    body: Option<String>,
    confirm: Vec<&'a str>,
    /// Shows the request and sends nothing.
    rehearsal: Option<String>,
    /// Sends it.
    line: String,
    /// Sends its result to a payer over WhatsApp.
    send: Option<String>,
    /// Waits until it has come to its end.
    wait: Option<String>,
    /// How the outcome is found where nobody knows it.
    outcome: Option<String>,
}

/// Alternatives, and what each of them needs besides.
#[derive(Serialize)]
struct CasesView<'a> {
    by: &'a str,
    /// Its name beside the fields of a row.
    name: &'a str,
    words: &'a str,
    rows: Vec<CaseView<'a>>,
}

#[derive(Serialize)]
struct CaseView<'a> {
    value: String,
    label: &'a str,
    required: Vec<CaseFieldView<'a>>,
    optional: Vec<CaseFieldView<'a>>,
}

#[derive(Serialize)]
struct CaseFieldView<'a> {
    /// Its name beside the deciding field, or its dotted path where it lies elsewhere.
    name: &'a str,
    rules: Rules<'a>,
    /// Found by the agent, never asked.
    looked_up: bool,
}

/// A value that another call answers.
#[derive(Serialize)]
struct LookUpView<'a> {
    path: &'a str,
    /// The alternatives that need it; empty = all.
    only: Vec<&'a str>,
    line: String,
    answer: &'a str,
    name: Option<&'a str>,
}

/// A call while its page is put together.
struct Call<'a> {
    layout: &'a Layout<'a>,
    step: &'a FlowStep,
    operation: &'a Operation,
}

impl<'a> CallView<'a> {
    pub(super) fn new(
        layout: &'a Layout<'a>,
        skill: &'a Skill,
        step: &'a FlowStep,
        operation: &'a Operation,
    ) -> Option<Self> {
        let words = super::words(operation)?;
        let call = Call { layout, step, operation };
        let asked = call.asked();
        let asked_paths: Vec<&str> = asked.iter().map(|(path, _)| path.as_str()).collect();
        let value = |path: &str, schema: &Schema| call.value(&asked_paths, path, schema);
        let json = operation.body.as_ref().filter(|body| body.kind == BodyKind::Json);
        let json = json.map(|body| &body.schema).filter(|schema| schema.kind == Kind::Object);
        let cases = call.cases(skill);
        let in_file = json.filter(|schema| cases.is_some() || body::count(schema, &value) > FEW);
        let mut line = format!("{} {words}", layout.target.name);
        for argument in arguments::arguments(operation).iter().filter(|known| known.fixed.is_none()) {
            if in_file.is_none() || argument.location != Location::Body {
                flags(&mut line, argument, &value);
            }
        }
        if in_file.is_some() {
            line.push_str(&format!(" --body @{BODY_FILE}"));
        }
        let mutation = operation.safety.class != Class::ReadOnly && operation.nature == Nature::Call;
        let rehearsal = mutation.then(|| format!("{line} --dry-run --json"));
        let waits = operation.follow.wait.is_some() && !mutation;
        let wait = waits.then(|| format!("{line} --wait --timeout 2m --json"));
        line.push_str(" --json");
        let dangerous = mutation && operation.safety.class == Class::Dangerous;
        if dangerous {
            line.push_str(" --yes");
            line.push_str(&call.expectation());
        }
        Some(Self {
            title: harmless(&operation.title).or(harmless(&operation.id)).unwrap_or_default(),
            dangerous,
            body: in_file.map(|schema| body::text(schema, &value)),
            look_ups: step.look_up.iter().filter_map(|look_up| call.look_up(look_up)).collect(),
            asked: asked.iter().map(|(path, schema)| Asked::new(skill, operation, path, schema)).collect(),
            cases,
            confirm: step.confirm.iter().filter_map(|path| harmless(path)).collect(),
            rehearsal,
            send: call.send(),
            line,
            wait,
            outcome: call.outcome(),
        })
    }
}

impl<'a> Call<'a> {
    /// What a person gives: what the flow says, then what the call demands and nobody else gives.
    fn asked(&self) -> Vec<(String, &'a Schema)> {
        let mut asked: Vec<(String, &Schema)> = Vec::new();
        let own = self.step.ask.iter().filter_map(|path| Some((path.clone(), self.schema(path)?)));
        let own = own.filter(|(path, _)| harmless(path).is_some());
        asked.extend(own.filter(|(path, _)| !self.is_choice(path)));
        let mut demanded = Vec::new();
        for argument in arguments::arguments(self.operation) {
            demand(
                argument.name,
                argument.required && argument.fixed.is_none(),
                argument.schema,
                &mut demanded,
            );
        }
        for (path, schema) in demanded {
            let known = harmless(&path).is_none()
                || asked.iter().any(|(asked, _)| *asked == path)
                || self.is_choice(&path);
            if !known && !self.is_given(&path) && asked::filled(self.operation, &path).is_none() {
                asked.push((path, schema));
            }
        }
        asked
    }

    fn schema(&self, path: &str) -> Option<&'a Schema> {
        let params = self.operation.params.iter().find(|param| param.name == path).map(|param| &param.schema);
        let body = self.operation.body.as_ref();
        params.or_else(|| dotted::property(&body?.schema, path).map(|property| &property.schema))
    }

    /// The flow itself says the value, or where it is found.
    fn is_given(&self, path: &str) -> bool {
        let FlowStep { set, take, look_up, .. } = self.step;
        set.iter().any(|(field, _)| field == path)
            || take.iter().any(|(field, _)| field == path)
            || look_up.iter().any(|look_up| look_up.field == path)
    }

    /// What stands in the command line or the body for the value of a field, where it has one.
    fn value(&self, asked: &[&str], path: &str, schema: &Schema) -> Option<String> {
        harmless(path)?;
        if let Some((_, value)) = self.step.set.iter().find(|(field, _)| field == path) {
            return harmless(&value.to_string()).map(str::to_owned);
        }
        if let Some((_, place)) = self.step.take.iter().find(|(field, _)| field == path) {
            return Some(body::mark(place, schema));
        }
        // What the tool knows better is left to it; a reference of one's own finds the call again.
        let left_out = asked::filled(self.operation, path).is_some_and(|from| from != Provider::Reference);
        let in_case = self.choice().is_some_and(|variants| {
            let fields = variants.cases.iter().flat_map(|case| &case.fields);
            fields.map(|field| field.path.as_str()).any(|field| field == path)
        });
        let looked_up = self.step.look_up.iter().any(|look_up| look_up.field == path) && !in_case;
        let shown = (asked.contains(&path) && !left_out) || looked_up || self.is_choice(path);
        shown.then(|| body::mark(path, schema))
    }

    /// The alternatives that a person chooses among: those that no step has decided.
    fn choice(&self) -> Option<&'a Variants> {
        let open = |variants: &&Variants| !self.step.set.iter().any(|(field, _)| *field == variants.by);
        self.operation.variants.iter().find(open)
    }

    fn is_choice(&self, path: &str) -> bool {
        self.choice().is_some_and(|variants| variants.by == path)
    }

    fn cases(&self, skill: &'a Skill) -> Option<CasesView<'a>> {
        let variants = self.choice().filter(|variants| harmless(&variants.by).is_some())?;
        let above = variants.by.rsplit_once('.').map_or("", |(above, _)| above);
        let rows = variants.cases.iter().filter_map(|case| self.case(case, above)).collect();
        let (by, name) = (&variants.by, beside(above, &variants.by));
        Some(CasesView { by, name, words: asked::words(skill, by), rows })
    }

    fn case(&self, case: &'a Case, above: &str) -> Option<CaseView<'a>> {
        let fields = |required: bool| {
            let fields = case.fields.iter().filter(move |field| field.required == required);
            let fields = fields.filter(|field| harmless(&field.path).is_some());
            fields.map(|field| self.case_field(field, above)).collect()
        };
        Some(CaseView {
            value: harmless(&plain(case.values.first()?))?.to_owned(),
            label: harmless(&case.label).unwrap_or_default(),
            required: fields(true),
            optional: fields(false),
        })
    }

    fn case_field(&self, field: &'a CaseField, above: &str) -> CaseFieldView<'a> {
        CaseFieldView {
            name: beside(above, &field.path),
            rules: Rules::of(&field.schema),
            looked_up: self.step.look_up.iter().any(|look_up| look_up.field == field.path),
        }
    }

    fn look_up(&self, look_up: &'a FlowLookup) -> Option<LookUpView<'a>> {
        let read = self.layout.operation(&look_up.operation)?.operation;
        harmless(&format!("{} {}", look_up.field, look_up.answer))?;
        let mut line = format!("{} {}", self.layout.target.name, super::words(read)?);
        let value = |path: &str, schema: &Schema| {
            let (_, field) = look_up.given.iter().find(|(argument, _)| argument == path)?;
            let set = self.step.set.iter().find(|(known, _)| known == field);
            Some(set.map_or_else(|| body::mark(field, schema), |(_, value)| value.to_string()))
        };
        for argument in arguments::arguments(read).iter().filter(|known| known.fixed.is_none()) {
            flags(&mut line, argument, &value);
        }
        let cases = self.choice().into_iter().flat_map(|variants| &variants.cases);
        let takers: Vec<&Case> =
            cases.filter(|case| case.fields.iter().any(|field| field.path == look_up.field)).collect();
        Some(LookUpView {
            path: &look_up.field,
            only: takers.iter().filter_map(|case| harmless(&case.label)).collect(),
            line: format!("{line} --json"),
            answer: &look_up.answer,
            name: look_up.name.as_deref(),
        })
    }

    /// What a dangerous command must be, so that nothing but what was confirmed is sent.
    fn expectation(&self) -> String {
        let money = &self.operation.money;
        let (Some(amount), Some(recipient)) = (&money.amount, &money.recipient) else { return String::new() };
        let text = |path: &String| {
            let set = self.step.set.iter().find(|(field, _)| field == path);
            set.map_or_else(|| format!("<{path}>"), |(_, value)| plain(value))
        };
        format!(" --expect '{}:{}'", text(amount), text(recipient))
    }

    /// The line that sends the result to a payer, where there are words for it.
    fn send(&self) -> Option<String> {
        let Layout { api, target, .. } = self.layout;
        let mut messages = api.whatsapp.as_ref()?.messages.iter();
        let message = messages.find(|message| message.operation == self.operation.id)?;
        let mut line = format!("{} whatsapp send --to '<phone>' --command-key {}", target.name, message.key);
        if let Some(url) = &message.url {
            line.push_str(&format!(" --url '<{url}>'"));
        }
        if let Some(amount) = &self.operation.money.amount {
            let currency = api.currency.as_ref().map(|currency| format!(" {currency}")).unwrap_or_default();
            line.push_str(&format!(" --amount '<{amount}>{currency}'"));
        }
        harmless(&line).map(|line| format!("{} --json --yes", escape::joined(line)))
    }

    /// The lookup of what came of it.
    fn outcome(&self) -> Option<String> {
        let lookup = self.operation.lookup.as_ref()?;
        let read = self.layout.operation(&lookup.operation)?.operation;
        let mut line = format!("{} {}", self.layout.target.name, super::words(read)?);
        let value = |path: &str, schema: &Schema| {
            (path == lookup.argument && !lookup.field.is_empty()).then(|| body::mark(&lookup.field, schema))
        };
        for argument in arguments::arguments(read).iter().filter(|known| known.fixed.is_none()) {
            flags(&mut line, argument, &value);
        }
        Some(format!("{line} --json"))
    }
}

/// The name of a field in the object at that path.
fn beside<'a>(above: &str, path: &'a str) -> &'a str {
    path.strip_prefix(above).and_then(|rest| rest.strip_prefix('.')).unwrap_or(path)
}

/// What must be given, by its dotted path: a field with fields of its own is given by those.
fn demand<'a>(path: &str, required: bool, schema: &'a Schema, found: &mut Vec<(String, &'a Schema)>) {
    if !required {
        return;
    }
    if schema.properties.is_empty() {
        found.push((path.to_owned(), schema));
    }
    for field in schema.properties.iter().filter(|field| field.fixed.is_none()) {
        demand(&format!("{path}.{}", field.name), field.required, &field.schema, found);
    }
}
