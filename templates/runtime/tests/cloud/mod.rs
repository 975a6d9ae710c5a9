//! A small API behind an authorization server, as data, for tests of OAuth. Its routes are those of the Pay sandbox.

use codegen_runtime::runtime::core::spec::*;

static TEXT: Schema = Schema { kind: Kind::String, ..Schema::ANY };

const CALL: Operation = Operation {
    method: "GET",
    path: "/",
    class: Class::ReadOnly,
    headers: &[Header { name: "Authorization", in_query: false, prefix: "Bearer ", source: Source::Session }],
    timeout_ms: 5_000,
    ..Operation::EMPTY
};

static OPERATIONS: &[Operation] = &[
    Operation {
        id: "log-in",
        command: &["auth-login"],
        tool: "log_in",
        title: "Log in",
        method: "POST",
        path: "/auth/login",
        class: Class::SafeMutation,
        nature: Nature::Login,
        params: &[
            Param {
                name: "username",
                argument: "username",
                flag: "username",
                location: Location::Body,
                required: true,
                fixed: None,
                schema: &TEXT,
            },
            Param {
                name: "password",
                argument: "password",
                flag: "password",
                location: Location::Body,
                required: true,
                fixed: None,
                schema: &TEXT,
            },
        ],
        body: BodyKind::Json,
        headers: &[],
        secret_answers: &["data.token"],
        ..CALL
    },
    Operation {
        id: "merchant",
        command: &["merchant"],
        tool: "merchant",
        title: "Merchant",
        path: "/merchant/enrollment-data",
        ..CALL
    },
    Operation {
        id: "webhooks",
        command: &["webhooks"],
        tool: "webhooks",
        title: "Webhooks",
        path: "/user-webhooks",
        ..CALL
    },
];

const GROUPS: &[Group] = &[Group { name: "cloud", title: "Cloud", operations: OPERATIONS }];

const SERVER: OAuth = OAuth {
    grants: &[Grant::AuthorizationCode, Grant::DeviceCode, Grant::ClientCredentials],
    token_url: "/oauth/token",
    authorize_url: Some("/oauth/authorize"),
    device_url: Some("/oauth/device_authorization"),
    revoke_url: Some("/oauth/revoke"),
    client_id: Some("sandbox-cli"),
    client_id_setting: Some("CLIENT_ID"),
    client_secret_setting: Some("CLIENT_SECRET"),
    client_authentication: ClientAuthentication::Basic,
    scopes: &["payments", "reports"],
    extra: &[("audience", "https://api.cloud.example")],
    redirect: RedirectStyle::RedirectUri,
    pending_exit: None,
};

const BASE: Api = Api {
    name: "cloud",
    title: "Cloud",
    app: "cloud",
    about: "Keeps things",
    env_prefix: "CLOUD",
    build: Build {
        version: "1.2.3",
        generator: "0.1.0",
        rust_version: "1.89",
        collection: "cloud.postman_collection.json",
        collection_sha256: "00",
    },
    environments: &[
        Environment {
            name: "sandbox",
            base_url: "https://sandbox.cloud.example",
            production: false,
            sign_up_url: Some("https://sandbox.cloud.example/join"),
        },
        Environment { name: "prod", base_url: "https://cloud.example", production: true, sign_up_url: None },
    ],
    default_environment: "sandbox",
    envelope: Some(Envelope {
        status: "statusCode",
        success: "00",
        data: Some("data"),
        message: Some("message"),
        error_code: None,
    }),
    oauth: Some(SERVER),
    identity: Some(Identity {
        operation: "merchant",
        account: Some("data.merchantId"),
        environment: None,
        environments: &[],
    }),
    groups: GROUPS,
    ..Api::EMPTY
};

/// A browser, another device, or the client itself.
pub static API: Api = BASE;

/// The same with a login of the API's own, a browser that comes back by `callback_port`, and a kept exit code.
pub static BANK: Api = Api {
    login: Some(Login {
        operation: "log-in",
        fields: &[
            LoginField { field: "username", variable: "USERNAME", secret: false },
            LoginField { field: "password", variable: "PASSWORD", secret: true },
        ],
        token: "data.token",
        lifetime_seconds: 7_200,
        renew_on: &[401],
    }),
    oauth: Some(OAuth {
        grants: &[Grant::AuthorizationCode, Grant::DeviceCode],
        client_id: None,
        client_id_setting: None,
        client_secret_setting: None,
        scopes: &[],
        extra: &[],
        redirect: RedirectStyle::CallbackPort,
        pending_exit: Some(2),
        ..SERVER
    }),
    ..BASE
};

/// The client itself only, proven in the body at a host of its own.
pub static MACHINE: Api = Api {
    oauth: Some(OAuth {
        grants: &[Grant::ClientCredentials],
        token_url: "https://login.example/token",
        authorize_url: None,
        device_url: None,
        revoke_url: None,
        client_id: None,
        client_authentication: ClientAuthentication::Body,
        ..SERVER
    }),
    ..BASE
};
