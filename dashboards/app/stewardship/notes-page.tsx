import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ownAccount, signInAddress } from "../account/session.ts";
import type { QualityAnnotation } from "../api/answers.ts";
import { type Api, ask, patience } from "../api/client.ts";
import { Form, LongField, SelectField, TextField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import type { Language } from "../i18n/language.ts";
import { requestApi, services } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/notes-page.ts";

const done = ["added", "withdrawn"] as const;
const kinds = [
  ...(["bonfire", "works", "cleaning", "maintenance", "moved"] as const),
  ...(["traffic", "event", "fault", "other"] as const),
];
/** Those who may speak of stations that are not theirs. */
const stewards = ["coordinator", "data_steward", "administrator"];

const toldStation = async (api: Api, id: string, signal: AbortSignal) =>
  answerOr(await ask(api.GET("/api/v1/stations/{id}", { params: { path: { id } }, signal })), {
    ...{ kind: "station" as const, id },
  });

/** Whether the visitor hosts this station, or may speak of others'; the API alone decides. */
const mayAdd = async (context: Route.LoaderArgs["context"], id: string, signal: AbortSignal) => {
  const account = await context.get(ownAccount)();
  if (account?.ok !== true) return false;
  if (account.value.roles.some(({ role }) => stewards.includes(role))) return true;
  const own = await ask(context.get(requestApi).GET("/api/v1/account/stations", { signal }));
  return (
    own.ok && own.value.stations.some(({ station, state }) => station === id && state !== "retired")
  );
};

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const query = { station: params.id };
  const [{ zone }, asked, may] = await Promise.all([
    toldStation(api, params.id, signal),
    ask(api.GET("/api/v1/quality/annotations", { params: { query }, signal })),
    mayAdd(context, params.id, signal),
  ]);
  const told = new URL(request.url).searchParams.get("done");
  return {
    ...{ station: params.id, zone, may, signIn: signInAddress(request) },
    // A part of the year that is hidden from the visitor hides the notes of it.
    annotations: asked.ok ? asked.value.annotations.toReversed() : [],
    isSignedIn: (await context.get(ownAccount)())?.ok === true,
    done: done.find((one) => one === told),
  };
};

/** "2026-11-26T18:30" as a clock on the wall of the station says it. */
const instantIn = (text: string, zone: string): string | undefined => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(text)) return undefined;
  try {
    const wall = Temporal.PlainDateTime.from(text, { overflow: "reject" });
    return new Date(wall.toZonedDateTime(zone).epochMilliseconds).toISOString();
  } catch {
    return undefined;
  }
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const values = typed(form, "withdraw", "kind", "from", "until", "note");
  const here = `/stations/${encodeURIComponent(params.id)}/notes`;
  if (values.withdraw !== "") {
    const path = { id: values.withdraw };
    const asked = await ask(
      api.DELETE("/api/v1/quality/annotations/{id}", { params: { path }, signal }),
    );
    const fault = refusal(asked, { form, request });
    return fault === undefined ? redirect(`${here}?done=withdrawn`) : tryAgain({}, fault);
  }
  const { zone } = await toldStation(api, params.id, signal);
  const kind = kinds.find((one) => one === values.kind);
  const [from, until] = [instantIn(values.from, zone), instantIn(values.until, zone)];
  const now = context.get(services).now();
  const isPast = (at: string | undefined) => at !== undefined && Date.parse(at) <= now;
  if (kind === undefined) return tryAgain(values, { field: "kind", text: "choose" });
  if (from === undefined || !isPast(from))
    return tryAgain(values, { field: "from", text: "pastMoment" });
  if (until === undefined || !isPast(until))
    return tryAgain(values, { field: "until", text: "pastMoment" });
  if (until <= from) return tryAgain(values, { field: "until", text: "endsBefore" });
  const asked = await ask(
    api.POST("/api/v1/quality/annotations", {
      signal,
      body: {
        ...{ station: params.id, kind, from, until },
        ...(values.note === "" ? {} : { note: values.note }),
      },
    }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined ? redirect(`${here}?done=added`) : tryAgain(values, fault);
};

export default function NotesPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { station, zone, may, annotations, isSignedIn, signIn } = loaderData;
  const told = actionData === undefined ? loaderData.done : undefined;
  return (
    <Page
      title={t("notes.title", { station })}
      state={actionData}
      back={{ href: `/stations/${station}`, label: t("station.title", { id: station }) }}
      done={told && t(`notes.done.${told}`)}
    >
      <p>{t("notes.intro")}</p>
      {annotations.length === 0 ? <p>{t("notes.none")}</p> : null}
      <ul className="messages">
        {annotations.map((one) => (
          <li key={one.id}>
            <Note annotation={one} mayWithdraw={may} />
          </li>
        ))}
      </ul>
      {may ? (
        <>
          <h2>{t("notes.add")}</h2>
          <Form state={actionData} submit={t("notes.send")}>
            <Kinds />
            <TextField
              name="from"
              type="datetime-local"
              label={t("notes.from")}
              hint={t("notes.momentHint", { zone })}
              autoComplete="off"
            />
            <TextField
              name="until"
              type="datetime-local"
              label={t("notes.until")}
              autoComplete="off"
            />
            <LongField name="note" label={t("notes.words")} hint={t("notes.wordsHint")} optional />
          </Form>
        </>
      ) : (
        <p>
          {t("notes.whoMay")} {isSignedIn ? null : <a href={signIn}>{t("notes.signIn")}</a>}
        </p>
      )}
    </Page>
  );
}

const Kinds = () => {
  const { t } = useTranslation();
  return (
    <SelectField
      name="kind"
      label={t("notes.kind")}
      options={[
        { value: "", label: t("notes.choose") },
        ...kinds.map((value) => ({ value, label: t(`notes.kinds.${value}`) })),
      ]}
    />
  );
};

const Note = ({
  annotation,
  mayWithdraw,
}: {
  annotation: QualityAnnotation;
  mayWithdraw: boolean;
}) => {
  const { t, i18n } = useTranslation();
  const { moment } = useFormats();
  const language = i18n.language as Language;
  const { id, says, from, until, note, by } = annotation;
  const times = { from: moment(Date.parse(from)), until: moment(Date.parse(until)) };
  return (
    <>
      <h2>
        {says[language]} – {t("notes.times", times)}
      </h2>
      {note === undefined ? null : <p>{note}</p>}
      <p className="note">
        {t("notes.by", { by: t(`how.by.${by}`), moment: moment(Date.parse(annotation.created)) })}
      </p>
      {mayWithdraw ? (
        <Form quiet>
          <input type="hidden" name="withdraw" value={id} />
          <p className="actions">
            <button type="submit" className="quiet">
              {t("notes.withdraw")}
              <span className="heard"> {`${says[language]}, ${t("notes.times", times)}`}</span>
            </button>
          </p>
        </Form>
      ) : null}
    </>
  );
};
