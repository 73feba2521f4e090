import * as z from "zod";
import { couldEver, may, type Resource } from "../access/may.ts";
import { accountOf } from "../access/principal.ts";
import type { Api, Asking } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { mandateOf } from "../people/mandates.ts";
import { UPLOAD_MS } from "./limits.ts";
import { licences, type MediaDoor, MediaWords } from "./media.ts";
import { mediaProblems } from "./problems.ts";
import { changeMedium, findMedium, listOwned, type Medium, usedBytes } from "./queries.ts";
import { receiveUpload } from "./upload.ts";

const Shown = z
  .object({
    id: z.uuid(),
    purpose: z.enum(["content", "mandate"]),
    type: z.enum(["image/webp", "application/pdf"]),
    alt: z.string(),
    author: z.string(),
    licence: z.string(),
    width: z.int().optional(),
    height: z.int().optional(),
    bytes: z.int(),
    visibility: z.enum(["public", "group", "private"]),
    used: z.boolean().meta({ description: "Unused media are removed after a week" }),
    of: z.uuid().optional().meta({ description: "The thing that shows it" }),
    created: z.iso.datetime(),
    files: z
      .object({ full: z.string(), small: z.string().optional() })
      .meta({ description: "Addresses: at most 2560 and 640 pixels on the longer side" }),
  })
  .meta({ id: "Medium" });

const Page = z.object({
  media: z.array(Shown),
  next: z.uuid().optional().meta({ description: "Cursor of the next page; absent on the last" }),
  used: z.int().meta({ description: "Bytes that your media take" }),
  most: z.int().meta({ description: "Bytes that they may take" }),
});

const ADDRESS = "/api/v1/media";

const shown = ({ media, thing }: Medium): z.infer<typeof Shown> => ({
  id: media.id,
  purpose: media.purpose,
  type: media.type,
  alt: media.alt,
  author: media.author,
  licence: thing.licence ?? "",
  ...(media.width === null ? {} : { width: media.width }),
  ...(media.height === null ? {} : { height: media.height }),
  bytes: media.bytes,
  visibility: thing.visibility,
  used: thing.status !== "draft",
  ...(media.of === null ? {} : { of: media.of }),
  created: thing.created.toISOString(),
  files: {
    full: `${ADDRESS}/${media.id}/full`,
    ...(media.small === null ? {} : { small: `${ADDRESS}/${media.id}/small` }),
  },
});

const resourceOf = ({ media, thing }: Medium): Resource => ({
  visibility: thing.visibility,
  owner: thing.owner ?? undefined,
  thing: media.of ?? undefined,
  organisation: media.of ?? undefined,
});

/** Pictures never change under their address; a page that shows one asks again after a week. */
const CACHED_PUBLIC = "public, max-age=604800, immutable";
const CACHED_NOWHERE = "private, no-store";
/** Whoever takes nothing in for so long is let go. */
const STALL_MS = 30_000;

type Parts = Pick<ModuleContext, "records" | "audit" | "now"> & { readonly door: MediaDoor };

