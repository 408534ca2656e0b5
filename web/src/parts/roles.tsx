import { useWords } from "../words.tsx";

/** Everything that somebody may be, from the one who may most. */
const ROLES = ["administrator", "analyst", "cx_lead", "finance", "department_head", "agent"] as const;

/** What somebody may be, to be chosen from. */
export function RoleOptions() {
  const texts = useWords();
  return ROLES.map((role) => (
    <option key={role} value={role}>
      {texts.t(`web.role.${role}`)}
    </option>
  ));
}
