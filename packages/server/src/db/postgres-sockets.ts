import { Socket } from "node:net";

/**
 * Sockets that break when nothing has come or gone for a while: the answer to the server's own statement timeout may not
 * arrive either, and TCP takes many minutes to notice. (`pg`'s `query_timeout` gives up the query but keeps the
 * connection, where the next query waits behind the one that hangs.)
 */
export function createSockets(silenceMs: number) {
  let patient = 0;

  function open(): Socket {
    const socket = new Socket();
    socket.setTimeout(silenceMs, () => {
      if (patient > 0) return;
      socket.destroy(Object.assign(new Error("the database has gone silent"), { code: "ETIMEDOUT" }));
    });
    return socket;
  }

  async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
    patient += 1;
    try {
      return await work();
    } finally {
      patient -= 1;
    }
  }
  return { open, patiently };
}
