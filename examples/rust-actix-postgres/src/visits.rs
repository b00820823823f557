//! The table of visits.

use std::error::Error;
use std::time::Duration;

use diesel::prelude::*;
use diesel::r2d2::{self, ConnectionManager, CustomizeConnection};
use diesel::sql_types::{BigInt, Text};

pub type Pool = r2d2::Pool<ConnectionManager<PgConnection>>;

#[derive(QueryableByName)]
struct Visits {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(Debug)]
struct MakeTable;

impl CustomizeConnection<PgConnection, r2d2::Error> for MakeTable {
    fn on_acquire(&self, connection: &mut PgConnection) -> Result<(), r2d2::Error> {
        let table = "CREATE TABLE IF NOT EXISTS visits (name text PRIMARY KEY, count bigint NOT NULL)";
        diesel::sql_query(table)
            .execute(connection)
            .map(|_| ())
            .map_err(r2d2::Error::QueryError)
    }
}

/// The connections; they are made when they are first needed, so that the server starts without.
pub fn pool(url: &str) -> Pool {
    r2d2::Pool::builder()
        .max_size(4)
        .min_idle(Some(0))
        .connection_timeout(Duration::from_secs(2))
        .connection_customizer(Box::new(MakeTable))
        .build_unchecked(ConnectionManager::new(url))
}

/// How often somebody has come, this time included.
pub fn count(pool: &Pool, name: &str) -> Result<i64, Box<dyn Error + Send + Sync>> {
    let mut connection = pool.get()?;
    let found: Visits = diesel::sql_query(
        "INSERT INTO visits VALUES ($1, 1) \
         ON CONFLICT (name) DO UPDATE SET count = visits.count + 1 RETURNING count",
    )
    .bind::<Text, _>(name)
    .get_result(&mut connection)?;
    Ok(found.count)
}
