// A server that no distribution has any more: it says which version it is, and knows nothing else.

import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';

export interface OldRedis {
  url: string;
  stop(): Promise<void>;
}

export async function startOldRedis(version: string): Promise<OldRedis> {
  const info = `# Server\r\nredis_version:${version}\r\nloading:0\r\n`;
  const server: Server = createServer((socket) => {
    let rest = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      rest += text;
      // A command is an array of texts, each with its length before it.
      const command = /^\*(\d+)\r\n((?:\$\d+\r\n[^\r]*\r\n)*)/;
      for (let found = command.exec(rest); found !== null; found = command.exec(rest)) {
        const words = [...(found[2] ?? '').matchAll(/\$\d+\r\n([^\r]*)\r\n/g)].map(([, word = '']) => word);
        if (words.length < Number(found[1])) return;
        rest = rest.slice(found[0].length);
        const isInfo = words[0]?.toLowerCase() === 'info';
        socket.write(isInfo ? `$${info.length}\r\n${info}\r\n` : `-ERR unknown command '${words[0]}'\r\n`);
      }
    });
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
