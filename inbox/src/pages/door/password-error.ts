import { PASSWORD, passwordFault } from "@loopgate/contract/credentials";
import { useTexts } from "../../texts.tsx";

/** What is wrong with a new password by the server's own rules, in a sentence. */
export function usePasswordError(username: string, password: string): string | undefined {
  const { faults } = useTexts().door;
  const fault = passwordFault(username, password);
  if (fault === "short") return faults.password.short(PASSWORD.fewest);
  if (fault === "long") return faults.password.long(PASSWORD.most);
  if (fault === "few_different") return faults.password.few_different(PASSWORD.fewestDifferent);
  return fault && faults.password[fault];
}
