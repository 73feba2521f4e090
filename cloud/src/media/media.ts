import { join } from "node:path";
import type { Logger } from "pino";
import * as z from "zod";
import { accountOf, type Principal } from "../access/principal.ts";
import { apiProblems, Problem } from "../api/problems.ts";
import type { Audit } from "../audit/audit.ts";
import { oneLine } from "../one-line.ts";
import type { Queries, Transaction } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import type { Records } from "../records/records.ts";
import type { Encode, EncodeRefusal } from "./encoder.ts";
import { createMediaErasure } from "./erasure.ts";
import type { MediaFiles } from "./files.ts";
import {
  DRAFT_MS,
  SLOW_AFTER_MS,
  SLOW_BYTES_A_SECOND,
  UNKNOWN_MS,
  UPLOADS,
  UPLOADS_OF_ONE,
} from "./limits.ts";
import { mediaProblems } from "./problems.ts";
import {
  attachMedium,
  detachMedium,
  draftsBefore,
  findMedium,
  insertMedium,
  lockMedia,
  type Medium,
  namesInUse,
  removeMedia,
  usedBytes,
} from "./queries.ts";
import type { Upload } from "./upload.ts";

export const licences = [
  "CC0-1.0",
  "CC-BY-4.0",
  "CC-BY-SA-4.0",
  "CC-BY-ND-4.0",
  "CC-BY-NC-4.0",
  "CC-BY-NC-SA-4.0",
  "CC-BY-NC-ND-4.0",
  "etalab-2.0",
  "LicenseRef-all-rights-reserved",
] as const;

const words = (longest: number) =>
  z
    .string()
    .max(2 * longest)
    .transform((text) => oneLine(text, longest))
    .refine((text) => text !== "", "must not be empty");

/** What a person says of a medium. */
export const MediaWords = z.object({
  alt: words(500).meta({ description: "What is to be seen, for those who do not see it" }),
  author: words(200),
  licence: z.enum(licences).meta({ description: "An SPDX identifier" }),
});

const Fields = z.strictObject({
  ...MediaWords.shape,
  purpose: z.enum(["content", "mandate"]).default("content"),
});

/** What other modules do with media. */
export interface Media {
  /**
   * Makes a medium part of a thing, in the transaction of the change: without that it is removed after a
   * week. Only for the account that owns it; the scan of a mandate stays private.
   */
  attach(
    tx: Transaction,
    given: {
      readonly media: string;
      readonly to: string;
      readonly by: Principal;
      readonly visibility: "public" | "group" | "private";
      /** Whose it is from now on, where it is somebody else's: with whose account it goes. */
      readonly owner?: string;
      /** "content" when unset. */
      readonly purpose?: "content" | "mandate";
    },
  ): Promise<void>;
  /** Takes a medium off a thing: its owner's alone at once, and removed after a week. No error where it is not part of it. */
  detach(tx: Transaction, given: { readonly media: string; readonly from: string }): Promise<void>;
  /** Removes all media of somebody who is erased. Call what it gives when the transaction is committed. */
  eraseOf(tx: Queries, owner: string): Promise<() => Promise<void>>;
}

/** Reads an upload, until it is whole or given up. */
export interface Receive {
  (folder: string, givenUp: AbortSignal): Promise<Upload>;
  /** Bytes that have come. */
  readonly arrived: () => number;
}

/** An upload on its way. */
interface UnderWay {
  readonly who: string;
  readonly since: number;
  readonly arrived: () => number;
  readonly giveUp: AbortController;
  /** It came in whole: its picture is being encoded. */
  isWhole: boolean;
}

/** The door for media that people upload, and what its routes do. */
export interface MediaDoor extends Media {
  /** `receive` reads the upload into a folder, which is removed afterwards. */
  add(principal: Principal, receive: Receive): Promise<Medium>;
  remove(principal: Principal, id: string): Promise<void>;
  /** A file by its SHA-256. */
  read: MediaFiles["read"];
  /** What the media of one account may take, in bytes. */
  readonly mostOfOne: number;
  /** Removes what nothing uses, and sets aside files that no record names. */
  sweep(): Promise<void>;
}

