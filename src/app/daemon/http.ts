// The small HTTP server of a process that stays: /healthz, /readyz, /metrics.

import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Health } from './health.ts';

export interface MetricsText {
  contentType: string;
  text(): Promise<string>;
}

export interface HttpServer {
  /** As it can be called, e.g. `http://127.0.0.1:9090`. */
  url: string;
  close(): Promise<void>;
}

/** `address`: HOST:PORT, :PORT or PORT; without a host it is this machine alone. */
function parseAddress(address: string): { host: string; port: number } | undefined {
  const match = /^(?:(.*):)?(\d{1,5})$/.exec(address);
  const port = Number(match?.[2]);
  if (match === null || port > 65_535) return undefined;
  const host = (match[1] ?? '').replace(/^\[(.*)\]$/, '$1');
  return { host: host === '' ? '127.0.0.1' : host, port };
}

const unknownHost = [
  'no address of that host is known',
  'check its name; 0.0.0.0 is all addresses of this machine',
] as const;
const reasonsNotToListen: Readonly<Record<string, readonly [string, string]>> = {
  EADDRINUSE: ['another process listens there', 'choose another port with --http'],
  EADDRNOTAVAIL: ['this machine does not have that address', 'name one that it has; 0.0.0.0 is all of them'],
  EACCES: ['this user may not', 'choose a port from 1024 on'],
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
};

export async function serveHealth(
  address: string,
  health: Health,
  metrics: MetricsText,
): Promise<{ ok: true; server: HttpServer } | { ok: false; diagnostic: Diagnostic }> {
  const endpoint = parseAddress(address);
  if (endpoint === undefined)
    return refuse(`'${address}' is not an address to listen on`, 'write it as 127.0.0.1:9090');
  const server = createServer(handlerOf(health, metrics));
  const problem = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen(endpoint.port, endpoint.host, () => resolve(undefined));
  });
  if (problem !== undefined) {
    const [why, help] = reasonsNotToListen[problem.code ?? ''] ?? [problem.message, 'choose another one with --http'];
    return refuse(`cannot listen on ${address}: ${why}`, help);
  }
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : endpoint.port;
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return {
    ok: true,
    server: {
      url: `http://${host}:${port}`,
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    },
  };
}

function handlerOf(health: Health, metrics: MetricsText): RequestListener {
  return (request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, { error: 'only GET' });
    if (path === '/healthz') return answer(response, health.isWell ? 200 : 503, state(health));
    if (path === '/readyz') return answer(response, health.isReady ? 200 : 503, state(health));
    if (path !== '/metrics') return answer(response, 404, { error: 'there are /healthz, /readyz and /metrics' });
    metrics.text().then(
      (text) => {
        response.writeHead(200, { 'content-type': metrics.contentType });
        response.end(text);
      },
      (error: unknown) => answer(response, 503, { error: String((error as Error).message) }),
    );
  };
}

function state(health: Health): Record<string, unknown> {
  return { ok: health.isWell, ready: health.isReady, draining: health.draining, store_answered_ms: health.sinceAnswer };
}

function answer(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}

function refuse(message: string, help: string): { ok: false; diagnostic: Diagnostic } {
  return { ok: false, diagnostic: { code: 'HS0608', severity: 'error', message, help } };
}
