//! Where a host is, said beforehand.

use std::net::{IpAddr, Ipv6Addr};

use crate::quoted::Quoted;

/// An address for a host and port, as in curl's `--resolve`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolve {
    /// The host as it stands in a URL, an IPv6 address without brackets.
    pub host: String,
    /// The port; above zero.
    pub port: u16,
    /// Where connections go instead.
    pub address: IpAddr,
}

impl Resolve {
    /// Reads `host:port:address`; IPv6 addresses may stand in brackets, and as the host must.
    pub fn parse(text: &str) -> Result<Self, ResolveError> {
        let shape = || ResolveError::Shape(text.to_owned());
        let (host, rest) = match text.strip_prefix('[') {
            Some(inner) => {
                let (host, rest) = inner.split_once("]:").ok_or_else(shape)?;
                if host.parse::<Ipv6Addr>().is_err() {
                    return Err(ResolveError::Address(host.to_owned()));
                }
                (host, rest)
            }
            None => text.split_once(':').ok_or_else(shape)?,
        };
        let (port, address) = rest.split_once(':').ok_or_else(shape)?;
        if host.is_empty() {
            return Err(shape());
        }
        let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
        let number = port
            .parse()
            .ok()
            .filter(|port: &u16| is_number && *port > 0);
        let port = number.ok_or_else(|| ResolveError::Port(port.to_owned()))?;
        let inner = address
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        let parsed = inner.unwrap_or(address).parse().ok();
        let address = parsed.ok_or_else(|| ResolveError::Address(address.to_owned()))?;
        Ok(Self {
            host: host.to_owned(),
            port,
            address,
        })
    }
}

impl std::str::FromStr for Resolve {
    type Err = ResolveError;

    fn from_str(text: &str) -> Result<Self, ResolveError> {
        Self::parse(text)
    }
}

/// Why a text tells no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// Not three parts.
    #[error("{} names no host, port and address; write such as `shop.example:443:127.0.0.1`", Quoted(.0))]
    Shape(String),
    /// Not a port number.
    #[error("port {} is out of range; use 1 to 65535", Quoted(.0))]
    Port(String),
    /// Not an address, or not an IPv6 address in brackets.
    #[error("{} is no address; use an IPv4 address, or an IPv6 address in brackets", Quoted(.0))]
    Address(String),
}

#[cfg(test)]
mod tests {
    use super::Resolve;

    #[test]
    fn an_address_is_read_as_curl_writes_it() {
        for (text, host, port, address) in [
            (
                "shop.example:443:127.0.0.1",
                "shop.example",
                443,
                "127.0.0.1",
            ),
            ("x:1:[::1]", "x", 1, "::1"),
            ("x:1:::1", "x", 1, "::1"),
            ("[2001:db8::1]:80:10.0.0.1", "2001:db8::1", 80, "10.0.0.1"),
        ] {
            let resolve = Resolve::parse(text).unwrap();
            let parts = (&*resolve.host, resolve.port, &*resolve.address.to_string());
            assert_eq!(parts, (host, port, address));
        }
    }

    #[test]
    fn what_names_no_address_says_what_to_write() {
        let shape = |text| {
            format!(
                "`{text}` names no host, port and address; write such as `shop.example:443:127.0.0.1`"
            )
        };
        for (text, message) in [
            ("", shape("")),
            ("x", shape("x")),
            ("x:80", shape("x:80")),
            (":80:1.2.3.4", shape(":80:1.2.3.4")),
            ("[::1:80", shape("[::1:80")),
            (
                "x:0:1.2.3.4",
                "port `0` is out of range; use 1 to 65535".to_owned(),
            ),
            (
                "x:+1:1.2.3.4",
                "port `+1` is out of range; use 1 to 65535".to_owned(),
            ),
            (
                "x:80:localhost",
                "`localhost` is no address; use an IPv4 address, or an IPv6 address in brackets"
                    .to_owned(),
            ),
            (
                "[x]:80:1.2.3.4",
                "`x` is no address; use an IPv4 address, or an IPv6 address in brackets".to_owned(),
            ),
        ] {
            assert_eq!(Resolve::parse(text).unwrap_err().to_string(), message);
        }
    }
}
