import { NavLink, Route, Routes } from 'react-router'
import { About } from './pages/About.tsx'
import { Home } from './pages/Home.tsx'

export function App() {
  return (
    <>
      <nav>
        <NavLink to="/">Today</NavLink>
        <NavLink to="/about">About</NavLink>
      </nav>
      <main>
        <Routes>
          <Route path="/" element={<Home />} />
          <Route path="/about" element={<About />} />
          <Route path="*" element={<h1>Nothing here</h1>} />
        </Routes>
      </main>
    </>
  )
}
