import { createHmac } from "node:crypto";
import type { Logger } from "pino";
import type { Audit } from "../audit/audit.ts";
import type { Mail } from "../mail/mail.ts";
import type { Records } from "../records/records.ts";
import { type Attempts, createAttempts } from "./attempts.ts";
import { type Auth, createAuth, sessionCookieName } from "./auth.ts";
import type { ErasedList } from "./erased-list.ts";
import type { FirstAdministratorFile } from "./first-administrator-file.ts";
import { createIdentification, type Identification } from "./identify.ts";
import type { AttemptLimits } from "./limits.ts";
import { createPersonalData, type PersonalData } from "./personal-data.ts";
import { createVisitors, type Visitors } from "./visitors.ts";

/** What accounts stand on; routes of people and organisations share it. */
export interface People {
  readonly records: Records;
  readonly audit: Audit;
  readonly mail: Mail;
  readonly now: () => number;
  readonly log: Logger;
  /** The address under which people reach the pages; links in mails begin with it. */
  readonly publicUrl: string;
  readonly auth: Auth;
  readonly visitors: Visitors;
  readonly identification: Identification;
  readonly attempts: Attempts;
  readonly limits: AttemptLimits;
  /** What each module keeps about somebody. */
  readonly personalData: PersonalData;
  readonly erasedList: ErasedList;
  readonly firstAdministratorFile: FirstAdministratorFile;
}

export interface PeopleParts
  extends Pick<
    People,
    | "records"
    | "audit"
    | "mail"
    | "now"
    | "log"
    | "publicUrl"
    | "erasedList"
    | "firstAdministratorFile"
    | "limits"
  > {
  /** 32 random bytes, kept in a file. */
  readonly secret: Uint8Array;
}

/** Keys for two uses: what is sealed for one is worth nothing for the other. */
const keyFor = (secret: Uint8Array, use: string): Buffer =>
  createHmac("sha256", secret).update(use).digest();

export const createPeople = ({ secret, ...parts }: PeopleParts): People => {
  const { records, publicUrl, now } = parts;
  const visitors = createVisitors(keyFor(secret, "visitors"), publicUrl, now);
  return {
    ...parts,
    visitors,
    auth: createAuth({
      db: records.db,
      secret: keyFor(secret, "better-auth").toString("base64url"),
      publicUrl,
    }),
    identification: createIdentification({
      db: records.db,
      visitors,
      cookie: sessionCookieName(publicUrl),
      now,
    }),
    attempts: createAttempts(now),
    personalData: createPersonalData(),
  };
};
