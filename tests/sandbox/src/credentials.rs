//! What the sandbox accepts. None of it opens anything outside this crate.

/// User of the Pay login.
pub const PAY_USER: &str = "merchant@example.com";
/// Password of [`PAY_USER`].
pub const PAY_PASSWORD: &str = "sandbox-password";
/// Id of the merchant behind [`PAY_USER`].
pub const PAY_USER_ID: u64 = 12345;
/// Key that Pay signs its notices with.
pub const HASH_KEY: &str = "sandbox-hash-key";
/// A user webhook of somebody else: changing it is forbidden.
pub const PAY_FOREIGN_WEBHOOK_ID: u64 = 777;

/// User of the Commerce login.
pub const COMMERCE_USER: &str = "merchant";
/// Secret of [`COMMERCE_USER`].
pub const COMMERCE_SECRET: &str = "sandbox-secret";
/// A Commerce user that is blocked for good, whatever the secret.
pub const COMMERCE_BLOCKED_USER: &str = "blocked-merchant";
/// Bearer of Commerce's submit-transaction, which the login does not hand out.
pub const COLLECTOR_TOKEN: &str = "sandbox-collector-token";
/// Header `x-secret-id` of Commerce's submit-transaction.
pub const COLLECTOR_SECRET_ID: &str = "sandbox-collector";

/// Key of the Kapso project.
pub const KAPSO_API_KEY: &str = "sandbox-kapso-key";
/// Id of the one number of that project.
pub const KAPSO_PHONE_NUMBER_ID: &str = "647015955150001";

/// Client of the tool that people install: it has no secret.
pub const OAUTH_CLIENT_ID: &str = "sandbox-cli";
/// Client of a merchant's server.
pub const OAUTH_SERVICE_ID: &str = "sandbox-service";
/// Secret of [`OAUTH_SERVICE_ID`].
pub const OAUTH_SERVICE_SECRET: &str = "sandbox-service-secret";
