use serde::Serialize;

/// What an agent reads about a command-line tool before it uses it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Skill {
    /// Name of its folder; else that of the tool.
    pub name: Option<String>,
    /// `en` or `es`; else the language of the tool.
    pub language: Option<String>,
    /// What it is for and when it is used.
    pub description: String,
    /// Words of people who need it, in their languages.
    pub keywords: Vec<String>,
    /// What a person is asked for, by the dotted path of the field.
    pub words: Vec<(String, String)>,
}
