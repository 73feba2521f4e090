import * as z from "zod";
import type { Api } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { outboxProblems } from "./problems.ts";
import {
  changeMessage,
  countByState,
  findMessage,
  listMessages,
  lockMessage,
  removeMessage,
} from "./queries.ts";
import type { OutboxMessage } from "./tables.ts";

const State = z.enum(["waiting", "delivered", "dead", "expired"]);

const Message = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    state: State.meta({ description: "dead: given up; its content is kept until it expires" }),
    personal: z.boolean().meta({ description: "Nothing else of it is shown" }),
    recipient: z.string().meta({ description: "Masked" }),
    created: z.iso.datetime(),
    settled: z.iso.datetime().optional(),
    subject: z.string().optional().meta({ description: "What it is, in the words of its module" }),
    attempts: z.int().optional(),
    next: z.iso.datetime().optional().meta({ description: "When it is tried again" }),
    expires: z.iso.datetime().optional(),
    fault: z.string().optional(),
  })
  .meta({ id: "OutboxMessage" });

const Content = Message.extend({
  content: z
    .object({ subject: z.string(), text: z.string() })
    .optional()
    .meta({ description: "Links and codes that would open an account are masked" }),
});

const Query = z.object({
  state: State.optional(),
  kind: z.string().max(32).optional(),
  cursor: z.uuid().optional().describe("`next` of the page before"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const Page = z.object({
  messages: z.array(Message),
  next: z.uuid().optional().meta({ description: "Cursor of the next page; absent on the last" }),
  counts: z.array(z.object({ kind: z.string(), state: State, count: z.int() })),
});

/** Of a personal message: kind, state, age and a masked address. */
export const shownMessage = (row: OutboxMessage): z.infer<typeof Message> => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  personal: row.personal,
  recipient: row.maskedRecipient,
  created: row.created.toISOString(),
  ...(row.settled === null ? {} : { settled: row.settled.toISOString() }),
  ...(row.personal
    ? {}
    : {
        subject: row.subject,
        attempts: row.attempts,
        expires: row.expires.toISOString(),
        ...(row.state === "waiting" ? { next: row.next.toISOString() } : {}),
        ...(row.fault === null ? {} : { fault: row.fault }),
      }),
});

const ADDRESS = "/api/v1/admin/outbox/:id";

export const outboxRoutes = (
  api: Api,
  { records, outbox, audit, now }: Pick<ModuleContext, "records" | "outbox" | "audit" | "now">,
): void => {
  const params = z.object({ id: z.uuid() });
  const unknown = (id: string) =>
    new Problem(
      outboxProblems.outbox_message_unknown,
      `The outbox has no message ${id}: it was removed, or was never there.`,
    );

  api.get(
    "/api/v1/admin/outbox",
    {
      config: { access: "outbox.read" },
      schema: {
        summary: "What is to leave, and what has left",
        querystring: Query,
        response: { 200: Page, ...refusals },
      },
    },
    async ({ query }) => {
      const rows = await listMessages(records.db, { ...query, limit: query.limit + 1 });
      const shown = rows.slice(0, query.limit);
      const last = shown.at(-1);
      return {
        messages: shown.map(shownMessage),
        ...(rows.length > shown.length && last !== undefined ? { next: last.id } : {}),
        counts: [...(await countByState(records.db))],
      };
    },
  );

  api.get(
    ADDRESS,
    {
      config: { access: "outbox.read" },
      schema: {
        summary: "One message, with what may be shown of it",
        params,
        response: { 200: Content, ...refusals },
      },
    },
    async ({ params: { id } }) => {
      const row = await findMessage(records.db, id);
      if (row === undefined) throw unknown(id);
      const content = row.personal ? undefined : outbox.shown(row, "masked");
      return { ...shownMessage(row), ...(content === undefined ? {} : { content }) };
    },
  );

  api.post(
    `${ADDRESS}/reveal`,
    {
      config: { access: "outbox.reveal" },
      schema: {
        summary: "One message with its links and codes: this is audited, and its recipient is told",
        params,
        response: { 200: Content, ...refusals },
      },
    },
    async ({ params: { id }, principal }) =>
      records.db.transaction(async (tx) => {
        const row = await lockMessage(tx, id);
        if (row === undefined) throw unknown(id);
        if (row.personal)
          throw new Problem(
            outboxProblems.outbox_message_hidden,
            "This message is personal: its content is for its recipient alone.",
          );
        const content = outbox.shown(row, "whole");
        if (content === undefined)
          throw new Problem(
            apiProblems.conflict,
            "Its content is gone: it has left or expired, or no module shows messages of its kind.",
          );
        const about = { id, kind: row.kind, subject: row.subject };
        await audit.write(tx, { actor: principal, action: "outbox.reveal", after: about });
        const notice = outbox.notice(row);
        if (notice !== undefined) await outbox.put(tx, notice);
        return { ...shownMessage(row), content };
      }),
  );

  api.post(
    `${ADDRESS}/retry`,
    {
      config: { access: "outbox.change" },
      schema: {
        summary: "Try a message again now",
        params,
        response: { 200: Message, ...refusals },
      },
    },
    async ({ params: { id }, principal }) =>
      records.db.transaction(async (tx) => {
        const row = await lockMessage(tx, id);
        if (row === undefined) throw unknown(id);
        if (row.content === null)
          throw new Problem(apiProblems.conflict, "Its content is gone: it cannot be sent again.");
        const change = {
          state: "waiting",
          next: new Date(now()),
          attempts: 0,
          settled: null,
        } as const;
        await changeMessage(tx, id, change);
        // A personal message is named in no audit.
        if (!row.personal)
          await audit.write(tx, {
            actor: principal,
            action: "outbox.retry",
            after: { id, kind: row.kind, subject: row.subject },
          });
        return shownMessage({ ...row, ...change });
      }),
  );

  api.delete(
    ADDRESS,
    {
      config: { access: "outbox.change" },
      schema: {
        summary: "Remove a message; one that waits will not leave",
        params,
        response: { 204: z.undefined(), ...refusals },
      },
    },
    async ({ params: { id }, principal }, reply) => {
      await records.db.transaction(async (tx) => {
        const row = await lockMessage(tx, id);
        if (row === undefined) throw unknown(id);
        await removeMessage(tx, id);
        if (!row.personal)
          await audit.write(tx, {
            actor: principal,
            action: "outbox.remove",
            before: { id, kind: row.kind, subject: row.subject, state: row.state },
          });
      });
      return reply.code(204).send(undefined);
    },
  );
};
