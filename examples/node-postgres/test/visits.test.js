import assert from 'node:assert/strict'
import { test } from 'node:test'
import { close, countVisit } from '../visits.js'

test('a visit without a database is an error, not a crash', async () => {
  await assert.rejects(countVisit('Ada'))
  await close()
})
