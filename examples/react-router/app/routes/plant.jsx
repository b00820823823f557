import { note } from "../plants.server.js";

export function loader({ params }) {
  const text = note(params.name);
  if (!text) throw new Response("No such plant", { status: 404 });
  return { name: params.name, text };
}

export default function Plant({ loaderData }) {
  return (
    <main>
      <h1>{loaderData.name}</h1>
      <p>{loaderData.text}</p>
    </main>
  );
}
