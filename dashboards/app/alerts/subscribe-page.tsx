import { useTranslation } from "react-i18next";
import { data } from "react-router";
import { type Api, ask, patience } from "../api/client.ts";
import { Choice, TextField, Ticks } from "../forms/form.tsx";
import { type FormFault, refusal, sent, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { QuestionForm } from "../forms/question-form.tsx";
import {
  nextQuestion,
  type QuestionState,
  questionIn,
  questionShown,
  questionToMend,
} from "../forms/questions.ts";
import { findPlaces } from "../home/find-places.ts";
import { readPlace } from "../home/kept-place.ts";
import { languageContext } from "../i18n/request-language.ts";
import { requestApi } from "../services.ts";
import { looksLikeEmail } from "../sign-in/checks.ts";
import type { Route } from "./+types/subscribe-page.ts";
import { AddressField } from "./address-field.tsx";
import {
  askedOf,
  chosenIn,
  placeIn,
  placeValue,
  proposalNames,
  proposals,
  type SubscribeQuestion,
  subscribeQuestions,
} from "./wanted.ts";

const NIGHT = { from: "22:00", until: "07:00" };

const stationIn = (request: Request): string | undefined => {
  const station = new URL(request.url).searchParams.get("station") ?? "";
  return /^[a-z0-9-]{1,64}$/.test(station) ? station : undefined;
};

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const station = stationIn(request);
  if (station === undefined) return { station, name: undefined };
  const params = { path: { id: station } };
  const signal = patience(request.signal);
  const told = await ask(context.get(requestApi).GET("/api/v1/stations/{id}", { params, signal }));
  // Under the name that its host gave it; one that is not shown is named as it was asked for.
  return { station, name: told.ok ? (told.value.title ?? station) : station };
};

/** Where a place of the form is; a commune's is the point at which maps write its name. */
const pointOf = async (api: Api, text: string, signal: AbortSignal) => {
  const place = readPlace(text);
  if (place?.kind !== "territory") return place;
  const params = { path: { code: place.key } };
  const found = await ask(api.GET("/api/v1/territories/{code}", { params, signal }));
  return found.ok ? found.value.label : undefined;
};

interface Options {
  /** Places that were found, as the next page offers them. */
  readonly places?: readonly { readonly value: string; readonly label: string }[];
}

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const station = stationIn(request);
  const values = {
    ...typed(form, "search", "place", "quiet", "end", "address"),
    what: chosenIn(form).join(" "),
  };
  const asked = askedOf(station !== undefined);
  const step = questionIn<SubscribeQuestion>(subscribeQuestions, typed(form, "step").step);
  const found = station === undefined ? await findPlaces(api, values.search, signal) : [];
  // Of an address the rounded point and the commune are kept, and no street.
  const places = [
    ...new Map(
      found.map(({ label, commune, place }) => [placeValue(place, commune), label] as const),
    ),
  ].map(([value, label]) => ({ value, label }));
  const faults: FormFault[] = [];
  if (station === undefined && values.search === "")
    faults.push({ field: "search", text: "alertPlace" });
  else if (station === undefined && found.length === 0)
    faults.push({ field: "search", text: "alertPlaceUnknown" });
  const place = placeIn(values.place);
  if (station === undefined && place === undefined) faults.push({ field: "place", text: "choose" });
  const chosen = chosenIn(form);
  if (chosen.length === 0) faults.push({ field: "what", text: "choose" });
  if (!looksLikeEmail(values.address)) faults.push({ field: "address", text: "email" });
  /** The page of a question: with the places that it offers. */
  const show = (next: { step: SubscribeQuestion; faults: readonly FormFault[] }) =>
    data(
      {
        ...{ ...next, places },
        values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")),
      } satisfies QuestionState<SubscribeQuestion> & Options,
      { status: next.faults.length === 0 ? 200 : 400 },
    );
  const next = nextQuestion<SubscribeQuestion>(subscribeQuestions, {
    ...{ asked, step, isBack: form.has("back"), faults },
  });
  if (next !== undefined) return show(next);
  const again = (fault: FormFault) =>
    show(questionToMend<SubscribeQuestion>(subscribeQuestions, step, [fault]));
  const point = station === undefined ? await pointOf(api, place?.place ?? "", signal) : undefined;
  if (station === undefined && point === undefined)
    return again({ field: "search", text: "alertPlaceUnknown" });
  const where =
    point === undefined
      ? { station: station as string }
      : { place: { lat: point.lat, lon: point.lon, name: place?.name ?? "" } };
  const language = context.get(languageContext);
  const answer = await ask(
    api.POST("/api/v1/alerts", {
      body: {
        ...{ address: values.address, language },
        quiet: values.quiet === "no" ? null : NIGHT,
        everyMinutes: 360,
        wantsEnd: values.end === "yes",
        conditions: chosen.map((one) => ({ ...proposals[one], ...where })),
      },
      signal,
    }),
  );
  const fault = refusal(answer, { form, request });
  if (fault !== undefined) return again(fault);
  return sent({ mailed: true as const });
};

