//! Fields of a schema by dotted path: `data.customer.email`, `items[].id`.

use crate::model::{Property, Schema};

/// The property at that path.
#[must_use]
pub fn property<'a>(schema: &'a Schema, path: &str) -> Option<&'a Property> {
    let schema = elements(schema);
    schema.properties.iter().find_map(|property| match rest(path, &property.name)? {
        "" => Some(property),
        rest => self::property(&property.schema, rest),
    })
}

/// The property at that path, to be changed.
#[must_use]
pub fn property_mut<'a>(schema: &'a mut Schema, path: &str) -> Option<&'a mut Property> {
    let schema = elements_mut(schema)?;
    schema.properties.iter_mut().find_map(|property| match rest(path, &property.name)? {
        "" => Some(property),
        rest => property_mut(&mut property.schema, rest),
    })
}

/// Calls back with the path of every property, parents before children; elements of a list are `name[]`.
pub fn visit<'a>(schema: &'a Schema, parent: &str, call: &mut dyn FnMut(String, &'a Property)) {
    for property in &schema.properties {
        let path =
            if parent.is_empty() { property.name.clone() } else { format!("{parent}.{}", property.name) };
        call(path.clone(), property);
        visit(&property.schema, &path, call);
        if property.schema.items.is_some() {
            visit(elements(&property.schema), &format!("{path}[]"), call);
        }
    }
}

/// All paths of a schema, for suggestions.
#[must_use]
pub fn paths(schema: &Schema) -> Vec<String> {
    let mut paths = Vec::new();
    visit(schema, "", &mut |path, _| paths.push(path));
    paths
}

/// What is left of a path after a field's name; names may hold dots themselves.
fn rest<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(name)?;
    let rest = rest.strip_prefix("[]").unwrap_or(rest);
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
}

fn elements(schema: &Schema) -> &Schema {
    let mut schema = schema;
    while let Some(items) = &schema.items {
        schema = items;
    }
    schema
}

fn elements_mut(schema: &mut Schema) -> Option<&mut Schema> {
    if schema.items.is_none() { Some(schema) } else { elements_mut(schema.items.as_deref_mut()?) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    fn field(name: &str, schema: Schema) -> Property {
        Property { name: name.into(), required: true, fixed: None, schema }
    }

    fn object(properties: Vec<Property>) -> Schema {
        Schema { properties, ..Schema::of(Kind::Object) }
    }

    #[test]
    fn paths_lead_through_objects_and_lists() {
        let item = object(vec![field("id", Schema::of(Kind::Integer))]);
        let list = Schema { items: Some(Box::new(item)), ..Schema::of(Kind::Array) };
        let mut schema = object(vec![field("a.b", object(vec![field("c", list)]))]);
        assert_eq!(paths(&schema), ["a.b", "a.b.c", "a.b.c[].id"]);
        for path in paths(&schema) {
            assert!(property(&schema, &path).is_some(), "{path}");
            assert!(property_mut(&mut schema, &path).is_some(), "{path}");
        }
        assert!(property(&schema, "a").is_none());
        assert!(property(&schema, "a.b.c.nothing").is_none());
    }
}
