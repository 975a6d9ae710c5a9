//! Flags of every command: how they are spelled, and what a command line says by them.

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches};

use super::super::super::core::failure::Failure;
use super::super::super::core::spec::Api;
use super::super::output::{Filter, Format, Part};
use super::super::printer::Colour;
use super::super::tls;

// Identifiers of our own arguments begin with dashes: a flag of the API can never have one of them.
const ENV: &str = "--env";
/// Which profile; completion knows those that there are.
pub const PROFILE: &str = "--profile";
const JSON: &str = "--json";
const OUTPUT: &str = "--output";
const FIELDS: &str = "--fields";
const JQ: &str = "--jq";
const YES: &str = "--yes";
const IDEMPOTENCY_KEY: &str = "--idempotency-key";
const NO_RETRY: &str = "--no-retry";
const EXPECT: &str = "--expect";
const DRY_RUN: &str = "--dry-run";
const INSECURE: &str = "--insecure";
const VERBOSE: &str = "--verbose";
/// Without colours, help included.
pub const NO_COLOR: &str = "--no-color";
const HELP: &str = "--help";
const CURL: &str = "curl";

/// Flags of every command.
#[derive(Debug)]
pub struct Globals {
    /// `--env`.
    pub environment: Option<String>,
    /// `--profile`.
    pub profile: Option<String>,
    /// `--output`, `--json`.
    pub format: Format,
    /// `--fields`.
    pub fields: Vec<String>,
    /// `--jq`.
    pub filter: Option<String>,
    /// `--yes`.
    pub confirmation: Confirmation,
    /// `--expect`.
    pub expected: Option<String>,
    /// `--idempotency-key`.
    pub idempotency_key: Option<String>,
    /// `--no-retry`.
    pub repetition: Repetition,
    /// `--dry-run`.
    pub effect: Effect,
    /// How a dry run shows a request.
    pub plan_form: PlanForm,
    /// `--verbose`.
    pub detail: Detail,
    /// `--no-color`.
    pub colour: Colour,
}

/// Who says yes to something dangerous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// A person at the terminal.
    Ask,
    /// `--yes` said it.
    Given,
}

/// Whether a command does what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It does.
    Real,
    /// It shows what it would do.
    DryRun,
}

/// Whether a request is sent again by itself where that is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repetition {
    /// It is.
    WhereSafe,
    /// It is not.
    Never,
}

/// How much is told while a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What came of it.
    Outcome,
    /// Every request and answer.
    Wire,
}

/// How a dry run shows a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanForm {
    /// As it goes over the wire.
    Request,
    /// As a command line of curl.
    Curl,
}

