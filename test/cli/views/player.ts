// Plays a scenario into the live view on the terminal it is started in, one scene for each SIGUSR2. After each scene
// it names the scene in the title of the terminal, so that whoever reads along knows when the screen is complete.

import { TtyView } from '../../../src/cli/views/run-tty.ts';
import { openTerminal } from '../../../src/print/terminal.ts';
import { nameOf } from './events.ts';
import { startOfTime } from './play.ts';
import { scenarios } from './scenarios.ts';

const scenes = scenarios[process.argv[2] ?? ''] ?? [];
const out = openTerminal(process.stdout, { env: process.env });
const err = openTerminal(process.stderr, { env: process.env });
let passed = 0;
const clock = { now: () => startOfTime + passed, tick: () => passed };
const view = new TtyView({ out, err, clock, nameOf });
let shown = 0;

const title = (text: string): void => out.write(`\u001b]0;${text}\u0007`);

const keepAlive = setInterval(() => {}, 60_000);

async function playScene(): Promise<void> {
  for (const step of scenes[shown] ?? []) {
    if (typeof step === 'number') passed += step;
    else if (step === 'interrupt') view.interrupted('cancel');
    else view.event(step);
  }
  shown += 1;
  if (shown < scenes.length) view.draw();
  else await view.end();
  title(`scene ${shown}`);
  if (shown === scenes.length) clearInterval(keepAlive);
}

process.on('SIGUSR2', () => void playScene());
out.onResize(() => {
  view.draw();
  title(`size ${out.columns}x${out.rows}`);
});
// Some scenarios leave the end to the signal itself, as a command without a handler does.
if (process.argv[3] === 'handles-ctrl-c') process.on('SIGINT', () => title('ctrl-c'));
title('ready');
