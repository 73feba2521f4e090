import type { Route } from "./+types/title-page.ts";
import { loadWords, saveWords, WordsPage } from "./host-words.tsx";

export const loader = (args: Route.LoaderArgs) => loadWords("title", args);

export const action = (args: Route.ActionArgs) => saveWords("title", args);

export default function TitlePage({ loaderData, actionData }: Route.ComponentProps) {
  return <WordsPage field="title" {...loaderData} state={actionData} />;
}
