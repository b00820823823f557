//! Answers with the SHA-256 of the path, made by OpenSSL.

use std::env;

use openssl::hash::{hash, MessageDigest};
use tiny_http::{Response, Server};

fn main() {
    let port = env::var("PORT").expect("PORT says where to listen");
    let server = Server::http(format!("0.0.0.0:{port}")).expect("the port is free");
    for request in server.incoming_requests() {
        let digest = hash(MessageDigest::sha256(), request.url().as_bytes()).expect("OpenSSL hashes");
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let version = openssl::version::version();
        if let Err(problem) = request.respond(Response::from_string(format!("{hex} {version}\n"))) {
            eprintln!("nobody waited for the answer: {problem}");
        }
    }
}
