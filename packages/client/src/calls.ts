import type { ProcedurePath } from "@levelup/contract/errors";
import type { LoginOutput, LogoutOutput, RegisterOutput } from "./api.ts";
import type { Device } from "./device.ts";
import { clientError, type LevelUpError, type LevelUpErrorCode, toLevelUpError } from "./errors.ts";
import type { Revocations } from "./revocations.ts";
import type { SignedOutReason } from "./session.ts";
import type { SessionState } from "./session-state.ts";
import type { CallType, Send } from "./transport.ts";

/** The ways of calling the server: as the gamer who is logged in, to become one, and to be one no longer. */
export type Calls = {
  /** `use` sees the answer in the very turn in which it is found to belong to the current session. */
  asGamer<Data>(type: CallType, path: ProcedurePath, input?: unknown, use?: (data: Data) => void): Promise<Data>;
  enter<Data extends RegisterOutput | LoginOutput>(path: ProcedurePath, input: object): Promise<Data>;
  leave(): Promise<LogoutOutput>;
};

type Deps = { session: SessionState; revocations: Revocations; device: Device; anonymous: Send };

export function createCalls({ session, revocations, device, anonymous }: Deps): Calls {
  /** Logins and logouts asked for here, in order; of several under way, the answer to the latest is the session. */
  let asked = 0;
  let latestTaken = 0;

  /** Nobody will use this answer, and a token in it would stay alive unseen. */
  function drop(data: unknown): LevelUpError {
    const { token } = data as { token?: string };
    if (token) revocations.add(token);
    return clientError("SESSION_CHANGED");
  }

  return {
    async asGamer<Data>(
      type: CallType,
      path: ProcedurePath,
      input?: unknown,
      use?: (data: Data) => void,
    ): Promise<Data> {
      // No await where there is nothing to wait for: the call belongs to whoever is logged in at this moment.
      const restoring = session.restoring();
      if (restoring) await restoring;
      const login = session.current();
      const rotates = path === "account.changePassword";
      // The first of two password changes kills the token of the second: one after the other.
      if (rotates && login?.rotation) await login.rotation;
      let data: unknown;
      try {
        data = await (login?.send ?? anonymous)(type, path, input);
      } catch (failure) {
        const error = toLevelUpError(path, failure);
        const died = login && isDead(error.code);
        if (died) {
          // A password change kills the token before its successor arrives. What was refused for that was not done,
          // so it is safe to send once more, with the successor.
          if (!rotates) await login.rotation;
          const now = session.current();
          if (now !== login && now?.id === login.id) return this.asGamer(type, path, input, use);
          await session.tokenDied(login, error.code as SignedOutReason);
        }
        const now = session.current();
        throw now?.id === login?.id || (died && !now) ? error : clientError("SESSION_CHANGED", error);
      }
      revocations.flush();
      if (session.current()?.id !== login?.id) throw drop(data);
      use?.(data as Data);
      return data as Data;
    },

    async enter<Data extends RegisterOutput | LoginOutput>(path: ProcedurePath, input: object): Promise<Data> {
      asked += 1;
      const mine = asked;
      const restoring = session.restoring();
      if (restoring) await restoring;
      let data: Data;
      try {
        data = (await anonymous("mutation", path, { deviceId: await device.id(), ...input })) as Data;
      } catch (failure) {
        throw toLevelUpError(path, failure);
      }
      revocations.flush();
      if ("token" in data) {
        if (mine < latestTaken) throw drop(data);
        latestTaken = mine;
        // A server that is older than this knows no devices.
        if (data.deviceId) device.remember(data.deviceId);
        session.signIn(data.token, data.account);
      }
      return data;
    },

    async leave() {
      asked += 1;
      latestTaken = asked;
      const restoring = session.restoring();
      if (restoring) await restoring;
      const login = session.current();
      if (!login) return { revoked: false };
      session.signOut("LOGOUT");
      return { revoked: await revocations.add(login.token) };
    },
  };
}

const deadCodes: readonly LevelUpErrorCode[] = [
  "TOKEN_INVALID",
  "TOKEN_EXPIRED",
  "TOKEN_MISSING",
  "ACCOUNT_INACTIVE",
] satisfies SignedOutReason[];

function isDead(code: LevelUpErrorCode): boolean {
  return deadCodes.includes(code);
}
