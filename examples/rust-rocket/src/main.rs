//! Pages about lighthouses, from templates that are read when the server starts.

use rocket::fs::FileServer;
use rocket::{get, launch, routes};
use rocket_dyn_templates::{context, Template};

const LIGHTHOUSES: [(&str, u16, u16); 3] = [
    ("eddystone", 1882, 49),
    ("roter-sand", 1885, 31),
    ("creach", 1863, 55),
];

#[get("/")]
fn index() -> Template {
    let names: Vec<&str> = LIGHTHOUSES.iter().map(|(name, _, _)| *name).collect();
    Template::render("index", context! { names })
}

#[get("/<name>", rank = 20)]
fn lighthouse(name: &str) -> Option<Template> {
    let (name, year, height) = LIGHTHOUSES.iter().find(|(known, _, _)| *known == name)?;
    Some(Template::render("lighthouse", context! { name, year, height }))
}

#[launch]
fn rocket() -> _ {
    rocket::build()
        .attach(Template::fairing())
        .mount("/", routes![index, lighthouse])
        .mount("/static", FileServer::from("static"))
}
