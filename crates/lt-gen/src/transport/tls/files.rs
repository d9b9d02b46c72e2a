//! Certificates and keys from files.

use std::path::Path;

use anyhow::{Context, anyhow, bail};
use rustls::RootCertStore;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

/// The authorities in a PEM file.
pub(super) fn authorities(file: &Path) -> anyhow::Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(file)? {
        roots.add(certificate).with_context(|| {
            format!(
                "`{}` holds a certificate that cannot be an authority's",
                file.display()
            )
        })?;
    }
    Ok(roots)
}

/// The authorities whom the system trusts; where it has no list, as in an empty container, Mozilla's.
pub(super) fn system_authorities() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    // Single certificates that cannot be read are passed over, as every other program does.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    roots
}

/// Our own certificate chain and its key.
pub(super) fn identity(cert: &Path, key: &Path) -> anyhow::Result<CertifiedKey> {
    let chain = certificates(cert)?;
    let text = read(key)?;
    let secret = PrivateKeyDer::from_pem_slice(&text).map_err(|error| match error {
        pem::Error::NoItemsFound => anyhow!(
            "`{}` holds no private key; it must begin with `-----BEGIN PRIVATE KEY-----`, and an encrypted key is not read",
            key.display()
        ),
        error => anyhow!("`{}` is no PEM file: {error}", key.display()),
    })?;
    CertifiedKey::from_der(chain, secret, &aws_lc_rs::default_provider()).with_context(|| {
        format!(
            "`{}` and the key `{}` do not go together; give the key that the certificate was made for",
            cert.display(),
            key.display()
        )
    })
}

fn certificates(file: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let text = read(file)?;
    let certificates = CertificateDer::pem_slice_iter(&text)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| anyhow!("`{}` is no PEM file: {error}", file.display()))?;
    if certificates.is_empty() {
        bail!(
            "`{}` holds no certificate; it must begin with `-----BEGIN CERTIFICATE-----`",
            file.display()
        );
    }
    Ok(certificates)
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("cannot read `{}`", file.display()))
}
