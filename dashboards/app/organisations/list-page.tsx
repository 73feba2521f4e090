import { useTranslation } from "react-i18next";
import { ownAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { SearchForm, searchedText } from "../forms/search-form.tsx";
import { requestApi } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import type { Route } from "./+types/list-page.ts";
import { isId, type LegalForm } from "./organisation.ts";

const SHOWN = 50;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const { searchParams } = new URL(request.url);
  const search = searchedText(searchParams);
  const after = searchParams.get("after") ?? "";
  const signal = patience(request.signal);
  const query = {
    ...(search === "" ? {} : { search }),
    ...(isId(after) ? { cursor: after } : {}),
    limit: SHOWN,
  };
  const asked = await ask(
    context.get(requestApi).GET("/api/v1/organisations", { params: { query }, signal }),
  );
  const account = await context.get(ownAccount)();
  return {
    search,
    ...answerOr(asked, { kind: "missing" }),
    mayAdd: account?.ok === true && !account.value.isMinor,
    done: searchParams.get("done") === "left",
  };
};

export default function OrganisationList({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { search, organisations, next, mayAdd, done } = loaderData;
  return (
    <>
      <title>{`${t("orgs.title")} – ${t("site.name")}`}</title>
      {done ? (
        <p role="status" className="done">
          {t("orgs.left")}
        </p>
      ) : null}
      <h1>{t("orgs.title")}</h1>
      <SearchForm
        action="/organisations"
        label={t("orgs.find")}
        button={t("orgs.findButton")}
        search={search}
      />
      {organisations.length === 0 ? <p>{t("orgs.none")}</p> : null}
      <ul className="messages">
        {organisations.map(({ id, title, summary, legalForm, place }) => (
          <li key={id}>
            <h2>
              <a href={`/organisations/${id}`}>{title}</a>
            </h2>
            <p className="note">
              {[t(`orgs.forms.${legalForm as LegalForm}`), place].filter(Boolean).join(" · ")}
            </p>
            {summary ? <p>{summary}</p> : null}
          </li>
        ))}
      </ul>
      {next === undefined ? null : (
        <nav className="pages" aria-label={t("orgs.pages")}>
          <a
            href={`/organisations?${new URLSearchParams({ ...(search === "" ? {} : { search }), after: next })}`}
          >
            {t("orgs.next")}
          </a>
        </nav>
      )}
      {mayAdd ? (
        <p className="actions">
          <a className="button" href="/organisations/new">
            {t("orgs.add")}
          </a>
        </p>
      ) : null}
    </>
  );
}
