//! The lane on the wire: what a plain socket sees, and what the log says of it.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use errconform_runner::server::Lane;
use suite::vector::{Body, Delivery, Framing, Mode, Request, Response, Stop, Vector};

const EXPECTED: &str = "GET /api/v1/workspace/it?page=1 HTTP/1.1\r\nHost: x\r\n\r\n";

fn vector(deliveries: &[Delivery]) -> Vector {
    let response = |delivery: &Delivery| Response {
        status: 200,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: Body::Text("[1,2]".to_owned()),
        delivery: delivery.clone(),
    };
    Vector {
        id: "t/a".to_owned(),
        title: "a".to_owned(),
        operation: "runs.result".to_owned(),
        request: Request {
            method: "GET".to_owned(),
            path: "/{what}".to_owned(),
            params: [("what".to_owned(), "it".to_owned())].into(),
        },
        modes: vec![Mode::Http],
        assumed: false,
        client_timeout_ms: None,
        responses: deliveries.iter().map(response).collect(),
        checks: Vec::new(),
    }
}

fn armed(deliveries: &[Delivery]) -> (Lane, TcpStream) {
    let lane = Lane::open().expect("a port");
    lane.arm(&vector(deliveries)).expect("a good vector");
    let client = connect(&lane);
    (lane, client)
}

fn connect(lane: &Lane) -> TcpStream {
    let url = lane.base_url();
    let address = url
        .trim_start_matches("http://")
        .trim_end_matches("/api/v1/workspace");
    let client = TcpStream::connect(address).expect("a connection");
    client
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("a limit");
    client
}

fn send(client: &mut TcpStream, text: &str) {
    client.write_all(text.as_bytes()).expect("written");
}

/// Reads up to the end of a text that must come.
#[track_caller]
fn read_until(client: &mut TcpStream, end: &str) -> String {
    let mut text = Vec::new();
    while !text.ends_with(end.as_bytes()) {
        let mut byte = [0];
        let count = client.read(&mut byte).expect("an answer");
        assert!(
            count > 0,
            "the connection ended after {:?}",
            String::from_utf8_lossy(&text)
        );
        text.push(byte[0]);
    }
    String::from_utf8(text).expect("text")
}

/// Reads until the server closes the connection.
fn read_all(client: &mut TcpStream) -> String {
    let mut text = Vec::new();
    match client.read_to_end(&mut text) {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("{error}"),
        _ => String::from_utf8(text).expect("text"),
    }
}

#[test]
fn a_connection_is_kept_and_the_last_response_answers_all_further_requests() {
    let chunked = Delivery {
        framing: Framing::Chunked,
        ..Delivery::default()
    };
    let (lane, mut client) = armed(&[chunked, Delivery::default()]);
    send(&mut client, EXPECTED);
    read_until(&mut client, "chunked\r\n\r\n5\r\n[1,2]\r\n0\r\n\r\n");
    for _ in 0..2 {
        send(&mut client, EXPECTED);
        read_until(&mut client, "Content-Length: 5\r\n\r\n[1,2]");
    }
    let log = lane.disarm();
    assert_eq!(log.len(), 3);
    assert!(
        log.iter()
            .all(|entry| entry.matched && entry.sent && !entry.closed_early)
    );
    assert_eq!(log[0].target, "/api/v1/workspace/it?page=1");
}

#[test]
fn an_unexpected_request_gets_a_bare_404_and_is_logged() {
    let (lane, mut client) = armed(&[Delivery::default()]);
    let not_found = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    send(&mut client, "GET /api/v1/workspace/other HTTP/1.1\r\n\r\n");
    assert_eq!(read_until(&mut client, "\r\n\r\n"), not_found);
    send(
        &mut client,
        "POST /api/v1/workspace/it HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
    );
    assert_eq!(read_until(&mut client, "\r\n\r\n"), not_found);
    let methods: Vec<(String, bool)> = lane
        .disarm()
        .into_iter()
        .map(|entry| (entry.method, entry.matched))
        .collect();
    assert_eq!(
        methods,
        [("GET".to_owned(), false), ("POST".to_owned(), false)]
    );
}

/// A redirect to a location, and the replies behind it.
fn redirecting(location: &str, behind: &[&str]) -> (Lane, TcpStream) {
    let mut vector = vector(&vec![Delivery::default(); behind.len() + 1]);
    vector.responses[0].status = 301;
    let location = ("Location".to_owned(), location.to_owned());
    vector.responses[0].headers.push(location);
    for (response, text) in vector.responses[1..].iter_mut().zip(behind) {
        response.body = Body::Text((*text).to_owned());
    }
    let lane = Lane::open().expect("a port");
    lane.arm(&vector).expect("a good vector");
    let client = connect(&lane);
    (lane, client)
}

