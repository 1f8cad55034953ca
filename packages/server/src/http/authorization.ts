import { isUtf8 } from "node:buffer";
import { createSecret, type Secret } from "../settings/secret.ts";

/** What an `Authorization` header holds. Each kind of route has its own texts for what is wrong with it. */
export type AuthorizationHeader =
  | { kind: "none" }
  | { kind: "token"; token: Secret }
  | { kind: "malformed"; problem: "empty" | "spaces" | "characters" };

/**
 * Reads `Authorization: Token <key>`, Django REST Framework's scheme, or `Bearer <key>` (RFC 6750, 2.1), in any case
 * (RFC 9110, 11.1). Any other scheme counts as none. Only this header is a credential.
 *
 * Node decodes headers as Latin-1. Django calls bytes that are not UTF-8 invalid characters.
 */
export function readAuthorization(header: string | undefined): AuthorizationHeader {
  const [scheme = "", ...rest] = (header ?? "").split(/[ \t]+/).filter((part) => part !== "");
  if (!/^(token|bearer)$/i.test(scheme)) return { kind: "none" };
  const [token, ...more] = rest;
  if (token === undefined) return { kind: "malformed", problem: "empty" };
  if (more.length > 0) return { kind: "malformed", problem: "spaces" };
  if (!isUtf8(Buffer.from(token, "latin1"))) return { kind: "malformed", problem: "characters" };
  return { kind: "token", token: createSecret(token) };
}
