/** Notebooks that come with the studio, from public/examples. */
export const EXAMPLES = ["ice-cream", "merchant-7d", "late-events", "your-own-data"] as const;

export const FIRST_EXAMPLE = EXAMPLES[0];

export function fileNameOfExample(name: string): string {
  return `${name}.notebook.ts`;
}

export async function fetchExample(name: string): Promise<string> {
  const response = await fetch(`/examples/${encodeURIComponent(fileNameOfExample(name))}`);
  if (!response.ok) throw new Error(`There is no example "${name}".`);
  return response.text();
}
