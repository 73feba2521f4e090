import { randomUUID } from "node:crypto";
import { useTranslation } from "react-i18next";
import { demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { canBeFifteenthBirthday, endOfDay } from "../forms/dates.ts";
import { Choice, Form, SelectField, TextField, Tick } from "../forms/form.tsx";
import { type FormFault, refusal, sent, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { isLanguage } from "../i18n/language.ts";
import { languageContext } from "../i18n/request-language.ts";
import { termsOf } from "../legal/terms.ts";
import { requestApi, services } from "../services.ts";
import { territory } from "../site/territory.ts";
import type { Route } from "./+types/new-page.ts";
import { publicHost } from "./public-host.ts";
import { type PrintedSheet, Sheet } from "./sheet.tsx";

const MANDATE_MS = 730 * 86_400_000;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  const language = context.get(languageContext);
  const { operator } = await context.get(services).operator();
  return { once: randomUUID(), language, terms: termsOf(operator, language).version };
};

const fields = [
  "name",
  "language",
  "until",
  "note",
  "age",
  "fifteenOn",
  "parentSigned",
  "terms",
  "mandate",
] as const;

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { once, version } = typed(form, "once", "version");
  const values = typed(form, ...fields);
  const { now, once: doOnce, operator: find } = context.get(services);
  const terms = termsOf((await find()).operator, context.get(languageContext));
  const until = endOfDay(values.until, territory.zone);
  const isMinor = values.age === "minor";
  const faults: FormFault[] = [];
  if (values.name === "") faults.push({ field: "name", text: "hisName" });
  if (until === undefined || until <= now() || until > now() + MANDATE_MS)
    faults.push({ field: "until", text: "until" });
  if (isMinor && values.fifteenOn !== "" && !canBeFifteenthBirthday(values.fifteenOn, now()))
    faults.push({ field: "fifteenOn", text: "fifteenOn" });
  if (isMinor && values.parentSigned !== "yes")
    faults.push({ field: "parentSigned", text: "parentSigned" });
  if (values.mandate !== "yes") faults.push({ field: "mandate", text: "mandate" });
  if (version !== terms.version) faults.push({ field: "terms", text: "termsChanged" });
  else if (values.terms !== "yes") faults.push({ field: "terms", text: "terms" });
  if (faults.length > 0 || until === undefined) return tryAgain(values, ...faults);
  const name = values.name.slice(0, 100);
  const body = {
    name,
    language: isLanguage(values.language) ? values.language : ("fr" as const),
    terms: version,
    under15: isMinor,
    ...(isMinor && values.fifteenOn !== "" ? { fifteenOn: values.fifteenOn } : {}),
    parentSigned: isMinor,
    mandate: {
      until: new Date(until).toISOString(),
      ...(values.note === "" ? {} : { note: values.note.slice(0, 500) }),
    },
  };
  const signal = patience(request.signal);
  const asked = await doOnce(once, () =>
    ask(context.get(requestApi).POST("/api/v1/people", { body, signal })),
  );
  if (asked === undefined) return tryAgain(values, { text: "sent_twice" });
  const fault = refusal(asked, { form, request });
  if (fault !== undefined || !asked.ok) return tryAgain(values, ...(fault ? [fault] : []));
  return sent({ sheet: { ...asked.value, name, site: publicHost(request) } });
};

export default function NewPerson({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { sheet } = (actionData ?? {}) as { sheet?: PrintedSheet };
  if (sheet !== undefined)
    return (
      <Page title={t("people.sheetTitle", { name: sheet.name })}>
        <Sheet sheet={sheet} />
      </Page>
    );
  return (
    <Page
      title={t("people.newTitle")}
      state={actionData}
      back={{ href: "/people", label: t("people.title") }}
    >
      <p>{t("people.newText")}</p>
      <Form state={actionData} submit={t("people.make")}>
        <input type="hidden" name="once" value={loaderData.once} />
        <TextField name="name" label={t("people.name")} autoComplete="off" maxLength={100} />
        <SelectField
          name="language"
          label={t("people.language")}
          preset={loaderData.language}
          options={[
            { value: "fr", label: "Français" },
            { value: "en", label: "English" },
          ]}
        />
        <Choice
          name="age"
          label={t("people.age")}
          preset="adult"
          options={[
            { value: "adult", label: t("people.adult") },
            { value: "minor", label: t("people.minor") },
          ]}
        />
        <TextField
          name="fifteenOn"
          label={t("people.fifteenOn")}
          hint={t("people.fifteenHint")}
          type="date"
          autoComplete="off"
          optional
        />
        <Tick name="parentSigned" label={t("people.parentSigned")} />
        <TextField
          name="until"
          label={t("people.until_label")}
          hint={t("people.untilHint")}
          type="date"
          autoComplete="off"
        />
        <TextField
          name="note"
          label={t("people.note")}
          hint={t("people.noteHint")}
          autoComplete="off"
          maxLength={500}
          optional
        />
        <Tick name="mandate" label={t("people.mandateSigned")} />
        <input type="hidden" name="version" value={loaderData.terms} />
        <p>
          {t("link.termsText")}{" "}
          <a href="/terms" target="_blank" rel="noopener">
            {t("link.readTerms")}
          </a>
        </p>
        <Tick name="terms" label={t("people.terms")} />
      </Form>
    </Page>
  );
}
