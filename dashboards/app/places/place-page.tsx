import { useTranslation } from "react-i18next";
import { data, redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Choice, Form, TextField } from "../forms/form.tsx";
import { type FormFault, type FormState, refusal, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi, services } from "../services.ts";
import { zoneContext } from "../site/zone.ts";
import type { Route } from "./+types/place-page.ts";
import { exposures } from "./details.ts";
import { ownPlace, placeForForm, settingsOf } from "./own-place.ts";
import { readPoint, writePoint } from "./point.ts";
import { dayAt, startOfDay } from "./when.ts";

/** The questions, one a page; what was answered before travels along in the form. */
const steps = ["address", "coordinates", "choose", "exposure", "moved", "since"] as const;
type Step = (typeof steps)[number];
const answers = ["search", "point", "exposure", "moved", "since"] as const;

interface PlaceState extends FormState {
  readonly step: Step;
  readonly found: readonly { readonly label: string; readonly point: string }[];
}

const FOUND = 8;

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const { station, place } = await ownPlace(request, context, params.station);
  const byPoint = new URL(request.url).searchParams.get("by") === "coordinates";
  return {
    station,
    isPlaced: place !== undefined,
    first: byPoint ? ("coordinates" as const) : ("address" as const),
  };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { station } = params;
  const place = await placeForForm(form, request, context, station);
  const api = context.get(requestApi);
  const now = context.get(services).now();
  const signal = patience(request.signal);
  const values = typed(form, ...answers);
  const { step: asked } = typed(form, "step");
  const step = steps.find((one) => one === asked) ?? "address";
  const show = (next: Step, { faults = [], found = [], ...more }: Partial<PlaceState> = {}) => {
    const state: PlaceState = { values: { ...values, ...more.values }, faults, found, step: next };
    return data(state, { status: faults.length === 0 ? 200 : 400 });
  };
  const wrong = (...faults: readonly FormFault[]) => show(step, { faults });

  if (step === "address") {
    if (values.search.length < 3) return wrong({ field: "search", text: "address" });
    const answer = await ask(
      api.GET("/api/v1/addresses", {
        params: { query: { search: values.search.slice(0, 300), limit: FOUND } },
        signal,
      }),
    );
    const fault = refusal(answer, { form, request, field: "search" });
    if (fault !== undefined || !answer.ok) return wrong(fault ?? { text: "invalid" });
    const found = answer.value.addresses.map(({ label, lat, lon }) => ({
      ...{ label, point: writePoint({ lat, lon }) },
    }));
    return found.length === 0
      ? wrong({ field: "search", text: "noAddress" })
      : show("choose", { found });
  }

  const point = readPoint(values.point);
  if (point === undefined)
    return step === "coordinates"
      ? wrong({ field: "point", text: "coordinates" })
      : // The list of addresses is not sent along: it is searched again.
        show("address", { faults: [{ field: "search", text: "chooseAddress" }] });
  if (step === "coordinates" || step === "choose") return show("exposure");

  const exposure = exposures.find((one) => one === values.exposure);
  if (exposure === undefined)
    return show("exposure", { faults: [{ field: "exposure", text: "choose" }] });
  const zone = context.get(zoneContext);
  const today = dayAt(now, zone);
  if (step === "exposure")
    return place === undefined ? show("since", { values: { since: today } }) : show("moved");

  const path = { id: station };
  if (step === "moved") {
    if (values.moved === "yes") return show("since", { values: { since: today } });
    if (values.moved !== "no" || place?.id === undefined)
      return wrong({ field: "moved", text: "choose" });
    const corrected = await ask(
      api.PATCH("/api/v1/stations/{id}/places/{place}", {
        params: { path: { ...path, place: place.id } },
        body: { ...point, exposure },
        signal,
      }),
    );
    const fault = refusal(corrected, { form, request });
    return fault === undefined ? redirect(`${settingsOf(station)}?done=place`) : wrong(fault);
  }

  const begins = startOfDay(values.since, zone, now);
  if (begins === undefined) return wrong({ field: "since", text: "pastDay" });
  const moved = await ask(
    api.POST("/api/v1/stations/{id}/places", {
      params: { path },
      body: {
        ...{ ...point, exposure },
        // Of today: from now on, since it was elsewhere this morning.
        ...(values.since === today ? {} : { since: new Date(begins).toISOString() }),
      },
      signal,
    }),
  );
  const fault = refusal(moved, { form, request, field: "since" });
  return fault === undefined ? redirect(`${settingsOf(station)}?done=place`) : wrong(fault);
};

export default function PlacePage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { station, isPlaced, first } = loaderData;
  const step = actionData?.step ?? first;
  const values = actionData?.values ?? {};
  // Each question has a field of its own; what was answered before is hidden.
  const asked: { readonly [step in Step]: string } = {
    ...{ address: "search", coordinates: "point", choose: "point" },
    ...{ exposure: "exposure", moved: "moved", since: "since" },
  };
  const here = `/account/stations/${encodeURIComponent(station)}/place`;
  return (
    <Page
      title={t(`places.steps.${step}`)}
      state={actionData}
      back={{ href: settingsOf(station), label: t("places.settings") }}
    >
      <p>
        <code>{station}</code>
      </p>
      <Form
        state={actionData}
        action={here}
        submit={t(step === "since" ? "forms.save" : "forms.next")}
      >
        <input type="hidden" name="step" value={step} />
        {Object.entries(values)
          .filter(([name, value]) => name !== asked[step] && value !== "")
          .map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
        <Question step={step} isPlaced={isPlaced} found={actionData?.found ?? []} />
      </Form>
      {step === "address" || step === "choose" ? (
        <p>
          <a href={`${here}?by=coordinates`}>{t("places.byCoordinates")}</a>
        </p>
      ) : (
        <p>
          <a href={here}>{t(step === "coordinates" ? "places.byAddress" : "places.again")}</a>
        </p>
      )}
    </Page>
  );
}

const Question = ({
  step,
  isPlaced,
  found,
}: {
  readonly step: Step;
  readonly isPlaced: boolean;
  readonly found: PlaceState["found"];
}) => {
  const { t } = useTranslation();
  switch (step) {
    case "address":
      return (
        <TextField
          name="search"
          label={t("places.search")}
          hint={t("places.searchHint")}
          autoComplete="street-address"
          maxLength={300}
        />
      );
    case "coordinates":
      return (
        <TextField
          name="point"
          label={t("places.coordinates")}
          hint={t("places.coordinatesHint")}
          autoComplete="off"
          maxLength={60}
          plain
        />
      );
    case "choose":
      return (
        <Choice
          name="point"
          label={t("places.which")}
          options={found.map(({ label, point }) => ({ value: point, label }))}
        />
      );
    case "exposure":
      return (
        <Choice
          name="exposure"
          label={t("places.questions.exposure")}
          hint={t("places.hints.exposure")}
          options={exposures.map((value) => ({ value, label: t(`places.exposures.${value}`) }))}
        />
      );
    case "moved":
      return (
        <Choice
          name="moved"
          label={t("places.moved")}
          hint={t("places.movedHint")}
          options={[
            { value: "yes", label: t("places.didMove") },
            { value: "no", label: t("places.corrects") },
          ]}
        />
      );
    case "since":
      return (
        <TextField
          name="since"
          type="date"
          label={t(isPlaced ? "places.movedOn" : "places.thereSince")}
          hint={t("places.sinceHint")}
          autoComplete="off"
        />
      );
    default:
      return step satisfies never;
  }
};
