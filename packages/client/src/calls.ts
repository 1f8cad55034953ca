import type { ProcedurePath } from "@levelup/contract/errors";
import type { LoginOutput, LogoutOutput, RegisterOutput } from "./api.ts";
import type { Device } from "./device.ts";
import { clientError, isDeadTokenCode, type LevelUpError, toLevelUpError } from "./errors.ts";
import type { Revocations } from "./revocations.ts";
import { createSequence } from "./sequence.ts";
import type { SessionState } from "./session-state.ts";
import type { CallType, Send } from "./transport.ts";

/** Calls to the server, and what their answers do to the session. All reject with a `LevelUpError` only. */
export type Calls = {
  /** Calls with the current token. `use` runs in the turn in which the answer is known to belong to the current session. */
  authenticated<Data>(type: CallType, path: ProcedurePath, input?: unknown, use?: (data: Data) => void): Promise<Data>;
  /** Calls without a token. */
  anonymous<Data>(type: CallType, path: ProcedurePath, input?: unknown): Promise<Data>;
  /** Registers or logs in; a token in the answer starts a new session. */
  signIn<Data extends RegisterOutput | LoginOutput>(path: ProcedurePath, input: object): Promise<Data>;
  /** Ends the session on this device, then revokes its token. Never rejects. */
  signOut(): Promise<LogoutOutput>;
};

type Deps = { session: SessionState; revocations: Revocations; device: Device; anonymous: Send };

export function createCalls({ session, revocations, device, anonymous }: Deps): Calls {
  /** Logins and logouts: when several are under way, the latest one decides the session. */
  const sessionChanges = createSequence();

  /** A token in a dropped answer would stay alive unused, so it is revoked. */
  function dropAnswer(data: unknown): LevelUpError {
    const { token } = data as { token?: string };
    if (token) revocations.add(token);
    return clientError("SESSION_CHANGED");
  }

  return {
    async authenticated<Data>(
      type: CallType,
      path: ProcedurePath,
      input?: unknown,
      use?: (data: Data) => void,
    ): Promise<Data> {
      // Await only when there is something to wait for: the call belongs to the session of this turn.
      const restoring = session.restoring();
      if (restoring) await restoring;
      const login = session.current();
      const rotates = path === "account.changePassword" || path === "auth.confirm";
      // The first of two calls that replace the token revokes that of the second, so they run one after the other.
      if (rotates && login?.rotation) await login.rotation;
      let data: unknown;
      try {
        data = await (login?.send ?? anonymous)(type, path, input);
      } catch (failure) {
        const error = toLevelUpError(path, failure);
        const { code } = error;
        const died = login && isDeadTokenCode(code);
        if (died) {
          // A password change, here or in another tab, revokes the token before the new one arrives. The server did
          // nothing for the refused call, so it is safe to send it once more, with the new token.
          if (!rotates) await login.rotation;
          await session.tokenRejected(login, code);
          const now = session.current();
          if (now !== login && now?.id === login.id) return this.authenticated(type, path, input, use);
        }
        const now = session.current();
        throw now?.id === login?.id || (died && !now) ? error : clientError("SESSION_CHANGED", error);
      }
      revocations.flush();
      if (session.current()?.id !== login?.id) throw dropAnswer(data);
      use?.(data as Data);
      return data as Data;
    },

    async anonymous<Data>(type: CallType, path: ProcedurePath, input?: unknown): Promise<Data> {
      try {
        return (await anonymous(type, path, input)) as Data;
      } catch (failure) {
        throw toLevelUpError(path, failure);
      }
    },

    async signIn<Data extends RegisterOutput | LoginOutput>(path: ProcedurePath, input: object): Promise<Data> {
      const change = sessionChanges.next();
      const restoring = session.restoring();
      if (restoring) await restoring;
      const data = await this.anonymous<Data>("mutation", path, { deviceId: await device.id(), ...input });
      revocations.flush();
      if (data.token !== undefined) {
        if (!sessionChanges.accept(change)) throw dropAnswer(data);
        // Older servers send no device id.
        if (data.deviceId) device.remember(data.deviceId);
        session.signIn(data.token, data.account);
      }
      return data;
    },

    async signOut() {
      sessionChanges.accept(sessionChanges.next());
      const restoring = session.restoring();
      if (restoring) await restoring;
      const login = session.current();
      if (!login) return { revoked: false };
      session.signOut("LOGOUT");
      return { revoked: await revocations.add(login.token) };
    },
  };
}
