//! A charge whose method decides what else it takes.

use codegen_runtime::runtime::core::spec::*;

use super::{CALL, CURRENCY, NUMBER, SECRET, TEXT, body};

static ANY: Schema = Schema::ANY;
static BOOLEAN: Schema = Schema { kind: Kind::Boolean, ..Schema::ANY };
static WHOLE: Schema = Schema { kind: Kind::Integer, ..Schema::ANY };
static TEXTS: Schema = Schema { kind: Kind::Array, items: Some(&TEXT), ..Schema::ANY };
static PERSON: Schema = Schema { kind: Kind::String, choices: &["\"0\"", "\"1\""], ..Schema::ANY };
static CELLPHONE: Schema = Schema { kind: Kind::String, pattern: Some("^3[0-9]{9}$"), ..Schema::ANY };
static METHOD_ID: Schema =
    Schema { kind: Kind::Integer, choices: &["117", "130", "248", "999"], ..Schema::ANY };

const fn field(name: &'static str, flag: &'static str, required: bool, schema: &'static Schema) -> Field {
    Field { name, flag, required, fixed: None, schema }
}

static METHOD: Schema = Schema {
    kind: Kind::Object,
    fields: &[
        field("id", "id", true, &METHOD_ID),
        field("typePerson", "type-person", false, &PERSON),
        field("documentType", "document-type", false, &TEXT),
        field("bankId", "bank-id", false, &TEXT),
        field("cellphone", "cellphone", false, &TEXT),
    ],
    ..Schema::ANY
};
static OWNER: Schema = Schema {
    kind: Kind::Object,
    fields: &[field("name", "name", true, &TEXT), field("age", "age", false, &WHOLE)],
    ..Schema::ANY
};
static ITEM: Schema = Schema {
    kind: Kind::Object,
    fields: &[field("sku", "sku", true, &TEXT), field("count", "count", false, &WHOLE)],
    ..Schema::ANY
};
static ITEMS: Schema = Schema { kind: Kind::Array, items: Some(&ITEM), ..Schema::ANY };
static METADATA: Schema = Schema {
    kind: Kind::Object,
    fields: &[
        field("identifier", "identifier", false, &TEXT),
        field("vip", "vip", false, &BOOLEAN),
        field("owner", "owner", false, &OWNER),
        field("labels", "labels", false, &TEXTS),
        field("extra", "extra", false, &ANY),
    ],
    ..Schema::ANY
};

const fn case_field(path: &'static str, required: bool, schema: &'static Schema) -> CaseField {
    CaseField { path, required, schema }
}

const fn when(values: &'static [&'static str]) -> When {
    When { field: "paymentMethod.id", values }
}

/// Charges by a method of payment.
pub const CHARGE: Operation = Operation {
    id: "charge",
    command: &["charge"],
    tool: "charge",
    title: "Charge",
    summary: "Charges a customer by a method of payment.",
    path: "/charges",
    class: Class::SafeMutation,
    params: &[
        body("amount", "amount", true, &NUMBER),
        body("currency", "currency", false, &CURRENCY),
        body("expiresIn", "expires-in", false, &WHOLE),
        body("paymentMethod", "payment-method", true, &METHOD),
        body("metadata", "metadata", false, &METADATA),
        body("items", "items", false, &ITEMS),
        body("tags", "tags", false, &TEXTS),
        body("urgent", "urgent", false, &BOOLEAN),
        body("note", "note", false, &ANY),
        body("cardPin", "card-pin", false, &SECRET),
    ],
    body: BodyKind::Json,
    variants: &[Variants {
        by: "paymentMethod.id",
        cases: &[
            Case {
                values: &["117"],
                label: "PSE",
                fields: &[
                    case_field("paymentMethod.typePerson", true, &PERSON),
                    case_field("paymentMethod.documentType", true, &TEXT),
                    case_field("paymentMethod.bankId", true, &TEXT),
                ],
            },
            Case {
                values: &["130"],
                label: "Nequi",
                fields: &[case_field("paymentMethod.cellphone", true, &CELLPHONE)],
            },
            Case {
                values: &["248"],
                label: "QR",
                fields: &[
                    case_field("paymentMethod.cellphone", false, &TEXT),
                    case_field("paymentMethod.documentType", false, &TEXT),
                ],
            },
        ],
    }],
    conditions: &[
        Condition { when: &[when(&["117"])], field: "expiresIn", demand: Demand::BeAtLeast(1800.0) },
        Condition {
            when: &[When { field: "paymentMethod.typePerson", values: &["\"1\""] }],
            field: "paymentMethod.documentType",
            demand: Demand::BeOneOf(&["\"NIT\""]),
        },
    ],
    docs: r#"{"description":"Charges a customer.","params":[
        {"argument":"amount","description":"What is charged","unit":"COP"},
        {"argument":"currency"},
        {"argument":"expiresIn","description":"How long it can be paid","unit":"seconds"},
        {"argument":"paymentMethod","fields":[
            {"argument":"id","description":"The method","choices":[
                {"value":117,"label":"PSE"},{"value":130,"label":"Nequi"},{"value":248,"label":"QR"}]},
            {"argument":"typePerson","choices":[{"value":"0","label":"natural"},{"value":"1","label":"legal"}]},
            {"argument":"bankId","description":"Bank of the payer","example":"1022"}]},
        {"argument":"metadata"},{"argument":"items"},{"argument":"tags"},{"argument":"urgent","default":false},
        {"argument":"note"}],
      "variants":[{"by":"paymentMethod.id","cases":[
        {"values":[117],"label":"PSE","description":"Bank transfer.","fields":[
            {"path":"paymentMethod.typePerson","required":true,"argument":"typePerson"},
            {"path":"paymentMethod.documentType","required":true,"argument":"documentType"},
            {"path":"paymentMethod.bankId","required":true,"argument":"bankId","description":"Bank of the payer","example":"1022"}]},
        {"values":[130],"label":"Nequi","fields":[
            {"path":"paymentMethod.cellphone","required":true,"argument":"cellphone"}]},
        {"values":[248],"label":"QR","fields":[
            {"path":"paymentMethod.cellphone","required":false,"argument":"cellphone"},
            {"path":"paymentMethod.documentType","required":false,"argument":"documentType"}]}]}],
      "request":{"amount":50000,"expiresIn":3600,
        "paymentMethod":{"id":117,"typePerson":"0","documentType":"CC","bankId":"1022"}}}"#,
    ..CALL
};
