import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor, demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Choice, Form, SelectField, Tick } from "../forms/form.tsx";
import { type FormFault, refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { languageContext } from "../i18n/request-language.ts";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/share-page.ts";

const about = ["public", "kept", "leaving"] as const;

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  const api = context.get(requestApi);
  const language = context.get(languageContext);
  const signal = patience(request.signal);
  const path = { id: params.station };
  const [share, terms, own] = await Promise.all([
    ask(api.GET("/api/v1/stations/{id}/share", { params: { path }, signal })),
    ask(api.GET("/api/v1/station-terms", { signal })),
    ask(api.GET("/api/v1/account/groups", { signal })),
  ]);
  const { visibility, licence, group } = answerFor(request, share);
  const { version, sentences, licences } = answerFor(request, terms);
  return {
    station: params.station,
    ...{ visibility, licence, group, version, licences },
    groups: answerFor(request, own).groups.map(({ id, title }) => ({ id, title })),
    sentences: sentences.map((sentence) => ({ about: sentence.about, text: sentence[language] })),
    isClaimed: new URL(request.url).searchParams.get("done") === "claimed",
  };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const values = typed(form, "visibility", "licence", "agreed", "version");
  // "group 0199…": each of one's groups is an answer of its own.
  const [seenBy, group = ""] = values.visibility.split(" ");
  const visibility = (["public", "group", "private"] as const).find((one) => one === seenBy);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const terms = await ask(api.GET("/api/v1/station-terms", { signal }));
  const unanswered = refusal(terms, { form, request });
  if (!terms.ok) return tryAgain(values, unanswered ?? { text: "invalid" });
  const licence = terms.value.licences.find((one) => one === values.licence);
  const faults: FormFault[] = [];
  if (visibility === undefined) faults.push({ field: "visibility", text: "visibility" });
  if (licence === undefined) faults.push({ field: "licence", text: "licence" });
  if (values.agreed !== "yes") faults.push({ field: "agreed", text: "terms" });
  if (faults.length > 0 || visibility === undefined || licence === undefined)
    return tryAgain(values, ...faults);
  const asked = await ask(
    api.PUT("/api/v1/stations/{id}/share", {
      params: { path: { id: params.station } },
      body: {
        ...{ visibility, licence, terms: values.version },
        ...(visibility === "group" ? { group } : {}),
      },
      signal,
    }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined ? redirect("/account/stations?done=shared") : tryAgain(values, fault);
};

export default function SharePage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { station, visibility, licence, group, groups, isClaimed } = loaderData;
  const { version, sentences, licences } = loaderData;
  return (
    <Page
      title={t("hosting.shareTitle")}
      state={actionData}
      done={isClaimed && actionData === undefined ? t("hosting.claimed") : undefined}
      back={{ href: "/account/stations", label: t("hosting.stations") }}
    >
      <p>
        <code>{station}</code>
      </p>
      {about.map((kind) => (
        <section key={kind}>
          <h2>{t(`hosting.about.${kind}`)}</h2>
          <ul>
            {sentences
              .filter((sentence) => sentence.about === kind)
              .map(({ text }) => (
                <li key={text}>{text}</li>
              ))}
          </ul>
        </section>
      ))}
      <h2>{t("hosting.choice")}</h2>
      <Form state={actionData} submit={t("hosting.share")}>
        <input type="hidden" name="version" value={version} />
        <Choice
          name="visibility"
          label={t("hosting.visibility")}
          preset={visibility === "group" ? `group ${group}` : visibility}
          options={[
            { value: "public", label: t("hosting.seen.public") },
            ...groups.map(({ id, title }) => ({
              value: `group ${id}`,
              label: t("places.seenByGroup", { group: title }),
            })),
            { value: "private", label: t("hosting.seen.private") },
          ]}
        />
        <p>
          <a href="/groups">{t("groups.toGroups")}</a>
        </p>
        <SelectField
          name="licence"
          label={t("hosting.licence")}
          hint={t("hosting.licenceHint")}
          preset={licence ?? licences[0]}
          options={licences.map((value) => ({ value, label: t(`hosting.licences.${value}`) }))}
        />
        <Tick name="agreed" label={t("hosting.agreed")} />
      </Form>
    </Page>
  );
}
