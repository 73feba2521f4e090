import { useTranslation } from "react-i18next";
import { data } from "react-router";
import type { AlertWatched } from "../api/answers.ts";
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
import { PracticeBand } from "../practices/band.tsx";
import { askPractice, isSlug } from "../practices/practice.ts";
import { requestApi } from "../services.ts";
import { looksLikeEmail } from "../sign-in/checks.ts";
import { answerOr } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/subscribe-page.ts";
import { AddressField } from "./address-field.tsx";
import {
  askedOf,
  chosenIn,
  everies,
  everyIn,
  everyNames,
  isProposal,
  NIGHT,
  placeIn,
  placeValue,
  proposalNames,
  type proposals,
  proposedAt,
  type SubscribeQuestion,
  subscribeQuestions,
  wantedIn,
  wantedText,
} from "./wanted.ts";

const stationIn = (request: Request): string | undefined => {
  const station = new URL(request.url).searchParams.get("station") ?? "";
  return /^[a-z0-9-]{1,64}$/.test(station) ? station : undefined;
};

/** Whether it is filled in for somebody else, by a mediator or a relative. */
const isForOther = (request: Request): boolean =>
  new URL(request.url).searchParams.get("for") === "other";

/** The address of the practice through whose page somebody comes. */
const slugIn = (request: Request): string | undefined => {
  const slug = new URL(request.url).searchParams.get("practice") ?? "";
  return isSlug(slug) ? slug : undefined;
};

/** A station's title, as its host gave it; one that is not shown is named as it was asked for. */
const titleOf = async (api: Api, id: string, signal: AbortSignal): Promise<string> => {
  const told = await ask(api.GET("/api/v1/stations/{id}", { params: { path: { id } }, signal }));
  return told.ok ? (told.value.title ?? id) : id;
};

type Where =
  | { readonly station: string }
  | { readonly place: { readonly lat: number; readonly lon: number; readonly name: string } };

