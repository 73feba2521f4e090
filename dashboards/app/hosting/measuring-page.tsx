import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form, SelectField, TextField } from "../forms/form.tsx";
import { neededBy, refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import type { Language } from "../i18n/language.ts";
import { settingsOf } from "../places/own-place.ts";
import { requestApi } from "../services.ts";
import { fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import { byImportance, quantityView } from "../stations/quantity.ts";
import type { Route } from "./+types/measuring-page.ts";
import {
  cadences,
  cycles,
  offsetField,
  offsetsIn,
  offsetText,
  withCadence,
  withPresent,
  withSensor,
} from "./measuring.ts";
import { demandOwnStation } from "./own-station.ts";

/** Values to which something can be added: no directions, no counts of hours. */
const isCorrected = (quantity: QuantityName): boolean =>
  ["arithmetic", "energetic"].includes(quantities[quantity].averaging);

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const station = await demandOwnStation(request, context, params.station);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const path = { id: station };
  const [told, latest] = await Promise.all([
    ask(api.GET("/api/v1/stations/{id}/settings", { params: { path }, signal })),
    ask(api.GET("/api/v1/stations/{id}/latest", { params: { path }, signal })),
  ]);
  const { version, settings, reported, sensors } = answerFor(request, told);
  const { searchParams } = new URL(request.url);
  const id = searchParams.get("sensor");
  const sensor = sensors.find((one) => one.id === id);
  if (id !== null && sensor === undefined) return fail({ kind: "missing" });
  const measured = answerFor(request, latest)
    .values.filter((one) => one.sensor === id && isCorrected(one.quantity))
    .map(({ quantity }) => quantity);
  const corrected = Object.keys(settings.sensors?.[id ?? ""]?.offsets ?? {}) as QuantityName[];
  return {
    ...{ station, version, settings, reported, sensors, sensor },
    quantities: [...new Set([...measured, ...corrected])].toSorted(byImportance),
    isDone: searchParams.get("done") === "settings",
  };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const path = { id: params.station };
  const asked = await ask(api.GET("/api/v1/stations/{id}/settings", { params: { path }, signal }));
  const { settings } = neededBy(form, request, asked);
  const names = [...form.keys()];
  const values = typed(form, ...names);
  const { version = "", sensor = "", every = "", label = "", on = "", cycle = "" } = values;
  const own = names.flatMap((name) => {
    const quantity = QuantityName.safeParse(name.replace(/^offset-/, "")).data;
    return name.startsWith("offset-") && quantity !== undefined ? [quantity] : [];
  });
  const offsets = offsetsIn(own, (field) => values[field] ?? "");
  if (!offsets.ok) return tryAgain(values, ...offsets.faults);
  const next =
    sensor === ""
      ? withCadence(settings, every)
      : withSensor(settings, sensor, {
          ...(label === "" ? {} : { label: label.slice(0, 64) }),
          ...(cycle === "" ? {} : { duty: { on: Number(on), every: Number(cycle) } }),
          ...(Object.keys(offsets.value).length === 0 ? {} : { offsets: offsets.value }),
        });
  const put = await ask(
    api.PUT("/api/v1/stations/{id}/settings", {
      params: { path },
      body: { replaces: Number(version), settings: next },
      signal,
    }),
  );
  const fault = refusal(put, { form, request });
  return fault === undefined
    ? redirect(`/account/stations/${encodeURIComponent(params.station)}/measuring?done=settings`)
    : tryAgain(values, fault);
};

export default function MeasuringPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t, i18n } = useTranslation();
  const { duration } = useFormats();
  const language = i18n.language as Language;
  const { station, version, settings, sensors, sensor, isDone } = loaderData;
  const base = `/account/stations/${encodeURIComponent(station)}/measuring`;
  const seen = <input type="hidden" name="version" value={version} />;
  const state = actionData;
  if (sensor === undefined)
    return (
      <Page
        title={t("hosting.measuringTitle")}
        state={state}
        done={isDone ? t("hosting.measuringDone") : undefined}
        back={{ href: settingsOf(station), label: t("places.settings") }}
      >
        <p>
          <code>{station}</code>
        </p>
        <p>{t("hosting.measuringText")}</p>
        <Reported {...loaderData} />
        <Form state={state} submit={t("forms.save")}>
          {seen}
          <SelectField
            name="every"
            label={t("hosting.everyQuestion")}
            hint={t("hosting.everyHint")}
            preset={settings.every === undefined ? "" : String(settings.every)}
            options={[
              { value: "", label: t("hosting.asTheBox") },
              ...withPresent(cadences, settings.every).map((ms) => ({
                value: String(ms),
                label: t("hosting.everySoOften", { time: duration(ms) }),
              })),
            ]}
          />
        </Form>
        <h2>{t("hosting.sensors")}</h2>
        {sensors.length === 0 ? (
          <p>{t("hosting.noSensor")}</p>
        ) : (
          <ul className="links">
            {sensors.map(({ id }) => (
              <li key={id}>
                <a href={`${base}?sensor=${encodeURIComponent(id)}`}>
                  {t("hosting.setSensor", { sensor: settings.sensors?.[id]?.label ?? id })}
                </a>
              </li>
            ))}
          </ul>
        )}
      </Page>
    );
  const { label, duty, offsets = {} } = settings.sensors?.[sensor.id] ?? {};
  const on = duty?.on ?? sensor.rests?.on;
  return (
    <Page
      title={t("hosting.sensorSettingsTitle")}
      state={state}
      back={{ href: base, label: t("hosting.measuringTitle") }}
    >
      <p>
        <code>{sensor.id}</code>
      </p>
      <Form state={state} submit={t("forms.save")}>
        {seen}
        <input type="hidden" name="sensor" value={sensor.id} />
        <TextField
          name="label"
          label={t("hosting.sensorLabel")}
          hint={t("hosting.sensorLabelHint")}
          autoComplete="off"
          preset={label}
          maxLength={64}
          optional
        />
        {on === undefined ? null : (
          <>
            <input type="hidden" name="on" value={on} />
            <SelectField
              name="cycle"
              label={t("hosting.restQuestion")}
              hint={t("hosting.restHint")}
              preset={duty === undefined ? "" : String(duty.every)}
              options={[
                { value: "", label: t("hosting.asTheBox") },
                ...withPresent(cycles, duty?.every)
                  .filter((every) => every > on)
                  .map((every) => ({
                    value: String(every),
                    label: t("hosting.restsIn", { on: duration(on), every: duration(every) }),
                  })),
              ]}
            />
          </>
        )}
        {loaderData.quantities.map((quantity) => {
          const view = quantityView(quantity, language);
          const offset = offsets[quantity];
          return (
            <TextField
              key={quantity}
              name={offsetField(quantity)}
              label={t("hosting.offset", { quantity: view.label, unit: view.unit })}
              hint={t("hosting.offsetHint")}
              autoComplete="off"
              preset={
                offset === undefined ? undefined : offsetText(offset, language === "fr" ? "," : ".")
              }
              maxLength={12}
              optional
            />
          );
        })}
      </Form>
    </Page>
  );
}

/** What the station says of what it was told. */
const Reported = ({
  version,
  reported,
}: Pick<Route.ComponentProps["loaderData"], "version" | "reported">) => {
  const { t } = useTranslation();
  if (version === 0) return <p>{t("hosting.neverSet")}</p>;
  const isOfThis = reported !== undefined && reported.version >= version;
  return (
    <div role="status">
      <p>{t(`hosting.settingsState.${isOfThis ? reported.state : "sent"}`)}</p>
      {isOfThis && reported.detail !== undefined ? (
        <p>
          {t("hosting.stationSays")} <q lang="en">{reported.detail}</q>
        </p>
      ) : null}
    </div>
  );
};
