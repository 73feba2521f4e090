import type { Api } from "./api.ts";
import { apiProblems, Problem } from "./problems.ts";

/** Requests of one connection that wait for their answers. Browsers send the next one when they have the last answer. */
const MOST_AT_ONCE = 8;
/** Then its last answer says `Connection: close`; what came behind it in one piece is refused by Node itself. */
export const MOST_REQUESTS_OF_A_CONNECTION = 200;

/**
 * HTTP/1.1 lets a client send requests without waiting for answers, and all of a piece are begun at once: sixty kilobytes are more
 * than a thousand questions. Who does that is disconnected.
 */
export const boundPipelines = (api: Api): void => {
  const waiting = new WeakMap<object, number>();
  api.addHook("onRequest", async ({ raw: { socket } }, reply) => {
    const count = (waiting.get(socket) ?? 0) + 1;
    waiting.set(socket, count);
    reply.raw.once("close", () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    if (count <= MOST_AT_ONCE) return;
    socket.destroy();
    throw new Problem(
      apiProblems.too_many_requests,
      `At most ${MOST_AT_ONCE} requests of one connection wait for their answers at a time.`,
    );
  });
};
