import * as z from "zod";
import type { Answering, Api, Asking } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { isoInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { type Mail, type MailState, STOP_PATH } from "./mail.ts";
import { readAnyForm } from "./one-click.ts";
import { mailProblems } from "./problems.ts";
import { insertStop } from "./queries.ts";
import { stopPage } from "./stop-page.ts";

/** The page is its own: nothing of another site, and a form that goes back to this address. */
const policy = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      "default-src": ["'none'"],
      "style-src": ["'unsafe-inline'"],
      "form-action": ["'self'"],
      "frame-ancestors": ["'none'"],
    },
  },
} as const;

const page = {
  200: { description: "A page", content: { "text/html": { schema: z.string() } } },
  ...refusals,
};

export const stopRoutes = (
  api: Api,
  { records, mail, now }: Pick<ModuleContext, "records" | "mail" | "now">,
): void => {
  readAnyForm(api);
  const stopOf = (token: string) => {
    const stop = mail.readStopLink(token);
    if (stop === undefined)
      throw new Problem(
        mailProblems.mail_link_unknown,
        "This link is not whole or not of this platform: open the one in the mail again.",
      );
    return stop;
  };
  const answer = (request: Asking, reply: Answering, isDone: boolean) => {
    const wanted = request.accepts().language(["fr", "en"]);
    return reply
      .header("cache-control", "no-store")
      .header("referrer-policy", "no-referrer")
      .type("text/html; charset=utf-8")
      .send(stopPage(wanted === "en" ? "en" : "fr", isDone));
  };
  const params = z.object({ token: z.string() });

  api.get(
    `${STOP_PATH}:token`,
    {
      config: { access: "mail.stop", helmet: policy },
      schema: {
        summary: "A page with a button that stops mails of one kind",
        params,
        response: page,
      },
    },
    async (request, reply) => {
      stopOf(request.params.token);
      return answer(request, reply, false);
    },
  );
  api.post(
    `${STOP_PATH}:token`,
    {
      config: { access: "mail.stop", helmet: policy },
      schema: { summary: "Stops mails of one kind (RFC 8058)", params, response: page },
    },
    async (request, reply) => {
      await insertStop(records.db, { ...stopOf(request.params.token), at: new Date(now()) });
      return answer(request, reply, true);
    },
  );
};

const Mailbox = z.object({ name: z.string(), address: z.string() });

const State = z
  .object({
    configured: z.boolean().meta({ description: "Without SMTP_URL mails stay in the outbox" }),
    server: z.string().optional(),
    from: Mailbox.optional(),
    fault: z
      .object({ code: z.string(), fr: z.string(), en: z.string(), since: z.iso.datetime() })
      .optional()
      .meta({ description: "What keeps mails from leaving" }),
  })
  .meta({ id: "MailState" });

const shownState = (state: MailState): z.infer<typeof State> => {
  if (!state.isConfigured) return { configured: false };
  const { server, from, fault } = state;
  return {
    configured: true,
    server,
    from,
    ...(fault === undefined ? {} : { fault: { ...fault.fault, since: isoInstant(fault.since) } }),
  };
};

export const stateRoute = (api: Api, mail: Mail): void => {
  api.get(
    "/api/v1/admin/mail",
    {
      config: { access: "outbox.read" },
      schema: { summary: "Whether mails leave", response: { 200: State, ...refusals } },
    },
    async () => shownState(mail.state()),
  );
};
