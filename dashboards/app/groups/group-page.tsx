import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor, ownAccount } from "../account/session.ts";
import { type Asked, ask, patience } from "../api/client.ts";
import { Form } from "../forms/form.tsx";
import { refusal, sent, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { languageContext } from "../i18n/request-language.ts";
import { isId } from "../organisations/organisation.ts";
import { requestApi, services } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/group-page.ts";
import { DaysTables, shownDays } from "./days-tables.tsx";
import { OfMembers } from "./of-members.tsx";

const told = ["joined", "added", "removed", "member"] as const;
const DAYS_MS = 31 * 86_400_000;

const pathOf = (id: string) => (isId(id) ? { id } : fail({ kind: "missing" }));

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const path = pathOf(params.id);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const account = await context.get(ownAccount)();
  const from = new Date(context.get(services).now() - DAYS_MS).toISOString().slice(0, 10);
  const [found, made, own] = await Promise.all([
    ask(api.GET("/api/v1/groups/{id}", { params: { path }, signal })),
    ask(api.GET("/api/v1/groups/{id}/days", { params: { path, query: { from } }, signal })),
    account?.ok === true ? ask(api.GET("/api/v1/account/groups", { signal })) : undefined,
  ]);
  const group = answerOr(found, { kind: "missing" });
  const { days } = answerOr(made, { kind: "missing" });
  const membership =
    own === undefined ? undefined : answerFor(request, own).groups.find(({ id }) => id === path.id);
  const done = new URL(request.url).searchParams.get("done");
  const shown = {
    group,
    days: shownDays(days, context.get(languageContext)),
    isSignedIn: account?.ok === true,
    done: told.find((one) => one === done),
  };
  if (membership === undefined) return { ...shown, forMembers: undefined };
  const [list, people, hosted] = await Promise.all([
    ask(api.GET("/api/v1/groups/{id}/stations", { params: { path }, signal })),
    ask(api.GET("/api/v1/groups/{id}/members", { params: { path }, signal })),
    ask(api.GET("/api/v1/account/stations", { signal })),
  ]);
  const { stations } = answerFor(request, list);
  return {
    ...shown,
    forMembers: {
      stations,
      members: answerFor(request, people).members,
      isMine: membership.isMine,
      self: account?.ok === true ? account.value.id : "",
      // Stations of one's own that do not count here yet.
      others: answerFor(request, hosted)
        .stations.filter(
          ({ station, state }) => state !== "retired" && !stations.some(({ id }) => id === station),
        )
        .map(({ station }) => station),
    },
  };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const path = pathOf(params.id);
  const { act, station, person } = typed(form, "act", "station", "person");
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const ofStation = { params: { path: { ...path, station } }, signal };
  const here = `/groups/${path.id}`;
  const after = (asked: Asked<unknown>, address: string) => {
    const fault = refusal(asked, { form, request });
    return fault === undefined ? redirect(address) : tryAgain({}, fault);
  };
  switch (act) {
    case "add":
      return after(
        await ask(api.PUT("/api/v1/groups/{id}/stations/{station}", ofStation)),
        `${here}?done=added`,
      );
    case "remove":
      return after(
        await ask(api.DELETE("/api/v1/groups/{id}/stations/{station}", ofStation)),
        `${here}?done=removed`,
      );
    case "leave":
      return after(
        await ask(api.POST("/api/v1/groups/{id}/leave", { params: { path }, signal })),
        "/groups?done=left",
      );
    case "member":
      return after(
        await ask(
          api.DELETE("/api/v1/groups/{id}/members/{person}", {
            params: {
              path: { ...path, person: isId(person) ? person : fail({ kind: "missing" }) },
            },
            signal,
          }),
        ),
        `${here}?done=member`,
      );
    case "code": {
      const asked = await ask(api.POST("/api/v1/groups/{id}/code", { params: { path }, signal }));
      const fault = refusal(asked, { form, request });
      if (fault !== undefined || !asked.ok) return tryAgain({}, ...(fault ? [fault] : []));
      return sent({ code: asked.value.code });
    }
    default:
      return tryAgain({}, { text: "invalid" });
  }
};

export default function GroupPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { figure } = useFormats();
  const { group, days, forMembers, isSignedIn, done } = loaderData;
  const { code } = (actionData ?? {}) as { code?: string };
  return (
    <Page
      title={group.title}
      state={actionData}
      done={done === undefined || actionData !== undefined ? undefined : t(`groups.done.${done}`)}
      back={{ href: "/groups", label: t("groups.title") }}
    >
      <p className="note">
        {[
          t(`groups.kinds.${group.kind}`),
          t(`groups.seen.${group.visibility}`),
          ...(group.area === undefined
            ? []
            : [
                t("groups.around", {
                  lat: figure(group.area.lat, 5),
                  lon: figure(group.area.lon, 5),
                }),
              ]),
        ].join(" · ")}
      </p>
      {group.summary === "" ? null : <p>{group.summary}</p>}
      {code === undefined ? null : (
        <section className="notices">
          <h2>{t("groups.newCode")}</h2>
          <p>{t("groups.madeText")}</p>
          <p>
            <code>{code}</code>
          </p>
        </section>
      )}
      <h2>{t("groups.days")}</h2>
      <p>{t("groups.daysText")}</p>
      {days.length === 0 ? <p>{t("groups.noDays")}</p> : <DaysTables days={days} />}
      <p>
        <a href={`/api/v1/groups/${group.id}/days.csv`} download>
          {t("groups.csv")}
        </a>
      </p>
      {forMembers === undefined ? (
        <>
          <h2>{t("groups.membersTitle")}</h2>
          <p>{t("groups.forMembers")}</p>
          <p>
            <a href="/groups/join">{t(isSignedIn ? "groups.joinTitle" : "groups.joinSignedOut")}</a>
          </p>
        </>
      ) : (
        <OfMembers {...forMembers} />
      )}
      {forMembers === undefined ? null : (
        <Form submit={t("groups.leave")} quiet>
          <p>{t("groups.leaveText")}</p>
          <input type="hidden" name="act" value="leave" />
        </Form>
      )}
    </Page>
  );
}
