import { expect, test } from 'bun:test'
import { app } from '../src/app.ts'

test('counts the words of a text', async () => {
  const response = await app.request('/count', { method: 'POST', body: 'To be, or not to be' })
  expect(await response.json()).toEqual({ words: 6, longest: 'not' })
})

test('answers 404 elsewhere', async () => {
  const response = await app.request('/nowhere')
  expect(response.status).toBe(404)
})
