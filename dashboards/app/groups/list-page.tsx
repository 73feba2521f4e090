import { useTranslation } from "react-i18next";
import { answerFor, ownAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { SearchForm, searchedText } from "../forms/search-form.tsx";
import { isId } from "../organisations/organisation.ts";
import { requestApi } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import type { Route } from "./+types/list-page.ts";

const SHOWN = 50;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const { searchParams } = new URL(request.url);
  const search = searchedText(searchParams);
  const after = searchParams.get("after") ?? "";
  const signal = patience(request.signal);
  const api = context.get(requestApi);
  const query = {
    ...(search === "" ? {} : { search }),
    ...(isId(after) ? { cursor: after } : {}),
    limit: SHOWN,
  };
  const account = await context.get(ownAccount)();
  const [list, own] = await Promise.all([
    ask(api.GET("/api/v1/groups", { params: { query }, signal })),
    account?.ok === true ? ask(api.GET("/api/v1/account/groups", { signal })) : undefined,
  ]);
  return {
    search,
    ...answerOr(list, { kind: "missing" }),
    own: own === undefined ? undefined : answerFor(request, own).groups,
    mayAdd: account?.ok === true && !account.value.isMinor,
    done: searchParams.get("done") === "left",
  };
};

export default function GroupList({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { search, groups, next, own, mayAdd, done } = loaderData;
  return (
    <>
      <title>{`${t("groups.title")} – ${t("site.name")}`}</title>
      {done ? (
        <p role="status" className="done">
          {t("groups.left")}
        </p>
      ) : null}
      <h1>{t("groups.title")}</h1>
      <p>{t("groups.intro")}</p>
      {own === undefined ? null : (
        <>
          <h2>{t("groups.own")}</h2>
          {own.length === 0 ? <p>{t("groups.noneOwn")}</p> : null}
          <ul className="links">
            {own.map(({ id, title }) => (
              <li key={id}>
                <a href={`/groups/${id}`}>{title}</a>
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="actions">
        {mayAdd ? (
          <a className="button" href="/groups/new">
            {t("groups.newTitle")}
          </a>
        ) : null}
        <a className="button quiet" href="/groups/join">
          {t("groups.joinTitle")}
        </a>
      </p>
      <h2>{t("groups.public")}</h2>
      <SearchForm
        action="/groups"
        label={t("groups.find")}
        button={t("groups.findButton")}
        search={search}
      />
      {groups.length === 0 ? <p>{t("groups.none")}</p> : null}
      <ul className="messages">
        {groups.map(({ id, title, summary, kind }) => (
          <li key={id}>
            <h3>
              <a href={`/groups/${id}`}>{title}</a>
            </h3>
            <p className="note">{t(`groups.kinds.${kind}`)}</p>
            {summary === "" ? null : <p>{summary}</p>}
          </li>
        ))}
      </ul>
      {next === undefined ? null : (
        <p>
          <a
            href={`/groups?${new URLSearchParams({ ...(search && { search }), after: next })}`}
            rel="next"
          >
            {t("groups.more")}
          </a>
        </p>
      )}
    </>
  );
}
