//! Which agents may use the program, asked at a terminal.

use std::path::PathBuf;

use dialoguer::MultiSelect;
use secrecy::ExposeSecret;

use super::super::super::account::prompt;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::text::visible;
use super::places::{self, Place};
use super::{Scene, install};

/// Asks, installs, and says what comes next.
pub(super) fn run(scene: &Scene<'_>) -> Result<(), Failure> {
    let app = scene.api.app;
    if !prompt::can_ask() {
        return Err(Failure::new(
            Exit::Refused,
            "no-terminal",
            "init asks questions, and nobody can answer here",
        )
        .hint(format!("{app} skills install installs without questions; {app} skills list shows where")));
    }
    if !scene.is_unwanted() {
        let places = choose(scene)?;
        if places.is_empty() {
            scene.printer.note("nothing was chosen, and nothing was installed");
        } else {
            install::into(scene, places)?;
        }
    }
    if scene.api.has_sessions() {
        scene.printer.note(&format!("next, log in: {app} login"));
    }
    Ok(())
}

/// The places that a person chooses; those of agents on this machine are ticked already.
pub(super) fn choose(scene: &Scene<'_>) -> Result<Vec<Place>, Failure> {
    let places = scene.places.all();
    let mut items: Vec<String> = places
        .iter()
        .map(|place| visible(&format!("{} ({})", place.title(), place.folder.display())))
        .collect();
    let mut ticked: Vec<bool> = places.iter().map(|place| place.found).collect();
    items.push("Another folder".to_owned());
    ticked.push(false);
    let chosen = MultiSelect::new()
        .with_prompt("Agents that may use this program (space ticks, enter goes on)")
        .items(&items)
        .defaults(&ticked)
        .report(false)
        .interact()
        .map_err(|error| {
            Failure::new(Exit::Interrupted, "terminal", format!("no answer came from the terminal: {error}"))
        })?;
    let mut wanted: Vec<Place> = chosen.iter().filter_map(|at| places.get(*at).cloned()).collect();
    if chosen.contains(&places.len()) {
        let folder = prompt::text("Folder of skills")?;
        wanted.push(places::custom(&PathBuf::from(folder.expose_secret().trim()))?);
    }
    Ok(wanted)
}
