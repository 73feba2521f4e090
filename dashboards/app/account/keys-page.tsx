import { randomUUID } from "node:crypto";
import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { endOfDay } from "../forms/dates.ts";
import { Form, TextField, Ticks } from "../forms/form.tsx";
import { type FormFault, refusal, sent, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi, services } from "../services.ts";
import { useFormats } from "../site/formats-context.tsx";
import { zoneContext } from "../site/zone.ts";
import type { Route } from "./+types/keys-page.ts";
import { doneIn } from "./done.ts";
import { answerFor, demandAccount } from "./session.ts";

const scopes = [
  "measurements:read",
  "things:read",
  "things:write",
  "account:read",
  "quarantine:read",
  "quality:write",
] as const;

type Underscored<S extends string> = S extends `${infer A}:${infer B}` ? `${A}_${B}` : never;

/** A colon means something in the names of texts. */
const textOf = <S extends (typeof scopes)[number]>(scope: S) =>
  scope.replace(":", "_") as Underscored<S>;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  const signal = patience(request.signal);
  const { keys } = answerFor(
    request,
    await ask(context.get(requestApi).GET("/api/v1/account/keys", { signal })),
  );
  return { once: randomUUID(), keys, done: doneIn(request) };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const { remove, once, ...values } = typed(form, "remove", "once", "name", "until");
  if (remove !== "") {
    const params = { path: { id: remove } };
    const asked = await ask(api.DELETE("/api/v1/account/keys/{id}", { params, signal }));
    const fault = refusal(asked, { form, request });
    return fault === undefined ? redirect("/account/keys?done=key_removed") : tryAgain({}, fault);
  }
  const wanted = scopes.filter((scope) => form.getAll("scopes").includes(scope));
  const now = context.get(services).now();
  const until = values.until === "" ? undefined : endOfDay(values.until, context.get(zoneContext));
  const kept = { ...values, scopes: wanted.join(" ") };
  const faults: FormFault[] = [];
  if (values.name === "") faults.push({ field: "name", text: "keyName" });
  if (wanted.length === 0) faults.push({ field: "scopes", text: "scopes" });
  if (values.until !== "" && (until === undefined || until <= now))
    faults.push({ field: "until", text: "until" });
  if (faults.length > 0) return tryAgain(kept, ...faults);
  const body = {
    name: values.name.slice(0, 60),
    scopes: wanted,
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  };
  const asked = await context
    .get(services)
    .once(once, () => ask(api.POST("/api/v1/account/keys", { body, signal })));
  if (asked === undefined) return tryAgain(kept, { text: "sent_twice" });
  const fault = refusal(asked, { form, request });
  if (fault !== undefined || !asked.ok) return tryAgain(kept, ...(fault ? [fault] : []));
  return sent({ key: asked.value.key });
};

export default function KeysPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { once, keys, done } = loaderData;
  const { key: made } = (actionData ?? {}) as { key?: string };
  const on = (at: string) => ({ date: date(Date.parse(at)) });
  return (
    <Page
      title={t("accountPages.keysTitle")}
      state={actionData}
      back={{ href: "/account", label: t("account.toAccount") }}
      done={done === undefined ? undefined : t(`account.done.${done}`)}
    >
      <p>{t("accountPages.keysText")}</p>
      {made === undefined ? null : (
        <section className="notices" role="status">
          <p>{t("accountPages.keyMade")}</p>
          <p className="secret">
            <code>{made}</code>
          </p>
        </section>
      )}
      {keys.length === 0 ? <p>{t("accountPages.noKey")}</p> : null}
      <ul className="messages">
        {keys.map(({ id, name, scopes: allowed, created, until, lastUsed }) => (
          <li key={id}>
            <h2>{name}</h2>
            <p>
              {allowed
                .map((scope) => {
                  const known = scopes.find((one) => one === scope);
                  return known === undefined ? scope : t(`accountPages.scopes.${textOf(known)}`);
                })
                .join(", ")}
            </p>
            <p className="note">
              {[
                t("accountPages.keyCreated", on(created)),
                lastUsed === undefined
                  ? t("accountPages.keyNever")
                  : t("accountPages.keyUsed", on(lastUsed)),
                ...(until === undefined ? [] : [t("accountPages.keyEnds", on(until))]),
              ].join(" · ")}
            </p>
            <Form>
              <input type="hidden" name="remove" value={id} />
              <button
                type="submit"
                className="quiet"
                aria-label={t("accountPages.removeNamed", { name })}
              >
                {t("accountPages.remove")}
              </button>
            </Form>
          </li>
        ))}
      </ul>
      <h2>{t("accountPages.newKey")}</h2>
      <Form state={actionData} submit={t("accountPages.makeKey")}>
        <input type="hidden" name="once" value={once} />
        <TextField
          name="name"
          label={t("accountPages.keyName")}
          autoComplete="off"
          maxLength={60}
        />
        <Ticks
          name="scopes"
          label={t("accountPages.keyScopes")}
          options={scopes.map((value) => ({
            value,
            label: t(`accountPages.scopes.${textOf(value)}`),
          }))}
        />
        <TextField
          name="until"
          label={t("accountPages.keyUntil")}
          hint={t("accountPages.keyUntilHint")}
          type="date"
          autoComplete="off"
          optional
        />
      </Form>
    </Page>
  );
}
