import { changeEmailInput } from "@levelup/contract";
import { schemaResolver } from "@mantine/form";

const inputErrors = schemaResolver(changeEmailInput, { sync: true });

/** The server's rules, checked before the request. An empty address would remove the one that there is. */
export function errorsOf(values: { email: string }) {
  return values.email.trim() === "" ? { email: "Enter an e-mail address." } : inputErrors(values);
}
