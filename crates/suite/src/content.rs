//! What a response holds after content decoding, and where it sends its client.
//!
//! HTTP says what was sent: a body with `content-encoding: gzip` is what comes out of the
//! decompression. Start at [`Response::decoded_content`].

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::body::MOST_BYTES;
use crate::vector::Response;

impl Response {
    /// The values of a header, in order; its name is compared without case.
    pub fn header<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r str> {
        let named = move |(found, _): &&(String, String)| found.eq_ignore_ascii_case(name);
        let headers = self.headers.iter().filter(named);
        headers.map(|(_, value)| value.as_str())
    }

    /// Where a redirect leads; none for any other response.
    pub fn location(&self) -> Option<&str> {
        let is_redirect = (300..400).contains(&self.status);
        is_redirect.then(|| self.header("location").next())?
    }

    /// The body without the content codings that its headers name, up to [`MOST_BYTES`] bytes.
    /// None where they name none, one that is not known, or one that the body does not have.
    pub fn decoded_content(&self) -> Option<Vec<u8>> {
        let codings = self.header("content-encoding");
        let codings = codings.flat_map(|value| value.split(','));
        let codings = codings.map(|coding| coding.trim().to_ascii_lowercase());
        let codings: Vec<String> = codings
            .filter(|coding| !matches!(coding.as_str(), "" | "identity"))
            .collect();
        if codings.is_empty() {
            return None;
        }
        let mut bytes = self.body.bytes().ok()?;
        // They stand in the order in which they were applied.
        for coding in codings.iter().rev() {
            bytes = match coding.as_str() {
                "gzip" | "x-gzip" => bounded(MultiGzDecoder::new(bytes.as_slice()))?,
                // Servers send both forms under this name.
                "deflate" => bounded(ZlibDecoder::new(bytes.as_slice()))
                    .or_else(|| bounded(DeflateDecoder::new(bytes.as_slice())))?,
                _ => return None,
            };
        }
        Some(bytes)
    }
}

/// Everything that a decoder gives, if it comes to its end within the bound.
fn bounded(decoder: impl Read) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    decoder
        .take(MOST_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .ok()?;
    (bytes.len() <= MOST_BYTES).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use flate2::Compression;
    use flate2::read::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;
    use crate::vector::{Body, Delivery};

    fn response(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Response {
        let headers = headers.iter();
        Response {
            status,
            headers: headers
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: Body::Base64(STANDARD.encode(body)),
            delivery: Delivery::default(),
        }
    }

    fn all(mut encoder: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        encoder.read_to_end(&mut bytes).unwrap();
        bytes
    }

    const TEXT: &[u8] = b"{\"message\":\"zipped\"}";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        all(GzEncoder::new(bytes, Compression::default()))
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        all(ZlibEncoder::new(bytes, Compression::default()))
    }

    #[test]
    fn a_body_is_decoded_as_its_headers_say() {
        let raw = all(DeflateEncoder::new(TEXT, Compression::default()));
        for (coding, body) in [
            ("gzip", gzip(TEXT)),
            ("X-GZip", gzip(TEXT)),
            ("deflate", zlib(TEXT)),
            ("deflate", raw),
            ("identity, gzip", gzip(TEXT)),
            ("deflate, gzip", gzip(&zlib(TEXT))),
        ] {
            let response = response(200, &[("Content-Encoding", coding)], &body);
            assert_eq!(
                response.decoded_content().as_deref(),
                Some(TEXT),
                "{coding}"
            );
        }
        let twice = [
            ("content-encoding", "deflate"),
            ("content-encoding", "gzip"),
        ];
        let twice = response(200, &twice, &gzip(&zlib(TEXT)));
        assert_eq!(twice.decoded_content().as_deref(), Some(TEXT));
    }

    #[test]
    fn what_its_headers_do_not_describe_is_not_decoded() {
        let cut = &gzip(TEXT)[..20];
        for (headers, body) in [
            (&[][..], gzip(TEXT).as_slice()),
            (&[("content-encoding", "identity")], TEXT),
            (&[("content-encoding", "gzip")], TEXT),
            (&[("content-encoding", "gzip")], cut),
            (&[("content-encoding", "br")], TEXT),
        ] {
            assert_eq!(response(200, headers, body).decoded_content(), None);
        }
    }

    #[test]
    fn a_body_that_grows_beyond_the_bound_is_not_decoded() {
        let zeros = std::io::repeat(0).take(MOST_BYTES as u64);
        let most = all(GzEncoder::new(zeros, Compression::fast()));
        let headers = [("content-encoding", "gzip")];
        let decoded = response(200, &headers, &most).decoded_content();
        assert_eq!(decoded.map(|bytes| bytes.len()), Some(MOST_BYTES));
        let one_more = [most, gzip(b"0")].concat();
        assert_eq!(response(200, &headers, &one_more).decoded_content(), None);
    }

    #[test]
    fn only_a_redirect_leads_elsewhere() {
        let headers = [("Location", "/elsewhere")];
        for (status, location) in [(200, None), (301, Some("/elsewhere")), (404, None)] {
            assert_eq!(response(status, &headers, b"").location(), location);
        }
        assert_eq!(response(302, &[], b"").location(), None);
    }
}
