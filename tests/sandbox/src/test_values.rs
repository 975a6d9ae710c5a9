//! Values that bring about refusals which are documented without a test value.

/// A reference or phone on the security blacklist: `products.errors.blacklisted`.
pub const COMMERCE_BLACKLISTED: &str = "3009999999";
/// A bill past its date: `overdue.reference`.
pub const COMMERCE_OVERDUE_REFERENCE: &str = "900001";
/// A bill that is closed: `closed.reference`.
pub const COMMERCE_CLOSED_REFERENCE: &str = "900002";
/// A bill product that is switched off: `products.errors.disabled`.
pub const COMMERCE_DISABLED_PRODUCT: u64 = 52999;
/// A bill product with nobody behind it: `products.errors.providers.notFound`.
pub const COMMERCE_ORPHAN_PRODUCT: u64 = 52998;

/// Never wrote to the number of Kapso, or too long ago: 131047.
pub const KAPSO_STRANGER: &str = "573009990001";
/// Never wrote either, and nobody says so: what is accepted does not arrive.
pub const KAPSO_SILENT_NUMBER: &str = "573009990002";
