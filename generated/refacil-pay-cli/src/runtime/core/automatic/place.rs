//! Where in the arguments a dotted path leads.

use serde_json::{Map, Value};

use super::super::spec::{Field, Operation, Param, Schema};

/// A place among the arguments of an operation.
#[derive(Debug, Clone)]
pub struct Place {
    /// Names on the way, the argument first.
    pub steps: Vec<&'static str>,
    /// What may stand there.
    pub schema: &'static Schema,
    /// What it lies in must be given anyway.
    needed_around: bool,
}

/// The place of a path through objects; none where the operation has no such field.
#[must_use]
pub fn place(operation: &Operation, path: &str) -> Option<Place> {
    // Names may hold dots: the longest that fits is meant.
    let fits = |param: &&Param| rest(path, param.argument).is_some();
    let param = operation.params.iter().filter(fits).max_by_key(|param| param.argument.len())?;
    let mut place = Place { steps: vec![param.argument], schema: param.schema, needed_around: true };
    let (mut left, mut required) = (rest(path, param.argument)?, param.required);
    while !left.is_empty() {
        let fits = |field: &&Field| rest(left, field.name).is_some();
        let field = place.schema.fields.iter().filter(fits).max_by_key(|field| field.name.len())?;
        place.needed_around &= required;
        required = field.required;
        place.steps.push(field.name);
        place.schema = field.schema;
        left = rest(left, field.name)?;
    }
    Some(place)
}

fn rest<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(name)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
}

impl Place {
    /// Puts a value there where the caller gave none. What it lies in is not made for its sake, unless that must be given
    /// anyway. Tells whether the value is there now.
    pub fn fill(&self, arguments: &mut Map<String, Value>, value: Value) -> bool {
        let Some((last, above)) = self.steps.split_last() else { return false };
        let mut map = arguments;
        for step in above {
            if !map.contains_key(*step) && !self.needed_around {
                return false;
            }
            let inner = map.entry(*step).or_insert_with(|| Value::Object(Map::new()));
            // Anything else is refused with a reason of its own.
            let Value::Object(inner) = inner else { return false };
            map = inner;
        }
        if map.contains_key(*last) {
            return false;
        }
        map.insert((*last).to_owned(), value);
        true
    }

    /// The caller gave a value, or one was filled in.
    #[must_use]
    pub fn is_taken(&self, arguments: &Map<String, Value>) -> bool {
        let mut steps = self.steps.iter();
        let first = steps.next().and_then(|step| arguments.get(*step));
        first.and_then(|value| steps.try_fold(value, |value, step| value.get(step))).is_some()
    }

    /// Takes the value away.
    pub fn empty(&self, arguments: &mut Map<String, Value>) {
        let Some((last, above)) = self.steps.split_last() else { return };
        let mut map = arguments;
        for step in above {
            let Some(inner) = map.get_mut(*step).and_then(Value::as_object_mut) else { return };
            map = inner;
        }
        map.shift_remove(*last);
    }

    /// Puts another value in the place of one that is there.
    pub fn replace(&self, arguments: &mut Map<String, Value>, value: Value) {
        let mut steps = self.steps.iter();
        let first = steps.next().and_then(|step| arguments.get_mut(*step));
        if let Some(found) = first.and_then(|value| steps.try_fold(value, |value, step| value.get_mut(step)))
        {
            *found = value;
        }
    }
}
