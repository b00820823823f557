import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { app } from '../app.js'

let server
let url

before(async () => {
  server = app.listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  url = `http://127.0.0.1:${server.address().port}/api/entries`
})

after(() => server.close())

test('lists the entries', async () => {
  const response = await fetch(url)
  assert.equal(response.status, 200)
  assert.equal((await response.json())[0].name, 'Ada')
})

test('refuses an entry without text', async () => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Grace' })
  })
  assert.equal(response.status, 400)
})
