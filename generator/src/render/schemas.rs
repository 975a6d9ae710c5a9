//! Schemas as statics, each shape once.

use std::collections::HashMap;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use rayon::prelude::*;
use serde_json::Value;

use super::arguments;
use super::format;
use super::layout::Layout;
use super::listing::digest;
use super::names;
use crate::error::Error;
use crate::model::{Kind, Number, Schema};

/// A shape in the [`Pool`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaId(usize);

/// All shapes of a crate.
#[derive(Default)]
pub struct Pool<'a> {
    shapes: Vec<Shape<'a>>,
    by_digest: HashMap<String, SchemaId>,
}

/// A schema whose parts are in the pool too.
struct Shape<'a> {
    schema: &'a Schema,
    /// Wire name of its first use.
    hint: &'a str,
    digest: String,
    fields: Vec<SchemaId>,
    items: Option<SchemaId>,
    /// Name of its static.
    name: String,
}

impl<'a> Pool<'a> {
    /// Adds a schema, or finds the one that is the same to a call: documentation does not count.
    pub fn intern(&mut self, schema: &'a Schema, hint: &'a str) -> SchemaId {
        let fields: Vec<_> =
            schema.properties.iter().map(|property| self.intern(&property.schema, &property.name)).collect();
        let items = schema.items.as_ref().map(|items| self.intern(items, hint));
        let digest = self.digest(schema, &fields, items);
        if let Some(known) = self.by_digest.get(&digest) {
            return *known;
        }
        let id = SchemaId(self.shapes.len());
        self.by_digest.insert(digest.clone(), id);
        self.shapes.push(Shape { schema, hint, digest, fields, items, name: String::new() });
        id
    }

    fn digest(&self, schema: &Schema, fields: &[SchemaId], items: Option<SchemaId>) -> String {
        let of = |id: SchemaId| self.shapes.get(id.0).map_or("", |shape| shape.digest.as_str());
        let fields: Vec<_> = schema
            .properties
            .iter()
            .zip(fields)
            .map(|(property, id)| {
                (&property.name, property.required, property.fixed.as_ref().map(json_text), of(*id))
            })
            .collect();
        let format = format_of(schema).or_else(|| is_file(schema).then_some("File"));
        let facts = (
            (kinds(schema), schema.nullable, choices(schema), limit(&schema.minimum), limit(&schema.maximum)),
            (schema.min_length, schema.max_length, pattern(schema), format, schema.secret),
            (fields, items.map(of)),
        );
        digest(format!("{facts:?}").as_bytes())
    }

    /// Names every shape: a plain type after itself, others after their first use; where that means several shapes,
    /// a piece of the digest tells them apart, so that a name does not depend on the order of operations.
    pub fn name_all(&mut self) {
        let mut uses: HashMap<String, usize> = KINDS.iter().map(|kind| ((*kind).to_owned(), 1)).collect();
        let bases: Vec<_> = self.shapes.iter().map(Shape::base_name).collect();
        for (base, shape) in bases.iter().zip(&self.shapes) {
            if !shape.is_plain() {
                *uses.entry(base.clone()).or_default() += 1;
            }
        }
        for (base, shape) in bases.into_iter().zip(&mut self.shapes) {
            let alone = shape.is_plain() || uses.get(&base) == Some(&1) && !KINDS.contains(&base.as_str());
            let piece: String = shape.digest.chars().take(8).collect::<String>().to_ascii_uppercase();
            shape.name = if alone { base } else { format!("{base}_{piece}") };
        }
    }

    /// The static of a shape.
    pub fn ident(&self, id: SchemaId) -> Ident {
        Ident::new(self.shapes.get(id.0).map_or("ANY", |shape| shape.name.as_str()), Span::call_site())
    }

    /// There is no shape.
    pub fn is_empty(&self) -> bool {
        self.shapes.is_empty()
    }
}

const KINDS: &[&str] = &["ANY", "BOOLEAN", "INTEGER", "NUMBER", "STRING", "ARRAY", "OBJECT", "FILE"];

