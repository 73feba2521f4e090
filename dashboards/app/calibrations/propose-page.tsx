import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor, ownAccount, signInAddress } from "../account/session.ts";
import { AdminMenu } from "../admin/menu.tsx";
import { tokenApi } from "../admin/session.ts";
import { type Api, type Asked, ask, patience } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";
import { endOfDay } from "../forms/dates.ts";
import { Choice, Form, LongField, SelectField, TextField } from "../forms/form.tsx";
import { type FormFault, refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import type { Language } from "../i18n/language.ts";
import { languageContext } from "../i18n/request-language.ts";
import { dayAt, startOfDay } from "../places/when.ts";
import { requestApi, services } from "../services.ts";
import { byImportance, quantityView } from "../stations/quantity.ts";
import type { Route } from "./+types/propose-page.ts";
import "./calibrations.css";
import { FactsList, useLineFacts } from "./line-facts.tsx";
import { LinePicture } from "./picture.tsx";

const kinds = ["colocation", "network"] as const;
const DAY_MS = 86_400_000;
/** What a form presets: two weeks have seen more than one weather. */
const USUAL_DAYS = 14;

interface Asking {
  readonly station: string;
  /** "<sensor> <quantity>" */
  readonly of: string;
  readonly kind: string;
  readonly reference: string;
  readonly from: string;
  readonly until: string;
}

const askingOf = (get: (name: string) => unknown): Asking => {
  const text = (name: string) => {
    const value = get(name);
    return typeof value === "string" ? value.trim().slice(0, 100) : "";
  };
  return {
    ...{ station: text("station"), of: text("of"), kind: text("kind") },
    ...{ reference: text("reference"), from: text("from"), until: text("until") },
  };
};

/** A host or a steward who has signed in, else whoever holds the machine's token. */
const proposerApi = async (
  request: Request,
  context: Route.LoaderArgs["context"],
): Promise<Api> => {
  const account = await context.get(ownAccount)();
  if (account?.ok === true) return context.get(requestApi);
  const byToken = await tokenApi(request, context.get(services));
  if (byToken !== undefined) return byToken;
  if (account !== undefined) answerFor(request, account);
  throw redirect(signInAddress(request));
};

type Given = components["schemas"]["QualityCalibration"];
type Read =
  | { readonly ok: true; readonly body: ReturnType<typeof bodyOf> }
  | { readonly ok: false; readonly fault: FormFault };

const bodyOf = (
  { station, kind, reference }: Asking,
  of: { readonly sensor: string; readonly quantity: QuantityName },
  range: { readonly from: string; readonly until: string },
) => ({
  ...{ station, ...of, ...range },
  kind: kind as Given["kind"],
  ...(kind === "network" ? {} : { reference: { station: reference } }),
});

const read = (asking: Asking, zone: string, now: number): Read => {
  const wrong = (field: string, text: FormFault["text"]): Read => ({
    ...{ ok: false, fault: { field, text } },
  });
  const [sensor = "", name = ""] = asking.of.split(" ");
  const quantity = QuantityName.safeParse(name).data;
  if (quantity === undefined || sensor === "") return wrong("of", "sensor");
  if (!kinds.some((one) => one === asking.kind)) return wrong("kind", "choose");
  if (asking.kind === "colocation" && !/^[a-z0-9][a-z0-9-]{1,63}$/.test(asking.reference))
    return wrong("reference", "station");
  const from = startOfDay(asking.from, zone, now);
  const begun = startOfDay(asking.until, zone, now);
  const end = endOfDay(asking.until, zone);
  if (from === undefined) return wrong("from", "pastDay");
  if (begun === undefined || end === undefined) return wrong("until", "pastDay");
  if (end <= from) return wrong("until", "endsBefore");
  const until = new Date(Math.min(end, now)).toISOString();
  const range = { from: new Date(from).toISOString(), until };
  return { ok: true, body: bodyOf(asking, { sensor, quantity }, range) };
};

/** Why there is no line, in the form; what else is refused is the page's own fault. */
const faultOf = <T,>(asked: Asked<T>): FormFault | undefined => {
  if (asked.ok || asked.reason !== "refused") return undefined;
  switch (asked.code) {
    case "calibration_no_line":
      return { text: "noLine" };
    case "range_hidden":
      return { field: "reference", text: "hiddenThen" };
    case "station_unknown":
      return { field: "reference", text: "gone" };
    case "invalid_request":
      return { text: "invalid" };
    default:
      return undefined;
  }
};

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const { searchParams } = new URL(request.url);
  const asking = askingOf((name) => searchParams.get(name));
  const api = await proposerApi(request, context);
  const signal = patience(request.signal);
  const path = { id: asking.station };
  const language = context.get(languageContext);
  const now = context.get(services).now();
  const [told, latest] = await Promise.all([
    ask(api.GET("/api/v1/stations/{id}", { params: { path }, signal })),
    ask(api.GET("/api/v1/stations/{id}/latest", { params: { path }, signal })),
  ]);
  const { zone } = answerFor(request, told);
  const measured = answerFor(request, latest)
    .values.toSorted((a, b) => byImportance(a.quantity, b.quantity))
    .filter(({ quantity }) => ["arithmetic", "energetic"].includes(quantities[quantity].averaging));
  const shown = {
    ...{ asking, zone, today: dayAt(now, zone) },
    usual: dayAt(now - USUAL_DAYS * DAY_MS, zone),
    measured: [
      ...new Map(measured.map((one) => [`${one.sensor} ${one.quantity}`, one])).entries(),
    ].map(([value, { sensor, quantity }]) => ({
      value,
      label: `${quantityView(quantity, language).label} – ${sensor}`,
    })),
    isToken: (await context.get(ownAccount)())?.ok !== true,
    isDone: searchParams.get("done") === "proposed",
  };
  if (asking.of === "" && asking.from === "") return { ...shown, faults: [], line: undefined };
  const given = read(asking, zone, now);
  if (!given.ok) return { ...shown, faults: [given.fault], line: undefined };
  const asked = await ask(
    api.POST("/api/v1/quality/calibrations/fit", { body: given.body, signal }),
  );
  const fault = faultOf(asked);
  if (fault !== undefined) return { ...shown, faults: [fault], line: undefined };
  const { sensor, quantity, kind } = given.body;
  return {
    ...{ ...shown, faults: [] },
    line: { ...answerFor(request, asked), sensor, quantity, kind },
  };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = await proposerApi(request, context);
  const signal = patience(request.signal);
  const asking = askingOf((name) => form.get(name));
  const path = { id: asking.station };
  const { zone } = answerFor(
    request,
    await ask(api.GET("/api/v1/stations/{id}", { params: { path }, signal })),
  );
  const given = read(asking, zone, context.get(services).now());
  const { note } = typed(form, "note");
  if (!given.ok) return tryAgain({ note }, given.fault);
  const asked = await ask(
    api.POST("/api/v1/quality/calibrations", {
      body: { ...given.body, ...(note === "" ? {} : { note }) },
      signal,
    }),
  );
  const fault = faultOf(asked) ?? refusal(asked, { form, request });
  if (fault !== undefined || !asked.ok) return tryAgain({ note }, ...(fault ? [fault] : []));
  const query = new URLSearchParams({ station: asking.station, done: "proposed" });
  return redirect(`/admin/calibrations/new?${query}`);
};

