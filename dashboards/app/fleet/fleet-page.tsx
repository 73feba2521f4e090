import { useTranslation } from "react-i18next";
import { ListPages } from "../admin/list-pages.tsx";
import { AdminMenu } from "../admin/menu.tsx";
import { adminAnswer, adminApi } from "../admin/session.ts";
import { VerdictTable } from "../alerts/verdict-table.tsx";
import { ask, patience } from "../api/client.ts";
import type { Route } from "./+types/fleet-page.ts";
import { Board, ProblemTiles } from "./board.tsx";
import styles from "./fleet.css?url";
import { GatewayList } from "./gateway-list.tsx";
import { ProblemList } from "./problem-list.tsx";
import { problems } from "./problems.ts";

const SHOWN = 50;
const STATION = /^[a-z0-9][a-z0-9-]{1,63}$/;

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: styles }];

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const { searchParams } = new URL(request.url);
  const problem = problems.find((one) => one === searchParams.get("problem"));
  const asked = searchParams.get("cursor") ?? "";
  const cursor = STATION.test(asked) ? asked : undefined;
  const query = problem === undefined ? {} : { problem };
  const params = { query: { ...query, ...(cursor && { cursor }), limit: SHOWN } };
  const signal = patience(request.signal);
  const answer = await ask(api.GET("/api/v1/fleet", { params, signal }));
  // Hosts see the fleet that is theirs; what readers said is for coordinators.
  const said = await ask(api.GET("/api/v1/alerts/verdicts", { signal }));
  return {
    ...{ query, isFirst: cursor === undefined, verdicts: said.ok ? said.value.verdicts : [] },
    ...adminAnswer(request, answer),
  };
};

export default function FleetPage({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { query, isFirst, stations, next, total, counts, gateways, lookedAfter, verdicts } =
    loaderData;
  return (
    <>
      <title>{`${t("admin.pages.fleet")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <AdminMenu page="fleet" />
      <h1>{t("admin.pages.fleet")}</h1>
      <p>{t("fleet.intro")}</p>
      <Board lookedAfter={lookedAfter} />
      <ProblemTiles chosen={query.problem} counts={counts} />
      <p role="status">
        {total === 0 ? t("fleet.none") : t("fleet.count", { count: total })}
        {query.problem === undefined ? null : (
          <>
            {" "}
            <a href="/admin/fleet">{t("fleet.showAll")}</a>
          </>
        )}
      </p>
      <ul className="messages fleet-list">
        {stations.map(({ station, isGateway, problems: found }) => (
          <li key={station}>
            <h2>
              {isGateway ? (
                t("fleet.gateway", { name: station })
              ) : (
                <a href={`/stations/${encodeURIComponent(station)}`}>{station}</a>
              )}
            </h2>
            <ProblemList isGateway={isGateway} problems={found} />
          </li>
        ))}
      </ul>
      <ListPages address="/admin/fleet" query={query} isFirst={isFirst} next={next} />
      {isFirst && query.problem === undefined ? (
        <>
          <GatewayList gateways={gateways} />
          <VerdictTable verdicts={verdicts} />
        </>
      ) : null}
    </>
  );
}
