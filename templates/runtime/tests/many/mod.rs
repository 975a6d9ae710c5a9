//! An API of 2,000 commands in 200 groups, made up when it is asked for: tests see whether any of them is overlooked.

use codegen_runtime::runtime::core::spec::*;

/// Groups.
pub const AREAS: usize = 200;
/// Commands of a group.
pub const THINGS: usize = 10;
/// The group whose title could be taken for a tag of a template.
const BRACED: usize = 7;
/// Its title.
const TITLE: &str = "Area {usage} of {name}, and a { that is alone";

static STATE: Schema = Schema { kind: Kind::String, choices: &["\"open\"", "\"closed\""], ..Schema::ANY };

/// The API; it lives as long as the process.
pub fn api() -> &'static Api {
    let group = |area: usize| Group {
        name: text(format!("area-{area}")),
        title: text(if area == BRACED { TITLE.to_owned() } else { format!("Area {area}") }),
        operations: (0..THINGS).map(|at| operation(area, at)).collect::<Vec<_>>().leak(),
    };
    Box::leak(Box::new(Api {
        name: "many",
        title: "Many",
        app: "many",
        about: "Does many things",
        env_prefix: "MANY",
        build: Build {
            version: "1.0.0",
            generator: "0.1.0",
            rust_version: "1.89",
            collection: "many.postman_collection.json",
            collection_sha256: "00",
        },
        environments: &[Environment {
            name: "sandbox",
            base_url: "https://many.example",
            production: false,
            sign_up_url: None,
        }],
        default_environment: "sandbox",
        groups: (0..AREAS).map(group).collect::<Vec<_>>().leak(),
        ..Api::EMPTY
    }))
}

fn operation(area: usize, at: usize) -> Operation {
    let params = vec![Param {
        name: "state",
        argument: "state",
        flag: "state",
        location: Location::Query,
        required: false,
        fixed: None,
        schema: &STATE,
    }];
    Operation {
        id: text(format!("area-{area}-thing-{at}")),
        command: vec![text(format!("area-{area}")), text(format!("thing-{at}"))].leak(),
        tool: text(format!("area_{area}_thing_{at}")),
        title: text(format!("Thing {at}")),
        summary: text(format!("Does thing {at} of area {area}.")),
        method: "GET",
        path: text(format!("/areas/{area}/things/{at}")),
        class: Class::ReadOnly,
        params: params.leak(),
        timeout_ms: 2_000,
        ..Operation::EMPTY
    }
}

fn text(text: String) -> &'static str {
    text.leak()
}
