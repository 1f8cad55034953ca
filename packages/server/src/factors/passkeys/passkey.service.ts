import type {
  AddPasskey,
  BeginPasskeyAddOutput,
  BeginPasskeyOutput,
  Passkey as DescribedPasskey,
  LoginOutput,
  PasskeyLogin,
  RemovePasskeyOutput,
} from "@levelup/contract";
import type { AccountDeps } from "../../accounts/account.service.ts";
import { recordAudit } from "../../audit/record-audit.ts";
import { LevelUpError } from "../../errors.ts";
import type { RequestInfo } from "../../request-info.ts";
import type { Actor } from "../../tokens/verify-token.ts";
import { addPasskey, beginAdding } from "./add-passkey.ts";
import { describePasskey } from "./describe-passkey.ts";
import { beginUse, loginByPasskey } from "./login-by-passkey.ts";
import { Passkey } from "./passkey.entity.ts";
import { removePasskey } from "./remove-passkey.ts";

export type PasskeyService = {
  /** @throws what {@link beginUse} throws. */
  beginUse(): BeginPasskeyOutput;
  /** @throws what {@link loginByPasskey} throws. */
  login(input: PasskeyLogin, request: RequestInfo): Promise<LoginOutput>;
  /** @throws what {@link beginAdding} throws. */
  begin(actor: Actor): Promise<BeginPasskeyAddOutput>;
  /** @throws what {@link addPasskey} throws. */
  add(actor: Actor, input: AddPasskey, request: RequestInfo): Promise<DescribedPasskey>;
  /** The account's passkeys, newest first. @throws OVERLOADED when too many calls of the account wait. */
  list(actor: Actor): Promise<DescribedPasskey[]>;
  /**
   * Names a passkey; an empty name gives it the one of its authenticator.
   *
   * @throws NOT_FOUND for one that does not exist or is another account's; RATE_LIMITED, OVERLOADED.
   */
  rename(actor: Actor, input: { id: number; name: string }, request: RequestInfo): Promise<DescribedPasskey>;
  /** @throws what {@link removePasskey} throws. */
  remove(actor: Actor, id: number, request: RequestInfo): Promise<RemovePasskeyOutput>;
};

/** The use cases of passkeys. */
export function createPasskeyService(deps: AccountDeps): PasskeyService {
  const { database, throttle, turns, clock } = deps;

  async function rename(
    actor: Actor,
    { id, name }: { id: number; name: string },
    request: RequestInfo,
  ): Promise<DescribedPasskey> {
    const { userId: user, tokenId: token } = actor;
    return turns(user, async () => {
      await throttle.countChange(actor);
      const em = database.fork();
      const passkey = await em.findOne(Passkey, { id, user });
      if (passkey === null) throw new LevelUpError("NOT_FOUND", { field: "id" });
      passkey.name = name || null;
      recordAudit(em, { event: "passkey_rename", outcome: "success", at: clock.now(), user, token, request });
      await em.flush();
      return describePasskey(passkey);
    });
  }

  return {
    beginUse: () => beginUse(deps),
    login: (input, request) => loginByPasskey(deps, input, request),
    begin: (actor) => beginAdding(deps, actor),
    add: (actor, input, request) => addPasskey(deps, actor, input, request),
    list: ({ userId: user }) =>
      turns(user, async () =>
        (await database.fork().find(Passkey, { user }, { orderBy: { id: "desc" } })).map(describePasskey),
      ),
    rename,
    remove: (actor, id, request) => removePasskey(deps, actor, id, request),
  };
}
