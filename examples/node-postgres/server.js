import { createServer } from 'node:http'
import { countVisit, close } from './visits.js'

const port = Number(process.env.PORT || 3000)

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  const answer = (status, body) => {
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(body) + '\n')
  }
  if (pathname === '/health') {
    return answer(200, { status: 'ok' })
  }
  if (!pathname.startsWith('/visits/') || pathname.length > 100) {
    return answer(404, { error: 'Try /visits/Ada' })
  }
  try {
    const name = decodeURIComponent(pathname.slice('/visits/'.length))
    answer(200, { name, visits: await countVisit(name) })
  } catch (error) {
    console.error(error.message)
    answer(503, { error: 'The database does not answer' })
  }
})

server.listen(port, () => {
  console.log(`Listening on port ${port}`)
})

process.on('SIGTERM', () => {
  server.close(async () => {
    await close()
    process.exit(0)
  })
  server.closeIdleConnections()
})
