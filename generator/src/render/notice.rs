//! A notice as a constant; the argument of its proof by the name that it has there.

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::Layout;
use super::schemas::option;
use crate::model::{
    Notice, NoticeEvent, NoticeProof, NoticeStatus, SignEncoding, Signature, SignatureHash, TargetKind,
    TokenAlgorithm,
};

/// All notices, where the program receives any.
pub fn all(layout: &Layout<'_>) -> Vec<TokenStream> {
    if layout.target.kind != TargetKind::Cli {
        return Vec::new();
    }
    layout.api.notices.iter().map(|notice| tokens(layout, notice)).collect()
}

fn tokens(layout: &Layout<'_>, notice: &Notice) -> TokenStream {
    let Notice { operation, title, key, key_about, delivery, reference, fresh, .. } = notice;
    let created = option(notice.created.as_deref());
    let NoticeStatus { field, paid } = &notice.status;
    let signature = signature(&notice.signature);
    let proof = option(notice.proof.as_ref().map(|found| proof(layout, found)));
    let events = notice.events.iter().map(event);
    quote!(Notice {
        operation: #operation,
        title: #title,
        key: #key,
        key_about: #key_about,
        signature: #signature,
        delivery: &[#(#delivery),*],
        reference: #reference,
        created: #created,
        status: NoticeStatus { field: #field, paid: &[#(#paid),*] },
        proof: #proof,
        fresh: &[#(#fresh),*],
        events: &[#(#events),*],
    })
}

fn signature(signature: &Signature) -> TokenStream {
    match signature {
        Signature::Fields { hash, fields, joiner, key_last, sign, encoding } => {
            let (hash, encoding) = (self::hash(*hash), self::encoding(*encoding));
            quote!(Signature::Fields {
                hash: #hash,
                fields: &[#(#fields),*],
                joiner: #joiner,
                key_last: #key_last,
                sign: #sign,
                encoding: #encoding,
            })
        }
        Signature::Body { hash, header, pair, prefix, text, time, encoding } => {
            let (hash, encoding) = (self::hash(*hash), self::encoding(*encoding));
            let (pair, time) = (option(pair.as_deref()), option(time.as_deref()));
            quote!(Signature::Body {
                hash: #hash,
                header: #header,
                pair: #pair,
                prefix: #prefix,
                text: #text,
                time: #time,
                encoding: #encoding,
            })
        }
        Signature::Token { algorithm, header, prefix, body_digest } => {
            let algorithm = match algorithm {
                TokenAlgorithm::Rs256 => quote!(TokenAlgorithm::Rs256),
                TokenAlgorithm::Es256 => quote!(TokenAlgorithm::Es256),
                TokenAlgorithm::Hs256 => quote!(TokenAlgorithm::Hs256),
            };
            let body_digest = option(body_digest.as_deref());
            quote!(Signature::Token {
                algorithm: #algorithm,
                header: #header,
                prefix: #prefix,
                body_digest: #body_digest,
            })
        }
    }
}

fn hash(hash: SignatureHash) -> TokenStream {
    match hash {
        SignatureHash::Sha1 => quote!(SignatureHash::Sha1),
        SignatureHash::Sha256 => quote!(SignatureHash::Sha256),
        SignatureHash::Sha512 => quote!(SignatureHash::Sha512),
    }
}

fn encoding(encoding: SignEncoding) -> TokenStream {
    match encoding {
        SignEncoding::Hex => quote!(SignEncoding::Hex),
        SignEncoding::Base64 => quote!(SignEncoding::Base64),
    }
}

fn proof(layout: &Layout<'_>, proof: &NoticeProof) -> TokenStream {
    let NoticeProof { operation, argument, agrees } = proof;
    let member = layout.operation(operation);
    let argument = member.map_or_else(|| argument.clone(), |member| member.argument_path(argument));
    let agrees = agrees.iter().map(|(field, path)| quote!((#field, #path)));
    quote!(NoticeProof { operation: #operation, argument: #argument, agrees: &[#(#agrees),*] })
}

fn event(event: &NoticeEvent) -> TokenStream {
    let NoticeEvent { name, about, example, without, set } = event;
    let example = option(example.as_deref());
    let set = set.iter().map(|(field, value)| {
        let value = value.to_string();
        quote!((#field, #value))
    });
    quote!(NoticeEvent {
        name: #name,
        about: #about,
        example: #example,
        without: &[#(#without),*],
        set: &[#(#set),*],
    })
}
