import type { FastifyPluginAsync } from 'fastify'

interface Todo {
  id: number
  title: string
  done: boolean
}

export const todoRoutes: FastifyPluginAsync = async (app) => {
  const todos = new Map<number, Todo>([[1, { id: 1, title: 'Water the plants', done: false }]])

  app.get('/', async () => [...todos.values()])

  app.get<{ Params: { id: string } }>('/:id', async (request, reply) => {
    const todo = todos.get(Number(request.params.id))
    return todo ?? reply.code(404).send({ error: 'No such to-do' })
  })

  app.post<{ Body: { title: string } }>(
    '/',
    {
      schema: {
        body: {
          type: 'object',
          required: ['title'],
          properties: { title: { type: 'string', minLength: 1 } },
        },
      },
    },
    async (request, reply) => {
      const todo: Todo = { id: todos.size + 1, title: request.body.title, done: false }
      todos.set(todo.id, todo)
      return reply.code(201).send(todo)
    },
  )
}
