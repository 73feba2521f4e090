import type { AtlasSheets, TerritoryShown } from "../api/answers.ts";
import { bookletOrders, bookletPapers } from "../prints.ts";
import { services } from "../services.ts";
import { printedAnswer } from "../site/printed-answer.ts";
import { textAnswer } from "../site/text-answer.ts";
import type { Route } from "./+types/booklet-route.ts";
import { askedSheets, dataDay, oneOf, wordsFor } from "./asked-sheets.ts";
import { printedEntry } from "./printed-entry.ts";

/** Rings of an outline, of one area or of several. */
const ringsOf = (geometry: TerritoryShown["geometry"]): [number, number][][] | undefined => {
  if (geometry === undefined) return undefined;
  const { type, coordinates } = geometry;
  return (type === "Polygon" ? coordinates : coordinates.flat()) as [number, number][][];
};

const sourcesOf = (entries: AtlasSheets["entries"]): string[] => [
  ...new Set(
    entries.map(({ source, licence }) =>
      licence === undefined ? source : `${source} (${licence})`,
    ),
  ),
];

/** `/atlas/booklet.pdf?place=…&paper=a5&by=theme`: the atlas of a choice on paper. */
export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const { language, t } = wordsFor({ context });
  const { searchParams } = new URL(request.url);
  const paper = oneOf(bookletPapers, searchParams.get("paper"));
  const by = oneOf(bookletOrders, searchParams.get("by"));
  if (paper === undefined || by === undefined)
    return textAnswer(`${t("atlas.printed.wrong")}\n`, 400);
  const asked = await askedSheets({ request, context });
  if (asked instanceof Response) return asked;
  const { sheets, territory, title, chosen, address, file } = asked;
  const { entries, total, most } = sheets;
  if (total.count > entries.length)
    return textAnswer(
      `${t(total.isMore ? "atlas.printed.farTooMany" : "atlas.printed.tooMany", { count: total.count, most })}\n`,
      413,
    );
  const outline = ringsOf(territory?.geometry);
  const made = await context.get(services).prints.booklet(
    {
      ...{ title, chosen, address, paper, by },
      data: dataDay({ context }, language),
      sources: sourcesOf(entries),
      ...(outline === undefined ? {} : { outline }),
      entries: entries.map((entry) => printedEntry(entry, t, language)),
    },
    language,
  );
  return printedAnswer(made, `atlas-${file}-${paper}.pdf`, { request, context });
};
