import type { CloudModule } from "../module.ts";
import { findPerson } from "../people/person-queries.ts";
import {
  jsonEntry,
  type PersonalDataOfModule,
  type PersonalDataParts,
} from "../people/personal-data.ts";
import { invitationsTo, removeInvitationsTo, removeOldInvitations } from "./invitation-queries.ts";
import { invitationRoutes } from "./invitation-routes.ts";
import { memberRoutes } from "./member-routes.ts";
import { membershipsWithTitles } from "./membership-queries.ts";
import { organisationRoutes } from "./organisation-routes.ts";
import { organisationProblems } from "./problems.ts";
import { invitation, membership, organisation } from "./tables.ts";

const SWEEP_MS = 3_600_000;

/** What is kept of somebody in organisations. */
const ofPerson = ({ now }: Pick<PersonalDataParts, "now">): PersonalDataOfModule => ({
  name: "organisations",
  goes: [
    {
      fr: "votre appartenance à des organisations, et les invitations à votre adresse",
      en: "your membership of organisations, and the invitations to your address",
    },
  ],
  stays: [
    {
      what: {
        fr: "les organisations que vous avez ajoutées",
        en: "the organisations that you added",
      },
      why: { fr: "elles appartiennent à leurs membres", en: "they belong to their members" },
    },
  ],
  async collect(tx, who) {
    const person = await findPerson(tx, who);
    const invitations =
      person === undefined ? [] : await invitationsTo(tx, person.email, new Date(now()));
    return [
      jsonEntry("memberships", await membershipsWithTitles(tx, who)),
      jsonEntry(
        "invitations",
        invitations.map(({ title, invitation: { circle, role, expires } }) => ({
          organisation: title,
          circle,
          role,
          expires,
        })),
      ),
    ];
  },
  async erase(tx, who) {
    const person = await findPerson(tx, who);
    if (person !== undefined) await removeInvitationsTo(tx, person.email);
    return undefined;
  },
});

export const organisationsModule: CloudModule = {
  name: "organisations",
  problems: organisationProblems,
  tables: { organisation, membership, invitation },
  personalData: ofPerson,
  open: ({ api, people, records, log }) => {
    organisationRoutes(api, people);
    memberRoutes(api, people);
    invitationRoutes(api, people);
    const sweeping = setInterval(() => {
      if (records.state().up)
        removeOldInvitations(records.db, new Date(people.now())).catch((error: Error) =>
          log.warn({ err: error }, "old invitations not removed"),
        );
    }, SWEEP_MS).unref();
    api.addHook("onClose", async () => clearInterval(sweeping));
  },
};
