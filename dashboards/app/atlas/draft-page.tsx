import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor, demandAccount } from "../account/session.ts";
import type { AtlasDraft } from "../api/answers.ts";
import { type Api, ask, patience } from "../api/client.ts";
import { Form } from "../forms/form.tsx";
import { type FormState, refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { fail } from "../site/failures.ts";
import type { Route } from "./+types/draft-page.ts";
import styles from "./atlas.css?url";
import { DraftCheck } from "./draft-check.tsx";
import { DraftQuestion } from "./draft-question.tsx";
import {
  type DraftStep,
  draftAddress,
  draftSteps,
  isWordList,
  keysOf,
  readFoundAddress,
  stepAfter,
  stepBefore,
  stepFor,
  stepNames,
  stepOf,
  wordsOf,
} from "./draft-steps.ts";
import { findAddresses, type OfferedAddress } from "./find-addresses.ts";

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: styles }];

const getDraft = (api: Api, id: string, signal: AbortSignal) =>
  ask(api.GET("/api/v1/atlas/drafts/{id}", { params: { path: { id } }, signal }));

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  const step = stepOf(params.step);
  if (step === undefined) return fail({ kind: "missing" });
  const asked = await getDraft(context.get(requestApi), params.id, patience(request.signal));
  const draft = answerFor(request, asked);
  if (draft.state !== "draft") throw redirect("/atlas/drafts");
  return { draft, step };
};

/** What the page of a question asks for, as it was typed. */
const answersIn = (form: FormData, step: DraftStep, before: AtlasDraft["answers"]) => {
  if (isWordList(step)) {
    const keys = form.getAll(step).filter((each) => typeof each === "string");
    return { [step]: wordsOf(step, keys, before[step]) };
  }
  return typed(form, ...draftSteps[step]);
};

type Outcome = FormState & { readonly found?: readonly OfferedAddress[] };

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const step = stepOf(params.step);
  if (step === undefined) return fail({ kind: "missing" });
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const form = await request.formData();
  const { id } = params;
  const path = { path: { id } };
  const own = await getDraft(api, id, signal);
  const gone = refusal(own, { form, request });
  if (!own.ok) return tryAgain({}, gone ?? { text: "gone" });
  const draft = own.value;
  const before = stepBefore(step);
  const isBack = form.has("back") && before !== undefined;

  if (step === "check") {
    if (isBack) return redirect(draftAddress(id, before));
    const [first] = draft.faults;
    if (first !== undefined) return redirect(`${draftAddress(id, stepFor(first.field))}?wrong=yes`);
    const sent = await ask(api.POST("/api/v1/atlas/drafts/{id}/submit", { params: path, signal }));
    const fault = refusal(sent, { form, request });
    return fault === undefined ? redirect("/atlas/drafts?done=submitted") : tryAgain({}, fault);
  }

  const keep = async (answers: AtlasDraft["answers"]) =>
    ask(api.PUT("/api/v1/atlas/drafts/{id}", { params: path, body: { answers }, signal }));

  if (step === "where") {
    const { search, place } = typed(form, "search", "place");
    if (isBack) return redirect(draftAddress(id, before));
    if (place === "hand") return redirect(draftAddress(id, "address"));
    const chosen = readFoundAddress(place);
    if (chosen !== undefined) {
      const fault = refusal(await keep({ ...chosen }), { form, request });
      if (fault !== undefined) return tryAgain({ search }, fault);
      return redirect(draftAddress(id, chosen.street === "" ? "address" : stepAfter(step)));
    }
    // Whoever comes back to it goes on with what was chosen before.
    if (search === "" && (draft.answers.commune ?? "") !== "")
      return redirect(draftAddress(id, stepAfter(step)));
    if (search.length < 3) return tryAgain({ search }, { field: "search", text: "address" });
    const found = await findAddresses(api, search, signal);
    return { values: { search }, faults: [], found } satisfies Outcome;
  }

  const answers = answersIn(form, step, draft.answers);
  const kept = await keep(answers);
  const fault = refusal(kept, { form, request });
  const values = Object.fromEntries(
    Object.entries(answers).map(([name, value]) => [
      name,
      Array.isArray(value) ? keysOf(value) : String(value),
    ]),
  );
  if (fault !== undefined || !kept.ok) return tryAgain(values, fault ?? { text: "gone" });
  if (isBack) return redirect(draftAddress(id, before));
  const faults = faultsHere(step, kept.value);
  return faults.length > 0
    ? tryAgain(values, ...faults)
    : redirect(draftAddress(id, stepAfter(step)));
};

/** What is missing or cannot be read of what one page asks for. */
const faultsHere = (step: DraftStep, { faults }: AtlasDraft): FormState["faults"] =>
  faults
    .filter(
      ({ field }) => step !== "where" && (draftSteps[step] as readonly string[]).includes(field),
    )
    .map(({ field, fault }) => ({
      field,
      text: fault === "missing" ? ("atlasMissing" as const) : faultText(field),
    }));

const faultText = (field: string) => {
  switch (field) {
    case "phone":
      return "atlasPhone" as const;
    case "email":
      return "email" as const;
    case "website":
      return "atlasWebsite" as const;
    case "postcode":
      return "atlasPostcode" as const;
    default:
      return "atlasHours" as const;
  }
};

/** What stands in the fields: what was typed just now, or what was kept. */
const shownState = ({ answers }: AtlasDraft, outcome: Outcome | undefined): FormState => {
  const kept = Object.fromEntries(
    Object.entries(answers).map(([name, value]) => [
      name,
      Array.isArray(value) ? keysOf(value) : String(value),
    ]),
  );
  return { values: { ...kept, ...outcome?.values }, faults: outcome?.faults ?? [] };
};

export default function DraftPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { draft, step } = loaderData;
  const state = shownState(draft, actionData as Outcome | undefined);
  const found = actionData !== undefined && "found" in actionData ? actionData.found : undefined;
  const asked = stepNames.filter((one) => one !== "address");
  const at = asked.indexOf(step === "address" ? "where" : step) + 1;
  return (
    <Page
      title={t(`atlas.steps.${step}`)}
      state={state}
      back={{ href: "/atlas/drafts", label: t("atlas.drafts") }}
    >
      <p className="note">
        {t("atlas.stepOf", { at, all: asked.length })} {t("atlas.kept")}
      </p>
      <Form state={state}>
        {step === "check" ? <DraftCheck draft={draft} /> : null}
        <DraftQuestion step={step} draft={draft} found={found} />
        <p className="actions">
          {/* The first button is the one that the key Enter presses. */}
          <button type="submit">
            {t(
              step !== "check"
                ? "forms.next"
                : draft.isOwn
                  ? "atlas.publishOwn"
                  : "atlas.submitDraft",
            )}
          </button>
          {stepBefore(step) === undefined ? null : (
            <button type="submit" name="back" value="yes" className="quiet">
              {t("forms.before")}
            </button>
          )}
        </p>
      </Form>
    </Page>
  );
}
