import type { Received } from "../../cloud/src/mail/smtp.fixture.ts";
import type { connectTo } from "../../cloud/src/records/database.ts";

/** A connection to the records of the cloud that is killed. */
export type Client = Awaited<ReturnType<typeof connectTo>>;

/** What must be empty: each list names what is wrong. */
export interface Faults {
  /** Conditions that were crossed, and of which no transition says so. */
  readonly missed: readonly string[];
  /** Transitions that stand there without an answer, or whose message the outbox does not have. */
  readonly unanswered: readonly string[];
  /** Transitions that two different mails tell. */
  readonly toldTwice: readonly string[];
  /** Told by their row, and by no mail that was taken. */
  readonly lost: readonly string[];
  /** Told by a mail, and by no row. */
  readonly strange: readonly string[];
  /** Mails with one Message-ID that say different things, or went to different people. */
  readonly changed: readonly string[];
}

export interface Audit extends Faults {
  readonly transitions: number;
  readonly told: number;
  /** Of each reason for silence, and of what is held, how many. */
  readonly answers: { readonly [answer: string]: number };
  /** Different mails that were taken, and how many were taken again. */
  readonly mails: number;
  readonly doubles: number;
}

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly condition: string;
  readonly answer: string;
  readonly message: string | null;
  readonly held: Date | null;
  readonly state: string | null;
}

const domainOf = (text: string): string => text.slice(text.indexOf("@"));
/** Transitions that a mail tells, by its links. */
const toldIn = ({ mail }: Received): string[] =>
  [...(mail.text ?? "").matchAll(/why\?id=([0-9a-f-]{36})/g)].map(([, id = ""]) => id);

/** Compares the rows with the mails that a mail server has taken. `crossed`: conditions that must be above at the end. */
export const audit = async (
  client: Client,
  received: readonly Received[],
  crossed: readonly string[],
): Promise<Audit> => {
  const { rows } = await client.query<Row>(
    'select t.id, t.kind, t.condition, t.answer, t.message, t.held_until as held, m.state from alert_transition t left join outbox_message m on m.id = t.message order by t."at", t.id',
  );
  const { rows: above } = await client.query<{ id: string }>(
    "select id from alert_condition where phase = 'above'",
  );
  const isAbove = new Set(above.map(({ id }) => id));
  const raised = new Set(
    rows.filter(({ kind }) => kind === "raised").map(({ condition }) => condition),
  );
  const told = rows.filter(({ answer }) => answer === "told");
  const byMail = Map.groupBy(received, ({ mail }) => mail.messageId ?? "");
  const mailsOf = new Map<string, Set<string>>();
  for (const [messageId, [first]] of byMail)
    for (const transition of first === undefined ? [] : toldIn(first)) {
      const mails = mailsOf.get(transition) ?? new Set();
      mailsOf.set(transition, mails.add(messageId));
    }
  const isMailed = ({ id, message }: Row): boolean =>
    [...(mailsOf.get(id) ?? [])].some((messageId) => messageId.startsWith(`<${message}@`));
  const content = ({ to, mail }: Received): string =>
    [to.join(), mail.subject, mail.text, mail.html, domainOf(mail.messageId ?? "")].join("\n");
  return {
    missed: crossed.filter((id) => !isAbove.has(id) || !raised.has(id)),
    unanswered: rows
      .filter(({ answer, state, held }) =>
        answer === "told" ? state !== "delivered" : answer === "held" && held === null,
      )
      .map(({ id, answer, state }) => `${id} ${answer} ${state}`),
    toldTwice: [...mailsOf].filter(([, mails]) => mails.size > 1).map(([id]) => id),
    lost: told.filter((row) => !isMailed(row)).map(({ id }) => id),
    strange: [...mailsOf.keys()].filter((id) => told.every((row) => row.id !== id)),
    changed: [...byMail]
      .filter(([, all]) => new Set(all.map(content)).size > 1)
      .map(([messageId]) => messageId),
    ...{ transitions: rows.length, told: told.length },
    answers: Object.fromEntries(
      [...Map.groupBy(rows, ({ answer }) => answer)].map(([answer, all]) => [answer, all.length]),
    ),
    ...{ mails: byMail.size, doubles: received.length - byMail.size },
  };
};
