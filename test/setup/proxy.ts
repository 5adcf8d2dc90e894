// A TCP proxy between a client and a server that passes bytes, swallows them, or cuts the connections.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class TcpProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  readonly #swallowing: { on: boolean };
  readonly #target: { port: number };

  private constructor(server: Server, sockets: Set<Socket>, swallowing: { on: boolean }, target: { port: number }) {
    this.#server = server;
    this.#sockets = sockets;
    this.#swallowing = swallowing;
    this.#target = target;
    this.port = (server.address() as AddressInfo).port;
  }

  static async start(port: number): Promise<TcpProxy> {
    const sockets = new Set<Socket>();
    const swallowing = { on: false };
    const address = { port };
    const server = createServer((client) => {
      const target = connect(address.port, '127.0.0.1');
      for (const [from, to] of [
        [client, target],
        [target, client],
      ] as const) {
        sockets.add(from);
        from.setNoDelay(true);
        from.on('data', (bytes) => swallowing.on || to.write(bytes));
        from.on('error', () => {});
        // A black hole does not tell the other side either.
        from.on('close', () => {
          sockets.delete(from);
          if (!swallowing.on) to.destroy();
        });
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, sockets, swallowing, address);
  }

  /** From now on bytes are lost without a word, in old and new connections: half-open ones. */
  swallow(): void {
    this.#swallowing.on = true;
  }

  /** New connections pass again; those of the time before stay dead. */
  pass(): void {
    this.#swallowing.on = false;
    this.cut();
  }

  /** Ends all connections; new ones lead to another server. */
  leadTo(port: number): void {
    this.#target.port = port;
    this.cut();
  }

  /** Ends all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }
}
