/**
 * Node's own HTTP. To `import` it reads all that it exports, and that loads the whole of `fetch` and of WebSocket, which
 * nothing here needs: a twentieth of a start.
 */
export const { createServer, IncomingMessage, ServerResponse, STATUS_CODES } = process.getBuiltinModule("node:http");
