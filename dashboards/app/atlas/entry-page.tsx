import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { type LoaderContext, ownAccount } from "../account/session.ts";
import type { AtlasEntry } from "../api/answers.ts";
import { ask, patience } from "../api/client.ts";
import { Notice } from "../design/notice.tsx";
import { Choice, Form, LongField } from "../forms/form.tsx";
import { type FormState, refusal, tryAgain, typed } from "../forms/form-state.ts";
import { ErrorSummary } from "../forms/page.tsx";
import { airSpeaker } from "../home/speaker.ts";
import { placePapers } from "../prints.ts";
import { requestApi, services } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/entry-page.ts";
import { AirAround } from "./air-around.tsx";
import styles from "./atlas.css?url";
import { isName } from "./entry-name.ts";
import { Opening } from "./opening.tsx";
import { useAtlasWord } from "./use-atlas-word.ts";
import { Week } from "./week.tsx";

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: styles }];

/** Of as many stations the one that speaks is sought. */
const HEARD = 20;
const reviewers = ["mediator", "coordinator", "administrator"] as const;
const reportKinds = ["closed", "moved", "hours", "contact", "other"] as const;

const find = async (
  { request, context }: Pick<Route.LoaderArgs, "request" | "context">,
  name: string,
) => {
  if (!isName(name)) return fail({ kind: "missing" });
  return answerOr(
    await ask(
      context.get(requestApi).GET("/api/v1/atlas/entries/{name}", {
        params: { path: { name } },
        signal: patience(request.signal),
      }),
    ),
    { kind: "missing" },
  );
};

/** Whether a link to the entry's history is shown; the API decides who reads it. */
const mayReview = async (context: LoaderContext): Promise<boolean> => {
  const account = await context.get(ownAccount)();
  return (
    account?.ok === true &&
    account.value.roles.some(({ role }) => (reviewers as readonly string[]).includes(role))
  );
};

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const entry = await find({ request, context }, params.name);
  // Of an entry that was merged with another, the other's page.
  if (entry.slug !== params.name && entry.id !== params.name)
    throw redirect(`/atlas/${entry.slug}`, 301);
  const { latitude: lat, longitude: lon } = entry.sheet;
  const near =
    lat === undefined || lon === undefined
      ? undefined
      : await ask(
          context.get(requestApi).POST("/api/v1/air/near", {
            body: { lat, lon, limit: HEARD },
            signal: patience(request.signal),
          }),
        );
  return {
    entry,
    // Without the measurements the place is there all the same.
    air: near?.ok ? { speaker: airSpeaker(near.value.stations) } : undefined,
    now: context.get(services).now(),
    mayReview: await mayReview(context),
    done: new URL(request.url).searchParams.get("done") === "reported",
  };
};

