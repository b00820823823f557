import { app } from './app.js'

const port = Number(process.env.PORT || 3000)

const server = app.listen(port, () => {
  console.log(`Listening on port ${port}`)
})

process.on('SIGTERM', () => {
  console.log('SIGTERM received, closing')
  server.close(() => process.exit(0))
  server.closeIdleConnections()
})
