import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { todoRoutes } from './routes/todos.ts'

export function buildApp(options: FastifyServerOptions = {}): FastifyInstance {
  const app = Fastify(options)

  app.get('/health', async () => ({ status: 'ok' }))
  app.register(todoRoutes, { prefix: '/todos' })

  return app
}
