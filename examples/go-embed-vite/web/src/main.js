const answer = await fetch('/api/tempo')
const { march } = await answer.json()
document.querySelector('output').textContent = `a march has ${march} beats`
