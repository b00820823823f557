import Router from '@koa/router'
import Koa from 'koa'
import { toCelsius, toFahrenheit } from './temperature.js'

const converters = {
  celsius: toCelsius,
  fahrenheit: toFahrenheit,
}

const router = new Router()

router.get('/', (ctx) => {
  ctx.body = { units: Object.keys(converters) }
})

router.get('/:unit/:degrees', (ctx) => {
  const convert = converters[ctx.params.unit]
  const degrees = Number(ctx.params.degrees)
  ctx.assert(convert, 404, 'Unknown unit')
  ctx.assert(Number.isFinite(degrees), 400, 'Not a number')
  ctx.body = { from: degrees, [ctx.params.unit]: convert(degrees) }
})

export function createApp() {
  return new Koa().use(router.routes()).use(router.allowedMethods())
}
