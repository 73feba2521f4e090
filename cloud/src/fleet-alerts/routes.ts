import * as z from "zod";
import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { addressOf } from "../people/addresses.ts";
import { accountIn, own, personIn } from "../people/own-account.ts";
import { putWatcher, reachOf, removeWatcher } from "./queries.ts";
import { reaches } from "./troubles.ts";
import { TOPIC } from "./watch.ts";

const FleetWish = z.object({
  of: z.enum(["none", ...reaches]).meta({
    description:
      "`own`: of the stations that one hosts; `all`: of all that one may look after, as a coordinator",
  }),
});

const PATH = "/api/v1/account/fleet-alerts";

/** Whether somebody is written to when their stations are in trouble. */
export const fleetAlertRoutes = (
  api: Api,
  { records, mail, people, now }: Pick<ModuleContext, "records" | "mail" | "people" | "now">,
): void => {
  api.get(
    PATH,
    {
      config: own("account.read"),
      schema: {
        summary: "Whether one is told by mail of stations that are silent, stuck or low on battery",
        response: { 200: FleetWish, ...refusals },
      },
    },
    async (request) => {
      const of: z.infer<typeof FleetWish>["of"] =
        (await reachOf(records.db, accountIn(request))) ?? "none";
      return { of };
    },
  );

  api.put(
    PATH,
    {
      config: own("account.change"),
      schema: {
        summary: "Choose whether one is told by mail of stations in trouble",
        description:
          "One mail when it begins, one when it is over. A late delivery and a gateway that is away are no trouble of a station. Choosing it again takes back a stop by the link in such a mail.",
        body: FleetWish,
        response: { 200: FleetWish, ...refusals },
      },
    },
    async (request) => {
      const who = accountIn(request);
      const { of } = request.body;
      const { email } = await personIn(people, who);
      await records.db.transaction(async (tx) => {
        if (of === "none") return removeWatcher(tx, who);
        await putWatcher(tx, who, of, new Date(now()));
        const address = addressOf(email);
        if (address !== undefined) await mail.resume(tx, address, TOPIC);
      });
      return { of };
    },
  );
};
