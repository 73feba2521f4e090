import type { CloudModule } from "../module.ts";
import { mailProblems } from "./problems.ts";
import { stateRoute, stopRoutes } from "./routes.ts";
import { mailStop } from "./tables.ts";

export const mailModule: CloudModule = {
  name: "mail",
  problems: mailProblems,
  tables: { mailStop },
  personalData: () => ({
    name: "mail",
    goes: [],
    stays: [
      {
        what: {
          fr: "l'empreinte de votre adresse, si vous avez arrêté une sorte de messages",
          en: "the fingerprint of your address, if you stopped a kind of messages",
        },
        why: {
          fr: "pour que personne ne vous les envoie de nouveau ; l'adresse ne s'y lit pas",
          en: "so that nobody sends them to you again; the address cannot be read from it",
        },
      },
    ],
    collect: async () => [],
    erase: async () => undefined,
  }),
  open: async ({ api, records, mail, now }) => {
    stateRoute(api, mail);
    // Apart: what these routes read of a body is not JSON.
    await api.register(async (scope) => stopRoutes(scope as typeof api, { records, mail, now }));
  },
};
