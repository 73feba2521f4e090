import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor, demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { type FormState, refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { settingsOf } from "../places/own-place.ts";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/credit-page.ts";

/** What everybody reads in the words of a station's host: whose it is, and what it is called. */
export type HostWords = "credit" | "title";

type LoaderArgs = Pick<Route.LoaderArgs, "request" | "params" | "context">;

export const loadWords = async (
  field: HostWords,
  { request, params, context }: LoaderArgs,
): Promise<{ readonly station: string; readonly words: string | undefined }> => {
  await demandAccount(request, context);
  const path = { id: params.station };
  const signal = patience(request.signal);
  const share = await ask(
    context.get(requestApi).GET("/api/v1/stations/{id}/share", { params: { path }, signal }),
  );
  const { [field]: words, needsConsent } = answerFor(request, share);
  // Nobody else sees the station before that.
  if (needsConsent) throw redirect(`/account/stations/${encodeURIComponent(params.station)}/share`);
  return { station: params.station, words };
};

export const saveWords = async (field: HostWords, { request, params, context }: LoaderArgs) => {
  const form = await request.formData();
  const values = typed(form, field);
  const words = values[field].slice(0, 200);
  const given = {
    params: { path: { id: params.station } },
    signal: patience(request.signal),
  };
  const api = context.get(requestApi);
  const asked = await ask(
    field === "credit"
      ? api.PUT("/api/v1/stations/{id}/credit", {
          ...given,
          body: words === "" ? {} : { credit: words },
        })
      : api.PUT("/api/v1/stations/{id}/title", {
          ...given,
          body: words === "" ? {} : { title: words },
        }),
  );
  const fault = refusal(asked, { form, request, field });
  return fault === undefined
    ? redirect(`${settingsOf(params.station)}?done=detail`)
    : tryAgain(values, fault);
};

interface WordsPageProps {
  readonly field: HostWords;
  readonly station: string;
  readonly words: string | undefined;
  readonly state: FormState | undefined;
}

export const WordsPage = ({ field, station, words, state }: WordsPageProps) => {
  const { t } = useTranslation();
  return (
    <Page
      title={t(`hosting.${field}`)}
      state={state}
      back={{ href: settingsOf(station), label: t("places.settings") }}
    >
      <p>
        <code>{station}</code>
      </p>
      <Form state={state} submit={t("forms.save")}>
        <TextField
          name={field}
          label={t(`hosting.${field}Question`)}
          hint={t(`hosting.${field}Hint`)}
          autoComplete="off"
          preset={words}
          maxLength={80}
          optional
        />
      </Form>
    </Page>
  );
};
