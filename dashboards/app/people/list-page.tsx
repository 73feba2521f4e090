import { useTranslation } from "react-i18next";
import { Page } from "../forms/page.tsx";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/list-page.ts";
import { type Assisted, askAssisted } from "./assisted.ts";

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const done = new URL(request.url).searchParams.get("done");
  return {
    people: await askAssisted(request, context),
    done: done === "revoked" || done === "renewed" ? done : undefined,
  } as const;
};

export default function PeopleList({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { people, done } = loaderData;
  return (
    <Page
      title={t("people.title")}
      back={{ href: "/account", label: t("account.toAccount") }}
      done={done === undefined ? undefined : t(`people.done.${done}`)}
    >
      <p>{t("people.intro")}</p>
      <p className="actions">
        <a className="button" href="/people/new">
          {t("people.add")}
        </a>
      </p>
      <p>
        {t("people.alertsText")} <a href="/alerts?for=other">{t("people.alerts")}</a>
      </p>
      {people.length === 0 ? <p>{t("people.none")}</p> : null}
      <ul className="messages">
        {people.map((person) => (
          <li key={person.id}>
            <h2>
              {person.isActive ? (
                <a href={`/people/${person.id}`}>{person.name}</a>
              ) : (
                t("people.formerly")
              )}
            </h2>
            {person.signInName === undefined ? null : (
              <p>{t("people.nameOf", { name: person.signInName })}</p>
            )}
            <p className="note">
              <MandateNote person={person} />
            </p>
          </li>
        ))}
      </ul>
    </Page>
  );
}

export const MandateNote = ({ person }: { person: Assisted }) => {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { revoked, until } = person.mandate;
  if (revoked !== undefined) return t("people.revoked", { date: date(Date.parse(revoked)) });
  return t(person.isActive ? "people.until" : "people.ended", {
    // The day that was named: a mandate ends with it.
    date: date(Date.parse(until) - 1),
  });
};
