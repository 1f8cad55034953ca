import { once } from "node:events";
import type { MetricsSettings } from "../metrics/metrics.settings.ts";
import { StartError } from "../start-error.ts";
import type { Metrics } from "./metrics.ts";

export type MetricsServer = { url: string; close(): Promise<void> };

/**
 * Serves the metrics at `/metrics` on a port of their own, which only Prometheus needs to reach.
 *
 * @returns null when the settings want none.
 * @throws StartError when the port cannot be listened on.
 */
export async function serveMetrics(metrics: Metrics, settings: MetricsSettings): Promise<MetricsServer | null> {
  if (settings === null) return null;
  const { host, port } = settings;
  metrics.collectNode();
  // Loaded here, because it loads `fetch` and WebSocket too, which a start without metrics does not need.
  const { createServer } = await import("node:http");
  const server = createServer(async (request, response) => {
    if (request.url !== "/metrics" || request.method !== "GET") {
      response.writeHead(404).end();
      return;
    }
    const text = await metrics.text();
    response.writeHead(200, { "content-type": metrics.registry.contentType, "cache-control": "no-store" }).end(text);
  });
  try {
    await once(server.listen({ host, port }), "listening");
  } catch (error) {
    throw new StartError(
      `the metrics cannot be served on port ${port} of ${host}.`,
      "Set METRICS_PORT (and METRICS_HOST) to something else, or unset it.",
      { cause: error },
    );
  }
  const bound = server.address();
  const actual = typeof bound === "object" && bound !== null ? bound.port : port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}/metrics`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
