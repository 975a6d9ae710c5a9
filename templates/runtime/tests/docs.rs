//! What the generator writes about an operation is what the runtime reads.

use codegen_runtime::runtime::core::docs::OperationDocs;
use serde_json::Value;

/// The generator's own snapshot of a rendered documentation file, below its header.
const SNAPSHOT: &str =
    include_str!("../../../generator/tests/render/snapshots/render__docs-sale-create.snap");

#[test]
fn a_rendered_file_reads_back_whole() {
    let (_, text) = SNAPSHOT.rsplit_once("\n---\n").expect("a header");
    let written: Value = serde_json::from_str(text).expect("is JSON");
    let docs: OperationDocs = serde_json::from_str(text).expect("is documentation");
    assert_eq!(serde_json::to_value(&docs).expect("is JSON"), written);
    assert_eq!(
        docs.error(409, Some("S-01")).map(|error| error.meaning.as_str()),
        Some("Choose another reference.")
    );
    let method = docs.param("method").expect("is documented");
    assert_eq!(
        method.choices.iter().map(|choice| choice.label.as_str()).collect::<Vec<_>>(),
        ["card", "cash"]
    );
}
