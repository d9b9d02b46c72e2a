//! What is kept of an answer, where a plan looks at more than its status.

use std::io::Read;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};

/// What of an answer is wanted beyond its status and size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wants {
    /// Its header fields.
    pub(crate) headers: bool,
    /// Its body; the fields that say how that is encoded come with it.
    pub(crate) body: bool,
    /// Its cookies, redirects' too.
    pub(crate) cookies: bool,
}

/// What was kept of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    headers: HeaderMap,
    body: Vec<u8>,
    wants: Wants,
    is_too_large: bool,
}

/// As much of a body is kept, before and after it is decoded.
const MOST_BYTES: usize = 8 << 20;

/// Why a body cannot be looked at; the words of a check that failed.
pub(crate) const TOO_LARGE: &str = "body larger than 8 MiB";
/// The same of a body that is not what its encoding says, or encoded in a way that we do not know.
pub(crate) const UNDECODABLE: &str = "body cannot be decoded";

impl Kept {
    /// Room for what is wanted of an answer; `None` where it has nothing of that. A redirect that is followed has
    /// nothing but cookies.
    pub(super) fn of(wants: Wants, is_followed: bool, sets_cookie: bool) -> Option<Box<Self>> {
        let wants = Wants {
            headers: (wants.headers || wants.body) && !is_followed,
            body: wants.body && !is_followed,
            cookies: wants.cookies && sets_cookie,
        };
        (wants != Wants::default()).then(|| {
            Box::new(Self {
                wants,
                ..Self::default()
            })
        })
    }

    /// What is wanted of an answer whose fields were read by somebody else.
    pub(super) fn of_response<B>(
        response: &http::Response<B>,
        wants: Wants,
        is_followed: bool,
    ) -> Option<Box<Self>> {
        let sets_cookie = wants.cookies && response.headers().contains_key(SET_COOKIE);
        let mut kept = Self::of(wants, is_followed, sets_cookie)?;
        if kept.wants.headers {
            kept.headers.clone_from(response.headers());
        } else {
            for value in response.headers().get_all(SET_COOKIE) {
                kept.headers.append(SET_COOKIE, value.clone());
            }
        }
        Some(kept)
    }

    /// Keeps a field, if it is wanted; what is no field by the letter is left out.
    pub(super) fn add_field(&mut self, name: &str, value: &[u8]) {
        if !self.wants.headers && !name.eq_ignore_ascii_case(SET_COOKIE.as_str()) {
            return;
        }
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value)) {
            self.headers.append(name, value);
        }
    }

    /// Keeps a piece of the body, if that is wanted and not too large by now.
    pub(super) fn add_body(&mut self, data: &[u8]) {
        if !self.wants.body || self.is_too_large {
            return;
        }
        if self.body.len() + data.len() > MOST_BYTES {
            self.is_too_large = true;
            self.body = Vec::new();
            return;
        }
        self.body.extend_from_slice(data);
    }

    /// The cookies that the answer sets, as its fields say it.
    pub(super) fn set_cookies(&self) -> impl Iterator<Item = &[u8]> {
        let values = self.headers.get_all(SET_COOKIE).into_iter();
        values.map(HeaderValue::as_bytes)
    }

    /// Fields and body, the body decoded; or why there is no body to look at.
    pub(crate) fn into_parts(self) -> (HeaderMap, Result<Bytes, &'static str>) {
        let body = if self.is_too_large {
            Err(TOO_LARGE)
        } else {
            decoded(&self.headers, self.body)
        };
        (self.headers, body.map(Bytes::from))
    }
}

/// A body as it was before the server encoded it: the last coding is taken off first.
fn decoded(headers: &HeaderMap, mut body: Vec<u8>) -> Result<Vec<u8>, &'static str> {
    if body.is_empty() {
        return Ok(body);
    }
    let values = headers.get_all(CONTENT_ENCODING).into_iter();
    let values: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
    let codings = values.iter().flat_map(|value| value.split(','));
    let codings: Vec<&str> = codings.map(str::trim).collect();
    for coding in codings.into_iter().rev() {
        body = match coding.to_ascii_lowercase().as_str() {
            "" | "identity" => body,
            "gzip" | "x-gzip" => read_all(flate2::read::MultiGzDecoder::new(&body[..]))?,
            // Some send what the standard means, a zlib stream, and some a bare one.
            "deflate" => read_all(flate2::read::ZlibDecoder::new(&body[..]))
                .or_else(|_| read_all(flate2::read::DeflateDecoder::new(&body[..])))?,
            "zstd" => read_all(zstd_decoder(&body)?)?,
            _ => return Err(UNDECODABLE),
        };
    }
    Ok(body)
}

