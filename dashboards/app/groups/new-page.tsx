import { useTranslation } from "react-i18next";
import { data } from "react-router";
import { demandAccount, ownAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Choice, Form, TextField } from "../forms/form.tsx";
import { type FormFault, type FormState, neededBy, refusal, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { readPoint, writePoint } from "../places/point.ts";
import { requestApi, services } from "../services.ts";
import { zoneContext } from "../site/zone.ts";
import type { Route } from "./+types/new-page.ts";
import { groupKinds, groupVisibilities } from "./group.ts";

/** The questions, one a page; what was answered before travels along in the form. */
const steps = ["kind", "title", "summary", "visibility", "area", "choose"] as const;
type Step = (typeof steps)[number];
const answers = ["kind", "title", "summary", "visibility", "area", "point"] as const;

interface Made {
  readonly id: string;
  readonly title: string;
  readonly code: string;
}

interface NewGroupState extends FormState {
  readonly step: Step;
  readonly found: readonly { readonly label: string; readonly point: string }[];
  readonly made?: Made;
}

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  // A group that is sent twice is made once.
  return { once: crypto.randomUUID() };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  neededBy(form, request, await context.get(ownAccount)());
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const given = typed(form, ...answers);
  const { once, step: asked } = typed(form, "once", "step");
  const values = { ...given, once };
  const step = steps.find((one) => one === asked) ?? "kind";
  const show = (next: Step, { faults = [], found = [], ...made }: Partial<NewGroupState> = {}) =>
    data({ values, faults, found, step: next, ...made } satisfies NewGroupState, {
      status: faults.length === 0 ? 200 : 400,
    });
  const wrong = (...faults: readonly FormFault[]) => show(step, { faults });

  const kind = groupKinds.find((one) => one === values.kind);
  if (kind === undefined) return show("kind", { faults: [{ field: "kind", text: "choose" }] });
  if (step === "kind") return show("title");
  if (values.title === "")
    return show("title", { faults: [{ field: "title", text: "groupTitle" }] });
  if (step === "title") return show("summary");
  if (step === "summary") return show("visibility");
  const visibility = groupVisibilities.find((one) => one === values.visibility);
  if (visibility === undefined)
    return show("visibility", { faults: [{ field: "visibility", text: "choose" }] });
  if (step === "visibility") return show("area");

  const typedPoint = step === "choose" ? readPoint(values.point) : readPoint(values.area);
  if (step === "choose" && typedPoint === undefined && values.point !== "none")
    return show("area", { faults: [{ field: "area", text: "chooseAddress" }] });
  if (step === "area" && values.area !== "" && typedPoint === undefined) {
    if (values.area.length < 3) return wrong({ field: "area", text: "address" });
    const answer = await ask(
      api.GET("/api/v1/addresses", {
        params: { query: { search: values.area.slice(0, 300), limit: 8 } },
        signal,
      }),
    );
    const fault = refusal(answer, { form, request, field: "area" });
    if (fault !== undefined || !answer.ok) return wrong(fault ?? { text: "invalid" });
    const found = answer.value.addresses.map(({ label, lat, lon }) => ({
      ...{ label, point: writePoint({ lat, lon }) },
    }));
    return found.length === 0
      ? wrong({ field: "area", text: "noAddress" })
      : show("choose", { found });
  }
  const body = {
    ...{ kind, visibility, zone: context.get(zoneContext) },
    title: values.title.slice(0, 200),
    ...(values.summary === "" ? {} : { summary: values.summary.slice(0, 2_000) }),
    ...typedPoint,
  };
  const made = await context
    .get(services)
    .once(once, () => ask(api.POST("/api/v1/groups", { body, signal })));
  if (made === undefined) return wrong({ text: "sent_twice" });
  const fault = refusal(made, { form, request });
  if (fault !== undefined || !made.ok) return wrong(fault ?? { text: "invalid" });
  const { id, title, code } = made.value;
  return show(step, { made: { id, title, code } });
};

export default function NewGroup({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const made = actionData?.made;
  if (made !== undefined)
    return (
      <Page title={t("groups.madeTitle", { title: made.title })}>
        <p>{t("groups.madeText")}</p>
        <ul className="codes">
          <li>
            <code>{made.code}</code>
          </li>
        </ul>
        <p className="actions">
          <a className="button" href={`/groups/${made.id}`}>
            {t("groups.toGroup")}
          </a>
        </p>
      </Page>
    );
  const step = actionData?.step ?? "kind";
  const values = actionData?.values ?? { once: loaderData.once };
  const field = step === "choose" ? "point" : step;
  return (
    <Page
      title={t(`groups.steps.${step}`)}
      state={actionData}
      back={{ href: "/groups", label: t("groups.title") }}
    >
      <Form
        state={actionData}
        submit={t(step === "area" || step === "choose" ? "groups.make" : "forms.next")}
      >
        <input type="hidden" name="step" value={step} />
        {Object.entries(values)
          .filter(([name, value]) => name !== field && value !== "")
          .map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
        <Question step={step} found={actionData?.found ?? []} />
      </Form>
      {step === "kind" ? null : (
        <p>
          <a href="/groups/new">{t("groups.again")}</a>
        </p>
      )}
    </Page>
  );
}

const Question = ({ step, found }: Pick<NewGroupState, "step" | "found">) => {
  const { t } = useTranslation();
  switch (step) {
    case "kind":
      return (
        <Choice
          name="kind"
          label={t("groups.kind")}
          options={groupKinds.map((value) => ({ value, label: t(`groups.kinds.${value}`) }))}
        />
      );
    case "title":
      return (
        <TextField
          name="title"
          label={t("groups.name")}
          hint={t("groups.nameHint")}
          autoComplete="off"
          maxLength={200}
        />
      );
    case "summary":
      return (
        <TextField
          name="summary"
          label={t("groups.summary")}
          hint={t("groups.summaryHint")}
          autoComplete="off"
          maxLength={2_000}
          optional
        />
      );
    case "visibility":
      return (
        <Choice
          name="visibility"
          label={t("groups.whoSees")}
          hint={t("groups.whoSeesHint")}
          options={groupVisibilities.map((value) => ({ value, label: t(`groups.seen.${value}`) }))}
        />
      );
    case "area":
      return (
        <TextField
          name="area"
          label={t("groups.area")}
          hint={t("groups.areaHint")}
          autoComplete="off"
          maxLength={300}
          optional
        />
      );
    case "choose":
      return (
        <Choice
          name="point"
          label={t("places.which")}
          options={[
            ...found.map(({ label, point }) => ({ value: point, label })),
            { value: "none", label: t("groups.noArea") },
          ]}
        />
      );
    default:
      return step satisfies never;
  }
};
