//! `skills uninstall`.

use serde_json::{Value, json};

use super::super::super::core::failure::Failure;
use super::super::super::core::text::visible;
use super::super::super::extras::skills::{Found, Plan, State};
use super::Scene;
use super::command::Choice;
use super::disk::Folder;
use super::places::Place;

/// What is to be taken away from one place.
struct Job {
    place: Place,
    folder: Folder,
    found: Found,
    plan: Plan,
    foreign: bool,
}

pub(super) fn run(scene: &Scene<'_>, choice: &Choice) -> Result<(), Failure> {
    let places = if choice.is_named() { scene.places.named(choice)? } else { scene.known() };
    let mut jobs = Vec::new();
    for place in places {
        let folder = Folder::open(&place, scene.skill)?;
        let found = folder.read()?;
        let state = found.state(scene.skill, scene.version());
        if state != State::Absent {
            let plan = found.uninstall();
            jobs.push(Job { place, folder, found, plan, foreign: state == State::Foreign });
        }
    }
    let theirs: Vec<String> = jobs.iter().flat_map(Job::theirs).collect();
    if !theirs.is_empty() {
        let list = theirs.join(", ");
        scene.agree(
            &format!("Remove what somebody changed: {list}?"),
            &format!("somebody changed what would be removed: {list}"),
        )?;
    }
    for job in jobs.iter().filter(|job| scene.is_real() && !job.foreign) {
        job.folder.uninstall(&job.plan, &job.found)?;
        if job.place.agents.is_empty() {
            scene.note_of_memory(scene.places.named.forget(&job.place.folder));
        }
    }
    let done = json!({
        "skill": scene.skill.name,
        "dry_run": !scene.is_real(),
        "places": jobs.iter().map(Job::data).collect::<Vec<_>>(),
    });
    scene.printer.data(&done, |_| {
        if jobs.is_empty() {
            return "the skill is installed nowhere here".to_owned();
        }
        jobs.iter().map(|job| job.text(scene)).collect::<Vec<_>>().join("\n")
    });
    Ok(())
}

impl Job {
    fn theirs(&self) -> impl Iterator<Item = String> {
        self.plan.theirs.iter().map(|path| self.folder.path().join(path).display().to_string())
    }

    fn data(&self) -> Value {
        json!({
            "agents": self.place.agents,
            "folder": self.folder.path().display().to_string(),
            "outcome": if self.foreign { "foreign" } else { "removed" },
            "removed": self.plan.remove,
            "stay": self.plan.stay,
        })
    }

    fn text(&self, scene: &Scene<'_>) -> String {
        let path = visible(&self.folder.path().display().to_string());
        let title = visible(&self.place.title());
        if self.foreign {
            return format!("left for {title}: {path} is another program's; remove the folder by hand");
        }
        let would = if scene.is_real() { "" } else { "would be " };
        let stay = match self.plan.stay.as_slice() {
            [] => String::new(),
            stay => format!("\n  not of this skill, left there: {}", visible(&stay.join(", "))),
        };
        format!("{would}removed for {title}: {path}{stay}")
    }
}
