import { useTranslation } from "react-i18next";
import { fr } from "./fr.ts";

type Known<Group extends keyof typeof fr.names> = keyof (typeof fr.names)[Group];

const keyOf = <Group extends keyof typeof fr.names>(
  group: Group,
  name: string,
): Known<Group> | undefined => {
  const key = name.replaceAll(".", "_");
  return Object.hasOwn(fr.names[group], key) ? (key as Known<Group>) : undefined;
};

/** What the cloud calls by a name for programs, in words. A module that is new here is called by that name. */
export const useNames = () => {
  const { t } = useTranslation();
  return {
    action: (name: string): string => {
      const key = keyOf("actions", name);
      return key === undefined ? name : t(`names.actions.${key}`);
    },
    message: (name: string): string => {
      const key = keyOf("messages", name);
      return key === undefined ? name : t(`names.messages.${key}`);
    },
    job: (name: string): string => {
      const key = keyOf("jobs", name);
      return key === undefined ? name : t(`names.jobs.${key}`);
    },
    actor: (kind: string): string => {
      const key = keyOf("actors", kind);
      return key === undefined ? kind : t(`names.actors.${key}`);
    },
  };
};