export const action = async ({ request, params: { name }, context }: Route.ActionArgs) => {
  if (!isName(name)) return fail({ kind: "missing" });
  const form = await request.formData();
  const values = typed(form, "kind", "words");
  const kind = reportKinds.find((each) => each === values.kind);
  if (kind === undefined) return tryAgain(values, { field: "kind", text: "choose" });
  const asked = await ask(
    context.get(requestApi).POST("/api/v1/atlas/entries/{name}/reports", {
      params: { path: { name } },
      body: { kind, words: values.words.slice(0, 1_000) },
      signal: patience(request.signal),
    }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined ? redirect(`/atlas/${name}?done=reported`) : tryAgain(values, fault);
};

export default function Entry({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { entry, air, now, done, mayReview } = loaderData;
  const { sheet, family, nature, state, opening, zone, related } = entry;
  const { summary, description } = sheet;
  return (
    <>
      <title>{`${sheet.name} – ${t("site.name")}`}</title>
      {summary === undefined ? null : <meta name="description" content={summary} />}
      {state === "published" ? null : <meta name="robots" content="noindex" />}
      <p className="way-back">
        <a href="/atlas">{t("atlas.back")}</a>
      </p>
      {actionData === undefined || actionData.faults.length === 0 ? null : (
        <ErrorSummary state={actionData} />
      )}
      {done ? (
        <p role="status" className="done">
          {t("atlas.reported")}
        </p>
      ) : null}
      {state === "published" ? null : (
        <Notice kind="warning">
          <p>{t(`atlas.state.${state}`)}</p>
        </Notice>
      )}
      <h1>{sheet.name}</h1>
      <p>
        {t(`atlas.nature.${nature}`)} · {t(`atlas.family.${family}`)}
      </p>
      <p className="atlas-now">
        <Opening opening={opening} zone={zone} now={now} />
      </p>
      {opening.state === "unknown" ? <p>{t("atlas.openAsk")}</p> : null}
      {[summary, description]
        .filter((text) => text !== undefined)
        .flatMap((text) => text.split(/\n{2,}/))
        .map((text) => (
          <p key={text} className="atlas-words">
            {text}
          </p>
        ))}
      <Where sheet={sheet} />
      <Contact sheet={sheet} />
      <section aria-labelledby="hours">
        <h2 id="hours">{t("atlas.hours")}</h2>
        <Week week={entry.week} hours={sheet.openingHours} />
      </section>
      <What sheet={sheet} />
      {related.length === 0 ? null : (
        <section aria-labelledby="related">
          <h2 id="related">{t(nature === "structure" ? "atlas.offers" : "atlas.place")}</h2>
          <ul className="links">
            {related.map(({ slug, name }) => (
              <li key={slug}>
                <a href={`/atlas/${slug}`}>{name}</a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {air === undefined ? null : <AirAround speaker={air.speaker} now={now} />}
      <Origin entry={entry} />
      {state === "published" ? <PrintLinks name={entry.slug} /> : null}
      {state === "published" ? (
        <>
          <Report state={actionData} name={entry.slug} />
          <p>
            <a href={`/atlas/drafts?entry=${entry.slug}`}>{t("atlas.correct")}</a>
          </p>
        </>
      ) : null}
      {mayReview ? (
        <p>
          <a href={`/atlas/${entry.slug}/history`}>{t("atlas.history")}</a>
        </p>
      ) : null}
    </>
  );
}

type Sheet = AtlasEntry["sheet"];

/** OpenStreetMap draws this much of a town around a mark. */
const ZOOM = 17;

const Where = ({ sheet }: { sheet: Sheet }) => {
  const { t } = useTranslation();
  const { street, addressDetail, postcode, commune, latitude, longitude } = sheet;
  const lines = [street, addressDetail, [postcode, commune].filter(Boolean).join(" ")].filter(
    (line) => line !== undefined && line !== "",
  );
  return (
    <section aria-labelledby="where">
      <h2 id="where">{t("atlas.where")}</h2>
      <address>
        {lines.map((line) => (
          <span key={line} className="atlas-line">
            {line}
          </span>
        ))}
      </address>
      {latitude === undefined || longitude === undefined ? (
        <p>{t("atlas.noPoint")}</p>
      ) : (
        <ul className="links">
          <li>
            <a
              href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=${ZOOM}/${latitude}/${longitude}`}
              rel="noreferrer"
            >
              {t("atlas.toMap")}
            </a>
          </li>
          <li>
            <a href={`geo:${latitude},${longitude}?z=${ZOOM}`}>{t("atlas.toApp")}</a>
          </li>
        </ul>
      )}
    </section>
  );
};

const Contact = ({ sheet }: { sheet: Sheet }) => {
  const { t } = useTranslation();
  const { phones = [], emails = [], websites = [], bookingLink } = sheet;
  const rows = [
    ...phones.map((phone) => ({
      label: t("atlas.phone"),
      href: `tel:${phone.replaceAll(/[^+\d]/g, "")}`,
      text: phone,
    })),
    ...emails.map((email) => ({ label: t("atlas.email"), href: `mailto:${email}`, text: email })),
    ...websites.map((site) => ({ label: t("atlas.website"), href: site, text: site })),
    ...(bookingLink === undefined
      ? []
      : [{ label: t("atlas.booking"), href: bookingLink, text: bookingLink }]),
  ];
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="contact">
      <h2 id="contact">{t("atlas.contact")}</h2>
      <ul className="links">
        {rows.map(({ label, href, text }) => (
          <li key={`${label} ${href}`}>
            <span>{label}</span>{" "}
            <a href={href} rel="noreferrer nofollow">
              {text}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
};

const What = ({ sheet }: { sheet: Sheet }) => {
  const { t } = useTranslation();
  const word = useAtlasWord();
  const { services = [], publics = [], care = [], fees = [], access = [], support = [] } = sheet;
  const { programmes = [], labels = [], publicsDetail, feesDetail, accessConditions } = sheet;
  const { accessibilityLink } = sheet;
  const rows = [
    { label: t("atlas.services"), words: services.map(word), more: undefined },
    { label: t("atlas.publics"), words: publics.map(word), more: publicsDetail },
    { label: t("atlas.care"), words: care.map(word), more: undefined },
    { label: t("atlas.fees"), words: fees.map(word), more: feesDetail },
    { label: t("atlas.access"), words: access, more: accessConditions },
    { label: t("atlas.support"), words: support, more: undefined },
    { label: t("atlas.programmes"), words: [...programmes, ...labels], more: undefined },
  ].filter(({ words, more }) => words.length > 0 || more !== undefined);
  if (rows.length === 0 && accessibilityLink === undefined) return null;
  return (
    <section aria-labelledby="what">
      <h2 id="what">{t("atlas.what")}</h2>
      <dl className="atlas-facts">
        {rows.map(({ label, words, more }) => (
          <div key={label}>
            <dt>{label}</dt>
            {words.map((text) => (
              <dd key={text}>{text}</dd>
            ))}
            {more === undefined ? null : <dd className="atlas-words">{more}</dd>}
          </div>
        ))}
      </dl>
      {accessibilityLink === undefined ? null : (
        <p>
          <a href={accessibilityLink} rel="noreferrer">
            {t("atlas.accessibility")}
          </a>
        </p>
      )}
    </section>
  );
};

/** A day without a time is told as it is, in whatever zone. */
const noonOf = (day: string): number => Date.parse(`${day}T12:00:00Z`);

const Origin = ({ entry: { sheet, source, licence, checked } }: { entry: AtlasEntry }) => {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { updatedOn, sourceLink } = sheet;
  const words =
    updatedOn === undefined
      ? t("atlas.sourceOnly", { source })
      : t("atlas.source", { source, date: date(noonOf(updatedOn)) });
  return (
    <section aria-labelledby="origin">
      <h2 id="origin">{t("atlas.checkedTitle")}</h2>
      <p>
        {checked === undefined
          ? t("atlas.notChecked")
          : t("atlas.checked", {
              date: date(noonOf(checked.on)),
              how: checked.how === undefined ? "" : t(`atlas.how.${checked.how}`),
            })}
      </p>
      <p>
        {sourceLink === undefined ? (
          words
        ) : (
          <a href={sourceLink} rel="noreferrer">
            {words}
          </a>
        )}
      </p>
      {licence === undefined ? null : <p>{t("atlas.licence", { licence })}</p>}
    </section>
  );
};

const PrintLinks = ({ name }: { name: string }) => {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="print">
      <h2 id="print">{t("atlas.printed.placeTitle")}</h2>
      <ul className="links">
        {placePapers.map((paper) => (
          <li key={paper}>
            <a href={`/atlas/${name}/card.pdf?paper=${paper}`}>
              {t(`atlas.printed.cards.${paper}`)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Report = ({ state, name }: { state: FormState | undefined; name: string }) => {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="report">
      <h2 id="report">{t("atlas.report")}</h2>
      <p>{t("atlas.reportIntro")}</p>
      <Form state={state} action={`/atlas/${name}`} submit={t("atlas.reportSend")} quiet>
        <Choice
          name="kind"
          label={t("atlas.reportKind")}
          options={reportKinds.map((value) => ({ value, label: t(`atlas.kinds.${value}`) }))}
        />
        <LongField
          name="words"
          label={t("atlas.reportWords")}
          hint={t("atlas.reportWordsHint")}
          optional
        />
      </Form>
    </section>
  );
};
