//! Texts that nobody writes: long, deep, or of pieces that do not belong together.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::tests::{request, shapes};

#[test]
fn time_grows_with_the_text_and_no_faster() {
    let row =
        |at: usize| format!("| `field{at}.sub` | string | Yes | one of `a`, `b`; max {at} characters |\n");
    let table = format!(
        "## Body\n\n| Field | Type | Required | Description |\n|---|---|---|---|\n{}",
        (0..600).map(row).collect::<String>()
    );
    let item = |at: usize| format!("{}- `f{at}` (object, required) - text\n", "  ".repeat(at % 20));
    let list = format!("## Body\n\n{}", (0..600).map(item).collect::<String>());
    // The least of a few: whatever else the machine does only adds to it.
    let took = |text: &str| {
        let request = request("{}", "", text);
        let once = || {
            let start = time_of_this_thread();
            shapes(&request, &[]);
            time_of_this_thread() - start
        };
        (0..3).map(|_| once()).min().unwrap_or_default()
    };
    let texts = [
        table,
        list,
        "must be `x` one of `y` and max 3 (a ".repeat(1_000),
        "string, ".repeat(3_000),
        "### `field1.sub` = `a`\n\n- `f` (string, required if `b` = `c`)\n\n".repeat(400),
        "- If `a` = `b` and `c` is given: `d`, `e` are required\n".repeat(400),
    ];
    for text in texts {
        let (once, fourfold) = (took(&text), took(&text.repeat(4)));
        // Sixteen times would be quadratic.
        assert!(fourfold < once * 10 + Duration::from_millis(200), "{once:?} {fourfold:?}");
    }
}

/// How long this thread ran. Where the system does not tell it, all time counts, also that of other programs.
fn time_of_this_thread() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ran = told.and_then(|told| told.split(' ').next()?.parse().ok());
    ran.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    let deep = format!("{}1{}", "{\"a\": [".repeat(63), "]}".repeat(63));
    let list = (0..200)
        .map(|depth| format!("{}- `x.y.z` (object, required)\n", "  ".repeat(depth)))
        .collect::<String>();
    let shapes = shapes(&request(&deep, &deep, &format!("## Body\n\n{list}")), &[&list]);
    assert!(shapes.body.is_some_and(|body| body.schema.to_json_schema().to_string().len() > 1000));
}

fn any_markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("## Body\n\n".to_owned()),
        Just("**Response**\n\n".to_owned()),
        Just("| Field | Type | Required |\n|---|---|---|\n".to_owned()),
        Just("| `a.b[]` | string | yes |\n".to_owned()),
        Just("- `a` (number, required) - max 36, one of `1`, `2`\n".to_owned()),
        Just("| `a` | Required fields | Minimum b |\n|---|---|---|\n| 1 | `b`, `c` | 5 |\n".to_owned()),
        Just("### 1 Card\n\n".to_owned()),
        Just("- If `a` = `1` and `b` is given: `c` must be one of `x`, `y`\n".to_owned()),
        Just("Rules for `c` by `a`:\n\n- `1`: 7-10 digits\n".to_owned()),
        Just("  - `b`: if `a` = `1` (\n".to_owned()),
        Just("| HTTP | code | message |\n|---|---|---|\n| 400 | x | y |\n".to_owned()),
        r#"[`*_|()\[\]{}<>=:;,.\-–#"'a1é\u{a0} \n]{0,12}"#,
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_description_and_body_are_read(text in any_markdown(), folder in any_markdown(), body in r#"[\[\]{}":,a1é<> ]{0,30}"#) {
        let shapes = shapes(&request(&body, &body, &text), &[&folder]);
        for property in shapes.body.iter().flat_map(|body| &body.schema.properties) {
            prop_assert!(!property.name.is_empty() || body.contains("\"\""));
        }
    }
}
