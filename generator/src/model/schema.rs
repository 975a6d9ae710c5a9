use serde::Serialize;
use serde_json::{Map, Value, json};

/// A JSON number as written, digit by digit.
pub type Number = serde_json::Number;

/// Type of a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Anything.
    #[default]
    Any,
    /// `true` or `false`.
    Boolean,
    /// Whole number.
    Integer,
    /// Any number.
    Number,
    /// Text.
    String,
    /// List.
    Array,
    /// Object.
    Object,
}

impl Kind {
    /// JSON Schema's name of it; nothing for any type.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Any => return None,
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        })
    }
}

/// Which source stated a fact; later variants win over earlier ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provenance {
    /// Guessed from an example.
    #[default]
    Example,
    /// A table or list in a description.
    Description,
    /// The collection's own parameter entry.
    Parameter,
    /// The overlay.
    Overlay,
}

/// Shape and limits of a value. Absent limits do not limit.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Schema {
    /// Type.
    pub kind: Kind,
    /// The types that a value of [`Kind::Any`] may have; empty = any.
    pub kinds: Vec<Kind>,
    /// `null` is allowed.
    pub nullable: bool,
    /// Meaning, plain text or Markdown.
    pub description: String,
    /// Allowed values; empty = any.
    pub choices: Vec<Value>,
    /// What a choice means, by its JSON text.
    pub choice_labels: Vec<(String, String)>,
    /// Smallest number.
    pub minimum: Option<Number>,
    /// Largest number.
    pub maximum: Option<Number>,
    /// Fewest characters.
    pub min_length: Option<u64>,
    /// Most characters.
    pub max_length: Option<u64>,
    /// Regular expression.
    pub pattern: Option<String>,
    /// JSON Schema format: `uri`, `ipv4`, `ip`, `email`, `date-time`, `date`, `uuid`.
    pub format: Option<String>,
    /// Unit of a number: `minutes`, `seconds`, `COP`.
    pub unit: Option<String>,
    /// What the API assumes when absent; documented, never sent.
    pub default: Option<Value>,
    /// Example; documented, never sent.
    pub example: Option<Value>,
    /// Never shown, logged or printed.
    pub secret: bool,
    /// Fields of an object, in order.
    pub properties: Vec<Property>,
    /// Element of an array.
    pub items: Option<Box<Schema>>,
    /// Best source that spoke.
    pub provenance: Provenance,
}

/// A field of an object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Property {
    /// Name on the wire.
    pub name: String,
    /// Must be given.
    pub required: bool,
    /// Constant that makes the operation what it is (a product id, a service name): sent by the tool itself.
    pub fixed: Option<Value>,
    /// Shape.
    pub schema: Schema,
}

impl Schema {
    /// A schema of this type and nothing else.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        Self { kind, ..Self::default() }
    }

    /// An object in which each of these fields is a required text.
    #[cfg(test)]
    pub fn object_of_texts(names: &[&str]) -> Self {
        let field = |name: &&str| Property {
            name: (*name).to_owned(),
            required: true,
            fixed: None,
            schema: Self::of(Kind::String),
        };
        Self { properties: names.iter().map(field).collect(), ..Self::of(Kind::Object) }
    }

    /// The property of that name.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// JSON Schema (2020-12) of this shape: no `$ref`, no composition keyword.
    #[must_use]
    pub fn to_json_schema(&self) -> Value {
        let mut map = Map::new();
        let kinds = if self.kind == Kind::Any { self.kinds.as_slice() } else { &[self.kind] };
        let names: Vec<&str> =
            kinds.iter().filter_map(|kind| kind.name()).chain(self.nullable.then_some("null")).collect();
        match names.as_slice() {
            [] | ["null"] => {}
            [name] => _ = map.insert("type".into(), json!(name)),
            names => _ = map.insert("type".into(), json!(names)),
        }
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                map.insert(key.into(), value);
            }
        };
        put("description", (!self.description.is_empty()).then(|| json!(self.description)));
        put("enum", (!self.choices.is_empty()).then(|| json!(self.choices)));
        put("minimum", self.minimum.clone().map(Value::Number));
        put("maximum", self.maximum.clone().map(Value::Number));
        put("minLength", self.min_length.map(Value::from));
        put("maxLength", self.max_length.map(Value::from));
        put("pattern", self.pattern.clone().map(Value::from));
        put("format", self.format.clone().map(Value::from));
        put("examples", self.example.clone().map(|example| json!([example])));
        put("writeOnly", self.secret.then_some(Value::Bool(true)));
        // Keys of our own; JSON Schema passes over what it does not know.
        put("x-unit", self.unit.clone().map(Value::from));
        put("x-labels", (!self.choice_labels.is_empty()).then(|| self.labels()));
        put("items", self.items.as_ref().map(|items| items.to_json_schema()));
        self.put_properties(&mut map);
        Value::Object(map)
    }

    /// What each choice means, by its JSON text.
    fn labels(&self) -> Value {
        let labels = self.choice_labels.iter();
        Value::Object(labels.map(|(choice, label)| (choice.clone(), json!(label))).collect())
    }

    fn put_properties(&self, map: &mut Map<String, Value>) {
        if self.properties.is_empty() {
            return;
        }
        let mut properties = Map::new();
        for property in &self.properties {
            let mut schema = property.schema.to_json_schema();
            if let (Some(fixed), Value::Object(schema)) = (&property.fixed, &mut schema) {
                schema.insert("const".into(), fixed.clone());
            }
            properties.insert(property.name.clone(), schema);
        }
        map.insert("properties".into(), Value::Object(properties));
        let required: Vec<&str> = self
            .properties
            .iter()
            .filter(|property| property.required)
            .map(|property| property.name.as_str())
            .collect();
        if !required.is_empty() {
            map.insert("required".into(), json!(required));
        }
    }
}