export interface MediaParts {
  readonly records: Records;
  readonly audit: Audit;
  readonly files: MediaFiles;
  readonly encode: Encode;
  /** Of all, and of one account, in bytes. */
  readonly limits: { readonly all: number; readonly one: number };
  readonly hasRoom: () => Promise<boolean>;
  readonly now: () => number;
  readonly log: Logger;
}

const MACHINE = "machine";

const refusedEncoding = (code: EncodeRefusal): Problem => {
  switch (code) {
    case "too_many_pixels":
      return new Problem(
        mediaProblems.media_too_large,
        "The picture has too many pixels or frames (64 million, or 20 million as AVIF or interlaced PNG; 300): make it smaller.",
      );
    case "damaged":
      return new Problem(
        mediaProblems.media_damaged,
        "The file is damaged, incomplete, or too much work: open it, save it again as JPEG or PNG, and send that.",
      );
    case "pdf_active":
      return new Problem(
        mediaProblems.media_type,
        "This PDF holds more than scanned pages (a program, a form, a file, a password): scan the paper again, or send a photograph of it.",
      );
    default:
      return code satisfies never;
  }
};

const byWhom = (principal: Principal) => ({
  actor: principal,
  onBehalfOf: principal.kind === "person" ? principal.actingFor : undefined,
});

