export function About() {
  return (
    <>
      <h1>About</h1>
      <p>High and low water for a few ports, one day at a time.</p>
    </>
  )
}