export default function SubscribePage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  if (actionData !== undefined && "mailed" in actionData)
    return (
      <Page title={t("alerts.mailedTitle")}>
        <p>{t("alerts.mailedText")}</p>
        <p>{t("alerts.mailedOnce")}</p>
      </Page>
    );
  const { station, name } = loaderData;
  const asked = askedOf(station !== undefined);
  const first = asked[0] as SubscribeQuestion;
  const shown = questionShown<SubscribeQuestion>(subscribeQuestions, actionData);
  const state = actionData === undefined ? { ...shown, step: first } : shown;
  const { step } = state;
  const places = (actionData as Options | undefined)?.places ?? [];
  return (
    <Page title={t(`alerts.steps.${step}`)} state={state}>
      {step === first ? (
        <>
          <p>{t("alerts.intro")}</p>
          {name === undefined ? null : <p>{t("alerts.ofStation", { station: name })}</p>}
        </>
      ) : null}
      <QuestionForm
        questions={subscribeQuestions}
        state={state}
        isFirst={step === first}
        submit={t(step === "address" ? "alerts.subscribe" : "forms.next")}
      >
        <Question step={step} places={places} />
      </QuestionForm>
      {step === "address" ? <p className="note">{t("alerts.kept")}</p> : null}
    </Page>
  );
}

const Question = ({
  step,
  places,
}: {
  step: SubscribeQuestion;
  places: NonNullable<Options["places"]>;
}) => {
  const { t } = useTranslation();
  switch (step) {
    case "where":
      return (
        <TextField
          name="search"
          label={t("alerts.search")}
          hint={t("alerts.searchHint")}
          type="search"
          autoComplete="off"
          maxLength={200}
        />
      );
    case "place":
      return (
        <Choice
          name="place"
          label={t("alerts.place")}
          hint={t("alerts.placeHint")}
          options={places}
          {...(places.length === 1 ? { preset: places[0]?.value } : {})}
        />
      );
    case "what":
      return (
        <Ticks
          name="what"
          label={t("alerts.what")}
          options={proposalNames.map((value) => ({ value, label: t(`alerts.proposals.${value}`) }))}
        />
      );
    case "when":
      return (
        <>
          <Choice
            name="quiet"
            label={t("alerts.quiet")}
            hint={t("alerts.quietHint")}
            preset="yes"
            options={[
              { value: "yes", label: t("alerts.quietYes") },
              { value: "no", label: t("alerts.quietNo") },
            ]}
          />
          <Choice
            name="end"
            label={t("alerts.end")}
            preset="no"
            options={[
              { value: "no", label: t("alerts.endNo") },
              { value: "yes", label: t("alerts.endYes") },
            ]}
          />
        </>
      );
    case "address":
      return <AddressField />;
    default:
      return step satisfies never;
  }
};