export const mediaRoutes = (api: Api, { records, audit, now, door }: Parts): void => {
  const params = z.object({ id: z.uuid() });
  const unknown = (id: string) =>
    new Problem(mediaProblems.media_unknown, `There is no medium ${id} that you may see.`);

  /** The scan of a mandate is the person's; the mediators who have one of theirs see it too. */
  const resourceFor = async ({ principal }: Asking, medium: Medium): Promise<Resource> => {
    const { purpose, of } = medium.media;
    const isScan = purpose === "mandate" && of !== null && principal.kind === "person";
    if (!isScan || principal.actingFor !== undefined) return resourceOf(medium);
    const mandate = await mandateOf(records.db, principal, of, new Date(now()));
    return { ...resourceOf(medium), assistants: mandate === undefined ? [] : [principal.id] };
  };

  /** A signed paper is proof: once a mandate stands on it, only an administrator removes it. */
  const demandNoProof = ({ principal }: Asking, { media }: Medium): void => {
    const isProof = media.purpose === "mandate" && media.of !== null;
    if (isProof && !may(principal, "people.change"))
      throw new Problem(
        apiProblems.not_allowed,
        "This is the signed paper of a mandate: it goes with the account, and is not changed.",
      );
  };

  /** Whoever may not see it does not learn that it is there. */
  const find = async (request: Asking, id: string): Promise<Medium> => {
    const found = await findMedium(records.db, id);
    const resource = found === undefined ? {} : await resourceFor(request, found);
    if (!request.allows(resource) && found !== undefined)
      if (may(request.principal, "media.read", resource)) request.demand(resource);
      else throw unknown(id);
    if (found === undefined) throw unknown(id);
    return found;
  };

  api.post(
    ADDRESS,
    {
      config: { access: "media.add", bodyMs: UPLOAD_MS },
      schema: {
        summary: "Upload a picture, or the scan of a mandate",
        description: `A form (multipart/form-data) with "file" (JPEG, PNG, WebP, AVIF or GIF, 25 MB at most; a PDF of 8 MB as the scan of a mandate), "alt" (what is to be seen), "author", "licence" (${licences.join(", ")}), and "purpose" ("content" or "mandate"). The picture is encoded anew: place, device and all else that it held beside the picture are gone. It is private until a thing uses it, and removed after a week without.`,
        consumes: ["multipart/form-data"],
        response: { 201: Shown, ...refusals },
      },
    },
    async (request, reply) => {
      const { principal } = request;
      const { socket } = request.raw;
      const before = socket.bytesRead;
      const receive = async (folder: string, givenUp: AbortSignal) => {
        const upload = await receiveUpload(request, folder, givenUp);
        if (upload.fields.purpose === "mandate" && !couldEver(principal, "people.assist"))
          throw new Problem(
            apiProblems.not_allowed,
            "Mandates are uploaded by mediators: ask for that role, or leave out the purpose.",
          );
        return upload;
      };
      const medium = await door.add(
        principal,
        Object.assign(receive, { arrived: () => socket.bytesRead - before }),
      );
      return reply
        .code(201)
        .header("location", `${ADDRESS}/${medium.media.id}`)
        .send(shown(medium));
    },
  );

  api.get(
    ADDRESS,
    {
      config: { access: "account.read", resource: "own account" },
      schema: {
        summary: "Your media, the newest first, and the room that they take",
        querystring: z.object({
          cursor: z.uuid().optional().describe("`next` of the page before"),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: Page, ...refusals },
      },
    },
    async ({ principal, query: { cursor, limit } }) => {
      const owner = accountOf(principal) ?? "";
      const rows = await listOwned(records.db, owner, cursor, limit + 1);
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        media: page.map(shown),
        ...(rows.length > limit && last !== undefined ? { next: last.media.id } : {}),
        used: await usedBytes(records.db, owner),
        most: door.mostOfOne,
      };
    },
  );

  api.get(
    `${ADDRESS}/:id`,
    {
      config: { access: "media.read", resource: "handler" },
      schema: {
        summary: "What is said of a medium",
        params,
        response: { 200: Shown, ...refusals },
      },
    },
    async (request) => shown(await find(request, request.params.id)),
  );

  api.get(
    `${ADDRESS}/:id/:size`,
    {
      config: { access: "media.read", resource: "handler" },
      schema: {
        summary: "The picture itself, or the scan",
        params: z.object({ id: z.uuid(), size: z.enum(["full", "small"]) }),
        response: {
          200: {
            description: "The file",
            content: {
              "image/webp": { schema: z.string() },
              "application/pdf": { schema: z.string() },
            },
          },
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { id, size } = request.params;
      const { media, thing } = await find(request, id);
      const name = size === "full" ? media.full : media.small;
      if (name === null) throw unknown(id);
      const isPublic = thing.visibility === "public" && thing.status === "published";
      const etag = `"${name.slice(0, 32)}"`;
      reply
        .header("cache-control", isPublic ? CACHED_PUBLIC : CACHED_NOWHERE)
        .header("etag", etag)
        .header("cross-origin-resource-policy", isPublic ? "cross-origin" : "same-origin");
      if (request.headers["if-none-match"] === etag)
        return reply.code(304).send(undefined as never);
      const file = await door.read(name);
      if (file === undefined) throw unknown(id);
      reply.raw.setTimeout(STALL_MS, () => void reply.raw.destroy());
      const extension = media.type === "image/webp" ? "webp" : "pdf";
      const way = media.type === "image/webp" ? "inline" : "attachment";
      if (media.type === "application/pdf")
        reply.header("content-security-policy", "default-src 'none'; sandbox");
      return reply
        .type(media.type)
        .header("content-disposition", `${way}; filename="${id}.${extension}"`)
        .header("content-length", file.bytes)
        .send(file.stream as never);
    },
  );

  api.patch(
    `${ADDRESS}/:id`,
    {
      config: { access: "media.change", resource: "handler" },
      schema: {
        summary: "Correct what is said of a medium",
        params,
        body: MediaWords.partial().strict(),
        response: { 200: Shown, ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      const before = await find(request, id);
      demandNoProof(request, before);
      const { alt, author, licence } = request.body;
      const change = {
        ...(alt === undefined ? {} : { alt }),
        ...(author === undefined ? {} : { author }),
        ...(licence === undefined ? {} : { licence }),
      };
      return records.db.transaction(async (tx) => {
        await changeMedium(tx, id, change);
        await audit.write(tx, {
          actor: request.principal,
          onBehalfOf: request.principal.kind === "person" ? request.principal.actingFor : undefined,
          action: "media.change",
          thing: id,
          before: { licence: before.thing.licence },
          after: change.licence === undefined ? {} : { licence: change.licence },
        });
        const after = await findMedium(tx, id);
        if (after === undefined) throw unknown(id);
        return shown(after);
      });
    },
  );

  api.delete(
    `${ADDRESS}/:id`,
    {
      config: { access: "media.change", resource: "handler" },
      schema: { summary: "Remove a medium", params, response: { 204: z.undefined(), ...refusals } },
    },
    async (request, reply) => {
      demandNoProof(request, await find(request, request.params.id));
      await door.remove(request.principal, request.params.id);
      return reply.code(204).send(undefined);
    },
  );
};
