// A module with an actor needs no node_modules: `import … from 'herorunner'` means the package that loads it.

import module from 'node:module';

const packageName = 'herorunner';

let entryUrl: string | undefined;

/** `entry`: URL of the file that is meant. From the second call on only the URL may change. */
export function resolveOwnPackage(entry: string): void {
  const isFirst = entryUrl === undefined;
  entryUrl = entry;
  if (!isFirst) return;
  // Node 22.15 and later have hooks in the same thread; older ones only in a thread of their own.
  if (typeof module.registerHooks === 'function') {
    module.registerHooks({
      resolve: (specifier, context, next) =>
        specifier === packageName && entryUrl !== undefined
          ? { url: entryUrl, shortCircuit: true }
          : next(specifier, context),
    });
    return;
  }
  const hooks = `export async function resolve(specifier, context, next) {
    if (specifier === ${JSON.stringify(packageName)}) return { url: ${JSON.stringify(entry)}, shortCircuit: true };
    return next(specifier, context);
  }`;
  module.register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}
