//! `skills list`.

use serde_json::{Value, json};

use super::super::super::core::failure::Failure;
use super::super::super::core::text::visible;
use super::super::super::extras::skills::State;
use super::Scene;
use super::command::Choice;
use super::disk::Folder;
use super::places::Place;

pub(super) fn run(scene: &Scene<'_>, choice: &Choice) -> Result<(), Failure> {
    let places = if choice.is_named() { scene.places.named(choice)? } else { scene.known() };
    let rows: Vec<Value> = places.iter().map(|place| row(scene, place)).collect();
    let listed = json!({ "skill": scene.skill.name, "version": scene.version(), "places": rows });
    scene.printer.data(&listed, |listed| {
        let lines = listed["places"].as_array().into_iter().flatten().map(|row| line(scene, row));
        lines.collect::<Vec<_>>().join("\n")
    });
    Ok(())
}

/// One broken place keeps nobody from seeing the others.
fn row(scene: &Scene<'_>, place: &Place) -> Value {
    let mut row = json!({
        "agents": place.agents,
        "title": place.title(),
        "found": place.found,
        "folder": place.folder.join(scene.skill.name).display().to_string(),
    });
    let found = Folder::open(place, scene.skill).and_then(|folder| folder.read());
    match found {
        Ok(found) => {
            let state = found.state(scene.skill, scene.version());
            row["state"] = state.word().into();
            row["installed"] = json!(found.record.as_ref().map(|record| &record.version));
            if let State::Edited(files) = state {
                row["edited"] = json!(files);
            }
        }
        Err(failure) => {
            row["state"] = "unusable".into();
            row["why"] = failure.to_string().into();
        }
    }
    row
}

fn line(scene: &Scene<'_>, row: &Value) -> String {
    let text = |key: &str| visible(row[key].as_str().unwrap_or_default());
    let state = match row["state"].as_str().unwrap_or_default() {
        "absent" if row["found"] == true => "not installed".to_owned(),
        "absent" => "not found here".to_owned(),
        "current" => format!("installed, {}", text("installed")),
        "outdated" => format!("installed, {}: {} skills update", text("installed"), scene.api.app),
        "edited" => format!("installed, {}, and changed by somebody", text("installed")),
        "foreign" => {
            format!("another program's; {} skills install --yes replaces its texts", scene.api.app)
        }
        _ => format!("unusable: {}", text("why")),
    };
    format!("{}: {state}\n  {}", text("title"), text("folder"))
}
