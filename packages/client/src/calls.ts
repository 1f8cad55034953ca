import type { Account, LoginOutput, LogoutOutput, MintedToken, RegisterOutput } from "./api.ts";
import { type Confirmer, noConfirmation, type Proof } from "./confirmation.ts";
import { withDeadline } from "./deadline.ts";
import type { Device } from "./device.ts";
import { clientError, isDeadTokenCode, type LevelUpError, toLevelUpError } from "./errors.ts";
import type { Revocations } from "./revocations.ts";
import { createSequence } from "./sequence.ts";
import type { Login, SessionState } from "./session-state.ts";
import type { Send } from "./transport.ts";

/** Calls to the server, and what their answers do to the session. All reject with a `LevelUpError` only. */
export type Calls = {
  /** Calls a procedure. */
  call<Data>(...call: Parameters<Send>): Promise<Data>;
  /**
   * Runs a request in the current session. An answer that comes after the session has ended is dropped; an error that
   * says that the token is dead ends the session.
   *
   * @param send rejects with an error of tRPC, or with a {@link DeadTokenAnswer}
   */
  inSession<Data>(send: (login: Login | null) => Promise<Data>): Promise<Data>;
};

/** An answer that ends the session and is nevertheless the result of the call. */
export type DeadTokenAnswer<Data> = { data: { code: string }; answer: Data };

type Deps = {
  session: SessionState;
  revocations: Revocations;
  device: Device;
  /** The label of the device in the account's list of tokens. */
  label: string | undefined;
  anonymous: Send;
  /** Asks the gamer for a proof where a call needs one. */
  confirmer: Confirmer | undefined;
};

export function createCalls({ session, revocations, device, label, anonymous, confirmer }: Deps): Calls {
  let lastNumber = 0;
  /** Logins and logouts: when several are under way, the latest one decides the session. */
  const acceptSessionChange = createSequence();
  const acceptAccount = createSequence();
  const confirm = (proof: Proof) => call("mutation", "auth.confirm", proof);
  const confirmation = confirmer?.({ session, confirm }) ?? noConfirmation;

  /** A token in a dropped answer would stay alive unused, so it is revoked. */
  function dropToken({ token }: { token?: string | undefined }): LevelUpError {
    if (token) revocations.add(token);
    return clientError("SESSION_CHANGED");
  }

  async function inSession<Data>(
    send: (login: Login | null) => Promise<Data>,
    use?: (data: unknown) => void,
    rotates?: boolean,
  ): Promise<Data> {
    // Await only when there is something to wait for: the call belongs to the session of this turn.
    const restoring = session.restoring();
    if (restoring) await restoring;
    const login = session.current();
    // The first of two calls that replace the token revokes that of the second, so they run one after the other.
    if (rotates && login?.rotation) await login.rotation;
    let data: Data;
    try {
      data = await send(login);
    } catch (failure) {
      const error = toLevelUpError(failure);
      const { code } = error;
      const died = login && isDeadTokenCode(code);
      if (died) {
        // A password change, here or in another tab, revokes the token before the new one arrives. The server did
        // nothing for the refused call, so it is safe to send it once more, with the new token.
        if (!rotates) await login.rotation;
        await session.tokenRejected(login, code);
        const now = session.current();
        if (now !== login && now?.id === login.id) return inSession(send, use, rotates);
      }
      const now = session.current();
      if (now?.id !== login?.id && (!died || now)) throw clientError("SESSION_CHANGED", error);
      const { answer } = failure as Partial<DeadTokenAnswer<Data>>;
      if (answer) return answer;
      throw error;
    }
    revocations.flush();
    if (session.current()?.id !== login?.id) throw dropToken(rotates ? (data as Partial<MintedToken>) : {});
    use?.(data);
    return data;
  }

  /** Calls without the token: the answer belongs to no session. */
  async function outsideSession(...request: Parameters<Send>): Promise<unknown> {
    try {
      return await anonymous(...request);
    } catch (failure) {
      throw toLevelUpError(failure);
    }
  }

  /** Registers, logs in, or finishes a login; a token in the answer starts a new session. */
  async function signIn(number: number, send: (input: object) => Promise<unknown>) {
    const data = (await send({ deviceId: await device.id(), device: label })) as RegisterOutput | LoginOutput;
    revocations.flush();
    if (data.token !== undefined) {
      if (!acceptSessionChange(number)) throw dropToken(data);
      // Older servers send no device id.
      if (data.deviceId) device.remember(data.deviceId);
      session.signIn(data.token, data.account);
    }
    return data;
  }

  /** Ends the session on this device, then revokes its token. Never rejects. */
  async function signOut(number: number): Promise<LogoutOutput> {
    acceptSessionChange(number);
    const login = session.current();
    if (!login) return { revoked: false };
    session.signOut("LOGOUT");
    return { revoked: await revocations.add(login.token) };
  }

  async function call(...[type, path, input, signal]: Parameters<Send>): Promise<unknown> {
    lastNumber += 1;
    const number = lastNumber;
    const restoring = session.restoring();
    if (restoring) await restoring;
    const send = (login: Login | null) => (login?.send ?? anonymous)(type, path, input, signal);
    const rotate = () => {
      const login = session.current();
      const answer = inSession(send, (minted) => session.rotate((minted as MintedToken).token), true);
      if (login) login.rotation = withDeadline(answer);
      return answer;
    };
    switch (path) {
      case "auth.register":
      case "auth.login":
      case "auth.secondFactor":
      case "auth.passkey":
        return signIn(number, (device) => outsideSession(type, path, { ...device, ...(input as object) }, signal));
      case "auth.logout":
        return signOut(number);
      case "auth.requestPasswordReset":
        return outsideSession(type, path, { deviceId: await device.id(), ...(input as object) }, signal);
      case "auth.options":
      case "auth.beginPasskey":
      case "auth.resetPassword":
      case "auth.confirmEmail":
        return outsideSession(type, path, input, signal);
      case "account.me":
      case "account.update":
        return inSession(send, (account) => {
          if (acceptAccount(number)) session.setAccount(account as Account);
        });
      case "auth.confirm":
      case "account.changePassword":
        return rotate();
      case "secondFactor.activate":
        return confirmation.run(path, rotate);
      default:
        return confirmation.run(path, () => inSession(send));
    }
  }

  return { call: call as Calls["call"], inSession };
}