fn zstd_decoder(body: &[u8]) -> Result<impl Read, &'static str> {
    let mut decoder =
        zstd::stream::read::Decoder::with_buffer(body).map_err(|_broken| UNDECODABLE)?;
    // The window that HTTP allows (RFC 9659): 8 MiB.
    decoder.window_log_max(23).map_err(|_refused| UNDECODABLE)?;
    Ok(decoder)
}

/// Reads no more than is kept of a body: a few bytes can stand for gigabytes.
fn read_all(decoder: impl Read) -> Result<Vec<u8>, &'static str> {
    let mut body = Vec::new();
    let most = MOST_BYTES as u64 + 1;
    let read = decoder.take(most).read_to_end(&mut body);
    match read {
        Err(_) => Err(UNDECODABLE),
        Ok(length) if length > MOST_BYTES => Err(TOO_LARGE),
        Ok(_) => Ok(body),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn kept(coding: &str, pieces: &[&[u8]]) -> Result<Bytes, &'static str> {
        let wants = Wants {
            body: true,
            ..Wants::default()
        };
        let mut kept = Kept::of(wants, false, false).unwrap();
        kept.add_field("Content-Encoding", coding.as_bytes());
        for piece in pieces {
            kept.add_body(piece);
        }
        kept.into_parts().1
    }

    fn gzip(data: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn encoded_bodies_become_what_they_were() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(b"text").unwrap();
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
        bare.write_all(b"text").unwrap();
        let zstd = zstd::encode_all(&b"text"[..], 1).unwrap();
        for (coding, body) in [
            ("identity", b"text".to_vec()),
            ("gzip", gzip(b"text")),
            ("GZIP", gzip(b"text")),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", bare.finish().unwrap()),
            ("zstd", zstd),
            ("gzip, gzip", gzip(&gzip(b"text"))),
        ] {
            assert_eq!(kept(coding, &[&body]), Ok(Bytes::from("text")), "{coding}");
        }
        assert_eq!(kept("gzip", &[]), Ok(Bytes::new()));
    }

    #[test]
    fn a_body_that_is_broken_unknown_or_too_large_says_so() {
        let bomb = gzip(&vec![0; MOST_BYTES + 1]);
        let large = vec![0; MOST_BYTES];
        for (coding, pieces, why) in [
            ("gzip", &[&b"no gzip"[..]][..], UNDECODABLE),
            ("deflate", &[b"no deflate"], UNDECODABLE),
            ("zstd", &[b"no zstd"], UNDECODABLE),
            ("br", &[b"?"], UNDECODABLE),
            ("gzip", &[&bomb], TOO_LARGE),
            ("identity", &[&large, b"1", b"2"], TOO_LARGE),
        ] {
            assert_eq!(kept(coding, pieces), Err(why), "{coding}");
        }
        assert_eq!(kept("identity", &[&large]).unwrap().len(), MOST_BYTES);
    }

    #[test]
    fn nothing_is_kept_where_nothing_is_wanted() {
        let cookies = Wants {
            cookies: true,
            ..Wants::default()
        };
        assert_eq!(Kept::of(Wants::default(), false, true), None);
        assert_eq!(Kept::of(cookies, false, false), None);
        let mut kept = Kept::of(cookies, true, true).unwrap();
        kept.add_field("X", b"1");
        kept.add_field("set-cookie", b"a=b");
        kept.add_body(b"body");
        assert_eq!(kept.set_cookies().collect::<Vec<_>>(), [b"a=b"]);
        let (headers, body) = kept.into_parts();
        assert_eq!((headers.len(), body), (1, Ok(Bytes::new())));
    }
}
