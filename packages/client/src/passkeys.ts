/** Passkeys in a browser: an entry of its own, so that an app without them does not bundle it. */

import type { LevelUp, LoginOutput, Passkey, PasskeyAnswer, RemovePasskeyOutput } from "./api.ts";
import type { PasskeyProof } from "./confirmation.ts";
import type { Call, ErrorCodeOf } from "./errors.ts";
import { platform } from "./platform.ts";
import type { AnyRouter } from "./router.ts";

export type { Passkey, PasskeyProof };

/** An AbortSignal. */
type Signal = { readonly aborted: boolean; addEventListener(type: "abort", listener: () => void): void };

export interface PasskeyLoginOptions {
  /**
   * Waits until the gamer chooses a passkey from the suggestions of a field with `autocomplete="username webauthn"`,
   * instead of opening the browser's dialog.
   */
  autofill?: boolean | undefined;
  /** Ends the request; it then resolves with null. */
  signal?: Signal | undefined;
}

/** What became of a passkey to be added. */
export type AddPasskeyResult =
  | { added: true; passkey: Passkey; exists?: undefined }
  /** `exists`: this device holds one of the account already. Otherwise the gamer has cancelled. */
  | { added: false; exists: boolean; passkey?: undefined };

type CodesOf<Method> = ErrorCodeOf<Method>;

/** What {@link passkeys} returns. */
export interface Passkeys {
  /** Whether this browser can use passkeys on this page: an address such as `127.0.0.1` is no host for them. */
  supported(): boolean;
  /**
   * Logs this device in by a passkey, without a name. `{ valid: false }`: the server does not accept it. Null: the gamer
   * cancelled, let the time pass or has none, or another request took the place of this one.
   */
  login(
    options?: PasskeyLoginOptions,
  ): Call<LoginOutput | null, CodesOf<LevelUp["auth"]["beginPasskey"]> | CodesOf<LevelUp["auth"]["passkey"]>>;
  /** A proof of who uses this device, for `confirmBy`; null as for {@link login}. */
  prove(options?: { signal?: Signal | undefined }): Call<PasskeyProof | null, CodesOf<LevelUp["auth"]["beginPasskey"]>>;
  /** Adds a passkey of this device, or of another that the browser reaches, to the account. Needs a recent proof. */
  add(options?: {
    name?: string | undefined;
  }): Call<AddPasskeyResult, CodesOf<LevelUp["passkeys"]["begin"]> | CodesOf<LevelUp["passkeys"]["add"]>>;
  /** Removes a passkey from the account, and tells the browser, which then offers it no more. Needs a recent proof. */
  remove(input: { id: number }): Call<RemovePasskeyOutput, CodesOf<LevelUp["passkeys"]["remove"]>>;
}

/** The part of the browser's WebAuthn that is used (WebAuthn Level 3, 5.1). */
type Browser = {
  readonly PublicKeyCredential?: {
    parseCreationOptionsFromJSON?(options: object): object;
    parseRequestOptionsFromJSON?(options: object): object;
    isConditionalMediationAvailable?(): Promise<boolean>;
    signalAllAcceptedCredentials?(accepted: object): Promise<void>;
    signalUnknownCredential?(unknown: object): Promise<void>;
  };
  readonly navigator?: { readonly credentials?: { create: Ceremony; get: Ceremony } };
  readonly location?: { readonly hostname: string };
};

type Ceremony = (options: object) => Promise<{ toJSON(): unknown } | null>;

const browser = globalThis as object as Browser;

