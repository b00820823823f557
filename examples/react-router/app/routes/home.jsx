import { Link } from "react-router";
import { names } from "../plants.server.js";

export const loader = () => ({ names: names() });

export default function Home({ loaderData }) {
  return (
    <main>
      <h1>Plant diary</h1>
      {loaderData.names.map((name) => (
        <p key={name}>
          <Link to={`/plants/${name}`}>{name}</Link>
        </p>
      ))}
    </main>
  );
}
