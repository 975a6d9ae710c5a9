//! The target of the benchmarks that render.

use postman_codegen::model::{Target, TargetKind};

/// The command-line tool that a made-up collection becomes.
pub fn synthetic_cli() -> Target {
    Target {
        kind: TargetKind::Cli,
        name: "synthetic-cli".into(),
        version: "0.1.0".into(),
        env_prefix: "SYNTHETIC_CLI".into(),
        language: "en".into(),
        about: "Synthetic".into(),
        output: None,
        audit_log: None,
        registry: None,
        image: None,
    }
}
