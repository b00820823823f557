import { readRecipe } from "../lib/recipes.js";

export const dynamic = "force-dynamic";

export default async function Page() {
  const recipe = await readRecipe();
  return (
    <main>
      <h1>{recipe.name}</h1>
      <img src="/bread.svg" alt="" width="64" height="64" />
      <ol>
        {recipe.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </main>
  );
}