impl Shape<'_> {
    fn is_plain(&self) -> bool {
        let schema = self.schema;
        let limits = schema.minimum.is_some() || schema.maximum.is_some() || schema.min_length.is_some();
        let more = schema.max_length.is_some() || pattern(schema).is_some() || format_of(schema).is_some();
        let parts = !schema.choices.is_empty() || !self.fields.is_empty() || self.items.is_some();
        !(limits || more || parts || kinds(schema).len() > 1 || schema.nullable || schema.secret)
    }

    fn base_name(&self) -> String {
        if self.is_plain() {
            return shape_name(self.schema).to_ascii_uppercase();
        }
        let stem = names::file_stem(&names::slug(self.hint));
        names::constant(&stem, &[])
    }

    fn tokens(&self, pool: &Pool<'_>) -> TokenStream {
        let schema = self.schema;
        let mut set = vec![];
        if schema.kind != Kind::Any {
            let kind = Ident::new(shape_name(schema), Span::call_site());
            set.push(quote!(kind: Kind::#kind));
        }
        if let kinds @ [_, _, ..] = kinds(schema) {
            let kinds = kinds.iter().map(|kind| Ident::new(kind_name(*kind), Span::call_site()));
            set.push(quote!(kinds: &[#(Kind::#kinds),*]));
        }
        let choices = choices(schema);
        if !choices.is_empty() {
            set.push(quote!(choices: &[#(#choices),*]));
        }
        set.extend(limit(&schema.minimum).map(|number| {
            let number = float(number);
            quote!(minimum: Some(#number))
        }));
        set.extend(limit(&schema.maximum).map(|number| {
            let number = float(number);
            quote!(maximum: Some(#number))
        }));
        set.extend(
            schema.min_length.map(Literal::u64_unsuffixed).map(|length| quote!(min_length: Some(#length))),
        );
        set.extend(
            schema.max_length.map(Literal::u64_unsuffixed).map(|length| quote!(max_length: Some(#length))),
        );
        set.extend(pattern(schema).map(|pattern| quote!(pattern: Some(#pattern))));
        set.extend(format_of(schema).map(|format| {
            let format = Ident::new(format, Span::call_site());
            quote!(format: Some(Format::#format))
        }));
        set.extend(schema.nullable.then(|| quote!(nullable: true)));
        set.extend(schema.secret.then(|| quote!(secret: true)));
        if !self.fields.is_empty() {
            let fields = self.field_tokens(pool);
            set.push(quote!(fields: &[#(#fields),*]));
        }
        set.extend(self.items.map(|items| {
            let items = pool.ident(items);
            quote!(items: Some(&#items))
        }));
        quote!(Schema { #(#set,)* ..Schema::ANY })
    }

    fn field_tokens(&self, pool: &Pool<'_>) -> Vec<TokenStream> {
        let words = arguments::field_flags(self.schema);
        let fields = self.schema.properties.iter().zip(&self.fields).zip(words);
        fields
            .map(|((property, id), flag)| {
                let (name, required, schema) = (&property.name, property.required, pool.ident(*id));
                let fixed = option(property.fixed.as_ref().map(json_text));
                quote!(Field { name: #name, flag: #flag, required: #required, fixed: #fixed, schema: &#schema })
            })
            .collect()
    }
}

/// The file of all schemas; there is none in a crate that needs none.
pub fn file(layout: &Layout<'_>) -> Result<Option<(String, Vec<u8>)>, Error> {
    let path = "src/api/schemas.rs";
    let pool = &layout.schemas;
    if pool.is_empty() {
        return Ok(None);
    }
    let mut order: Vec<&Shape<'_>> = pool.shapes.iter().collect();
    order.sort_by_key(|shape| &shape.name);
    let items: Vec<String> = order
        .into_par_iter()
        .map(|shape| {
            let name = Ident::new(&shape.name, Span::call_site());
            let value = shape.tokens(pool);
            format::item(path, quote!(pub(super) static #name: Schema = #value;))
        })
        .collect::<Result<_, _>>()?;
    let about = "Shapes of values; identical ones are one static.";
    let content = format::file(&layout.notice, about, &["crate::runtime::core::spec::*"], &items);
    Ok(Some((path.to_owned(), content)))
}

/// `Some` of a literal, or `None`.
pub fn option(value: Option<impl quote::ToTokens>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

/// JSON text of a constant or choice.
pub fn json_text(value: &Value) -> String {
    value.to_string()
}

/// The types that a value may have.
fn kinds(schema: &Schema) -> &[Kind] {
    if schema.kind == Kind::Any && schema.kinds.len() > 1 {
        &schema.kinds
    } else {
        std::slice::from_ref(&schema.kind)
    }
}

fn choices(schema: &Schema) -> Vec<String> {
    schema.choices.iter().map(json_text).collect()
}

fn limit(number: &Option<Number>) -> Option<f64> {
    number.as_ref().and_then(Number::as_f64).filter(|number| number.is_finite())
}

/// A pattern that the runtime's engine cannot compile limits nothing; tools that list it would refuse the whole tool.
fn pattern(schema: &Schema) -> Option<&str> {
    schema.pattern.as_deref().filter(|pattern| regex_lite::Regex::new(pattern).is_ok())
}

fn format_of(schema: &Schema) -> Option<&'static str> {
    match schema.format.as_deref()? {
        "uri" | "url" => Some("Uri"),
        "ip" | "ipv4" | "ipv6" => Some("Ip"),
        "email" => Some("Email"),
        "date-time" => Some("DateTime"),
        "date" => Some("Date"),
        "uuid" => Some("Uuid"),
        _ => None,
    }
}

/// The kind that the runtime knows: there a file is one of its own.
fn shape_name(schema: &Schema) -> &'static str {
    if is_file(schema) { "File" } else { kind_name(schema.kind) }
}

fn is_file(schema: &Schema) -> bool {
    schema.kind == Kind::String && schema.format.as_deref() == Some("binary")
}

const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Any => "Any",
        Kind::Boolean => "Boolean",
        Kind::Integer => "Integer",
        Kind::Number => "Number",
        Kind::String => "String",
        Kind::Array => "Array",
        Kind::Object => "Object",
    }
}

/// A float literal. Clippy takes three digits and more for a badly written constant such as π: such a number is
/// written as the exact quotient of two whole numbers.
pub fn float(number: f64) -> TokenStream {
    let text = format!("{}", number.abs());
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let places = text.split_once('.').map_or(0, |(_, places)| places.len());
    let sign = if number.is_sign_negative() { quote!(-) } else { quote!() };
    let whole = text.replace('.', "").parse::<f64>();
    if let (Ok(whole), true) = (whole, places > 0 && digits > 2 && digits <= 15) {
        let (whole, scale) =
            (Literal::f64_unsuffixed(whole), Literal::f64_unsuffixed(10_f64.powi(places as i32)));
        return quote!(#sign #whole / #scale);
    }
    let literal = Literal::f64_unsuffixed(number.abs());
    quote!(#sign #literal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_exact_and_never_look_like_pi() {
        let text = |number| float(number).to_string();
        assert_eq!(text(5000.0), "5000.0");
        assert_eq!(text(-0.5), "- 0.5");
        assert_eq!("3.14".parse().map(text), Ok("314.0 / 100.0".to_owned()));
        assert_eq!("3.14".parse(), Ok(314.0 / 100.0));
        assert_eq!(text(-50000.25), "- 5000025.0 / 100.0");
    }

    #[test]
    fn identical_shapes_are_one_and_documentation_does_not_count() {
        let documented =
            |text: &str| Schema { description: text.into(), max_length: Some(9), ..Schema::of(Kind::String) };
        let (a, b, c) = (documented("a"), documented("b"), Schema::of(Kind::String));
        let mut pool = Pool::default();
        let (first, second, plain) =
            (pool.intern(&a, "code"), pool.intern(&b, "name"), pool.intern(&c, "string"));
        pool.name_all();
        assert_eq!(first, second);
        assert_eq!(pool.ident(first).to_string(), "CODE");
        assert_eq!(pool.ident(plain).to_string(), "STRING");
    }

    #[test]
    fn two_types_are_more_than_any_type() {
        let either = Schema { kinds: vec![Kind::Integer, Kind::String], ..Schema::default() };
        let any = Schema::default();
        let mut pool = Pool::default();
        let (either, any) = (pool.intern(&either, "id"), pool.intern(&any, "id"));
        pool.name_all();
        assert_ne!(either, any);
        let text = pool.shapes[either.0].tokens(&pool).to_string();
        assert!(text.contains("kinds : & [Kind :: Integer , Kind :: String]"), "{text}");
    }

    #[test]
    fn two_shapes_of_one_name_are_told_apart() {
        let limited = |most| Schema { max_length: Some(most), ..Schema::of(Kind::String) };
        let (a, b, c) = (limited(1), limited(2), limited(3));
        let mut pool = Pool::default();
        let ids = [pool.intern(&a, "id"), pool.intern(&b, "ID"), pool.intern(&c, "string")];
        pool.name_all();
        let names = ids.map(|id| pool.ident(id).to_string());
        assert!(
            names[0].starts_with("ID_") && names[1].starts_with("ID_") && names[0] != names[1],
            "{names:?}"
        );
        assert!(names[2].starts_with("STRING_"), "{names:?}");
    }
}
