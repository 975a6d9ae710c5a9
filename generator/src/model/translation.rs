//! Texts of an overlay in a second language, for the targets that speak it.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{Api, Schema};

/// What is said otherwise in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Translation {
    /// `en` or `es`, as [`super::Target::language`] has it.
    pub language: String,
    /// As it stands without translation, and as it is said in this language.
    pub texts: Vec<(String, String)>,
}

impl Translation {
    /// The text in this language.
    #[must_use]
    pub fn of(&self, text: &str) -> Option<&str> {
        self.texts.iter().find(|(known, _)| known == text).map(|(_, said)| said.as_str())
    }

    fn put(&self, texts: Vec<&mut String>) {
        for text in texts {
            if let Some(said) = self.of(text) {
                said.clone_into(text);
            }
        }
    }
}

impl Api {
    /// The API as a target of that language presents it: what a translation covers is said in it.
    #[must_use]
    pub fn in_language(&self, language: &str) -> Cow<'_, Self> {
        let Some(translation) = self.translations.iter().find(|known| known.language == language) else {
            return Cow::Borrowed(self);
        };
        let mut api = self.clone();
        translation.put(headlines(&mut api));
        translation.put(details(&mut api));
        Cow::Owned(api)
    }

    /// What a translation must cover: titles and summaries of operations, texts of flows; once each, in their order.
    #[must_use]
    pub fn headlines(&self) -> Vec<String> {
        let mut api = self.texts_only();
        once_each(headlines(&mut api))
    }

    /// What a translation may cover besides: arguments, answers, labels, units and meanings of errors; once each.
    #[must_use]
    pub fn details(&self) -> Vec<String> {
        let mut api = self.texts_only();
        once_each(details(&mut api))
    }

    fn texts_only(&self) -> Self {
        Self { operations: self.operations.clone(), flows: self.flows.clone(), ..Self::default() }
    }
}

fn once_each(texts: Vec<&mut String>) -> Vec<String> {
    let mut known = HashSet::new();
    let texts = texts.into_iter().map(std::mem::take);
    texts.filter(|text| !text.is_empty() && known.insert(text.clone())).collect()
}

fn headlines(api: &mut Api) -> Vec<&mut String> {
    let operations = api.operations.iter_mut();
    let mut texts: Vec<_> =
        operations.flat_map(|operation| [&mut operation.title, &mut operation.summary]).collect();
    for flow in &mut api.flows {
        texts.extend([&mut flow.title, &mut flow.description]);
        for step in &mut flow.steps {
            texts.push(&mut step.note);
            texts.extend(&mut step.explain);
        }
    }
    texts
}

fn details(api: &mut Api) -> Vec<&mut String> {
    let mut texts = Vec::new();
    for operation in &mut api.operations {
        let params = operation.params.iter_mut().map(|param| &mut param.schema);
        let body = operation.body.iter_mut().map(|body| &mut body.schema);
        for schema in params.chain(body).chain(&mut operation.response.schema) {
            schema_texts(schema, &mut texts);
        }
        for case in operation.variants.iter_mut().flat_map(|variants| &mut variants.cases) {
            texts.push(&mut case.label);
            for field in &mut case.fields {
                schema_texts(&mut field.schema, &mut texts);
            }
        }
        texts.extend(operation.errors.iter_mut().map(|error| &mut error.meaning));
    }
    texts
}

fn schema_texts<'a>(schema: &'a mut Schema, texts: &mut Vec<&'a mut String>) {
    texts.push(&mut schema.description);
    texts.extend(&mut schema.unit);
    texts.extend(schema.choice_labels.iter_mut().map(|(_, label)| label));
    let items = schema.items.as_deref_mut();
    for inner in schema.properties.iter_mut().map(|property| &mut property.schema).chain(items) {
        schema_texts(inner, texts);
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Api, Body, BodyKind, Flow, Kind, Operation, Property, Schema, Translation};

    fn api() -> Api {
        let life =
            Schema { description: "Life".into(), unit: Some("minutes".into()), ..Schema::of(Kind::Integer) };
        let life = Property { name: "life".into(), required: true, fixed: None, schema: life };
        let schema = Schema { properties: vec![life], ..Schema::of(Kind::Object) };
        let body = Body { kind: BodyKind::Json, schema, example: None, content_type: None };
        let said = [("Pay", "Pagar"), ("Paying", "El pago"), ("Life", "Vigencia"), ("minutes", "minutos")];
        let texts = said.map(|(text, said)| (text.to_owned(), said.to_owned())).to_vec();
        Api {
            operations: vec![Operation { title: "Pay".into(), body: Some(body), ..Operation::default() }],
            flows: vec![Flow { title: "Paying".into(), ..Flow::default() }],
            translations: vec![Translation { language: "es".into(), texts }],
            ..Api::default()
        }
    }

    #[test]
    fn a_target_reads_its_own_language() {
        let (api, spanish) = (api(), api().in_language("es").into_owned());
        assert_eq!(
            (spanish.headlines(), spanish.details()),
            (
                vec!["Pagar".to_owned(), "El pago".to_owned()],
                vec!["Vigencia".to_owned(), "minutos".to_owned()],
            )
        );
        assert_eq!(api.in_language("en").headlines(), ["Pay", "Paying"]);
    }
}
