import { useTranslation } from "react-i18next";
import { ask, patience } from "../api/client.ts";
import { SearchForm } from "../forms/search-form.tsx";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/people-page.ts";
import { ListPages, listQuery } from "./list-pages.tsx";
import { AdminMenu } from "./menu.tsx";
import { adminAnswer, adminApi } from "./session.ts";

const SHOWN = 50;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const { query, cursor } = listQuery(request, "search");
  const params = { query: { ...query, ...(cursor && { cursor }), limit: SHOWN } };
  const signal = patience(request.signal);
  const asked = await ask(api.GET("/api/v1/admin/people", { params, signal }));
  return { query, isFirst: cursor === undefined, ...adminAnswer(request, asked) };
};

export default function People({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { query, isFirst, people, next } = loaderData;
  return (
    <>
      <title>{`${t("admin.pages.people")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <AdminMenu page="people" />
      <h1>{t("admin.pages.people")}</h1>
      <SearchForm
        action="/admin/people"
        label={t("adminPeople.find")}
        button={t("adminPeople.findButton")}
        search={query.search}
      />
      {people.length === 0 ? <p>{t("admin.noEntry")}</p> : null}
      <ul className="messages">
        {people.map(({ id, name, email, signInName, lastSeen, closed, roles }) => (
          <li key={id}>
            <h2>
              <a href={`/admin/people/${id}`}>{name}</a>
            </h2>
            <p>
              {[
                email ?? signInName,
                ...roles.map(({ role }) => t(`roles.${role}`)),
                ...(closed === undefined ? [] : [t("adminPeople.isClosed")]),
              ]
                .filter(Boolean)
                .join(" · ")}
            </p>
            <p className="note">
              {lastSeen === undefined
                ? t("adminPeople.never")
                : t("adminPeople.seen", { date: moment(Date.parse(lastSeen)) })}
            </p>
          </li>
        ))}
      </ul>
      <ListPages address="/admin/people" query={query} isFirst={isFirst} next={next} />
    </>
  );
}
