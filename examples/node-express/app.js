import path from 'node:path'
import express from 'express'
import entries from './routes/entries.js'
import health from './routes/health.js'

export const app = express()

app.disable('x-powered-by')
app.use(express.json())
app.use(express.static(path.join(import.meta.dirname, 'public')))

app.use('/health', health)
app.use('/api/entries', entries)

app.use((req, res) => {
  res.status(404).json({ error: `Nothing at ${req.path}` })
})
