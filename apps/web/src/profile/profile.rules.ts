import { updateAccountInput } from "@levelup/contract";
import { schemaResolver } from "@mantine/form";

/** The server's rules, checked before the request. */
export const errorsOf = schemaResolver(updateAccountInput, { sync: true });
