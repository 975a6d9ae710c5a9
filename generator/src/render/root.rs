//! The API as one static.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::flow;
use super::format;
use super::layout::Layout;
use super::money;
use super::notice;
use super::schemas::option;
use super::skill;
use super::whatsapp;
use super::{GENERATOR, RUST_VERSION};
use crate::error::Error;
use crate::model::{
    Api, ClientAuthentication, Envelope, Environment, Grant, Identity, Login, OAuth, RedirectStyle, Setting,
    Target, TargetKind,
};

/// Renders `src/api/mod.rs`.
pub fn file(layout: &Layout<'_>) -> Result<(String, Vec<u8>), Error> {
    let path = "src/api/mod.rs";
    let mut modules: Vec<&str> = layout.groups.iter().map(|group| group.module.as_str()).collect();
    modules.sort_unstable();
    let mut lines: String = modules.iter().map(|module| format!("pub mod {module};\n")).collect();
    if !layout.schemas.is_empty() {
        lines.push_str("\nmod schemas;\n");
    }
    let value = api(layout);
    let item = format::item(
        path,
        quote!(
            /// Everything that the program knows of the API.
            pub static API: Api = #value;
        ),
    )?;
    let items = [lines, "use crate::runtime::core::spec::*;\n".to_owned(), item];
    Ok((path.to_owned(), format::file(&layout.notice, "The API as data.", &[], &items)))
}

