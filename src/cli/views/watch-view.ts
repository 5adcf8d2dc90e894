// What a command that watches says between its rounds: on stderr, since stdout is that of the rounds.

import { relative } from 'node:path';
import { type ActionChange, changedActions } from '../../app/watch/changes.ts';
import type { WatchEvent } from '../../app/watch/supervise.ts';
import { tameLine } from '../../diagnostics/visible.ts';
import { plural } from '../../print/format.ts';
import type { Screens } from './view.ts';

/** The screen and the cursor's way to its top; what scrolled away stays there. */
const clearScreen = '\u001b[2J\u001b[H';
const maxNames = 3;
const maxActions = 10;

export class WatchView {
  readonly #screens: Screens;
  readonly #cwd: string;
  readonly #clears: boolean;
  /** Said at the top of the next round. */
  #why = '';

  constructor(screens: Screens, cwd: string, term: string | undefined) {
    this.#screens = screens;
    this.#cwd = cwd;
    this.#clears = screens.stdout.isTTY && term !== 'dumb';
  }

  event(event: WatchEvent): void {
    switch (event.type) {
      case 'changed':
        this.#why = `${this.#named(event.paths)} changed`;
        if (event.cancels) this.#say(`${this.#why}; ending the round that goes on`);
        break;
      case 'round':
        if (event.round === 0) break;
        if (this.#clears) this.#screens.stdout.write(clearScreen);
        this.#say(`${time()}  ${this.#why}`);
        break;
      case 'planned':
        if (event.before !== undefined) this.#sayChanges(changedActions(event.before, event.actions));
        break;
      case 'waiting':
        this.#say(`${time()}  watching ${plural(event.files, 'file')}; ^C ends`);
        break;
      case 'ending':
        if (this.#clears) this.#screens.stderr.write('\n');
        if (event.isRunning) this.#say('waiting for the end of this round');
        break;
    }
  }

  #sayChanges(changes: readonly ActionChange[]): void {
    if (changes.length === 0) this.#say('no action is another than before');
    for (const { what, action } of changes.slice(0, maxActions)) {
      const { label, name, place } = action;
      this.#say(`${what.padEnd(7)}  ${label}  ${name}${what === 'gone' ? '' : `  ${place}`}`);
    }
    if (changes.length > maxActions) this.#say(`and ${changes.length - maxActions} more`);
  }

  #named(paths: readonly string[]): string {
    const names = paths.slice(0, maxNames).map((path) => relative(this.#cwd, path));
    const more = paths.length > maxNames ? [`${paths.length - maxNames} more`] : [];
    return [...names, ...more].join(', ');
  }

  #say(text: string): void {
    const { stderr } = this.#screens;
    stderr.write(`${stderr.look.style.dim(tameLine(text, stderr.look.ascii))}\n`);
  }
}

/** Of the day, as the wall shows it. */
function time(): string {
  return new Date().toTimeString().slice(0, 8);
}
