import { useState } from 'react'

const tides = {
  Brest: ['04:12', '10:31', '16:40', '22:55'],
  Bristol: ['01:05', '07:20', '13:29', '19:44'],
  Halifax: ['00:48', '06:57', '13:10', '19:22'],
}

type Port = keyof typeof tides

export function Home() {
  const [port, setPort] = useState<Port>('Brest')

  return (
    <>
      <h1>Tides in {port}</h1>
      <select value={port} onChange={(event) => setPort(event.target.value as Port)}>
        {Object.keys(tides).map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <ol>
        {tides[port].map((time) => (
          <li key={time}>{time}</li>
        ))}
      </ol>
    </>
  )
}
