import { Hono } from 'hono'
import { countWords } from './words.ts'

export const app = new Hono()

app.get('/', (c) => c.text('POST a text to /count'))

app.get('/count/:text', (c) => c.json(countWords(c.req.param('text'))))

app.post('/count', async (c) => c.json(countWords(await c.req.text())))

app.notFound((c) => c.json({ error: `Nothing at ${c.req.path}` }, 404))
