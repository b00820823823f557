import { createApp } from './app.js'

const port = process.env.PORT ?? 3000

const server = createApp().listen(port, () => {
  console.log(`Listening on port ${port}`)
})

process.once('SIGTERM', () => {
  server.close(() => console.log('Closed'))
  server.closeIdleConnections()
})
