import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toCelsius, toFahrenheit } from '../src/temperature.js'

test('water boils', () => {
  assert.equal(toFahrenheit(100), 212)
  assert.equal(toCelsius(212), 100)
})