/// Why flags that parse are not acceptable.
pub(super) type Refusal = (ErrorKind, &'static str);

impl Globals {
    /// What a command line says, each of its commands at its own level.
    ///
    /// # Errors
    /// The flags contradict each other, or one is known only to be refused.
    pub(super) fn read(api: &Api, levels: &[&ArgMatches]) -> Result<Self, Refusal> {
        let given = Given(levels);
        if given.switch(INSECURE) {
            return Err((ErrorKind::UnknownArgument, tls::REFUSAL));
        }
        let dry_run = given.text(DRY_RUN);
        let globals = Self {
            environment: given.text(ENV),
            profile: given.text(PROFILE),
            format: given.format(Format::usual(api))?,
            fields: given.texts(FIELDS),
            filter: given.text(JQ),
            confirmation: if given.switch(YES) { Confirmation::Given } else { Confirmation::Ask },
            expected: given.text(EXPECT),
            idempotency_key: given.text(IDEMPOTENCY_KEY),
            repetition: if given.switch(NO_RETRY) { Repetition::Never } else { Repetition::WhereSafe },
            effect: if dry_run.is_some() { Effect::DryRun } else { Effect::Real },
            plan_form: if dry_run.as_deref() == Some(CURL) { PlanForm::Curl } else { PlanForm::Request },
            detail: if given.switch(VERBOSE) { Detail::Wire } else { Detail::Outcome },
            colour: if given.switch(NO_COLOR) { Colour::Never } else { Colour::Auto },
        };
        if globals.filter.is_some() && !globals.fields.is_empty() {
            return Err((ErrorKind::ArgumentConflict, "--fields and --jq exclude each other"));
        }
        Ok(globals)
    }

    /// Which part of data is shown.
    ///
    /// # Errors
    /// `--jq` is no filter: that shows before anything is sent.
    pub fn part(&self) -> Result<Part, Failure> {
        match &self.filter {
            Some(program) => Filter::new(program).map(Part::Filtered),
            None if self.fields.is_empty() => Ok(Part::All),
            None => Ok(Part::Fields(self.fields.clone())),
        }
    }
}

/// What was given, from the program's own level to that of the last word; what follows a later word wins.
struct Given<'a>(&'a [&'a ArgMatches]);

impl Given<'_> {
    fn texts(&self, id: &str) -> Vec<String> {
        let mut levels =
            self.0.iter().rev().filter_map(|level| level.try_get_many::<String>(id).ok().flatten());
        levels.next().into_iter().flatten().cloned().collect()
    }

    fn text(&self, id: &str) -> Option<String> {
        self.texts(id).pop()
    }

    fn switch(&self, id: &str) -> bool {
        self.0.iter().any(|level| matches!(level.try_get_one::<bool>(id), Ok(Some(true))))
    }

    fn format(&self, usual: Format) -> Result<Format, Refusal> {
        let asked = self.text(OUTPUT).and_then(|word| Format::of(&word));
        match (asked, self.switch(JSON)) {
            (Some(format), false) => Ok(format),
            (None | Some(Format::Json), true) => Ok(Format::Json),
            (None, false) => Ok(usual),
            (Some(_), true) => {
                Err((ErrorKind::ArgumentConflict, "--json and another --output exclude each other"))
            }
        }
    }
}

/// The flags, for every command that is entered.
pub(super) fn flags(api: &'static Api) -> Vec<Arg> {
    let environments = api.environments.iter().map(|environment| environment.name);
    let variable = api.variable("ENV");
    let profile = api.variable("PROFILE");
    let global = |id: &'static str, help: String| {
        Arg::new(id).long(id.trim_start_matches('-')).help(help).help_heading("Global options")
    };
    let switch = |id, help: &str| global(id, help.to_owned()).action(ArgAction::SetTrue);
    vec![
        global(ENV, format!("Environment; else {variable}, else {}", api.default_environment))
            .value_name("NAME")
            .value_parser(PossibleValuesParser::new(environments)),
        global(PROFILE, format!("Set of credentials; else {profile}, else default")).value_name("NAME"),
        switch(JSON, "Print JSON: data on stdout, an error as one object on stderr"),
        global(OUTPUT, format!("Form of the data; else {}", Format::usual(api).word()))
            .value_name("FORMAT")
            .value_parser(PossibleValuesParser::new(Format::WORDS.map(|(word, _)| word))),
        global(FIELDS, "Print these fields only: id,customer.name".to_owned())
            .value_name("A,B.C")
            .value_delimiter(','),
        global(JQ, "Print what this jq program gives for the answer".to_owned()).value_name("FILTER"),
        switch(YES, "Confirm a dangerous command without asking"),
        global(EXPECT, "Send only what moves this amount to this recipient".into())
            .value_name("AMOUNT:RECIPIENT"),
        global(
            IDEMPOTENCY_KEY,
            "Key of an earlier call that this one repeats, where the API honours it".into(),
        )
        .value_name("KEY"),
        switch(NO_RETRY, "Never resend anything, not even a read"),
        global(DRY_RUN, "Show the request, with secrets masked, or its line for curl; send nothing".into())
            .value_name("FORM")
            .value_parser(PossibleValuesParser::new(["request", CURL]))
            .hide_possible_values(true)
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("request"),
        // What other tools call so is known here to be refused with its reason.
        switch(INSECURE, "").short('k').hide(true),
        switch(
            VERBOSE,
            "Tell on stderr what is sent and answered, with secrets masked; under --json line by line",
        )
        .short('v'),
        switch(NO_COLOR, "Print without colours"),
        global(HELP, "Print help; -h is shorter".to_owned()).short('h').action(ArgAction::Help),
    ]
}
