import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form, Tick } from "../forms/form.tsx";
import { refusal, sent, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { Row } from "../legal/contact.tsx";
import { isId } from "../organisations/organisation.ts";
import { fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/message-page.ts";
import { AdminMenu } from "./menu.tsx";
import { useNames } from "./names.ts";
import { adminAnswer, adminApi } from "./session.ts";

const pathOf = (id: string) => (isId(id) ? { id } : fail({ kind: "missing" }));

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const path = pathOf(params.id);
  const signal = patience(request.signal);
  const asked = await ask(api.GET("/api/v1/admin/outbox/{id}", { params: { path }, signal }));
  return {
    message: adminAnswer(request, asked),
    isRetried: new URL(request.url).searchParams.get("done") === "retried",
  };
};

interface Content {
  readonly subject: string;
  readonly text: string;
}

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = await adminApi(request, context);
  const path = pathOf(params.id);
  const signal = patience(request.signal);
  const values = typed(form, "do", "sure");
  if (values.do === "reveal") {
    if (values.sure !== "yes") return tryAgain(values, { field: "sure", text: "confirmTick" });
    const asked = await ask(
      api.POST("/api/v1/admin/outbox/{id}/reveal", { params: { path }, signal }),
    );
    const fault = refusal(asked, { form, request });
    if (fault !== undefined || !asked.ok) return tryAgain({}, ...(fault ? [fault] : []));
    const { content } = asked.value;
    return content === undefined
      ? tryAgain({}, { text: "gone" })
      : sent<{ revealed: Content }>({ revealed: content });
  }
  if (values.do === "retry") {
    const asked = await ask(
      api.POST("/api/v1/admin/outbox/{id}/retry", { params: { path }, signal }),
    );
    const fault = refusal(asked, { form, request });
    return fault === undefined
      ? redirect(`/admin/outbox/${path.id}?done=retried`)
      : tryAgain({}, fault);
  }
  const { response } = await api.DELETE("/api/v1/admin/outbox/{id}", { params: { path }, signal });
  // 204 has no body, and one that is gone already is what was wanted.
  if (response.ok || response.status === 404) return redirect("/admin/outbox?done=removed");
  return tryAgain({}, { text: "invalid" });
};

export default function Message({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const names = useNames();
  const { message, isRetried } = loaderData;
  const { revealed } = (actionData ?? {}) as { revealed?: Content };
  const content = revealed ?? message.content;
  const at = (text: string | undefined) => text && moment(Date.parse(text));
  const facts = [
    ["state", t(`outbox.states.${message.state}`)],
    ["recipient", message.recipient],
    ["subject", message.subject && names.message(message.subject)],
    ["created", at(message.created)],
    ["next", at(message.next)],
    ["settled", at(message.settled)],
    ["expires", at(message.expires)],
    ["attempts", message.attempts?.toString()],
    ["fault", message.fault],
  ] as const;
  const isOpen = message.state === "waiting" || message.state === "dead";
  return (
    <>
      <AdminMenu page={undefined} />
      <Page
        title={t("outbox.message")}
        state={actionData}
        back={{ href: "/admin/outbox", label: t("admin.pages.outbox") }}
        done={isRetried ? t("outbox.done.retried") : undefined}
      >
        <dl className="facts-list">
          {facts.map(([name, value]) =>
            value ? (
              <Row key={name} name={t(`outbox.${name}`)}>
                {value}
              </Row>
            ) : null,
          )}
        </dl>
        {message.personal ? <p>{t("outbox.personalText")}</p> : null}
        {content === undefined ? null : (
          <>
            <h2>{content.subject}</h2>
            <pre>
              <code>{content.text}</code>
            </pre>
          </>
        )}
        {revealed !== undefined ? <p className="fault">{t("outbox.revealed")}</p> : null}
        {content === undefined || revealed !== undefined ? null : (
          <>
            <h2>{t("outbox.reveal")}</h2>
            <p>{t("outbox.revealText")}</p>
            <Form state={actionData} submit={t("outbox.reveal")} quiet>
              <input type="hidden" name="do" value="reveal" />
              <Tick name="sure" label={t("outbox.revealSure")} />
            </Form>
          </>
        )}
        {isOpen ? (
          <>
            <Form submit={t("outbox.retry")} quiet>
              <input type="hidden" name="do" value="retry" />
            </Form>
            <Form submit={t("outbox.remove")} quiet>
              <p>{t("outbox.removeText")}</p>
              <input type="hidden" name="do" value="remove" />
            </Form>
          </>
        ) : null}
      </Page>
    </>
  );
}
