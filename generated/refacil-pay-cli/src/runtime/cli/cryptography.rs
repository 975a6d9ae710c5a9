//! The cryptography of a connection: as much of ring as a client without certificates of its own needs, and without
//! ChaCha20, which no server offers alone. That is a hundredth of the program less.

use std::sync::Arc;

use rustls::SignatureScheme as Scheme;
use rustls::crypto::ring::{cipher_suite, kx_group};
use rustls::crypto::{
    CryptoProvider, GetRandomFailed, KeyProvider, SecureRandom, SupportedKxGroup, WebPkiSupportedAlgorithms,
};
use rustls::pki_types::{PrivateKeyDer, SignatureVerificationAlgorithm};
use rustls::sign::SigningKey;
use rustls::{Error, SupportedCipherSuite};
use webpki::ring as signed;

/// AES-GCM: what a server of TLS 1.3 must offer (RFC 8446, section 9.1), and the same of TLS 1.2.
static SUITES: &[SupportedCipherSuite] = &[
    cipher_suite::TLS13_AES_256_GCM_SHA384,
    cipher_suite::TLS13_AES_128_GCM_SHA256,
    cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    cipher_suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    cipher_suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
];

static GROUPS: &[&dyn SupportedKxGroup] = &[kx_group::X25519, kx_group::SECP256R1, kx_group::SECP384R1];

/// What a certificate may be signed with: all that ring checks.
static CERTIFICATES: &[&dyn SignatureVerificationAlgorithm] = &[
    signed::ECDSA_P256_SHA256,
    signed::ECDSA_P256_SHA384,
    signed::ECDSA_P384_SHA256,
    signed::ECDSA_P384_SHA384,
    signed::ED25519,
    signed::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
    signed::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
    signed::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
    signed::RSA_PKCS1_2048_8192_SHA256,
    signed::RSA_PKCS1_2048_8192_SHA384,
    signed::RSA_PKCS1_2048_8192_SHA512,
    signed::RSA_PKCS1_2048_8192_SHA256_ABSENT_PARAMS,
    signed::RSA_PKCS1_2048_8192_SHA384_ABSENT_PARAMS,
    signed::RSA_PKCS1_2048_8192_SHA512_ABSENT_PARAMS,
];

/// What a server may sign a handshake with, the best first. Under TLS 1.2 a scheme does not fix the curve.
static HANDSHAKES: &[(Scheme, &[&dyn SignatureVerificationAlgorithm])] = &[
    (Scheme::ECDSA_NISTP384_SHA384, &[signed::ECDSA_P384_SHA384, signed::ECDSA_P256_SHA384]),
    (Scheme::ECDSA_NISTP256_SHA256, &[signed::ECDSA_P256_SHA256, signed::ECDSA_P384_SHA256]),
    (Scheme::ED25519, &[signed::ED25519]),
    (Scheme::RSA_PSS_SHA512, &[signed::RSA_PSS_2048_8192_SHA512_LEGACY_KEY]),
    (Scheme::RSA_PSS_SHA384, &[signed::RSA_PSS_2048_8192_SHA384_LEGACY_KEY]),
    (Scheme::RSA_PSS_SHA256, &[signed::RSA_PSS_2048_8192_SHA256_LEGACY_KEY]),
    (Scheme::RSA_PKCS1_SHA512, &[signed::RSA_PKCS1_2048_8192_SHA512]),
    (Scheme::RSA_PKCS1_SHA384, &[signed::RSA_PKCS1_2048_8192_SHA384]),
    (Scheme::RSA_PKCS1_SHA256, &[signed::RSA_PKCS1_2048_8192_SHA256]),
];

/// Ring, because it starts faster than the others.
#[must_use]
pub fn provider() -> CryptoProvider {
    CryptoProvider {
        cipher_suites: SUITES.to_vec(),
        kx_groups: GROUPS.to_vec(),
        signature_verification_algorithms: WebPkiSupportedAlgorithms {
            all: CERTIFICATES,
            mapping: HANDSHAKES,
        },
        secure_random: &System,
        key_provider: &System,
    }
}

/// The system's randomness, and no key: this client signs nothing.
#[derive(Debug)]
struct System;

impl SecureRandom for System {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), GetRandomFailed> {
        getrandom::fill(buffer).map_err(|_| GetRandomFailed)
    }
}

impl KeyProvider for System {
    fn load_private_key(&self, _key: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, Error> {
        Err(Error::General("certificates of clients are not available".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A new algorithm of the library is a decision here.
    #[test]
    fn nothing_but_chacha_is_left_out_of_ring() {
        let (ours, all) = (provider(), rustls::crypto::ring::default_provider());
        let names = |suites: &[SupportedCipherSuite]| -> Vec<String> {
            suites.iter().map(|suite| format!("{:?}", suite.suite())).collect()
        };
        let kept: Vec<_> =
            names(&all.cipher_suites).into_iter().filter(|name| !name.contains("CHACHA20")).collect();
        assert_eq!(names(&ours.cipher_suites), kept);
        assert_eq!(format!("{:?}", ours.kx_groups), format!("{:?}", all.kx_groups));
        let (ours, all) = (ours.signature_verification_algorithms, all.signature_verification_algorithms);
        assert_eq!(ours.supported_schemes(), all.supported_schemes());
        assert_eq!(format!("{:?}", ours.all), format!("{:?}", all.all));
        assert_eq!(format!("{:?}", ours.mapping), format!("{:?}", all.mapping));
    }
}
