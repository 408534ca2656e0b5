import { ROLES, type Role } from "../../store/ports/operations.ts";

export { ROLES, type Role };

/** What a route may ask for. */
export const PERMISSIONS = [
  "figures.read",
  // Questions that are written down before their answers are seen.
  "studies.declare",
  "people.read",
  "people.write",
  // Names, addresses and telephone numbers of people; without it they are known by their numbers.
  "people.identify",
  // Which employee did what, one record at a time; figures of employees are shown from a least number on to everybody.
  "agents.read",
  // Who is one customer and who is not.
  "people.decide",
  // Everything that is held about a person, and that it is erased.
  "people.erase",
  "data.read",
  "data.write",
  "users.manage",
  "keys.manage",
  "hooks.manage",
  "audit.read",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What each role may do. Nothing is allowed that does not stand here. */
const ALLOWED: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: PERMISSIONS,
  analyst: ["figures.read", "studies.declare", "people.read", "data.read", "data.write"],
  cx_lead: [
    "figures.read",
    "studies.declare",
    "people.read",
    "people.write",
    "people.identify",
    "agents.read",
    "people.decide",
    "data.read",
  ],
  finance: ["figures.read", "studies.declare", "data.read"],
  department_head: ["figures.read"],
  agent: ["people.read", "people.write", "people.identify"],
};

export const may = (role: Role, permission: Permission): boolean => ALLOWED[role].includes(permission);

export const permissionsOf = (role: Role): readonly Permission[] => ALLOWED[role];
