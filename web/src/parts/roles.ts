/** Everything that somebody may be, from the one who may most. */
export const ROLES = ["administrator", "analyst", "cx_lead", "finance", "department_head", "agent"] as const;
