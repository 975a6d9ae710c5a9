//! Folders of skills on this machine.

use std::path::{Path, PathBuf};

use super::super::super::account::home::Home;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::spec::{Api, Skill};
use super::super::super::extras::skills::{AGENTS, Agent, Homes};
use super::command::{Choice, ids};
use super::named::Named;

/// Where a user's agents may be.
#[derive(Debug)]
pub struct Places {
    home: PathBuf,
    variables: Vec<(&'static str, PathBuf)>,
    /// Folders that somebody named before.
    pub(super) named: Named,
}

/// A folder of skills.
#[derive(Debug, Clone)]
pub struct Place {
    /// The agents that look there; none for a folder that somebody named.
    pub agents: Vec<&'static str>,
    /// What people call them.
    pub titles: Vec<&'static str>,
    /// The folder.
    pub folder: PathBuf,
    /// No link may lead out of here.
    pub bounds: PathBuf,
    /// One of the agents is on this machine.
    pub found: bool,
}

impl Places {
    /// The places of this user.
    ///
    /// # Errors
    /// The user has no home folder.
    pub fn find(api: &Api, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, Failure> {
        let home = Home::find(api, variable)?;
        // Whoever moves all files of this program moves these too.
        let names = Homes::names().filter(|_| Home::is_usual(api, variable));
        let variables = names.filter_map(|name| Some((name, PathBuf::from(variable(name)?))));
        let variables = variables.filter(|(_, path)| path.is_absolute()).collect();
        Ok(Self { home: home.user().to_owned(), variables, named: Named::new(home.skill_folders()) })
    }

    /// One place for each folder, in the order of the agents.
    #[must_use]
    pub fn all(&self) -> Vec<Place> {
        self.of(AGENTS.iter())
    }

    /// The folders that somebody named before, where the skill still is and no agent looks.
    #[must_use]
    pub fn remembered(&self, skill: &Skill) -> Vec<Place> {
        let of_agents = self.all();
        let is_new = |folder: &PathBuf| of_agents.iter().all(|place| place.folder != *folder);
        let folders = self.named.folders().into_iter().filter(is_new);
        folders
            .filter(|folder| folder.join(skill.name).is_dir())
            .filter_map(|folder| custom(&folder).ok())
            .collect()
    }

    /// The places of the agents that are on this machine.
    #[must_use]
    pub fn found(&self) -> Vec<Place> {
        self.all().into_iter().filter(|place| place.found).collect()
    }

    /// The places that somebody named.
    ///
    /// # Errors
    /// The folder has no absolute path.
    pub fn named(&self, choice: &Choice) -> Result<Vec<Place>, Failure> {
        let agents: Vec<&'static Agent> = choice.agents.iter().filter_map(|word| Agent::find(word)).collect();
        let mut places = self.of(agents.into_iter());
        if let Some(folder) = &choice.folder {
            places.push(custom(folder)?);
        }
        Ok(places)
    }

    /// Nobody's agent was found.
    #[must_use]
    pub fn none_found() -> Failure {
        Failure::new(Exit::NotFound, "no-agent", "no agent was found on this machine")
            .hint(format!("name one with --ide ({}), or a folder of skills with --path", ids()))
    }

    fn of(&self, agents: impl Iterator<Item = &'static Agent>) -> Vec<Place> {
        let homes = Homes { home: &self.home, variables: &self.variables };
        let mut places: Vec<Place> = Vec::new();
        for agent in agents {
            let folder = agent.folder(&homes);
            let found = agent.signs(&homes).iter().any(|sign| sign.is_dir());
            match places.iter_mut().find(|place| place.folder == folder) {
                Some(place) => {
                    place.agents.push(agent.id);
                    place.titles.push(agent.title);
                    place.found |= found;
                }
                None => places.push(Place {
                    agents: vec![agent.id],
                    titles: vec![agent.title],
                    bounds: agent.bounds(&homes),
                    folder,
                    found,
                }),
            }
        }
        places
    }
}

/// A folder that somebody named.
pub(super) fn custom(folder: &Path) -> Result<Place, Failure> {
    let path = std::path::absolute(folder).map_err(|error| {
        Failure::new(Exit::Invalid, "invalid-input", format!("{}: {error}", folder.display())).param("--path")
    })?;
    Ok(Place { agents: Vec::new(), titles: Vec::new(), bounds: path.clone(), folder: path, found: true })
}

impl Place {
    /// For people.
    #[must_use]
    pub fn title(&self) -> String {
        if self.titles.is_empty() { self.folder.display().to_string() } else { self.titles.join(", ") }
    }
}