export const createMedia = ({
  records,
  audit,
  files,
  encode,
  limits,
  hasRoom,
  now,
  log,
}: MediaParts): MediaDoor => {
  const { db } = records;
  const underWay = new Set<UnderWay>();
  const { dropFiles, eraseOf } = createMediaErasure(db, files);

  const demandRoom = async (
    tx: Parameters<typeof usedBytes>[0],
    owner: string | undefined,
    more: number,
  ): Promise<void> => {
    if (owner !== undefined && (await usedBytes(tx, owner)) + more > limits.one)
      throw new Problem(
        mediaProblems.media_quota,
        `Your media take the ${Math.round(limits.one / 1_000_000)} MB that they may: remove some that you do not need.`,
      );
    if ((await usedBytes(tx)) + more > limits.all || !(await hasRoom()))
      throw new Problem(
        mediaProblems.media_quota,
        "The platform has no room for more media: tell its operator (MEDIA_MB, or the disk).",
      );
  };

  /** The slowest upload, of those that had their time and brought too little. */
  const slowest = (): UnderWay | undefined => {
    const rate = ({ arrived, since }: UnderWay) => (1000 * arrived()) / (now() - since);
    const slow = [...underWay].filter(
      (one) =>
        !one.isWhole && now() - one.since >= SLOW_AFTER_MS && rate(one) < SLOW_BYTES_A_SECOND,
    );
    return slow.sort((one, other) => rate(one) - rate(other))[0];
  };

  const whileUnderWay = async <T>(
    who: string,
    arrived: () => number,
    work: (mine: UnderWay) => Promise<T>,
  ): Promise<T> => {
    const ofOne = [...underWay].filter((one) => one.who === who).length;
    const given = underWay.size >= UPLOADS ? slowest() : undefined;
    if (ofOne >= UPLOADS_OF_ONE || (underWay.size >= UPLOADS && given === undefined))
      throw new Problem(
        apiProblems.too_many_requests,
        "Several uploads are under way already: wait until one has ended.",
      );
    if (given !== undefined) {
      underWay.delete(given);
      given.giveUp.abort();
    }
    const mine = { who, since: now(), arrived, giveUp: new AbortController(), isWhole: false };
    underWay.add(mine);
    try {
      return await work(mine);
    } finally {
      underWay.delete(mine);
    }
  };

  const add = async (principal: Principal, { file, kind, fields }: Upload, folder: string) => {
    const owner = accountOf(principal);
    const read = Fields.safeParse({ ...fields });
    if (!read.success)
      throw new Problem(
        apiProblems.invalid_request,
        read.error.issues
          .map(({ path, message }) => `"${path.join(".") || "form"}": ${message}.`)
          .join(" "),
      );
    const { alt, author, licence, purpose } = read.data;
    if (kind === "pdf" && purpose !== "mandate")
      throw new Problem(
        mediaProblems.media_type,
        "A PDF is taken as the scan of a mandate only: send a picture (JPEG, PNG, WebP, AVIF, GIF).",
      );
    const encoded = await encode(kind, file, folder);
    if (!encoded.ok) throw refusedEncoding(encoded.code);
    const named = (name: "full" | "small") => encoded.files.find((one) => one.name === name);
    const full = named("full");
    if (full === undefined) throw new Error("The encoder gave no file.");
    const small = named("small");
    const bytes = encoded.files.reduce((sum, one) => sum + one.bytes, 0);
    const id = newIdentifier();
    try {
      return await db.transaction(async (tx) => {
        await lockMedia(tx);
        await demandRoom(tx, owner, bytes);
        for (const each of encoded.files) await files.keep(join(folder, each.name), each.sha256);
        await insertMedium(
          tx,
          {
            id,
            purpose,
            type: encoded.type,
            full: full.sha256,
            small: small?.sha256 ?? null,
            width: full.width ?? null,
            height: full.height ?? null,
            bytes,
            alt,
            author,
          },
          { owner: owner ?? null, licence, created: new Date(now()) },
        );
        await audit.write(tx, {
          ...byWhom(principal),
          action: "media.add",
          thing: id,
          after: { purpose, licence, bytes },
        });
        const made = await findMedium(tx, id);
        if (made === undefined) throw new Error("A medium that was written is there.");
        return made;
      });
    } catch (error) {
      await dropFiles(encoded.files.map(({ sha256 }) => sha256)).catch(() => undefined);
      throw error;
    }
  };

  const setUnknownAside = async (): Promise<void> => {
    const judge = async (names: readonly string[]) =>
      db.transaction(async (tx) => {
        await lockMedia(tx);
        const used = await namesInUse(tx, names);
        for (const name of names)
          if (!used.has(name)) {
            log.warn({ file: name }, "file of media without a record set aside");
            await files.setAside(name);
          }
      });
    let batch: string[] = [];
    for await (const name of files.names()) {
      batch.push(name);
      if (batch.length < 500) continue;
      await judge(batch);
      batch = [];
    }
    await judge(batch);
    const aside = await files.aside();
    for (const name of await namesInUse(db, aside)) await files.takeBack(name);
    await files.removeAsideBefore(now() - UNKNOWN_MS);
  };

  return {
    read: files.read,
    mostOfOne: limits.one,
    add: (principal, receive) =>
      whileUnderWay(accountOf(principal) ?? MACHINE, receive.arrived, async (mine) => {
        await demandRoom(db, accountOf(principal), 0);
        const { folder, done } = await files.begin();
        try {
          const received = await receive(folder, mine.giveUp.signal);
          mine.isWhole = true;
          return await add(principal, received, folder);
        } finally {
          await done();
        }
      }),
    async remove(principal, id) {
      const names = await db.transaction(async (tx) => {
        await lockMedia(tx);
        const removed = await removeMedia(tx, [id]);
        await audit.write(tx, { ...byWhom(principal), action: "media.remove", thing: id });
        return removed;
      });
      await dropFiles(names);
    },
    async attach(tx, { media, to, by, visibility, owner, purpose = "content" }) {
      const found = await findMedium(tx, media);
      const mine = found !== undefined && found.thing.owner === (accountOf(by) ?? null);
      if (found === undefined || !mine || found.media.purpose !== purpose)
        throw new Problem(
          mediaProblems.media_unknown,
          `You have no medium ${media} of the purpose "${purpose}": upload it, then use the identifier that you get.`,
        );
      const seenBy = purpose === "mandate" ? "private" : visibility;
      await attachMedium(tx, media, to, { visibility: seenBy, owner });
    },
    detach: (tx, { media, from }) => detachMedium(tx, media, from),
    eraseOf,
    async sweep() {
      const names = await db.transaction(async (tx) => {
        await lockMedia(tx);
        return removeMedia(tx, await draftsBefore(tx, new Date(now() - DRAFT_MS)));
      });
      await dropFiles(names);
      await setUnknownAside();
    },
  };
};
