//! `skills` and `init`: what agents are told about this program, brought to where they look for it.

mod command;
mod disk;
mod install;
mod list;
mod named;
mod places;
mod uninstall;
mod wizard;

pub use command::{Wanted, commands, read};

use super::super::account::prompt;
use super::super::core::failure::{Exit, Failure};
use super::super::core::spec::{Api, Skill};
use super::parser::{Confirmation, Effect, Globals};
use super::printer::Printer;
use places::{Place, Places};

/// What the commands of one run have in common.
struct Scene<'a> {
    api: &'static Api,
    skill: &'static Skill,
    printer: &'a Printer,
    globals: &'a Globals,
    places: Places,
}

/// Runs the command.
///
/// # Errors
/// There is no home folder, no agent or no terminal, somebody else's file is in the way, or a file cannot be changed.
pub fn run(api: &'static Api, printer: &Printer, globals: &Globals, wanted: &Wanted) -> Result<(), Failure> {
    let variable = |name: &str| std::env::var(name).ok();
    let Some(skill) = &api.skill else {
        return Err(Failure::new(Exit::NotFound, "no-skill", "this program has no skill"));
    };
    let places = Places::find(api, &variable)?;
    let scene = Scene { api, skill, printer, globals, places };
    match wanted {
        Wanted::List(choice) => list::run(&scene, choice),
        Wanted::Install(choice) => install::run(&scene, choice),
        Wanted::Update(choice) => install::update(&scene, choice),
        Wanted::Uninstall(choice) => uninstall::run(&scene, choice),
        Wanted::Init => wizard::run(&scene),
    }
}

impl Scene<'_> {
    fn version(&self) -> &'static str {
        self.api.build.version
    }

    fn is_real(&self) -> bool {
        self.globals.effect == Effect::Real
    }

    /// Where the skill may be: with agents, and in folders that somebody named.
    fn known(&self) -> Vec<Place> {
        self.places.all().into_iter().chain(self.places.remembered(self.skill)).collect()
    }

    /// What is not remembered has to be named again; that ends nothing.
    fn note_of_memory(&self, done: std::io::Result<()>) {
        if let Err(error) = done {
            self.printer.warning(&format!("the folder is not remembered for updates: {error}"));
        }
    }

    /// What belongs to somebody else is changed with a yes only.
    fn agree(&self, question: &str, refusal: &str) -> Result<(), Failure> {
        if self.globals.confirmation == Confirmation::Given || !self.is_real() {
            return Ok(());
        }
        if prompt::can_ask() && prompt::sure(question)? {
            return Ok(());
        }
        Err(Failure::new(Exit::Refused, "confirmation-needed", format!("{refusal}; nothing was changed"))
            .hint("repeat the command with --yes to have them replaced or removed; --dry-run lists them"))
    }

    /// A variable asks for nothing to be installed unless it is named.
    fn is_unwanted(&self) -> bool {
        let name = self.api.variable("NO_SKILLS");
        let said = std::env::var(&name).is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
        if said {
            self.printer.note(&format!("{name} is set: no skill is installed; --ide or --path installs one"));
        }
        said
    }
}
