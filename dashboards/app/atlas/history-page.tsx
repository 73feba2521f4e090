import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor, demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Choice, Form } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/history-page.ts";
import styles from "./atlas.css?url";

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: styles }];

const isName = (text: string): boolean => /^[a-z0-9-]{1,80}$/.test(text);
const ways = ["visit", "call"] as const;

export const loader = async ({ request, params: { name }, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  if (!isName(name)) return fail({ kind: "missing" });
  const api = context.get(requestApi);
  const asked = { params: { path: { name } }, signal: patience(request.signal) };
  const [entry, changes, likes] = await Promise.all([
    ask(api.GET("/api/v1/atlas/entries/{name}", asked)),
    ask(api.GET("/api/v1/atlas/entries/{name}/changes", asked)),
    ask(api.GET("/api/v1/atlas/entries/{name}/likes", asked)),
  ]);
  return {
    name,
    entry: answerFor(request, entry),
    changes: answerFor(request, changes).changes,
    likes: answerFor(request, likes).likes,
    done: new URL(request.url).searchParams.get("done") === "yes",
  };
};

export const action = async ({ request, params: { name }, context }: Route.ActionArgs) => {
  if (!isName(name)) return fail({ kind: "missing" });
  const form = await request.formData();
  const { act, change, into, how } = typed(form, "act", "change", "into", "how");
  const api = context.get(requestApi);
  const path = { params: { path: { name } }, signal: patience(request.signal) };
  const way = ways.find((one) => one === how);
  if (act === "check" && way === undefined) return tryAgain({}, { field: "how", text: "choose" });
  const send = () => {
    switch (act) {
      case "merge":
        return ask(api.POST("/api/v1/atlas/entries/{name}/merge", { ...path, body: { into } }));
      case "check":
        return ask(
          api.POST("/api/v1/atlas/entries/{name}/checks", {
            ...path,
            body: { how: way ?? "call" },
          }),
        );
      default:
        return ask(api.POST("/api/v1/atlas/entries/{name}/revert", { ...path, body: { change } }));
    }
  };
  const fault = refusal<unknown>(await send(), { form, request });
  if (fault !== undefined) return tryAgain({}, fault);
  return redirect(`/atlas/${act === "merge" ? into : name}/history?done=yes`);
};

/** What was done to an entry, and what may be put back; entries that are probably the same place. */
export default function History({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { name, entry, changes, likes, done } = loaderData;
  return (
    <Page
      title={t("atlas.historyOf", { name: entry.sheet.name })}
      state={actionData}
      back={{ href: `/atlas/${name}`, label: t("atlas.wholeSheet") }}
      done={done ? t("atlas.done") : undefined}
    >
      <h2>{t("atlas.checkTitle")}</h2>
      <Form state={actionData} submit={t("atlas.checkSend")} quiet>
        <input type="hidden" name="act" value="check" />
        <Choice
          name="how"
          label={t("atlas.checkHow")}
          options={ways.map((value) => ({ value, label: t(`atlas.checkWays.${value}`) }))}
        />
      </Form>
      <h2>{t("atlas.likesTitle")}</h2>
      {likes.length === 0 ? <p>{t("atlas.noLikes")}</p> : <p>{t("atlas.mergeText")}</p>}
      <ul className="atlas-rows">
        {likes.map(({ slug, name: other, street, commune, source, reasons }) => (
          <li key={slug}>
            <h3>
              <a href={`/atlas/${slug}`}>{other}</a>
            </h3>
            <p>{[street, commune, source].filter(Boolean).join(", ")}</p>
            <p className="note">
              {reasons.map((reason) => t(`atlas.reasons.${reason}`)).join(" · ")}
            </p>
            <form method="post" className="actions">
              <input type="hidden" name="into" value={slug} />
              <button type="submit" name="act" value="merge" className="quiet">
                {t("atlas.merge", { name: other })}
              </button>
            </form>
          </li>
        ))}
      </ul>
      <h2>{t("atlas.history")}</h2>
      <ol className="atlas-rows">
        {changes.map(({ id, at, kind, by, source, before, stateBefore }) => (
          <li key={id}>
            <p>
              <strong>{t(`atlas.changeKinds.${kind}`)}</strong>
              {`, ${[moment(Date.parse(at)), by, source].filter(Boolean).join(", ")}`}
            </p>
            {before === undefined && stateBefore === undefined ? null : (
              <form method="post" className="actions">
                <input type="hidden" name="change" value={id} />
                <button type="submit" name="act" value="revert" className="quiet">
                  {t("atlas.revert", { date: moment(Date.parse(at)) })}
                </button>
              </form>
            )}
          </li>
        ))}
      </ol>
    </Page>
  );
}
