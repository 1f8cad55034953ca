import { StartError } from "../start-error.ts";

/** Scopes by name, each with what it allows, in words: `{ "games:write": "Create and join games" }`. */
export type Scopes = { readonly [name in string]: string };

/** The scopes of Level Up's own procedures. */
const accountScopes = {
  "account:read": "See your profile",
  "account:write": "Change your profile",
} as const satisfies Scopes;

/**
 * Lets a service ask whose any token is. It is about the tokens of all accounts, so an operator gives it, and no session
 * includes it.
 */
export const introspectScope = "tokens:introspect";

/** RFC 6749, 3.3: what separates scopes or quotes them in a header is in none. */
const scopePattern = /^[\x21\x23-\x5b\x5d-\x7e]{1,60}$/;

/**
 * The scopes that a gamer can give to an API token: Level Up's and the app's own.
 *
 * @throws StartError for one that cannot be a scope (RFC 6749, 3.3), and for a name of Level Up's.
 */
export function grantableScopes(own: Scopes): Scopes {
  for (const name of Object.keys(own)) {
    if (!scopePattern.test(name)) {
      throw new StartError(
        `the scope ${JSON.stringify(name)} is none.`,
        "A scope is 1 to 60 visible ASCII characters without quotes and backslashes, such as games:write.",
      );
    }
    if (Object.hasOwn(accountScopes, name) || name === introspectScope) {
      throw new StartError(`the scope ${name} is one of Level Up's own.`, "Give the scope of your app another name.");
    }
  }
  return { ...accountScopes, ...own };
}

/** @throws StartError for a scope that no token can have, so that what asks for it would refuse every API token. */
export function assertDeclared(scope: string, grantable: Scopes, where: string): void {
  if (Object.hasOwn(grantable, scope) || scope === introspectScope) return;
  throw new StartError(
    `${where} asks for the scope ${scope}, which is not declared.`,
    `Declare it with what it allows, in words: scopes: { "${scope}": "…" }.`,
  );
}

/** Scopes as they are stored and sent: separated by spaces. */
export function splitScopes(text: string | null | undefined): string[] {
  return text ? text.split(" ") : [];
}
