import { and, eq, inArray, isNull } from "drizzle-orm";
import { media } from "../media/tables.ts";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import { place } from "./tables.ts";

/** By the things of stations: of where each is now, where everybody may see it. */
export const publicPhotos = (db: Queries, things: readonly string[]) =>
  db
    .select({ station: place.station, media, licence: thing.licence })
    .from(place)
    .innerJoin(media, eq(media.id, place.photo))
    .innerJoin(thing, eq(thing.id, media.id))
    .where(
      and(
        inArray(place.station, [...things]),
        isNull(place.until),
        eq(thing.visibility, "public"),
        eq(thing.status, "published"),
      ),
    );