export default function ProposePage({ loaderData, actionData }: Route.ComponentProps) {
  const { t, i18n } = useTranslation();
  const { asking, zone, today, usual, measured, line, faults } = loaderData;
  const { station } = asking;
  const factsOf = useLineFacts();
  const state = actionData ?? { values: {}, faults };
  return (
    <>
      {loaderData.isToken ? <AdminMenu page={undefined} /> : null}
      <Page
        title={t("propose.title", { station })}
        state={state}
        back={{ href: `/stations/${station}`, label: t("station.title", { id: station }) }}
        done={loaderData.isDone && state.faults.length === 0 ? t("propose.done") : undefined}
      >
        <p>{t("propose.intro")}</p>
        <Form
          method="get"
          submit={t("propose.compare")}
          quiet={line !== undefined}
          state={{ values: {}, faults }}
        >
          <input type="hidden" name="station" value={station} />
          <SelectField
            name="of"
            label={t("propose.of")}
            preset={asking.of}
            options={[{ value: "", label: t("propose.choose") }, ...measured]}
          />
          <Choice
            name="kind"
            label={t("propose.kind")}
            preset={asking.kind}
            options={kinds.map((value) => ({ value, label: t(`propose.kinds.${value}`) }))}
          />
          <TextField
            name="reference"
            label={t("propose.reference")}
            hint={t("propose.referenceHint")}
            preset={asking.reference}
            autoComplete="off"
            maxLength={64}
            optional
            plain
          />
          <TextField
            name="from"
            type="date"
            label={t("propose.from")}
            hint={t("propose.daysHint", { zone })}
            preset={asking.from === "" ? usual : asking.from}
            autoComplete="off"
          />
          <TextField
            name="until"
            type="date"
            label={t("propose.until")}
            preset={asking.until === "" ? today : asking.until}
            autoComplete="off"
          />
        </Form>
        {line === undefined ? null : (
          <section aria-labelledby="line">
            <h2 id="line">
              {t("propose.found", {
                quantity: quantityView(line.quantity, i18n.language as Language).label,
                sensor: line.sensor,
              })}
            </h2>
            <FactsList facts={factsOf(line)} />
            <p>{t("propose.next")}</p>
            <LinePicture calibration={line} />
            <Form state={actionData} submit={t("propose.send")}>
              {Object.entries(asking).map(([name, value]) => (
                <input key={name} type="hidden" name={name} value={value} />
              ))}
              <LongField
                name="note"
                label={t("propose.note")}
                hint={t("propose.noteHint")}
                optional
              />
            </Form>
          </section>
        )}
      </Page>
    </>
  );
}
