import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly isEncrypted: boolean;
  readonly raw: string;
  readonly mail: ParsedMail;
}

export interface SmtpUnderTest {
  readonly port: number;
  /** The mails that were accepted, in their order. */
  readonly received: readonly Received[];
  close(): Promise<void>;
}

/** A refusal as a mail server gives it. */
export const smtpRefusal = (responseCode: number, text: string): Error =>
  Object.assign(new Error(text), { responseCode });

/** A real mail server on a free port. `onMail` may refuse a mail once all of it has come. */
export const openSmtp = async (
  options: SMTPServerOptions = {},
  onMail: (mail: Received) => Error | undefined | Promise<Error | undefined> = () => undefined,
): Promise<SmtpUnderTest> => {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    ...options,
    onData(stream, session, done) {
      const read = async (): Promise<Error | undefined> => {
        const parts: Buffer[] = [];
        for await (const part of stream) parts.push(part as Buffer);
        const raw = Buffer.concat(parts);
        const { mailFrom, rcptTo } = session.envelope;
        const mail: Received = {
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          isEncrypted: session.secure,
          raw: raw.toString(),
          mail: await simpleParser(raw),
        };
        const refusal = await onMail(mail);
        if (refusal === undefined) received.push(mail);
        return refusal;
      };
      read().then(
        (refusal) => (refusal === undefined ? done() : done(refusal)),
        (error: Error) => done(error),
      );
    },
  });
  server.on("error", () => undefined);
  const listening = server.listen(0, "127.0.0.1") as Server;
  await once(listening, "listening");
  return {
    port: (listening.address() as AddressInfo).port,
    received,
    close: () => new Promise((done) => server.close(() => done())),
  };
};