fn api(layout: &Layout<'_>) -> TokenStream {
    let Layout { api, target, groups, .. } = layout;
    let Api { name, title, default_environment, .. } = api;
    let (app, about, env_prefix) = (&target.name, &target.about, &target.env_prefix);
    let language = if target.language == "es" { quote!(Spanish) } else { quote!(English) };
    let build = build(layout);
    let environments = api.environments.iter().map(environment);
    let (currency, time_zone) = (option(api.currency.as_deref()), money::time_zone(api));
    let envelope = option(api.envelope.as_ref().map(envelope));
    let login = option(api.login.as_ref().map(|found| login(layout, found)));
    let oauth = option(api.oauth.as_ref().map(oauth));
    let identity = option(api.identity.as_ref().map(identity));
    let product = product(layout);
    let whatsapp = whatsapp::tokens(layout);
    let flows = api.flows.iter().map(|flow| flow::tokens(layout, flow));
    let notices = notice::all(layout);
    let skill = skill::tokens(layout);
    let settings = api.settings.iter().map(setting);
    let groups = groups.iter().map(|group| {
        let (name, title, module) = (&group.name, group.title, Ident::new(&group.module, Span::call_site()));
        quote!(Group { name: #name, title: #title, operations: #module::OPERATIONS })
    });
    let folders = layout.folders.iter().map(|folder| {
        let (name, title, text) = (&folder.name, folder.title, folder.text);
        quote!(Folder { name: #name, title: #title, text: #text })
    });
    quote!(Api {
        name: #name,
        title: #title,
        app: #app,
        about: #about,
        env_prefix: #env_prefix,
        language: Language::#language,
        build: #build,
        environments: &[#(#environments),*],
        default_environment: #default_environment,
        currency: #currency,
        time_zone: #time_zone,
        envelope: #envelope,
        login: #login,
        oauth: #oauth,
        identity: #identity,
        product: #product,
        flows: &[#(#flows),*],
        notices: &[#(#notices),*],
        skill: #skill,
        whatsapp: #whatsapp,
        settings: &[#(#settings),*],
        groups: &[#(#groups),*],
        folders: &[#(#folders),*],
    })
}

fn product(layout: &Layout<'_>) -> TokenStream {
    let Layout { api, target, .. } = layout;
    let public_ip_url = api.public_ip_url.as_deref().filter(|_| target.kind == TargetKind::Cli);
    let values = [target.output.as_deref(), target.audit_log.as_deref(), public_ip_url];
    let keeper = keeper(layout);
    if keeper.is_none() && values.iter().all(Option::is_none) {
        return quote!(Product::USUAL);
    }
    let ([output, audit_log, public_ip_url], keeper) = (values.map(option), option(keeper));
    quote!(Product {
        output: #output,
        audit_log: #audit_log,
        keeper: #keeper,
        public_ip_url: #public_ip_url,
    })
}

/// A server shares the sessions of the API's command-line tool, where there is one.
fn keeper(layout: &Layout<'_>) -> Option<TokenStream> {
    let Layout { api, target, .. } = layout;
    let tool = api.targets.iter().find(|other| other.kind == TargetKind::Cli);
    let Target { name, env_prefix, .. } = tool.filter(|_| target.kind == TargetKind::Mcp)?;
    Some(quote!(Keeper { app: #name, env_prefix: #env_prefix }))
}

fn build(layout: &Layout<'_>) -> TokenStream {
    let version = &layout.target.version;
    let Api { source_file, source_sha256, .. } = layout.api;
    quote!(Build {
        version: #version,
        generator: #GENERATOR,
        rust_version: #RUST_VERSION,
        collection: #source_file,
        collection_sha256: #source_sha256,
    })
}

fn environment(environment: &Environment) -> TokenStream {
    let Environment { name, base_url, production, sign_up_url } = environment;
    let sign_up_url = option(sign_up_url.as_deref());
    quote!(Environment { name: #name, base_url: #base_url, production: #production, sign_up_url: #sign_up_url })
}

fn envelope(envelope: &Envelope) -> TokenStream {
    let Envelope { status, success, data, message, error_code } = envelope;
    let (data, message) = (option(data.as_deref()), option(message.as_deref()));
    let error_code = option(error_code.as_deref());
    quote!(Envelope {
        status: #status,
        success: #success,
        data: #data,
        message: #message,
        error_code: #error_code,
    })
}

fn login(layout: &Layout<'_>, login: &Login) -> TokenStream {
    let Login { operation, host: _, fields, token, lifetime_seconds, renew_on } = login;
    let member = layout.operation(operation);
    let fields = fields.iter().map(|field| {
        let name = member.map_or_else(|| field.field.clone(), |member| member.argument_path(&field.field));
        let (variable, secret) = (&field.variable, field.secret);
        quote!(LoginField { field: #name, variable: #variable, secret: #secret })
    });
    let lifetime = Literal::u64_unsuffixed(*lifetime_seconds);
    let renew_on = renew_on.iter().copied().map(Literal::u16_unsuffixed);
    quote!(Login {
        operation: #operation,
        fields: &[#(#fields),*],
        token: #token,
        lifetime_seconds: #lifetime,
        renew_on: &[#(#renew_on),*],
    })
}

fn oauth(oauth: &OAuth) -> TokenStream {
    let OAuth { token_url, scopes, .. } = oauth;
    let grants = oauth.grants.iter().map(|grant| match grant {
        Grant::AuthorizationCode => quote!(Grant::AuthorizationCode),
        Grant::DeviceCode => quote!(Grant::DeviceCode),
        Grant::ClientCredentials => quote!(Grant::ClientCredentials),
    });
    let authorize_url = option(oauth.authorize_url.as_deref());
    let device_url = option(oauth.device_url.as_deref());
    let revoke_url = option(oauth.revoke_url.as_deref());
    let client_id = option(oauth.client_id.as_deref());
    let client_id_setting = option(oauth.client_id_setting.as_deref());
    let client_secret_setting = option(oauth.client_secret_setting.as_deref());
    let client_authentication = match oauth.client_authentication {
        ClientAuthentication::Basic => quote!(ClientAuthentication::Basic),
        ClientAuthentication::Body => quote!(ClientAuthentication::Body),
    };
    let extra = oauth.extra.iter().map(|(name, value)| quote!((#name, #value)));
    let redirect = match oauth.redirect {
        RedirectStyle::RedirectUri => quote!(RedirectStyle::RedirectUri),
        RedirectStyle::CallbackPort => quote!(RedirectStyle::CallbackPort),
    };
    let pending_exit = option(oauth.pending_exit.map(Literal::u8_unsuffixed));
    quote!(OAuth {
        grants: &[#(#grants),*],
        token_url: #token_url,
        authorize_url: #authorize_url,
        device_url: #device_url,
        revoke_url: #revoke_url,
        client_id: #client_id,
        client_id_setting: #client_id_setting,
        client_secret_setting: #client_secret_setting,
        client_authentication: #client_authentication,
        scopes: &[#(#scopes),*],
        extra: &[#(#extra),*],
        redirect: #redirect,
        pending_exit: #pending_exit,
    })
}

fn identity(identity: &Identity) -> TokenStream {
    let Identity { operation, environments, .. } = identity;
    let (account, environment) =
        (option(identity.account.as_deref()), option(identity.environment.as_deref()));
    let environments = environments.iter().map(|(value, name)| quote!((#value, #name)));
    quote!(Identity {
        operation: #operation,
        account: #account,
        environment: #environment,
        environments: &[#(#environments),*],
    })
}

fn setting(setting: &Setting) -> TokenStream {
    let Setting { name, about, secret, address, .. } = setting;
    quote!(Setting { name: #name, about: #about, secret: #secret, address: #address })
}
