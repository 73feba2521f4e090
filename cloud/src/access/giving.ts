import { type Action, may, type Resource } from "./may.ts";
import type { Principal } from "./principal.ts";
import type { GrantedRole } from "./roles.ts";

/** Which action of the table giving a role is: who coordinates finds helpers, who administers decides on the rest. */
const actionOf = (role: GrantedRole): Action => {
  switch (role) {
    case "host":
    case "contributor":
      return "roles.give";
    case "mediator":
      return "roles.trust";
    default:
      return "roles.grant";
  }
};

/** Whether somebody may give this role, or take it back, in a scope that reaches `resource`. */
export const mayGive = (principal: Principal, role: GrantedRole, resource: Resource): boolean =>
  may(
    principal,
    actionOf(role),
    role === "mediator" ? { territories: resource.territories } : resource,
  );
