//! Tells the phase of the moon on a day, counted in days since the new moon of 6 January 2000.

mod moon;

use std::env;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = env::var("PORT").unwrap_or_else(|_| "3000".to_string());
    let app = Router::new()
        .route("/", get(async || "Ask for /days/9000, for example.\n"))
        .route("/health", get(async || "ok"))
        .route("/days/{day}", get(phase));
    let listener = TcpListener::bind(format!("0.0.0.0:{port}")).await?;
    axum::serve(listener, app)
        .with_graceful_shutdown(stopped())
        .await
}

async fn phase(Path(day): Path<String>) -> Result<Json<moon::Phase>, (StatusCode, String)> {
    let day: f64 = day
        .parse()
        .map_err(|_| (StatusCode::BAD_REQUEST, format!("{day} is not a number\n")))?;
    Ok(Json(moon::phase(day)))
}

async fn stopped() {
    let mut terminate = signal(SignalKind::terminate()).expect("SIGTERM can be handled");
    let mut interrupt = signal(SignalKind::interrupt()).expect("SIGINT can be handled");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