/** IPv4, or IPv6 in brackets. */
const addressPattern = /^[\d.]+$|^\[/;

/** A page has one request for a passkey at a time; a new one ends the one before, also while its options are on the way. */
let current: ReturnType<typeof controller> | undefined;

function controller() {
  return new platform.AbortController();
}

/** Begins a request, which ends when the next one begins or `signal` is aborted. */
function begin(signal: Signal | undefined) {
  current?.abort();
  const own = controller();
  current = own;
  if (signal?.aborted) own.abort();
  else signal?.addEventListener("abort", () => own.abort());
  return own;
}

/** Runs a ceremony. Null when it came to nothing: the reason is the gamer's, or none that a page could do anything about. */
async function ask(run: () => ReturnType<Ceremony> | undefined): Promise<unknown> {
  try {
    return (await run())?.toJSON() ?? null;
  } catch (error) {
    if ((error as Error).name === "InvalidStateError") throw error;
    return null;
  }
}

/** Tells the browser something; whether it listens changes nothing here. */
async function tell(signal: Promise<void> | undefined): Promise<void> {
  await signal?.catch(() => {});
}

/** Passkeys for a browser's page, beside the SDK of `createLevelUp`. */
export function passkeys<Router extends AnyRouter>(levelup: LevelUp<Router>): Passkeys {
  const { auth } = levelup;
  const credentials = browser.navigator?.credentials;
  const { PublicKeyCredential } = browser;

  function supported(): boolean {
    const isNamed = !addressPattern.test(browser.location?.hostname ?? "");
    return Boolean(isNamed && credentials && PublicKeyCredential?.parseRequestOptionsFromJSON);
  }

  /** Has a passkey sign a challenge. Null: none did. */
  async function use({ autofill, signal }: PasskeyLoginOptions) {
    if (!supported()) return null;
    const own = begin(signal);
    if (autofill && !(await PublicKeyCredential?.isConditionalMediationAvailable?.())) return null;
    while (!own.signal.aborted) {
      const { options, ceremony } = await auth.beginPasskey();
      if (own.signal.aborted) return null;
      // A challenge expires, and the page may stay open for longer.
      const round = controller();
      const end = () => round.abort();
      own.signal.addEventListener("abort", end);
      const timer = autofill && platform.setTimeout(end, options.timeout * 0.8);
      const response = await ask(() =>
        credentials?.get({
          publicKey: PublicKeyCredential?.parseRequestOptionsFromJSON?.(options),
          signal: round.signal,
          ...(autofill ? { mediation: "conditional" } : {}),
        }),
      );
      platform.clearTimeout(timer);
      if (own.signal.aborted) return null;
      if (response) return { rpId: options.rpId, ceremony, response: response as PasskeyAnswer };
      if (!round.signal.aborted) return null;
    }
    return null;
  }

  async function login(options: PasskeyLoginOptions = {}): Promise<LoginOutput | null> {
    const used = await use(options);
    if (!used) return null;
    const { rpId, ceremony, response } = used;
    const answer = await auth.passkey({ ceremony, response });
    if (!answer.valid) await tell(PublicKeyCredential?.signalUnknownCredential?.({ rpId, credentialId: response.id }));
    return answer;
  }

  async function prove(options: { signal?: Signal | undefined } = {}): Promise<PasskeyProof | null> {
    const used = await use(options);
    return used && { ceremony: used.ceremony, response: used.response };
  }

  async function add({ name }: { name?: string | undefined } = {}): Promise<AddPasskeyResult> {
    const { options, ceremony } = await levelup.passkeys.begin();
    const { signal } = begin(undefined);
    let response: unknown;
    try {
      response = await ask(() =>
        credentials?.create({ publicKey: PublicKeyCredential?.parseCreationOptionsFromJSON?.(options), signal }),
      );
    } catch {
      return { added: false, exists: true };
    }
    if (!response) return { added: false, exists: false };
    const created = response as Parameters<LevelUp["passkeys"]["add"]>[0]["response"];
    const passkey = await levelup.passkeys.add({ ceremony, response: created, name });
    await tell(
      PublicKeyCredential?.signalAllAcceptedCredentials?.({
        rpId: options.rp.id,
        userId: options.user.id,
        allAcceptedCredentialIds: [...options.excludeCredentials.map(({ id }) => id), created.id],
      }),
    );
    return { added: true, passkey };
  }

  async function remove(input: { id: number }): Promise<RemovePasskeyOutput> {
    const answer = await levelup.passkeys.remove(input);
    await tell(PublicKeyCredential?.signalAllAcceptedCredentials?.(answer.accepted));
    return answer;
  }

  return { supported, login, prove, add, remove };
}