fn ask(client: &mut TcpStream, request: &str, end: &str) {
    send(client, &format!("{request} HTTP/1.1\r\n\r\n"));
    read_until(client, end);
}

/// The log: what each request was.
fn kinds(lane: &Lane) -> Vec<&'static str> {
    let kinds = lane.disarm().into_iter();
    kinds
        .map(|entry| match (entry.matched, entry.followed) {
            (true, false) => "own",
            (false, true) => "followed",
            (false, false) => "other",
            (true, true) => "both",
        })
        .collect()
}

#[test]
fn a_redirect_that_is_followed_by_any_method_leads_to_the_next_response() {
    for (location, request) in [
        ("/api/v1/elsewhere", "GET /api/v1/elsewhere?a=1"),
        ("/api/v1/elsewhere", "POST /api/v1/elsewhere"),
        ("http://a.example/elsewhere#part", "GET /elsewhere"),
        ("/elsewhere?a=1", "GET /elsewhere?a=1"),
    ] {
        let (lane, mut client) = redirecting(location, &["[3]"]);
        send(&mut client, EXPECTED);
        read_until(&mut client, "[1,2]");
        ask(&mut client, request, "\r\n\r\n[3]");
        // The last response answers all further requests.
        ask(&mut client, request, "\r\n\r\n[3]");
        assert_eq!(kinds(&lane), ["own", "followed", "followed"], "{request}");
    }
}

#[test]
fn a_chain_of_redirects_is_followed_step_by_step() {
    let (lane, mut client) = redirecting("/a", &["[3]", "[4]"]);
    send(&mut client, EXPECTED);
    read_until(&mut client, "[1,2]");
    ask(&mut client, "GET /a", "[3]");
    ask(&mut client, "GET /a", "[4]");
    assert_eq!(kinds(&lane), ["own", "followed", "followed"]);
}

#[test]
fn nothing_is_followed_before_the_redirect_elsewhere_or_without_a_next_response() {
    let not_found = "404 Not Found\r\nContent-Length: 0\r\n\r\n";
    let (lane, mut client) = redirecting("/elsewhere?a=1", &["[3]"]);
    ask(&mut client, "GET /elsewhere?a=1", not_found);
    send(&mut client, EXPECTED);
    read_until(&mut client, "[1,2]");
    ask(&mut client, "GET /elsewhere?a=2", not_found);
    ask(&mut client, "GET /other", not_found);
    assert_eq!(kinds(&lane), ["other", "own", "other", "other"]);

    let (lane, mut client) = redirecting("/elsewhere", &[]);
    send(&mut client, EXPECTED);
    read_until(&mut client, "[1,2]");
    ask(&mut client, "GET /elsewhere", not_found);
    assert_eq!(kinds(&lane), ["own", "other"]);

    let (lane, mut client) = armed(&[Delivery::default(), Delivery::default()]);
    send(&mut client, EXPECTED);
    read_until(&mut client, "[1,2]");
    send(&mut client, EXPECTED);
    read_until(&mut client, "[1,2]");
    assert_eq!(kinds(&lane), ["own", "own"]);
}

#[test]
fn a_chunked_request_body_is_read_before_the_next_request() {
    let (lane, mut client) = armed(&[Delivery::default()]);
    let head = "GET /api/v1/workspace/it HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    send(
        &mut client,
        &format!("{head}3\r\nabc\r\n0\r\n\r\n{EXPECTED}"),
    );
    read_until(&mut client, "[1,2]");
    read_until(&mut client, "[1,2]");
    assert_eq!(lane.disarm().len(), 2);
}

#[test]
fn chunk_extensions_trailers_and_empty_lines_belong_to_no_request() {
    let (lane, mut client) = armed(&[Delivery::default()]);
    let head = "GET /api/v1/workspace/it HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    let body = "3;a=b\r\nabc\r\n0\r\nA: b\r\nC: d\r\n\r\n";
    send(&mut client, &format!("{head}{body}\r\n{EXPECTED}"));
    read_until(&mut client, "[1,2]");
    read_until(&mut client, "[1,2]");
    let log = lane.disarm();
    assert!(log.len() == 2 && log.iter().all(|entry| entry.matched));
}

#[test]
fn a_client_that_waits_for_100_continue_gets_it_before_its_body() {
    let (lane, mut client) = armed(&[Delivery::default()]);
    let head = "GET /api/v1/workspace/it HTTP/1.1\r\nContent-Length: 2\r\n";
    send(&mut client, &format!("{head}Expect: 100-continue\r\n\r\n"));
    read_until(&mut client, "HTTP/1.1 100 Continue\r\n\r\n");
    send(&mut client, "{}");
    read_until(&mut client, "[1,2]");
    assert_eq!(lane.disarm().len(), 1);
}

