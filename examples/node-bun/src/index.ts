import { app } from './app.ts'

const server = Bun.serve({
  port: Bun.env.PORT ?? 3000,
  fetch: app.fetch,
})

console.log(`Listening on port ${server.port}`)

process.once('SIGTERM', async () => {
  console.log('Closing')
  await server.stop()
  process.exit()
})
