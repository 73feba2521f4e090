import { useTranslation } from "react-i18next";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { type FormState, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import type { Route } from "./+types/find-page.ts";
import { pageHref } from "./bulletin.ts";

const SHOWN = 10;

/** What is typed may say where somebody lives: it comes in a body. */
export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const values = typed(form, "search");
  if (values.search === "") return tryAgain(values, { field: "search", text: "alertPlace" });
  const query = { search: values.search.slice(0, 200), limit: SHOWN };
  const signal = patience(request.signal);
  const { territories } = answerOr(
    await ask(context.get(requestApi).GET("/api/v1/territories", { params: { query }, signal })),
    { kind: "missing" },
  );
  if (territories.length === 0)
    return tryAgain(values, { field: "search", text: "alertPlaceUnknown" });
  return {
    values,
    faults: [],
    found: territories.map(({ key, name, kindName, parents }) => ({
      ...{ key, name, kindName },
      within: parents[0]?.name ?? "",
    })),
  };
};

interface Found extends FormState {
  readonly found?: readonly {
    readonly key: string;
    readonly name: string;
    readonly kindName: { readonly fr: string; readonly en: string };
    readonly within: string;
  }[];
}

export default function FindPage({ actionData }: Route.ComponentProps) {
  const { t, i18n } = useTranslation();
  const state: Found | undefined = actionData;
  return (
    <Page title={t("bulletin.findTitle")} state={state}>
      <p>{t("bulletin.intro")}</p>
      <Form state={state} submit={t("bulletin.find")}>
        <TextField
          name="search"
          label={t("bulletin.search")}
          type="search"
          autoComplete="off"
          maxLength={200}
        />
      </Form>
      {state?.found === undefined ? null : (
        <section aria-labelledby="found">
          <h2 id="found">{t("bulletin.found")}</h2>
          <ul className="messages">
            {state.found.map(({ key, name, kindName, within }) => (
              <li key={key}>
                <a href={pageHref(key)}>{name}</a>
                {`, ${[kindName[i18n.language as "fr"].toLowerCase(), within].filter(Boolean).join(", ")}`}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}
