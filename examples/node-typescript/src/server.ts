import { buildApp } from './app.ts'

const app = buildApp({ logger: true })

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    app.log.info(`${signal} received, closing`)
    await app.close()
  })
}

await app.listen({ host: '0.0.0.0', port: Number(process.env.PORT ?? 3000) })