/** What can be watched there; nothing of forecasts where it cannot be asked. */
const offeredAt = async (
  api: Api,
  where: Where,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const query = "station" in where ? where : { lat: where.place.lat, lon: where.place.lon };
  const told = await ask(api.GET("/api/v1/alerts/watched", { params: { query }, signal }));
  return told.ok ? told.value.watched.map(({ name }) => name) : [];
};

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const station = stationIn(request);
  const slug = slugIn(request);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const name = station === undefined ? undefined : await titleOf(api, station, signal);
  const query = station === undefined ? {} : { station };
  const { watched, sms } = answerOr(
    await ask(api.GET("/api/v1/alerts/watched", { params: { query }, signal })),
    { kind: "missing" },
  );
  const about = {
    ...{ station, name, sms, isForOther: isForOther(request) },
    offered: station === undefined ? [] : watched.map((one) => one.name),
  };
  const practice =
    slug === undefined
      ? undefined
      : answerOr(await askPractice(api, slug, signal), { kind: "missing" });
  return { ...about, practice, watched: practice === undefined ? [] : watched };
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
  /** What can be watched at the place that was chosen. */
  readonly offered?: readonly string[];
}

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const station = stationIn(request);
  const slug = slugIn(request);
  const values = {
    ...typed(form, "search", "place", "quiet", "end", "every", "address", "phone"),
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
  const isBySms = values.phone !== "" && values.address === "";
  if (!isBySms && !looksLikeEmail(values.address)) faults.push({ field: "address", text: "email" });
  const point = place === undefined ? undefined : await pointOf(api, place.place, signal);
  const where: Where | undefined =
    station !== undefined
      ? { station }
      : point === undefined
        ? undefined
        : { place: { lat: point.lat, lon: point.lon, name: place?.name ?? "" } };
  /** The page of a question: with the places and the forecasts that it offers. */
  const show = async (next: { step: SubscribeQuestion; faults: readonly FormFault[] }) =>
    data(
      {
        ...{ ...next, places },
        offered:
          next.step === "what" && where !== undefined ? await offeredAt(api, where, signal) : [],
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
  if (where === undefined) return again({ field: "search", text: "alertPlaceUnknown" });
  const language = context.get(languageContext);
  const answer = await ask(
    api.POST("/api/v1/alerts", {
      body: {
        ...(isBySms ? { phone: values.phone } : { address: values.address }),
        language,
        quiet: values.quiet === "no" ? null : NIGHT,
        everyMinutes: everies[everyIn(values.every)],
        wantsEnd: values.end === "yes",
        conditions: chosen.flatMap((one) => {
          const wanted = wantedIn(one);
          // The API knows what can be watched.
          return wanted === undefined ? [] : { ...(wanted as typeof proposals.noise), ...where };
        }),
        ...(slug === undefined ? {} : { practice: slug }),
      },
      signal,
    }),
  );
  const fault = refusal(answer, { form, request });
  if (fault?.text === "alertsNoSms") return again({ ...fault, field: "phone" });
  if (fault !== undefined) return again(fault);
  return sent({ mailed: isBySms ? ("sms" as const) : ("mail" as const) });
};

export default function SubscribePage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  if (actionData !== undefined && "mailed" in actionData)
    return actionData.mailed === "sms" ? (
      <Page title={t("alerts.smsTitle")}>
        <p>{t("alerts.smsText")}</p>
        <p className="actions">
          <a className="button" href="/alerts/confirm">
            {t("alerts.typeCode")}
          </a>
        </p>
      </Page>
    ) : (
      <Page title={t("alerts.mailedTitle")}>
        <p>{t("alerts.mailedText")}</p>
        <p>{t("alerts.mailedOnce")}</p>
      </Page>
    );
  const { station, name, practice, watched, sms } = loaderData;
  const told = actionData as Options | undefined;
  const offered = new Set(station === undefined ? told?.offered : loaderData.offered);
  const asked = askedOf(station !== undefined);
  const first = asked[0] as SubscribeQuestion;
  const shown = questionShown<SubscribeQuestion>(subscribeQuestions, actionData);
  const state = actionData === undefined ? { ...shown, step: first } : shown;
  const { step } = state;
  const places = told?.places ?? [];
  const own = proposedAt(practice?.proposals.map(wantedText) ?? [], offered);
  return (
    <Page title={t(`alerts.steps.${step}`)} state={state}>
      {step === first ? (
        <>
          {practice === undefined ? null : <PracticeBand practice={practice} />}
          <p>{t("alerts.intro")}</p>
          {loaderData.isForOther ? <p className="note">{t("alerts.forOther")}</p> : null}
          {name === undefined ? null : <p>{t("alerts.ofStation", { station: name })}</p>}
        </>
      ) : null}
      <QuestionForm
        questions={subscribeQuestions}
        state={state}
        isFirst={step === first}
        submit={t(step === "address" ? "alerts.subscribe" : "forms.next")}
      >
        <Question
          step={step}
          places={places}
          proposed={own.length === 0 ? proposedAt(proposalNames, offered) : own}
          watched={watched}
          sms={sms}
        />
      </QuestionForm>
      {step === "address" ? <p className="note">{t("alerts.kept")}</p> : null}
    </Page>
  );
}

const Question = ({
  step,
  places,
  proposed,
  watched,
  sms,
}: {
  step: SubscribeQuestion;
  places: NonNullable<Options["places"]>;
  /** What the practice proposes, or our own list. */
  proposed: readonly string[];
  watched: readonly Pick<AlertWatched, "name" | "title" | "unit">[];
  /** Whether somebody may be told by SMS. */
  sms: boolean;
}) => {
  const { t, i18n } = useTranslation();
  const { figure, withUnit } = useFormats();
  const labelOf = (text: string): string => {
    if (isProposal(text)) return t(`alerts.proposals.${text}`);
    const wanted = wantedIn(text);
    const found = watched.find(({ name }) => name === wanted?.watched);
    if (wanted === undefined || found === undefined) return text;
    return t("alerts.besides", {
      title: found.title[i18n.language as "fr"],
      from:
        found.unit === ""
          ? t("alerts.level", { level: wanted.up })
          : withUnit(figure(wanted.up, Number.isInteger(wanted.up) ? 0 : 1), found.unit),
    });
  };
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
          options={proposed.map((value) => ({
            value,
            label: labelOf(value),
          }))}
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
          <Choice
            name="every"
            label={t("alerts.every")}
            hint={t("alerts.everyHint")}
            preset="hours"
            options={everyNames.map((value) => ({ value, label: t(`alerts.everies.${value}`) }))}
          />
        </>
      );
    case "address":
      return (
        <>
          <AddressField isOneOf={sms} />
          {sms ? (
            <TextField
              name="phone"
              label={t("alerts.phone")}
              hint={t("alerts.phoneHint")}
              type="tel"
              inputMode="tel"
              autoComplete="tel"
              maxLength={40}
              isOneOf
              plain
            />
          ) : null}
        </>
      );
    default:
      return step satisfies never;
  }
};
