import { createApiTokenInput } from "@levelup/contract";
import { schemaResolver } from "@mantine/form";
import type { NewApiToken } from "./new-api-token-form.tsx";

const inputErrors = schemaResolver(createApiTokenInput, { sync: true });

/** The server's rules, checked before the request. */
export function errorsOf({ name, scopes, expiresInDays }: NewApiToken) {
  return inputErrors({ name, scopes: scopes === "" ? [] : scopes.split(" "), expiresInDays: Number(expiresInDays) });
}
