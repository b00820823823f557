import { Router } from 'express'

const entries = [{ id: 1, name: 'Ada', text: 'First!' }]

const router = Router()

router.get('/', (req, res) => {
  res.json(entries)
})

router.get('/:id', (req, res, next) => {
  const entry = entries.find((entry) => entry.id === Number(req.params.id))
  if (!entry) return next()
  res.json(entry)
})

router.post('/', (req, res) => {
  const { name, text } = req.body ?? {}
  if (!name || !text) {
    return res.status(400).json({ error: 'name and text are required' })
  }
  const entry = { id: entries.length + 1, name, text }
  entries.push(entry)
  res.status(201).location(`/api/entries/${entry.id}`).json(entry)
})

export default router
