import { randomUUID } from "node:crypto";
import { useTranslation } from "react-i18next";
import { answerFor, demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { type FormFault, refusal, sent, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { isId } from "../organisations/organisation.ts";
import { requestApi, services } from "../services.ts";
import { fail } from "../site/failures.ts";
import type { Route } from "./+types/new-page.ts";
import { mayPrepare } from "./may-prepare.ts";
import { Prepared, type PreparedBoxes } from "./prepared.tsx";

const MOST = 100;

const pathOf = (id: string) => (isId(id) ? { id } : fail({ kind: "missing" }));

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const account = await demandAccount(request, context);
  const path = pathOf(params.id);
  const signal = patience(request.signal);
  const asked = await ask(
    context.get(requestApi).GET("/api/v1/organisations/{id}", { params: { path }, signal }),
  );
  const { title } = answerFor(request, asked);
  if (!mayPrepare(account, path.id)) fail({ kind: "forbidden" });
  return { id: path.id, organisation: title, once: randomUUID() };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const path = pathOf(params.id);
  const { once } = typed(form, "once");
  const values = typed(form, "title", "count");
  const count = /^\d{1,3}$/.test(values.count) ? Number(values.count) : 0;
  const faults: FormFault[] = [];
  if (values.title === "") faults.push({ field: "title", text: "workshop" });
  if (count < 1 || count > MOST) faults.push({ field: "count", text: "boxCount" });
  if (faults.length > 0) return tryAgain(values, ...faults);
  const body = { title: values.title.slice(0, 200), count };
  const signal = patience(request.signal);
  const api = context.get(requestApi);
  const asked = await context
    .get(services)
    .once(once, () =>
      ask(api.POST("/api/v1/organisations/{id}/batches", { params: { path }, body, signal })),
    );
  if (asked === undefined) return tryAgain(values, { text: "sent_twice" });
  const fault = refusal(asked, { form, request });
  if (fault !== undefined || !asked.ok) return tryAgain(values, ...(fault ? [fault] : []));
  const { site, stations } = asked.value;
  const boxes: PreparedBoxes = { organisation: path.id, title: body.title, site, stations };
  return sent({ boxes });
};

export default function NewWorkshop({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { boxes } = (actionData ?? {}) as { boxes?: PreparedBoxes };
  if (boxes !== undefined)
    return (
      <Page title={t("workshops.preparedTitle", { title: boxes.title })}>
        <Prepared boxes={boxes} />
      </Page>
    );
  const { id, organisation, once } = loaderData;
  return (
    <Page
      title={t("workshops.newTitle")}
      state={actionData}
      back={{ href: `/organisations/${id}/workshops`, label: t("workshops.toList") }}
    >
      <p>{t("workshops.newText", { organisation })}</p>
      <Form state={actionData} submit={t("workshops.prepare")}>
        <input type="hidden" name="once" value={once} />
        <TextField
          name="title"
          label={t("workshops.name")}
          hint={t("workshops.nameHint")}
          autoComplete="off"
          maxLength={200}
        />
        <TextField
          name="count"
          label={t("workshops.count")}
          hint={t("workshops.countHint")}
          autoComplete="off"
          inputMode="numeric"
          maxLength={3}
        />
      </Form>
    </Page>
  );
}
