import { ask, patience } from "../api/client.ts";
import { placePapers } from "../prints.ts";
import { requestApi, services } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import { printedAnswer } from "../site/printed-answer.ts";
import { textAnswer } from "../site/text-answer.ts";
import type { Route } from "./+types/place-poster-route.ts";
import { dataDay, oneOf, wordsFor } from "./asked-sheets.ts";
import { isName } from "./entry-name.ts";
import { printedEntry } from "./printed-entry.ts";

/** `/atlas/<name>/card.pdf?paper=a4`: a place on a card, or larger as a poster. */
export const loader = async ({ request, params: { name }, context }: Route.LoaderArgs) => {
  const { language, t } = wordsFor({ context });
  if (!isName(name)) return fail({ kind: "missing" });
  const paper = oneOf(placePapers, new URL(request.url).searchParams.get("paper"));
  if (paper === undefined) return textAnswer(`${t("atlas.printed.wrongCard")}\n`, 400);
  const { slug, mark, ...entry } = answerOr(
    await ask(
      context.get(requestApi).GET("/api/v1/atlas/sheets/{name}", {
        params: { path: { name } },
        signal: patience(request.signal),
      }),
    ),
    { kind: "missing" },
  );
  const { prints, publicUrl } = context.get(services);
  const { origin } = new URL(publicUrl);
  const address = `${origin}/atlas/${slug}`;
  const made = await prints.placePoster(
    {
      entry: printedEntry({ slug, ...entry }, t, language),
      ...{ address, paper, data: dataDay({ context }, language) },
      typed: mark === undefined ? address : `${origin}/a/${mark}`,
    },
    language,
  );
  return printedAnswer(made, `${slug}-${paper}.pdf`, { request, context });
};
