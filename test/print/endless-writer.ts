// Writes to a pipe until its reader has gone, or much text once, then ends by process.exit.

import { openTerminal } from '../../src/print/terminal.ts';

const terminal = openTerminal(process.stdout, { env: {}, onClosed: () => process.stderr.write('closed, ') });

if (process.argv[2] === 'once') {
  terminal.write(`${'x'.repeat(4_000_000)}\n`);
  await terminal.flush();
  process.exit(0);
}

while (!terminal.closed) {
  terminal.write(`${'x'.repeat(1000)}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
terminal.write('more');
await terminal.flush();
process.stderr.write('flushed\n');
