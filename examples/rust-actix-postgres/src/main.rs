//! Counts visits in PostgreSQL.

mod visits;

use std::env;

use actix_web::{App, HttpResponse, HttpServer, Responder, get, web};

#[get("/health")]
async fn health() -> impl Responder {
    "ok"
}

#[get("/visits/{name}")]
async fn visit(pool: web::Data<visits::Pool>, name: web::Path<String>) -> impl Responder {
    match web::block(move || visits::count(&pool, &name)).await {
        Ok(Ok(count)) => HttpResponse::Ok()
            .content_type("application/json")
            .body(format!("{{\"visits\":{count}}}\n")),
        _ => HttpResponse::ServiceUnavailable().body("The database does not answer\n"),
    }
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let url = env::var("DATABASE_URL").unwrap_or_else(|_| "postgresql://localhost/visits".into());
    let pool = web::Data::new(visits::pool(&url));
    HttpServer::new(move || App::new().app_data(pool.clone()).service(health).service(visit))
        .workers(2)
        .bind(("0.0.0.0", 8080))?
        .run()
        .await
}
