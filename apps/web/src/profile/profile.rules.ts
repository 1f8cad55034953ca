import { updateAccountInput } from "@levelup/contract";
import { schemaResolver } from "@mantine/form";

/** The server's own rules, before it is asked. */
export const errorsOf = schemaResolver(updateAccountInput, { sync: true });
