import type { Route } from "./+types/credit-page.ts";
import { loadWords, saveWords, WordsPage } from "./host-words.tsx";

export const loader = (args: Route.LoaderArgs) => loadWords("credit", args);

export const action = (args: Route.ActionArgs) => saveWords("credit", args);

export default function CreditPage({ loaderData, actionData }: Route.ComponentProps) {
  return <WordsPage field="credit" {...loaderData} state={actionData} />;
}
