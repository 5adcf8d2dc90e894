// SIGTERM and SIGINT of a process that stays. Until it has begun each ends it at once, since what it begins with may hang: a
// module of an actor, a store that is away. Later the first ends it in order, and those that follow as it says.

import { exitCodes } from '../exit-codes.ts';

export interface EndSignals {
  /** Resolves with the first after it has begun. */
  first: Promise<NodeJS.Signals>;
  /** It has begun. `onFurther`: called at every signal after the first, with its number from 2. Absent: they end it at once. */
  begun(onFurther?: (count: number) => void): void;
  /** Gives the signals back. */
  stop(): void;
}

export function listenForEnd(): EndSignals {
  let count = 0;
  let hasBegun = false;
  let further: ((count: number) => void) | undefined;
  let resolve: (signal: NodeJS.Signals) => void = () => {};
  const first = new Promise<NodeJS.Signals>((done) => {
    resolve = done;
  });
  // Not left to the system, which lets the first process of a container ignore them.
  const listen = (signal: NodeJS.Signals) => {
    count += 1;
    if (hasBegun && count === 1) resolve(signal);
    else if (further !== undefined) further(count);
    else process.exit(signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated);
  };
  process.on('SIGTERM', listen);
  process.on('SIGINT', listen);
  return {
    first,
    begun(onFurther) {
      hasBegun = true;
      further = onFurther;
    },
    stop() {
      process.off('SIGTERM', listen);
      process.off('SIGINT', listen);
    },
  };
}
