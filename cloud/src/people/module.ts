import type { CloudModule } from "../module.ts";
import { accountRoutes } from "./account-routes.ts";
import { actingRoutes } from "./acting-routes.ts";
import { adminRoutes } from "./admin-routes.ts";
import { assistedRoutes } from "./assisted-routes.ts";
import { authenticatorRoutes } from "./authenticator-routes.ts";
import { emailRoutes } from "./email-routes.ts";
import { removeExpired } from "./expired-queries.ts";
import { offerFirstAdministrator } from "./first-administrator.ts";
import { keyRoutes } from "./key-routes.ts";
import { mandateRoutes } from "./mandate-routes.ts";
import { eraseMinorsWithoutConsent, releaseAtFifteen } from "./minors.ts";
import { ownData } from "./own-data.ts";
import { ownDataRoutes } from "./own-data-routes.ts";
import { passkeyRoutes } from "./passkey-routes.ts";
import { passwordRoutes } from "./password-routes.ts";
import { peopleProblems } from "./problems.ts";
import { sessionRoutes } from "./session-routes.ts";
import { signInRoutes } from "./sign-in-routes.ts";
import * as tables from "./tables.ts";

const SWEEP_MS = 600_000;

export const peopleModule: CloudModule = {
  name: "people",
  problems: peopleProblems,
  tables: {
    person: tables.person,
    session: tables.session,
    sign_in_method: tables.signInMethod,
    verification: tables.verification,
    two_factor: tables.twoFactor,
    used_code: tables.usedCode,
    attempt_count: tables.attemptCount,
    passkey: tables.passkey,
    sign_in_link: tables.signInLink,
    consent: tables.consent,
    api_key: tables.apiKey,
    role_grant: tables.roleGrant,
    mandate: tables.mandate,
  },
  personalData: ({ now }) => ownData(now),
  open: ({ api, people, media, records, log }) => {
    signInRoutes(api, people);
    accountRoutes(api, people);
    sessionRoutes(api, people);
    emailRoutes(api, people);
    ownDataRoutes(api, people);
    actingRoutes(api, people);
    passwordRoutes(api, people);
    passkeyRoutes(api, people);
    authenticatorRoutes(api, people);
    keyRoutes(api, people);
    assistedRoutes(api, people, media);
    mandateRoutes(api, people, media);
    adminRoutes(api, people);

    const guarded = (work: Promise<void>, what: string) =>
      work.catch((error: Error) => {
        if (records.state().up) log.error({ err: error }, what);
      });
    const sweep = () =>
      guarded(
        removeExpired(records.db, new Date(people.now()))
          .then(() => releaseAtFifteen(people))
          .then(() => eraseMinorsWithoutConsent(people)),
        "expired sessions and links not removed",
      );
    records.onUp(() => {
      void guarded(offerFirstAdministrator(people), "first administrator not offered");
      void sweep();
    });
    const sweeping = setInterval(() => {
      if (records.state().up) void sweep();
    }, SWEEP_MS).unref();
    api.addHook("onClose", async () => {
      clearInterval(sweeping);
      await people.firstAdministratorFile.remove().catch(() => undefined);
    });
  },
};
