import { isIP } from "node:net";
import type { z } from "zod";
import type { mailVariables } from "../../mail/mail.settings.ts";
import { isLoopback } from "../../settings/is-loopback.ts";

/** The relying party: the site that passkeys are made for. */
export type PasskeySettings = {
  /** The host of PUBLIC_URL. */
  rpId: string;
  /** What browsers call the site. */
  rpName: string;
  /** The origin of the pages that may use passkeys; null: `http://localhost` at any port. */
  origin: string | null;
};

type Variables = Pick<z.output<z.ZodObject<typeof mailVariables>>, "PUBLIC_URL" | "APP_NAME"> & { HOST: string };

/**
 * Null where no browser would take a passkey: it needs a host with a name, and TLS unless that is `localhost`
 * (WebAuthn Level 3, 5.1.2).
 */
export function readPasskeySettings({ PUBLIC_URL, HOST, APP_NAME: rpName }: Variables): PasskeySettings | null {
  if (PUBLIC_URL === undefined) return isLoopback(HOST) ? { rpId: "localhost", rpName, origin: null } : null;
  const { protocol, hostname: rpId, origin } = new URL(PUBLIC_URL);
  // Vite and PORT=0 have ports of their own there, and browsers do not tell them apart either.
  if (rpId === "localhost") return { rpId, rpName, origin: protocol === "https:" ? origin : null };
  return protocol === "https:" && isName(rpId) ? { rpId, rpName, origin } : null;
}

function isName(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, "")) === 0;
}
