import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor, demandAccount, ownAccount } from "../account/session.ts";
import { proposalNames } from "../alerts/wanted.ts";
import type { Account, Practice } from "../api/answers.ts";
import { type Api, ask, patience } from "../api/client.ts";
import { FileField, Form, LongField, TextField, Ticks } from "../forms/form.tsx";
import { neededBy, refusal, tryAgain } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { sendMedium } from "../forms/send-medium.ts";
import { isId } from "../organisations/organisation.ts";
import { requestApi, services } from "../services.ts";
import { fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/edit-page.ts";
import { practiceHref } from "./practice.ts";
import { chosenNames, practiceIn } from "./practice-form.ts";

const pathOf = (id: string) => (isId(id) ? { id } : fail({ kind: "missing" }));

/** Only to show what may be used: the API decides. */
const isPlatformAdministrator = ({ roles }: Account): boolean =>
  roles.some(({ role, scope }) => role === "administrator" && scope.kind === "platform");

const askOwn = (api: Api, id: string, signal: AbortSignal) =>
  ask(api.GET("/api/v1/organisations/{id}/practice", { params: { path: { id } }, signal }));

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const account = await demandAccount(request, context);
  const path = pathOf(params.id);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const [own, organisation] = await Promise.all([
    askOwn(api, path.id, signal),
    ask(api.GET("/api/v1/organisations/{id}", { params: { path }, signal })),
  ]);
  return {
    ...answerFor(request, own),
    organisation: answerFor(request, organisation),
    mayOpen: isPlatformAdministrator(account),
    done: new URL(request.url).searchParams.get("done") === "saved",
  };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const path = pathOf(params.id);
  const api = context.get(requestApi);
  const account = await context.get(ownAccount)();
  const { fields, taken } = await context.get(services).receiveFile(request, async (file) => {
    if (!account?.ok) return undefined;
    const name = String(file.fields.get("name") ?? "").slice(0, 80);
    return sendMedium(
      api,
      file,
      {
        ...{ alt: `Logo : ${name || "–"}`, author: name || account.value.name },
        ...{ licence: "LicenseRef-all-rights-reserved", purpose: "content" },
      },
      request.signal,
    );
  });
  neededBy(fields, request, account);
  const own = neededBy(fields, request, await askOwn(api, path.id, patience(request.signal)));
  const change = fields.get("change");
  if (change === "open" || change === "close") {
    if (own.practice === null) return fail({ kind: "missing" });
    const { organisation: _, logo: __, isOpen: ___, ...kept } = own.practice;
    const asked = await ask(
      api.PUT("/api/v1/organisations/{id}/practice", {
        params: { path },
        body: { ...kept, isOpen: change === "open" },
        signal: patience(request.signal),
      }),
    );
    const fault = refusal(asked, { form: fields, request });
    return fault === undefined ? redirect(`${pathHref(path.id)}?done=saved`) : tryAgain({}, fault);
  }
  const { values, faults, body } = practiceIn(fields, own.practice);
  if (faults.length > 0) return tryAgain(values, ...faults);
  if (taken !== undefined) {
    const fault = refusal(taken, { form: fields, request, field: "logo" });
    if (fault !== undefined) return tryAgain(values, fault);
  }
  const asked = await ask(
    api.PUT("/api/v1/organisations/{id}/practice", {
      params: { path },
      body: { ...body, ...(taken?.ok === true ? { logo: taken.value.id } : {}) },
      signal: patience(request.signal),
    }),
  );
  const fault = refusal(asked, { form: fields, request });
  if (fault === undefined) return redirect(`${pathHref(path.id)}?done=saved`);
  const field = fault.text === "practiceContrast" ? "ink" : "slug";
  return tryAgain(values, fault.text.startsWith("practice") ? { ...fault, field } : fault);
};

const pathHref = (id: string): string => `/organisations/${id}/practice`;

