//! An operation that takes files.

use codegen_runtime::runtime::core::spec::*;

use super::{CALL, TEXT, body};

static FILE: Schema = Schema { kind: Kind::File, ..Schema::ANY };
static FILES: Schema = Schema { kind: Kind::Array, items: Some(&FILE), ..Schema::ANY };

/// Hands in papers for a dispute.
pub const EVIDENCE: Operation = Operation {
    id: "evidence",
    command: &["disputes", "evidence"],
    tool: "add_evidence",
    title: "Add evidence",
    summary: "Hands in papers for a dispute.",
    path: "/disputes/{dispute}/evidence",
    class: Class::SafeMutation,
    params: &[
        Param { location: Location::Path, ..body("dispute", "dispute", true, &TEXT) },
        body("note", "note", false, &TEXT),
        body("document", "document", true, &FILE),
        body("pages", "pages", false, &FILES),
    ],
    body: BodyKind::Multipart,
    ..CALL
};
