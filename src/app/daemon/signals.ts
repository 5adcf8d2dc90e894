// SIGTERM and SIGINT of a process that stays: the first ends it in order, the second at once.

export interface EndSignals {
  /** Resolves with the first. */
  first: Promise<NodeJS.Signals>;
  /** Called at every later one, with its number from 2. */
  onFurther(listener: (count: number) => void): void;
  /** Gives the signals back. */
  stop(): void;
}

export function listenForEnd(): EndSignals {
  let count = 0;
  let further: (count: number) => void = () => {};
  let resolve: (signal: NodeJS.Signals) => void = () => {};
  const first = new Promise<NodeJS.Signals>((done) => {
    resolve = done;
  });
  const listen = (signal: NodeJS.Signals) => {
    count += 1;
    if (count === 1) resolve(signal);
    else further(count);
  };
  process.on('SIGTERM', listen);
  process.on('SIGINT', listen);
  return {
    first,
    onFurther(listener) {
      further = listener;
    },
    stop() {
      process.off('SIGTERM', listen);
      process.off('SIGINT', listen);
    },
  };
}
