import pg from 'pg'

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  connectionTimeoutMillis: 2000
})

pool.on('error', error => console.error(error.message))

let ready

function createTable () {
  return pool.query(
    'CREATE TABLE IF NOT EXISTS visits (name text PRIMARY KEY, count integer NOT NULL)'
  )
}

export async function countVisit (name) {
  ready ??= createTable().catch(error => {
    ready = undefined
    throw error
  })
  await ready
  const { rows } = await pool.query(
    `INSERT INTO visits VALUES ($1, 1)
     ON CONFLICT (name) DO UPDATE SET count = visits.count + 1
     RETURNING count`,
    [name]
  )
  return rows[0].count
}

export function close () {
  return pool.end()
}
