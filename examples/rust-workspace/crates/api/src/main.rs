//! Answers with the height of the tide: /brest/90.

use tiny_http::{Response, Server};

const PORT: u16 = 7070;

fn main() {
    let server = Server::http(("0.0.0.0", PORT)).expect("the port is free");
    for request in server.incoming_requests() {
        let mut parts = request.url().trim_matches('/').split('/');
        let harbour = parts.next().unwrap_or_default();
        let minutes = parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
        let response = match store::height(harbour, minutes) {
            Some(height) => Response::from_string(format!("{height} cm\n")),
            None => Response::from_string("no such harbour\n").with_status_code(404),
        };
        if let Err(problem) = request.respond(response) {
            eprintln!("nobody waited for the answer: {problem}");
        }
    }
}
