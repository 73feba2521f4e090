import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor, demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/drafts-page.ts";
import styles from "./atlas.css?url";
import { draftAddress } from "./draft-steps.ts";

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: styles }];

const isName = (text: string): boolean => /^[a-z0-9-]{1,80}$/.test(text);

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  const { searchParams } = new URL(request.url);
  const entry = searchParams.get("entry") ?? "";
  const asked = await ask(
    context.get(requestApi).GET("/api/v1/atlas/drafts", { signal: patience(request.signal) }),
  );
  return {
    drafts: answerFor(request, asked).drafts,
    done: searchParams.get("done") === "submitted",
    entry: isName(entry) ? entry : undefined,
  };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { entry, remove } = typed(form, "entry", "remove");
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  if (remove !== "") {
    const params = { path: { id: remove } };
    const gone = await ask(api.DELETE("/api/v1/atlas/drafts/{id}", { params, signal }));
    const fault = refusal(gone, { form, request });
    return fault === undefined ? redirect("/atlas/drafts") : tryAgain({}, fault);
  }
  const body = isName(entry) ? { entry } : {};
  const begun = await ask(api.POST("/api/v1/atlas/drafts", { body, signal }));
  const fault = refusal(begun, { form, request });
  if (!begun.ok) return tryAgain({}, fault ?? { text: "gone" });
  const { id, isCorrection } = begun.value;
  return redirect(draftAddress(id, isCorrection ? "check" : "name"));
};

/** What somebody writes about places: begun, submitted, and what became of it. */
export default function Drafts({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { drafts, done, entry } = loaderData;
  const stateOf = ({ state, isCorrection, entry: about }: (typeof drafts)[number]) =>
    state === "submitted" && !isCorrection && about !== undefined
      ? t(`atlas.draftMade.${about.state}`)
      : t(`atlas.draftState.${state}`);
  return (
    <Page
      title={t("atlas.drafts")}
      state={actionData}
      back={{ href: "/atlas", label: t("atlas.back") }}
      done={done ? t("atlas.submitted") : undefined}
    >
      <p>{t(entry === undefined ? "atlas.draftsIntro" : "atlas.correctIntro")}</p>
      <Form
        action="/atlas/drafts"
        submit={t(entry === undefined ? "atlas.begin" : "atlas.beginCorrection")}
      >
        {entry === undefined ? null : <input type="hidden" name="entry" value={entry} />}
      </Form>
      {drafts.length === 0 ? null : <h2>{t("atlas.draftsList")}</h2>}
      <ul className="atlas-rows">
        {drafts.map((draft) => (
          <li key={draft.id}>
            <h3>
              {draft.state === "draft" ? (
                <a href={draftAddress(draft.id, "check")}>
                  {draft.answers.name?.trim() || t("atlas.noName")}
                </a>
              ) : draft.entry?.state === "published" ? (
                <a href={`/atlas/${draft.entry.slug}`}>{draft.entry.name}</a>
              ) : (
                (draft.answers.name ?? t("atlas.noName"))
              )}
            </h3>
            <p>
              {stateOf(draft)}, {moment(Date.parse(draft.at))}
            </p>
            {draft.state === "draft" ? (
              <form method="post" action="/atlas/drafts" className="actions">
                <input type="hidden" name="remove" value={draft.id} />
                <button type="submit" className="quiet">
                  {t("atlas.removeDraft")}
                </button>
              </form>
            ) : null}
          </li>
        ))}
      </ul>
    </Page>
  );
}
