import { updateAccountInput } from "@levelup/contract";
import { schemaResolver } from "@mantine/form";

/** The rules of the contract. */
export const errorsOf = schemaResolver(updateAccountInput, { sync: true });
