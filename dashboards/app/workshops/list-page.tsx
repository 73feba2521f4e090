import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor, demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { isId } from "../organisations/organisation.ts";
import { requestApi } from "../services.ts";
import { fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/list-page.ts";

const pathOf = (id: string) => (isId(id) ? { id } : fail({ kind: "missing" }));

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  const path = pathOf(params.id);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const [organisation, list] = await Promise.all([
    ask(api.GET("/api/v1/organisations/{id}", { params: { path }, signal })),
    ask(api.GET("/api/v1/organisations/{id}/batches", { params: { path }, signal })),
  ]);
  return {
    id: path.id,
    organisation: answerFor(request, organisation).title,
    batches: answerFor(request, list).batches,
    done: new URL(request.url).searchParams.get("done") === "discarded",
  };
};

/** Discarding what nobody has claimed. */
export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { id } = pathOf(params.id);
  const { batch } = typed(form, "batch");
  if (!isId(batch)) return tryAgain({}, { text: "gone" });
  const signal = patience(request.signal);
  const asked = await ask(
    context.get(requestApi).DELETE("/api/v1/organisations/{id}/batches/{batch}", {
      ...{ params: { path: { id, batch } }, signal },
    }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined
    ? redirect(`/organisations/${id}/workshops?done=discarded`)
    : tryAgain({}, fault);
};

export default function Workshops({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { id, organisation, batches, done } = loaderData;
  return (
    <Page
      title={t("workshops.title", { organisation })}
      state={actionData}
      back={{ href: `/organisations/${id}`, label: organisation }}
      done={done ? t("workshops.discarded") : undefined}
    >
      <p className="actions">
        <a className="button" href={`/organisations/${id}/workshops/new`}>
          {t("workshops.newTitle")}
        </a>
      </p>
      {batches.length === 0 ? <p>{t("workshops.none")}</p> : null}
      <ul className="messages">
        {batches.map(({ id: batch, title, created, stations }) => {
          const open = stations.filter(({ state }) => state === "registered").length;
          return (
            <li key={batch}>
              <h2>{title}</h2>
              <p className="note">
                {[
                  date(Date.parse(created)),
                  t("workshops.all", { count: stations.length }),
                  t("workshops.open", { count: open }),
                ].join(" · ")}
              </p>
              <details>
                <summary>
                  {t("workshops.names")}
                  <span className="heard"> {title}</span>
                </summary>
                <ul>
                  {stations.map(({ station, state }) => (
                    <li key={station}>
                      <code>{station}</code>{" "}
                      {state === "registered" ? t("workshops.waits") : t("workshops.taken")}
                    </li>
                  ))}
                </ul>
                {open === 0 ? null : (
                  <form method="post">
                    <input type="hidden" name="batch" value={batch} />
                    <p>{t("workshops.discardText")}</p>
                    <p className="actions">
                      <button type="submit" className="quiet">
                        {t("workshops.discard", { count: open })}
                        <span className="heard"> {title}</span>
                      </button>
                    </p>
                  </form>
                )}
              </details>
            </li>
          );
        })}
      </ul>
    </Page>
  );
}