#[test]
fn a_body_that_is_too_long_ends_its_connection() {
    let (lane, mut client) = armed(&[Delivery::default()]);
    let head = "POST /api/v1/workspace/it HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n";
    send(&mut client, head);
    assert_eq!(read_all(&mut client), "");
    assert_eq!(lane.disarm(), []);
}

#[test]
fn pieces_come_with_their_pauses() {
    let delivery = Delivery {
        pieces: vec![2, 2],
        pause_ms: 40,
        ..Delivery::default()
    };
    let (lane, mut client) = armed(&[delivery]);
    let start = Instant::now();
    send(&mut client, EXPECTED);
    read_until(&mut client, "[1,2]");
    assert!(start.elapsed() >= Duration::from_millis(80));
    assert!(lane.disarm()[0].sent);
}

#[test]
fn a_body_without_a_length_ends_with_the_connection() {
    let (_lane, mut client) = armed(&[Delivery {
        framing: Framing::Close,
        ..Delivery::default()
    }]);
    send(&mut client, EXPECTED);
    assert!(read_all(&mut client).ends_with("Connection: close\r\n\r\n[1,2]"));
}

#[test]
fn a_stop_closes_the_connection() {
    let stop = |stop| Delivery {
        stop: Some(stop),
        ..Delivery::default()
    };
    let (_lane, mut client) = armed(&[stop(Stop::BeforeStatus)]);
    send(&mut client, EXPECTED);
    assert_eq!(read_all(&mut client), "");
    let (_lane, mut client) = armed(&[stop(Stop::AfterBodyBytes(2))]);
    send(&mut client, EXPECTED);
    assert!(read_all(&mut client).ends_with("Content-Length: 5\r\n\r\n[1"));
}

#[test]
fn silence_lasts_until_the_client_leaves() {
    let (lane, mut client) = armed(&[Delivery {
        silent: true,
        ..Delivery::default()
    }]);
    send(&mut client, EXPECTED);
    client
        .set_read_timeout(Some(Duration::from_millis(100)))
        .expect("a limit");
    let error = client.read(&mut [0]).expect_err("silence");
    assert!(matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut
    ));
    drop(client);
    // The server looks every few milliseconds.
    std::thread::sleep(Duration::from_millis(300));
    let log = lane.disarm();
    assert!(log[0].closed_early && !log[0].sent, "{log:?}");
}

#[test]
fn silence_and_pauses_end_with_their_vector() {
    let pausing = Delivery {
        pieces: vec![1],
        pause_ms: 60_000,
        ..Delivery::default()
    };
    for delivery in [
        Delivery {
            silent: true,
            ..Delivery::default()
        },
        pausing,
    ] {
        let (lane, mut client) = armed(&[delivery]);
        send(&mut client, EXPECTED);
        std::thread::sleep(Duration::from_millis(50));
        let start = Instant::now();
        let log = lane.disarm();
        read_all(&mut client);
        assert!(start.elapsed() < Duration::from_secs(5));
        assert!(!log[0].sent && !log[0].closed_early, "{log:?}");
    }
}

#[test]
fn a_vector_that_takes_the_place_of_another_ends_its_silence() {
    let silent = Delivery {
        silent: true,
        ..Delivery::default()
    };
    let (lane, mut client) = armed(&[silent]);
    send(&mut client, EXPECTED);
    std::thread::sleep(Duration::from_millis(50));
    lane.arm(&vector(&[Delivery::default()]))
        .expect("a good vector");
    assert_eq!(read_all(&mut client), "");
    assert_eq!(lane.disarm(), []);
}

#[test]
fn a_late_request_is_not_the_next_vectors() {
    let (lane, mut client) = armed(&[Delivery::default()]);
    lane.disarm();
    send(&mut client, EXPECTED);
    read_until(&mut client, "404 Not Found\r\nContent-Length: 0\r\n\r\n");
    lane.arm(&vector(&[Delivery::default()]))
        .expect("a good vector");
    assert_eq!(lane.disarm(), []);
}

#[test]
fn dropping_a_lane_closes_its_connections_and_its_port() {
    let (lane, mut client) = armed(&[Delivery::default()]);
    send(&mut client, EXPECTED);
    read_until(&mut client, "[1,2]");
    let address = client.peer_addr().expect("an address");
    drop(lane);
    assert_eq!(read_all(&mut client), "");
    let end = Instant::now() + Duration::from_secs(5);
    while TcpStream::connect(address).is_ok() {
        assert!(Instant::now() < end, "the port is still open");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_request_that_is_no_http_ends_its_connection_only() {
    let (lane, mut client) = armed(&[Delivery::default()]);
    send(&mut client, "\0\0\0 hello\r\n\r\n");
    assert_eq!(read_all(&mut client), "");
    let mut other = connect(&lane);
    send(&mut other, EXPECTED);
    read_until(&mut other, "[1,2]");
    assert_eq!(lane.disarm().len(), 1);
}