export default function EditPractice({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { practice, weeks, organisation, mayOpen, done } = loaderData;
  return (
    <Page
      title={t("practice.editTitle", { name: organisation.title })}
      state={actionData}
      back={{ href: `/organisations/${organisation.id}`, label: organisation.title }}
      done={done ? t("practice.saved") : undefined}
    >
      <p>{t("practice.intro")}</p>
      {practice === null ? null : <Opened practice={practice} mayOpen={mayOpen} />}
      <Form state={actionData} submit={t("practice.save")} withFile>
        <Fields practice={practice} title={organisation.title} />
      </Form>
      <h2>{t("practice.weeks")}</h2>
      <p>{t("practice.weeksHint")}</p>
      <Weeks weeks={weeks} />
    </Page>
  );
}

const Opened = ({ practice, mayOpen }: { practice: Practice; mayOpen: boolean }) => {
  const { t } = useTranslation();
  const { slug, isOpen } = practice;
  return (
    <>
      {isOpen ? (
        <>
          <p>
            {t("practice.opened")} <a href={practiceHref(slug)}>{practiceHref(slug)}</a>
          </p>
          <p className="actions">
            <a className="button quiet" href={`${practiceHref(slug)}/card.pdf`}>
              {t("practice.card")}
            </a>
          </p>
        </>
      ) : (
        <p className="note">{t("practice.closed")}</p>
      )}
      {mayOpen ? (
        <Form quiet submit={t(isOpen ? "practice.close" : "practice.open")}>
          <input type="hidden" name="change" value={isOpen ? "close" : "open"} />
        </Form>
      ) : null}
    </>
  );
};

const Fields = ({ practice, title }: { practice: Practice | null; title: string }) => {
  const { t } = useTranslation();
  return (
    <>
      <TextField
        name="name"
        label={t("practice.name")}
        preset={practice?.name ?? title}
        autoComplete="organization"
        maxLength={80}
      />
      <TextField
        name="slug"
        label={t("practice.slug")}
        hint={t("practice.slugHint")}
        preset={practice?.slug}
        autoComplete="off"
        maxLength={40}
        plain
      />
      <LongField name="words" label={t("practice.words")} preset={practice?.words} optional />
      <LongField name="terms" label={t("practice.termsField")} preset={practice?.terms} optional />
      <TextField
        name="address"
        label={t("practice.address")}
        hint={t("practice.addressHint")}
        preset={practice?.address}
        autoComplete="street-address"
        maxLength={200}
        optional
      />
      <TextField
        name="ground"
        label={t("practice.ground")}
        hint={t("practice.colourHint")}
        preset={practice?.ground ?? "#0b4f54"}
        autoComplete="off"
        maxLength={7}
        plain
      />
      <TextField
        name="ink"
        label={t("practice.ink")}
        hint={t("practice.colourHint")}
        preset={practice?.ink ?? "#ffffff"}
        autoComplete="off"
        maxLength={7}
        plain
      />
      <Ticks
        name="proposals"
        label={t("practice.proposals")}
        preset={practice === null ? proposalNames : chosenNames(practice)}
        options={proposalNames.map((value) => ({ value, label: t(`alerts.proposals.${value}`) }))}
      />
      <FileField
        name="logo"
        label={t("practice.logo")}
        hint={t("practice.logoHint")}
        accept="image/jpeg,image/png,image/webp"
        optional
      />
    </>
  );
};

const Weeks = ({
  weeks,
}: {
  weeks: readonly {
    readonly monday: string;
    readonly subscriptions: number;
    readonly messages: number;
  }[];
}) => {
  const { t } = useTranslation();
  const { date, figure } = useFormats();
  if (weeks.length === 0) return <p>{t("practice.noWeeks")}</p>;
  return (
    <table>
      <caption>{t("practice.weeks")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("practice.week")}</th>
          <th scope="col">{t("practice.subscriptions")}</th>
          <th scope="col">{t("practice.messages")}</th>
        </tr>
      </thead>
      <tbody>
        {weeks.map(({ monday, subscriptions, messages }) => (
          <tr key={monday}>
            <th scope="row">{date(Date.parse(`${monday}T12:00:00Z`))}</th>
            <td>{figure(subscriptions, 0)}</td>
            <td>{figure(messages, 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
