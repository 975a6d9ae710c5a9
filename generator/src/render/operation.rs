//! An operation as a constant.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::arguments::{self, Argument, Encoding, Location};
use super::conditions;
use super::follow;
use super::layout::{Layout, Member};
use super::money;
use super::schemas::{SchemaId, json_text, option};
use crate::model::{
    Auth, AuthScheme, BodyKind, Class, Credential, Nature, Operation, Placement, Provider, Repeat, TargetKind,
};

/// The value of an operation.
pub fn tokens(layout: &Layout<'_>, member: &Member<'_>) -> TokenStream {
    let operation = member.operation;
    let Operation { id, cli, mcp, aliases, title, summary, method, route, secret_answers, .. } = operation;
    let foreign_origin = option(match (&operation.foreign_origin, &operation.host_setting) {
        (None, _) => None,
        (Some(_), Some(setting)) => Some(quote!(Origin::Setting(#setting))),
        (Some(origin), None) => Some(quote!(Origin::Known(#origin))),
    });
    let (class, nature) = (class(operation.safety.class), nature(operation.nature));
    let params = member.arguments.iter().map(|(argument, schema)| param(layout, argument, *schema));
    let (body, headers) = (body(operation), headers(operation));
    let steps = operation.steps.iter().map(|step| {
        let (operation, token, header) = (&step.operation, &step.token, &step.header);
        quote!(TokenStep { operation: #operation, token: #token, header: #header })
    });
    let timeout = Literal::u64_unsuffixed(operation.timeout_ms);
    let (repeat, lookup) = (repeat(member), lookup(layout, member));
    let money = money::tokens(member);
    let variants = conditions::variants(member, &layout.schemas);
    let conditions = conditions::conditions(member);
    let automatic = automatic(layout, member);
    let follow = follow::tokens(member);
    let docs = format!("docs/{}.json", member.stem);
    quote!(Operation {
        id: #id,
        command: &[#(#cli),*],
        tool: #mcp,
        aliases: &[#(#aliases),*],
        title: #title,
        summary: #summary,
        method: #method,
        foreign_origin: #foreign_origin,
        path: #route,
        class: Class::#class,
        nature: Nature::#nature,
        params: &[#(#params),*],
        body: #body,
        headers: &[#(#headers),*],
        steps: &[#(#steps),*],
        timeout_ms: #timeout,
        repeat: #repeat,
        lookup: #lookup,
        money: #money,
        variants: &[#(#variants),*],
        conditions: &[#(#conditions),*],
        automatic: &[#(#automatic),*],
        secret_answers: &[#(#secret_answers),*],
        follow: #follow,
        docs: include_str!(#docs),
    })
}

/// The fields that a command-line tool fills in. A server does not: its machine is not the payer's, and what a user stored
/// is on another one.
fn automatic(layout: &Layout<'_>, member: &Member<'_>) -> Vec<TokenStream> {
    let own = match layout.target.kind {
        TargetKind::Cli => member.operation.automatic.as_slice(),
        TargetKind::Mcp => &[],
    };
    let known =
        own.iter().filter_map(|automatic| Some((member.known_path(&automatic.field)?, automatic.from)));
    known
        .map(|(path, from)| {
            let from = ident(match from {
                Provider::PublicIp => "PublicIp",
                Provider::WebhookUrl => "WebhookUrl",
                Provider::Reference => "Reference",
            });
            quote!(Automatic { path: #path, from: Provider::#from })
        })
        .collect()
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

fn class(class: Class) -> Ident {
    ident(match class {
        Class::ReadOnly => "ReadOnly",
        Class::SafeMutation => "SafeMutation",
        Class::Dangerous => "Dangerous",
    })
}

fn nature(nature: Nature) -> Ident {
    ident(match nature {
        Nature::Call => "Call",
        Nature::Login => "Login",
        Nature::Token => "Token",
        Nature::Callback => "Callback",
    })
}

fn param(layout: &Layout<'_>, argument: &Argument<'_>, schema: SchemaId) -> TokenStream {
    let Argument { name, argument, flag, location, required, fixed, .. } = argument;
    let location = ident(match location {
        Location::Path => "Path",
        Location::Query => "Query",
        Location::Header => "Header",
        Location::Body => "Body",
        Location::WholeBody => "WholeBody",
    });
    let fixed = option(fixed.map(json_text));
    let schema = layout.schemas.ident(schema);
    quote!(Param {
        name: #name,
        argument: #argument,
        flag: #flag,
        location: Location::#location,
        required: #required,
        fixed: #fixed,
        schema: &schemas::#schema,
    })
}

fn body(operation: &Operation) -> TokenStream {
    match arguments::encoding(operation) {
        Encoding::None => quote!(BodyKind::None),
        Encoding::Json => quote!(BodyKind::Json),
        Encoding::Urlencoded => quote!(BodyKind::Urlencoded),
        Encoding::Multipart => quote!(BodyKind::Multipart),
        Encoding::Graphql(query) => quote!(BodyKind::Graphql(#query)),
        Encoding::Raw(content_type) => quote!(BodyKind::Raw(#content_type)),
    }
}

/// Headers that the tool sends by itself: constants first, then credentials.
fn headers(operation: &Operation) -> Vec<TokenStream> {
    let fixed = operation.headers.iter().map(|header| {
        let (name, value) = (&header.name, &header.value);
        header_tokens(name, false, "", &quote!(Literal(#value)))
    });
    let mut headers: Vec<_> = fixed.collect();
    headers.extend(
        json_type(operation).map(|name| header_tokens("Content-Type", false, "", &quote!(Literal(#name)))),
    );
    match &operation.auth {
        Auth::None => {}
        Auth::Schemes { schemes } => headers.extend(schemes.iter().map(credential)),
        Auth::Unsupported { scheme } => {
            headers.push(header_tokens("Authorization", false, "", &quote!(Unsupported(#scheme))));
        }
    }
    headers
}

/// The media type of a JSON body that has another than JSON's own.
fn json_type(operation: &Operation) -> Option<&str> {
    let stated = operation.headers.iter().any(|header| header.name.eq_ignore_ascii_case("content-type"));
    let body = operation.body.as_ref().filter(|body| body.kind == BodyKind::Json && !stated)?;
    body.content_type.as_deref()
}

fn credential(scheme: &AuthScheme) -> TokenStream {
    match &scheme.credential {
        Credential::Session => placed(&scheme.placement, &quote!(Session)),
        Credential::Setting { name } => placed(&scheme.placement, &quote!(Setting(#name))),
        // The runtime encodes both into the one place that RFC 7617 knows.
        Credential::Basic { user, password } => {
            let password = option(password.as_ref());
            placed(&Placement::Basic, &quote!(Basic { user: #user, password: #password }))
        }
    }
}

fn placed(placement: &Placement, source: &TokenStream) -> TokenStream {
    match placement {
        Placement::Bearer => header_tokens("Authorization", false, "Bearer ", source),
        Placement::Basic => header_tokens("Authorization", false, "Basic ", source),
        Placement::Authorization { scheme } => {
            header_tokens("Authorization", false, &format!("{scheme} "), source)
        }
        Placement::Header { name } => header_tokens(name, false, "", source),
        Placement::Query { name } => header_tokens(name, true, "", source),
    }
}

fn header_tokens(name: &str, in_query: bool, prefix: &str, source: &TokenStream) -> TokenStream {
    quote!(Header { name: #name, in_query: #in_query, prefix: #prefix, source: Source::#source })
}

fn repeat(member: &Member<'_>) -> TokenStream {
    match &member.operation.repeat {
        Repeat::None => quote!(Repeat::None),
        Repeat::Header { name } => quote!(Repeat::Header(#name)),
        Repeat::Reference { field } => {
            let field = member.argument_path(field);
            quote!(Repeat::Reference(#field))
        }
    }
}

fn lookup(layout: &Layout<'_>, member: &Member<'_>) -> TokenStream {
    option(member.operation.lookup.as_ref().map(|lookup| {
        let operation = &lookup.operation;
        let target = layout.operation(operation);
        let argument =
            target.map_or_else(|| lookup.argument.clone(), |target| target.argument_path(&lookup.argument));
        let field = member.argument_path(&lookup.field);
        quote!(Lookup { operation: #operation, argument: #argument, field: #field })
    }))
}
