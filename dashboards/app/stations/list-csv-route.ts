import { StationId } from "@datacityzen/hardware/identifiers";
import type { StationList } from "../api/answers.ts";
import { ask, patience } from "../api/client.ts";
import { languageContext } from "../i18n/request-language.ts";
import { requestApi, services } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import type { Route } from "./+types/list-csv-route.ts";
import { columns, csvLine, csvOf } from "./list-csv.ts";
import { apiQuery, listQuery } from "./list-query.ts";
import { rowView } from "./list-rows.ts";

/** As many as the API gives at once. */
const PAGE = 500;
/** As many as it takes by name; a page of the list has fewer boxes. */
const MOST_CHOSEN = 100;

/** `/stations.csv`: the stations that were ticked, else all that the list finds. */
export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = context.get(requestApi);
  const language = context.get(languageContext);
  const { searchParams } = new URL(request.url);
  const chosen = searchParams
    .getAll("station")
    .filter((id) => StationId.safeParse(id).success)
    .slice(0, MOST_CHOSEN);
  const asked = {
    ...apiQuery({ ...listQuery(searchParams), after: undefined }),
    ...(chosen.length === 0 ? {} : { ids: chosen.join(",") }),
    limit: PAGE,
  };
  const list = async (cursor: string | undefined): Promise<StationList> => {
    const query = { ...asked, ...(cursor && { cursor }) };
    const signal = patience(request.signal);
    return answerOr(await ask(api.GET("/api/v1/stations", { params: { query }, signal })), {
      kind: "missing",
    });
  };
  const now = context.get(services).now();
  const linesOf = ({ stations }: StationList) =>
    stations
      .map((station) => csvOf(station, rowView(station, undefined, { language, now }).toCheck))
      .join("");
  // The first page is asked before the answer begins: what fails then is a page that says so.
  let page: StationList | undefined = await list(undefined);
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    // A page that fails later breaks the download off: a short file would look whole.
    async pull(controller) {
      if (page === undefined) return controller.close();
      const text = `${isFirst ? csvLine(columns) : ""}${linesOf(page)}`;
      isFirst = false;
      controller.enqueue(new TextEncoder().encode(text));
      page = page.next === undefined ? undefined : await list(page.next);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="stations-${new Date(now).toISOString().slice(0, 10)}.csv"`,
      "cache-control": "private, no-store",
      vary: "cookie",
    },
  });
};
