import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildApp } from '../src/app.ts'

test('adds a to-do', async () => {
  const app = buildApp()
  const created = await app.inject({ method: 'POST', url: '/todos', payload: { title: 'Sleep' } })
  assert.equal(created.statusCode, 201)

  const found = await app.inject(`/todos/${created.json().id}`)
  assert.deepEqual(found.json(), { id: 2, title: 'Sleep', done: false })
})

test('refuses a to-do without a title', async () => {
  const response = await buildApp().inject({ method: 'POST', url: '/todos', payload: {} })
  assert.equal(response.statusCode, 400)
})
