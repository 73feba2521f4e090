import { listPapers } from "../prints.ts";
import { services } from "../services.ts";
import { printedAnswer } from "../site/printed-answer.ts";
import { textAnswer } from "../site/text-answer.ts";
import type { Route } from "./+types/list-poster-route.ts";
import { askedSheets, dataDay, oneOf, wordsFor } from "./asked-sheets.ts";
import { printedEntry } from "./printed-entry.ts";

/** More do not fit on the largest paper. */
const MOST = 60;
/** What somebody who stands before it needs comes first: where, how to call, when. */
const FACTS = 3;

/** `/atlas/poster.pdf?place=…&paper=a3`: the first places of a choice on one page. */
export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const { language, t } = wordsFor({ context });
  const paper = oneOf(listPapers, new URL(request.url).searchParams.get("paper"));
  if (paper === undefined) return textAnswer(`${t("atlas.printed.wrongPoster")}\n`, 400);
  const asked = await askedSheets({ request, context }, MOST);
  if (asked instanceof Response) return asked;
  const { sheets, title, chosen, address, file } = asked;
  const made = await context.get(services).prints.listPoster(
    {
      ...{ title, chosen, address, paper, data: dataDay({ context }, language) },
      total: sheets.total.count,
      entries: sheets.entries.map((entry) => {
        const { facts, ...rest } = printedEntry(entry, t, language);
        return { ...rest, facts: facts.slice(0, FACTS) };
      }),
    },
    language,
  );
  return printedAnswer(made, `affiche-${file}-${paper}.pdf`, { request, context });
};
