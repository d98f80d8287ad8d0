//! The built-in adapter `reference`: our own reader behind an ordinary HTTP client, speaking the
//! protocol like everyone else's adapter.
//!
//! Not here: what it makes of a response (that is [`crate`]). Start at [`serve`].

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::time::Duration;

use contract::Operation;
use suite::observation::Observation;
use suite::vector::{self, Mode};
use ureq::Agent;
use ureq::http::Request;

use suite::protocol::{Decodable, FromAdapter, ToAdapter, VERSION};

/// The largest body that is read, in bytes; twice what the largest vectors need.
const MAX_BODY: u64 = 64 * 1024 * 1024;

/// How much is read at once, in bytes: what a pipe holds on Linux.
const PIPE: usize = 64 * 1024;

/// Answers the lines of `input` on `output` until `bye` or the end of the input.
///
/// # Errors
///
/// Those of the two streams, and a line that is not of the protocol.
pub fn serve(input: impl Read, mut output: impl Write) -> io::Result<()> {
    let mut client = None;
    let mut input = BufReader::with_capacity(PIPE, input);
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        let answers = match serde_json::from_str(&line)? {
            ToAdapter::Hello {
                mode,
                base_url,
                api_key,
                ..
            } => {
                client = (mode == Mode::Http).then(|| Client::new(base_url, api_key));
                vec![FromAdapter::Ready {
                    protocol: VERSION,
                    sdk: "reference".to_owned(),
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                    language: "Rust".to_owned(),
                }]
            }
            ToAdapter::Vector {
                id,
                operation,
                params,
                client_timeout_ms,
                response,
            } => {
                let answer = match observe(
                    client.as_ref(),
                    &operation,
                    &params,
                    client_timeout_ms,
                    response.as_ref(),
                ) {
                    Ok(observation) => FromAdapter::Observed {
                        id: id.clone(),
                        observation: Box::new(observation),
                    },
                    Err(error) => FromAdapter::Failed {
                        id: id.clone(),
                        error,
                    },
                };
                vec![answer, FromAdapter::Settled { id }]
            }
            ToAdapter::Bye => return Ok(()),
        };
        let mut text = Vec::new();
        for answer in &answers {
            serde_json::to_writer(&mut text, answer)?;
            text.push(b'\n');
        }
        output.write_all(&text)?;
        output.flush()?;
        line.clear();
    }
    Ok(())
}

/// Sees one vector, over HTTP where there is a client.
fn observe(
    client: Option<&Client>,
    operation: &str,
    params: &BTreeMap<String, String>,
    timeout_ms: Option<u64>,
    response: Option<&Decodable>,
) -> Result<Observation, String> {
    let operation = Operation::from_id(operation)
        .ok_or_else(|| format!("the operation `{operation}` is not of the contract"))?;
    match (client, response) {
        (Some(client), _) => Ok(client.call(operation, params, timeout_ms)),
        (None, Some(response)) => Ok(crate::observe(operation, response.status, &response.body)),
        (None, None) => Err("a vector in `decode` mode has no response".to_owned()),
    }
}

/// An HTTP client that is kept for the life of the process.
struct Client {
    agent: Agent,
    base_url: String,
    api_key: String,
}

/// A complete reply: status and body.
type Reply = (u16, Vec<u8>);

impl Client {
    fn new(base_url: String, api_key: String) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .build()
            .new_agent();
        Self {
            agent,
            base_url,
            api_key,
        }
    }

    /// Makes the operation's call; a broken transport is an observation, too.
    fn call(
        &self,
        operation: Operation,
        params: &BTreeMap<String, String>,
        timeout_ms: Option<u64>,
    ) -> Observation {
        match self.request(operation, params, timeout_ms) {
            Ok((status, body)) => crate::observe(operation, status, &body),
            Err(error) => crate::transport_error(&error.to_string()),
        }
    }

    fn request(
        &self,
        operation: Operation,
        params: &BTreeMap<String, String>,
        timeout_ms: Option<u64>,
    ) -> Result<Reply, ureq::Error> {
        let request = vector::Request {
            method: operation.method().as_str().to_owned(),
            path: operation.path().to_owned(),
            params: params.clone(),
        };
        let head = Request::builder()
            .method(operation.method().as_str())
            .uri(format!("{}{}", self.base_url, request.rendered_path()))
            .header("x-api-key", &self.api_key);
        let timeout = timeout_ms.map(Duration::from_millis);
        let mut response = match operation.method() {
            contract::Method::Post | contract::Method::Put => {
                let request = head.header("content-type", "application/json").body("{}")?;
                let configured = self.agent.configure_request(request);
                self.agent.run(configured.timeout_global(timeout).build())
            }
            contract::Method::Get | contract::Method::Delete => {
                let configured = self.agent.configure_request(head.body(())?);
                self.agent.run(configured.timeout_global(timeout).build())
            }
        }?;
        let body = response
            .body_mut()
            .with_config()
            .limit(MAX_BODY)
            .read_to_vec()?;
        Ok((response.status().as_u16(), body))
    }
}
