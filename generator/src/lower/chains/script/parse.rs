//! Text -> syntax tree -> [`Findings`], within bounds.

use std::thread;

use oxc_allocator::Allocator;
use oxc_ast::ast::Program;
use oxc_parser::{ParseOptions, Parser, ParserReturn};
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;

use super::machine::Machine;
use super::{Findings, Unreadable};

/// Longer scripts are libraries.
pub(super) const LONGEST: usize = 1024 * 1024;

/// Brackets nest no deeper in scripts that people or their tools write. The parser reads some brackets twice, so that
/// time grows with the square of the depth.
const DEEPEST: usize = 256;

/// The parser descends once or more for a token, so its stack must hold as many levels as there are tokens. Memory is
/// only reserved: an honest script touches a few pages of it.
const BYTES_PER_TOKEN: usize = if cfg!(debug_assertions) { 16 * 1024 } else { 4 * 1024 };

/// Scripts that need no more stack than this are followed one after another on one thread.
const USUAL_STACK: usize = 256 * 1024 * 1024;

/// More than a system gives.
const LARGEST_STACK: usize = 4 * 1024 * 1024 * 1024;

/// Follows a script.
///
/// # Errors
/// The script is too long, nested too deep, or no JavaScript.
pub fn read(source: &str) -> Result<Findings, Unreadable> {
    read_all(&[source]).pop().unwrap_or(Err(Unreadable::TooDeep))
}

/// Follows scripts; results stand in their order.
#[must_use]
pub fn read_all(sources: &[&str]) -> Vec<Result<Findings, Unreadable>> {
    let needs: Vec<Result<usize, Unreadable>> = sources.iter().map(|source| stack(source)).collect();
    let usual =
        |need: &Result<usize, Unreadable>| need.as_ref().ok().filter(|need| **need <= USUAL_STACK).copied();
    let on_one: Vec<&str> = sources
        .iter()
        .zip(&needs)
        .filter(|(_, need)| usual(need).is_some())
        .map(|(source, _)| *source)
        .collect();
    let largest = needs.iter().filter_map(usual).max().unwrap_or_default();
    let mut followed = with_stack(largest, &on_one).into_iter();
    let each = sources.iter().zip(&needs).map(|(source, need)| match need {
        Err(why) => Err(why.clone()),
        Ok(need) if *need <= USUAL_STACK => followed.next().unwrap_or(Err(Unreadable::TooDeep)),
        Ok(need) => with_stack(*need, &[source]).pop().unwrap_or(Err(Unreadable::TooDeep)),
    });
    each.collect()
}

/// Follows scripts on a thread with so much stack; nothing where the system refuses it.
fn with_stack(stack: usize, sources: &[&str]) -> Vec<Result<Findings, Unreadable>> {
    if sources.is_empty() {
        return Vec::new();
    }
    let run = || sources.iter().map(|source| follow(source)).collect();
    thread::scope(|scope| {
        let worker = thread::Builder::new().stack_size(stack).spawn_scoped(scope, run);
        worker.ok().and_then(|worker| worker.join().ok()).unwrap_or_default()
    })
}

/// How much stack a script can need.
fn stack(source: &str) -> Result<usize, Unreadable> {
    if source.len() > LONGEST {
        return Err(Unreadable::TooLong);
    }
    let stack = tokens(source).saturating_mul(BYTES_PER_TOKEN).saturating_add(1024 * 1024);
    if stack > LARGEST_STACK || depth(source) > DEEPEST { Err(Unreadable::TooDeep) } else { Ok(stack) }
}

/// At least as many as the script has tokens that can nest; texts and comments are counted too, which does no harm.
fn tokens(source: &str) -> usize {
    let mut inside_word = false;
    let mut count = 0;
    for byte in source.bytes() {
        let word = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii();
        let closes =
            matches!(byte, b')' | b']' | b'}' | b';' | b',' | b'"' | b'\'') || byte.is_ascii_whitespace();
        count += usize::from(word && !inside_word || !word && !closes);
        inside_word = word;
    }
    count
}

/// How deep brackets nest, those in texts left out.
fn depth(source: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut quote = None;
    let mut bytes = source.bytes();
    while let Some(byte) = bytes.next() {
        match (quote, byte) {
            (Some(_), b'\\') => {
                bytes.next();
            }
            // A text of these two ends with its line at the latest; an apostrophe in a comment opens none that stays.
            (Some(open), _) if byte == open || byte == b'\n' => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(' | b'[' | b'{') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (None, b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    deepest
}

fn follow(source: &str) -> Result<Findings, Unreadable> {
    let allocator = Allocator::default();
    let parsed = parse(&allocator, source)?;
    let scoping = SemanticBuilder::new().build(&parsed).semantic.into_scoping();
    Ok(Machine::new(&scoping).run(&parsed))
}

/// As a script, for that is what Postman runs; else as a module, where `import` and `await` may stand anywhere.
fn parse<'a>(allocator: &'a Allocator, source: &'a str) -> Result<Program<'a>, Unreadable> {
    let script = attempt(allocator, source, SourceType::script());
    if script.diagnostics.is_empty() {
        return Ok(script.program);
    }
    let module = attempt(allocator, source, SourceType::mjs());
    if !module.panicked && (module.diagnostics.is_empty() || script.panicked) {
        return Ok(module.program);
    }
    if !script.panicked {
        return Ok(script.program);
    }
    let first = script.diagnostics.iter().next().map(ToString::to_string).unwrap_or_default();
    Err(Unreadable::Syntax(first))
}

fn attempt<'a>(allocator: &'a Allocator, source: &'a str, kind: SourceType) -> ParserReturn<'a> {
    let options = ParseOptions {
        allow_return_outside_function: true,
        preserve_parens: false,
        ..ParseOptions::default()
    };
    Parser::new(allocator, source, kind).with_options(options).parse()
}
