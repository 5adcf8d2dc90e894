// Which view a run gets.

import type { RunEvent } from '../../app/events.ts';
import { systemClock } from '../../ground/clock.ts';
import type { Terminal } from '../../print/terminal.ts';
import { DryView } from './run-dry.ts';
import { DryScriptView } from './run-dry-script.ts';
import { GithubView } from './run-github.ts';
import { JsonView } from './run-json.ts';
import { JunitView } from './run-junit.ts';
import { PlainView } from './run-plain.ts';
import { QuietView } from './run-quiet.ts';
import { TtyView } from './run-tty.ts';
import type { Interrupt, RunView, ViewContext } from './view.ts';

const runFormats = ['tty', 'plain', 'json', 'github', 'junit', 'quiet', 'hero'] as const;
export type RunFormat = (typeof runFormats)[number];

/** What `--format auto` means here. */
function chooseFormat(out: Terminal, env: Readonly<Record<string, string | undefined>>): RunFormat {
  if (env.GITHUB_ACTIONS === 'true') return 'github';
  return out.isTTY && env.TERM !== 'dumb' ? 'tty' : 'plain';
}

export interface Outputs {
  stdout: Terminal;
  stderr: Terminal;
  env: Readonly<Record<string, string | undefined>>;
  /** Name of a public key, if one is known. */
  nameOf?: (pubkey: string) => string | undefined;
}

/** For a command: `format` as given by its user, `auto` included. Call `end` when the run is over, whatever happened. */
export function makeRunView(format: string, { stdout, stderr, env, nameOf }: Outputs): RunView {
  const chosen = runFormats.find((name) => name === format) ?? chooseFormat(stdout, env);
  const names = nameOf === undefined ? {} : { nameOf };
  return openRunView(chosen, { out: stdout, err: stderr, clock: systemClock, ...names });
}

/** For tests and other doors: the clock is given. */
export function openRunView(format: RunFormat, context: ViewContext): RunView {
  switch (format) {
    case 'tty':
      return new PeopleView(context, () => new TtyView(context));
    case 'plain':
      return new PeopleView(context, () => new PlainView(context));
    case 'github':
      return new PeopleView(context, () => new GithubView(context));
    case 'json':
      return new JsonView(context);
    case 'junit':
      return new JunitView(context);
    case 'quiet':
      return new QuietView(context);
    case 'hero':
      return new DryScriptView(context);
  }
}

/** A dry run has nothing to follow: people get a table of it, whatever the format. */
class PeopleView implements RunView {
  readonly #context: ViewContext;
  readonly #open: () => RunView;
  /** Diagnostics that came before it was known which view this will be. */
  readonly #before: RunEvent[] = [];
  #view: RunView | undefined;

  constructor(context: ViewContext, open: () => RunView) {
    this.#context = context;
    this.#open = open;
  }

  event(event: RunEvent): void {
    if (this.#view !== undefined) this.#view.event(event);
    else if (event.type === 'diagnostic') this.#before.push(event);
    else
      this.#begin(event.type === 'run_start' && event.dry ? new DryView(this.#context, event) : undefined).event(event);
  }

  pause(): void {
    this.#begin().pause?.();
  }

  interrupted(what: Interrupt): void {
    this.#begin().interrupted(what);
  }

  end(): Promise<void> {
    return this.#begin().end();
  }

  #begin(view?: RunView): RunView {
    this.#view ??= view ?? this.#open();
    for (const event of this.#before.splice(0)) this.#view.event(event);
    return this.#view;
  }
}
