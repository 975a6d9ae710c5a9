//! `skills install` and `skills update`.

use serde_json::{Value, json};

use super::super::super::account::prompt;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::text::visible;
use super::super::super::extras::skills::{Found, Plan, State};
use super::command::Choice;
use super::disk::Folder;
use super::places::{Place, Places};
use super::{Scene, wizard};

/// What is to be done in one place.
struct Job {
    place: Place,
    folder: Folder,
    found: Found,
    state: State,
    plan: Plan,
}

pub(super) fn run(scene: &Scene<'_>, choice: &Choice) -> Result<(), Failure> {
    if choice.is_named() {
        return into(scene, scene.places.named(choice)?);
    }
    if scene.is_unwanted() {
        return Ok(());
    }
    // Who says yes beforehand has said enough.
    let asks = prompt::can_ask() && scene.globals.confirmation == super::Confirmation::Ask && scene.is_real();
    let places = if asks { wizard::choose(scene)? } else { scene.places.found() };
    if places.is_empty() { Err(Places::none_found()) } else { into(scene, places) }
}

pub(super) fn update(scene: &Scene<'_>, choice: &Choice) -> Result<(), Failure> {
    let places = if choice.is_named() { scene.places.named(choice)? } else { scene.known() };
    let mut installed = Vec::new();
    for place in places {
        if Folder::open(&place, scene.skill)?.read()?.record.is_some() {
            installed.push(place);
        }
    }
    if installed.is_empty() {
        let hint = format!("{} skills install", scene.api.app);
        return Err(Failure::new(Exit::NotFound, "not-installed", "the skill is installed nowhere here")
            .hint(format!("install it: {hint}")));
    }
    into(scene, installed)
}

/// Brings the skill into these places: all of them or, where a person does not agree, none.
pub(super) fn into(scene: &Scene<'_>, places: Vec<Place>) -> Result<(), Failure> {
    let jobs = places.into_iter().map(|place| Job::new(scene, place)).collect::<Result<Vec<_>, _>>()?;
    agree(scene, &jobs)?;
    for job in jobs.iter().filter(|job| scene.is_real() && job.is_needed()) {
        let by = (scene.api.app, scene.version());
        job.folder.install(&job.plan, &job.found, by, scene.skill)?;
    }
    for job in jobs.iter().filter(|job| scene.is_real() && job.place.agents.is_empty()) {
        scene.note_of_memory(scene.places.named.remember(&job.place.folder));
    }
    let done = json!({
        "skill": scene.skill.name,
        "version": scene.version(),
        "dry_run": !scene.is_real(),
        "places": jobs.iter().map(Job::data).collect::<Vec<_>>(),
    });
    scene.printer.data(&done, |_| jobs.iter().map(|job| job.text(scene)).collect::<Vec<_>>().join("\n"));
    Ok(())
}

fn agree(scene: &Scene<'_>, jobs: &[Job]) -> Result<(), Failure> {
    let theirs: Vec<String> = jobs.iter().flat_map(Job::theirs).collect();
    if theirs.is_empty() {
        return Ok(());
    }
    let foreign = jobs.iter().any(|job| job.state == State::Foreign);
    let whose = if foreign { "another program installed" } else { "somebody changed" };
    let list = theirs.join(", ");
    scene.agree(&format!("Replace what {whose}: {list}?"), &format!("{whose} what would be replaced: {list}"))
}

impl Job {
    fn new(scene: &Scene<'_>, place: Place) -> Result<Self, Failure> {
        let folder = Folder::open(&place, scene.skill)?;
        let found = folder.read()?;
        let (state, plan) = (found.state(scene.skill, scene.version()), found.install(scene.skill));
        Ok(Self { place, folder, found, state, plan })
    }

    fn is_needed(&self) -> bool {
        self.state != State::Current
    }

    fn theirs(&self) -> impl Iterator<Item = String> {
        self.plan.theirs.iter().map(|path| self.folder.path().join(path).display().to_string())
    }

    fn outcome(&self) -> &'static str {
        match self.state {
            State::Absent => "installed",
            State::Current => "unchanged",
            State::Outdated => "updated",
            State::Edited(_) | State::Foreign => "replaced",
        }
    }

    fn data(&self) -> Value {
        json!({
            "agents": self.place.agents,
            "folder": self.folder.path().display().to_string(),
            "outcome": self.outcome(),
            "written": self.plan.write.iter().map(|file| file.path).collect::<Vec<_>>(),
            "removed": self.plan.remove,
            "stay": self.plan.stay,
        })
    }

    fn text(&self, scene: &Scene<'_>) -> String {
        let would = if scene.is_real() { "" } else { "would be " };
        let path = visible(&self.folder.path().display().to_string());
        let mut text = format!("{would}{} for {}: {path}", self.outcome(), visible(&self.place.title()));
        if !self.plan.stay.is_empty() {
            text.push_str(&format!(
                "\n  not of this skill, left there: {}",
                visible(&self.plan.stay.join(", "))
            ));
        }
        text
    }
}
